/* The pages of absences: one's own among the account's pages, another's beside their sheet.  Days are typed
 * and both count: away from the first to the last, in the zone of the site. */
#include "desk/people/away_own.h"
#include "desk/people/people_view.h"
#include "templates.h"

struct absence_in {
        const char *from, *to, *substitute;
};
static const struct form_field absence_fields[] = {
        {"from", FORM_LINE, offsetof(struct absence_in, from), 1, 10, MSG_groups_absence_date},
        {"to", FORM_LINE, offsetof(struct absence_in, to), 1, 10, MSG_groups_absence_date},
        {"substitute", FORM_LINE, offsetof(struct absence_in, substitute), 0, 150, 0},
        {0}};

bool day_begins(struct ctx *c, const char *typed, int later, int64_t *out)
{
        int64_t noon;
        struct civil day;

        if (strlen(typed) != 10 || !moment_parse(arena_fmt(c->arena, "%sT12:00:00Z", typed), &noon))
                return false;
        zone_local(zone_get("UTC"), noon + later * DAY_MS, &day);
        day.hour = 0;
        *out = zone_moment(c->zone, &day);
        return true;
}

const char *day_text(struct ctx *c, int64_t at)
{
        struct civil d;

        zone_local(c->zone, at, &d);
        return arena_fmt(c->arena, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static struct absence_row row_of(struct ctx *c, const struct absence *a)
{
        return (struct absence_row){
                .absence = *a, .from_day = day_text(c, a->from_at), .to_day = day_text(c, a->to_at - 1),
                .from = human_date(c->arena, c->lang, c->zone, a->from_at),
                .to = human_date(c->arena, c->lang, c->zone, a->to_at - 1)};
}

static enum status show(struct ctx *c, const struct person *who, const struct absence_in *in, enum status result)
{
        bool mine = who->id == c->actor->person_id;
        struct absences_view v = {.who = *who, .from = in->from, .to = in->to, .substitute = in->substitute};
        struct absence *a;
        enum status st = absence_list(c, who->id, &a, &v.n_rows);

        if (st)
                return st;
        v.rows = ARENA_ARRAY(c->arena, v.n_rows, struct absence_row);
        for (size_t i = 0; i < v.n_rows; i++)
                v.rows[i] = row_of(c, &a[i]);
        v.base = mine ? "/me/absences" : arena_fmt(c->arena, "/people/%lld/absences", (long long)who->id);
        page_init(c, &v.page, ctx_msg(c, MSG_groups_absences), mine ? "me-absences" : "people");
        v.page.page_script_desk = !mine;
        v.e_from = form_msg(c, "from");
        v.e_to = form_msg(c, "to");
        v.e_substitute = form_msg(c, "substitute");
        c->res->status = status_http(result);
        if (mine)
                people_me_absences_html(&c->html, &v);
        else
                people_absences_html(&c->html, &v);
        return ST_OK;
}

/* The person the page is about, if the actor may know of their absences. */
static enum status about(struct ctx *c, bool mine, struct person *who)
{
        int64_t id = c->actor->person_id;

        if (!mine && !text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        if (!absence_may(c, id))
                return ST_NOT_FOUND;
        return person_load(c, id, who);
}

static enum status get(struct ctx *c, bool mine)
{
        static const struct absence_in none = {"", "", ""};
        struct person who;
        enum status st = about(c, mine, &who);

        return st ? st : show(c, &who, &none, ST_OK);
}

static enum status take(struct ctx *c, const struct absence_in *in, struct absence *a)
{
        struct person substitute;
        enum status st = ST_OK;

        if (*in->from && !day_begins(c, in->from, 0, &a->from_at))
                form_error(c, "from", MSG_groups_absence_date);
        if (*in->to && !day_begins(c, in->to, 1, &a->to_at))
                form_error(c, "to", MSG_groups_absence_date);
        if (!text_blank(in->substitute))
                st = person_named(c, "substitute", in->substitute, &substitute);
        if (!st && !text_blank(in->substitute))
                a->substitute_id = substitute.id;
        if (!st && c->n_error)
                st = ST_INVALID;
        return st;
}

static enum status post(struct ctx *c, bool mine)
{
        struct absence_in in;
        struct absence a = {0};
        struct person who;
        int64_t id;
        enum status st = about(c, mine, &who);

        if (st)
                return st;
        form_read(c, absence_fields, &in);
        a.person_id = who.id;
        st = take(c, &in, &a);
        if (!st)
                st = absence_add(c, &a, &id);
        if (st == ST_INVALID)
                return show(c, &who, &in, st);
        if (st)
                return st;
        page_notice(c, "groups.absence_added", NULL);
        return ctx_redirect(c, mine ? "/me/absences" : arena_fmt(c->arena, "/people/%lld/absences", (long long)who.id));
}

static enum status end(struct ctx *c, bool mine)
{
        struct person who;
        int64_t id = 0;
        enum status st = about(c, mine, &who);

        if (!st && !text_i64(ctx_var(c, mine ? "id" : "absence"), &id))
                st = ST_NOT_FOUND;
        if (!st)
                st = absence_end(c, who.id, id);
        if (st)
                return st;
        page_notice(c, "groups.absence_ended", NULL);
        return ctx_redirect(c, mine ? "/me/absences" : arena_fmt(c->arena, "/people/%lld/absences", (long long)who.id));
}

enum status page_me_absences(struct ctx *c)
{
        return get(c, true);
}

enum status page_me_absences_post(struct ctx *c)
{
        return post(c, true);
}

enum status page_me_absence_end(struct ctx *c)
{
        return end(c, true);
}

enum status page_person_absences(struct ctx *c)
{
        return get(c, false);
}

enum status page_person_absences_post(struct ctx *c)
{
        return post(c, false);
}

enum status page_person_absence_end(struct ctx *c)
{
        return end(c, false);
}

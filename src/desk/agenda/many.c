/* Many support tasks at once: sessions × people, seen before they are made.  What is there already is left out, a
 * room that is taken is replaced by a free one of its kind; what is then made is exactly what was shown, in one
 * transaction, or nothing. */
#include "desk/agenda/agenda_own.h"
#include "desk/agenda/support_own.h"
#include "desk/people/people.h"
#include "desk/ticket/course_record.h"

struct rows {
        struct support_row *v;
        size_t n, max;
};

/* ---- what would be made -------------------------------------------------------------------------------------- */

static enum status names_fill(struct ctx *c, struct support_row *r)
{
        struct course_session s;
        struct person p;
        enum status st = r->session_id ? course_session_load(c, r->session_id, &s) : ST_OK;

        if (!st && r->session_id) {
                r->theme = s.theme ? s.theme : "";
                r->from_at = r->from_at ? r->from_at : s.from_at;
                r->to_at = r->to_at ? r->to_at : s.to_at;
        }
        if (st == ST_NOT_FOUND) {
                form_error(c, "session", MSG_agenda_session_unknown);
                return ST_INVALID;
        }
        if (!st && r->person_id)
                st = person_load(c, r->person_id, &p);
        if (st == ST_NOT_FOUND) {
                form_error(c, "person", MSG_agenda_person_unknown);
                return ST_INVALID;
        }
        if (!st && r->person_id)
                r->person_name = p.name;
        return st;
}

/* The same type for the same person at the same session, or at the same moment. */
static enum status there_already(struct ctx *c, const struct support_draft *d, struct support_row *r)
{
        struct support *s;
        size_t n;
        struct support_query q = {.session_id = r->session_id, .from = r->from_at, .to = r->to_at, .done = true};
        enum status st = r->session_id || r->from_at > 0 ? support_list(c, &q, &s, &n) : ST_INVALID;

        for (size_t i = 0; !st && i < n; i++) {
                if (s[i].template_id != d->template_id || s[i].person_id != r->person_id ||
                    (!r->session_id && (s[i].from_at != r->from_at || (d->course_id && s[i].course_id != d->course_id))))
                        continue;
                struct html_arg number = {"number", s[i].number, 0};
                r->left_out = true;
                r->remark = msg_text(c->arena, c->lang, MSG_agenda_there_already, 1, &number);
        }
        return st == ST_INVALID ? ST_OK : st;
}

static bool promised(const struct rows *all, const struct support_row *r, int64_t room_id)
{
        for (size_t i = 0; i < all->n; i++) {
                const struct support_row *o = &all->v[i];
                if (o != r && !o->left_out && o->room_id == room_id && o->from_at < r->to_at && o->to_at > r->from_at)
                        return true;
        }
        return false;
}

/* The asked room when it is free, else one of its kind and site, else none. */
static enum status room_find(struct ctx *c, const struct rows *all, const struct room *asked, struct support_row *r)
{
        struct room_now *x;
        size_t n;
        const struct room *found = NULL;
        enum status st = room_states(c, r->from_at, r->to_at, &x, &n);

        for (size_t i = 0; !st && i < n; i++) {
                bool fits = str_eq(x[i].room->kind, asked->kind) && str_eq(x[i].room->site, asked->site);
                if (x[i].taken || !fits || promised(all, r, x[i].room->id))
                        continue;
                if (x[i].room->id == asked->id || !found)
                        found = x[i].room;
        }
        if (st)
                return st;
        struct html_arg args[] = {{"room", asked->name, 0}, {"other", found ? found->name : "", 0}};
        r->room_id = found ? found->id : 0;
        r->room_name = found ? found->name : "";
        if (!found)
                r->remark = msg_text(c->arena, c->lang, MSG_agenda_row_no_room, 1, args);
        else if (found->id != asked->id)
                r->remark = msg_text(c->arena, c->lang, MSG_agenda_row_other_room, 2, args);
        return ST_OK;
}

static enum status row_add(struct ctx *c, const struct support_draft *d, const struct room *room, int64_t session_id, int64_t person_id,
                           struct rows *to)
{
        struct support_row *r = &to->v[to->n];

        /* with sessions, the hours are theirs */
        *r = (struct support_row){.session_id = session_id, .person_id = person_id, .from_at = session_id ? 0 : d->from_at,
                                  .to_at = session_id ? 0 : d->to_at, .person_name = "", .theme = "", .room_name = ""};
        enum status st = names_fill(c, r);
        if (!st)
                st = there_already(c, d, r);
        to->n++;
        if (!st && room && !r->left_out)
                st = room_find(c, to, room, r);
        return st;
}

static enum status room_asked(struct ctx *c, int64_t room_id, struct room *out)
{
        enum status st = room_load(c, room_id, out);

        if (st == ST_NOT_FOUND || (!st && out->state != ROOM_OFFERED)) {
                form_error(c, "room", MSG_agenda_room_unknown);
                st = ST_INVALID;
        }
        return st;
}

enum status support_preview(struct ctx *c, const struct support_draft *d, const int64_t *session, size_t n_sessions,
                            const int64_t *person, size_t n_people, struct support_row **out, size_t *n)
{
        struct room room;
        struct support_type y;
        size_t rows_s = n_sessions ? n_sessions : 1, rows_p = n_people ? n_people : 1;
        struct rows all = {ARENA_ARRAY(c->arena, SUPPORT_AT_ONCE + 1, struct support_row), 0, SUPPORT_AT_ONCE};
        enum status st = agenda_agents_only(c);

        *out = all.v;
        *n = 0;
        if (!st && rows_s * rows_p > SUPPORT_AT_ONCE)
                form_error(c, "session", MSG_agenda_too_many);
        if (!st && !n_sessions)
                agenda_times_fit(c, d->from_at, d->to_at);
        if (!st)
                st = support_type_load(c, d->template_id, &y);
        if (st == ST_NOT_FOUND) {
                form_error(c, "type", MSG_agenda_type_unknown);
                st = ST_OK;
        }
        if (!st && d->room_id)
                st = room_asked(c, d->room_id, &room);
        if (st || c->n_error)
                return st ? st : ST_INVALID;
        for (size_t i = 0; !st && i < rows_s; i++)
                for (size_t k = 0; !st && k < rows_p; k++)
                        st = row_add(c, d, d->room_id ? &room : NULL, n_sessions ? session[i] : 0, n_people ? person[k] : 0, &all);
        *n = all.n;
        return st;
}

/* ---- making ------------------------------------------------------------------------------------------------------ */

static enum status rows_write(struct ctx *c, const struct support_draft *d, struct support_row *r, size_t n, int64_t *made,
                              struct support_draft *last)
{
        struct ticket t;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        for (size_t i = 0; !st && i < n; i++) {
                if (r[i].left_out)
                        continue;
                *last = *d;
                last->session_id = r[i].session_id;
                last->person_id = r[i].person_id;
                last->room_id = r[i].room_id;
                last->from_at = r[i].from_at;
                last->to_at = r[i].to_at;
                st = support_write(c, last, &t);
                r[i].ticket_id = st ? 0 : t.id;
                *made += !st;
        }
        return st ? st : db_commit(&tx);
}

enum status support_open_rows(struct ctx *c, const struct support_draft *d, struct support_row *r, size_t n, int64_t *made,
                              struct booking_offer *offer)
{
        struct support_draft last = *d;
        enum status st = agenda_agents_only(c);

        *made = 0;
        if (!st && n > SUPPORT_AT_ONCE)
                return ST_TOO_LARGE;
        if (!st)
                st = rows_write(c, d, r, n, made, &last);
        if (st)
                *made = 0;
        if (st != ST_CONFLICT || c->why || !last.room_id)
                return st;
        return support_room_refused(c, &last, 0, offer);
}

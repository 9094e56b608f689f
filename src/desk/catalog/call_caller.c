/* Who calls: found by whatever they say of themselves, chosen when several fit, made when nobody does. */
#include "desk/catalog/call.h"

enum { SHOWN = 8 };

static const char *line_of(struct ctx *c, const struct person *p)
{
        const char *by = p->mail && *p->mail ? p->mail : p->login && *p->login ? p->login : p->phone ? p->phone : "";
        return *by ? arena_fmt(c->arena, "%s (%s)", p->name, by) : p->name;
}

static void offer(struct ctx *c, const struct person *p, size_t n, struct caller *out)
{
        for (size_t i = 0; i < n && out->n_choices < SHOWN; i++)
                out->choices[out->n_choices++] =
                        (struct caller_choice){arena_fmt(c->arena, "%lld", (long long)p[i].id), line_of(c, &p[i])};
        out->choices[out->n_choices++] = (struct caller_choice){"new", ctx_msg(c, MSG_calls_somebody_else)};
}

static enum status by_id(struct ctx *c, int64_t id, struct caller *out)
{
        struct person p;
        enum status st = person_load(c, id, &p);

        if (!st) {
                out->id = p.id;
                out->lang = p.lang;
        }
        return st == ST_NOT_FOUND ? ST_OK : st;
}

/* The id that a choice left beside the text counts as long as the text still begins with that name. */
static enum status by_choice(struct ctx *c, const struct caller_in *in, struct caller *out)
{
        struct person p;
        enum status st = person_load(c, in->person_id, &p);

        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        return str_starts(in->person, p.name) ? by_id(c, p.id, out) : ST_OK;
}

static bool reachable(const struct caller_in *in)
{
        return !text_blank(in->mail) || !text_blank(in->phone);
}

/* Nobody fits the name: who has this address or this phone already is offered before somebody is made. */
static enum status unknown(struct ctx *c, const struct caller_in *in, bool insisted, struct caller *out)
{
        struct person *same = NULL;
        size_t n = 0;

        if (!reachable(in)) {
                form_error(c, "mail", MSG_people_error_met_reach);
                return ST_OK;
        }
        enum status st = person_met_before(c, &(struct person_met){in->person, in->mail, in->phone}, &same, &n);
        if (!st && n && !insisted) {
                form_error(c, "pick", MSG_calls_same_reach);
                offer(c, same, n, out);
        }
        out->fresh = !st && !out->n_choices;
        return st;
}

static enum status by_words(struct ctx *c, const struct caller_in *in, struct caller *out)
{
        struct person who, *found;
        size_t n;
        enum status st = person_by_login(c, in->person, &who);

        if (!st && str_eq(who.login, in->person))
                return by_id(c, who.id, out);
        if (st && st != ST_NOT_FOUND)
                return st;
        st = person_search(c, in->person, &found, &n);
        if (st)
                return st;
        if (n == 1 && !reachable(in))
                return by_id(c, found[0].id, out);
        if (n) {
                form_error(c, "pick", MSG_calls_several);
                offer(c, found, n, out);
                return ST_OK;
        }
        return unknown(c, in, false, out);
}

enum status caller_find(struct ctx *c, const struct caller_in *in, struct caller *out)
{
        int64_t id = 0;
        enum status st = ST_OK;

        *out = (struct caller){.lang = "fr"};
        if (str_eq(in->pick, "new"))
                return unknown(c, in, true, out);
        if (text_i64(in->pick, &id) && id)
                st = by_id(c, id, out);
        if (!st && !out->id && in->person_id)
                st = by_choice(c, in, out);
        if (st || out->id)
                return st;
        if (text_blank(in->person)) {
                form_error(c, "person", MSG_calls_who_missing);
                return ST_OK;
        }
        return by_words(c, in, out);
}

/* The verb's errors name its own fields: here the name is what was typed as the person. */
enum status caller_add(struct ctx *c, const struct caller_in *in, struct caller *who)
{
        enum status st = person_met_add(c, &(struct person_met){in->person, in->mail, in->phone}, &who->id);
        const char *name = form_msg(c, "name");

        if (st == ST_INVALID && name)
                form_error_text(c, "person", name);
        if (st != ST_CONFLICT)
                return st;
        /* the address is somebody's: whose, the agent may know */
        struct person *same;
        size_t n;
        st = person_met_before(c, &(struct person_met){in->person, in->mail, NULL}, &same, &n);
        form_error(c, "mail", MSG_people_error_mail_taken);
        if (!st && n)
                offer(c, same, n, who);
        return st ? st : ST_INVALID;
}

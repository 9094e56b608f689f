/* What a level does beside its colour.  Reaching one plans the job 'clock.warn' for the moment those to be told
 * are there: now, or the next opening of the desk.  When it runs the clock is looked at again: one that was met,
 * paused or given another promise meanwhile warns nobody.  From the declared thousandth on each level tells:
 * the agent (or who stands in), the group, whoever answers for it; and once, at the level declared for it, the
 * ticket goes back to its group or to its lead.  What is told twice in one moment counts once. */
#include "desk/clock/clock_own.h"
#include "desk/people/away.h"
#include "desk/ticket/notify.h"
#include "desk/ticket/share.h"
#include "formats/json.h"

enum { TELL_MAX = 100 };

DB_STMT(warn_acts, "SELECT acts FROM promise_version WHERE id = :id");
DB_STMT(warn_ticket_lock, "SELECT id FROM ticket WHERE id = :id @lock");
DB_STMT(warn_works, "SELECT COUNT(*) FROM actor_scope WHERE person_id = :person AND scope = :scope AND rights >= 2");
static const struct db_stmt *const warn_stmts[] = {&warn_acts, &warn_ticket_lock, &warn_works, NULL};

struct warning {
        struct clock_row clock;
        struct ticket ticket;
        int64_t mark;
        struct promise_acts acts;
};

enum status clock_warn_later(struct ctx *c, const struct clock_row *k, int64_t mark)
{
        int64_t at;
        enum status st = desk_next_open(c, &at);

        if (st || at >= MOMENT_NEVER)
                return st;
        return job_plan(c, "clock.warn", arena_fmt(c->arena, "%lld:%lld", (long long)k->id, (long long)mark), at, NULL);
}

void promise_acts_read(struct ctx *c, const char *text, struct promise_acts *out)
{
        const struct json *j = NULL;
        const char *why;

        *out = (struct promise_acts){.to_lead = false};
        if (!text || jv_parse(c->arena, text, strlen(text), &j, &why))
                return;
        out->agent = jv_int(jv_get(j, "agent"), 0);
        out->group = jv_int(jv_get(j, "group"), 0);
        out->manager = jv_int(jv_get(j, "manager"), 0);
        out->reassign = jv_int(jv_get(j, "reassign"), 0);
        const char *to = jv_text(jv_get(j, "to"));
        out->to_lead = str_eq(to ? to : "", "lead");
}

const char *promise_acts_text(struct ctx *c, const struct promise_acts *a)
{
        return arena_fmt(c->arena, "{\"agent\":%lld,\"group\":%lld,\"manager\":%lld,\"reassign\":%lld,\"to\":\"%s\"}",
                         (long long)a->agent, (long long)a->group, (long long)a->manager, (long long)a->reassign,
                         a->to_lead ? "lead" : "group");
}

/* The first level at or after `from`: an act that happens once happens there. */
static int64_t level_from(struct ctx *c, const char *levels, int64_t from)
{
        const struct json *j = NULL;
        const char *why;

        if (!from || jv_parse(c->arena, levels, strlen(levels), &j, &why))
                return 0;
        for (size_t i = 0; i < jv_count(j); i++)
                if (jv_int(jv_at(j, i), 0) >= from)
                        return jv_int(jv_at(j, i), 0);
        return 0;
}

/* ---- whom to tell ---- */

static enum status tell_people(struct ctx *c, const struct warning *w, int role, const struct choice *who, size_t n)
{
        int64_t people[TELL_MAX];
        const struct telling k = {.event = NOTIFY_LEVEL, .ticket_id = w->ticket.id, .mark = w->mark, .role = role, .people = people,
                                  .n_people = n < TELL_MAX ? n : TELL_MAX};

        for (size_t i = 0; i < k.n_people; i++)
                people[i] = who[i].id;
        return n ? notify_tell(c, &k) : ST_OK;
}

static enum status tell_agent(struct ctx *c, const struct warning *w)
{
        int64_t who = 0;
        enum status st = stand_in_for(c, w->ticket.assignee_id, w->ticket.scope, &who);

        struct choice one = {who ? who : w->ticket.assignee_id, NULL};
        return st ? st : tell_people(c, w, NOTIFY_ASSIGNEE, &one, 1);
}

static enum status give(struct ctx *c, struct warning *w, const struct choice *lead, size_t n)
{
        int64_t works = 0, to = w->acts.to_lead && n ? lead[0].id : 0;
        enum status st = ST_OK;

        if (to)
                st = db_i64(c->db, &warn_works, DB_ARGS(DB_I("person", to), DB_I("scope", w->ticket.scope)), &works);
        if (st || (w->acts.to_lead && !works) || to == w->ticket.assignee_id)
                return st;
        return ticket_give(c, &w->ticket, to, SHARE_ESCALATED, 0);
}

static enum status warn(struct ctx *c, struct warning *w)
{
        struct choice *members, *answerable;
        size_t n, n_answerable;
        const struct promise_acts *a = &w->acts;
        enum status st = member_choices(c, w->ticket.group_id, &members, &n);

        if (!st)
                st = group_answerable(c, w->ticket.group_id, &answerable, &n_answerable);
        if (!st && a->agent && w->mark >= a->agent && w->ticket.assignee_id)
                st = tell_agent(c, w);
        if (!st && a->group && w->mark >= a->group)
                st = tell_people(c, w, NOTIFY_GROUP, members, n);
        if (!st && a->manager && w->mark >= a->manager)
                st = tell_people(c, w, NOTIFY_LEAD, answerable, n_answerable);
        if (!st && a->reassign && w->mark == level_from(c, w->clock.levels, a->reassign))
                st = give(c, w, answerable, n_answerable);
        return st;
}

/* ---- the job ---- */

struct acts_row {
        const char *acts;
};

static enum status warning_load(struct ctx *c, int64_t clock_id, struct warning *w)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct acts_row, acts), DB_COL_END};
        struct acts_row row;
        int64_t locked;
        enum status st = clock_get(c, clock_id, &w->clock);

        /* the ticket before its clocks, as everywhere */
        if (!st)
                st = db_i64(c->db, &warn_ticket_lock, DB_ARGS(DB_I("id", w->clock.ticket_id)), &locked);
        if (!st)
                st = clock_get(c, clock_id, &w->clock);
        if (!st)
                st = ticket_raw(c, w->clock.ticket_id, &w->ticket);
        if (!st)
                st = db_one(c->db, c->arena, &warn_acts, DB_ARGS(DB_I("id", w->clock.promise_version_id)), cols, &row);
        if (!st)
                promise_acts_read(c, row.acts, &w->acts);
        return st;
}

static enum status clock_warn(struct ctx *c, const struct job *j)
{
        struct warning w = {.mark = 0};
        const char *colon = strchr(j->key, ':');
        int64_t id, at;

        if (!colon || !text_i64(arena_strn(c->arena, j->key, (size_t)(colon - j->key)), &id) || !text_i64(colon + 1, &w.mark))
                return ST_OK;
        enum status st = desk_next_open(c, &at);
        if (!st && at > c->now)
                return at < MOMENT_NEVER ? job_plan(c, "clock.warn", j->key, at, NULL) : ST_OK;
        DB_TX(tx, c->db);
        if (!st)
                st = tx.st;
        if (!st)
                st = warning_load(c, id, &w);
        if (st == ST_NOT_FOUND)
                return ST_OK;
        if (!st && w.clock.state == CLOCK_RUNNING && w.ticket.state < STATE_RESOLVED)
                st = warn(c, &w);
        return st ? st : db_commit(&tx);
}

static const struct job_kind warn_jobs[] = {{"clock.warn", clock_warn, 0, 0}, {0}};
const struct slice slice_clock_escalate = {.name = "clock-escalate", .stmts = warn_stmts, .jobs = warn_jobs};

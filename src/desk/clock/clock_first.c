/* What a new folder starts with: one calendar and the two promises of an incident; and the proof that
 * clocks hold together, for `guichet check`. */
#include "desk/clock/clock_own.h"

DB_STMT(clock_first_calendar,
        "INSERT INTO calendar (code, name) VALUES ('standard', :name) ON CONFLICT (code) DO NOTHING");
DB_STMT(clock_first_hours,
        "INSERT INTO calendar_version (calendar_id, version, time_zone, day_ms, week, holidays, from_at)"
        " SELECT c.id, 1, 'Europe/Paris', 36000000, CAST(:week AS TEXT), '[{\"set\":\"fr\"}]', CAST(:now AS BIGINT)"
        " FROM calendar c WHERE c.code = 'standard' ON CONFLICT (calendar_id, version) DO NOTHING");
DB_STMT(clock_first_promise,
        "INSERT INTO promise (code, name_fr, name_en) VALUES (:code, :fr, :en) ON CONFLICT (code) DO NOTHING");
DB_STMT(clock_first_version,
        "INSERT INTO promise_version (promise_id, version, calendar_id, clock, target_ms, pauses)"
        " SELECT p.id, 1, c.id, CAST(:clock AS TEXT), CAST(:target AS BIGINT), CAST(:pauses AS TEXT)"
        " FROM promise p, calendar c WHERE p.code = :code AND c.code = 'standard'"
        " ON CONFLICT (promise_id, version) DO NOTHING");
DB_STMT(clock_first_rule,
        "INSERT INTO promise_rule (promise_id, kind) SELECT p.id, 1 FROM promise p WHERE p.code = :code"
        " AND NOT EXISTS (SELECT 1 FROM promise_rule r WHERE r.promise_id = p.id)"
        " AND NOT EXISTS (SELECT 1 FROM promise_version v WHERE v.promise_id = p.id)");
DB_STMT(clock_sum_wrong,
        "SELECT k.ticket_id FROM clock k LEFT JOIN clock_segment s ON s.clock_id = k.id"
        " GROUP BY k.id, k.ticket_id, k.spent_ms HAVING COALESCE(SUM(s.counted_ms), 0) <> k.spent_ms LIMIT 1");
DB_STMT(clock_due_wrong,
        "SELECT x.id FROM (SELECT t.id, t.due_at, COALESCE((SELECT MIN(k.due_at) FROM clock k"
        " WHERE k.ticket_id = t.id AND k.state = 10 AND k.name NOT IN ('internal', 'advice')), 253402300799999) AS promised,"
        " COALESCE((SELECT i.due_at FROM item i WHERE i.ticket_id = t.id), (SELECT s.due_at FROM service_task s WHERE s.ticket_id = t.id),"
        " 253402300799999) AS planned FROM ticket t WHERE t.kind = 1 OR EXISTS (SELECT 1 FROM clock m WHERE m.ticket_id = t.id)) x"
        " WHERE x.due_at <> CASE WHEN x.promised < x.planned THEN x.promised ELSE x.planned END LIMIT 1");
const struct db_stmt *const clock_first_stmts[] = {&clock_first_calendar, &clock_first_hours, &clock_first_promise,
                                                   &clock_first_version, &clock_first_rule, &clock_sum_wrong, &clock_due_wrong, NULL};

struct first_promise {
        const char *code, *fr, *en, *clock, *pauses;
        int64_t target_ms;
};
static const struct first_promise first_promises[] = {
        {"incident.response", "Premier contact", "First contact", "response", "[]", 8 * HOUR_MS},
        {"incident.resolution", "Résolution", "Resolution", "resolution",
         "[\"requester\",\"agreement\",\"supplier\",\"scheduled\",\"evidence\",\"validation\"]", 30 * HOUR_MS}};

static enum status promise_first(struct ctx *c, const struct first_promise *p)
{
        enum status st = db_exec(c->db, &clock_first_promise,
                                 DB_ARGS(DB_T("code", p->code), DB_T("fr", p->fr), DB_T("en", p->en)), NULL);
        if (!st) /* before the first version: who took the rule away later does not get it back */
                st = db_exec(c->db, &clock_first_rule, DB_ARGS(DB_T("code", p->code)), NULL);
        if (!st)
                st = db_exec(c->db, &clock_first_version,
                             DB_ARGS(DB_T("clock", p->clock), DB_I("target", p->target_ms), DB_T("pauses", p->pauses),
                                     DB_T("code", p->code)),
                             NULL);
        return st;
}

enum status clock_first_contents(struct ctx *c)
{
        static const char week[] = "{\"mon\":[\"08:00-18:00\"],\"tue\":[\"08:00-18:00\"],\"wed\":[\"08:00-18:00\"],"
                                   "\"thu\":[\"08:00-18:00\"],\"fri\":[\"08:00-18:00\"]}";
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &clock_first_calendar, DB_ARGS(DB_T("name", "Heures d’ouverture")), NULL);
        if (!st)
                st = db_exec(c->db, &clock_first_hours, DB_ARGS(DB_T("week", week), DB_I("now", c->now)), NULL);
        for (size_t i = 0; !st && i < ARRAY_LEN(first_promises); i++)
                st = promise_first(c, &first_promises[i]);
        return st ? st : db_commit(&tx);
}

enum status clock_check(struct ctx *c, const char **why)
{
        int64_t id;
        *why = NULL;
        enum status st = db_i64(c->db, &clock_sum_wrong, DB_NO_ARGS, &id);
        if (st == ST_OK)
                *why = arena_fmt(c->arena, "clock of ticket id %lld: segments do not add up", (long long)id);
        if (st == ST_NOT_FOUND)
                st = db_i64(c->db, &clock_due_wrong, DB_NO_ARGS, &id);
        if (st == ST_OK && !*why)
                *why = arena_fmt(c->arena, "ticket id %lld: due date differs from its clocks", (long long)id);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

/* One's open sessions, listed and ended one by one.  The table belongs to app, which has no verb for
 * a single session of somebody who holds another one. */
#include "desk/people/own.h"

PEOPLE_SQL(session_list, "SELECT s.token_hash AS hash, s.made_at, s.seen_at, s.ends_at FROM session s"
                         " WHERE s.person_id = :person AND s.ends_at > :now ORDER BY s.seen_at DESC LIMIT 50");
PEOPLE_SQL(session_revoke, "DELETE FROM session WHERE person_id = :person AND token_hash = :hash");

static const struct db_col my_session_cols[] = {
        DB_COL_BLOB(struct my_session, hash), DB_COL_I64(struct my_session, made_at),
        DB_COL_I64(struct my_session, seen_at), DB_COL_I64(struct my_session, ends_at), DB_COL_END};

enum status my_sessions(struct ctx *c, struct my_session **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &sql_session_list,
                                DB_ARGS(DB_I("person", c->actor->person_id), DB_I("now", c->now)), my_session_cols,
                                sizeof(struct my_session), 50, out, n);
        if (st)
                return st;
        for (size_t i = 0; i < *n; i++) {
                struct my_session *s = &(*out)[i];
                s->key = hex(c->arena, s->hash.p, s->hash.n);
                s->mine = c->actor->session.n == s->hash.n && same_bytes(s->hash.p, c->actor->session.p, s->hash.n);
        }
        return ST_OK;
}

enum status my_session_end(struct ctx *c, const char *key)
{
        struct my_session *s;
        size_t n;
        int64_t ended = 0;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = my_sessions(c, &s, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (str_eq(s[i].key, key))
                        st = db_exec(c->db, &sql_session_revoke,
                                     DB_ARGS(DB_I("person", c->actor->person_id), DB_B("hash", s[i].hash.p, s[i].hash.n)),
                                     &ended);
        if (!st && !ended)
                st = ST_NOT_FOUND;
        if (!st)
                st = live_event(c, LIVE_PERSON, 0, 0, NULL, 0, &c->actor->person_id, 1);
        if (!st)
                st = audit(c, "session.end", "person", c->actor->person_id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status my_sessions_end_others(struct ctx *c)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = session_end_all(c, c->actor->person_id, true);
        if (!st)
                st = audit(c, "session.end_others", "person", c->actor->person_id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

PEOPLE_SQL(sessions_count, "SELECT count(*) FROM session WHERE person_id = :person AND ends_at > :now AND level >= 10");

enum status person_security(struct ctx *c, int64_t person_id, struct person_security *out)
{
        enum status st = person_second_factor(c, person_id, &out->factor);
        return st ? st : db_i64(c->db, &sql_sessions_count, DB_ARGS(DB_I("person", person_id), DB_I("now", c->now)), &out->sessions);
}

/* See tokens.h.  A program's token answers for its person: it sees what they see, and ends when they leave. */
#include "desk/people/tokens.h"

#include "desk/people/tokens_own.h"

#define TOKEN_COLUMNS "k.id, k.person_id, k.made_at, k.ends_at, k.used_at, k.name, k.scopes, p.login, p.name AS person"
DB_STMT(token_own, "SELECT " TOKEN_COLUMNS " FROM token k JOIN person p ON p.id = k.person_id"
                   " WHERE k.person_id = :person AND k.use = 'api' AND k.ends_at > :now ORDER BY k.id DESC LIMIT 100");
DB_STMT(token_every, "SELECT " TOKEN_COLUMNS " FROM token k JOIN person p ON p.id = k.person_id"
                     " WHERE k.use = 'api' AND k.ends_at > :now AND k.id < :before ORDER BY k.id DESC LIMIT 50");
DB_STMT(token_count, "SELECT COUNT(*) FROM token WHERE person_id = :person AND use = 'api' AND ends_at > :now");
DB_STMT(token_named, "UPDATE token SET name = :name WHERE secret_hash = :hash");
DB_STMT(token_holder, "SELECT person_id FROM token WHERE id = :id AND use = 'api'");
DB_STMT(token_remove, "DELETE FROM token WHERE id = :id AND use = 'api'");
/* Two that make their twentieth at the same moment come one after the other. */
DB_STMT(token_turn, "UPDATE person SET version = version WHERE id = :person");
static const struct db_stmt *const token_stmts[] = {&token_own, &token_every, &token_count, &token_named, &token_holder, &token_remove,
                                                    &token_turn, NULL};

static const struct db_col token_cols[] = {
        DB_COL_I64(struct api_token, id), DB_COL_I64(struct api_token, person_id), DB_COL_I64(struct api_token, made_at),
        DB_COL_I64(struct api_token, ends_at), DB_COL_I64(struct api_token, used_at), DB_COL_TEXT(struct api_token, name),
        DB_COL_TEXT(struct api_token, scopes), DB_COL_TEXT(struct api_token, login), DB_COL_TEXT(struct api_token, person), DB_COL_END};

static bool may_see(const struct ctx *c, int64_t person_id)
{
        return c->actor && (c->actor->person_id == person_id || ctx_role(c, ROLE_ADMIN));
}

enum status token_list(struct ctx *c, int64_t person_id, struct api_token **out, size_t *n)
{
        if (!may_see(c, person_id))
                return ST_NOT_FOUND;
        return db_all(c->db, c->arena, &token_own, DB_ARGS(DB_I("person", person_id), DB_I("now", c->now)), token_cols,
                      sizeof(struct api_token), 100, out, n);
}

enum status token_list_all(struct ctx *c, int64_t before, struct api_token **out, size_t *n)
{
        if (!ctx_role(c, ROLE_ADMIN))
                return ST_NOT_FOUND;
        return db_all(c->db, c->arena, &token_every, DB_ARGS(DB_I("now", c->now), DB_I("before", before ? before : INT64_MAX)), token_cols,
                      sizeof(struct api_token), TOKENS_PAGE, out, n);
}

static void draft_fits(struct ctx *c, const struct token_draft *d)
{
        if (text_blank(d->name) || utf8_count(d->name) > 80)
                form_error(c, "name", MSG_tokens_error_name);
        if (!str_eq(d->scopes, "read") && !str_eq(d->scopes, "read write"))
                form_error(c, "scopes", MSG_tokens_error_scopes);
        if (d->ends_at <= c->now || d->ends_at > c->now + TOKEN_DAYS_MAX * DAY_MS)
                form_error(c, "ends", MSG_tokens_error_ends);
}

enum status token_give(struct ctx *c, const struct token_draft *d, const char **secret)
{
        unsigned char hash[DIGEST_BYTES];
        int64_t me = c->actor->person_id, have = 0;

        draft_fits(c, d);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &token_turn, DB_ARGS(DB_I("person", me)), NULL);
        if (!st)
                st = db_i64(c->db, &token_count, DB_ARGS(DB_I("person", me), DB_I("now", c->now)), &have);
        if (!st && have >= TOKENS_EACH)
                return ctx_fail(c, ST_CONFLICT, MSG_tokens_error_enough);
        if (!st)
                st = token_make(c, me, "api", d->scopes, d->ends_at, secret);
        if (st)
                return st;
        digest(*secret, strlen(*secret), hash);
        st = db_exec(c->db, &token_named, DB_ARGS(DB_T("name", d->name), DB_B("hash", hash, sizeof hash)), NULL);
        if (!st)
                st = audit(c, "token.create", "person", me, "ok", arena_fmt(c->arena, "%s: %s", d->name, d->scopes));
        return st ? st : db_commit(&tx);
}

enum status token_end(struct ctx *c, int64_t id, int64_t *who)
{
        int64_t gone = 0;
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = db_i64(c->db, &token_holder, DB_ARGS(DB_I("id", id)), who);
        if (!st && !may_see(c, *who))
                st = ST_NOT_FOUND;
        if (!st)
                st = db_exec(c->db, &token_remove, DB_ARGS(DB_I("id", id)), &gone);
        if (!st && !gone)
                st = ST_NOT_FOUND;
        if (!st)
                st = audit(c, "token.end", "person", *who, "ok", arena_fmt(c->arena, "%lld", (long long)id));
        return st ? st : db_commit(&tx);
}

static const struct personal token_personal[] = {{"token", "name", "person_id", "tokens of one's programs"}, {NULL}};

const struct slice slice_people_tokens = {
        .name = "people-tokens", .stmts = token_stmts, .personal = token_personal, .routes = token_routes};

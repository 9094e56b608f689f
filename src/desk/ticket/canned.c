/* Ready answers.  Who may use one is one text (CANNED_VISIBLE), who may change one is canned_may_change().
 * Variables are looked at in one pass, so that what a requester is called is never read as a variable. */
#include "desk/ticket/canned.h"
#include "desk/ticket/internal.h"

#define CANNED_VISIBLE                                                                                         \
        "(k.owner_id = :me OR (k.owner_id IS NULL AND (k.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m" \
        " WHERE m.group_id = k.group_id AND m.person_id = :me))))"
#define CANNED_COLUMNS \
        "SELECT k.id, k.owner_id, k.group_id, k.version, k.name, k.lang, k.body, g.name AS group_name, g.code AS group_code" \
        " FROM canned k LEFT JOIN support_group g ON g.id = k.group_id WHERE " CANNED_VISIBLE

DB_STMT(canned_rows,
        CANNED_COLUMNS " ORDER BY CASE WHEN k.owner_id IS NOT NULL THEN 1 WHEN k.group_id IS NOT NULL THEN 2 ELSE 3 END,"
                       " g.name, k.lang DESC, k.name, k.id LIMIT 300");
DB_STMT(canned_one, CANNED_COLUMNS " AND k.id = :id");
DB_STMT(canned_count,
        "SELECT COUNT(*) FROM canned WHERE COALESCE(owner_id, 0) = :owner AND COALESCE(group_id, 0) = :group");
DB_STMT(canned_named,
        "SELECT COUNT(*) FROM canned WHERE owner_id IS NULL AND COALESCE(group_id, 0) = :group AND name = :name AND lang = :lang");
DB_STMT(canned_insert,
        "INSERT INTO canned (owner_id, group_id, name, lang, body) VALUES (:owner, :group, :name, :lang, :body) RETURNING id");
DB_STMT(canned_update,
        "UPDATE canned SET name = :name, lang = :lang, body = :body, version = version + 1 WHERE id = :id AND version = :version");
DB_STMT(canned_delete, "DELETE FROM canned WHERE id = :id");
DB_STMT(canned_any,
        "SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM canned LIMIT 1) a) + (SELECT COUNT(*) FROM"
        " (SELECT 1 AS one FROM ticket LIMIT 1) b)");
static const struct db_stmt *const canned_stmts[] = {&canned_rows,   &canned_one,    &canned_count, &canned_named, &canned_insert,
                                                     &canned_update, &canned_delete, &canned_any,   NULL};

#define I(m) DB_COL_I64(struct canned, m)
#define T(m) DB_COL_TEXT(struct canned, m)
static const struct db_col canned_cols[] = {I(id), I(owner_id), I(group_id), I(version), T(name), T(lang), T(body),
                                            T(group_name), T(group_code), DB_COL_END};
#undef I
#undef T

enum { LEVEL_MAX = 100 };

const char *canned_word(enum canned_level level)
{
        return level == CANNED_PERSONAL ? "personal" : level == CANNED_GROUP ? "group" : "everybody";
}

enum canned_level canned_level_of(int64_t owner_id, int64_t group_id)
{
        return owner_id ? CANNED_PERSONAL : group_id ? CANNED_GROUP : CANNED_EVERYBODY;
}

/* ---- who ------------------------------------------------------------------------------------------------ */

static bool agent(const struct ctx *c)
{
        return c->actor->system || c->actor->roles != 0;
}

enum status canned_groups(struct ctx *c, struct group **out, size_t *n)
{
        struct group *all;
        size_t n_all;
        enum status st = people_groups_of(c, c->actor->person_id, &all, &n_all);

        *out = ARENA_ARRAY(c->arena, (st ? 0 : n_all) + 1, struct group);
        *n = 0;
        for (size_t i = 0; !st && i < n_all; i++)
                if (all[i].am_lead)
                        (*out)[(*n)++] = all[i];
        return st;
}

static bool leads(const struct group *g, size_t n, int64_t group_id)
{
        for (size_t i = 0; i < n; i++)
                if (g[i].id == group_id)
                        return true;
        return false;
}

enum status canned_may_change(struct ctx *c, enum canned_level level, int64_t owner_id, int64_t group_id, bool *may)
{
        struct group *g;
        size_t n;

        *may = c->actor->system || (level == CANNED_PERSONAL && owner_id == c->actor->person_id) ||
               (level == CANNED_EVERYBODY && ctx_role(c, ROLE_ADMIN));
        if (*may || level != CANNED_GROUP)
                return ST_OK;
        enum status st = canned_groups(c, &g, &n);
        *may = !st && leads(g, n, group_id);
        return st;
}

static enum status canned_show(struct ctx *c, struct canned *k)
{
        k->level = canned_level_of(k->owner_id, k->group_id);
        return canned_may_change(c, k->level, k->owner_id, k->group_id, &k->mine);
}

enum status canned_list(struct ctx *c, struct canned **out, size_t *n)
{
        if (!c->actor)
                return ST_SIGN_IN;
        if (!agent(c))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &canned_rows, DB_ARGS(DB_I("me", c->actor->person_id)), canned_cols,
                                sizeof **out, CANNED_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                st = canned_show(c, &(*out)[i]);
        return st;
}

enum status canned_load(struct ctx *c, int64_t id, struct canned *out)
{
        if (!c->actor)
                return ST_SIGN_IN;
        if (!agent(c))
                return ST_NOT_FOUND;
        enum status st = db_one(c->db, c->arena, &canned_one, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", id)),
                                canned_cols, out);
        return st ? st : canned_show(c, out);
}

/* ---- variables ---------------------------------------------------------------------------------------------- */

enum variable { VAR_FIRST_NAME = 1, VAR_NAME, VAR_NUMBER, VAR_SUBJECT, VAR_SERVICE, VAR_GROUP, VAR_AGENT, VAR_DUE, VAR_ROOM };
static const struct {
        const char *word;
        enum variable what;
} variables[] = {
        {"prenom", VAR_FIRST_NAME}, {"first_name", VAR_FIRST_NAME}, {"nom", VAR_NAME},     {"name", VAR_NAME},
        {"numero", VAR_NUMBER},     {"number", VAR_NUMBER},         {"objet", VAR_SUBJECT}, {"subject", VAR_SUBJECT},
        {"service", VAR_SERVICE},   {"groupe", VAR_GROUP},          {"group", VAR_GROUP},  {"agent", VAR_AGENT},
        {"echeance", VAR_DUE},      {"due", VAR_DUE},               {"lieu", VAR_ROOM},    {"room", VAR_ROOM},
};

/* At "{": length of the word in braces and which variable it is (0: none of ours); 0 when it is no word. */
static size_t variable_at(const char *p, enum variable *what)
{
        size_t n = 0;

        *what = 0;
        while ((p[1 + n] >= 'a' && p[1 + n] <= 'z') || (p[1 + n] >= 'A' && p[1 + n] <= 'Z') || p[1 + n] == '_' ||
               (unsigned char)p[1 + n] >= 0x80)
                n++;
        if (!n || p[1 + n] != '}')
                return 0;
        for (size_t i = 0; i < ARRAY_LEN(variables); i++)
                if (strlen(variables[i].word) == n && strncmp(variables[i].word, p + 1, n) == 0)
                        *what = variables[i].what;
        return n;
}

/* The first word in braces that is none of ours, NULL: all are. */
static const char *unknown_variable(struct ctx *c, const char *body)
{
        for (const char *p = strchr(body, '{'); p; p = strchr(p + 1, '{')) {
                enum variable what;
                size_t n = variable_at(p, &what);
                if (n && !what)
                        return arena_strn(c->arena, p, n + 2);
        }
        return NULL;
}

static const char *variable_text(struct ctx *c, enum variable what, const struct canned *k, const struct ticket *t)
{
        enum lang lang = str_eq(k->lang, "en") ? LANG_EN : LANG_FR;
        const char *name = t->requester_name ? t->requester_name : "";

        switch (what) {
        case VAR_FIRST_NAME:
                return arena_strn(c->arena, name, strcspn(name, " "));
        case VAR_NAME:
                return name;
        case VAR_NUMBER:
                return t->number;
        case VAR_SUBJECT:
                return t->subject;
        case VAR_SERVICE:
                return lang == LANG_EN ? t->service_en : t->service_fr;
        case VAR_GROUP:
                return t->group_name;
        case VAR_AGENT:
                return c->actor->name;
        case VAR_DUE:
                return t->due_at < MOMENT_NEVER && t->due_at > c->now
                               ? human_datetime(c->arena, lang, c->zone, t->due_at, c->now) : "";
        case VAR_ROOM:
                return t->room;
        }
        return "";
}

enum status canned_fill(struct ctx *c, const struct canned *k, const struct ticket *t, const char **out)
{
        struct buf b;

        buf_init(&b, c->arena, MAX_BODY_BYTES);
        for (const char *p = k->body; *p;) {
                enum variable what = 0;
                size_t n = *p == '{' ? variable_at(p, &what) : 0;
                if (!what) {
                        buf_char(&b, *p++);
                        continue;
                }
                const char *text = variable_text(c, what, k, t);
                buf_str(&b, text && *text ? text : "…");
                p += n + 2;
        }
        *out = b.p;
        return buf_end(&b) ? ST_TOO_LARGE : ST_OK;
}

/* ---- saving ----------------------------------------------------------------------------------------------------- */

static enum status draft_take(struct ctx *c, const struct canned_draft *d, struct canned *k)
{
        if (text_take(c, "name", d->name, MAX_NAME_BYTES, true, &k->name) &&
            (text_blank(k->name) || utf8_count(k->name) > CANNED_NAME))
                form_error(c, "name", MSG_canned_name_bad);
        if (text_take(c, "body", d->body, CANNED_BYTES, false, &k->body) && text_blank(k->body))
                form_error(c, "body", MSG_canned_body_missing);
        k->lang = str_eq(d->lang, "en") ? "en" : "fr";
        if (d->lang && *d->lang && strcmp(d->lang, k->lang) != 0)
                form_error(c, "lang", MSG_canned_lang_bad);
        const char *unknown = form_msg(c, "body") ? NULL : unknown_variable(c, k->body);
        if (unknown) {
                struct html_arg arg = {"word", text_short(c->arena, unknown, 40), 0};
                form_error_text(c, "body", msg_text(c->arena, c->lang, MSG_canned_variable_unknown, 1, &arg));
        }
        return c->n_error ? ST_INVALID : ST_OK;
}

static enum status canned_new(struct ctx *c, const struct canned_draft *d, const struct canned *k, int64_t *id)
{
        int64_t n, owner = d->level == CANNED_PERSONAL ? c->actor->person_id : 0;
        int64_t group = d->level == CANNED_GROUP ? d->group_id : 0;
        enum status st = db_hold(c->db, "canned", owner ? owner : -group);

        if (!st)
                st = db_i64(c->db, &canned_count, DB_ARGS(DB_I("owner", owner), DB_I("group", group)), &n);
        if (!st && n >= LEVEL_MAX)
                st = ctx_fail(c, ST_CONFLICT, MSG_canned_many);
        return st ? st : db_i64(c->db, &canned_insert,
                                DB_ARGS(DB_REF("owner", owner), DB_REF("group", group), DB_T("name", k->name),
                                        DB_T("lang", k->lang), DB_T("body", k->body)),
                                id);
}

static enum status canned_change(struct ctx *c, const struct canned_draft *d, const struct canned *old, const struct canned *k)
{
        int64_t rows;
        enum status st = db_exec(c->db, &canned_update,
                                 DB_ARGS(DB_T("name", k->name), DB_T("lang", k->lang), DB_T("body", k->body),
                                         DB_I("id", old->id), DB_I("version", d->version ? d->version : old->version)),
                                 &rows);

        return st ? st : rows ? ST_OK : ctx_fail(c, ST_STALE, MSG_canned_stale);
}

enum status canned_save(struct ctx *c, const struct canned_draft *d, int64_t *id)
{
        struct canned old = {.owner_id = c->actor ? c->actor->person_id : 0}, k = {0};
        bool may = false;
        enum status st = !c->actor ? ST_SIGN_IN : agent(c) ? ST_OK : ST_NOT_FOUND;

        DB_TX(tx, c->db);
        if (!st)
                st = tx.st;
        if (!st && d->id)
                st = canned_load(c, d->id, &old);
        if (!st)
                st = canned_may_change(c, d->id ? old.level : d->level, old.owner_id, d->id ? old.group_id : d->group_id, &may);
        if (!st && !may)
                st = ST_DENIED;
        if (!st)
                st = draft_take(c, d, &k);
        if (!st && d->id) {
                *id = d->id;
                st = canned_change(c, d, &old, &k);
        } else if (!st) {
                st = canned_new(c, d, &k, id);
        }
        if (!st && (d->id ? old.level : d->level) == CANNED_EVERYBODY && !c->actor->system)
                st = audit(c, "canned.save", "canned", *id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status canned_ensure(struct ctx *c, const struct canned_draft *d)
{
        int64_t there = 0, id;

        if (!c->actor || !c->actor->system)
                return ST_DENIED;
        enum status st = db_i64(c->db, &canned_named, DB_ARGS(DB_I("group", d->group_id), DB_T("name", d->name), DB_T("lang", d->lang)), &there);
        return st || there ? st : canned_save(c, d, &id);
}

enum status canned_remove(struct ctx *c, int64_t id)
{
        struct canned k;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : canned_load(c, id, &k);
        if (!st && !k.mine)
                st = ST_DENIED;
        if (!st)
                st = db_exec(c->db, &canned_delete, DB_ARGS(DB_I("id", id)), NULL);
        if (!st && k.level == CANNED_EVERYBODY)
                st = audit(c, "canned.remove", "canned", id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

/* ---- what the house brings ---------------------------------------------------------------------------------------- */

/* The catalogue has one word for each variable in both languages: an English text gets the English ones. */
static const char *english_words(struct ctx *c, const char *body)
{
        struct buf b;

        buf_init(&b, c->arena, CANNED_BYTES);
        for (const char *p = body; *p;) {
                enum variable what = 0;
                size_t n = *p == '{' ? variable_at(p, &what) : 0;
                size_t last = 0;
                for (size_t i = 0; what && i < ARRAY_LEN(variables); i++)
                        last = variables[i].what == what ? i : last;
                if (!what) {
                        buf_char(&b, *p++);
                        continue;
                }
                buf_fmt(&b, "{%s}", variables[last].word);
                p += n + 2;
        }
        return b.p;
}

enum status canned_first_contents(struct ctx *c)
{
        static const struct {
                const char *lang;
                int name, body;
        } texts[] = {
                {"fr", MSG_canned_t1_name, MSG_canned_t1_body}, {"fr", MSG_canned_t2_name, MSG_canned_t2_body},
                {"fr", MSG_canned_t3_name, MSG_canned_t3_body}, {"fr", MSG_canned_t4_name, MSG_canned_t4_body},
                {"fr", MSG_canned_t5_name, MSG_canned_t5_body}, {"fr", MSG_canned_t6_name, MSG_canned_t6_body},
                {"fr", MSG_canned_t7_name, MSG_canned_t7_body}, {"en", MSG_canned_t1_name, MSG_canned_t1_body},
                {"en", MSG_canned_t2_name, MSG_canned_t2_body}, {"en", MSG_canned_t3_name, MSG_canned_t3_body},
                {"en", MSG_canned_t4_name, MSG_canned_t4_body}, {"en", MSG_canned_t5_name, MSG_canned_t5_body},
                {"en", MSG_canned_t6_name, MSG_canned_t6_body}, {"en", MSG_canned_t7_name, MSG_canned_t7_body},
        };
        int64_t any = 0, id;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, &canned_any, DB_NO_ARGS, &any);
        if (st || any)
                return st;
        for (size_t i = 0; !st && i < ARRAY_LEN(texts); i++) {
                enum lang lang = str_eq(texts[i].lang, "en") ? LANG_EN : LANG_FR;
                const char *body = msg(lang, texts[i].body);
                st = db_i64(c->db, &canned_insert,
                            DB_ARGS(DB_N("owner"), DB_N("group"), DB_T("name", msg(lang, texts[i].name)),
                                    DB_T("lang", texts[i].lang),
                                    DB_T("body", lang == LANG_EN ? english_words(c, body) : body)),
                            &id);
        }
        return st ? st : db_commit(&tx);
}

static const struct personal canned_personal[] = {
        {"canned", "body", "owner_id", "one's own ready answers"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_canned = {.name = "ticket_canned", .stmts = canned_stmts, .personal = canned_personal};

/* Ready answers for everybody and of groups in the configuration file; personal ones are their owner's.  The code
 * is how people tell one from another: "fr/Name", or "group/fr/Name". */
#include "app/config.h"
#include "desk/ticket/canned.h"

DB_STMT(config_replies,
        "SELECT k.id, k.owner_id, k.group_id, k.version, k.name, k.lang, k.body, g.name AS group_name, g.code AS group_code"
        " FROM canned k LEFT JOIN support_group g ON g.id = k.group_id WHERE k.owner_id IS NULL"
        " ORDER BY g.code, k.lang, k.name, k.id LIMIT 5000");
static const struct db_stmt *const reply_stmts[] = {&config_replies, NULL};

#define I(m) DB_COL_I64(struct canned, m)
#define T(m) DB_COL_TEXT(struct canned, m)
static const struct db_col reply_cols[] = {I(id), I(owner_id), I(group_id), I(version), T(name), T(lang), T(body), T(group_name), T(group_code), DB_COL_END};
#undef I
#undef T
enum { REPLIES_MAX = 5000 };

static const struct config_key reply_keys[] = {{"body", CONFIG_TEXT, true}, {0}};

static const char *code_of(struct ctx *c, const struct canned *k)
{
        return k->group_id ? arena_fmt(c->arena, "%s/%s/%s", k->group_code, k->lang, k->name) : arena_fmt(c->arena, "%s/%s", k->lang, k->name);
}

static enum status all_replies(struct ctx *c, struct canned **k, size_t *n)
{
        return db_all(c->db, c->arena, &config_replies, DB_NO_ARGS, reply_cols, sizeof **k, REPLIES_MAX, k, n);
}

/* Of two under one name the file can only speak of the older one. */
static bool named_before(struct ctx *c, const struct canned *k, size_t i)
{
        return i > 0 && k[i].group_id == k[i - 1].group_id && str_eq(code_of(c, &k[i]), code_of(c, &k[i - 1]));
}

static enum status replies_list(struct ctx *c, struct config_items *to)
{
        struct canned *k;
        size_t n;
        enum status st = all_replies(c, &k, &n);

        for (size_t i = 0; !st && i < n; i++)
                if (!named_before(c, k, i))
                        config_set(c, config_add(to, code_of(c, &k[i])), "body", k[i].body);
        return st;
}

/* "fr/Name" or "group/fr/Name" as parts; the name may hold strokes. */
static bool code_read(struct ctx *c, const char *code, struct canned_draft *d)
{
        struct group g;
        const char *stroke = strchr(code, '/');
        const char *first = stroke ? arena_strn(c->arena, code, (size_t)(stroke - code)) : "";

        d->level = CANNED_EVERYBODY;
        if (stroke && !str_eq(first, "fr") && !str_eq(first, "en")) {
                d->level = CANNED_GROUP;
                if (group_by_code(c, first, &g))
                        return false;
                d->group_id = g.id;
                code = stroke + 1;
                stroke = strchr(code, '/');
                first = stroke ? arena_strn(c->arena, code, (size_t)(stroke - code)) : "";
        }
        if (!str_eq(first, "fr") && !str_eq(first, "en"))
                return false;
        d->lang = first;
        d->name = stroke + 1;
        return true;
}

static enum status reply_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct canned_draft d = {.body = config_get(want, "body")};
        struct canned *k;
        size_t n;
        int64_t id;

        if (!code_read(c, want->code, &d)) {
                form_error(c, "code", MSG_config_bad_reply);
                return ST_INVALID;
        }
        enum status st = now ? all_replies(c, &k, &n) : ST_OK;
        for (size_t i = 0; now && !st && !d.id && i < n; i++)
                if (str_eq(code_of(c, &k[i]), want->code))
                        d.id = k[i].id;
        return st ? st : canned_save(c, &d, &id);
}

static const struct config_part reply_parts[] = {{"reply", 100, false, MSG_config_about_replies, reply_keys, replies_list, reply_put}, {0}};

const struct slice slice_config_canned = {.name = "config-canned", .stmts = reply_stmts, .config = reply_parts};

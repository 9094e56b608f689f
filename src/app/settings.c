/* Settings: declared by slices with default, bounds and help; what differs from the default is a row.
 * Readers see a snapshot that never changes under them; the live tail loads the next one when the
 * database changed.  Old snapshots stay until the end: they are few and small. */
#include "app/state.h"

DB_STMT(setting_all, "SELECT name, value FROM setting ORDER BY name");
DB_STMT(setting_save,
        "INSERT INTO setting (name, value, version, changed_at, changed_by) VALUES (:name, :value, 1, :now, :by)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = setting.version + 1,"
        " changed_at = excluded.changed_at, changed_by = excluded.changed_by");
DB_STMT(setting_rows, "SELECT name, value, changed_at FROM setting ORDER BY name LIMIT 1000");
DB_STMT(setting_one, "SELECT name, value FROM setting WHERE name = :name @lock");
DB_STMT(setting_reset, "DELETE FROM setting WHERE name = :name");
static const struct db_stmt *const setting_stmts[] = {&setting_all, &setting_save, &setting_rows, &setting_one, &setting_reset, NULL};

struct setting_row {
        const char *name, *value;
};
static const struct db_col setting_cols[] = {DB_COL_TEXT(struct setting_row, name),
                                             DB_COL_TEXT(struct setting_row, value), DB_COL_END};
struct setting_seen {
        const char *name, *value;
        int64_t changed_at;
};
enum { SETTINGS_MAX = 1000 };

static const struct setting *setting_find(const struct app *app, const char *name)
{
        for (size_t i = 0; i < app->state->n_setting; i++)
                if (strcmp(app->state->setting[i]->name, name) == 0)
                        return app->state->setting[i];
        return NULL;
}

static bool snapshot_same(const struct setting_snapshot *s, const struct setting_row *row, size_t n)
{
        if (!s || s->n != n)
                return false;
        for (size_t i = 0; i < n; i++)
                if (strcmp(s->name[i], row[i].name) != 0 || strcmp(s->value[i], row[i].value) != 0)
                        return false;
        return true;
}

enum status settings_reload(struct app *app, struct db *db)
{
        struct arena *scratch = arena_new(1u << 20);
        struct setting_row *row;
        size_t n;
        enum status st = db_all(db, scratch, &setting_all, DB_NO_ARGS, setting_cols, sizeof *row, SETTINGS_MAX, &row, &n);
        struct app_state *s = app->state;
        pthread_mutex_lock(&s->settings_lock);
        if (!st && !snapshot_same(s->settings, row, n)) {
                struct setting_snapshot *next = ARENA_NEW(s->arena, struct setting_snapshot);
                *next = (struct setting_snapshot){n, ARENA_ARRAY(s->arena, n, const char *),
                                                  ARENA_ARRAY(s->arena, n, const char *), NULL, s->settings};
                for (size_t i = 0; i < n; i++) {
                        next->name[i] = arena_str(s->arena, row[i].name);
                        next->value[i] = arena_str(s->arena, row[i].value);
                }
                next->words = words_of(n, next->name, next->value);
                s->settings = next;
        }
        pthread_mutex_unlock(&s->settings_lock);
        arena_free(&scratch);
        return st;
}

const struct overlay *settings_words(const struct app *app)
{
        struct app_state *s = app->state;
        pthread_mutex_lock(&s->settings_lock);
        const struct setting_snapshot *now = s->settings;
        pthread_mutex_unlock(&s->settings_lock);
        return now ? now->words : NULL;
}

const char *setting_text(const struct ctx *c, const char *name)
{
        struct app_state *s = c->app->state;
        const struct setting *d = setting_find(c->app, name);
        ASSERT(d != NULL);
        pthread_mutex_lock(&s->settings_lock);
        const struct setting_snapshot *now = s->settings;
        pthread_mutex_unlock(&s->settings_lock);
        for (size_t i = 0; now && i < now->n; i++)
                if (strcmp(now->name[i], name) == 0)
                        return now->value[i];
        return d->value;
}

int64_t setting_i64(const struct ctx *c, const char *name)
{
        int64_t v = 0;
        if (text_i64(setting_text(c, name), &v))
                return v;
        const struct setting *d = setting_find(c->app, name);
        return text_i64(d->value, &v) ? v : 0;
}

enum status setting_put(struct ctx *c, const char *name, const char *value)
{
        const struct setting *d = setting_find(c->app, name);
        int64_t v = 0;
        if (!d)
                return ST_NOT_FOUND;
        if ((d->min || d->max) && (!text_i64(value, &v) || v < d->min || v > d->max))
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &setting_save,
                             DB_ARGS(DB_T("name", name), DB_T("value", value), DB_I("now", c->now),
                                     DB_REF("by", c->actor ? c->actor->person_id : 0)),
                             NULL);
        if (!st)
                st = audit(c, "setting.put", name, 0, "ok", value);
        return st ? st : db_commit(&tx);
}

/* ---- as administrators see them ------------------------------------------------------------------------------- */

enum { SETTING_LETTERS = 2000 };

const struct setting *setting_known(const struct ctx *c, const char *name)
{
        return setting_find(c->app, name);
}

static int by_name(const void *a, const void *b)
{
        const struct setting_now *x = a, *y = b;
        return strcmp(x->is->name, y->is->name);
}

enum status setting_list(struct ctx *c, struct setting_now **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct setting_seen, name), DB_COL_TEXT(struct setting_seen, value),
                                             DB_COL_I64(struct setting_seen, changed_at), DB_COL_END};
        const struct app_state *s = c->app->state;
        struct setting_seen *row;
        size_t rows;
        enum status st = db_all(c->db, c->arena, &setting_rows, DB_NO_ARGS, cols, sizeof *row, SETTINGS_MAX, &row, &rows);
        if (st)
                return st;
        *n = s->n_setting;
        *out = ARENA_ARRAY(c->arena, *n, struct setting_now);
        for (size_t i = 0; i < *n; i++) {
                (*out)[i] = (struct setting_now){.is = s->setting[i], .value = s->setting[i]->value};
                for (size_t k = 0; k < rows; k++)
                        if (strcmp(row[k].name, s->setting[i]->name) == 0)
                                (*out)[i] = (struct setting_now){s->setting[i], row[k].value, row[k].changed_at,
                                                                 strcmp(row[k].value, s->setting[i]->value) != 0};
        }
        qsort(*out, *n, sizeof **out, by_name);
        return ST_OK;
}

const char *setting_wrong(struct ctx *c, const struct setting *d, const char *value)
{
        int64_t v;
        bool number = d->min || d->max;
        if (number && (!text_i64(value, &v) || v < d->min || v > d->max)) {
                struct html_arg args[] = {{"min", NULL, d->min}, {"max", NULL, d->max}};
                return msg_text(c->arena, c->lang, MSG_setting_range, ARRAY_LEN(args), args);
        }
        if (utf8_count(value) > SETTING_LETTERS) {
                struct html_arg max = {"max", NULL, SETTING_LETTERS};
                return msg_text(c->arena, c->lang, MSG_form_too_long, 1, &max);
        }
        int wrong = d->fits ? d->fits(c, value) : 0;
        return wrong ? ctx_msg(c, wrong) : NULL;
}

static enum status setting_write(struct ctx *c, const struct setting *d, const char *value, const char *seen)
{
        struct setting_row now = {d->name, d->value};
        enum status st = db_one(c->db, c->arena, &setting_one, DB_ARGS(DB_T("name", d->name)), setting_cols, &now);
        if (st && st != ST_NOT_FOUND)
                return st;
        bool row = !st;
        if (seen && strcmp(seen, now.value) != 0)
                return ST_STALE;
        if (!value && !row)
                return ST_OK;
        if (value && strcmp(value, now.value) == 0)
                return ST_OK;
        if (value)
                return setting_put(c, d->name, value);
        st = db_exec(c->db, &setting_reset, DB_ARGS(DB_T("name", d->name)), NULL);
        return st ? st : audit(c, "setting.reset", d->name, 0, "ok", NULL);
}

enum status setting_change(struct ctx *c, const char *name, const char *value, const char *seen)
{
        const struct setting *d = setting_find(c->app, name);
        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        if (!d)
                return ST_NOT_FOUND;
        const char *wrong = value ? setting_wrong(c, d, value) : NULL;
        if (wrong) {
                form_error_text(c, d->name, wrong);
                return ST_INVALID;
        }
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : setting_write(c, d, value, seen);
        return st ? st : db_commit(&tx);
}

void settings_fresh(struct ctx *c)
{
        if (settings_reload(c->app, c->db))
                log_event(LOG_WARN, "settings.late", LOG_S("why", db_why(c->db)));
}

const struct slice slice_settings = {.name = "settings", .stmts = setting_stmts};

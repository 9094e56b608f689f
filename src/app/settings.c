/* Settings: declared by slices with default, bounds and help; what differs from the default is a row.
 * Readers see a snapshot that never changes under them; the live tail loads the next one when the
 * database changed.  Old snapshots stay until the end: they are few and small. */
#include "app/state.h"

DB_STMT(setting_all, "SELECT name, value FROM setting ORDER BY name");
DB_STMT(setting_save,
        "INSERT INTO setting (name, value, version, changed_at, changed_by) VALUES (:name, :value, 1, :now, :by)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = setting.version + 1,"
        " changed_at = excluded.changed_at, changed_by = excluded.changed_by");
static const struct db_stmt *const setting_stmts[] = {&setting_all, &setting_save, NULL};

struct setting_row {
        const char *name, *value;
};
static const struct db_col setting_cols[] = {DB_COL_TEXT(struct setting_row, name),
                                             DB_COL_TEXT(struct setting_row, value), DB_COL_END};
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
                                                  ARENA_ARRAY(s->arena, n, const char *), s->settings};
                for (size_t i = 0; i < n; i++) {
                        next->name[i] = arena_str(s->arena, row[i].name);
                        next->value[i] = arena_str(s->arena, row[i].value);
                }
                s->settings = next;
        }
        pthread_mutex_unlock(&s->settings_lock);
        arena_free(&scratch);
        return st;
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

const struct slice slice_settings = {.name = "settings", .stmts = setting_stmts};

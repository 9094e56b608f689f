/* The looks into the database.  It is reached without bringing it up to date; only when nothing is left to bring is
 * the application opened, to read what the house says of itself. */
#include <sys/stat.h>

#include "app/secret.h"
#include "main/doctor.h"

enum { LATE_MINUTES = 10, CLOCK_MS = 2000 };

DB_STMT(doctor_version, "SELECT COALESCE(MAX(number), 0) FROM schema_version");
DB_STMT(doctor_late, "SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE run_at < :before LIMIT 1001) j");
DB_STMT(doctor_given_up, "SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE run_at = 253402300799999 LIMIT 1001) j");
DB_STMT(doctor_admins, "SELECT COUNT(*) FROM role_grant r JOIN person p ON p.id = r.person_id WHERE r.role = 'admin' AND p.state = 10");
/* Of one engine only, so not among the statements that both must know. */
DB_STMT(doctor_pg_version, "SELECT CAST(current_setting('server_version_num') AS BIGINT)");
DB_STMT(doctor_pg_gist, "SELECT COUNT(*) FROM pg_extension WHERE extname = 'btree_gist'");
DB_STMT(doctor_pg_gist_there, "SELECT COUNT(*) FROM pg_available_extensions WHERE name = 'btree_gist'");
DB_STMT(doctor_pg_clock, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)");
DB_STMT(doctor_pg_sync, "SELECT CASE WHEN current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on' THEN 1 ELSE 0 END");
/* What has no reference on this engine (0057_derived_rows.sql, 0058_ticket_places.sql). */
DB_STMT(doctor_pg_strays,
        "SELECT COUNT(*) FROM (SELECT 1 FROM search s WHERE NOT EXISTS (SELECT 1 FROM ticket t WHERE t.id = s.ticket_id)"
        " UNION ALL SELECT 1 FROM course_word w WHERE NOT EXISTS (SELECT 1 FROM course k WHERE k.id = w.course_id)"
        " UNION ALL SELECT 1 FROM grid_act a WHERE NOT EXISTS (SELECT 1 FROM grid g WHERE g.id = a.grid_id)"
        " OR NOT EXISTS (SELECT 1 FROM course k WHERE k.id = a.course_id) UNION ALL SELECT 1 FROM ticket t"
        " WHERE NOT EXISTS (SELECT 1 FROM support_group g WHERE g.id = t.group_id)"
        " OR NOT EXISTS (SELECT 1 FROM department d WHERE d.id = t.department_id)"
        " OR (t.service_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM service s WHERE s.id = t.service_id)) LIMIT 1001) x");
DB_STMT(doctor_wal, "SELECT CASE WHEN journal_mode = 'wal' THEN 1 ELSE 0 END FROM pragma_journal_mode()");
DB_STMT(doctor_full, "SELECT synchronous FROM pragma_synchronous()");

static const struct db_stmt *const doctor_stmts[] = {&doctor_version, &doctor_late, &doctor_given_up, &doctor_admins, NULL};
const struct slice slice_doctor = {.name = "doctor", .stmts = doctor_stmts};

static int64_t ask(struct db *db, const struct db_stmt *s)
{
        int64_t n = -1;

        return db_i64(db, s, DB_NO_ARGS, &n) ? -1 : n;
}

static int64_t newest(void)
{
        int64_t n = 0;

        for (const struct db_migration *m = db_migrations; m->name; m++)
                n++;
        return n;
}

static void postgres(struct doctor *d, struct db *db)
{
        int64_t version = ask(db, &doctor_pg_version), off = ask(db, &doctor_pg_clock) - moment_now();
        const char *text = arena_fmt(d->arena, "%lld.%lld", (long long)(version / 10000), (long long)(version % 10000));

        doctor_say(d, version >= 150000 ? DOCTOR_OK : DOCTOR_BAD, "database.engine", MSG_doctor_postgres,
                   version >= 150000 ? 0 : MSG_doctor_postgres_todo, text, NULL);
        if (ask(db, &doctor_pg_gist) != 1) {
                bool there = ask(db, &doctor_pg_gist_there) == 1;
                doctor_say(d, there ? DOCTOR_NOTE : DOCTOR_BAD, "database.btree_gist", MSG_doctor_gist, MSG_doctor_gist_todo, "", NULL);
        } else {
                doctor_say(d, DOCTOR_OK, "database.btree_gist", MSG_doctor_gist_on, 0, "", NULL);
        }
        if (ask(db, &doctor_pg_sync) != 1)
                doctor_say(d, DOCTOR_BAD, "database.sync", MSG_doctor_pg_sync, MSG_doctor_pg_sync_todo, "", NULL);
        if (off > CLOCK_MS || off < -CLOCK_MS)
                doctor_say(d, DOCTOR_NOTE, "clock.database", MSG_doctor_clock_off, MSG_doctor_clock_todo,
                           human_duration(d->arena, d->lang, off < 0 ? -off : off), NULL);
}

static void sqlite(struct doctor *d, struct db *db)
{
        bool wal = ask(db, &doctor_wal) == 1, full = ask(db, &doctor_full) >= 2;

        doctor_say(d, wal && full ? DOCTOR_OK : DOCTOR_BAD, "database.engine", wal && full ? MSG_doctor_sqlite : MSG_doctor_sqlite_bad,
                   wal && full ? 0 : MSG_doctor_sqlite_todo, "", NULL);
}

/* ---- what the house says of itself ----------------------------------------------------------------------------- */

static void jobs(struct doctor *d, struct ctx *c)
{
        int64_t late = 0, given_up = ask(c->db, &doctor_given_up);

        if (db_i64(c->db, &doctor_late, DB_ARGS(DB_I("before", c->now - LATE_MINUTES * MINUTE_MS)), &late))
                return;
        doctor_say(d, late ? DOCTOR_NOTE : DOCTOR_OK, "jobs.late", late ? MSG_doctor_jobs_late : MSG_doctor_jobs, late ? MSG_doctor_jobs_todo : 0,
                   arena_fmt(d->arena, late > 1000 ? "1000+" : "%lld", (long long)late), NULL);
        if (given_up > 0)
                doctor_say(d, DOCTOR_NOTE, "jobs.given_up", MSG_doctor_jobs_given_up, MSG_doctor_jobs_given_up_todo,
                           arena_fmt(d->arena, "%lld", (long long)given_up), NULL);
}

static void strays(struct doctor *d, struct ctx *c)
{
        int64_t n = db_engine(c->db) == DB_POSTGRES ? ask(c->db, &doctor_pg_strays) : 0;

        if (n)
                doctor_say(d, DOCTOR_NOTE, "database.rows", MSG_doctor_strays, MSG_doctor_strays_todo,
                           arena_fmt(d->arena, n > 1000 ? "1000+" : "%lld", (long long)n), NULL);
}

static void secrets(struct doctor *d, struct ctx *c)
{
        struct secret_count n;
        enum status st = secrets_count(c, &n);

        if (st || n.lost)
                doctor_say(d, DOCTOR_BAD, "keys.secrets", MSG_doctor_secrets_lost, MSG_doctor_keys_todo,
                           arena_fmt(d->arena, "%lld", st ? -1LL : (long long)n.lost), NULL);
        else if (n.clear)
                doctor_say(d, DOCTOR_NOTE, "keys.secrets", MSG_doctor_secrets_clear, MSG_doctor_secrets_clear_todo,
                           arena_fmt(d->arena, "%lld", (long long)n.clear), NULL);
}

/* Only of a site that others reach: one that is being tried on a machine writes to nobody. */
static void relay(struct doctor *d, struct ctx *c, const char *url)
{
        const char *host = setting_text(c, "mail.relay_host");

        if (!*url)
                return;
        if (!*host || !*setting_text(c, "mail.sender"))
                doctor_say(d, DOCTOR_NOTE, "mail.relay", MSG_doctor_relay_none, MSG_doctor_relay_todo, "", NULL);
        else
                doctor_say(d, DOCTOR_OK, "mail.relay", MSG_doctor_relay, 0, host, NULL);
}

static void settings(struct doctor *d, struct ctx *c)
{
        const char *url = setting_text(c, "site.url"), *zone = setting_text(c, "site.zone");
        bool tls = str_starts(url, "https://");

        if (!*url)
                doctor_say(d, DOCTOR_NOTE, "site.url", MSG_doctor_url_none, MSG_doctor_url_todo, "", NULL);
        else
                doctor_say(d, tls ? DOCTOR_OK : DOCTOR_NOTE, "site.url", MSG_doctor_url, tls ? 0 : MSG_doctor_url_plain_todo, url, NULL);
        relay(d, c, url);
        doctor_say(d, DOCTOR_OK, "site.zone", MSG_doctor_zone, 0, zone, human_datetime(d->arena, d->lang, c->zone, c->now, c->now));
        if (trial_on(c))
                doctor_say(d, DOCTOR_NOTE, "trial", MSG_doctor_trial, MSG_doctor_trial_todo, "", NULL);
        if (ask(c->db, &doctor_admins) == 0)
                doctor_say(d, DOCTOR_NOTE, "admin", MSG_doctor_admin_none, MSG_doctor_admin_todo, "", NULL);
}

static void house(struct doctor *d)
{
        struct app *app = NULL;
        struct db *db = NULL;
        struct ctx c;
        const char *why = NULL;

        if (app_open(d->cfg, d->slices, d->arena, &app, &why)) {
                doctor_say(d, DOCTOR_BAD, "house", MSG_doctor_database_bad, MSG_doctor_database_todo, why, NULL);
                return;
        }
        if (!db_open(app->pool, &db)) {
                app_ctx(app, d->arena, db, &c);
                c.lang = d->lang;
                settings(d, &c);
                jobs(d, &c);
                strays(d, &c);
                secrets(d, &c);
        }
        db_close(&db);
        app_close(&app);
}

/* SQLite makes the file that it is asked for: a look must not. */
static bool not_made_yet(struct doctor *d)
{
        const char *url = d->cfg->db, *path = str_starts(url, "sqlite:") ? url + strlen("sqlite:") : url;
        struct stat s;

        if (str_starts(url, "postgres") || !stat(path, &s))
                return false;
        doctor_say(d, DOCTOR_NOTE, "database.reach", MSG_doctor_database_none, MSG_doctor_database_none_todo, path, NULL);
        return true;
}

/* A version of the schema, or -1: reached and empty, or -2: not reached. */
static int64_t reached(struct doctor *d)
{
        struct db_pool *pool = NULL;
        struct db *db = NULL;
        const char *why = NULL;
        int64_t now = -2;

        enum status st = db_pool_open(d->cfg->db, d->arena, &pool, &why);
        if (!st)
                st = db_open(pool, &db);
        bool pg = !st && db_engine(db) == DB_POSTGRES;
        if (!st && pg && ask(db, &doctor_pg_version) < 0)
                st = ST_IO;
        if (st) {
                doctor_say(d, DOCTOR_BAD, "database.reach", MSG_doctor_database_bad, MSG_doctor_database_todo, why ? why : db ? db_why(db) : status_name(st), NULL);
        } else {
                now = ask(db, &doctor_version);
                (pg ? postgres : sqlite)(d, db);
        }
        db_close(&db);
        if (pool)
                db_pool_close(&pool);
        return now;
}

void doctor_database(struct doctor *d)
{
        if (not_made_yet(d))
                return;
        int64_t now = reached(d), want = newest();
        if (now == -2)
                return;
        const char *has = arena_fmt(d->arena, "%lld", now < 0 ? 0LL : (long long)now), *wants = arena_fmt(d->arena, "%lld", (long long)want);
        if (now > want) {
                doctor_say(d, DOCTOR_BAD, "database.version", MSG_doctor_newer, MSG_doctor_newer_todo, has, wants);
                return;
        }
        doctor_say(d, now == want ? DOCTOR_OK : DOCTOR_NOTE, "database.version", MSG_doctor_version, now == want ? 0 : MSG_doctor_version_todo, has, wants);
        if (now == want)
                house(d);
}

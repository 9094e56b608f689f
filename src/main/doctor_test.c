/* What the doctor finds, on both engines: a healthy house, and one fault after another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/state.h"
#include "db/testdb.h"
#include "main/cmd.h"
#include "main/doctor.h"
#include "main/first.h"

struct patient {
        struct db_pool *pool;
        struct db *spare;
        struct arena *arena;
        struct app_config cfg;
        const char *proxy[2];
        struct doctor d;
};

static void admit(struct patient *p, enum db_engine e)
{
        struct app *app = NULL;
        struct db *db = NULL;
        struct ctx c;
        const char *why = NULL;
        *p = (struct patient){.arena = arena_new(256u << 20)};
        testdb_open(e, &p->pool, &p->spare);
        char *data = arena_str(p->arena, "/tmp/guichet-doctor-XXXXXX");
        assert_non_null(mkdtemp(data));
        p->cfg = (struct app_config){.db = arena_str(p->arena, testdb_url()), .data = data, .listen = "127.0.0.1:8080"};
        assert_int_equal(app_open(&p->cfg, guichet_slices, p->arena, &app, &why), ST_OK);
        assert_int_equal(db_open(app->pool, &db), ST_OK);
        app_ctx(app, p->arena, db, &c);
        assert_int_equal(secrets_ready(&c), ST_OK);
        assert_int_equal(first_contents(&c), ST_OK);
        db_close(&db);
        app_close(&app);
}

static void look(struct patient *p)
{
        p->d = (struct doctor){.arena = p->arena, .lang = LANG_EN, .cfg = &p->cfg, .slices = guichet_slices};
        doctor_machine(&p->d);
        doctor_database(&p->d);
        for (size_t i = 0; i < p->d.n; i++) {
                assert_true(p->d.found[i].text[0] != '\0' && !strchr(p->d.found[i].text, '{'));
                assert_true(p->d.found[i].level != DOCTOR_BAD || p->d.found[i].todo[0] != '\0');
        }
}

static const struct finding *found(struct patient *p, const char *code)
{
        for (size_t i = 0; i < p->d.n; i++)
                if (str_eq(p->d.found[i].code, code))
                        return &p->d.found[i];
        return NULL;
}

static void finds(struct patient *p, const char *code, enum doctor_level level)
{
        const struct finding *f = found(p, code);
        if (!f)
                fail_msg("nothing is said of %s", code);
        if (f->level != level)
                fail_msg("%s: level %d, «%s»", code, (int)f->level, f->text);
}

static void run(struct patient *p, const char *sql)
{
        const struct db_stmt s = {NULL, sql};
        DB_TX(tx, p->spare);
        assert_int_equal(db_exec(p->spare, &s, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
}

static void dismiss(struct patient *p)
{
        const char *const left[] = {"secrets.key", "files", "tmp"};
        for (size_t i = 0; i < ARRAY_LEN(left); i++)
                remove(arena_fmt(p->arena, "%s/%s", p->cfg.data, left[i]));
        assert_int_equal(rmdir(p->cfg.data), 0); /* the doctor leaves nothing behind */
        testdb_close(&p->pool, &p->spare);
        arena_free(&p->arena);
}

static void healthy(enum db_engine e)
{
        struct patient p;
        admit(&p, e);
        look(&p);
        finds(&p, "data.folder", DOCTOR_OK);
        finds(&p, "keys.file", DOCTOR_OK);
        finds(&p, "database.engine", DOCTOR_OK);
        finds(&p, "database.version", DOCTOR_OK);
        finds(&p, "site.zone", DOCTOR_OK);
        finds(&p, "jobs.late", DOCTOR_OK);
        finds(&p, "proxies", DOCTOR_NOTE);
        finds(&p, "site.url", DOCTOR_NOTE);
        finds(&p, "admin", DOCTOR_NOTE);
        assert_null(found(&p, "mail.relay")); /* nobody reaches it yet */
        assert_null(found(&p, "trial"));
        assert_null(found(&p, "keys.secrets"));
        assert_null(found(&p, "database.rows"));
        if (e == DB_POSTGRES)
                finds(&p, "database.btree_gist", DOCTOR_OK);
        p.proxy[0] = "192.0.2.1";
        p.cfg.trusted_proxies = p.proxy;
        run(&p, "INSERT INTO setting (name, value, version, changed_at) VALUES ('site.url', 'https://aide.rives.example', 1, 1)");
        look(&p);
        finds(&p, "proxies", DOCTOR_OK);
        finds(&p, "site.url", DOCTOR_OK);
        finds(&p, "mail.relay", DOCTOR_NOTE);
        run(&p, "INSERT INTO setting (name, value, version, changed_at) VALUES ('mail.relay_host', 'smtp.rives.example', 1, 1)");
        look(&p);
        finds(&p, "mail.relay", DOCTOR_NOTE); /* without a sender nothing leaves either */
        run(&p, "INSERT INTO setting (name, value, version, changed_at) VALUES ('mail.sender', 'guichet@rives.example', 1, 1)");
        look(&p);
        finds(&p, "mail.relay", DOCTOR_OK);
        dismiss(&p);
}
TESTDB_BOTH(healthy)

static void ailing(enum db_engine e)
{
        struct patient p;
        admit(&p, e);
        const char *key = arena_fmt(p.arena, "%s/secrets.key", p.cfg.data);
        run(&p, "INSERT INTO job (kind, key, run_at, args) VALUES ('x', 'late', 5, '{}')");
        run(&p, "INSERT INTO job (kind, key, run_at, args) VALUES ('x', 'never', 253402300799999, '{}')");
        run(&p, "INSERT INTO setting (name, value, version, changed_at) VALUES ('state.trial', '1', 1, 1)");
        if (e == DB_POSTGRES)
                run(&p, "INSERT INTO course_word (word, course_id) VALUES ('perdu', 987654)");
        assert_int_equal(chmod(key, 0644), 0);
        look(&p);
        if (e == DB_POSTGRES)
                finds(&p, "database.rows", DOCTOR_NOTE);
        else
                assert_null(found(&p, "database.rows"));
        finds(&p, "jobs.late", DOCTOR_NOTE);
        finds(&p, "jobs.given_up", DOCTOR_NOTE);
        finds(&p, "trial", DOCTOR_NOTE);
        finds(&p, "keys.file", DOCTOR_NOTE);
        int fd = open(key, O_WRONLY | O_TRUNC);
        assert_int_equal(write(fd, "zz\n", 3), 3);
        close(fd);
        look(&p);
        finds(&p, "keys.file", DOCTOR_BAD);
        /* a release that was there before: the schema knows more than the program */
        run(&p, "INSERT INTO schema_version (number, name, checksum, applied_at) VALUES (9999, '9999_later', 'x', 1)");
        look(&p);
        finds(&p, "database.version", DOCTOR_BAD);
        assert_null(found(&p, "jobs.late")); /* nothing of a house that this program does not know */
        p.cfg.data = "/dev/null";
        look(&p);
        finds(&p, "data.folder", DOCTOR_BAD);
        p.cfg.data = "/nulle/part";
        look(&p);
        finds(&p, "data.folder", DOCTOR_NOTE);
        p.cfg.data = arena_strn(p.arena, key, strlen(key) - strlen("/secrets.key"));
        dismiss(&p);
}
TESTDB_BOTH(ailing)

static void unreached(void **state)
{
        struct patient p;
        (void)state;
        admit(&p, DB_SQLITE);
        p.cfg.db = "postgresql://personne@127.0.0.1:1/rien?connect_timeout=2";
        look(&p);
        finds(&p, "database.reach", DOCTOR_BAD);
        const char *none = arena_fmt(p.arena, "%s/autre.db", p.cfg.data);
        p.cfg.db = arena_fmt(p.arena, "sqlite:%s", none);
        look(&p);
        finds(&p, "database.reach", DOCTOR_NOTE);
        assert_int_equal(access(none, F_OK), -1); /* looking makes none */
        dismiss(&p);
}

int main(void)
{
        random_init();
        const struct CMUnitTest tests[] = {TESTDB_RUN(healthy), TESTDB_RUN(ailing), cmocka_unit_test(unreached)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

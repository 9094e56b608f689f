/* Second factors stand sealed in the database, on both engines: what stood in clear is sealed at the start, a lost or
 * foreign file of keys is refused in plain words, a new key carries everything over. */
#include <fcntl.h>
#include <sys/stat.h>

#include "desk/people/people_test_kit.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                             &slice_live,   &slice_sweep, &slice_idempotency, &slice_people, NULL};

static void run(struct world *w, const char *sql)
{
        const struct db_stmt s = {NULL, sql};
        DB_TX(tx, w->db);
        assert_int_equal(db_exec(w->db, &s, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
}

/* A factor as earlier releases kept it: twenty bytes in clear. */
static void in_clear(struct world *w, int64_t who, const char *secret)
{
        const struct db_stmt s = {NULL, "INSERT INTO credential (person_id, kind, issuer, subject, secret, created_at)"
                                        " VALUES (:who, 'totp', '', :subject, :secret, 1)"};
        DB_TX(tx, w->db);
        assert_int_equal(db_exec(w->db, &s, DB_ARGS(DB_I("who", who), DB_T("subject", arena_fmt(w->arena, "%lld", (long long)who)),
                                                    DB_B("secret", secret, 20)), NULL), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
}

static struct db_blob kept(struct world *w, int64_t who)
{
        struct totp t;
        static const struct db_col cols[] = {DB_COL_I64(struct totp, last_step), DB_COL_I64(struct totp, created_at),
                                             DB_COL_BLOB(struct totp, secret), DB_COL_END};
        assert_int_equal(db_one(w->db, w->arena, &sql_totp_of, DB_ARGS(DB_T("issuer", ""), DB_T("subject", arena_fmt(w->arena, "%lld", (long long)who))),
                                cols, &t), ST_OK);
        return t.secret;
}

static void opens(struct world *w, int64_t who, const char *secret)
{
        struct db_blob is = kept(w, who), out;
        assert_true(seal_is(is.p, is.n, NULL));
        assert_null(memmem(is.p, is.n, secret, 20));
        assert_int_equal(secret_open(&w->c, arena_fmt(w->arena, "totp %lld", (long long)who), &is, &out), ST_OK);
        assert_int_equal(out.n, 20);
        assert_memory_equal(out.p, secret, 20);
}

static const char ONE[] = "abcdefghij0123456789", TWO[] = "ABCDEFGHIJ9876543210";

static void sealed_at_start(enum db_engine e)
{
        struct world w;
        struct stat s;
        struct secret_count n;
        world_open_with(&w, e, slices);
        int64_t ines = add(&w, "ines", "Inès", NULL), karim = add(&w, "karim", "Karim", "agent");
        in_clear(&w, ines, ONE);
        in_clear(&w, karim, TWO);
        assert_int_equal(secrets_ready(&w.c), ST_OK);
        opens(&w, ines, ONE);
        opens(&w, karim, TWO);
        assert_int_equal(stat(w.app->cfg.key_file, &s), 0);
        assert_int_equal(s.st_mode & 0777, 0600);
        /* a second start changes nothing */
        struct db_blob before = kept(&w, ines);
        assert_int_equal(secrets_ready(&w.c), ST_OK);
        struct db_blob after = kept(&w, ines);
        assert_int_equal(before.n, after.n);
        assert_memory_equal(before.p, after.p, before.n);
        assert_int_equal(secrets_count(&w.c, &n), ST_OK);
        assert_int_equal(n.by_key[0], 2);
        assert_int_equal(n.clear + n.lost, 0);
        /* the secret of one person is nothing in the row of another */
        run(&w, arena_fmt(w.arena, "UPDATE credential SET secret = (SELECT secret FROM credential WHERE kind = 'totp' AND person_id = %lld)"
                                   " WHERE kind = 'totp' AND person_id = %lld", (long long)ines, (long long)karim));
        struct db_blob is = kept(&w, karim), out;
        assert_int_equal(secret_open(&w.c, arena_fmt(w.arena, "totp %lld", (long long)karim), &is, &out), ST_UNAVAILABLE);
        assert_non_null(w.c.why);
        world_close(&w);
}
TESTDB_BOTH(sealed_at_start)

/* The process starts anew: what it read of the file is forgotten. */
static enum status starts(struct world *w)
{
        w->app->state->ring = (struct seal_ring){0};
        w->c.why = NULL;
        return secrets_ready(&w->c);
}

static void lost_and_found(enum db_engine e)
{
        struct world w;
        int64_t n = 0;
        world_open_with(&w, e, slices);
        const char *file = w.app->cfg.key_file, *aside = arena_fmt(w.arena, "%s.aside", file), *why = NULL;
        int64_t ines = add(&w, "ines", "Inès", NULL);
        in_clear(&w, ines, ONE);
        assert_int_equal(starts(&w), ST_OK);
        /* missing: refused, named, and nothing is made in its place */
        assert_int_equal(rename(file, aside), 0);
        assert_int_equal(starts(&w), ST_UNAVAILABLE);
        assert_non_null(strstr(w.c.why, file));
        assert_non_null(strstr(w.c.why, "GUICHET_KEY_FILE"));
        assert_int_equal(access(file, F_OK), -1);
        /* another one: refused as well */
        assert_int_equal(secret_file_make(file, w.arena, &why), ST_OK);
        assert_int_equal(starts(&w), ST_UNAVAILABLE);
        assert_non_null(strstr(w.c.why, file));
        /* half a key */
        int fd = open(file, O_WRONLY | O_TRUNC);
        assert_int_equal(write(fd, "0011\n", 5), 5);
        close(fd);
        assert_int_equal(starts(&w), ST_UNAVAILABLE);
        assert_non_null(strstr(w.c.why, "64"));
        assert_int_equal(secrets_give_up(&w.c, &n), ST_UNAVAILABLE);
        /* put back: everything as it was */
        assert_int_equal(rename(aside, file), 0);
        assert_int_equal(starts(&w), ST_OK);
        opens(&w, ines, ONE);
        /* lost for good: given up, and the house goes on with a new key */
        assert_int_equal(unlink(file), 0);
        w.app->state->ring = (struct seal_ring){0};
        assert_int_equal(secrets_give_up(&w.c, &n), ST_OK);
        assert_int_equal(n, 1);
        bool on = true;
        assert_int_equal(person_second_factor(&w.c, ines, &on), ST_OK);
        assert_false(on);
        assert_int_equal(starts(&w), ST_OK);
        assert_int_equal(access(file, F_OK), 0);
        world_close(&w);
}
TESTDB_BOTH(lost_and_found)

static void new_key(enum db_engine e)
{
        struct world w;
        const char *why = NULL;
        struct secret_count n;
        struct seal_ring r;
        world_open_with(&w, e, slices);
        const char *file = w.app->cfg.key_file;
        int64_t ines = add(&w, "ines", "Inès", NULL), karim = add(&w, "karim", "Karim", NULL);
        in_clear(&w, ines, ONE);
        assert_int_equal(starts(&w), ST_OK);
        assert_int_equal(secret_file_add(file, w.arena, &why), ST_OK);
        /* added, it opens but does not seal yet, whatever starts */
        assert_int_equal(starts(&w), ST_OK);
        assert_int_equal(secrets_count(&w.c, &n), ST_OK);
        assert_true(n.by_key[0] == 1 && n.by_key[1] == 0);
        assert_int_equal(secrets_use_newest(&w.c), ST_OK);
        assert_int_equal(secrets_count(&w.c, &n), ST_OK);
        assert_true(n.by_key[0] == 0 && n.by_key[1] == 1);
        /* what is sealed now is sealed by it */
        struct db_blob made;
        const unsigned char *id = NULL;
        assert_int_equal(secret_seal(&w.c, "totp x", TWO, 20, &made), ST_OK);
        assert_int_equal(secret_file_read(file, w.arena, &r, &why), ST_OK);
        assert_true(seal_is(made.p, made.n, &id));
        assert_memory_equal(id, r.key[1].id, SEAL_ID_BYTES);
        /* the old key taken out of the file: nothing needed it */
        int fd = open(file, O_WRONLY | O_TRUNC);
        const char *line = arena_fmt(w.arena, "# one\n%s\n", hex(w.arena, r.key[1].bytes, SEAL_KEY_BYTES));
        assert_int_equal(write(fd, line, strlen(line)), strlen(line));
        close(fd);
        assert_int_equal(starts(&w), ST_OK);
        opens(&w, ines, ONE);
        in_clear(&w, karim, TWO);
        assert_int_equal(secrets_use_newest(&w.c), ST_OK);
        opens(&w, karim, TWO);
        world_close(&w);
}
TESTDB_BOTH(new_key)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(sealed_at_start), TESTDB_RUN(lost_and_found), TESTDB_RUN(new_key)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/testdb.h"

static struct arena *a;
static struct db_pool *pool;
static struct db *db;

DB_STMT(clear, "DELETE FROM search");
DB_STMT(search, "--@sqlite\nSELECT count(*) FROM search WHERE search MATCH :q\n"
                "--@postgres\nSELECT count(*) FROM search WHERE tsv @@ CAST(:q AS tsquery)\n");

static void start(enum db_engine e)
{
        testdb_open(e, &pool, &db);
}

static void end(void)
{
        testdb_close(&pool, &db);
        arena_reset(a);
}

static int64_t hits(const char *query)
{
        int64_t n = -1;

        if (!query)
                return -1;
        if (db_i64(db, &search, DB_ARGS(DB_T("q", query)), &n))
                fail_msg("%s: %s", query, db_why(db));
        return n;
}

static void put(int64_t id, const char *title, const char *pub, const char *note, const char *keys)
{
        struct db_search_doc doc = {id, title, pub, note, keys};

        if (db_search_put(db, a, &doc, true))
                fail_msg("%s", db_why(db));
}

static int64_t found(const char *typed, bool prefix)
{
        return hits(db_search_query(db, a, typed, NULL, 0, true, prefix));
}

static void pairs(enum db_engine e)
{
        static const char *const same[][2] = {
            {"eleve", "ÉLÈVES"},
            {"ÉLÈVES", "eleve"},
            {"reseau", "Les réseaux"},
            {"réseaux", "reseau"},
            {"coeur", "cœur"},
            {"cœur", "coeurs"},
            {"d'accès", "un accès"},
            {"acces", "problème d’accès"},
            {"printers", "printer"},
            {"printer", "two printers"},
            {"creer", "créé"},
            {"créé", "creer"},
            {"créer", "cree"},
            {"imprimante", "imprimantes en panne"},
            {"connexion", "connexions"},
            {"etudiants", "l'étudiant"},
            {"qu'imprimer", "imprimer"},
            {"connected", "connecting"},
            {"e\xcc\x81le\xcc\x80ve", "élève"},
            {"INC-4127", "voir INC 4127"},
            {"b12", "salle B12"},
            {"printer's", "printer"},
            {"l'examen", "examens d'hiver"},
            {"maïs", "mais"},
            {"日本", "日本語"},
        };
        static const char *const other[][2] = {
            {"panne", "réseau"},
            {"b12", "salle B13"},
            {"panne reseau", "panne"},
            {"s24", "rien"},
        };

        start(e);
        for (size_t i = 0; i < ARRAY_LEN(same); i++) {
                assert_int_equal(db_exec(db, &clear, DB_NO_ARGS, NULL), ST_OK);
                put(1, "", same[i][1], "", "s24 p812");
                if (found(same[i][0], false) != 1)
                        fail_msg("%s should find %s: %s", same[i][0], same[i][1],
                                 db_search_query(db, a, same[i][0], NULL, 0, true, false));
        }
        for (size_t i = 0; i < ARRAY_LEN(other); i++) {
                assert_int_equal(db_exec(db, &clear, DB_NO_ARGS, NULL), ST_OK);
                put(1, other[i][1], "", "", "s24 p812");
                if (found(other[i][0], false) != 0)
                        fail_msg("%s should not find %s", other[i][0], other[i][1]);
        }
        end();
}

static void prefixes(enum db_engine e)
{
        static const char *const begun[] = {"imp",    "impri",       "impriman",       "imprimante",
                                            "config", "configurati", "réseau configu", "RESEAU conf",
                                            "rés"};

        start(e);
        put(1, "Imprimante", "configuration du réseau", "", "s1");
        for (size_t i = 0; i < ARRAY_LEN(begun); i++)
                if (found(begun[i], true) != 1)
                        fail_msg("%s… finds nothing", begun[i]);
        assert_int_equal(found("im", true), 0); /* two letters are a word, not a prefix */
        assert_int_equal(found("configurat", false), 0);
        end();
}

static void who_may_read(enum db_engine e)
{
        const char *const mine[] = {"s24", "p9"}, *const theirs[] = {"s25"};

        start(e);
        put(70000, "Panne", "du réseau", "mot secret s25", "s24 p812");
        assert_int_equal(hits(db_search_query(db, a, "panne", mine, 2, false, false)), 1);
        assert_int_equal(hits(db_search_query(db, a, "panne", theirs, 1, true, false)), 0);
        assert_int_equal(hits(db_search_query(db, a, "secret", mine, 2, true, false)), 1);
        assert_int_equal(hits(db_search_query(db, a, "secret", mine, 2, false, false)), 0);
        assert_int_equal(hits(db_search_query(db, a, "secr", mine, 2, false, true)), 0);
        assert_int_equal(hits(db_search_query(db, a, "secr", mine, 2, true, true)), 1);
        /* keys are not words */
        assert_int_equal(found("p812", false), 0);
        assert_int_equal(found("b1", false), 0);
        if (e == DB_POSTGRES) {
                const char *q = db_search_query(db, a, "panne", mine, 2, true, true);
                assert_int_equal(hits(db_search_within(db, a, q, 1)), 1);
                assert_int_equal(hits(db_search_within(db, a, q, 0)), 0);
        }
        put(70000, "Autre", "", "", "s24");
        assert_int_equal(found("panne", false), 0);
        assert_int_equal(found("autre", false), 1);
        assert_int_equal(db_search_drop(db, 70000), ST_OK);
        assert_int_equal(found("autre", false), 0);
        const char *why;
        assert_int_equal(db_integrity(db, a, &why), ST_OK);
        end();
}

static void hostile(enum db_engine e)
{
        static const char *const typed[] = {
            "\"",
            "'",
            "''",
            "\\",
            "a\"b",
            "NEAR(",
            "panne OR",
            "AND",
            "NOT",
            "title:x",
            "{title} : panne",
            "^panne",
            "panne*",
            "*",
            "-",
            "(",
            ")))",
            "a & b",
            "a | !b",
            "<->",
            ":*",
            "panne:*A",
            "'panne' & ",
            "\xff\xfe",
            "\xc3",
            "%",
            "_",
            "panne'; DROP TABLE search; --",
            "\xef\xbf\xbd",
            "l'",
            "qu'",
            "'''l'''",
            "!",
            "é\"é",
            "@s24",
            "keys : s24",
            "\xe2\x80\x8b",
            "a\nb\tc",
            "NULL",
            "s24 p812 b0",
        };
        struct db_search_doc doc = {.id = 5};

        start(e);
        put(1, "panne", "'\"\\:*&|!() \xff", "", "s24 p812");
        for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
                (void)found(typed[i], false);
                (void)found(typed[i], true);
        }
        assert_null(db_search_query(db, a, "", NULL, 0, true, true));
        assert_null(db_search_query(db, a, " '\" ", NULL, 0, true, true));
        assert_int_equal(found("panne*", false), 1);
        assert_int_equal(found("{title} : panne", false), 0);
        assert_int_equal(found("la panne de", false), 1); /* common words do not count */
        assert_int_equal(found("la", false), 0);
        /* long words, many words, all fields missing */
        char *longer = arena_alloc(a, 300001);
        memset(longer, 'x', 300000);
        put(2, longer, longer, longer, "s1");
        assert_int_equal(found(longer, true), 1);
        for (int i = 0; i + 7 < 300000; i += 7)
                snprintf(longer + i, 8, "w%05d ", i / 7);
        put(3, "mots", longer, NULL, NULL);
        assert_int_equal(found("w00003 mots", false), 1);
        assert_int_equal(db_search_put(db, a, &doc, true), ST_OK);
        end();
}

/* Made of what query languages are made of; the same sequence each time. */
static void hostile_mixtures(enum db_engine e)
{
        static const char *const parts[] = {
            "\"",   "'", "\\",    "(",  ")",        "&", "|", "!",  ":",   "*",    "AND ", "OR ", "NOT ",
            "NEAR", "{", "}",     "^",  "-",        "+", "@", ".",  ",",   "\xc3", "\xe9", "é",   "œ",
            "l'",   "s", "panne", "日", "\xcc\x81", "1", " ", "\t", "<->", "$$",   "%"};
        uint64_t seed = 12345;

        start(e);
        put(1, "panne", "", "", "s1");
        for (int i = 0; i < 800; i++) {
                char text[128] = "";
                size_t n = 0;
                for (int k = 0; k < 12; k++) {
                        seed = seed * 6364136223846793005u + 1442695040888963407u;
                        const char *part = parts[(seed >> 33) % ARRAY_LEN(parts)];
                        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", part);
                }
                (void)found(text, i % 2);
                put(2, text, text, text, "s1 p2");
                arena_reset(a);
        }
        end();
}

static void stems(void **state)
{
        const char **v;

        assert_int_equal(db_search_stems(a, "L'imprimante de la salle B12 n'imprime plus", false, &v), 7);
        assert_string_equal(v[0], "imprim");
        assert_string_equal(v[1], "de");
        assert_string_equal(v[4], "b12");
        assert_string_equal(v[5], "imprim");
        assert_int_equal(db_search_stems(a, "", false, &v), 0);
}

TESTDB_BOTH(pairs)
TESTDB_BOTH(prefixes)
TESTDB_BOTH(who_may_read)
TESTDB_BOTH(hostile)
TESTDB_BOTH(hostile_mixtures)

int main(void)
{
        const struct CMUnitTest tests[] = {
            cmocka_unit_test(stems),  TESTDB_RUN(pairs),   TESTDB_RUN(prefixes),
            TESTDB_RUN(who_may_read), TESTDB_RUN(hostile), TESTDB_RUN(hostile_mixtures),
        };
        int failed;

        a = arena_new(256u << 20);
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        arena_free(&a);
        return failed;
}

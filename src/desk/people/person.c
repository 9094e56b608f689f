/* Persons: everybody who asks, answers or is asked for, with or without an account.
 *
 * What the actor may not see is answered like what does not exist: requesters find themselves only,
 * agents everybody.  A person is found by type-ahead through ranges on indexes, never by a scan:
 * login, mail and phone from their beginning, names by any of their words (person_word holds one row
 * a word), student numbers whole.  Phones are compared as digits with the country's code. */
#include "desk/people/own.h"

const struct db_col person_cols[] = {
        DB_COL_I64(struct person, id),         DB_COL_I64(struct person, state),
        DB_COL_I64(struct person, charter_at), DB_COL_I64(struct person, version),
        DB_COL_TEXT(struct person, login),     DB_COL_TEXT(struct person, name),
        DB_COL_TEXT(struct person, lang),      DB_COL_TEXT(struct person, phone),
        DB_COL_TEXT(struct person, student_number), DB_COL_TEXT(struct person, mail),
        DB_COL_TEXT(struct person, prefs),     DB_COL_TEXT(struct person, source), DB_COL_END};

PEOPLE_SQL(person_by_id, "SELECT " PERSON_COLUMNS " FROM person p WHERE p.id = :id");
/* A record that was merged leads to the one that stayed. */
PEOPLE_SQL(person_by_login, "SELECT " PERSON_COLUMNS " FROM person p WHERE p.id ="
                              " (SELECT COALESCE(q.merged_into, q.id) FROM person q WHERE q.login = :login)");
PEOPLE_SQL(person_by_mail, "SELECT " PERSON_COLUMNS " FROM person p WHERE p.id ="
                           " (SELECT m.person_id FROM person_mail m WHERE m.address_fold = :mail)");
/* Each arm walks one index and stops; an unused arm has an empty range. */
PEOPLE_SQL(person_find,
           "SELECT " PERSON_COLUMNS " FROM person p WHERE p.state = 10 AND p.id IN ("
           "SELECT a.id FROM (SELECT id FROM person WHERE login >= :login AND login < :login_end"
           " ORDER BY login LIMIT 20) a"
           " UNION SELECT b.id FROM (SELECT id FROM person WHERE student_number = :number LIMIT 20) b"
           " UNION SELECT d.id FROM (SELECT id FROM person WHERE phone_fold >= :phone"
           " AND phone_fold < :phone_end ORDER BY phone_fold LIMIT 20) d"
           " UNION SELECT e.person_id FROM (SELECT person_id FROM person_mail WHERE address_fold >= :mail"
           " AND address_fold < :mail_end ORDER BY address_fold LIMIT 20) e"
           " UNION SELECT f.person_id FROM (SELECT w.person_id FROM person_word w WHERE w.word >= :word"
           " AND w.word < :word_end"
           " AND (:word2 = '' OR EXISTS (SELECT 1 FROM person_word x WHERE x.person_id = w.person_id"
           " AND x.word >= :word2 AND x.word < :word2_end))"
           " AND (:word3 = '' OR EXISTS (SELECT 1 FROM person_word y WHERE y.person_id = w.person_id"
           " AND y.word >= :word3 AND y.word < :word3_end))"
           " ORDER BY w.word, w.person_id LIMIT 20) f)"
           " ORDER BY CASE WHEN p.login = :login THEN 0 ELSE 1 END, p.name_fold, p.id LIMIT 20");

static bool may_see(const struct ctx *c, int64_t person_id)
{
        return c->actor && (ctx_role(c, ROLE_ANY) || c->actor->person_id == person_id);
}

enum status person_load(struct ctx *c, int64_t id, struct person *out)
{
        if (!may_see(c, id))
                return ST_NOT_FOUND;
        return db_one(c->db, c->arena, &sql_person_by_id, DB_ARGS(DB_I("id", id)), person_cols, out);
}

enum status person_by_login(struct ctx *c, const char *login, struct person *out)
{
        const char *fold = login_fold(c->arena, login);
        struct person p;
        if (!fold)
                return ST_NOT_FOUND;
        enum status st = db_one(c->db, c->arena, &sql_person_by_login, DB_ARGS(DB_T("login", fold)), person_cols, &p);
        if (st)
                return st;
        if (!may_see(c, p.id))
                return ST_NOT_FOUND;
        *out = p;
        return ST_OK;
}

const char *login_fold(struct arena *a, const char *typed)
{
        const char *fold = text_fold(a, text_clean(a, typed ? typed : "", typed ? strlen(typed) : 0, true));
        size_t n = strlen(fold);
        if (n == 0 || n > 64 || strspn(fold, "abcdefghijklmnopqrstuvwxyz0123456789._@+-") != n)
                return NULL;
        return strchr("._@+-", fold[0]) ? NULL : fold;
}

const char *mail_fold(struct arena *a, const char *typed)
{
        char *s = text_clean(a, typed ? typed : "", typed ? strlen(typed) : 0, true);
        size_t n = strlen(s), at = strcspn(s, "@");
        if (n > 254 || at == 0 || at > 64 || !s[at] || !s[at + 1] || strchr(s + at + 1, '@'))
                return NULL;
        for (size_t i = 0; i < n; i++) {
                if (s[i] <= ' ' || (unsigned char)s[i] > '~' || strchr("\"(),:;<>[]\\", s[i]))
                        return NULL;
                if (s[i] >= 'A' && s[i] <= 'Z')
                        s[i] = (char)(s[i] - 'A' + 'a');
        }
        const char *domain = s + at + 1;
        return domain[0] == '.' || domain[0] == '-' || s[n - 1] == '.' || strstr(domain, "..") ? NULL : s;
}

const char *door_fold(struct arena *a, const char *typed)
{
        const char *login = login_fold(a, typed);

        return login ? login : mail_fold(a, typed);
}

const char *phone_fold(struct ctx *c, const char *typed)
{
        struct buf digits;
        const char *country = setting_text(c, "people.phone_country");
        bool abroad = false;
        buf_init(&digits, c->arena, 64);
        for (const char *p = typed ? typed : ""; *p; p++) {
                if (*p == '+' && digits.n == 0)
                        abroad = true;
                else if (str_starts(p, "(0)") && abroad)
                        p += 2;
                else if (*p >= '0' && *p <= '9')
                        buf_char(&digits, *p);
        }
        const char *d = digits.p;
        if (!*d)
                return NULL;
        if (abroad)
                return d;
        if (str_starts(d, "00"))
                return d + 2;
        return d[0] == '0' && digits.n > 4 ? arena_fmt(c->arena, "%s%s", country, d + 1) : d;
}

const char *prefix_end(struct arena *a, const char *prefix)
{
        return arena_fmt(a, "%s\xf4\x8f\xbf\xbf", prefix);
}

/* ---- type-ahead --------------------------------------------------------------------------------- */

enum { SEARCH_WORDS = 3 };
struct search {
        const char *login, *number, *phone, *mail, *word[SEARCH_WORDS];
};

static bool is_phone(const char *s)
{
        size_t digits = 0;
        for (const char *p = s; *p; p++) {
                if (*p >= '0' && *p <= '9')
                        digits++;
                else if (!strchr("+ .-()/", *p))
                        return false;
        }
        return digits >= 4;
}

/* Letters, digits and whatever is not ASCII make words. */
static bool in_word(char ch)
{
        return (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || (unsigned char)ch >= 0x80;
}

static size_t split_words(struct arena *a, const char *fold, const char **word, size_t max)
{
        size_t n = 0;
        for (const char *p = fold; *p && n < max;) {
                size_t len = 0;
                while (p[len] && in_word(p[len]))
                        len++;
                if (len)
                        word[n++] = arena_strn(a, p, len);
                p += len ? len : 1;
        }
        return n;
}

static void search_read(struct ctx *c, const char *typed, struct search *s)
{
        const char *fold = text_fold(c->arena, text_clean(c->arena, typed, strlen(typed), true));
        *s = (struct search){"", "", "", "", {"", "", ""}};
        if (strlen(fold) > MAX_NAME_BYTES)
                return;
        if (is_phone(fold)) {
                s->phone = phone_fold(c, fold);
                s->number = s->login = fold;
        } else if (strchr(fold, '@')) {
                s->mail = s->login = fold;
        } else {
                s->login = s->number = fold;
                split_words(c->arena, fold, s->word, SEARCH_WORDS);
        }
}

#define RANGE_ARGS(nm, lo) DB_T(nm, lo), DB_T(nm "_end", *(lo) ? prefix_end(c->arena, lo) : "")

enum status person_search(struct ctx *c, const char *typed, struct person **out, size_t *n)
{
        struct search s;
        *out = ARENA_ARRAY(c->arena, 1, struct person);
        *n = 0;
        if (!ctx_role(c, ROLE_ANY))
                return ST_DENIED;
        if (!typed || text_blank(typed))
                return ST_OK;
        search_read(c, typed, &s);
        return db_all(c->db, c->arena, &sql_person_find,
                      DB_ARGS(RANGE_ARGS("login", s.login), DB_T("number", s.number),
                              RANGE_ARGS("phone", s.phone), RANGE_ARGS("mail", s.mail),
                              RANGE_ARGS("word", s.word[0]), RANGE_ARGS("word2", s.word[1]),
                              RANGE_ARGS("word3", s.word[2])),
                      person_cols, sizeof(struct person), PERSON_SEARCH_MAX, out, n);
}

/* ---- words of names ------------------------------------------------------------------------------ */

PEOPLE_SQL(word_drop, "DELETE FROM person_word WHERE person_id = :person");
PEOPLE_SQL(word_add, "INSERT INTO person_word (word, person_id) VALUES (:word, :person) ON CONFLICT DO NOTHING");

enum status person_words_put(struct ctx *c, int64_t person_id, const char *name)
{
        const char *word[12];
        size_t n = split_words(c->arena, text_fold(c->arena, name), word, ARRAY_LEN(word));
        enum status st = db_exec(c->db, &sql_word_drop, DB_ARGS(DB_I("person", person_id)), NULL);
        for (size_t i = 0; !st && i < n; i++)
                st = db_exec(c->db, &sql_word_add, DB_ARGS(DB_T("word", word[i]), DB_I("person", person_id)), NULL);
        return st;
}

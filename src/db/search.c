/* The search index from the program's side: what goes in, and the query text for what somebody
 * typed.  A query is built from words the tokenizer found, each quoted, so whatever was typed
 * cannot be syntax of the engine's query language.
 *
 * PostgreSQL: the tsvector is built here as text, one lexeme a form with the weights of the fields
 * it stands in (A title, B what the requester reads, C notes).  Keys and the bucket (id / 65536)
 * begin with @, a sign that no word has, so a word never matches a key. */
#include <ctype.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/text.h"
#include "db/internal.h"
#include "db/words.h"

#define MAX_TYPED    1000
#define MAX_WORDS    12
#define MAX_TSVECTOR (400u << 10) /* PostgreSQL's own limit is 1 MiB */
#define BUCKETS      1024

/* ---- stems ---- */

struct stem_list {
        struct arena *arena;
        const char **v;
        size_t n, cap;
        bool english;
};

static int add_one_form(void *arg, const struct word *word)
{
        struct stem_list *list = arg;

        if (list->n == list->cap) {
                const char **more = ARENA_ARRAY(list->arena, list->cap * 2 + 16, const char *);
                memcpy(more, list->v, list->n * sizeof(*more));
                list->v = more;
                list->cap = list->cap * 2 + 16;
        }
        const struct word_form *f = &word->form[list->english ? word->english : 0];
        list->v[list->n++] = arena_strn(list->arena, f->p, f->n);
        return 0;
}

size_t db_search_stems(struct arena *a, const char *text, bool english, const char ***stems)
{
        struct stem_list list = {.arena = a, .v = ARENA_ARRAY(a, 16, const char *), .cap = 16, .english = english};
        struct words *w = words_new();

        words_each(w, text, strlen(text), false, add_one_form, &list);
        words_free(w);
        *stems = list.v;
        return list.n;
}

/* ---- the query ---- */

/* Too common to ask for, folded.  They count when nothing else was typed. */
static bool common(const char *word)
{
        static const char *const list[] = {
            "a",   "an",  "and",  "are", "au",  "aux", "avec", "ce",   "ces",  "dans", "de",
            "des", "du",  "elle", "en",  "est", "et",  "for",  "i",    "il",   "in",   "is",
            "it",  "je",  "la",   "le",  "les", "ma",  "mes",  "mon",  "my",   "ne",   "not",
            "of",  "on",  "or",   "ou",  "par", "pas", "plus", "pour", "que",  "qui",  "sa",
            "se",  "ses", "son",  "sur", "the", "to",  "un",   "une",  "with", "y",
        };
        size_t low = 0, high = ARRAY_LEN(list);

        while (low < high) {
                size_t mid = (low + high) / 2;
                int cmp = strcmp(word, list[mid]);
                if (!cmp)
                        return true;
                if (cmp < 0)
                        high = mid;
                else
                        low = mid + 1;
        }
        return false;
}

struct typed_word {
        struct word_form form[2 * WORD_FORMS]; /* PostgreSQL */
        int forms;
        const char *text; /* SQLite stems it again itself */
        size_t letters;
        bool common;
};

struct typed {
        struct arena *arena;
        const char *text;
        struct typed_word v[MAX_WORDS];
        size_t n;
};

static int take_typed(void *arg, const struct word *word)
{
        struct typed *t = arg;
        struct typed_word *to = &t->v[t->n];

        to->forms = word->forms;
        for (int i = 0; i < word->forms; i++)
                to->form[i] = (struct word_form){arena_strn(t->arena, word->form[i].p, word->form[i].n),
                                                 word->form[i].n};
        to->text = arena_strn(t->arena, t->text + word->from, word->to - word->from);
        to->letters = word->letters;
        to->common = common(word->whole);
        return ++t->n == MAX_WORDS;
}

static void drop_common(struct typed *t)
{
        size_t kept = 0;

        for (size_t i = 0; i < t->n; i++)
                kept += !t->v[i].common;
        if (!kept)
                return;
        kept = 0;
        for (size_t i = 0; i < t->n; i++)
                if (!t->v[i].common)
                        t->v[kept++] = t->v[i];
        t->n = kept;
}

static void put_sqlite(struct buf *b, const struct typed_word *w, bool prefix, bool notes)
{
        buf_fmt(b, "\"%s\"%s", w->text, prefix ? " *" : "");
}

static void put_postgres(struct buf *b, const struct typed_word *w, bool prefix, bool notes)
{
        const char *weights = notes ? (prefix ? ":*" : "") : prefix ? ":*AB" : ":AB";

        for (int i = 0; i < w->forms; i++)
                buf_fmt(b, "%s'%s'%s", i ? " | " : "(", w->form[i].p, weights);
        buf_char(b, ')');
}

static void put_keys(struct buf *b, bool postgres, const char *const *keys, size_t n)
{
        if (!n)
                return;
        buf_str(b, postgres ? "(" : "keys : (");
        for (size_t i = 0; i < n; i++) {
                for (const char *c = keys[i]; *c; c++)
                        ASSERT(isalnum((unsigned char)*c));
                buf_fmt(b, postgres ? "%s'@%s'" : "%s\"%s\"", !i ? "" : postgres ? " | " : " OR ", keys[i]);
        }
        buf_str(b, postgres ? ") & " : ") AND ");
}

const char *db_search_query(struct db *db, struct arena *a, const char *typed, const char *const *keys,
                            size_t n_keys, bool notes, bool prefix)
{
        bool postgres = db->engine == DB_POSTGRES;
        struct typed *t = ARENA_NEW(a, struct typed);
        struct words *w = words_new();
        struct buf b;

        t->arena = a;
        t->text = typed;
        words_each(w, typed, strnlen(typed, MAX_TYPED), prefix, take_typed, t);
        words_free(w);
        drop_common(t);
        if (!t->n)
                return NULL;
        buf_init(&b, a, 1u << 20);
        put_keys(&b, postgres, keys, n_keys);
        if (!postgres)
                buf_str(&b, notes ? "{title pub note} : (" : "{title pub} : (");
        for (size_t i = 0; i < t->n; i++) {
                bool open_end = prefix && i == t->n - 1 && t->v[i].letters >= 3;
                if (i)
                        buf_str(&b, postgres ? " & " : " AND ");
                (postgres ? put_postgres : put_sqlite)(&b, &t->v[i], open_end, notes);
        }
        if (!postgres)
                buf_char(&b, ')');
        return buf_end(&b) ? NULL : b.p;
}

const char *db_search_within(struct db *db, struct arena *a, const char *query, int64_t bucket)
{
        if (db->engine != DB_POSTGRES)
                return query;
        return arena_fmt(a, "%s & '@b%lld'", query, (long long)bucket);
}

/* ---- the tsvector ---- */

struct lexeme {
        struct lexeme *next, *later; /* hash chain, order of appearance */
        const char *p;
        size_t n;
        unsigned weights;
};

struct lexemes {
        struct arena *arena;
        struct lexeme *bucket[BUCKETS], *first, **last;
        size_t bytes;
        unsigned weight;
};

static int take_lexemes(void *arg, const struct word *word)
{
        struct lexemes *l = arg;

        for (int i = 0; i < word->forms; i++) {
                const struct word_form *f = &word->form[i];
                uint32_t h = 2166136261u;
                for (size_t k = 0; k < f->n; k++)
                        h = (h ^ (unsigned char)f->p[k]) * 16777619u;
                struct lexeme *x = l->bucket[h % BUCKETS];
                while (x && (x->n != f->n || memcmp(x->p, f->p, f->n)))
                        x = x->next;
                if (!x) {
                        x = ARENA_NEW(l->arena, struct lexeme);
                        x->p = arena_strn(l->arena, f->p, f->n);
                        x->n = f->n;
                        x->next = l->bucket[h % BUCKETS];
                        l->bucket[h % BUCKETS] = x;
                        *l->last = x;
                        l->last = &x->later;
                        l->bytes += f->n + 16;
                }
                x->weights |= l->weight;
        }
        return l->bytes > MAX_TSVECTOR;
}

static const char *tsvector(struct arena *a, const struct db_search_doc *doc)
{
        static const char *const weights[] = {"", "1A", "2B", "1A,2B", "3C", "1A,3C", "2B,3C", "1A,2B,3C"};
        const char *const field[] = {doc->title, doc->pub, doc->note};
        struct lexemes *l = ARENA_NEW(a, struct lexemes);
        struct words *w = words_new();
        struct buf b;

        l->arena = a;
        l->last = &l->first;
        for (size_t i = 0; i < ARRAY_LEN(field); i++) {
                l->weight = 1u << i;
                if (field[i])
                        words_each(w, field[i], strlen(field[i]), true, take_lexemes, l);
        }
        words_free(w);
        buf_init(&b, a, 2 * MAX_TSVECTOR);
        buf_fmt(&b, "'@b%lld'", (long long)(doc->id >> 16));
        for (const char *k = doc->keys ? doc->keys : ""; *k;) {
                size_t n = strspn(k, "abcdefghijklmnopqrstuvwxyz0123456789");
                if (n)
                        buf_fmt(&b, " '@%.*s'", (int)n, k);
                k += n ? n : 1;
        }
        for (const struct lexeme *x = l->first; x; x = x->later)
                buf_fmt(&b, " '%s':%s", x->p, weights[x->weights]);
        return b.p;
}

/* ---- in and out ---- */

static enum status put_now(struct db *db, struct arena *a, const struct db_search_doc *doc, bool replace)
{
        static const struct db_stmt add = {"db_search_add",
                                           "INSERT INTO search (rowid, title, pub, note, keys)"
                                           " VALUES (:id, :title, :pub, :note, :keys)"};
        static const struct db_stmt change = {"db_search_change",
                                              "INSERT OR REPLACE INTO search (rowid, title, pub, note, keys)"
                                              " VALUES (:id, :title, :pub, :note, :keys)"};
        static const struct db_stmt add_tsv = {
            "db_search_add", "INSERT INTO search (ticket_id, tsv) VALUES (:id, CAST(:tsv AS tsvector))", .later = true};
        static const struct db_stmt change_tsv = {
            "db_search_change", "INSERT INTO search (ticket_id, tsv) VALUES (:id, CAST(:tsv AS tsvector))"
                                " ON CONFLICT (ticket_id) DO UPDATE SET tsv = excluded.tsv"};

        if (db->engine == DB_POSTGRES)
                return db_exec(db, replace ? &change_tsv : &add_tsv,
                               DB_ARGS(DB_I("id", doc->id), DB_T("tsv", tsvector(a, doc))), NULL);
        return db_exec(db, replace ? &change : &add,
                       DB_ARGS(DB_I("id", doc->id), DB_T("title", doc->title), DB_T("pub", doc->pub),
                               DB_T("note", doc->note), DB_T("keys", doc->keys)),
                       NULL);
}

enum status search_flush(struct db *db)
{
        struct steady *k = db->steady;
        enum status st = ST_OK;

        if (!k || !k->n_later)
                return ST_OK;
        for (size_t i = 0; !st && i < k->n_later; i++)
                st = put_now(db, k->texts, &k->later[i], false);
        k->n_later = 0;
        arena_reset(k->texts);
        return st;
}

static const char *copied(struct arena *a, const char *s)
{
        return s ? arena_str(a, s) : NULL;
}

enum status db_search_put(struct db *db, struct arena *a, const struct db_search_doc *doc, bool replace)
{
        struct steady *k = db->steady;
        enum status st = ST_OK;

        if (k && (replace || k->n_later == SEARCH_LATER))
                st = search_flush(db);
        if (st || !k || replace || db->engine == DB_POSTGRES) /* there its row waits with all others (rows.c) */
                return st ? st : put_now(db, a, doc, replace);
        k->later[k->n_later++] = (struct db_search_doc){doc->id, copied(k->texts, doc->title), copied(k->texts, doc->pub),
                                                        copied(k->texts, doc->note), copied(k->texts, doc->keys)};
        return ST_OK;
}

enum status db_search_drop(struct db *db, int64_t id)
{
        static const struct db_stmt drop = {"db_search_drop",
                                            "--@sqlite\nDELETE FROM search WHERE rowid = :id\n"
                                            "--@postgres\nDELETE FROM search WHERE ticket_id = :id\n"};
        enum status st = search_flush(db);

        return st ? st : db_exec(db, &drop, DB_ARGS(DB_I("id", id)), NULL);
}

enum status db_search_tidy(struct db *db)
{
        static const struct db_stmt tidy = {"db_search_tidy", "SELECT gin_clean_pending_list('search_tsv')"};
        int64_t pages;

        return db->engine == DB_POSTGRES ? db_i64(db, &tidy, DB_NO_ARGS, &pages) : ST_OK;
}

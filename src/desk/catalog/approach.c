/* Approaches as a managed list: read, found by what a grid says, kept by administrators.  The list is short and
 * read whole, so that a name is compared folded in both languages without a column for each.  What is near is
 * told by words first (« Zoom live » is a virtual class), then by letters (« Classe virtuel Zoom »). */
#include "desk/catalog/approach.h"

#define APPROACH_COLUMNS                                                                                        \
        "SELECT a.id, COALESCE(a.offer_id, 0) AS offer_id, a.sort, a.state, a.recorded, a.version, a.code, a.name_fr, a.name_en," \
        " a.words, a.page FROM approach a"
DB_STMT(approach_all, APPROACH_COLUMNS " ORDER BY a.sort, a.id LIMIT 100");
DB_STMT(approach_one, APPROACH_COLUMNS " WHERE a.id = :id");
DB_STMT(approach_coded, APPROACH_COLUMNS " WHERE a.code = :code");
DB_STMT(approach_count, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM approach LIMIT 101) x");
DB_STMT(approach_insert,
        "INSERT INTO approach (code, name_fr, name_en, words, page, sort, state, recorded, offer_id) VALUES (:code, :name_fr, :name_en,"
        " :words, :page, :sort, :state, :recorded, :offer) ON CONFLICT (code) DO NOTHING RETURNING id");
DB_STMT(approach_put,
        "UPDATE approach SET name_fr = :name_fr, name_en = :name_en, words = :words, page = :page, sort = :sort, state = :state,"
        " recorded = :recorded, offer_id = :offer, version = version + 1 WHERE id = :id AND (CAST(:version AS BIGINT) = 0 OR version = :version)");
DB_STMT(approach_offer_exists, "SELECT COUNT(*) FROM offer WHERE id = :offer");
static const struct db_stmt *const approach_stmts[] = {&approach_all, &approach_one, &approach_coded, &approach_count, &approach_insert,
                                                       &approach_put, &approach_offer_exists, NULL};

enum { NAME_LETTERS = 80, WORDS_LETTERS = 300, PAGE_BYTES = 300, PARTS = 24 };

#define I(m) DB_COL_I64(struct approach, m)
#define T(m) DB_COL_TEXT(struct approach, m)
static const struct db_col approach_cols[] = {I(id), I(offer_id), I(sort), I(state), I(recorded), I(version), T(code), T(name_fr),
                                              T(name_en), T(words), T(page), DB_COL_END};
#undef I
#undef T

static void named(const struct ctx *c, struct approach *a)
{
        a->name = c->lang == LANG_EN ? a->name_en : a->name_fr;
}

enum status approach_list(struct ctx *c, bool all, struct approach **out, size_t *n)
{
        struct approach *row;
        size_t rows;
        enum status st = db_all(c->db, c->arena, &approach_all, DB_NO_ARGS, approach_cols, sizeof *row, APPROACHES_MAX, &row, &rows);

        *n = 0;
        for (size_t i = 0; !st && i < rows; i++) {
                if (!all && row[i].state != APPROACH_OFFERED)
                        continue;
                named(c, &row[i]);
                row[(*n)++] = row[i];
        }
        *out = row;
        return st;
}

enum status approach_load(struct ctx *c, int64_t id, struct approach *out)
{
        enum status st = db_one(c->db, c->arena, &approach_one, DB_ARGS(DB_I("id", id)), approach_cols, out);

        if (!st)
                named(c, out);
        return st;
}

enum status approach_by_code(struct ctx *c, const char *code, struct approach *out)
{
        enum status st = db_one(c->db, c->arena, &approach_coded, DB_ARGS(DB_T("code", code)), approach_cols, out);

        if (!st)
                named(c, out);
        return st;
}

/* ---- finding ------------------------------------------------------------------------------------------------ */

/* Folded, with one blank between words and none around them. */
static const char *plain(struct arena *a, const char *s)
{
        char *f = text_fold(a, text_clean(a, s, strlen(s), true)), *to = f;

        for (const char *p = f; *p; p++)
                if (*p != ' ' || (to > f && to[-1] != ' '))
                        *to++ = *p;
        while (to > f && to[-1] == ' ')
                to--;
        *to = '\0';
        return f;
}

enum status approach_find(struct ctx *c, const char *typed, struct approach *out)
{
        struct approach *list;
        size_t n;
        const char *want = plain(c->arena, typed ? typed : "");
        enum status st = approach_list(c, false, &list, &n);

        for (size_t i = 0; !st && i < n; i++) {
                const struct approach *a = &list[i];
                if (!str_eq(want, plain(c->arena, a->name_fr)) && !str_eq(want, plain(c->arena, a->name_en)) && !str_eq(want, a->code))
                        continue;
                *out = *a;
                return ST_OK;
        }
        return st ? st : ST_NOT_FOUND;
}

static size_t parts_of(struct arena *a, const char *s, const char **out)
{
        const char *sep = " -_/.,;:()'\"+&|";
        char *p = arena_str(a, s);
        size_t n = 0;

        for (p += strspn(p, sep); *p && n < PARTS; p += strspn(p, sep)) {
                size_t len = strcspn(p, sep);
                char *end = p + len;
                out[n++] = arena_strn(a, p, len);
                p = end;
        }
        return n;
}

/* How many changes of a letter make one text the other; texts are short (NAME_LETTERS). */
static size_t changes(const char *x, const char *y)
{
        size_t row[NAME_LETTERS + 1], nx = strlen(x), ny = strlen(y);

        nx = nx > NAME_LETTERS ? NAME_LETTERS : nx;
        ny = ny > NAME_LETTERS ? NAME_LETTERS : ny;
        for (size_t j = 0; j <= ny; j++)
                row[j] = j;
        for (size_t i = 1; i <= nx; i++) {
                size_t corner = row[0];
                row[0] = i;
                for (size_t j = 1; j <= ny; j++) {
                        size_t up = row[j], best = corner + (x[i - 1] != y[j - 1]);
                        best = best < up + 1 ? best : up + 1;
                        row[j] = best < row[j - 1] + 1 ? best : row[j - 1] + 1;
                        corner = up;
                }
        }
        return row[ny];
}

/* Typed words that a name, the code or the other words hold, a misspelt letter in five allowed. */
static size_t in_common(struct arena *a, const struct approach *p, const char *const *typed, size_t n)
{
        const char *own[PARTS], *text = arena_fmt(a, "%s %s %s %s", p->name_fr, p->name_en, p->code, p->words);
        size_t n_own = parts_of(a, plain(a, text), own), hits = 0;

        for (size_t i = 0; i < n; i++) {
                bool hit = false;
                for (size_t k = 0; k < n_own && !hit; k++)
                        hit = changes(typed[i], own[k]) <= strlen(own[k]) / 5;
                hits += hit;
        }
        return hits;
}

/* 0 … 1000: how near the typed name is to one name, by letters. */
static size_t likeness(const char *typed, const char *name)
{
        size_t n = strlen(typed) > strlen(name) ? strlen(typed) : strlen(name), off;

        if (n > NAME_LETTERS)
                return 0; /* no name is so long */
        off = changes(typed, name);
        return n && off < n ? (n - off) * 1000 / n : 0;
}

const struct approach *approach_closest(struct arena *a, const struct approach *list, size_t n, const char *typed)
{
        const char *word[PARTS], *want = plain(a, typed ? typed : "");
        size_t words = parts_of(a, want, word), best = 0;
        const struct approach *found = NULL;

        for (size_t i = 0; i < n && words; i++) {
                size_t fr = likeness(want, plain(a, list[i].name_fr)), en = likeness(want, plain(a, list[i].name_en));
                size_t letters = fr > en ? fr : en, common = in_common(a, &list[i], word, words);
                if (!common && letters < 600)
                        continue; /* resembles it in nothing but single letters */
                size_t score = common * 1000 / words * 2 + letters;
                if (score > best) {
                        best = score;
                        found = &list[i];
                }
        }
        return found;
}

/* ---- keeping ------------------------------------------------------------------------------------------------ */

static bool code_good(const char *s)
{
        size_t n = s ? strlen(s) : 0;
        return n && n <= 40 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-.") == n && !str_eq(s, "new");
}

static bool page_good(const char *s)
{
        return !s || !*s || (strlen(s) <= PAGE_BYTES && (path_is_ours(s) || str_starts(s, "https://")));
}

static void name_check(struct ctx *c, const char *field, const char *s)
{
        if (!s || text_blank(s) || strlen(s) > NAME_LETTERS)
                form_error(c, field, MSG_approach_bad_name);
}

static enum status draft_check(struct ctx *c, const struct approach *d)
{
        int64_t there = 1;
        enum status st = d->offer_id ? db_i64(c->db, &approach_offer_exists, DB_ARGS(DB_I("offer", d->offer_id)), &there) : ST_OK;

        if (!d->id && !code_good(d->code))
                form_error(c, "code", MSG_admin_bad_code);
        name_check(c, "name_fr", d->name_fr);
        name_check(c, "name_en", d->name_en);
        if (!page_good(d->page))
                form_error(c, "page", MSG_approach_bad_page);
        if (d->words && strlen(d->words) > WORDS_LETTERS)
                form_error(c, "words", MSG_approach_bad_words);
        if (d->sort < 0 || d->sort > 9999)
                form_error(c, "sort", MSG_form_bad_number);
        if (d->state != APPROACH_OFFERED && d->state != APPROACH_RETIRED)
                form_error(c, "state", MSG_form_bad_text);
        if (!st && !there)
                form_error(c, "offer", MSG_approach_bad_offer);
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

static struct db_args values(struct arena *a, const struct approach *d)
{
        struct db_arg *v = ARENA_ARRAY(a, 11, struct db_arg);
        const char *words = d->words ? d->words : "", *page = d->page ? d->page : "";

        v[0] = DB_T("code", d->code);
        v[1] = DB_T("name_fr", text_clean(a, d->name_fr, strlen(d->name_fr), true));
        v[2] = DB_T("name_en", text_clean(a, d->name_en, strlen(d->name_en), true));
        v[3] = DB_T("words", text_clean(a, words, strlen(words), true));
        v[4] = DB_T("page", page);
        v[5] = DB_I("sort", d->sort);
        v[6] = DB_I("state", d->state);
        v[7] = DB_REF("offer", d->offer_id);
        v[8] = DB_I("id", d->id);
        v[9] = DB_I("version", d->version);
        v[10] = DB_I("recorded", d->recorded ? 1 : 0);
        return (struct db_args){11, v};
}

static enum status added(struct ctx *c, const struct approach *d, int64_t *id)
{
        int64_t n;
        enum status st = db_i64(c->db, &approach_count, DB_NO_ARGS, &n);

        if (!st && n >= APPROACHES_MAX) {
                form_error(c, "code", MSG_approach_many);
                return ST_INVALID;
        }
        if (!st)
                st = db_i64(c->db, &approach_insert, values(c->arena, d), id);
        if (st == ST_NOT_FOUND) { /* nothing inserted: the code is taken */
                form_error(c, "code", MSG_admin_code_taken);
                return ST_INVALID;
        }
        return st;
}

static enum status changed(struct ctx *c, const struct approach *d)
{
        int64_t rows = 0;
        struct approach now;
        enum status st = approach_load(c, d->id, &now);

        if (!st)
                st = db_exec(c->db, &approach_put, values(c->arena, d), &rows);
        return st ? st : rows ? ST_OK : ctx_fail(c, ST_STALE, MSG_intake_stale);
}

enum status approach_save(struct ctx *c, const struct approach *d, int64_t *id)
{
        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : draft_check(c, d);
        *id = d->id;
        if (!st)
                st = d->id ? changed(c, d) : added(c, d, id);
        if (!st)
                st = audit(c, d->id ? "approach.change" : "approach.add", "approach", *id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

const struct slice slice_approach = {.name = "approaches", .stmts = approach_stmts};

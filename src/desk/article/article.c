/* Reading articles.  One condition says who reads, and every statement that gives a published article
 * carries it.  A reader gets the wording of their language, else the other one, and is told so.  The search
 * walks article_word, which holds the stems of what is published, in both languages: a bilingual reader may
 * search in either. */
#include "desk/article/article_own.h"
#include "desk/people/people.h"

enum { WORDS_ASKED = 4, KINDS = 6 };

const char *const article_kinds[] = {"access", "use", "faq", "guide", "procedure", "page", NULL};
static const int kind_labels[] = {MSG_article_kind_access, MSG_article_kind_use,       MSG_article_kind_faq,
                                  MSG_article_kind_guide,  MSG_article_kind_procedure, MSG_article_kind_page};

/* An article a may be read by :me, of whom :everything says that they are an agent. */
#define ARTICLE_READABLE                                                                                              \
        "a.state = 30 AND (CAST(:everything AS BIGINT) = 1 OR EXISTS (SELECT 1 FROM article_audience u"               \
        " WHERE u.article_id = a.id AND (u.audience = 'everyone' OR EXISTS (SELECT 1 FROM affiliation f"               \
        " WHERE f.person_id = :me AND f.kind = u.audience AND f.until_at > :now))))"
/* The wording shown to readers of :lang, as v; the owner and the service beside it. */
#define ARTICLE_SHOWN                                                                                                 \
        " FROM article a JOIN article_version v ON v.id = CASE WHEN :lang = 'en' THEN COALESCE(a.public_en, a.public_fr)" \
        " ELSE COALESCE(a.public_fr, a.public_en) END LEFT JOIN person o ON o.id = a.owner_id"                        \
        " LEFT JOIN service s ON s.id = a.service_id"
#define ARTICLE_COLUMNS                                                                                               \
        "SELECT a.id, a.version, a.state, COALESCE(a.service_id, 0) AS service_id, COALESCE(a.checked_at, 0) AS checked_at," \
        " a.updated_at, CASE WHEN s.id IS NULL OR s.agent_named = 1 THEN 1 ELSE 0 END AS owner_shown, a.slug, a.kind," \
        " v.lang, v.title, COALESCE(o.name, '') AS owner, COALESCE(s.code, '') AS service_code,"                      \
        " COALESCE(s.name_fr, '') AS service_fr, COALESCE(s.name_en, '') AS service_en"
/* One word asked: itself or a beginning of it, title first. */
#define ARTICLE_WORD(n)                                                                                               \
        " AND (:w" n " = '' OR EXISTS (SELECT 1 FROM article_word x WHERE x.article_id = a.id AND x.word >= :w" n      \
        " AND x.word < :w" n "_end))"

DB_STMT(article_readable_list,
        ARTICLE_COLUMNS ARTICLE_SHOWN " WHERE " ARTICLE_READABLE
        " AND (:kind = a.kind OR (:kind = '' AND a.kind <> 'page')) AND (CAST(:service AS BIGINT) = 0 OR a.service_id = :service)"
        " AND a.id <> :but AND a.id < :below ORDER BY a.id DESC LIMIT 1000");
DB_STMT(article_found,
        ARTICLE_COLUMNS ARTICLE_SHOWN " JOIN (SELECT w.article_id, MAX(w.title) AS best FROM article_word w"
        " WHERE w.word >= :w1 AND w.word < :w1_end GROUP BY w.article_id ORDER BY MAX(w.title) DESC, w.article_id LIMIT 1000) k"
        " ON k.article_id = a.id WHERE " ARTICLE_READABLE " AND (:kind = '' OR :kind = a.kind)"
        ARTICLE_WORD("2") ARTICLE_WORD("3") ARTICLE_WORD("4") " ORDER BY k.best DESC, a.id LIMIT 1000");
DB_STMT(article_one,
        ARTICLE_COLUMNS ", v.body" ARTICLE_SHOWN " WHERE a.slug = :slug AND " ARTICLE_READABLE);
DB_STMT(article_count_kinds,
        "SELECT a.kind, COUNT(*) AS n FROM article a WHERE " ARTICLE_READABLE " GROUP BY a.kind ORDER BY a.kind LIMIT 20");
DB_STMT(article_vote_put,
        "INSERT INTO article_vote (article_id, at, helpful, person_id, remark) VALUES (:id, :now, :helpful, :me, :remark)"
        " ON CONFLICT (article_id, person_id) DO UPDATE SET at = excluded.at, helpful = excluded.helpful, remark = excluded.remark");
static const struct db_stmt *const article_stmts[] = {&article_readable_list, &article_found, &article_one,
                                                      &article_count_kinds, &article_vote_put, NULL};

#define I(m) DB_COL_I64(struct article, m)
#define T(m) DB_COL_TEXT(struct article, m)
static const struct db_col article_cols[] = {
        I(id), I(version), I(state), I(service_id), I(checked_at), I(updated_at), I(owner_shown), T(slug), T(kind), T(lang),
        T(title), T(owner), T(service_code), T(service_fr), T(service_en), DB_COL_END};
static const struct db_col article_whole_cols[] = {
        I(id), I(version), I(state), I(service_id), I(checked_at), I(updated_at), I(owner_shown), T(slug), T(kind), T(lang),
        T(title), T(owner), T(service_code), T(service_fr), T(service_en), T(body), DB_COL_END};
#undef I
#undef T

bool article_kind_known(const char *kind)
{
        for (size_t i = 0; article_kinds[i]; i++)
                if (str_eq(article_kinds[i], kind))
                        return true;
        return false;
}

const char *article_kind_label(struct ctx *c, const char *kind)
{
        for (size_t i = 0; article_kinds[i]; i++)
                if (str_eq(article_kinds[i], kind))
                        return ctx_msg(c, kind_labels[i]);
        return kind;
}

static const struct {
        int state;
        const char *word;
        int label;
} states[] = {{ARTICLE_DRAFT, "draft", MSG_article_state_draft},
              {ARTICLE_REVIEW, "review", MSG_article_state_review},
              {ARTICLE_PUBLISHED, "published", MSG_article_state_published},
              {ARTICLE_RETIRED, "retired", MSG_article_state_retired}};

const char *article_state_word(int64_t state)
{
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                if (states[i].state == state)
                        return states[i].word;
        return "";
}

int article_state_find(const char *word)
{
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                if (str_eq(states[i].word, word))
                        return states[i].state;
        return 0;
}

const char *article_state_label(struct ctx *c, int64_t state)
{
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                if (states[i].state == state)
                        return ctx_msg(c, states[i].label);
        return "";
}

const char *article_href(struct ctx *c, const char *kind, const char *slug)
{
        return arena_fmt(c->arena, str_eq(kind, "page") ? "/pages/%s" : "/kb/%s", slug);
}

static const char *language(const struct ctx *c)
{
        return c->lang == LANG_EN ? "en" : "fr";
}

static int everything(const struct ctx *c)
{
        return ctx_role(c, ARTICLE_ANY_ROLE);
}

static int64_t me(const struct ctx *c)
{
        return c->actor ? c->actor->person_id : 0;
}

static void article_fill(struct ctx *c, struct article *a)
{
        a->href = article_href(c, a->kind, a->slug);
        a->service = c->lang == LANG_EN ? a->service_en : a->service_fr;
        a->fold = text_fold(c->arena, a->title);
        a->kind_text = article_kind_label(c, a->kind);
        a->other_language = !str_eq(a->lang, language(c));
        if (!a->owner_shown && !everything(c))
                a->owner = "";
}

/* The stems asked, in the reader's language, each with the first text that none beginning with it reaches; false: nothing to search. */
static bool stems_of(struct ctx *c, const char *typed, const char *word[WORDS_ASKED], const char *end[WORDS_ASKED])
{
        const char **stem;
        size_t n = db_search_stems(c->arena, text_short(c->arena, typed, 200), c->lang == LANG_EN, &stem), k = 0;

        for (size_t i = 0; i < WORDS_ASKED; i++)
                word[i] = end[i] = "";
        /* words of one or two letters only when nothing longer was typed */
        for (int least = 3; least > 0 && !k; least -= 2) /* signed: it passes below nought when nothing was typed */
                for (size_t i = 0; i < n && k < WORDS_ASKED; i++)
                        if ((int)strlen(stem[i]) >= least) {
                                word[k] = stem[i];
                                end[k++] = arena_fmt(c->arena, "%s\xf4\x8f\xbf\xbf", stem[i]);
                        }
        return k > 0;
}

static int by_title(const void *x, const void *y)
{
        const struct article *a = x, *b = y;
        int order = strcmp(a->fold, b->fold);

        return order ? order : (a->id > b->id) - (a->id < b->id);
}

enum status article_list(struct ctx *c, const struct article_query *q, struct article **out, size_t *n)
{
        const char *word[WORDS_ASKED], *end[WORDS_ASKED], *kind = q->kind ? q->kind : "";
        bool search = q->words && !text_blank(q->words);
        size_t limit = q->limit && q->limit < ARTICLE_LIST_MAX ? q->limit : ARTICLE_LIST_MAX;
        enum status st;

        *n = 0;
        *out = NULL;
        if (search && !stems_of(c, q->words, word, end))
                return ST_OK;
        if (search)
                st = db_all(c->db, c->arena, &article_found,
                            DB_ARGS(DB_T("lang", language(c)), DB_T("w1", word[0]), DB_T("w1_end", end[0]),
                                    DB_I("everything", everything(c)), DB_I("me", me(c)), DB_I("now", c->now),
                                    DB_T("kind", kind), DB_T("w2", word[1]), DB_T("w2_end", end[1]), DB_T("w3", word[2]),
                                    DB_T("w3_end", end[2]), DB_T("w4", word[3]), DB_T("w4_end", end[3])),
                            article_cols, sizeof **out, limit, out, n);
        else
                st = db_all(c->db, c->arena, &article_readable_list,
                            DB_ARGS(DB_T("lang", language(c)), DB_I("everything", everything(c)), DB_I("me", me(c)),
                                    DB_I("now", c->now), DB_T("kind", kind), DB_I("service", q->service_id), DB_I("but", q->but), DB_I("below", q->below ? q->below : INT64_MAX)),
                            article_cols, sizeof **out, q->below ? limit : ARTICLE_LIST_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                article_fill(c, &(*out)[i]);
        if (!st && !search && !q->below)
                qsort(*out, *n, sizeof **out, by_title);
        if (*n > limit)
                *n = limit;
        return st;
}

enum status article_by_slug(struct ctx *c, const char *slug, struct article *out)
{
        enum status st = db_one(c->db, c->arena, &article_one,
                                DB_ARGS(DB_T("lang", language(c)), DB_T("slug", slug), DB_I("everything", everything(c)),
                                        DB_I("me", me(c)), DB_I("now", c->now)),
                                article_whole_cols, out);

        if (!st)
                article_fill(c, out);
        return st;
}

enum status article_counts(struct ctx *c, struct article_count **out, size_t *n)
{
        struct article_count *row;
        size_t n_row;
        static const struct db_col cols[] = {DB_COL_TEXT(struct article_count, kind), DB_COL_I64(struct article_count, n), DB_COL_END};
        enum status st = db_all(c->db, c->arena, &article_count_kinds,
                                DB_ARGS(DB_I("everything", everything(c)), DB_I("me", me(c)), DB_I("now", c->now)), cols,
                                sizeof *row, 20, &row, &n_row);

        *n = KINDS;
        *out = ARENA_ARRAY(c->arena, KINDS, struct article_count);
        for (size_t i = 0; i < KINDS; i++) {
                (*out)[i] = (struct article_count){article_kinds[i], ctx_msg(c, kind_labels[i]), 0};
                for (size_t j = 0; !st && j < n_row; j++)
                        if (str_eq(row[j].kind, article_kinds[i]))
                                (*out)[i].n = row[j].n;
        }
        return st;
}

enum status article_vote(struct ctx *c, const struct article *a, bool helpful, const char *remark)
{
        if (str_eq(a->kind, "page"))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = db_exec(c->db, &article_vote_put,
                             DB_ARGS(DB_I("id", a->id), DB_I("now", c->now), DB_I("helpful", helpful), DB_I("me", me(c)),
                                     DB_T("remark", text_blank(remark) ? NULL : remark)),
                             NULL);
        return st ? st : db_commit(&tx);
}

static const struct personal article_personal[] = {
        {"article_vote", "remark", "person_id", "whether an article helped, and the remark"},
        {"article", "owner_id", "owner_id", "articles they keep"},
        {"article_version", "by_id", "by_id", "wordings they wrote"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_article = {.name = "article", .stmts = article_stmts, .personal = article_personal};

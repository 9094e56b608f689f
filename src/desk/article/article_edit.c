/* Writing articles.  A change never touches a wording: it adds one when the text differs from the last, and
 * what readers see moves only when somebody publishes.  The address of an article is chosen once, because
 * people keep it.  Publishing also writes the stems by which the article is found. */
#include "desk/article/article_own.h"
#include "desk/people/people.h"

enum { EDIT_LIST_MAX = 500, STEMS_MAX = 600, STEM_BYTES = 60, WORDINGS_MAX = 100, REMARKS_MAX = 50 };

#define NEWEST(what, lang) \
        "(SELECT v." what " FROM article_version v WHERE v.article_id = a.id AND v.lang = '" lang "' ORDER BY v.version DESC LIMIT 1)"
#define EDIT_COLUMNS                                                                                                   \
        "SELECT a.id, a.version, a.state, COALESCE(a.service_id, 0) AS service_id, COALESCE(a.owner_id, 0) AS owner_id," \
        " COALESCE(a.checked_at, 0) AS checked_at, a.updated_at, a.slug, a.kind, COALESCE(o.login, '') AS owner_login,"  \
        " COALESCE(o.name, '') AS owner_name, COALESCE(s.code, '') AS service_code,"                                    \
        " COALESCE(" NEWEST("title", "fr") ", '') AS title_fr, COALESCE(" NEWEST("title", "en") ", '') AS title_en,"    \
        " COALESCE(" NEWEST("id", "fr") ", 0) AS newest_fr, COALESCE(" NEWEST("id", "en") ", 0) AS newest_en,"          \
        " COALESCE(a.public_fr, 0) AS public_fr, COALESCE(a.public_en, 0) AS public_en,"                                \
        " (SELECT COUNT(*) FROM article_vote w WHERE w.article_id = a.id AND w.helpful = 1) AS yes,"                    \
        " (SELECT COUNT(*) FROM article_vote w WHERE w.article_id = a.id AND w.helpful = 0) AS no"
#define EDIT_FROM " FROM article a LEFT JOIN person o ON o.id = a.owner_id LEFT JOIN service s ON s.id = a.service_id"

DB_STMT(article_edit_one,
        EDIT_COLUMNS ", COALESCE(" NEWEST("body", "fr") ", '') AS body_fr, COALESCE(" NEWEST("body", "en") ", '') AS body_en"
        EDIT_FROM " WHERE a.slug = :slug");
DB_STMT(article_edit_all,
        EDIT_COLUMNS EDIT_FROM " WHERE (CAST(:state AS BIGINT) = 0 OR a.state = :state) AND (CAST(:all AS BIGINT) = 1 OR EXISTS (SELECT 1 FROM role_grant g"
        " WHERE g.person_id = :me AND g.role IN ('manager', 'department_admin') AND g.department_id IN (0, COALESCE(s.department_id, -1))))"
        " ORDER BY a.updated_at DESC, a.id DESC LIMIT 500");
DB_STMT(article_rights,
        "SELECT COUNT(*) FROM role_grant g WHERE g.person_id = :me AND g.role IN ('manager', 'department_admin') AND g.department_id"
        " IN (0, COALESCE((SELECT s.department_id FROM service s WHERE s.id = :service), -1))");
DB_STMT(article_audience_list,
        "SELECT audience FROM article_audience WHERE article_id = :id ORDER BY audience LIMIT 20");
DB_STMT(article_audience_clear, "DELETE FROM article_audience WHERE article_id = :id");
DB_STMT(article_audience_add,
        "INSERT INTO article_audience (article_id, audience) VALUES (:id, :audience) ON CONFLICT (article_id, audience) DO NOTHING");
DB_STMT(article_insert,
        "INSERT INTO article (slug, kind, service_id, owner_id, state, version, updated_at) VALUES (:slug, :kind, :service, :owner,"
        " 10, 1, :now) ON CONFLICT (slug) DO NOTHING RETURNING id");
DB_STMT(article_update,
        "UPDATE article SET kind = :kind, service_id = :service, owner_id = :owner, version = version + 1, updated_at = :now"
        " WHERE id = :id AND (CAST(:version AS BIGINT) = 0 OR version = :version)");
DB_STMT(article_wording_add,
        "INSERT INTO article_version (article_id, lang, version, title, body, by_id, at) VALUES (:id, :lang, COALESCE((SELECT"
        " MAX(v.version) FROM article_version v WHERE v.article_id = :id AND v.lang = :lang), 0) + 1, :title, :body, :me, :now)");
DB_STMT(article_state_put,
        "UPDATE article SET state = :state, version = version + 1, updated_at = :now WHERE id = :id AND state = :from"
        " AND (CAST(:version AS BIGINT) = 0 OR version = :version)");
DB_STMT(article_publish,
        "UPDATE article SET state = 30, public_fr = :fr, public_en = :en, checked_at = :now, updated_at = :now, version = version + 1"
        " WHERE id = :id AND state = :from AND (CAST(:version AS BIGINT) = 0 OR version = :version)");
DB_STMT(article_checked_put, "UPDATE article SET checked_at = :now, version = version + 1 WHERE id = :id AND state = 30");
DB_STMT(article_word_clear, "DELETE FROM article_word WHERE article_id = :id");
DB_STMT(article_word_add,
        "INSERT INTO article_word (word, article_id, title) VALUES (:word, :id, :title) ON CONFLICT (word, article_id) DO NOTHING");
DB_STMT(article_wording_list,
        "SELECT v.id, v.version, v.at, CASE WHEN v.id = a.public_fr OR v.id = a.public_en THEN 1 ELSE 0 END AS shown, v.lang, v.title,"
        " v.body, COALESCE(p.name, '') AS by FROM article a JOIN article_version v ON v.article_id = a.id LEFT JOIN person p"
        " ON p.id = v.by_id WHERE a.slug = :slug ORDER BY v.id DESC LIMIT 100");
DB_STMT(article_remark_list,
        "SELECT w.at, w.helpful, w.remark FROM article a JOIN article_vote w ON w.article_id = a.id WHERE a.slug = :slug"
        " AND w.remark IS NOT NULL ORDER BY w.at DESC LIMIT 50");
static const struct db_stmt *const edit_stmts[] = {
        &article_edit_one, &article_edit_all, &article_rights, &article_audience_list, &article_audience_clear, &article_audience_add,
        &article_insert, &article_update, &article_wording_add, &article_state_put, &article_publish, &article_checked_put,
        &article_word_clear, &article_word_add, &article_wording_list, &article_remark_list, NULL};

struct edit_row {
        int64_t id, version, state, service_id, owner_id, checked_at, updated_at, newest_fr, newest_en, public_fr, public_en, yes, no;
        const char *slug, *kind, *owner_login, *owner_name, *service_code, *title_fr, *title_en, *body_fr, *body_en;
};
#define I(m) DB_COL_I64(struct edit_row, m)
#define T(m) DB_COL_TEXT(struct edit_row, m)
#define EDIT_ROW_COLS                                                                                                   \
        I(id), I(version), I(state), I(service_id), I(owner_id), I(checked_at), I(updated_at), T(slug), T(kind),        \
                T(owner_login), T(owner_name), T(service_code), T(title_fr), T(title_en), I(newest_fr), I(newest_en),   \
                I(public_fr), I(public_en), I(yes), I(no)
static const struct db_col list_cols[] = {EDIT_ROW_COLS, DB_COL_END};
static const struct db_col whole_cols[] = {EDIT_ROW_COLS, T(body_fr), T(body_en), DB_COL_END};
#undef I
#undef T
struct word_row {
        const char *audience;
};
static const struct db_col audience_cols[] = {DB_COL_TEXT(struct word_row, audience), DB_COL_END};

static bool editor(const struct ctx *c)
{
        return c->actor && (c->actor->system || ctx_role(c, ARTICLE_EDITORS));
}

static bool of_all(const struct ctx *c)
{
        return c->actor->system || ctx_role(c, ROLE_ADMIN);
}

/* Whose article it is follows its service: a manager or administrator of that department keeps it.  One without
 * service belongs to the whole house. */
static enum status may_keep(struct ctx *c, int64_t service_id)
{
        int64_t n = 0;

        if (of_all(c))
                return ST_OK;
        enum status st = db_i64(c->db, &article_rights, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("service", service_id)), &n);
        return st ? st : n ? ST_OK : ST_NOT_FOUND;
}

/* ---- reading as an editor ------------------------------------------------------------------------------ */

static struct article_edit edit_of(const struct edit_row *r)
{
        bool fr = r->newest_fr != r->public_fr && (r->public_fr || (r->title_fr && *r->title_fr));
        bool en = r->newest_en != r->public_en && (r->public_en || (r->title_en && *r->title_en));
        bool gone_fr = r->public_fr == 0 && !*r->title_fr, gone_en = r->public_en == 0 && !*r->title_en;

        return (struct article_edit){.id = r->id, .version = r->version, .state = r->state, .service_id = r->service_id,
                                     .owner_id = r->owner_id, .checked_at = r->checked_at, .updated_at = r->updated_at,
                                     .newer = (fr && !gone_fr) + (en && !gone_en), .yes = r->yes, .no = r->no, .slug = r->slug,
                                     .kind = r->kind, .owner_login = r->owner_login, .owner_name = r->owner_name,
                                     .service_code = r->service_code, .fr = {r->title_fr, r->body_fr ? r->body_fr : ""},
                                     .en = {r->title_en, r->body_en ? r->body_en : ""}};
}

static enum status row_load(struct ctx *c, const char *slug, struct edit_row *out)
{
        if (!editor(c))
                return ST_NOT_FOUND;
        enum status st = db_one(c->db, c->arena, &article_edit_one, DB_ARGS(DB_T("slug", slug)), whole_cols, out);
        return st ? st : may_keep(c, out->service_id);
}

enum status article_edit_load(struct ctx *c, const char *slug, struct article_edit *out)
{
        struct edit_row r;
        struct word_row *w;
        size_t n = 0;
        enum status st = row_load(c, slug, &r);

        if (!st)
                st = db_all(c->db, c->arena, &article_audience_list, DB_ARGS(DB_I("id", r.id)), audience_cols, sizeof *w,
                            ARTICLE_AUDIENCES, &w, &n);
        if (st)
                return st;
        *out = edit_of(&r);
        out->audiences = ARENA_ARRAY(c->arena, n + 1, const char *);
        for (size_t i = 0; i < n; i++)
                out->audiences[i] = w[i].audience;
        out->n_audiences = n;
        return ST_OK;
}

enum status article_edit_list(struct ctx *c, int state, struct article_edit **out, size_t *n)
{
        struct edit_row *r;

        if (!editor(c))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &article_edit_all, DB_ARGS(DB_I("state", state), DB_I("all", of_all(c)), DB_I("me", c->actor->person_id)), list_cols, sizeof *r, EDIT_LIST_MAX,
                                &r, n);
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, *n + 1, struct article_edit);
        for (size_t i = 0; i < *n; i++)
                (*out)[i] = edit_of(&r[i]);
        return ST_OK;
}

enum status article_wordings(struct ctx *c, const char *slug, struct article_wording **out, size_t *n)
{
        static const struct db_col cols[] = {
                DB_COL_I64(struct article_wording, id),    DB_COL_I64(struct article_wording, version), DB_COL_I64(struct article_wording, at),
                DB_COL_I64(struct article_wording, shown), DB_COL_TEXT(struct article_wording, lang),   DB_COL_TEXT(struct article_wording, title),
                DB_COL_TEXT(struct article_wording, body), DB_COL_TEXT(struct article_wording, by),     DB_COL_END};

        struct edit_row r;
        enum status st = row_load(c, slug, &r);

        if (st)
                return st;
        return db_all(c->db, c->arena, &article_wording_list, DB_ARGS(DB_T("slug", slug)), cols, sizeof **out, WORDINGS_MAX, out, n);
}

enum status article_remarks(struct ctx *c, const char *slug, struct article_remark **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_I64(struct article_remark, at), DB_COL_I64(struct article_remark, helpful),
                                             DB_COL_TEXT(struct article_remark, remark), DB_COL_END};

        struct edit_row r;
        enum status st = row_load(c, slug, &r);

        if (st)
                return st;
        return db_all(c->db, c->arena, &article_remark_list, DB_ARGS(DB_T("slug", slug)), cols, sizeof **out, REMARKS_MAX, out, n);
}

/* ---- checking a draft ------------------------------------------------------------------------------------- */

/* A draft after everything was looked up. */
struct checked {
        const char *slug, *kind, *audience[ARTICLE_AUDIENCES];
        size_t n_audiences;
        int64_t service_id, owner_id;
};

/* An address made of a text: lower case, words joined by '-'. */
static const char *slug_of(struct ctx *c, const char *text)
{
        char *s = text_fold(c->arena, text_clean(c->arena, text, strlen(text), true));
        size_t n = 0;

        for (const char *p = s; *p && n < 80; p++) {
                if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
                        s[n++] = *p;
                else if (n && s[n - 1] != '-')
                        s[n++] = '-';
        }
        while (n && s[n - 1] == '-')
                n--;
        s[n] = '\0';
        return s;
}

static void check_text(struct ctx *c, const struct article_text *t, const char *title, const char *body)
{
        if (text_blank(t->title) != text_blank(t->body))
                form_error(c, text_blank(t->title) ? title : body, text_blank(t->title) ? MSG_article_no_title : MSG_article_no_body);
        if (utf8_count(t->title) > ARTICLE_TITLE_MAX)
                form_error(c, title, MSG_article_title_long);
        if (strlen(t->body) > ARTICLE_BODY_MAX)
                form_error(c, body, MSG_article_body_long);
}

static void check_audiences(struct ctx *c, const struct article_draft *d, struct checked *k)
{
        if (d->n_audiences > ARTICLE_AUDIENCES)
                form_error(c, "audience", MSG_article_audience_bad);
        for (size_t i = 0; i < d->n_audiences && i < ARTICLE_AUDIENCES; i++) {
                const char *word = text_fold(c->arena, text_clean(c->arena, d->audiences[i], strlen(d->audiences[i]), true));
                size_t good = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_-");
                if (!*word)
                        continue;
                if (word[good] || good > 40)
                        form_error(c, "audience", MSG_article_audience_bad);
                else
                        k->audience[k->n_audiences++] = word;
        }
}

static enum status check_names(struct ctx *c, const struct article_draft *d, struct checked *k)
{
        struct person p;
        struct service s;
        enum status st = ST_OK;

        k->owner_id = c->actor->person_id;
        if (d->owner && !text_blank(d->owner)) {
                st = person_by_login(c, d->owner, &p);
                if (st == ST_NOT_FOUND)
                        form_error(c, "owner", MSG_article_owner_unknown);
                else if (!st)
                        k->owner_id = p.id;
        }
        if (st && st != ST_NOT_FOUND)
                return st;
        st = ST_OK;
        if (d->service && *d->service) {
                st = service_by_code(c, d->service, &s);
                if (st == ST_NOT_FOUND)
                        form_error(c, "service", MSG_article_service_unknown);
                else if (!st)
                        k->service_id = s.id;
        }
        if (!st && may_keep(c, k->service_id))
                form_error(c, "service", k->service_id ? MSG_article_service_unknown : MSG_article_service_needed);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status draft_check(struct ctx *c, const struct article_draft *d, bool fresh, struct checked *k)
{
        *k = (struct checked){.kind = d->kind};
        if (!article_kind_known(d->kind))
                form_error(c, "kind", MSG_article_kind_unknown);
        check_text(c, &d->fr, "title_fr", "body_fr");
        check_text(c, &d->en, "title_en", "body_en");
        if (text_blank(d->fr.title) && text_blank(d->en.title) && text_blank(d->fr.body) && text_blank(d->en.body))
                form_error(c, "title_fr", MSG_article_no_words);
        check_audiences(c, d, k);
        enum status st = check_names(c, d, k);
        if (fresh && !st) {
                const char *title = text_blank(d->fr.title) ? d->en.title : d->fr.title;
                k->slug = slug_of(c, text_blank(d->slug) ? title : d->slug);
                if (!*k->slug && !text_blank(title))
                        form_error(c, "slug", MSG_article_slug_bad);
        }
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

/* ---- writing ------------------------------------------------------------------------------------------------ */

static enum status wording_put(struct ctx *c, int64_t id, const char *lang, const struct article_text *t, const char *title, const char *body)
{
        if (str_eq(t->title, title) && str_eq(t->body, body))
                return ST_OK;
        return db_exec(c->db, &article_wording_add,
                       DB_ARGS(DB_I("id", id), DB_T("lang", lang), DB_T("title", t->title), DB_T("body", t->body),
                               DB_REF("me", c->actor->person_id), DB_I("now", c->now)),
                       NULL);
}

static enum status audiences_put(struct ctx *c, int64_t id, const struct checked *k)
{
        enum status st = db_exec(c->db, &article_audience_clear, DB_ARGS(DB_I("id", id)), NULL);

        for (size_t i = 0; !st && i < k->n_audiences; i++)
                st = db_exec(c->db, &article_audience_add, DB_ARGS(DB_I("id", id), DB_T("audience", k->audience[i])), NULL);
        return st;
}

static enum status head_put(struct ctx *c, struct edit_row *r, bool fresh, const struct checked *k, int64_t version)
{
        int64_t changed = 0;
        enum status st;

        if (fresh) {
                st = db_i64(c->db, &article_insert,
                            DB_ARGS(DB_T("slug", k->slug), DB_T("kind", k->kind), DB_REF("service", k->service_id),
                                    DB_REF("owner", k->owner_id), DB_I("now", c->now)),
                            &r->id);
                if (st == ST_NOT_FOUND) {
                        form_error(c, "slug", MSG_article_slug_taken);
                        return ST_INVALID;
                }
                return st;
        }
        st = db_exec(c->db, &article_update,
                     DB_ARGS(DB_T("kind", k->kind), DB_REF("service", k->service_id), DB_REF("owner", k->owner_id), DB_I("now", c->now),
                             DB_I("id", r->id), DB_I("version", version)),
                     &changed);
        return st || changed ? st : ctx_fail(c, ST_STALE, MSG_article_stale);
}

enum status article_save(struct ctx *c, const char *slug, const struct article_draft *d, int64_t version, const char **now)
{
        struct edit_row r = {.title_fr = "", .title_en = "", .body_fr = "", .body_en = ""};
        struct checked k;
        bool fresh = slug == NULL;
        enum status st = !editor(c) ? ST_NOT_FOUND : fresh ? ST_OK : row_load(c, slug, &r);

        if (!st)
                st = draft_check(c, d, fresh, &k);
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = head_put(c, &r, fresh, &k, version);
        if (!st)
                st = audiences_put(c, r.id, &k);
        if (!st)
                st = wording_put(c, r.id, "fr", &d->fr, r.title_fr, r.body_fr);
        if (!st)
                st = wording_put(c, r.id, "en", &d->en, r.title_en, r.body_en);
        if (!st)
                st = audit(c, "article.save", "article", r.id, "ok", fresh ? k.slug : slug);
        if (!st)
                st = db_commit(&tx);
        *now = fresh ? k.slug : slug;
        return st;
}

/* ---- steps ----------------------------------------------------------------------------------------------------- */

static enum status words_put(struct ctx *c, int64_t id, const char *text, bool title, bool english)
{
        const char **stem;
        size_t n = db_search_stems(c->arena, text, english, &stem), kept = 0;
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n && kept < STEMS_MAX; i++) {
                if (strlen(stem[i]) < 2 || strlen(stem[i]) > STEM_BYTES)
                        continue;
                kept++;
                st = db_exec(c->db, &article_word_add, DB_ARGS(DB_T("word", stem[i]), DB_I("id", id), DB_I("title", title)), NULL);
        }
        return st;
}

/* Titles first: a word that stands in one keeps its rank.  Each text by its French and its English stems, because
 * a reader asks by those of their own language, whichever a wording is in; and by French ones without accents too, because
 * stems are cut before accents are: whoever types without them asks for another stem. */
static enum status words_renew(struct ctx *c, const struct edit_row *r)
{
        const char *const text[] = {r->title_fr, r->title_en, r->body_fr, r->body_en};
        enum status st = db_exec(c->db, &article_word_clear, DB_ARGS(DB_I("id", r->id)), NULL);

        for (size_t i = 0; !st && i < ARRAY_LEN(text); i++) {
                st = words_put(c, r->id, text[i], i < 2, false);
                if (!st)
                        st = words_put(c, r->id, text_fold(c->arena, text[i]), i < 2, false);
                if (!st)
                        st = words_put(c, r->id, text[i], i < 2, true);
        }
        return st;
}

static bool declared(int64_t from, int to)
{
        static const int64_t moves[][2] = {{ARTICLE_DRAFT, ARTICLE_REVIEW},        {ARTICLE_DRAFT, ARTICLE_PUBLISHED},
                                           {ARTICLE_REVIEW, ARTICLE_DRAFT},        {ARTICLE_REVIEW, ARTICLE_PUBLISHED},
                                           {ARTICLE_PUBLISHED, ARTICLE_PUBLISHED}, {ARTICLE_PUBLISHED, ARTICLE_RETIRED},
                                           {ARTICLE_RETIRED, ARTICLE_DRAFT},       {ARTICLE_RETIRED, ARTICLE_PUBLISHED}};

        for (size_t i = 0; i < ARRAY_LEN(moves); i++)
                if (moves[i][0] == from && moves[i][1] == to)
                        return true;
        return false;
}

static enum status publish(struct ctx *c, const struct edit_row *r, int64_t version)
{
        int64_t changed = 0;
        enum status st = db_exec(c->db, &article_publish,
                                 DB_ARGS(DB_REF("fr", *r->title_fr ? r->newest_fr : 0), DB_REF("en", *r->title_en ? r->newest_en : 0),
                                         DB_I("now", c->now), DB_I("id", r->id), DB_I("from", r->state), DB_I("version", version)),
                                 &changed);

        if (!st && !changed)
                return ctx_fail(c, ST_STALE, MSG_article_stale);
        return st ? st : words_renew(c, r);
}

enum status article_move(struct ctx *c, const char *slug, int state, int64_t version)
{
        struct edit_row r;
        int64_t changed = 0;
        enum status st = row_load(c, slug, &r);

        if (st)
                return st;
        if (!declared(r.state, state))
                return ctx_fail(c, ST_CONFLICT, MSG_article_move_refused);
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st && state == ARTICLE_PUBLISHED)
                st = publish(c, &r, version);
        else if (!st) {
                st = db_exec(c->db, &article_state_put,
                             DB_ARGS(DB_I("state", state), DB_I("now", c->now), DB_I("id", r.id), DB_I("from", r.state),
                                     DB_I("version", version)),
                             &changed);
                if (!st && !changed)
                        st = ctx_fail(c, ST_STALE, MSG_article_stale);
        }
        if (!st)
                st = audit(c, "article.move", "article", r.id, "ok", article_state_word(state));
        return st ? st : db_commit(&tx);
}

enum status article_checked(struct ctx *c, const char *slug)
{
        struct edit_row r;
        int64_t changed = 0;
        enum status st = row_load(c, slug, &r);

        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_exec(c->db, &article_checked_put, DB_ARGS(DB_I("now", c->now), DB_I("id", r.id)), &changed);
        if (!st && !changed)
                return ctx_fail(c, ST_CONFLICT, MSG_article_move_refused);
        if (!st)
                st = audit(c, "article.checked", "article", r.id, "ok", slug);
        return st ? st : db_commit(&tx);
}

const struct slice slice_article_edit = {.name = "article_edit", .stmts = edit_stmts};

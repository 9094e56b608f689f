/* Articles: help with access, help with use, frequent questions, guides, procedures, and the pages of the
 * site (legal, privacy, contact, accessibility).  F3, beside the tickets: portal, API and administration
 * read and write through these verbs.
 *
 * An article has wordings in French and English, every one of them kept; publishing names the wording of
 * each language that readers see.  Who reads is said by audiences: "everyone" is anybody, signed in or not;
 * another word is an affiliation; nobody listed means agents only.  What one may not read answers like what
 * does not exist. */
#ifndef GUICHET_DESK_ARTICLE_ARTICLE_H
#define GUICHET_DESK_ARTICLE_ARTICLE_H

#include "app/app.h"

enum article_state { ARTICLE_DRAFT = 10, ARTICLE_REVIEW = 20, ARTICLE_PUBLISHED = 30, ARTICLE_RETIRED = 40 };
enum { ARTICLE_TITLE_MAX = 200, ARTICLE_BODY_MAX = 40000, ARTICLE_AUDIENCES = 20, ARTICLE_LIST_MAX = 1000 };

/* Sorts in the order in which they are offered; the last one, "page", stands outside the help. */
extern const char *const article_kinds[]; /* "access" "use" "faq" "guide" "procedure" "page", ends with NULL */
bool article_kind_known(const char *kind);
const char *article_kind_label(struct ctx *c, const char *kind);
/* "draft" "review" "published" "retired"; 0 for an unknown word. */
const char *article_state_word(int64_t state);
int article_state_find(const char *word);
const char *article_state_label(struct ctx *c, int64_t state);
/* Its address for readers: /kb/SLUG, or /pages/SLUG. */
const char *article_href(struct ctx *c, const char *kind, const char *slug);

/* What a reader sees. */
struct article {
        int64_t id, version, state, service_id, checked_at, updated_at, owner_shown;
        const char *slug, *kind, *lang, *title, *body, *owner, *service_code, *service_fr, *service_en;
        const char *href, *service, *kind_text, *fold; /* filled: in the reader's language */
        bool other_language; /* what is shown is not in the reader's language, which has no wording */
};
struct article_query {
        const char *kind;    /* NULL or "": every sort but "page" */
        int64_t service_id;  /* 0: any */
        int64_t but;         /* not this one */
        const char *words;   /* NULL or "": no search; else all of them must occur, also as beginnings */
        size_t limit;        /* at most ARTICLE_LIST_MAX; 0: that many */
        int64_t below;       /* without words: over 0, those whose id is under it, the newest first; INT64_MAX begins */
};
/* Published ones the actor may read, without body; by title (of the newest ARTICLE_LIST_MAX), a search by how well they fit. */
enum status article_list(struct ctx *c, const struct article_query *q, struct article **out, size_t *n) CHECKED;
/* A published one, with its body. */
enum status article_by_slug(struct ctx *c, const char *slug, struct article *out) CHECKED;

/* How many one may read of each sort, in the order of article_kinds ("page" last). */
struct article_count {
        const char *kind, *label;
        int64_t n;
};
enum status article_counts(struct ctx *c, struct article_count **out, size_t *n) CHECKED;

/* One voice a person: helpful or not, with a remark ("" = none); a second one replaces the first.  ST_NOT_FOUND for a
 * page of the site, which asks nobody. */
enum status article_vote(struct ctx *c, const struct article *a, bool helpful, const char *remark) CHECKED;

/* ---- editors: managers, department administrators, administrators; ST_NOT_FOUND for others -------------- */

struct article_text {
        const char *title, *body; /* both "" : no wording in this language */
};
/* What an editor sees: the newest wordings, published or not. */
struct article_edit {
        int64_t id, version, state, service_id, owner_id, checked_at, updated_at, newer; /* newer: wordings not published yet */
        int64_t yes, no;
        const char *slug, *kind, *owner_login, *owner_name, *service_code;
        struct article_text fr, en;
        const char **audiences;
        size_t n_audiences;
};
enum status article_edit_load(struct ctx *c, const char *slug, struct article_edit *out) CHECKED;
/* All of them, by title, ≤ 500; `state` 0: any.  Titles of the newest wordings, without bodies and audiences. */
enum status article_edit_list(struct ctx *c, int state, struct article_edit **out, size_t *n) CHECKED;

struct article_draft {
        const char *slug;         /* "": made from the title */
        const char *kind, *owner; /* login; "": the actor */
        const char *service;      /* code; "": none */
        struct article_text fr, en;
        const char *const *audiences;
        size_t n_audiences;
};
/* A new article (slug NULL) or a change of one; `version` is what the editor saw, 0 = does not care.  A wording
 * is kept when it differs from the last.  Errors in c->error: "slug" "kind" "owner" "service" "title_fr" "body_fr"
 * "title_en" "body_en" "audience".  *now is the article's slug afterwards.  ST_STALE when it changed meanwhile. */
enum status article_save(struct ctx *c, const char *slug, const struct article_draft *d, int64_t version, const char **now) CHECKED;
/* A declared step: publish (also again, with the newest wordings), send to review, back to draft, retire.  A step
 * that is not declared is ST_CONFLICT. */
enum status article_move(struct ctx *c, const char *slug, int state, int64_t version) CHECKED;
/* Still right: its date of last check is now. */
enum status article_checked(struct ctx *c, const char *slug) CHECKED;

/* Every wording of one language or of both (lang NULL), newest first, ≤ 100. */
struct article_wording {
        int64_t id, version, at, shown; /* shown: readers see this one */
        const char *lang, *title, *body, *by;
};
enum status article_wordings(struct ctx *c, const char *slug, struct article_wording **out, size_t *n) CHECKED;
/* Remarks of those whom it did not help, newest first, ≤ 50. */
struct article_remark {
        int64_t at, helpful;
        const char *remark;
};
enum status article_remarks(struct ctx *c, const char *slug, struct article_remark **out, size_t *n) CHECKED;

/* The pages a site must have, in both languages, made once and then the site's own. */
enum status article_first_contents(struct ctx *c) CHECKED;

extern const struct slice slice_article, slice_article_edit, slice_article_first;

#endif

/* The pages of articles.  Readers: /kb /kb/{slug} /kb/{slug}/feedback /pages/{slug}.  Editors (managers and
 * administrators): /admin/articles, where both languages stand side by side, with preview, steps and history. */
#ifndef GUICHET_DESK_KNOWLEDGE_KNOWLEDGE_H
#define GUICHET_DESK_KNOWLEDGE_KNOWLEDGE_H

#include "app/empty_view.h"
#include "desk/article/article.h"
#include "desk/people/people.h"

/* ---- readers ---- */

struct kb_tab {
        const char *href, *label, *kind;
        int64_t n;
        bool current;
};
struct kb_group {
        const char *label, *href, *id;
        const struct article *rows;
        size_t n_rows;
        int64_t more; /* how many are not shown */
};
struct kb_list {
        struct page page;
        const char *q, *title;
        const struct kb_tab *tabs;
        size_t n_tabs;
        const struct kb_group *groups;
        size_t n_groups;
        struct empty_view empty;
};
/* A body cut at its "## " headings, so that each has an address in the page. */
struct kb_section {
        const char *id, *title; /* NULL: what stands before the first heading */
        struct html_safe body;
};
struct kb_article {
        struct page page;
        struct article article;
        const struct kb_section *sections;
        size_t n_sections;
        size_t n_titles;
        const struct article *near;
        size_t n_near;
        const char *form_href, *remark, *e_remark, *other_lang_url, *edit_href;
        int64_t minutes;
        bool may_vote, asks_why;
};
void kb_sections(struct ctx *c, const char *body, struct kb_section **out, size_t *n);

/* ---- editors ---- */

struct kb_option {
        const char *value, *text;
        bool chosen;
};
struct kb_row {
        struct article_edit article;
        const char *title, *state, *kind;
        bool fr, en;
};
struct kb_admin {
        struct page page;
        const struct kb_tab *tabs;
        size_t n_tabs;
        const struct kb_row *rows;
        size_t n_rows;
        struct empty_view empty;
};
struct kb_step {
        const char *value, *label;
};
struct kb_edit {
        struct page page;
        const char *action, *slug, *title_fr, *body_fr, *title_en, *body_en, *owner, *other, *state;
        int64_t version, newer, checked_at, yes, no;
        bool fresh, page_kind, stale;
        const struct kb_option *kinds, *services, *audiences;
        size_t n_kinds, n_services, n_audiences;
        const struct kb_step *steps;
        size_t n_steps;
        const char *e_slug, *e_kind, *e_owner, *e_service, *e_title_fr, *e_body_fr, *e_title_en, *e_body_en, *e_audience, *why, *href;
        bool preview, can_check;
        struct html_safe shown_fr, shown_en;
        const struct article_remark *remarks;
        size_t n_remarks;
};
struct kb_line {
        int what; /* 0 the same, 1 added, -1 taken out */
        const char *text;
};
struct kb_wording {
        struct article_wording wording;
        const char *href;
        bool current;
};
struct kb_history {
        struct page page;
        const char *slug, *title_before, *title_now;
        const struct kb_wording *rows;
        size_t n_rows;
        const struct kb_line *lines;
        size_t n_lines;
        bool first; /* nothing to compare with */
        struct empty_view empty;
};
/* Lines of two texts: what was taken out, what was added.  Over 600 changed lines a side, all is. */
void kb_difference(struct arena *a, const char *before, const char *now, struct kb_line **out, size_t *n);

#endif

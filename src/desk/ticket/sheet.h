/* What a ticket carries beside its fields: tags, links, watchers, custom fields and categories.  Each
 * change is a verb like those of ticket.h: it asks ticket_can(), compares the version, writes the journal
 * and keeps the search.  `version` 0 = does not care. */
#ifndef GUICHET_DESK_TICKET_SHEET_H
#define GUICHET_DESK_TICKET_SHEET_H

#include "desk/ticket/ticket.h"

enum { TAGS_MAX = 20, TAG_LETTERS = 40, LINKS_MAX = 100, FIELDS_MAX = 60, FIELD_BYTES = 2000, CATEGORIES_MAX = 500 };

/* ---- tags: folded words, for agents ---------------------------------------------------------------------- */

struct tag {
        const char *word;
};
enum status ticket_tags(struct ctx *c, const struct ticket *t, struct tag **out, size_t *n) CHECKED;
/* Adds a word or takes it away; ST_INVALID with c->error on "tag". */
enum status ticket_tag(struct ctx *c, struct ticket *t, const char *word, bool on) CHECKED;
/* These words and no others. */
enum status ticket_tags_put(struct ctx *c, struct ticket *t, const char *const *words, size_t n, int64_t version) CHECKED;

/* ---- links ------------------------------------------------------------------------------------------------ */

/* LINK_CHILD is ticket.parent_id: at most one parent.  Those above it are made by verbs of together.h alone
 * and stay. */
enum link_kind { LINK_RELATED = 10, LINK_DUPLICATE = 20, LINK_CAUSED_BY = 30, LINK_CHILD = 40, LINK_MERGED = 50,
                 LINK_SPLIT = 60, LINK_FOLLOWS = 70 };
struct link {
        int64_t id, ticket_kind, num, state, pending, kind, back; /* back: the other one points here */
        const char *subject;
        const char *number, *label, *state_text; /* filled */
        bool stays;                              /* no one may remove it */
};
/* "related", "duplicate", "caused_by", "child_of", "merged_into", "split_from", "follows"; link_find() gives 0 when the word is unknown. */
const char *link_word(int64_t kind);
int link_find(const char *word);
/* What the link says from this side: « cause de » when the other is caused by this one. */
const char *link_label(struct ctx *c, int64_t kind, bool back);
/* Linked tickets that the actor may read, newest first; the others are not even counted. */
enum status ticket_links(struct ctx *c, const struct ticket *t, struct link **out, size_t *n) CHECKED;
/* Both tickets must be readable, this one workable.  Both journals tell it.  ST_INVALID with c->error
 * on "to" (unknown, itself, too many, a circle of parents) or "kind".  Linking again does nothing; another
 * parent takes the place of the first. */
enum status ticket_link_add(struct ctx *c, struct ticket *t, const char *to, int kind) CHECKED;
/* Every link between the two; ST_NOT_FOUND when there is none that one may see. */
enum status ticket_link_remove(struct ctx *c, struct ticket *t, const char *to) CHECKED;

/* ---- watchers (ticket_watch() is in ticket.h) --------------------------------------------------------------- */

/* For readers with ACT_READ_ALL, else none. */
enum status ticket_watchers(struct ctx *c, const struct ticket *t, struct who **out, size_t *n) CHECKED;

/* ---- custom fields ------------------------------------------------------------------------------------------- */

struct field {
        int64_t id, is_set, num, state, version;
        const char *code, *type, *name_fr, *name_en, *body, *login, *person;
        const char *name, *value; /* filled: in the reader's language; as typed: "42", "2026-01-31", "1", a login, "" */
};
/* The fields that are offered and those that this ticket holds, with what it holds; t NULL: all, retired too. */
enum status ticket_field_list(struct ctx *c, const struct ticket *t, struct field **out, size_t *n) CHECKED;
/* "" empties.  number: whole; date: AAAA-MM-JJ; flag: 1, true, 0, false; person: a login.
 * ST_INVALID with c->error on "field_CODE". */
enum status ticket_field_set(struct ctx *c, struct ticket *t, const char *code, const char *value, int64_t version) CHECKED;
/* Administrators.  Errors on "code", "type", "name_fr", "name_en". */
struct field_draft {
        const char *code, *type, *name_fr, *name_en;
};
enum status field_add(struct ctx *c, const struct field_draft *d) CHECKED;

/* ---- categories ------------------------------------------------------------------------------------------------ */

struct category {
        int64_t id, service_id, confidential, state, version;
        const char *code, *name_fr, *name_en, *service_fr, *service_en;
        const char *name, *service; /* filled */
};
/* Those offered by the service and by none; service −1: all, retired ones too. */
enum status category_list(struct ctx *c, int64_t service_id, struct category **out, size_t *n) CHECKED;
enum status category_by_code(struct ctx *c, const char *code, struct category *out) CHECKED;
struct category_draft {
        const char *code, *name_fr, *name_en;
        int64_t service_id; /* 0: for every service */
        int64_t confidential;
};
enum status category_add(struct ctx *c, const struct category_draft *d) CHECKED;
enum status category_load(struct ctx *c, int64_t id, struct category *out) CHECKED;
/* May it be chosen anew? */
bool category_offered(struct ctx *c, int64_t id);
/* Renames, retires, offers again: the code, the type and the service stay, so that no ticket that holds one
 * is broken.  `seen`: the version the editor saw, −1 does not care; ST_STALE when somebody was faster. */
enum sheet_state { SHEET_OFFERED = 10, SHEET_RETIRED = 20 };
struct sheet_edit {
        const char *code, *name_fr, *name_en;
        int64_t state, confidential /* of a category */, seen;
};
enum status category_change(struct ctx *c, const struct sheet_edit *d) CHECKED;
enum status field_change(struct ctx *c, const struct sheet_edit *d) CHECKED;

/* ---- parts that other folders keep --------------------------------------------------------------------------- */

/* A change of what belongs to a ticket and stands in a table of another folder: as any change of it, under its lock, by
 * the policy (ACT_WORK) and the version (0: does not care), told by one line of the journal that people of the ticket do
 * not see, found by search.  `write` puts it and says what changed; field NULL: nothing. */
struct ticket_said {
        const char *field, *before, *after; /* field: one of lines.c */
};
enum status ticket_part_change(struct ctx *c, struct ticket *t, int64_t version,
                               enum status (*write)(struct ctx *c, const struct ticket *t, void *arg, struct ticket_said *what), void *arg) CHECKED;

/* Words of tags and custom fields for the search document of a ticket, behind what is there. */
enum status sheet_words(struct ctx *c, int64_t ticket_id, struct buf *to) CHECKED;

extern const struct slice slice_ticket_holds, slice_ticket_tags, slice_ticket_links, slice_ticket_fields, slice_ticket_categories;

#endif

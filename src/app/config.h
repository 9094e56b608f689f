/* The configuration of the house as one file (formats/conf.h): read, compared with what there is, applied.
 *
 * Each slice brings parts: a kind of section, its keys, how to list what there is and how to save one.  The
 * rest is here.  Rules: the file names what it wants and nothing else changes; what the file does not mention
 * is left and told, never removed (a thing is retired by its own key, state = "retired"); a key that is left out
 * keeps its value; unknown kinds and keys are refused with their line; all or nothing, in one transaction; after
 * applying, the difference is looked for again in that transaction and must be empty. */
#ifndef GUICHET_APP_CONFIG_H
#define GUICHET_APP_CONFIG_H

#include "app/app.h"

enum config_type { CONFIG_TEXT, CONFIG_NUMBER, CONFIG_FLAG, CONFIG_LIST };
struct config_key {
        const char *name;
        enum config_type type;
        bool needed; /* of a thing that does not exist yet */
};

enum { CONFIG_KEYS = 32 };
/* One thing: values in the order of its part's keys, as text ("12", "true", list items a line each); NULL where
 * nothing is said. */
struct config_item {
        const struct config_part *part;
        const char *code, *value[CONFIG_KEYS];
        size_t line;
};
struct config_items {
        struct ctx *c;
        const struct config_part *part;
        struct config_item *items;
        size_t n_items, room;
};

struct config_part {
        const char *kind;              /* [kind."code"] */
        int rank;                      /* parts are applied by growing rank: first what others point at */
        bool flat;                     /* one section [kind] with code = "value": the only key is "value" */
        int about;                     /* message: the remark above its sections */
        const struct config_key *keys; /* ends with a zeroed row */
        enum status (*list)(struct ctx *c, struct config_items *to);
        /* want: all values, those of now where the file says nothing; now: NULL for a new one.  Inside the one
         * transaction.  ST_INVALID with c->error. */
        enum status (*save)(struct ctx *c, const struct config_item *now, const struct config_item *want);
        bool asked;                    /* names people: only in an export that asks for it, and told as left only then */
};

/* For the parts: a new item of a list, and its values by the key's name. */
struct config_item *config_add(struct config_items *to, const char *code);
void config_set(struct ctx *c, struct config_item *i, const char *key, const char *value);
void config_set_i64(struct ctx *c, struct config_item *i, const char *key, int64_t value);
void config_set_flag(struct config_item *i, const char *key, bool value);
const char *config_get(const struct config_item *i, const char *key);      /* "" when not said */
int64_t config_get_i64(const struct config_item *i, const char *key);      /* 0 when not said */
bool config_get_flag(const struct config_item *i, const char *key);
/* The next line of a list; NULL at its end.  *at begins as config_get(). */
const char *config_next(struct arena *a, const char **at);

struct config_value {
        const char *key, *before, *after; /* before NULL: said for the first time */
};
struct config_change {
        const struct config_part *part;
        const struct config_item *now;    /* NULL: new */
        struct config_item want;
        struct config_value values[CONFIG_KEYS];
        size_t n_values;
};
struct config_error {
        size_t line;                      /* 0: the file as a whole */
        const char *text;
};
struct config_plan {
        struct config_change *changes;
        size_t n_changes;
        const struct config_item **left;  /* there, and not in the file */
        size_t n_left;
        struct config_error errors[20];
        size_t n_errors;
};

/* Everything there is, as a file; the same bytes for the same configuration.  The second one also writes the parts
 * that name people. */
enum status config_export(struct ctx *c, struct buf *out) CHECKED;
enum status config_export_people(struct ctx *c, struct buf *out) CHECKED;
/* What applying would change, tried in a transaction that is rolled back: ST_INVALID with p->errors. */
enum status config_preview(struct ctx *c, const char *text, size_t n, struct config_plan *p) CHECKED;
/* Inside a DB_TX: until its commit nobody else applies a configuration. */
enum status config_lock(struct ctx *c) CHECKED;
/* Applies it: everything or nothing. */
enum status config_apply(struct ctx *c, const char *text, size_t n, struct config_plan *p) CHECKED;
/* The mark of an exported file, hex: what is applied over it is what was shown. */
const char *config_mark(struct ctx *c, const struct buf *exported);
/* The same of the configuration as it is. */
enum status config_mark_now(struct ctx *c, const char **out) CHECKED;
/* Applies it when the mark is still `seen`, which is asked once nobody else can change it; else ST_STALE and
 * nothing happened.  A process reads the settings anew after the commit. */
enum status config_apply_seen(struct ctx *c, const char *text, size_t n, const char *seen, struct config_plan *p) CHECKED;
/* The difference and the errors as lines for a terminal. */
enum status config_say(struct ctx *c, const struct config_plan *p, struct buf *out) CHECKED;

/* « 3 changements ; 12 choses que le fichier ne nomme pas restent telles quelles. » */
const char *config_summary(struct ctx *c, const struct config_plan *p);

extern const struct slice slice_config;

#endif

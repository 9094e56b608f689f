/* A list as a file: made at once when it is short, by a job with a page that says how far it is when it is long.  Such
 * a file is kept for a day, for whoever asked for it and nobody else. */
#ifndef GUICHET_DESK_TICKET_LIST_EXPORT_H
#define GUICHET_DESK_TICKET_LIST_EXPORT_H

#include "desk/ticket/list.h"

struct export_watch {
        void (*rows)(void *arg, size_t rows); /* rows written so far, after each page */
        void *arg;
};
struct export_made {
        struct buf *paper;           /* in: where a PDF goes */
        int fd;                      /* a table: the caller's to close */
        int64_t size;                /* of it */
        bool on_paper, cut;          /* cut: more rows than a file takes */
        size_t rows;
        const char *name, *type;
};
/* The list that the request names (list_read) and its format; ST_INVALID when a condition is not understood, ST_NOT_FOUND
 * for a format that is none. */
enum status export_list(struct ctx *c, struct list_shown *l) CHECKED;
/* The file, as the context's actor may see the list.  Reads page by page: the caller gives the moment (db_snapshot). */
enum status export_make(struct ctx *c, struct list_shown *l, const struct export_watch *watch, struct export_made *m) CHECKED;
void export_headers(struct ctx *c, const struct export_made *m);

/* ---- prepared ones: list_prepare.c ---- */

enum list_file_state { EXPORT_RUNS = 10, EXPORT_DONE = 20, EXPORT_FAILED = 30 };
struct list_file {
        int64_t id, person_id, at, state, total, n_rows, size, cut;
        const char *asks, *lang, *name, *type, *file, *why;
        /* filled */
        bool runs, done, known;    /* known: total is exact */
        const char *size_text;
        int64_t until;
};
/* Notes down the list that the request names, for a job that makes the file; a `once` that was given already gives the
 * same one.  ST_INVALID and ST_NOT_FOUND as export_list(); ST_CONFLICT when three of the actor's wait. */
enum status export_ask(struct ctx *c, const char *once, int64_t *id) CHECKED;
/* The actor's own, a day long: one, the latest (20, newest first), and the file itself once it is done. */
enum status export_load(struct ctx *c, int64_t id, struct list_file *out) CHECKED;
enum status export_latest(struct ctx *c, struct list_file **out, size_t *n) CHECKED;
enum status export_send(struct ctx *c, const struct list_file *f) CHECKED;

extern const struct slice slice_list_export;

#endif

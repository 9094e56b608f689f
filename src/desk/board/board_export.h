/* A list as a file: made at once when it is short, by a job with a page that says how far it is when it is long.  Such
 * a file is kept for a day, for whoever asked for it and nobody else. */
#ifndef GUICHET_DESK_BOARD_BOARD_EXPORT_H
#define GUICHET_DESK_BOARD_BOARD_EXPORT_H

#include "desk/board/board_list.h"

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
enum status export_list(struct ctx *c, struct board_list *l) CHECKED;
/* The file, as the context's actor may see the list.  Reads page by page: the caller gives the moment (db_snapshot). */
enum status export_make(struct ctx *c, struct board_list *l, const struct export_watch *watch, struct export_made *m) CHECKED;
void export_headers(struct ctx *c, const struct export_made *m);

/* board_prepare.c: the page that offers to prepare a long one; `n`: its rows, 1,001 at most. */
enum status board_export_offer(struct ctx *c, const struct board_list *l, int64_t n) CHECKED;
enum status board_export_post(struct ctx *c), board_export_state(struct ctx *c), board_export_file(struct ctx *c);

#endif

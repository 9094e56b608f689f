/* Import of tickets from a file of one JSON object a line (docs/admin/import.md).  F4.
 *
 * The file is read once, in constant memory, and written in batches of one transaction each; how far it
 * came is written in the same transaction under the file's hash.  So a run that was killed goes on where
 * the last batch ended, and a file brought twice does not come twice. */
#ifndef GUICHET_DESK_INTAKE_IMPORT_H
#define GUICHET_DESK_INTAKE_IMPORT_H

#include "app/app.h"

/* How far an import is, or how it ended. */
struct import_state {
        int64_t lines, loaded, refused; /* of the whole file, earlier runs included */
        int64_t skipped;                /* lines that an earlier run had done */
        int64_t bytes, size;            /* read so far; of the file, 0 when unknown */
        bool already;                   /* the whole file is in since an earlier run: nothing was done */
        const char *why;                /* what stopped it, in English, or NULL */
};

struct import_options {
        bool all_or_nothing; /* one transaction: a single bad line, and nothing stays */
        bool again;          /* bring a finished file a second time */
        /* After each batch; each refused line with its number (from 1), the reason and the line itself. */
        void (*progress)(void *arg, const struct import_state *s);
        void (*refused)(void *arg, int64_t line, const char *why, const char *text, size_t n);
        void *arg;
};

/* Reads fd to its end, as the system.  ST_OK when everything was read, refused lines or not (ask
 * out->refused); with all_or_nothing and a refused line ST_INVALID, and nothing was written.  A regular
 * file can be resumed, a pipe cannot. */
enum status import_tickets(struct ctx *c, int fd, const struct import_options *o, struct import_state *out) CHECKED;

/* ---- one line: pure, for tests and fuzzing ----------------------------------------------------------- */

struct import_who {
        const char *login, *name, *mail; /* cleaned; login and mail NULL when absent or unfit */
};
struct import_comment {
        struct import_who author; /* all NULL: unknown */
        const char *body;
        int64_t at;
        bool is_public;
};
struct import_ticket {
        int64_t kind, state, pending, priority, channel, created_at, resolved_at, closed_at; /* priority 0: default */
        const char *subject, *body, *group, *service; /* group and service: "" = none */
        struct import_who requester, assignee;
        struct import_comment *comment; /* in the order of their time */
        size_t n_comment;
};
enum { IMPORT_LINE_MAX = MAX_JSON_BYTES };

/* ST_INVALID and *why: one English sentence for whoever corrects the file. */
enum status import_line(struct arena *a, const char *line, size_t n, int64_t now, struct import_ticket *out,
                        const char **why) CHECKED;

extern const struct slice slice_import;

#endif

/* Shared by the files of desk/grid. */
#ifndef GUICHET_DESK_GRID_OWN_H
#define GUICHET_DESK_GRID_OWN_H

#include "desk/grid/grid.h"
#include "desk/ticket/course_record.h"

enum { PEOPLE_OF_ROW = 200, SESSIONS_OF_ROW = 300, APPROACHES_OF_ROW = 20, COURSE_CODE_BYTES = 40 };

struct grid_person {
        const char *name, *mail; /* mail folded; "" when the name alone was found, then id is set */
        int64_t id;              /* 0: by its address, at apply */
};
struct grid_span {
        int64_t from_at, to_at;
};
/* What one row says of its course, checked. */
struct grid_entry {
        int64_t row;
        const char *code, *term, *title, *department;
        const char *key; /* code and term, folded */
        struct grid_person owner;
        struct grid_person *presenter; /* by address */
        size_t n_presenters;
        struct grid_span *session; /* by date */
        size_t n_sessions;
        int64_t first_at;
        int64_t approach[APPROACHES_OF_ROW]; /* ids */
        size_t n_approaches;
        const char *body; /* the above as text: what is kept and compared */
        unsigned char hash[32];
        bool bad, unknown_course; /* unknown_course: it cannot be told which course it is about */
};
/* A line as the database knows it. */
struct grid_known {
        int64_t course_id, approach_id, item_id, grid_id, withdrawn_at, confirmed_at, kept_at, state, num, said_at; /* said_at 0: its people were numbers */
        const char *code, *term, *title, *name_fold, *body;
        struct db_blob body_hash;
        bool seen; /* the file lists it */
};
/* A course as the database knows it. */
struct grid_course {
        int64_t id;
        const char *code, *term, *title;
};

/* Everything a check works with. */
struct grid_work {
        struct ctx *c;
        const struct grid_sheet *sheet;
        const struct grid_fix *fix;
        size_t n_fix;
        const struct approach *approach;
        size_t n_approaches;
        struct grid_map *names; /* of approaches, folded */
        struct grid_check *out;
        struct grid_entry *entry; /* n_rows, in their order */
        struct grid_map *courses, *lines, *entries; /* by key: grid_course, grid_known, first grid_entry */
        struct grid_known **known; /* all lines read */
        size_t n_known;
        struct grid_map *told, *mails; /* people by number, addresses of the file; NULL until asked (erase.c) */
        size_t cap_errors, cap_lines;
};

/* ---- a small open-addressed table of texts (map.c) ---- */
struct grid_map;
struct grid_map *grid_map_new(struct arena *a, size_t about);
void *grid_map_get(const struct grid_map *t, const char *key);
void grid_map_put(struct grid_map *t, struct arena *a, const char *key, void *value);

/* ---- cells (cells.c): each gives false after an error was noted ---- */
void grid_fault(struct grid_work *w, struct grid_row *r, enum grid_field f, const char *message, const char *closest);
/* "2026-01-19 08:30/10:30; …"; *bad is the part that could not be read. */
bool grid_sessions(struct ctx *c, const char *text, struct grid_span **out, size_t *n, const char **bad);
/* "2026-01-19" or "19/01/2026", with or without an hour. */
bool grid_moment(struct ctx *c, const char *text, int64_t *at);
/* An address that a mail can reach: one @, a domain with a dot.  Folded, or NULL. */
const char *grid_mail(struct arena *a, const char *text);
/* "Name <mail>", "mail" or "Name"; false when it is none of them. */
bool grid_person_text(struct arena *a, const char *text, struct grid_person *out);
char *grid_key(struct arena *a, const char *code, const char *term);
char *grid_line_key(struct arena *a, const char *key, int64_t approach_id);
void grid_row_read(struct grid_work *w, const struct csv_row *row, struct grid_row *r, struct grid_entry *e);
/* The parts of a cell that holds several: split at `signs` and line ends, trimmed, empty ones left out. */
size_t grid_parts(struct arena *a, const char *text, const char *signs, const char **out, size_t max);
/* A moment as grids write it, in the site's zone. */
const char *grid_moment_text(struct ctx *c, int64_t at);
const char *grid_span_text(struct ctx *c, const struct grid_span *s);

/* grid_check() of an import that a later one of its name has followed (past), or has not. */
enum status grid_check_kept(struct ctx *c, const struct grid_sheet *s, const char *name, bool past, const struct grid_fix *fix, size_t n_fix,
                            struct grid_check *out) CHECKED;

/* ---- bodies (body.c) ---- */
void grid_body_make(struct ctx *c, struct grid_entry *e);
/* Reads a body back; what it lacks is empty. */
void grid_body_read(struct ctx *c, const char *body, struct grid_entry *out);
/* What changed between two, for people; *n may be 0. */
struct grid_diff *grid_body_diff(struct ctx *c, const struct grid_entry *before, const struct grid_entry *after, size_t *n);

/* ---- people as numbers (erase.c) ---- */
/* A body whose people became numbers tells them by name and address again, from the directory. */
enum status grid_body_tell(struct grid_work *w, const char **body) CHECKED;

/* ---- what the database knows (match.c) ---- */
enum status grid_match(struct grid_work *w, const char *name) CHECKED;
enum status grid_person_named(struct ctx *c, const char *name, int64_t *id, int64_t *others) CHECKED;

#endif

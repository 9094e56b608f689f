/* The lists of courses, for pages, files and programs alike: courses, requested items, presenters who lack something, sessions nobody supports,
 * recordings that were announced.  Each gives rows of cells for one page or one file; what it may be narrowed
 * by, and how, is the same for all.  Agents only. */
#ifndef GUICHET_DESK_TICKET_COURSE_LIST_H
#define GUICHET_DESK_TICKET_COURSE_LIST_H

#include "desk/ticket/course_record.h"

enum { COURSE_PAGE = 50, COURSE_EXPORT_MAX = 20000, COURSE_LOOKS = 2000, COURSE_COLUMNS_MAX = 9, COURSE_LISTS = 5 };
/* What a list may be narrowed by. */
enum { BY_WORDS = 1, BY_TERM = 2, BY_DEPARTMENT = 4, BY_APPROACH = 8, BY_PRESENTER = 16, BY_COURSE = 32, BY_DAY = 64 };

enum cell_look { LOOK_TEXT, LOOK_LINK, LOOK_STUB, LOOK_TAG, LOOK_WARN, LOOK_WHEN };
struct course_cell {
        const char *text, *href;
        enum cell_look look;
        int64_t at;              /* LOOK_WHEN; 0 or MOMENT_NEVER: text */
        const char *word;        /* for programs, when the text is only for people: "missing"; NULL: the text */
        const char *stub;        /* LOOK_STUB: its colour */
};
struct course_row {
        const char *code, *term; /* of its course */
        struct course_cell cell[COURSE_COLUMNS_MAX];
        size_t n_cell;
};

/* What is asked of a list; after_…: the last row of the page before. */
struct course_ask {
        const char *words, *term;
        int64_t department, approach, presenter, course, day;
        int64_t after_at, after_id, after_person;
        const char *after_fold;
        size_t limit;
};
struct course_found {
        struct course_row *rows;
        size_t n_rows;
        const char *next;        /* cursor, NULL at the end */
        bool looked_enough;      /* rows were looked at up to the ceiling: there may be more further on */
};
struct course_head {
        int title;
        bool time;               /* typed as a moment in files */
        int width;
        const char *member;      /* for programs; NULL: said by course and term */
};
struct course_list {
        const char *name, *path; /* "presenters", "/courses/presenters" */
        int title, hint, none;
        unsigned by;
        const struct course_head *heads;
        size_t n_heads;
        enum status (*rows)(struct ctx *c, const struct course_ask *a, struct course_found *out);
};
extern const struct course_list course_list_courses, course_list_items, course_list_presenters, course_list_sessions,
        course_list_recordings;

/* All of them, in the order of the tabs. */
extern const struct course_list *const course_list_all[COURSE_LISTS];
/* "courses" "items" "presenters" "sessions" "recordings"; NULL for another name. */
const struct course_list *course_list_named(const char *name);
/* "at.id.person.fold" as a cursor, and back: false, and nothing read, for a strange one. */
const char *course_cursor(struct ctx *c, int64_t at, int64_t id, int64_t person, const char *fold);
bool course_cursor_read(struct ctx *c, const char *cursor, struct course_ask *a);

/* Address of a course: "/courses/BIO1101?term=H26"; `part` ("support", "") comes after the code.  A code that
 * cannot stand in a path gives "/courses/=ID". */
const char *course_href(struct ctx *c, int64_t id, const char *code, const char *term, const char *part);
/* The name of a department in the reader's language. */
const char *course_in_lang(const struct ctx *c, const char *fr, const char *en);

#endif

/* Courses as tickets need them: found, chosen, and who presents them.  A course is its code and its term;
 * whoever is signed in may find every course, as in the timetable; who presents one is told to agents only.
 * Its sessions, facts and the rest of the record: course_record.h. */
#ifndef GUICHET_DESK_TICKET_COURSE_H
#define GUICHET_DESK_TICKET_COURSE_H

#include "desk/ticket/ticket.h"

enum { COURSES_FOUND = 20, COURSES_OWN = 50, PRESENTERS_MAX = 200, COURSE_CODE_MAX = 40 };

struct course {
        int64_t id, department_id, owner_id, first_at, activity_at, version;
        int64_t last_at;         /* end of its last session that is held; 0: none */
        int64_t mine;            /* the person asked about presents or owns it */
        const char *code, *term, *title, *owner_name, *owner_login, *department_code, *department_fr, *department_en;
        const char *label;       /* filled: "BIO1101 (H26) Biologie générale" */
};
/* "BIO1101 (H26) Biologie générale"; "" without a code. */
const char *course_label(struct arena *a, const char *code, const char *term, const char *title);

enum status course_load(struct ctx *c, int64_t id, struct course *out) CHECKED;
/* Case and accents of code and term do not matter; term "" or NULL: the course's latest. */
enum status course_by_code(struct ctx *c, const char *code, const char *term, struct course *out) CHECKED;
/* By the beginnings of up to four words of code, term and title; those of `person_id` (0: nobody's) first;
 * at most COURSES_FOUND. */
enum status course_find(struct ctx *c, const char *typed, int64_t person_id, struct course **out, size_t *n) CHECKED;
/* Folded words of what was typed, at most `max`, the rest of the array "": as course_word keeps them. */
size_t course_split(struct arena *a, const char *typed, const char **word, size_t max);
/* Courses that a person presents or owns, the latest first; at most COURSES_OWN. */
enum status course_choices(struct ctx *c, int64_t person_id, struct course **out, size_t *n) CHECKED;
/* Whether a form should ask the actor for a course: they study or teach, or present or own one. */
enum status course_concerns(struct ctx *c, bool *does) CHECKED;
/* What somebody typed or chose (a label, a code, a code and a term, words of a title): "" gives 0; nothing
 * or several that fit give ST_INVALID with an error on `field` that says which. */
enum status course_resolve(struct ctx *c, const char *field, const char *typed, int64_t *id) CHECKED;
/* Active presenters by name; agents only, nobody for others. */
enum status course_presenters(struct ctx *c, int64_t course_id, struct who **out, size_t *n) CHECKED;

/* A form's field for the course: on the desk it suggests while one types, elsewhere it lists one's own. */
struct course_field {
        const char *value, *error;
        const struct course *own;
        size_t n_own;
        bool desk;
};

/* For whoever course_may_edit() lets (course_record.h): makes the course or changes what is said of it;
 * presents = false withdraws.  first_at is the first activity as announced, 0 unknown; the course's own
 * first_at is the earliest of that and its sessions. */
struct course_draft {
        const char *code, *term, *title;
        int64_t department_id, owner_id, first_at;
};
enum status course_ensure(struct ctx *c, const struct course_draft *d, int64_t *id) CHECKED;
enum status course_present(struct ctx *c, int64_t course_id, int64_t person_id, bool presents) CHECKED;

/* Words of the ticket's course for its search document; the same of a course that was read. */
enum status course_words(struct ctx *c, int64_t ticket_id, struct buf *to) CHECKED;
const char *course_as_words(struct arena *a, const struct course *k);

extern const struct slice slice_ticket_course;

#endif

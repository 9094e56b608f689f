/* A course as a record (CAT-7): who presents it and what each presenter still lacks, who helps, its dated
 * sessions and the recordings they announced.  Grids, support tasks and pages all go through these verbs.
 *
 * Reading is for agents and for those whose course it is; changing for whoever course_may_edit() says.  Both
 * answer ST_NOT_FOUND for others. */
#ifndef GUICHET_DESK_TICKET_COURSE_RECORD_H
#define GUICHET_DESK_TICKET_COURSE_RECORD_H

#include "desk/ticket/course.h"

enum { SESSIONS_MAX = 500, SUPERS_MAX = 50, THEME_MAX = 200, LINK_MAX = 500 };

/* Agents; the one who answers for the course, its presenters and super-users. */
bool course_may_read(struct ctx *c, int64_t course_id);
/* Whoever administers the department; members of a group that works on course support, which is the group of
 * a service that an approach leads to, or one with a step in its plan. */
bool course_may_edit(struct ctx *c, int64_t department_id);
/* Inside a DB_TX: locks the course for somebody who may edit it; ST_STALE when `version` (0: does not care) is
 * not the current one. */
enum status course_seen(struct ctx *c, int64_t course_id, int64_t version) CHECKED;
/* Title, department, responsible and first activity of a course that is there; its code and term stay.
 * ST_STALE when `version` (0: does not care) is not the current one. */
enum status course_change(struct ctx *c, int64_t course_id, const struct course_draft *d, int64_t version) CHECKED;

/* ---- presenters and their facts --------------------------------------------------------------------------- */

enum course_fact { FACT_INFORMED, FACT_TRAINED, FACT_SUPPORTED, FACT_RECORDED, FACTS };
enum fact_state { FACT_UNKNOWN = 0, FACT_DONE = 10, FACT_NOT_NEEDED = 20 };
struct fact_now {
        int64_t state, at, by_id;
        const char *by_name;
};
struct course_presenter {
        int64_t id, version;     /* of the person; of their facts */
        const char *login, *name;
        struct fact_now fact[FACTS];
};
/* "informed" "trained" "supported" "recorded"; fact_find() gives FACTS when unknown. */
const char *fact_word(enum course_fact f);
enum course_fact fact_find(const char *word);

/* By name; at most PRESENTERS_MAX. */
enum status course_presenter_list(struct ctx *c, int64_t course_id, struct course_presenter **out, size_t *n) CHECKED;
/* These presenters and no others, in one transaction; the facts of those who stay are kept.  ST_INVALID for
 * somebody who is not there or more than PRESENTERS_MAX. */
enum status course_presenters_set(struct ctx *c, int64_t course_id, const int64_t *person, size_t n) CHECKED;
/* Says of a fact that it is done, not needed, or nothing (any more), now and by the actor.  `version` as seen,
 * 0: does not care.  *version is the new one.  ST_STALE when somebody was faster. */
enum status course_fact_set(struct ctx *c, int64_t course_id, int64_t person_id, enum course_fact f, enum fact_state s,
                            int64_t *version) CHECKED;
/* Takes back what the actor said last of it, date and author of before included; ST_CONFLICT when that is no
 * longer what stands, or was somebody else's word. */
enum status course_fact_undo(struct ctx *c, int64_t course_id, int64_t person_id, enum course_fact f) CHECKED;

enum status course_supers(struct ctx *c, int64_t course_id, struct who **out, size_t *n) CHECKED;
enum status course_supers_set(struct ctx *c, int64_t course_id, const int64_t *person, size_t n) CHECKED;

/* ---- sessions ---------------------------------------------------------------------------------------------- */

enum { SESSION_HELD = 10, SESSION_WITHDRAWN = 60 };
enum recording_state { REC_UNKNOWN = 0, REC_PRESENT = 10, REC_MISSING = 20, REC_ASKED = 30, REC_INTENDED = 40, REC_UNWANTED = 50 };
struct course_session {
        int64_t id, course_id, from_at, to_at, state;
        const char *theme, *link, *host, *recording; /* recording: what was announced, "" when nothing */
        int64_t rec_state, rec_at, rec_by;
        const char *rec_reason, *rec_name;           /* rec_name: who said so */
        int64_t supports;                            /* its support tasks that are not cancelled */
};
/* By date, withdrawn ones too; at most SESSIONS_MAX. */
enum status course_sessions(struct ctx *c, int64_t course_id, struct course_session **out, size_t *n) CHECKED;
enum status course_session_load(struct ctx *c, int64_t session_id, struct course_session *out) CHECKED;
/* Makes the set of sessions as given, in one transaction: those with an id of the course are it, else those of
 * the same hours, else of the same day, else, when as many came as went, in order.  A NULL text leaves what is
 * there.  What is not wanted any more is withdrawn when a support task points at it, else deleted.  *moved
 * (in the arena) are the ids of sessions whose hours changed, that went or that came back: their support tasks
 * and bookings are flagged by whoever asks.  ST_INVALID: hours that end before they begin, twice the same,
 * a link that is none, more than SESSIONS_MAX. */
enum status course_sessions_set(struct ctx *c, int64_t course_id, const struct course_session *want, size_t n, int64_t **moved,
                                size_t *n_moved) CHECKED;
/* True when the text may stand as a session's link: "" or http(s). */
bool session_link_fits(const char *link);
/* What is known of the recording a session announced; the reason is kept (REC_INTENDED and REC_UNWANTED need
 * one: ST_INVALID with an error on "reason").  REC_INTENDED and REC_UNWANTED are the responsible's to say, or
 * those' who may edit; the others only theirs.  ST_CONFLICT when the session announced none. */
enum status course_recording_set(struct ctx *c, int64_t session_id, enum recording_state s, const char *reason) CHECKED;
/* The same of a session of this course (ST_NOT_FOUND when it is another's); REC_ASKED, the first time, also asks the one who
 * answers for the course, as a reply in the course's newest open request. */
enum status course_recording_say(struct ctx *c, int64_t course_id, int64_t session_id, enum recording_state s, const char *reason) CHECKED;

/* ---- a new course --------------------------------------------------------------------------------------------- */

struct course_parts {
        const int64_t *presenter; /* each once */
        size_t n_presenters;
        const struct course_session *session; /* hours and texts count */
        size_t n_sessions;
};
/* A course that is not there, whole, for whoever course_may_edit() lets; *out has what was written, without names.  As
 * course_ensure(), course_presenters_set() and course_sessions_set(), in one version and without reading anything; code
 * and term that are taken end the scope. */
enum status course_create(struct ctx *c, const struct course_draft *d, const struct course_parts *p, struct course *out) CHECKED;

extern const struct slice slice_ticket_course_make;
extern const struct slice slice_ticket_course_people, slice_ticket_course_sessions;

#endif

/* Shared by the files of desk/demo only. */
#ifndef GUICHET_DESK_DEMO_OWN_H
#define GUICHET_DESK_DEMO_OWN_H

#include "desk/demo/demo.h"
#include "desk/people/people.h"
#include "desk/ticket/ticket.h"

/* ---- who (demo_people.c) ---------------------------------------------------------------------------- */

struct demo_person {
        int64_t id;
        struct actor actor;
        bool teacher;
};
struct demo_people {
        struct demo_person *person; /* agents and others by login; then requesters */
        size_t n;
        size_t first_requester, n_requesters;
};
/* Departments, groups, services, accounts. */
enum status demo_people_make(struct ctx *c, const char *password, struct demo_people *out) CHECKED;
/* By login; asserts that there is one. */
const struct demo_person *demo_find(const struct demo_people *p, const char *login);
extern const struct db_stmt *const demo_people_stmts[];
/* Their courses (demo_course.c), and the one that a request's words name, 0 when they name none. */
enum status demo_courses_make(struct ctx *c, const struct demo_people *p) CHECKED;
enum status demo_course_named(struct ctx *c, const char *subject, const char *body, int64_t *id) CHECKED;

/* Sessions, presenters' facts and announced recordings of some of them. */
struct demo_session;
enum status demo_course_records_make(struct ctx *c, const struct demo_people *p, const struct demo_session *s) CHECKED;
/* Places, types of support, a week of events (demo_support.c). */
enum status demo_support_make(struct ctx *c, const struct demo_people *p, const struct demo_session *s) CHECKED;

/* Course support under way, when everything else is there (demo_plan.c). */
enum status demo_plans_make(struct ctx *c, const struct demo_people *p) CHECKED;
extern const struct slice slice_demo_plan;
/* What teachers ask for about their courses and mean to do with them, the last of all (demo_teaching.c). */
enum status demo_teaching_make(struct ctx *c, const struct demo_people *p) CHECKED;

/* Articles of the help, in both languages, published (demo_articles.c). */
enum status demo_articles_make(struct ctx *c) CHECKED;

/* Forms and offers (demo_offers.c). */
enum status demo_offers_make(struct ctx *c) CHECKED;
/* What was asked for from them (demo_requests.c). */
enum status demo_requests_make(struct ctx *c, const struct demo_people *p) CHECKED;

/* ---- what was asked (demo_text.c) --------------------------------------------------------------------- */

/* One kind of request: how often, where it goes, and what people write about it.  Lists end with NULL.
 * {cours} {salle} {prof} {outil} {n} {prenom} {code} are filled, {heure} with a time soon after, {avant}
 * with one shortly before. */
struct demo_ask {
        const char *subject, *body, *solution;
        bool english;
};
struct demo_topic {
        int count;
        const char *service;
        bool teachers;
        int urgency; /* 1 the gravest */
        const struct demo_ask *ask; /* ends with a zeroed row */
        const char *const *reply, *const *question, *const *answer, *const *note; /* answers fit questions by place */
};
extern const struct demo_topic demo_topics[];   /* ends with a zeroed row */

/* ---- when ---------------------------------------------------------------------------------------------- */

enum { DEMO_DAYS = 7 };
/* Working days of the session, as days since 1970, oldest first, and the moment at which it stands. */
struct demo_session {
        int64_t day[DEMO_DAYS], now;
        const struct zone *zone;
};
void demo_session_set(struct ctx *c, struct demo_session *s);
/* A moment of working day number i. */
int64_t demo_at(const struct demo_session *s, int i, int minute);
/* The same moment, or the next opening when the desk is closed then. */
int64_t demo_open(const struct demo_session *s, int64_t at);

/* ---- what happened (demo_acts.c) -------------------------------------------------------------------------- */

enum demo_what { DO_OPEN, DO_TAKE, DO_REPLY, DO_NOTE, DO_ANSWER, DO_WAIT, DO_RESOLVE, DO_ACCEPT, DO_TRANSFER, DO_RANK };

struct demo_story {
        const struct demo_person *requester;
        const char *service, *subject, *body;
        int channel, impact, urgency;
        int64_t ticket_id;
};
struct demo_act {
        int64_t at, seq;
        enum demo_what what;
        struct demo_story *story;
        const struct demo_person *who;
        const char *text, *group;
        int pending;
};
struct demo_acts {
        struct arena *arena;
        struct demo_act *act;
        size_t n, cap;
};
void demo_act_add(struct demo_acts *a, struct demo_act act);
/* All of them in the order of their time, each by its person at its moment. */
enum status demo_acts_play(struct ctx *c, struct demo_acts *a) CHECKED;

/* ---- the stories ---------------------------------------------------------------------------------------------- */

/* The ones under way now, told one by one (demo_now.c); then all others (demo_story.c). */
void demo_now_plan(struct demo_acts *a, const struct demo_people *p, const struct demo_session *s);
void demo_past_plan(struct demo_acts *a, const struct demo_people *p, const struct demo_session *s);

/* demo_grid.c */
enum status demo_grid_make(struct ctx *c) CHECKED;

#endif

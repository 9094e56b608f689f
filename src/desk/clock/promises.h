/* What administrators decide about clocks: calendars, promises and the rules that say which promise holds
 * for which ticket.  Nothing is ever changed in place: an edit is the next version, and the job
 * 'clock.move' takes running clocks over to it as of the moment of the edit. */
#ifndef GUICHET_DESK_CLOCK_PROMISES_H
#define GUICHET_DESK_CLOCK_PROMISES_H

#include "desk/clock/calendar.h"
#include "desk/ticket/ticket.h"

/* ---- calendars ------------------------------------------------------------------------------------------- */

/* A calendar as its newest version has it; texts as calendar_parse() reads them. */
struct calendar_info {
        int64_t id, version, version_id, day_ms;
        const char *code, *name, *zone, *week, *holidays;
};
enum status calendar_infos(struct ctx *c, struct calendar_info **out, size_t *n) CHECKED;
enum status calendar_info_get(struct ctx *c, const char *code, struct calendar_info *out) CHECKED;

struct calendar_draft {
        const char *code, *name, *zone, *week, *holidays;
        int64_t day_ms;  /* 0: the longest day of the week */
        int64_t seen;    /* version the editor saw; 0: does not care; −1: must not exist yet */
};
/* Next version, in force from now; nothing when it says what the newest says.  ST_INVALID with c->why (English)
 * when calendar_parse() refuses it, ST_STALE when somebody was faster, ST_CONFLICT when a new code is taken. */
enum status calendar_save(struct ctx *c, const struct calendar_draft *d) CHECKED;

enum { CALENDAR_HOLIDAYS = 397 }; /* of its own, that an import fills up to */
/* Days of an iCalendar file, from a month ago to five years ahead, behind the holidays of a calendar. */
struct calendar_days {
        const struct calendar *calendar;
        const struct calendar_date *day; /* the calendar's own n - n_new, then the new ones */
        size_t n, n_new, n_known, n_left; /* known: there already, or in a set; left: beyond CALENDAR_HOLIDAYS */
};
/* ST_INVALID with an error on "file" when the text is no calendar or too large. */
enum status calendar_days_read(struct ctx *c, const struct calendar_info *k, const char *text, size_t bytes, struct calendar_days *out) CHECKED;
/* The calendar with these days as its next version, as calendar_save(); seen 0: the version of *k. */
enum status calendar_days_save(struct ctx *c, const struct calendar_info *k, const struct calendar_days *d, int64_t seen) CHECKED;

/* ---- promises ---------------------------------------------------------------------------------------------- */

struct promise_info {
        int64_t id, version, target_ms, day_ms;
        const char *code, *name_fr, *name_en, *clock, *pauses, *levels, *acts, *calendar_code, *calendar_name;
};
/* From which thousandth of the target on somebody is told, and where the ticket goes; 0: never. */
struct promise_acts {
        int64_t agent, group, manager, reassign;
        bool to_lead; /* else back to its group */
};
void promise_acts_read(struct ctx *c, const char *text, struct promise_acts *out);
const char *promise_acts_text(struct ctx *c, const struct promise_acts *a);
enum status promise_infos(struct ctx *c, struct promise_info **out, size_t *n) CHECKED;
enum status promise_info_get(struct ctx *c, const char *code, struct promise_info *out) CHECKED;

struct promise_draft {
        const char *code, *name_fr, *name_en, *calendar_code;
        const char *acts;    /* promise_acts_text(); NULL: as the newest version says */
        const char *clock;   /* "response" "resolution" "internal" (between groups); of a promise that exists its own holds */
        int64_t target_ms;
        const char *pauses;  /* ["requester","supplier"]: words of pending reasons */
        const char *levels;  /* [500,750,900,1000]: growing thousandths, 1000 among them */
        int64_t seen;        /* as in calendar_draft */
};
/* Next version, as calendar_save(). ST_NOT_FOUND: no such calendar. */
enum status promise_save(struct ctx *c, const struct promise_draft *d) CHECKED;
/* True for a list of 1 to 8 growing thousandths up to 2000 with 1000 among them. */
bool promise_levels_fit(struct ctx *c, const char *levels);

/* ---- rules ------------------------------------------------------------------------------------------------- */

/* A promise holds for the tickets of a kind and, where named, of a service, priority and audience (persona).  Of
 * each clock the rule with the most conditions wins, then the smallest rank, then the older promise. */
struct promise_rule {
        int64_t id, promise_id, kind, service_id, priority, rank;
        const char *audience, *service_fr, *service_en; /* NULL: any service */
};
enum status promise_rules(struct ctx *c, struct promise_rule **out, size_t *n) CHECKED;
/* ST_OK too when it exists.  Holds for tickets opened or changed from now on. */
enum status promise_rule_add(struct ctx *c, const struct promise_rule *r) CHECKED;
enum status promise_rule_drop(struct ctx *c, int64_t promise_id, int64_t rule_id) CHECKED;

/* ---- how they were kept -------------------------------------------------------------------------------------- */

/* Clocks of a promise that stopped since a moment, among the last 50,000 of all. */
struct promise_kept {
        int64_t promise_id, total, late;
};
enum status promises_kept(struct ctx *c, int64_t since, struct promise_kept **out, size_t *n) CHECKED;

/* ---- checking a case ------------------------------------------------------------------------------------------- */

enum { CASE_PAUSES = 4 };
#define CASE_TARGET_MAX (100000 * HOUR_MS)
/* A promise of target_ms, asked at a moment, with pauses (to <= from: none). */
struct case_question {
        const struct calendar *calendar;
        int64_t target_ms, at;
        struct case_pause {
                int64_t from, to;
        } pause[CASE_PAUSES];
};
struct case_line {
        int64_t from, to, counted_ms;
        const char *kind, *name; /* as calendar_line; "pause" */
};
/* When it would be due, and how it is counted until then: lines that add up to target_ms.  Pure.  A
 * moment that never comes has no lines: MOMENT_NEVER. */
int64_t case_due(struct arena *a, const struct case_question *q, const char *lang, struct case_line **out, size_t *n);

/* A case as it was typed; moments as case_moment() reads them. */
struct case_words {
        const char *promise, *at;
        int64_t target_ms; /* in place of the promise's own, which may then be ""; 0: as the promise says */
        struct {
                const char *from, *to; /* both NULL or "": none */
        } pause[CASE_PAUSES];
};
/* "2026-01-16T16:10" by the wall clock of the zone, or an RFC 3339 moment. */
bool case_moment(struct arena *a, const char *typed, const struct zone *z, int64_t *out);
/* A calendar by its code, or "site:code", which stands for the calendar of that site. */
enum status case_calendar(struct ctx *c, const char *word, struct calendar_info *out) CHECKED;
/* Errors, all at once, on "promise", "target_ms", "at" and "pause_from".  *p has no code when no promise is named. */
enum status case_ask(struct ctx *c, const struct calendar *cal, const struct case_words *w, struct case_question *q,
                     struct promise_info *p) CHECKED;

extern const struct slice slice_clock_promises;

#endif

/* What the pages of commitments and calendars show, and what their files share. */
#ifndef GUICHET_DESK_ADMIN_SLA_VIEW_H
#define GUICHET_DESK_ADMIN_SLA_VIEW_H

#include "desk/clock/site.h"
#include "app/app.h"
#include "desk/clock/promises.h"

struct sla_option {
        const char *value, *text;
        bool chosen;
};

/* Hours of one day: as typed, as drawn (96 quarters of an hour), as said. */
struct sla_bar {
        int x, width;
};
struct sla_day {
        const char *key, *label, *typed, *said, *error;
        struct sla_bar bar[CALENDAR_SLOTS];
        size_t n_bar;
        struct calendar_hours hours;
};
struct sla_week {
        struct sla_day day[7];
        size_t n_day;
};
struct sla_period {
        const char *name, *from, *to, *error;
        struct sla_week week;
};
struct sla_date {
        const char *date, *name, *typed, *error;
        struct calendar_hours hours;
};

/* A case: what was asked, and its answer line by line. */
struct sla_case_line {
        const char *from, *to, *what, *name, *counted;
        int64_t from_at, to_at;
};
struct sla_case {
        const char *promise, *at, *error_at, *error_promise, *pause_from, *pause_to, *error_pause;
        struct sla_option *promises, *calendars;
        size_t n_promises, n_calendars;
        bool answered, never;
        const char *due, *total, *name, *zone;
        struct sla_case_line *rows;
        size_t n_rows;
};

struct sla_calendar_view {
        struct page page;
        bool is_new;
        int64_t version;
        const char *code, *name, *zone, *day, *saved_name, *week_total;
        const char *e_code, *e_name, *e_zone, *e_day;
        struct sla_week week;
        struct sla_period *periods;
        size_t n_periods;
        struct sla_date *exceptions, *holidays;
        size_t n_exceptions, n_holidays;
        struct sla_option *sets;
        size_t n_sets;
        struct sla_case check;
        bool imported;             /* days of a file are shown, nothing is saved yet */
        int64_t n_imported;
        const char *e_file;
};

struct sla_rule_line {
        int64_t id;
        const char *text;
};
struct sla_promise_line {
        const char *code, *name, *clock, *target, *calendar, *calendar_code, *kept;
        int percent; /* −1: nothing ended */
        struct sla_rule_line *rules;
        size_t n_rules;
};
struct sla_calendar_line {
        const char *code, *name, *zone, *total;
        struct sla_week week;
};
struct sla_promises_view {
        struct page page;
        struct sla_promise_line *rows;
        size_t n_rows;
        struct sla_calendar_line *calendars;
        size_t n_calendars;
};

struct sla_promise_view {
        struct page page;
        bool is_new;
        int64_t version;
        const char *code, *name_fr, *name_en, *number, *levels, *clock, *saved_name, *audience, *rank;
        const char *e_code, *e_name_fr, *e_name_en, *e_number, *e_levels, *e_calendar;
        const char *acts[4], *e_acts; /* percents typed: agent, group, manager, reassign */
        bool to_lead;
        struct sla_option *units, *clocks, *calendars, *pauses, *kinds, *services, *priorities;
        size_t n_units, n_clocks, n_calendars, n_pauses, n_kinds, n_services, n_priorities;
        struct sla_rule_line *rules;
        size_t n_rules;
};

struct sla_sites_view {
        struct page page;
        const struct site *rows;
        size_t n_rows;
};
struct sla_site_view {
        struct page page;
        bool is_new;
        int64_t version;
        const char *code, *name, *saved_name, *e_code, *e_name;
        struct sla_option *calendars, *promises;
        size_t n_calendars, n_promises;
};

struct sla_check_view {
        struct page page;
        struct sla_case check;
};

/* ---- sla_text.c --------------------------------------------------------------------------------------------- */

/* "8h30-12h, 13:00-17:00", "fermé", "24/24"; empty is closed. False when it is not that. */
bool sla_hours_read(const char *typed, struct calendar_hours *out);
/* "08:30-12:00, 13:00-17:00"; "" when closed. */
const char *sla_hours_text(struct arena *a, const struct calendar_hours *h);
/* Key, label, bars and words of the seven days; typed where it is NULL. */
void sla_week_fill(struct ctx *c, struct sla_week *w);
/* {"mon":[…],…} without the closing brace. */
void sla_week_json(struct buf *b, const struct sla_week *w);
void sla_slots_json(struct buf *b, const struct calendar_hours *h);
const char *sla_date_text(struct arena *a, int64_t day);
bool sla_date_ok(struct arena *a, const char *typed);
/* "7 h 10", "45 min". */
const char *sla_span(struct ctx *c, int64_t ms);
/* "3 jours ouvrables", "8 h ouvrables". */
const char *sla_target(struct ctx *c, int64_t target_ms, int64_t day_ms);
const char *sla_week_total(struct ctx *c, const struct calendar_week *w);
/* 1 to 64 of a–z 0–9 . _ -, not a word of our addresses. */
bool sla_code_ok(const char *code);
const char *sla_value(struct ctx *c, const char *name); /* form_value or "" */

/* ---- sla_case.c --------------------------------------------------------------------------------------------- */

/* Reads moment and pause of a case and answers it under this calendar; errors in c->error.
 * At a GET without a moment it only fills the choices. */
enum status sla_case_read(struct ctx *c, const struct calendar *cal, struct sla_case *out) CHECKED;
/* The promises to choose from. */
enum status sla_case_choices(struct ctx *c, struct sla_case *out) CHECKED;

enum status sla_sites_get(struct ctx *c);
enum status sla_site_get(struct ctx *c);
enum status sla_site_post(struct ctx *c);
enum status sla_promises_get(struct ctx *c);
enum status sla_check_get(struct ctx *c);
enum status sla_calendar_get(struct ctx *c);
enum status sla_calendar_post(struct ctx *c);
enum status sla_calendar_import(struct ctx *c);
enum status sla_promise_get(struct ctx *c);
enum status sla_promise_post(struct ctx *c);
enum status sla_rule_post(struct ctx *c);
enum status sla_rule_remove(struct ctx *c);

/* Rules of a promise as sentences. */
enum status sla_rules_of(struct ctx *c, int64_t promise_id, struct sla_rule_line **out, size_t *n) CHECKED;
int sla_kind_label(int64_t kind);

#endif

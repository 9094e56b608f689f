/* What the pages of support show: calendar, bookings, addresses of calendars, and the form of an event. */
#ifndef GUICHET_DESK_SUPPORT_VIEW_H
#define GUICHET_DESK_SUPPORT_VIEW_H

#include "desk/agenda/agenda.h"

struct cal_event {
        const char *href, *title, *sub, *when, *look, *mark; /* look: classes of its paper; mark: what is said beside, NULL: nothing */
        int64_t from, to;
        int at, rows, fr, ln;    /* place in the grid: quarters of an hour, twelfths of a column */
};
struct cal_day {
        const char *title, *short_title, *href;
        int64_t from, to;
        bool today;
        int now_at;              /* row of the line of now, 0: none */
        const struct cal_event *grid, *all, *due; /* what fits in the grid; everything by time; service tasks due */
        size_t n_grid, n_all, n_due;
        int64_t more;            /* what the grid has no room for */
};
struct cal_hour {
        const char *text;
        int at;
};
struct cal_chip {
        const char *href, *text;
        bool on;
        int64_t count;           /* −1: none shown */
};
struct cal_option {
        const char *value, *text;
        bool chosen;
};

/* A place at a moment, in the list beside the form. */
struct room_line {
        const char *name, *detail, *state, *tag, *href;
};
struct booking_view {
        const char *once, *day, *from, *to, *title, *ticket, *e_room, *e_day, *e_from, *e_to, *e_ticket, *e_title, *offer_label, *offer_value;
        const struct cal_option *rooms, *tasks;
        size_t n_rooms, n_tasks;
        const char *when;        /* of the list: « Jeudi 15, de 11 h à 12 h » */
        const struct room_line *lines;
        size_t n_lines;
        int64_t id, version;     /* of the booking that is moved; 0: a new one */
        struct html_safe rest;   /* of the form, behind its token and the number that lets it be sent once */
};

struct calendar_view {
        struct page page;
        const char *title, *prev, *next, *today, *day_href, *week_href, *list_href, *region;
        int scale;               /* enum cal_scale */
        bool both;               /* nobody chose: the week, and the list on a phone */
        const struct cal_day *days;
        size_t n_days;
        const struct cal_hour *hours;
        size_t n_hours;
        const struct cal_chip *chips;
        size_t n_chips;
        const struct cal_option *groups, *rooms;
        size_t n_groups, n_rooms;
        const char *from, *scale_word, *columns;
        bool any_due, any;
        int64_t cut;             /* beyond the ceiling */
        struct booking_view booking;
        struct html_safe body;   /* head, filters and days */
};
enum cal_scale { CAL_WEEK, CAL_DAY, CAL_LIST };

struct bookings_view {
        struct page page;
        const struct booking_row *mine;
        size_t n_mine;
        struct booking_view booking;
        const char *error;
};
struct booking_row {
        const struct booking *b;
        const char *when, *what, *edit;
};
struct availability_view {
        struct page page;
        const struct room *room;
        const char *detail, *prev, *next, *error;
        const struct avail_day {
                const char *title;
                const struct booking_row *rows;
                size_t n_rows;
        } *days;
        size_t n_days;
};

struct feed_row {
        int64_t id, made_at;
        const char *what;
};
struct feeds_view {
        struct page page;
        const struct feed_row *rows;
        size_t n_rows;
        const struct cal_option *groups;
        size_t n_groups;
        const char *address, *error;
};

/* calendar.c: the first moment of the day `n` days after that of `at`, where the reader is. */
int64_t cal_day_start(const struct ctx *c, int64_t at, int n);
/* The next moment that is a multiple of `step`, by day: from the evening on, nine o'clock of the next day. */
int64_t cal_soon(const struct ctx *c, int64_t step);
/* "2026-01-12"; back: false when it is no date. */
const char *cal_day_text(struct ctx *c, int64_t at);
bool cal_day_read(const struct ctx *c, const char *text, int64_t *at);
/* "09:30" */
const char *cal_hour_text(struct ctx *c, int64_t at);
/* Day and hour as typed; 0 when either is missing or wrong. */
int64_t cal_moment_typed(struct ctx *c, const char *day, const char *hour);
/* « de 9 h à 10 h 30 » */
const char *cal_span_text(struct ctx *c, int64_t from, int64_t to);

/* booking_pages.c: the form with its list of places at a moment */
enum status booking_form(struct ctx *c, int64_t from, int64_t to, struct booking_view *v) CHECKED;

#endif

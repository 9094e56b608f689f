/* What the pages of the phone entry show. */
#ifndef GUICHET_DESK_INTAKE_CALL_OWN_H
#define GUICHET_DESK_INTAKE_CALL_OWN_H

#include "desk/catalog/call.h"

struct call_row {
        int64_t id, picked_at, parked_at, seconds;
        const char *who, *clock;   /* clock: "1:05" on the line so far */
};
struct calls_view {
        struct page page;
        const struct call_row *rows;
        size_t n_rows;
        const struct call_row *line; /* the one on the line, NULL: none */
        bool full;
        const char *error;
};
struct call_option {
        const char *value, *text;
        bool selected;
};
struct call_form {
        const char *person, *mail, *phone, *description, *school, *programme, *course, *study_year, *solution, *person_id;
        const char *e_person, *e_pick, *e_mail, *e_phone, *e_description, *e_solution, *e_service, *e_group, *e_school, *e_programme,
            *e_course, *e_study_year, *e_urgency;
        const struct call_option *services, *groups, *urgencies, *schools;
        size_t n_services, n_groups, n_urgencies, n_schools;
        const struct caller_choice *choices;
        size_t n_choices;
        bool unknown, written_offered, written;
};
struct call_view {
        struct page page;
        struct call call;
        struct call_row row;
        struct call_form form;
        struct intake_form asked;
        const struct call_row *rows; /* the parked ones */
        size_t n_rows;
        bool full;
};

/* Fills what the form shows from what was typed. */
enum status call_form_fill(struct ctx *c, const struct call_in *in, const struct caller *who, struct call_form *out) CHECKED;
const struct call_row *call_rows(struct ctx *c, const struct call *all, size_t n, bool parked, size_t *n_rows);

#endif

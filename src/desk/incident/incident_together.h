/* Merging, splitting and answering children: a page of its own, opened from the links of the ticket page. */
#ifndef GUICHET_DESK_INCIDENT_INCIDENT_TOGETHER_H
#define GUICHET_DESK_INCIDENT_INCIDENT_TOGETHER_H

#include "desk/incident/incident_view.h"

struct together_entry {
        int64_t id, at;
        const char *author, *text;
        bool note, chosen;
};
struct together_child {
        const struct child *child;
        bool chosen, sent, may;
};
struct incident_together {
        struct page page;
        const struct ticket *t;
        const char *url, *once;
        const char *merged_into;       /* number; NULL: it stands on its own */
        bool can_unmerge, can_merge, can_split;
        const char *to, *e_to;         /* merge */
        const struct ticket *into;     /* NULL: nothing to look at before merging */
        const struct who *people;
        size_t n_people;
        const char *subject, *body, *e_subject, *e_split, *e_entries; /* split */
        const struct together_entry *entries;
        size_t n_entries;
        const char *answer, *e_answer, *e_children; /* children */
        const struct together_child *children;
        size_t n_children, n_may;
        bool report;                   /* what became of an answer that was just given */
        const char *error;
};

extern const struct slice slice_incident_together;

#endif

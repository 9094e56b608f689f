/* A ticket on paper: a page made for the printer, and the same as PDF.  F4: the desk chooses the public journal
 * or all of it; who asked gets the public one. */
#ifndef GUICHET_DESK_PAPER_PAPER_H
#define GUICHET_DESK_PAPER_PAPER_H

#include "desk/ticket/ticket.h"

enum { PAPER_ENTRIES_MAX = 2000 };

struct paper_pair_view {
        const char *label, *value;
};
struct paper_entry_view {
        struct entry e;
        const char *who, *what; /* author, "note interne" or "" */
        const char *when;       /* in full: a paper is read another day */
        bool event;             /* one line: what changed */
        const struct attachment *files;
        size_t n_files;
};
struct paper_view {
        struct page page;
        struct ticket t;
        const struct paper_pair_view *pairs;
        size_t n_pairs;
        const struct paper_entry_view *entries;
        size_t n_entries;
        const struct attachment *files;
        size_t n_files;
        bool desk, all, cut;    /* cut: older entries were left out */
        const char *base, *which, *made; /* address of the ticket; « journal public »; when it was printed */
        struct html_safe description;
};

extern const struct slice slice_paper;

#endif

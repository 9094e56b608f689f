/* Types of sample.html and sample_row.html: the templates the tests of src/html print, using
 * every construct of the syntax once. */
#ifndef GUICHET_HTML_SAMPLE_H
#define GUICHET_HTML_SAMPLE_H

#include "html/html.h"

struct sample_row {
        int64_t id;
        const char *name;
        bool late;
};

struct sample {
        const char *title, *key, *link, *icon;
        int state;
        int64_t at, ms, bytes;
        bool open;
        struct html_safe body;
        struct sample_row first, *maybe;
        struct sample_row *rows;
        size_t n_rows;
        const struct sample_row **chosen;
        size_t n_chosen;
        const char **words;
        int n_words;
        int64_t numbers[3];
        size_t n_numbers;
};

#endif

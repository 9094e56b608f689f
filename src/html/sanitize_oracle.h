/* What the sanitiser promises, checked by another parser: tests and fuzzers only. */
#ifndef GUICHET_HTML_SANITIZE_ORACLE_H
#define GUICHET_HTML_SANITIZE_ORACLE_H

#include "html/html.h"

/* NULL when the promise holds for this output; else what is wrong with it. */
const char *sanitize_oracle(struct arena *a, struct html_safe out);

#endif

/* What the files of the catalogue share. */
#ifndef GUICHET_DESK_PEOPLE_CATALOGUE_OWN_H
#define GUICHET_DESK_PEOPLE_CATALOGUE_OWN_H

#include "desk/people/catalogue.h"
#include "desk/people/own.h"

/* One line, at most so many letters. */
const char *catalogue_word(struct arena *a, const char *typed, size_t letters);
/* Fit for addresses and files: what code_fold() leaves as it is; not "new". */
bool catalogue_code_ok(struct arena *a, const char *code);

#endif

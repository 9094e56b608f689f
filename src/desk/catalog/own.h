/* What the files of src/desk/catalog share.  Nothing outside the folder includes this. */
#ifndef GUICHET_DESK_CATALOG_OWN_H
#define GUICHET_DESK_CATALOG_OWN_H

#include "desk/catalog/intake.h"

/* Kinds of device and who owns them, as words and messages; label 0 for an unknown word. */
int device_label(const char *word);
int owner_label(const char *word);
int intervention_label(int64_t kind);
extern const char *const device_words[], *const owner_words[]; /* end with NULL */

/* "2026-01-31" as that day at noon; false for anything else. */
bool catalog_day(const char *s, struct civil *out);

/* Handler of POST /intake/fields. */
enum status intake_fields_post(struct ctx *c);

#endif

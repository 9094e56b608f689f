/* What the files of src/desk/catalog share.  Nothing outside the folder includes this. */
#ifndef GUICHET_DESK_CATALOG_OWN_H
#define GUICHET_DESK_CATALOG_OWN_H

#include "desk/catalog/intake.h"
#include "desk/catalog/offer.h"

/* Kinds of device and who owns them, as words and messages; label 0 for an unknown word. */
int device_label(const char *word);
int owner_label(const char *word);
int intervention_label(int64_t kind);
extern const char *const device_words[], *const owner_words[]; /* end with NULL */

/* "2026-01-31" as that day at noon; false for anything else. */
bool catalog_day(const char *s, struct civil *out);

/* The columns of offer_cols, without a condition. */
#define OFFER_ROW                                                                                                 \
        "SELECT o.id, o.service_id, s.department_id, o.form_version_id, COALESCE(o.plan_version_id, 0) AS plan_version_id," \
        " COALESCE(o.promise_id, 0) AS promise_id, COALESCE(o.group_id, s.group_id) AS group_id,"               \
        " COALESCE(o.group_id, 0) AS own_group_id, o.state, o.sort, o.version, o.code, o.audience, o.name_fr, o.name_en," \
        " o.summary_fr, o.summary_en, s.code AS service_code, s.name_fr AS service_fr, s.name_en AS service_en," \
        " substr(v.form, 6) AS form, COALESCE(p.plan, '') AS plan, COALESCE(r.code, '') AS promise,"             \
        " COALESCE(g.code, '') AS own_group FROM offer o JOIN service s ON s.id = o.service_id"                  \
        " JOIN form_version v ON v.id = o.form_version_id LEFT JOIN plan_version p ON p.id = o.plan_version_id"  \
        " LEFT JOIN promise r ON r.id = o.promise_id LEFT JOIN support_group g ON g.id = o.group_id"
extern const struct db_col offer_cols[];
void offer_named(const struct ctx *c, struct offer *o);

/* The answers of one list as they were sent, over `values` when those are known (a program says what it changes); errors
 * on the inputs when strict. */
void intake_answers_read(struct ctx *c, bool strict, struct intake_list *l);
/* As they are kept: *json NULL when nothing was answered; *words: what the desk's search finds. */
enum status intake_answers_text(struct ctx *c, const struct intake_list *l, const char **json, const char **words) CHECKED;
/* The questions of a form with their values: fields, n_fields, lists. */
void intake_questions(struct ctx *c, const struct intake *in, struct intake_form *out);

/* Handler of POST /intake/fields. */
enum status intake_fields_post(struct ctx *c);

#endif

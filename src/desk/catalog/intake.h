/* What is asked when a request is opened, beside the words, the same for portal, phone, desk and API:
 * the kind of intervention, the nature (an editable list that routes), the device, the question lists, and
 * of a call who spoke and how long.  intake_read() reads it, intake_open() opens the ticket with it, and
 * intake_shown() shows it to the agent. */
#ifndef GUICHET_DESK_CATALOG_INTAKE_H
#define GUICHET_DESK_CATALOG_INTAKE_H

#include "desk/catalog/questions.h"
#include "desk/ticket/ticket.h"

/* ---- kinds of intervention, natures -------------------------------------------------------------------------- */

enum intervention { INTERVENTION_ANY = 0, INTERVENTION_EQUIPMENT = 10, INTERVENTION_TECHNICAL = 20, INTERVENTION_USE = 30 };
/* "equipment", "technical", "use"; 0 for an unknown word. */
const char *intervention_word(int64_t kind);
int intervention_find(const char *word);

enum { NATURES_MAX = 60, NATURE_OFFERED = 10, NATURE_WITHDRAWN = 20 };
struct nature {
        int64_t id, kind, service_id, group_id, urgency, sort, state, version;
        int64_t route_group;               /* its group, else that of its service; 0: none */
        const char *code, *name_fr, *name_en, *service_code, *group_code, *service_name, *group_name;
        const char *name;                  /* in the reader's language */
};
/* Those offered for a kind (0: all kinds); `all`: withdrawn ones too.  In their order. */
enum status nature_list(struct ctx *c, int64_t kind, bool all, struct nature **out, size_t *n) CHECKED;
enum status nature_load(struct ctx *c, int64_t id, struct nature *out) CHECKED;
enum status nature_by_code(struct ctx *c, const char *code, struct nature *out) CHECKED;
/* Administrators: adds (id 0) or changes one; the code stays as it was given.  ST_STALE unless `version` is
 * current.  Errors: "code", "kind", "name_fr", "name_en", "service", "group", "urgency", "sort". */
enum status nature_save(struct ctx *c, const struct nature *d, int64_t *id) CHECKED;

/* ---- read and open --------------------------------------------------------------------------------------------- */

struct intake_list {                      /* a question list as it was answered */
        struct question_list list;
        const char *prefix;               /* of its inputs: "q_k_" kind, "q_s_" service */
        const char **values;              /* as typed, one per question, never NULL */
};
struct intake {
        int64_t kind, nature_id;
        const char *device, *owner;       /* words, "" when not said */
        const char *site, *room, *equipment;
        const char *school, *programme, *course, *study_year; /* of a call */
        int64_t picked_at, call_ms;       /* of a call; 0: none */
        struct nature nature;             /* id 0: none */
        struct intake_list lists[2];
        size_t n_lists;
};
/* Reads kind, nature, device, owner, site, room, equipment and the answers to what is asked for this kind and
 * service; NULL-safe for API, form and a call's draft alike.  Every error is collected in c->error when `strict`;
 * otherwise only what cannot be shown again is dropped.  The kind is a number in forms and a word in JSON
 * ("intervention"), the nature an id or a code. */
enum status intake_read(struct ctx *c, int64_t service_id, bool strict, struct intake *out) CHECKED;

/* The first sentence of a text as a subject: one line, at most 90 characters. */
const char *intake_subject(struct arena *a, const char *body);

/* Opens the ticket with this: the nature gives group and urgency (and the service, for the desk) unless the
 * draft does, site, room and equipment come from here.  One transaction; call it inside the caller's.  `in` must
 * have been read by intake_read(strict); ST_INVALID when that left errors. */
enum status intake_open(struct ctx *c, const struct ticket_draft *d, const struct intake *in, struct ticket *t) CHECKED;

/* ---- forms and the ticket's page ---------------------------------------------------------------------------------- */

struct intake_choice {
        const char *value, *text;
        bool chosen;
};
struct intake_field {                     /* one question in a form */
        const char *name, *label, *value, *error;
        bool required, is_text, is_long, is_choice, is_yes_no, is_date, yes, no;
        const struct intake_choice *options;
        size_t n_options;
};
struct intake_form {
        const struct intake_choice *kinds, *natures, *devices, *owners;
        size_t n_kinds, n_natures, n_devices, n_owners;
        const struct intake_field *fields;
        size_t n_fields;
        const char *lists;                /* ids of the versions shown, for the hidden field */
        const char *site, *room, *equipment, *e_site, *e_room, *e_equipment, *e_kind, *e_nature, *e_device, *e_owner;
        bool ask_nature, ask_device, desk; /* the portal asks the nature once the kind is chosen */
};
/* What the partial catalog_fields shows; errors come from c->error. */
enum status intake_form(struct ctx *c, const struct intake *in, struct intake_form *out) CHECKED;

struct intake_line {
        const char *label, *text;
};
struct intake_shown {
        const struct intake_line *facts;  /* kind, nature, device, school, … */
        size_t n_facts;
        const struct answer *answers;
        size_t n_answers;
        int64_t picked_at;                /* of a call, 0: none */
        const char *duration;
        bool any;
};
/* For readers with ACT_READ_ALL, else nothing. */
enum status intake_shown(struct ctx *c, const struct ticket *t, struct intake_shown *out) CHECKED;
/* ,"intake":{…} or ,"intake":null for the API, under the same rule. */
enum status intake_json(struct ctx *c, struct buf *b, const struct ticket *t) CHECKED;

/* The questions of this ticket with their answers, for whoever works on it: in the version that was answered, a list that
 * was not answered as it is now.  `typed`: with what was sent instead.  ST_DENIED for others. */
enum status intake_asked(struct ctx *c, const struct ticket *t, bool typed, const struct intake_field **out, size_t *n) CHECKED;
/* Puts the answers that were sent: form fields "q_k_q1", or in JSON "answers":{"q_k_q1":"…"}, where what is absent stays.
 * Checked as at opening, journalled, found by the desk's search.  ST_STALE unless `version` (0: does not care) is
 * current; ST_INVALID with errors on the inputs. */
enum status intake_edit(struct ctx *c, struct ticket *t, int64_t version) CHECKED;

extern const struct slice slice_intake_edit, slice_intake_fields, slice_intake_shown, slice_natures, slice_config_catalog;

#endif

/* Forms of the catalogue as data: what is asked when somebody asks for something.  A form has a code, a name, an
 * owner (a department, or all) and versions; the newest one may be a draft.  A published version never changes,
 * so that answers can be read as they were asked; publishing moves the offers that use the form along.
 *
 * Fields are read alike from browser and API (ask_read, ask_read_json): same limits, same conditions, all errors
 * at once.  A field that its condition hides is not asked: what a browser still sends for it is dropped (it was
 * typed before the choice changed), what a program sends for it is refused, and so is a key that is no field.
 *
 * Not for question lists at intake (questions.h), which only complete the person's own words. */
#ifndef GUICHET_DESK_CATALOG_FORM_H
#define GUICHET_DESK_CATALOG_FORM_H

#include "app/app.h"
#include "desk/ticket/staged.h"

struct json;

enum { ASK_FIELDS = 40, ASK_OPTIONS = 60, ASK_LABEL = 200, ASK_HELP = 600, ASK_CODE = 40, ASK_FILES = 10,
       ASK_TEXT_MAX = 2000, ASK_LONG_MAX = 16000, ASK_VALUE_MAX = 1000000000, ASK_DAYS_MAX = 3650, FORMS_MAX = 500 };
#define ASK_UNSET INT64_MIN

enum ask_type { ASK_TEXT = 1, ASK_LONG, ASK_CHOICE, ASK_CHOICES, ASK_DATE, ASK_TIME, ASK_PERSON, ASK_COURSE, ASK_FILE,
                ASK_NUMBER, ASK_CONSENT };

struct ask_option {
        const char *code, *fr, *en, *text;       /* text: in the reader's language */
};
struct ask_field {
        const char *code, *fr, *en, *help_fr, *help_en;
        int64_t type;
        bool required;                           /* a required consent must be given */
        int64_t min, max;                        /* ASK_UNSET: as the type says.  Letters of text, boxes of choices, days
                                                    from today of a date, value of a number, number of files */
        const struct ask_option *options;
        size_t n_options;
        const char *when;                        /* code of an earlier choice, choices or consent; "" always asked */
        bool when_not;
        const char *const *when_is;              /* its options; "yes", "no" of a consent */
        size_t n_when;
        const char *text, *help;                 /* in the reader's language */
};
struct ask_form {
        int64_t id, version, edit, published_at; /* of the version; id 0: none yet; edit grows with each saved draft */
        const char *code;
        const struct ask_field *fields;
        size_t n_fields;
};

/* "text" "long" "choice" "choices" "date" "time" "person" "course" "file" "number" "consent"; ask_type_find() gives 0
 * for another word. */
const char *ask_type_word(int64_t type);
int ask_type_find(const char *word);
/* Label and help of a type for the editor. */
int ask_type_label(int64_t type);

/* ---- bodies and lines: pure ---------------------------------------------------------------------------------- */

/* What form_version.body holds, as JSON text; and back: ST_INVALID for what is not such a body (never for one that
 * was saved).  Texts of the fields are left to ask_words(). */
void ask_body_write(struct buf *b, const struct ask_field *f, size_t n);
enum status ask_body_read(struct arena *a, const char *body, size_t len, struct ask_field **out, size_t *n) CHECKED;
/* A field as one readable line, for files and editors:
 *   code type [required] [min=N] [max=N] [if=field:a,b] [ifnot=field:a] | Libellé | Label [| ? Aide = Help] [| code: Choix = Choice]…
 * with \| \= and \\ where a text holds such a sign.  An option's code may be left out: it is made of its words.
 * False when it is not such a line. */
void ask_line_write(struct buf *b, const struct ask_field *f);
bool ask_line_read(struct arena *a, const char *line, struct ask_field *out);
/* The options of a field as lines "code: Choix = Choice", and back. */
void ask_options_write(struct buf *b, const struct ask_field *f);
bool ask_options_read(struct arena *a, const char *lines, struct ask_field *out);
/* Words as a code: folded letters and digits, a dash for the rest. */
const char *ask_code(struct arena *a, const char *text);
/* Fills text and help of fields and options. */
void ask_words(const struct ctx *c, struct ask_field *f, size_t n);
/* Errors of a draft, on "fN_code", "fN_fr", "fN_en", "fN_help", "fN_type", "fN_options", "fN_limits", "fN_when" with
 * N from 1, and "fields". */
void ask_check(struct ctx *c, const struct ask_field *f, size_t n);

/* ---- forms and their versions ---------------------------------------------------------------------------------- */

struct form_row {
        int64_t id, department_id, version, edit; /* version: the newest; edit of the newest */
        int64_t published, draft;                 /* newest published version, 0 none; 1: the newest is a draft */
        int64_t offers, row_version;
        const char *code, *name_fr, *name_en, *department; /* department: its code, "" all departments */
        const char *name;                         /* in the reader's language */
};
/* Those that the actor may keep: all for an administrator, those of their departments for a department
 * administrator; at most FORMS_MAX. */
enum status form_list(struct ctx *c, struct form_row **out, size_t *n) CHECKED;
/* ST_NOT_FOUND for what is not theirs. */
enum status form_row_load(struct ctx *c, const char *code, struct form_row *out) CHECKED;
/* Those that an offer of this department may use: its own and those of all, with a published version. */
enum status form_usable(struct ctx *c, int64_t department_id, struct form_row **out, size_t *n) CHECKED;

/* One version by its id: anybody who is asked by it.  ST_NOT_FOUND when it is not one of a form. */
enum status form_version_load(struct ctx *c, int64_t id, struct ask_form *out) CHECKED;
/* The newest version, draft or not; the newest published one. */
enum status form_newest(struct ctx *c, const char *code, struct ask_form *out) CHECKED;
enum status form_published(struct ctx *c, const char *code, struct ask_form *out) CHECKED;
enum status form_versions(struct ctx *c, const char *code, struct ask_form **out, size_t *n) CHECKED; /* newest first, ≤ 100 */

struct form_edit {
        const char *code, *department, *name_fr, *name_en; /* department: a code, "" all */
        const struct ask_field *fields;
        size_t n_fields;
        int64_t seen;      /* version the editor saw, 0: the form must not exist yet, −1: does not care */
        int64_t seen_edit; /* and its edit */
        bool publish;      /* else it is kept as a draft */
};
/* Keeps a draft, or publishes: ST_STALE when somebody was faster; the same fields again make no version.
 * Errors: "code", "department", "name_fr", "name_en" and those of ask_check().  *id is the version's. */
enum status form_save(struct ctx *c, const struct form_edit *e, int64_t *id) CHECKED;
/* For ready contents: makes and publishes when there is no form with this code (as the system); *id is the version in
 * force. */
enum status form_ensure(struct ctx *c, const struct form_edit *e, int64_t *id) CHECKED;

/* ---- answers --------------------------------------------------------------------------------------------------- */

struct ask_answer {
        const char *typed;          /* as typed, or as kept: "2026-01-31", "09:30", an option's code, "1" of a consent */
        const char **many;          /* choices: codes */
        size_t n_many;
        int64_t ref;                /* person, course; 0 none */
        struct staged *files;       /* the person's own, not yet on a ticket */
        size_t n_files;
        bool asked;                 /* not hidden by its condition */
};
struct ask_answers {
        const struct ask_form *form;
        const char *prefix;         /* of its inputs and errors */
        struct ask_answer *v;       /* one per field */
};
/* From the request's form: inputs PREFIXcode.  Files sent under such a name are staged (writes).  strict = false
 * drops what is wrong and says nothing. */
enum status ask_read(struct ctx *c, const struct ask_form *f, const char *prefix, bool strict, struct ask_answers *out) CHECKED;
/* From a JSON object {"code":"…"}, {"code":["…"]}; files are ids of staged ones. */
enum status ask_read_json(struct ctx *c, const struct ask_form *f, const struct json *from, const char *prefix, bool strict,
                          struct ask_answers *out) CHECKED;
/* As an item keeps them: {"code":"…"} of what was asked and answered; people and courses by id, files by name. */
const char *ask_json(struct ctx *c, const struct ask_answers *a);
/* As a draft or basket keeps them, so that ask_read_json() reads them again: people and courses as typed, files by id. */
const char *ask_json_typed(struct ctx *c, const struct ask_answers *a);
/* Ids of all files answered. */
size_t ask_files(struct ctx *c, const struct ask_answers *a, int64_t **ids);
/* What an item kept, in words, in the form's order; what was not answered is left out. */
struct ask_line {
        const char *label, *text;
};
enum status ask_shown(struct ctx *c, const struct ask_form *f, const char *json, struct ask_line **out, size_t *n) CHECKED;

/* ---- what the partial catalog_ask shows ---------------------------------------------------------------------- */

struct ask_choice {
        const char *id, *value, *text;
        bool chosen;
};
struct ask_input {
        const char *name, *label, *help, *value, *error, *limit, *describes; /* describes: ids, for screen readers */
        bool required, steers;      /* steers: others depend on it */
        bool is_text, is_long, is_choice, is_select, is_choices, is_date, is_time, is_person, is_course, is_file, is_number, is_consent;
        int64_t max;
        const struct ask_choice *choices;
        size_t n_choices;
        const struct staged *files;
        size_t n_files;
};
struct ask_view {
        const char *again;          /* where to ask for the fields again, "" nowhere (a preview) */
        int64_t version_id;
        const struct ask_input *inputs;
        size_t n_inputs;
        bool steered;               /* some field depends on another */
};
/* Errors come from c->error. */
void ask_view_fill(struct ctx *c, const struct ask_answers *a, const char *again, struct ask_view *out);

extern const struct slice slice_forms, slice_form_view;

#endif

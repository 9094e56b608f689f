/* Question lists: what is asked at intake beside the person's own words, as data.  A list belongs to a
 * kind of intervention ("kind:technical") or to a service ("service:CODE").  Saving makes a new version;
 * an answered list keeps the version it was answered under (ticket_answer.form_version_id). */
#ifndef GUICHET_DESK_CATALOG_QUESTIONS_H
#define GUICHET_DESK_CATALOG_QUESTIONS_H

#include "app/app.h"

enum { QUESTIONS_MAX = 20, OPTIONS_MAX = 30, QUESTION_LETTERS = 200, OPTION_LETTERS = 120, ANSWER_LETTERS = 2000 };
enum question_type { QUESTION_TEXT = 1, QUESTION_LONG, QUESTION_CHOICE, QUESTION_YES_NO, QUESTION_DATE };

struct question_option {
        const char *fr, *en, *text; /* text: in the reader's language */
};
struct question {
        const char *code, *fr, *en, *text; /* code: "q1", given once and kept by later versions */
        int64_t type;
        bool required;
        const struct question_option *options;
        size_t n_options;
};
struct question_list {
        int64_t id, version;   /* 0: there is none yet */
        const char *target;    /* "kind:technical", "service:moodle" */
        const struct question *questions;
        size_t n_questions;
};

/* "text", "long", "choice", "yes_no", "date"; question_type_find() gives 0 for another word. */
const char *question_type_word(int64_t type);
int question_type_find(const char *word);

/* The list in force; an empty one (id 0) when nobody made one.  Anybody may ask what they are asked. */
enum status questions_current(struct ctx *c, const char *target, struct question_list *out) CHECKED;
/* One version by its id; ST_NOT_FOUND when it is not one of a question list. */
enum status questions_version(struct ctx *c, int64_t id, struct question_list *out) CHECKED;
/* A new version for administrators; `seen`: the version they edited, ST_STALE when there is a newer one.
 * Questions without code get one.  Errors: "target", and "qN_fr", "qN_en", "qN_type", "qN_options" with N
 * from 1.  *version is the new one; the same questions again make no version. */
enum status questions_save(struct ctx *c, const struct question_list *l, int64_t seen, int64_t *version) CHECKED;

/* Every list there is, current versions only, for the administration; ≤ 500. */
struct question_target {
        const char *target;
        int64_t version, asked; /* asked: number of questions, filled */
        const char *body;
};
enum status questions_all(struct ctx *c, struct question_target **out, size_t *n) CHECKED;

/* A list as JSON members: "version":3,"questions":[…] */
void questions_json(struct buf *b, const struct question_list *l);

/* What was answered, for reading. */
struct answer {
        const char *question, *text;
};
/* Answers kept as {"q1":"…"} in words, in the list's order; what was not answered is left out. */
enum status questions_answered(struct ctx *c, const struct question_list *l, const char *json, struct answer **out, size_t *n) CHECKED;

extern const struct slice slice_questions;

#endif

/* Reading what is asked at intake, and opening with it.  A list is answered in the version that was on the
 * screen (hidden field "lists"), as long as it is a version of the list that is asked here; another id counts
 * for nothing.  Answers to questions that are not asked are not even read. */
#include "desk/catalog/own.h"

#include "desk/people/people.h"
#include "formats/json.h"

enum { ANSWERS_BYTES = 256 * 1024, SUBJECT_LETTERS = 90 };

DB_STMT(intake_insert,
        "INSERT INTO ticket_intake (ticket_id, person_id, kind, nature_id, device, owner, school, programme, course,"
        " study_year, picked_at, call_ms) VALUES (:ticket, :person, :kind, :nature, :device, :owner, :school, :programme,"
        " :course, :year, :picked, :ms)");
DB_STMT(intake_answer,
        "INSERT INTO ticket_answer (ticket_id, form_version_id, person_id, answers, words) VALUES (:ticket, :version, :person, :answers, :words)");
DB_STMT(intake_service, "SELECT code FROM service WHERE id = :id");

struct service_code {
        const char *code;
};
static const struct db_col service_cols[] = {DB_COL_TEXT(struct service_code, code), DB_COL_END};

/* ---- words --------------------------------------------------------------------------------------------------- */

static const struct {
        int64_t kind;
        const char *word;
        int label;
} kinds[] = {{INTERVENTION_EQUIPMENT, "equipment", MSG_intake_kind_equipment},
             {INTERVENTION_TECHNICAL, "technical", MSG_intake_kind_technical},
             {INTERVENTION_USE, "use", MSG_intake_kind_use}};

const char *intervention_word(int64_t kind)
{
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (kinds[i].kind == kind)
                        return kinds[i].word;
        return "";
}

int intervention_find(const char *word)
{
        for (size_t i = 0; word && i < ARRAY_LEN(kinds); i++)
                if (str_eq(kinds[i].word, word))
                        return (int)kinds[i].kind;
        return 0;
}

int intervention_label(int64_t kind)
{
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (kinds[i].kind == kind)
                        return kinds[i].label;
        return 0;
}

const char *const device_words[] = {"laptop", "desktop", "mobile", "tablet", "screen", "printer", "room", "other", NULL};
static const int device_labels[] = {MSG_intake_device_laptop, MSG_intake_device_desktop, MSG_intake_device_mobile,
                                    MSG_intake_device_tablet, MSG_intake_device_screen, MSG_intake_device_printer,
                                    MSG_intake_device_room, MSG_intake_device_other};
const char *const owner_words[] = {"own", "institution", NULL};
static const int owner_labels[] = {MSG_intake_owner_own, MSG_intake_owner_institution};

static int label_of(const char *const *words, const int *labels, const char *word)
{
        for (size_t i = 0; words[i]; i++)
                if (str_eq(words[i], word))
                        return labels[i];
        return 0;
}

int device_label(const char *word)
{
        return label_of(device_words, device_labels, word);
}

int owner_label(const char *word)
{
        return label_of(owner_words, owner_labels, word);
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

static const char *line(struct ctx *c, const char *field, size_t letters, bool strict)
{
        const char *raw = form_value(c, field);

        if (!raw)
                return "";
        if (strlen(raw) > letters * 4 || utf8_count(raw) > letters) {
                struct html_arg max = {"max", NULL, (int64_t)letters};
                if (strict)
                        form_error_text(c, field, msg_text(c->arena, c->lang, MSG_form_too_long, 1, &max));
                raw = text_short(c->arena, raw, letters);
        }
        return text_clean(c->arena, raw, strlen(raw), true);
}

/* A form says the number, a program the word: there "kind" is the kind of ticket. */
static void kind_read(struct ctx *c, bool strict, struct intake *in)
{
        const char *s = line(c, c->json ? "intervention" : "kind", 20, strict);
        int64_t k = 0;

        in->kind = text_i64(s, &k) && *intervention_word(k) ? k : intervention_find(s);
        if (strict && *s && !in->kind)
                form_error(c, "kind", MSG_intake_kind_unknown);
}

static enum status nature_read(struct ctx *c, bool strict, struct intake *in)
{
        const char *s = line(c, "nature", 40, strict);
        int64_t id;
        enum status st;

        if (!*s)
                return ST_OK;
        st = text_i64(s, &id) ? nature_load(c, id, &in->nature) : nature_by_code(c, s, &in->nature);
        if (st && st != ST_NOT_FOUND)
                return st;
        bool fits = !st && in->nature.state == NATURE_OFFERED && (!in->nature.kind || !in->kind || in->nature.kind == in->kind);
        if (fits) {
                in->nature_id = in->nature.id;
                return ST_OK;
        }
        /* a nature of another kind was chosen before the kind: it goes with it */
        if (strict && (st || in->nature.state != NATURE_OFFERED))
                form_error(c, "nature", MSG_intake_nature_unknown);
        in->nature = (struct nature){0};
        return ST_OK;
}

static void word_read(struct ctx *c, const char *field, int (*label)(const char *), bool strict, const char **out)
{
        *out = line(c, field, 20, strict);
        if (**out && !label(*out)) {
                if (strict)
                        form_error(c, field, MSG_intake_word_unknown);
                *out = "";
        }
}

/* An answer by the name of its input, or in JSON as "answers":{"q_k_q1":"…"}. */
static const char *answer_raw(struct ctx *c, const char *name)
{
        const char *s = form_value(c, name);

        if (s || !c->json)
                return s;
        s = jv_scalar(c->arena, jv_get(jv_get(c->json, "answers"), name));
        return s ? text_clean(c->arena, s, strlen(s), false) : NULL;
}

bool catalog_day(const char *s, struct civil *out)
{
        int part[3] = {0};
        int y, m, d;

        if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
                return false;
        for (int i = 0; i < 10; i++) {
                if (i == 4 || i == 7)
                        continue;
                if (s[i] < '0' || s[i] > '9')
                        return false;
                int *p = &part[i < 4 ? 0 : i < 7 ? 1 : 2];
                *p = *p * 10 + (s[i] - '0');
        }
        if (part[0] < 1900 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > 31)
                return false;
        civil_from_days(civil_days(part[0], part[1], part[2]), &y, &m, &d);
        *out = (struct civil){.year = y, .month = m, .day = d, .hour = 12};
        return y == part[0] && m == part[1] && d == part[2];
}

/* What was typed as the question wants it; the error tells what to do.  A program has nobody to ask: it may
 * leave answers out, but not give wrong ones. */
static int answer_check(const struct ctx *c, const struct question *q, const char **value)
{
        int64_t k;
        struct civil day;
        const char *s = *value;

        if (text_blank(s))
                return q->required && !c->json ? MSG_intake_answer_missing : 0;
        switch (q->type) {
        case QUESTION_YES_NO:
                if (str_eq(s, "true"))
                        *value = "1";
                else if (str_eq(s, "false"))
                        *value = "0";
                else if (!str_eq(s, "0") && !str_eq(s, "1"))
                        return MSG_intake_answer_choice;
                return 0;
        case QUESTION_CHOICE:
                return text_i64(s, &k) && k >= 1 && k <= (int64_t)q->n_options ? 0 : MSG_intake_answer_choice;
        case QUESTION_DATE:
                return catalog_day(s, &day) ? 0 : MSG_intake_answer_date;
        default:
                return utf8_count(s) > ANSWER_LETTERS || strlen(s) > ANSWER_LETTERS * 4 ? MSG_intake_answer_long : 0;
        }
}

void intake_answers_read(struct ctx *c, bool strict, struct intake_list *l)
{
        const char **kept = l->values;

        l->values = ARENA_ARRAY(c->arena, l->list.n_questions + 1, const char *);
        for (size_t i = 0; i < l->list.n_questions; i++) {
                const struct question *q = &l->list.questions[i];
                const char *name = arena_fmt(c->arena, "%s%s", l->prefix, q->code);
                const char *raw = answer_raw(c, name);
                l->values[i] = !raw ? (kept && c->json ? kept[i] : "") : q->type == QUESTION_LONG ? raw : text_clean(c->arena, raw, strlen(raw), true);
                int wrong = answer_check(c, q, &l->values[i]);
                if (wrong && strict)
                        form_error(c, name, wrong);
                if (strlen(l->values[i]) > ANSWER_LETTERS * 4)
                        l->values[i] = text_short(c->arena, l->values[i], ANSWER_LETTERS);
        }
}

/* The version on the screen when it is one of this list, else the one in force. */
static enum status list_pick(struct ctx *c, const char *target, struct question_list *out)
{
        const char *p = form_value(c, "lists");
        enum status st;

        for (int tries = 0; p && *p && tries < 4; tries++) {
                size_t n = strcspn(p, " ");
                int64_t id;
                if (text_i64(arena_strn(c->arena, p, n), &id)) {
                        st = questions_version(c, id, out);
                        if (!st && str_eq(out->target, target))
                                return ST_OK;
                        if (st && st != ST_NOT_FOUND)
                                return st;
                }
                p += n + (p[n] == ' ');
        }
        return questions_current(c, target, out);
}

static enum status list_read(struct ctx *c, const char *target, const char *prefix, bool strict, struct intake *in)
{
        struct intake_list *l = &in->lists[in->n_lists];
        enum status st = list_pick(c, target, &l->list);

        if (st || !l->list.n_questions)
                return st;
        l->prefix = prefix;
        l->values = NULL;
        intake_answers_read(c, strict, l);
        in->n_lists++;
        return ST_OK;
}

static enum status lists_read(struct ctx *c, int64_t service_id, bool strict, struct intake *in)
{
        enum status st = ST_OK;
        struct service_code s;

        if (in->kind)
                st = list_read(c, arena_fmt(c->arena, "kind:%s", intervention_word(in->kind)), "q_k_", strict, in);
        if (st || !service_id)
                return st;
        st = db_one(c->db, c->arena, &intake_service, DB_ARGS(DB_I("id", service_id)), service_cols, &s);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        return list_read(c, arena_fmt(c->arena, "service:%s", s.code), "q_s_", strict, in);
}

enum status intake_read(struct ctx *c, int64_t service_id, bool strict, struct intake *out)
{
        *out = (struct intake){.device = "", .owner = "", .school = "", .programme = "", .course = "", .study_year = ""};
        kind_read(c, strict, out);
        enum status st = nature_read(c, strict, out);
        if (st)
                return st;
        word_read(c, "device", device_label, strict, &out->device);
        word_read(c, "owner", owner_label, strict, &out->owner);
        out->site = line(c, "site", 100, strict);
        out->room = line(c, "room", 100, strict);
        out->equipment = line(c, "equipment", 100, strict);
        return lists_read(c, service_id, strict, out);
}

/* ---- the subject ------------------------------------------------------------------------------------------ */

/* A sentence ends at . ! ? … before a space or the end, or at the end of a line that says something. */
const char *intake_subject(struct arena *a, const char *body)
{
        const char *p = body + strspn(body, " \t\n");
        size_t n = 0;

        while (p[n] && p[n] != '\n') {
                bool stop = strchr(".!?", p[n]) && (p[n + 1] == ' ' || p[n + 1] == '\n' || !p[n + 1]);
                n++;
                if (stop)
                        break;
        }
        while (n && strchr(". \t", p[n - 1]))
                n--;
        char *line = text_clean(a, p, n, true);
        char *subject = text_short(a, line, SUBJECT_LETTERS);
        /* ninety letters of four bytes and an ellipsis would not fit a subject */
        while (strlen(subject) > MAX_SUBJECT_BYTES)
                subject = text_short(a, subject, utf8_count(subject) - 10);
        return subject;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static const char *some(const char *s)
{
        return s && *s ? s : NULL;
}

static bool says_something(const struct intake *in)
{
        return in->kind || in->nature_id || *in->device || *in->owner || *in->school || *in->programme || *in->course ||
               *in->study_year || in->picked_at;
}

/* What a search should find of one answer: what was typed, or what a choice says in either language. */
static void words_add(struct buf *b, const struct question *q, const char *value)
{
        int64_t k;

        if (q->type == QUESTION_YES_NO)
                return;
        if (q->type == QUESTION_CHOICE && text_i64(value, &k) && k >= 1 && k <= (int64_t)q->n_options)
                buf_fmt(b, "%s\n%s\n", q->options[k - 1].fr, q->options[k - 1].en ? q->options[k - 1].en : "");
        else if (q->type != QUESTION_CHOICE)
                buf_fmt(b, "%s\n", value);
}

enum status intake_answers_text(struct ctx *c, const struct intake_list *l, const char **json, const char **words)
{
        struct buf b, w;
        bool any = false;

        buf_init(&b, c->arena, ANSWERS_BYTES);
        buf_init(&w, c->arena, ANSWERS_BYTES);
        buf_char(&b, '{');
        for (size_t i = 0; i < l->list.n_questions; i++) {
                if (text_blank(l->values[i]))
                        continue;
                if (any)
                        buf_char(&b, ',');
                any = true;
                buf_json(&b, l->list.questions[i].code);
                buf_char(&b, ':');
                buf_json(&b, l->values[i]);
                words_add(&w, &l->list.questions[i], l->values[i]);
        }
        buf_char(&b, '}');
        *json = any ? b.p : NULL;
        *words = w.n ? w.p : "";
        enum status st = buf_end(&b);
        return st || !w.n ? st : buf_end(&w);
}

static enum status answers_keep(struct ctx *c, const struct ticket *t, const struct intake_list *l, bool *some_words)
{
        const char *json, *words;
        enum status st = intake_answers_text(c, l, &json, &words);

        if (st || !json)
                return st;
        *some_words = *some_words || *words;
        return db_exec(c->db, &intake_answer,
                       DB_ARGS(DB_I("ticket", t->id), DB_I("version", l->list.id), DB_REF("person", t->requester_id),
                               DB_T("answers", json), DB_T("words", words)),
                       NULL);
}

static enum status intake_keep(struct ctx *c, const struct intake *in, const struct ticket *t)
{
        enum status st = ST_OK;
        bool words = false;

        if (says_something(in))
                st = db_exec(c->db, &intake_insert,
                             DB_ARGS(DB_I("ticket", t->id), DB_REF("person", t->requester_id), DB_I("kind", in->kind),
                                     DB_REF("nature", in->nature_id), DB_T("device", some(in->device)),
                                     DB_T("owner", some(in->owner)), DB_T("school", some(in->school)),
                                     DB_T("programme", some(in->programme)), DB_T("course", some(in->course)),
                                     DB_T("year", some(in->study_year)), DB_REF("picked", in->picked_at),
                                     DB_REF("ms", in->call_ms)),
                             NULL);
        for (size_t i = 0; !st && i < in->n_lists; i++)
                st = answers_keep(c, t, &in->lists[i], &words);
        return st || !words ? st : ticket_reindex(c, t->id);
}

static bool from_desk(const struct ctx *c)
{
        return c->actor && (c->actor->system || c->actor->roles);
}

enum status intake_open(struct ctx *c, const struct ticket_draft *d, const struct intake *in, struct ticket *t)
{
        struct ticket_draft routed = *d;

        if (c->n_error)
                return ST_INVALID;
        routed.site = in->site;
        routed.room = in->room;
        routed.equipment = in->equipment;
        if (in->nature_id) {
                routed.routed_urgency = in->nature.urgency;
                /* a service that was chosen keeps its group, unless the nature names one */
                routed.routed_group_id = in->nature.group_id ? in->nature.group_id
                                         : d->service_id     ? 0
                                                             : in->nature.route_group;
                if (from_desk(c) && !d->service_id)
                        routed.service_id = in->nature.service_id;
        }
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : ticket_open(c, &routed, t);
        if (!st)
                st = intake_keep(c, in, t);
        return st ? st : db_commit(&tx);
}

static const struct route intake_routes[] = {
        {HTTP_POST, "/intake/fields", PERM_SIGNED_IN, intake_fields_post, 0, NULL},
        {0}};

static const struct db_stmt *const intake_stmts[] = {&intake_insert, &intake_answer, &intake_service, NULL};

static const struct personal intake_personal[] = {
        {"ticket_intake", "device", "person_id", "which device they asked about"},
        {"ticket_intake", "school", "person_id", "school or department they named"},
        {"ticket_intake", "programme", "person_id", "programme they named"},
        {"ticket_intake", "course", "person_id", "course they named"},
        {"ticket_intake", "study_year", "person_id", "year of study they named"},
        {"ticket_intake", "picked_at", "person_id", "when their call was answered"},
        {"ticket_answer", "answers", "person_id", "answers to the questions asked at intake"},
        {NULL, NULL, NULL, NULL}};

const struct slice slice_intake_fields = {
        .name = "intake-fields", .routes = intake_routes, .stmts = intake_stmts, .personal = intake_personal};

/* The declared fields that lists may be filtered by, and the reading of one condition.  A new column of
 * the ticket becomes a filter by one row of the table below. */
#include "desk/ticket/filter.h"
#include "desk/people/people.h"
#include "desk/ticket/filter_own.h"
#include "desk/ticket/sheet.h"

#define B(op) (1u << (op))
#define OPS_WORD (B(OP_IS) | B(OP_NOT))
#define OPS_REF (B(OP_IS) | B(OP_NOT) | B(OP_SET) | B(OP_EMPTY))
#define OPS_DATE (B(OP_BEFORE) | B(OP_AFTER) | B(OP_LAST))
#define OPS_TEXT (B(OP_IS) | B(OP_NOT) | B(OP_HAS) | B(OP_SET) | B(OP_EMPTY))
#define OPS_NUMBER (B(OP_IS) | B(OP_NOT) | B(OP_LEAST) | B(OP_MOST) | B(OP_SET) | B(OP_EMPTY))

static const struct filter_field fields[] = {
        {"state", MSG_lists_state, FILTER_WORD, OPS_WORD, "state", FILTER_ALL, NULL, 0, NULL},
        {"pending", MSG_lists_pending, FILTER_WORD, OPS_WORD, "pending", 0, NULL, 0, NULL},
        {"priority", MSG_lists_priority, FILTER_WORD, OPS_WORD, "priority", 0, NULL, 0, NULL},
        {"impact", MSG_lists_impact, FILTER_WORD, OPS_WORD, "impact", 0, NULL, 0, NULL},
        {"urgency", MSG_lists_urgency, FILTER_WORD, OPS_WORD, "urgency", 0, NULL, 0, NULL},
        {"kind", MSG_lists_kind, FILTER_WORD, OPS_WORD, "kind", FILTER_ALL, NULL, 0, NULL},
        {"channel", MSG_lists_channel, FILTER_WORD, OPS_WORD, "channel", FILTER_ALL, NULL, 0, NULL},
        {"group", MSG_lists_group, FILTER_REF, OPS_WORD, "group_id", 0, NULL, 0, NULL},
        {"department", MSG_lists_department, FILTER_REF, OPS_WORD, "department_id", 0, NULL, 0, NULL},
        {"service", MSG_lists_service, FILTER_REF, OPS_REF, "service_id", FILTER_ALL, NULL, 0, NULL},
        {"category", MSG_lists_category, FILTER_REF, OPS_REF, "category_id", 0, NULL, 0, NULL},
        {"course", MSG_lists_course, FILTER_REF, OPS_REF, "course_id", 0, NULL, 0, NULL},
        {"assignee", MSG_lists_assignee, FILTER_PERSON, OPS_REF, "assignee_id", 0, NULL, 0, NULL},
        {"requester", MSG_lists_requester, FILTER_PERSON, OPS_REF, "requester_id", 0, NULL, 0, NULL},
        {"for", MSG_lists_for, FILTER_PERSON, OPS_REF, "requested_for_id", 0, NULL, 0, NULL},
        {"opened_by", MSG_lists_opened_by, FILTER_PERSON, OPS_REF, "opened_by_id", 0, NULL, 0, NULL},
        {"contact", MSG_lists_contact, FILTER_PERSON, OPS_REF, "contact_id", 0, NULL, 0, NULL},
        {"created", MSG_lists_created, FILTER_DATE, OPS_DATE, "created_at", FILTER_ALL, NULL, 0, NULL},
        {"updated", MSG_lists_updated, FILTER_DATE, OPS_DATE, "updated_at", FILTER_ALL, NULL, 0, NULL},
        {"due", MSG_lists_due, FILTER_DATE, OPS_DATE | B(OP_NEXT) | B(OP_SET) | B(OP_EMPTY), "due_at", 0, NULL, 0, NULL},
        {"resolved", MSG_lists_resolved, FILTER_DATE, OPS_DATE | B(OP_SET) | B(OP_EMPTY), "resolved_at", FILTER_ALL, NULL, 0, NULL},
        {"persona", MSG_lists_persona, FILTER_TEXT, OPS_TEXT, "persona", 0, NULL, 0, NULL},
        {"site", MSG_lists_site, FILTER_TEXT, OPS_TEXT, "site", 0, NULL, 0, NULL},
        {"room", MSG_lists_room, FILTER_TEXT, OPS_TEXT, "room", 0, NULL, 0, NULL},
        {"equipment", MSG_lists_equipment, FILTER_TEXT, OPS_TEXT, "equipment", 0, NULL, 0, NULL},
        {"tag", MSG_lists_tag, FILTER_TAG, OPS_REF, NULL, FILTER_DESK, NULL, 0, NULL},
        {"confidential", MSG_lists_confidential, FILTER_FLAG, B(OP_IS), "confidential", 0, NULL, 0, NULL},
        {"unread", MSG_lists_unread, FILTER_UNREAD, B(OP_IS), NULL, 0, NULL, 0, NULL},
        {"watched", MSG_lists_watched, FILTER_WATCHED, B(OP_IS), NULL, 0, NULL, 0, NULL},
};

static const char *const op_words[OP__MAX] = {"is", "not", "has", "before", "after", "last", "next", "least", "most", "set", "empty"};

/* ---- fields ------------------------------------------------------------------------------------------------ */

static bool is_desk(const struct ctx *c)
{
        return ctx_role(c, ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN);
}

static struct filter_field custom(struct ctx *c, const struct field *f)
{
        unsigned ops = OPS_TEXT;

        if (str_eq(f->type, "number"))
                ops = OPS_NUMBER;
        else if (str_eq(f->type, "date"))
                ops = B(OP_BEFORE) | B(OP_AFTER) | B(OP_SET) | B(OP_EMPTY);
        else if (str_eq(f->type, "flag"))
                ops = B(OP_IS);
        else if (str_eq(f->type, "person"))
                ops = OPS_REF;
        return (struct filter_field){arena_fmt(c->arena, "x_%s", f->code), 0, FILTER_CUSTOM, ops, NULL, FILTER_DESK, f->name,
                                     f->id, f->type};
}

enum status filter_fields(struct ctx *c, const struct filter_field **out, size_t *n)
{
        struct field *more = NULL;
        size_t n_more = 0;
        bool desk = is_desk(c);
        enum status st = desk ? ticket_field_list(c, NULL, &more, &n_more) : ST_OK;
        struct filter_field *all = ARENA_ARRAY(c->arena, ARRAY_LEN(fields) + n_more, struct filter_field);

        *n = 0;
        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                if (desk || (fields[i].flags & FILTER_ALL))
                        all[(*n)++] = fields[i];
        for (size_t i = 0; !st && i < n_more; i++)
                all[(*n)++] = custom(c, &more[i]);
        *out = all;
        return st;
}

static enum status field_find(struct ctx *c, const char *code, const struct filter_field **out)
{
        const struct filter_field *all;
        size_t n;

        *out = NULL;
        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                if (strcmp(fields[i].code, code) == 0 && (is_desk(c) || (fields[i].flags & FILTER_ALL)))
                        *out = &fields[i];
        if (*out || !str_starts(code, "x_"))
                return ST_OK;
        enum status st = filter_fields(c, &all, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (all[i].kind == FILTER_CUSTOM && strcmp(all[i].code, code) == 0)
                        *out = &all[i];
        return st;
}

const char *filter_label(struct ctx *c, const struct filter_field *f)
{
        return f->label ? ctx_msg(c, f->label) : f->name;
}

const char *filter_op_word(enum filter_op op)
{
        return op_words[op];
}

const char *filter_op_label(struct ctx *c, const struct filter_field *f, enum filter_op op)
{
        static const int labels[OP__MAX] = {MSG_lists_op_is,    MSG_lists_op_not,  MSG_lists_op_has,  MSG_lists_op_before,
                                            MSG_lists_op_after, MSG_lists_op_last, MSG_lists_op_next, MSG_lists_op_least,
                                            MSG_lists_op_most,  MSG_lists_op_set,  MSG_lists_op_empty};

        return ctx_msg(c, labels[op]);
}

/* ---- values -------------------------------------------------------------------------------------------------- */

bool filter_day(const char *s, int64_t *day)
{
        int64_t part[3];
        int y, m, d;

        if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
                return false;
        const size_t from[] = {0, 5, 8}, len[] = {4, 2, 2};
        for (int i = 0; i < 3; i++) {
                part[i] = 0;
                for (size_t k = from[i]; k < from[i] + len[i]; k++) {
                        if (s[k] < '0' || s[k] > '9')
                                return false;
                        part[i] = part[i] * 10 + (s[k] - '0');
                }
        }
        if (part[0] < 1 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > 31)
                return false;
        *day = civil_days((int)part[0], (int)part[1], (int)part[2]);
        civil_from_days(*day, &y, &m, &d);
        return y == part[0] && m == part[1] && d == part[2];
}

static int64_t day_moment(struct ctx *c, int64_t day)
{
        struct civil at = {0};

        civil_from_days(day, &at.year, &at.month, &at.day);
        return zone_moment(c->zone, &at);
}

/* Whole days: 1 to 3,650. */
static bool days_read(const char *s, int64_t *n)
{
        return text_i64(s, n) && *n >= 1 && *n <= 3650;
}

/* A moment of the ticket: from the beginning of a day of the reader's zone, or so many days around now. */
static bool date_value(struct ctx *c, struct ticket_filter *f)
{
        int64_t v;

        f->n_n = 2;
        if (f->op == OP_LAST || f->op == OP_NEXT) {
                if (!days_read(f->value, &v))
                        return false;
                f->n[0] = f->op == OP_LAST ? c->now - v * DAY_MS : c->now;
                f->n[1] = f->op == OP_LAST ? c->now : c->now + v * DAY_MS;
                f->value_text = msg_plural(c->arena, c->lang, MSG_lists_days, v, 0, NULL);
                return true;
        }
        if (!filter_day(f->value, &v))
                return false;
        f->n[0] = day_moment(c, v);
        f->value_text = human_date(c->arena, c->lang, c->zone, f->n[0]);
        return true;
}

static bool flag_value(struct ctx *c, struct ticket_filter *f)
{
        bool yes = str_eq(f->value, "yes");

        f->n[0] = yes;
        f->n_n = 1;
        f->value_text = ctx_msg(c, yes ? MSG_lists_yes : MSG_lists_no);
        return yes || str_eq(f->value, "no");
}

static enum status person_value(struct ctx *c, struct ticket_filter *f)
{
        struct person p;

        f->n_n = 1;
        f->n[0] = -1;
        f->value_text = f->value;
        if (str_eq(f->value, "me")) {
                f->n[0] = c->actor->person_id;
                f->value_text = ctx_msg(c, MSG_lists_me);
                return ST_OK;
        }
        int64_t id; /* "#12": somebody without account */
        bool numbered = f->value[0] == '#' && text_i64(f->value + 1, &id);
        enum status st = numbered ? person_load(c, id, &p) : person_by_login(c, f->value, &p);
        if (!st) {
                f->n[0] = p.id;
                f->value_text = p.name;
        }
        return st == ST_NOT_FOUND || st == ST_INVALID ? ST_OK : st;
}

/* Words compared without regard to the case of plain letters, the same on both engines. */
static const char *lower(struct ctx *c, const char *s)
{
        char *out = arena_strn(c->arena, s, strlen(s));

        for (char *p = out; *p; p++)
                if (*p >= 'A' && *p <= 'Z')
                        *p = (char)(*p + ('a' - 'A'));
        return out;
}

static bool number_value(struct ticket_filter *f)
{
        bool less = *f->value == '-';

        f->n_n = 1;
        f->value_text = f->value;
        if (!text_i64(f->value + less, &f->n[0]) || f->n[0] < 0)
                return false;
        f->n[0] = less ? -f->n[0] : f->n[0];
        return true;
}

static enum status custom_value(struct ctx *c, struct ticket_filter *f, bool *good)
{
        const char *type = f->field->type;

        if (str_eq(type, "person"))
                return person_value(c, f);
        if (str_eq(type, "flag"))
                *good = flag_value(c, f);
        else if (str_eq(type, "number"))
                *good = number_value(f);
        else if (str_eq(type, "date")) {
                f->n_n = 1;
                *good = filter_day(f->value, &f->n[0]);
                f->value_text = *good ? human_date(c->arena, c->lang, c->zone, day_moment(c, f->n[0])) : f->value;
        } else {
                f->words = text_fold(c->arena, f->value);
                f->value_text = f->value;
        }
        return ST_OK;
}

static enum status value_read(struct ctx *c, struct ticket_filter *f, bool *good)
{
        switch (f->field->kind) {
        case FILTER_WORD:
                *good = word_values(c, f);
                return ST_OK;
        case FILTER_REF:
                return ref_values(c, f, good);
        case FILTER_PERSON:
                return person_value(c, f);
        case FILTER_DATE:
                *good = date_value(c, f);
                return ST_OK;
        case FILTER_TEXT:
                f->words = lower(c, f->value);
                f->value_text = f->value;
                return ST_OK;
        case FILTER_TAG:
                f->words = text_fold(c->arena, f->value);
                f->value_text = f->value;
                return ST_OK;
        case FILTER_CUSTOM:
                return custom_value(c, f, good);
        case FILTER_FLAG:
        case FILTER_UNREAD:
        case FILTER_WATCHED:
                *good = flag_value(c, f);
        }
        return ST_OK;
}

static bool op_find(const char *word, size_t n, enum filter_op *out)
{
        for (int i = 0; i < OP__MAX; i++) {
                if (strlen(op_words[i]) != n || strncmp(op_words[i], word, n) != 0)
                        continue;
                *out = (enum filter_op)i;
                return true;
        }
        return false;
}

/* ---- one condition -------------------------------------------------------------------------------------------- */

static enum status bad(struct ctx *c, const char *text)
{
        struct html_arg arg = {"filter", text_short(c->arena, text, 60), 0};

        return ctx_fail_text(c, ST_INVALID, msg_text(c->arena, c->lang, MSG_lists_filter_bad, 1, &arg));
}

enum status filter_read(struct ctx *c, const char *text, struct ticket_filter *out)
{
        const char *first = strchr(text, ':'), *second = first ? strchr(first + 1, ':') : NULL;
        enum filter_op op;
        bool good = true;

        if (!first || strlen(text) > FILTER_TEXT_MAX || !op_find(first + 1, second ? (size_t)(second - first - 1) : strlen(first + 1), &op))
                return bad(c, text);
        *out = (struct ticket_filter){.op = op, .value = text_clean(c->arena, second ? second + 1 : "", second ? strlen(second + 1) : 0, true),
                                      .value_text = ""};
        enum status st = field_find(c, arena_strn(c->arena, text, (size_t)(first - text)), &out->field);
        if (st)
                return st;
        if (!out->field || !(out->field->ops & B(op)))
                return bad(c, text);
        out->label = filter_label(c, out->field);
        out->op_text = filter_op_label(c, out->field, op);
        if (op == OP_SET || op == OP_EMPTY)
                out->value = "";
        else if (text_blank(out->value))
                return bad(c, text);
        else if ((st = value_read(c, out, &good)))
                return st;
        if (!good)
                return bad(c, text);
        out->text = *out->value ? arena_fmt(c->arena, "%s:%s:%s", out->field->code, op_words[op], out->value)
                                : arena_fmt(c->arena, "%s:%s", out->field->code, op_words[op]);
        return ST_OK;
}

enum status filters_read(struct ctx *c, const char *const *text, size_t n, struct ticket_filter **out)
{
        enum status st = n > FILTERS_MAX ? ctx_fail(c, ST_INVALID, MSG_lists_filter_many) : ST_OK;

        *out = ARENA_ARRAY(c->arena, FILTERS_MAX, struct ticket_filter);
        for (size_t i = 0; !st && i < n; i++)
                st = filter_read(c, text[i], &(*out)[i]);
        if (st == ST_INVALID && c->why)
                form_error_text(c, "filter", c->why);
        return st;
}

/* What the fields of filters may be compared with: the words of the house, and groups, departments,
 * services, categories and courses by their codes. */
#include "desk/ticket/filter_own.h"

enum { CHOICES_MAX = 500 };

struct value_word {
        const char *field, *word;
        int64_t n;
        int label;
};
static const struct value_word value_words[] = {
        {"state", "new", STATE_NEW, MSG_state_new},
        {"state", "open", STATE_OPEN, MSG_state_open},
        {"state", "pending", STATE_PENDING, MSG_state_pending},
        {"state", "resolved", STATE_RESOLVED, MSG_state_resolved},
        {"state", "closed", STATE_CLOSED, MSG_state_closed},
        {"state", "cancelled", STATE_CANCELLED, MSG_state_cancelled},
        {"pending", "requester", PENDING_REQUESTER, MSG_pending_requester},
        {"pending", "agreement", PENDING_AGREEMENT, MSG_pending_agreement},
        {"pending", "supplier", PENDING_SUPPLIER, MSG_pending_supplier},
        {"pending", "scheduled", PENDING_SCHEDULED, MSG_pending_scheduled},
        {"pending", "evidence", PENDING_EVIDENCE, MSG_pending_evidence},
        {"pending", "validation", PENDING_VALIDATION, MSG_pending_validation},
        {"pending", "earlier_task", PENDING_EARLIER_TASK, MSG_pending_earlier_task},
        {"priority", "1", 1, MSG_priority_1},
        {"priority", "2", 2, MSG_priority_2},
        {"priority", "3", 3, MSG_priority_3},
        {"priority", "4", 4, MSG_priority_4},
        {"impact", "1", 1, MSG_lists_impact_1},
        {"impact", "2", 2, MSG_lists_impact_2},
        {"impact", "3", 3, MSG_lists_impact_3},
        {"urgency", "1", 1, MSG_lists_urgency_1},
        {"urgency", "2", 2, MSG_lists_urgency_2},
        {"urgency", "3", 3, MSG_lists_urgency_3},
        {"kind", "incident", TICKET_INCIDENT, MSG_lists_kind_incident},
        {"kind", "request", TICKET_REQUEST, MSG_lists_kind_request},
        {"kind", "item", TICKET_ITEM, MSG_lists_kind_item},
        {"kind", "service_task", TICKET_SERVICE_TASK, MSG_lists_kind_service_task},
        {"kind", "support_task", TICKET_SUPPORT_TASK, MSG_lists_kind_support_task},
        {"kind", "problem", TICKET_PROBLEM, MSG_lists_kind_problem},
        {"channel", "portal", CHANNEL_PORTAL, MSG_channel_portal},
        {"channel", "email", CHANNEL_EMAIL, MSG_channel_email},
        {"channel", "phone", CHANNEL_PHONE, MSG_channel_phone},
        {"channel", "chat", CHANNEL_CHAT, MSG_channel_chat},
        {"channel", "in_person", CHANNEL_IN_PERSON, MSG_channel_in_person},
        {"channel", "api", CHANNEL_API, MSG_channel_api},
        {"channel", "import", CHANNEL_IMPORT, MSG_channel_import},
};

struct ref {
        int64_t id;
        const char *code, *fr, *en;
};
static const struct db_col ref_cols[] = {DB_COL_I64(struct ref, id), DB_COL_TEXT(struct ref, code), DB_COL_TEXT(struct ref, fr),
                                         DB_COL_TEXT(struct ref, en), DB_COL_END};

DB_STMT(filter_group, "SELECT id, code, name AS fr, name AS en FROM support_group WHERE code = :code");
DB_STMT(filter_groups, "SELECT id, code, name AS fr, name AS en FROM support_group ORDER BY name, id LIMIT 500");
DB_STMT(filter_department, "SELECT id, code, name_fr AS fr, name_en AS en FROM department WHERE code = :code");
DB_STMT(filter_departments, "SELECT id, code, name_fr AS fr, name_en AS en FROM department ORDER BY name_fr, id LIMIT 500");
DB_STMT(filter_service, "SELECT id, code, name_fr AS fr, name_en AS en FROM service WHERE code = :code");
DB_STMT(filter_services, "SELECT id, code, name_fr AS fr, name_en AS en FROM service ORDER BY name_fr, id LIMIT 500");
DB_STMT(filter_category, "SELECT id, code, name_fr AS fr, name_en AS en FROM category WHERE code = :code");
DB_STMT(filter_categories, "SELECT id, code, name_fr AS fr, name_en AS en FROM category ORDER BY name_fr, id LIMIT 500");
/* One code, every term. */
DB_STMT(filter_course, "SELECT id, code, title AS fr, title AS en FROM course WHERE code = :code ORDER BY term DESC LIMIT 8");
static const struct db_stmt *const filter_stmts[] = {&filter_group,    &filter_groups,   &filter_department, &filter_departments,
                                                     &filter_service,  &filter_services, &filter_category,   &filter_categories,
                                                     &filter_course,   NULL};
const struct slice slice_ticket_filter = {.name = "ticket-filter", .stmts = filter_stmts};

static const struct {
        const char *field;
        const struct db_stmt *one, *all; /* all NULL: too many to choose from */
} refs[] = {
        {"group", &filter_group, &filter_groups},       {"department", &filter_department, &filter_departments},
        {"service", &filter_service, &filter_services}, {"category", &filter_category, &filter_categories},
        {"course", &filter_course, NULL},
};

/* "a,b" piece by piece: NULL at the end. */
static const char *piece(struct ctx *c, const char **rest)
{
        const char *from = *rest;

        if (!*from)
                return NULL;
        size_t n = strcspn(from, ",");
        *rest = from + n + (from[n] == ',');
        return arena_strn(c->arena, from, n);
}

static void text_add(struct ctx *c, struct ticket_filter *f, const char *more)
{
        f->value_text = *f->value_text ? arena_fmt(c->arena, "%s, %s", f->value_text, more) : more;
}

bool word_values(struct ctx *c, struct ticket_filter *f)
{
        const char *rest = f->value, *word;

        while ((word = piece(c, &rest))) {
                size_t i = 0;
                while (i < ARRAY_LEN(value_words) &&
                       (strcmp(value_words[i].field, f->field->code) != 0 || strcmp(value_words[i].word, word) != 0))
                        i++;
                if (i == ARRAY_LEN(value_words) || f->n_n == FILTER_VALUES_MAX)
                        return false;
                f->n[f->n_n++] = value_words[i].n;
                text_add(c, f, ctx_msg(c, value_words[i].label));
        }
        return f->n_n > 0;
}

static enum status ref_value(struct ctx *c, const struct db_stmt *s, const char *code, struct ticket_filter *f)
{
        struct ref *r;
        size_t n;
        enum status st = db_all(c->db, c->arena, s, DB_ARGS(DB_T("code", code)), ref_cols, sizeof *r, FILTER_VALUES_MAX, &r, &n);

        for (size_t i = 0; !st && i < n && f->n_n < FILTER_VALUES_MAX; i++)
                f->n[f->n_n++] = r[i].id;
        if (!st)
                text_add(c, f, n ? (c->lang == LANG_EN ? r[0].en : r[0].fr) : code);
        return st;
}

enum status ref_values(struct ctx *c, struct ticket_filter *f, bool *good)
{
        const char *rest = f->value, *code;
        enum status st = ST_OK;
        size_t i = 0, asked = 0;

        while (strcmp(refs[i].field, f->field->code) != 0)
                i++;
        while (!st && (code = piece(c, &rest))) {
                *good = ++asked <= FILTER_VALUES_MAX;
                if (!*good)
                        return ST_OK;
                st = ref_value(c, refs[i].one, code, f);
        }
        if (!st && !f->n_n)
                f->n[f->n_n++] = -1; /* unknown: nothing matches */
        return st;
}

static enum status ref_choices(struct ctx *c, const struct db_stmt *s, struct filter_choice **out, size_t *n)
{
        struct ref *r;
        enum status st = db_all(c->db, c->arena, s, DB_NO_ARGS, ref_cols, sizeof *r, CHOICES_MAX, &r, n);

        *out = ARENA_ARRAY(c->arena, (st ? 0 : *n) + 1, struct filter_choice);
        for (size_t i = 0; !st && i < *n; i++)
                (*out)[i] = (struct filter_choice){r[i].code, c->lang == LANG_EN ? r[i].en : r[i].fr};
        return st;
}

enum status filter_choices(struct ctx *c, const struct filter_field *f, struct filter_choice **out, size_t *n)
{
        struct filter_choice *o = ARENA_ARRAY(c->arena, ARRAY_LEN(value_words) + 2, struct filter_choice);
        bool flag = f->kind == FILTER_FLAG || f->kind == FILTER_UNREAD || f->kind == FILTER_WATCHED || str_eq(f->type, "flag");

        *n = 0;
        *out = o;
        for (size_t i = 0; f->kind == FILTER_REF && i < ARRAY_LEN(refs); i++)
                if (strcmp(refs[i].field, f->code) == 0 && refs[i].all)
                        return ref_choices(c, refs[i].all, out, n);
        for (size_t i = 0; f->kind == FILTER_WORD && i < ARRAY_LEN(value_words); i++)
                if (strcmp(value_words[i].field, f->code) == 0)
                        o[(*n)++] = (struct filter_choice){value_words[i].word, ctx_msg(c, value_words[i].label)};
        if (flag) {
                o[(*n)++] = (struct filter_choice){"yes", ctx_msg(c, MSG_lists_yes)};
                o[(*n)++] = (struct filter_choice){"no", ctx_msg(c, MSG_lists_no)};
        }
        return ST_OK;
}

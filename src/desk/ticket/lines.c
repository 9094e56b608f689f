/* Changes as sentences: {"state":[20,30],"group":[4,9]} becomes "État : en cours → attend le demandeur ·
 * Groupe : Réseau → E-learning".  Only what this folder wrote is read here, so the scanner knows just
 * that shape: numbers or JSON strings in pairs; anything else ends the line. */
#include "desk/ticket/internal.h"
#include "desk/ticket/share.h"

TICKET_SQL(line_group, "SELECT name FROM support_group WHERE id = :id");
TICKET_SQL(line_person, "SELECT name FROM person WHERE id = :id");
TICKET_SQL(line_service, "SELECT CASE WHEN CAST(:en AS BIGINT) = 1 THEN name_en ELSE name_fr END AS name FROM service WHERE id = :id");
TICKET_SQL(line_category, "SELECT CASE WHEN CAST(:en AS BIGINT) = 1 THEN name_en ELSE name_fr END AS name FROM category WHERE id = :id");

TICKET_SQL(line_course, "SELECT code || ' (' || term || ')' AS name FROM course WHERE id = :id AND CAST(:en AS BIGINT) < 2");

struct named {
        const char *name;
};
static const struct db_col named_cols[] = {DB_COL_TEXT(struct named, name), DB_COL_END};

enum shape { AS_NUMBER, AS_STATE, AS_PENDING, AS_PRIORITY, AS_CHANNEL, AS_FLAG, AS_GROUP, AS_PERSON, AS_SERVICE, AS_CATEGORY,
             AS_COURSE, AS_TICKET, AS_SENTENCE, AS_RESTATED,
             /* from here on a sentence of its own, with the second number: */ AS_MOMENT, AS_DAYS, AS_SHARE, AS_WHO };

static const struct field_line {
        const char *field;
        int label;
        enum shape shape;
} field_lines[] = {
        {"state", MSG_change_state, AS_STATE},          {"pending", MSG_change_pending, AS_PENDING},
        {"group", MSG_change_group, AS_GROUP},          {"assignee", MSG_change_assignee, AS_PERSON},
        {"impact", MSG_change_impact, AS_NUMBER},       {"urgency", MSG_change_urgency, AS_NUMBER},
        {"priority", MSG_change_priority, AS_PRIORITY}, {"service", MSG_change_service, AS_SERVICE},
        {"category", MSG_change_category, AS_CATEGORY}, {"channel", MSG_change_channel, AS_CHANNEL},
        {"course", MSG_course_change, AS_COURSE},
        {"confidential", MSG_change_confidential, AS_FLAG}, {"invited", MSG_change_invited, AS_PERSON},
        {"subject", MSG_change_subject, AS_NUMBER},     {"description", MSG_change_description, AS_NUMBER},
        {"site", MSG_change_site, AS_NUMBER},           {"room", MSG_change_room, AS_NUMBER},
        {"equipment", MSG_change_equipment, AS_NUMBER}, {"opened", MSG_change_opened, AS_NUMBER},
        {"advice", MSG_recipients_change_advice, AS_GROUP},
        {"tags", MSG_fields_change_tags, AS_NUMBER},    {"field", MSG_fields_change_field, AS_NUMBER}, {"answers", MSG_intake_change_answers, AS_NUMBER},
        {"link", MSG_fields_change_link, AS_TICKET},
        {"parent", MSG_together_change_parent, AS_TICKET}, {"child", MSG_together_change_child, AS_TICKET},
        {"merged", MSG_together_said_merged, AS_SENTENCE}, {"unmerged", MSG_together_said_unmerged, AS_SENTENCE},
        {"joined", MSG_together_said_joined, AS_SENTENCE}, {"left", MSG_together_said_left, AS_SENTENCE},
        {"split", MSG_together_said_split, AS_SENTENCE}, {"split_from", MSG_together_said_split_from, AS_SENTENCE},
        {"followed", MSG_together_said_followed, AS_SENTENCE}, {"follows", MSG_together_said_follows, AS_SENTENCE},
        {"children_told", MSG_together_said_children, AS_DAYS}, {"children_back", MSG_together_said_children_back, AS_DAYS},
        {"for", MSG_together_change_for, AS_PERSON},
        {"time", MSG_panels_change_time, AS_NUMBER},    {"check", MSG_panels_change_check, AS_NUMBER},
        {"check_done", MSG_panels_change_done, AS_NUMBER}, {"check_required", MSG_panels_change_required, AS_NUMBER},
        {"restated", MSG_panels_change_restated, AS_NUMBER}, {"restated_state", MSG_panels_change_restated, AS_RESTATED},
        {"evidence", MSG_panels_change_evidence, AS_NUMBER},
        {"late_response", MSG_clock_late_response, AS_MOMENT}, {"late_resolution", MSG_clock_late_resolution, AS_MOMENT},
        {"silent", MSG_clock_silent, AS_DAYS},          {"late_internal", MSG_groups_late_internal, AS_MOMENT},
        {"shared", MSG_groups_line, AS_SHARE},          {"stands_for", MSG_groups_stands_for, AS_WHO},
        {"session_moved", MSG_agenda_line_moved, AS_MOMENT}, {"session_withdrawn", MSG_agenda_line_withdrawn, AS_MOMENT},
        {"session_looked", MSG_agenda_line_looked, AS_MOMENT}, {"event_from", MSG_agenda_line_from, AS_MOMENT},
        {"event_to", MSG_agenda_line_to, AS_MOMENT},    {"event_mode", MSG_agenda_line_mode, AS_NUMBER},
        {"event_link", MSG_agenda_line_link, AS_NUMBER}, {"event_host", MSG_agenda_line_host, AS_NUMBER},
        {"event_person", MSG_agenda_line_person, AS_PERSON}, {"event_moderator", MSG_agenda_line_moderator, AS_PERSON},
        {"event_place", MSG_agenda_line_place, AS_NUMBER}, {"event_role", MSG_agenda_line_role, AS_NUMBER},
};

struct pair {
        char field[32];
        const char *text[2]; /* NULL: a number */
        int64_t number[2];
        int64_t kind;        /* of the ticket: a state agrees with its noun */
};

/* A JSON string at *p (behind its quote), decoded as far as we write it; moves behind the end. */
static const char *scan_string(struct ctx *c, const char **p)
{
        struct buf b;
        const char *s = *p;

        buf_init(&b, c->arena, 2 * MAX_BODY_BYTES);
        while (*s && *s != '"') {
                if (*s != '\\' || !s[1]) {
                        buf_char(&b, *s++);
                        continue;
                }
                char e = s[1];
                /* \u00XX is only written for controls, which a line does not show */
                bool unicode = e == 'u' && strnlen(s, 6) == 6;
                buf_char(&b, e == '"' || e == '\\' || e == '/' ? e : ' ');
                s += unicode ? 6 : 2;
        }
        *p = *s ? s + 1 : s;
        return b.p;
}

static bool scan_value(struct ctx *c, const char **p, struct pair *out, int i)
{
        if (**p == '"') {
                (*p)++;
                out->text[i] = scan_string(c, p);
                return true;
        }
        char *end;
        out->number[i] = strtoll(*p, &end, 10);
        bool some = end != *p;
        *p = end;
        return some;
}

static bool scan_pair(struct ctx *c, const char **p, struct pair *out)
{
        *out = (struct pair){.number = {0, 0}};
        if ((**p != '{' && **p != ',') || (*p)[1] != '"')
                return false;
        *p += 2;
        size_t n = strcspn(*p, "\"");
        if (n >= sizeof out->field || strncmp(*p + n, "\":[", 3) != 0)
                return false;
        memcpy(out->field, *p, n);
        *p += n + 3;
        if (!scan_value(c, p, out, 0) || *(*p)++ != ',' || !scan_value(c, p, out, 1))
                return false;
        return *(*p)++ == ']';
}

static const char *name_of(struct ctx *c, enum shape shape, int64_t id)
{
        const struct db_stmt *s = shape == AS_GROUP ? &tsql_line_group : shape == AS_PERSON ? &tsql_line_person
                                  : shape == AS_SERVICE ? &tsql_line_service
                                  : shape == AS_COURSE ? &tsql_line_course : &tsql_line_category;
        struct named row = {NULL};

        if (!id)
                return ctx_msg(c, MSG_change_nothing);
        if (db_one(c->db, c->arena, s, DB_ARGS(DB_I("en", c->lang == LANG_EN), DB_I("id", id)), named_cols, &row) || !row.name)
                return "?";
        return row.name;
}

/* Only whom the reader may know of. */
const char *changes_number(struct ctx *c, int64_t id)
{
        struct ticket t;

        if (!id)
                return ctx_msg(c, MSG_change_nothing);
        return ticket_load(c, id, ACT_READ, &t) ? ctx_msg(c, MSG_fields_other_ticket) : t.number;
}

static const char *value_text(struct ctx *c, const struct field_line *f, const struct pair *v, int i)
{
        if (v->text[i])
                return *v->text[i] ? text_short(c->arena, v->text[i], 80) : ctx_msg(c, MSG_change_nothing);
        switch (f->shape) {
        case AS_STATE:
                return state_label(c, v->kind, v->number[i], 0);
        case AS_PENDING:
                return v->number[i] ? state_label(c, v->kind, STATE_PENDING, v->number[i]) : ctx_msg(c, MSG_change_nothing);
        case AS_PRIORITY:
                return priority_label(c, v->number[i]);
        case AS_CHANNEL:
                return channel_label(c, v->number[i]);
        case AS_FLAG:
                return ctx_msg(c, v->number[i] ? MSG_change_yes : MSG_change_no);
        case AS_NUMBER:
                return arena_fmt(c->arena, "%lld", (long long)v->number[i]);
        case AS_TICKET:
                return changes_number(c, v->number[i]);
        case AS_RESTATED:
                return ctx_msg(c, v->number[i] == 10 ? MSG_panels_restated_asked
                                  : v->number[i] == 20 ? MSG_panels_restated_confirmed
                                  : v->number[i] == 21 ? MSG_panels_restated_voice : MSG_panels_restated_corrected);
        case AS_GROUP:
        case AS_PERSON:
        case AS_SERVICE:
        case AS_CATEGORY:
        case AS_COURSE:
        case AS_SENTENCE:
        case AS_MOMENT:
        case AS_DAYS:
        case AS_SHARE:
        case AS_WHO:
                break;
        }
        return name_of(c, f->shape, v->number[i]);
}

static const struct field_line *line_find(const char *field)
{
        for (size_t i = 0; i < ARRAY_LEN(field_lines); i++)
                if (strcmp(field_lines[i].field, field) == 0)
                        return &field_lines[i];
        return NULL;
}

/* How it came to somebody: what only says how, the names stand before it. */
static const char *share_text(struct ctx *c, int64_t why)
{
        static const int lines[] = {MSG_groups_line_round_robin, MSG_groups_line_least_loaded, MSG_groups_line_on_duty,
                                    MSG_groups_line_substitute,  MSG_groups_line_back,         MSG_groups_line_escalated};

        return ctx_msg(c, why >= SHARE_ROUND_ROBIN && why <= SHARE_ESCALATED ? lines[why - SHARE_ROUND_ROBIN] : MSG_groups_line);
}

/* A sentence of its own: what clocks tell, how a ticket came to somebody. */
static const char *told_text(struct ctx *c, const struct field_line *f, int64_t n)
{
        if (f->shape == AS_SHARE)
                return share_text(c, n);
        if (f->shape == AS_WHO) {
                struct html_arg who = {"who", name_of(c, AS_PERSON, n), 0};
                return msg_text(c->arena, c->lang, f->label, 1, &who);
        }
        if (f->shape == AS_DAYS)
                return msg_plural(c->arena, c->lang, f->label, n, 0, NULL);
        /* a journal is read and printed on other days: in full */
        struct html_arg when[] = {{"when", human_datetime(c->arena, c->lang, c->zone, n, 0), 0}};
        return msg_text(c->arena, c->lang, f->label, 1, when);
}

/* A sentence of its own about the ticket that stands second. */
static const char *sentence(struct ctx *c, const struct field_line *f, const struct pair *v)
{
        struct html_arg number = {"number", changes_number(c, v->number[1]), 0};

        return msg_text(c->arena, c->lang, f->label, 1, &number);
}

/* Did the field hold nothing on that side? Numbers that are not names have no such value. */
static bool holds_nothing(const struct field_line *f, const struct pair *v, int i)
{
        if (v->text[i])
                return !*v->text[i];
        return !v->number[i] && (f->shape == AS_PENDING || f->shape == AS_GROUP || f->shape == AS_PERSON || f->shape == AS_SERVICE ||
                                 f->shape == AS_CATEGORY || f->shape == AS_COURSE || f->shape == AS_TICKET);
}

/* Before and after, or what it is now where nothing was before.  A reason to wait says itself what it is. */
static const char *pair_text(struct ctx *c, const struct field_line *f, const struct pair *v)
{
        bool was_nothing = holds_nothing(f, v, 0);
        const char *after = value_text(c, f, v, 1);
        struct html_arg args[] = {{"field", ctx_msg(c, f->label), 0}, {"after", after, 0}, {"before", value_text(c, f, v, 0), 0}};

        if (was_nothing && f->shape == AS_PENDING)
                return after;
        return msg_text(c->arena, c->lang, was_nothing ? MSG_change_now : MSG_change_line, was_nothing ? 2 : 3, args);
}

const char *changes_line(struct ctx *c, int64_t kind, const char *changes)
{
        struct buf b;
        struct pair v;
        const char *p = changes ? changes : "";

        buf_init(&b, c->arena, 4096);
        while (scan_pair(c, &p, &v)) {
                v.kind = kind;
                const struct field_line *f = line_find(v.field);
                /* the state, told before, says that the wait is over */
                if (!f || (b.n && f->shape == AS_PENDING && holds_nothing(f, &v, 1)))
                        continue;
                if (b.n)
                        buf_str(&b, " · ");
                if (strcmp(v.field, "opened") == 0) {
                        buf_str(&b, ctx_msg(c, f->label));
                        continue;
                }
                if (f->shape == AS_SENTENCE) {
                        buf_str(&b, sentence(c, f, &v));
                        continue;
                }
                if (f->shape >= AS_MOMENT) {
                        buf_str(&b, told_text(c, f, v.number[1]));
                        continue;
                }
                buf_str(&b, pair_text(c, f, &v));
        }
        return b.p;
}

/* The choices of the ticket's forms: groups, members, services, channels, levels, moves. */
#include "desk/incident/incident_view.h"
#include "desk/people/away.h"
#include "templates.h"

static const char *number_text(struct ctx *c, int64_t v)
{
        return arena_fmt(c->arena, "%lld", (long long)v);
}

/* A list that cannot be read is an empty one: the form still works with what it knows. */
struct incident_options incident_groups(struct ctx *c, int64_t chosen, int64_t service_id)
{
        struct choice *g, *serving;
        size_t n, n_serving = 0, k = 0;
        if (group_choices(c, &g, &n) || (service_id && service_groups(c, service_id, &serving, &n_serving)))
                return (struct incident_options){NULL, 0};
        struct incident_option *o = ARENA_ARRAY(c->arena, n + n_serving, struct incident_option);
        for (size_t i = 0; i < n_serving; i++)
                o[k++] = (struct incident_option){number_text(c, serving[i].id), serving[i].name, serving[i].id == chosen};
        for (size_t i = 0; i < n; i++) {
                bool shown = false;
                for (size_t s = 0; s < n_serving; s++)
                        shown = shown || serving[s].id == g[i].id;
                if (!shown)
                        o[k++] = (struct incident_option){number_text(c, g[i].id), g[i].name, g[i].id == chosen};
        }
        return (struct incident_options){o, k};
}

struct incident_options incident_members(struct ctx *c, const struct ticket *t, int64_t group_id, int64_t chosen)
{
        struct choice *p;
        size_t n;
        bool seen = false;
        if (member_choices(c, group_id, &p, &n))
                return (struct incident_options){NULL, 0};
        struct incident_option *o = ARENA_ARRAY(c->arena, n + 1, struct incident_option);
        for (size_t i = 0; i < n; i++) {
                o[i] = (struct incident_option){number_text(c, p[i].id), p[i].name, p[i].id == chosen};
                seen = seen || p[i].id == t->assignee_id;
        }
        /* who stands in need not be of the group: saving the form must not take it from them */
        if (t->assignee_id && !seen && group_id == t->group_id)
                o[n++] = (struct incident_option){number_text(c, t->assignee_id), t->assignee_name, t->assignee_id == chosen};
        return (struct incident_options){o, n};
}

struct incident_options incident_services(struct ctx *c, int64_t chosen)
{
        struct service *s;
        size_t n;
        if (service_list(c, &s, &n))
                return (struct incident_options){NULL, 0};
        struct incident_option *o = ARENA_ARRAY(c->arena, n, struct incident_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct incident_option){number_text(c, s[i].id), s[i].name, s[i].id == chosen};
        return (struct incident_options){o, n};
}

struct incident_options incident_channels(struct ctx *c, int64_t chosen)
{
        static const int channels[] = {CHANNEL_PHONE, CHANNEL_IN_PERSON, CHANNEL_EMAIL, CHANNEL_PORTAL, CHANNEL_CHAT};
        struct incident_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(channels), struct incident_option);
        for (size_t i = 0; i < ARRAY_LEN(channels); i++)
                o[i] = (struct incident_option){number_text(c, channels[i]), channel_label(c, channels[i]),
                                                channels[i] == chosen};
        return (struct incident_options){o, ARRAY_LEN(channels)};
}

/* Three levels whose messages follow each other: impact or urgency. */
struct incident_options incident_levels(struct ctx *c, int first, int64_t chosen)
{
        const int labels[2][3] = {{MSG_desk_impact_1, MSG_desk_impact_2, MSG_desk_impact_3},
                                  {MSG_desk_urgency_1, MSG_desk_urgency_2, MSG_desk_urgency_3}};
        struct incident_option *o = ARENA_ARRAY(c->arena, 3, struct incident_option);
        for (int i = 0; i < 3; i++)
                o[i] = (struct incident_option){number_text(c, i + 1), ctx_msg(c, labels[first != MSG_desk_impact][i]),
                                                i + 1 == chosen};
        return (struct incident_options){o, 3};
}

/* Allowed moves as choices "state-pending"; waiting is one choice for each reason. */
static struct incident_options move_options(struct ctx *c, const struct ticket *t, const char *chosen)
{
        static const int waits[] = {PENDING_REQUESTER, PENDING_SUPPLIER, PENDING_SCHEDULED, PENDING_EVIDENCE,
                                    PENDING_VALIDATION};
        const int *moves = ticket_moves(c, t);
        struct incident_option *o = ARENA_ARRAY(c->arena, 16, struct incident_option);
        size_t n = 0;
        for (; *moves && n < 8; moves++) {
                bool wait = *moves == STATE_PENDING;
                for (size_t k = 0; k < (wait ? ARRAY_LEN(waits) : 1); k++, n++) {
                        int pending = wait ? waits[k] : 0;
                        o[n].value = arena_fmt(c->arena, "%d-%d", *moves, pending);
                        o[n].text = state_label(c, t->kind, *moves, pending);
                        o[n].selected = str_eq(o[n].value, chosen);
                }
        }
        return (struct incident_options){o, n};
}

/* ---- the panels ---- */

static bool may_assign(struct ctx *c, const struct ticket *t)
{
        return ticket_can(c, t, ACT_ASSIGN);
}

static bool may_work(struct ctx *c, const struct ticket *t)
{
        return ticket_can(c, t, ACT_WORK);
}

static bool may_move(struct ctx *c, const struct ticket *t)
{
        return may_work(c, t) && *ticket_moves(c, t);
}

static bool may_answer(struct ctx *c, const struct ticket *t)
{
        return may_work(c, t) && !ticket_lacks(t, HOLDS_INTAKE);
}

static const struct panel_row {
        const char *name;
        int title;
        const char *hotkey;
        bool (*may)(struct ctx *c, const struct ticket *t);
} panel_rows[] = {
        {"assign", MSG_desk_assign, "u", may_assign},
        {"state", MSG_desk_change_state, NULL, may_move},
        {"mark", MSG_fields_mark, NULL, may_work},
        {"fields", MSG_desk_edit, NULL, may_work},
        {"answers", MSG_intake_edit, NULL, may_answer},
        {"advice", MSG_recipients_advice_ask, NULL, incident_may_ask},
};

static bool panels_view(struct ctx *c, const struct ticket *t, struct incident_forms *v)
{
        struct incident_panel *p = ARENA_ARRAY(c->arena, ARRAY_LEN(panel_rows), struct incident_panel);
        bool found = !*v->open;
        for (size_t i = 0; i < ARRAY_LEN(panel_rows); i++) {
                const struct panel_row *r = &panel_rows[i];
                if (!r->may(c, t))
                        continue;
                bool open = str_eq(r->name, v->open);
                p[v->n_panels++] = (struct incident_panel){r->name, ctx_msg(c, r->title), r->hotkey, open};
                found = found || open;
        }
        v->panels = p;
        return found;
}

static enum status fields_form(struct ctx *c, const struct ticket *t, struct incident_forms *v)
{
        v->services = incident_services(c, t->service_id);
        v->channels = incident_channels(c, t->channel);
        v->impacts = incident_levels(c, MSG_desk_impact, t->impact);
        v->urgencies = incident_levels(c, MSG_desk_urgency, t->urgency);
        v->categories = incident_categories(c, t->service_id, t->category_id);
        v->subject = t->subject;
        v->description = t->description;
        v->site = t->site;
        v->room = t->room;
        v->equipment = t->equipment;
        v->confidential = t->confidential;
        incident_course_field(c, t, false, &v->course);
        return incident_forms_extra(c, t, false, v);
}

enum status incident_forms_view(struct ctx *c, const struct ticket *t, const char *open, struct incident_forms *v)
{
        *v = (struct incident_forms){.t = t, .url = incident_url(c, t), .open = open, .reason = "", .question = "", .shortcuts = true};
        if (!panels_view(c, t, v))
                return ST_NOT_FOUND;
        if (str_eq(open, "assign")) {
                v->groups = incident_groups(c, t->group_id, t->service_id);
                v->members = incident_members(c, t, t->group_id, t->assignee_id);
        } else if (str_eq(open, "state")) {
                v->moves = move_options(c, t, "");
                return incident_resolve_view(c, t, false, v);
        } else if (str_eq(open, "advice")) {
                v->groups = incident_groups(c, 0, t->service_id);
        }
        if (str_eq(open, "fields"))
                return fields_form(c, t, v);
        if (str_eq(open, "answers"))
                return intake_asked(c, t, false, &v->questions, &v->n_questions);
        return str_eq(open, "mark") ? incident_forms_extra(c, t, false, v) : ST_OK;
}

/* ---- what was typed ---- */

static const char *typed_text(struct ctx *c, const char *name, const char *otherwise)
{
        const char *v = form_value(c, name);
        return v ? v : otherwise;
}

static int64_t typed_id(struct ctx *c, const char *name, int64_t otherwise)
{
        int64_t id;
        const char *v = form_value(c, name);
        return v && text_i64(v, &id) ? id : otherwise;
}

static void differs(struct ctx *c, struct buf *b, int label, const char *now, const char *typed)
{
        if (str_eq(now ? now : "", typed ? typed : ""))
                return;
        struct html_arg args[] = {{"label", ctx_msg(c, label), 0}, {"value", now && *now ? now : "–", 0}};
        if (b->n)
                buf_str(b, " · ");
        buf_str(b, msg_text(c->arena, c->lang, MSG_desk_chip, ARRAY_LEN(args), args));
}

static const char *chosen(const struct incident_options *o)
{
        for (size_t i = 0; i < o->n_rows; i++)
                if (o->rows[i].selected)
                        return o->rows[i].text;
        return "";
}

static void typed_assign(struct ctx *c, const struct ticket *t, struct incident_forms *v, struct buf *now)
{
        int64_t group = typed_id(c, "group", t->group_id);
        v->groups = incident_groups(c, group, t->service_id);
        v->members = incident_members(c, t, group, typed_id(c, "assignee", 0));
        v->e_assignee = form_msg(c, "assignee");
        differs(c, now, MSG_desk_group, t->group_name, chosen(&v->groups));
        differs(c, now, MSG_desk_assignee, t->assignee_name, chosen(&v->members));
}

static void typed_state(struct ctx *c, const struct ticket *t, struct incident_forms *v, struct buf *now)
{
        v->moves = move_options(c, t, typed_text(c, "move", ""));
        v->reason = typed_text(c, "reason", "");
        v->e_reason = form_msg(c, "reason");
        differs(c, now, MSG_desk_state, state_label(c, t->kind, t->state, t->pending), "");
}

static void typed_fields(struct ctx *c, const struct ticket *t, struct incident_forms *v, struct buf *now)
{
        v->subject = typed_text(c, "subject", t->subject);
        v->description = typed_text(c, "description", t->description);
        v->site = typed_text(c, "site", t->site);
        v->room = typed_text(c, "room", t->room);
        v->equipment = typed_text(c, "equipment", t->equipment);
        v->confidential = form_value(c, "confidential") != NULL;
        incident_course_field(c, t, true, &v->course);
        v->e_subject = form_msg(c, "subject");
        const char *impact = chosen(&v->impacts), *urgency = chosen(&v->urgencies);
        v->services = incident_services(c, typed_id(c, "service", t->service_id));
        v->impacts = incident_levels(c, MSG_desk_impact, typed_id(c, "impact", t->impact));
        v->urgencies = incident_levels(c, MSG_desk_urgency, typed_id(c, "urgency", t->urgency));
        v->channels = incident_channels(c, typed_id(c, "channel", t->channel));
        v->categories = incident_categories(c, typed_id(c, "service", t->service_id), typed_id(c, "category", 0));
        differs(c, now, MSG_desk_subject, t->subject, v->subject);
        differs(c, now, MSG_desk_service, t->service_name, chosen(&v->services));
        differs(c, now, MSG_desk_impact, impact, chosen(&v->impacts));
        differs(c, now, MSG_desk_urgency, urgency, chosen(&v->urgencies));
}

static void typed_advice(struct ctx *c, const struct ticket *t, struct incident_forms *v)
{
        v->groups = incident_groups(c, typed_id(c, "group", 0), t->service_id);
        v->question = typed_text(c, "body", "");
        v->e_question = form_msg(c, "body");
}

enum status incident_forms_typed(struct ctx *c, const struct ticket *t, const char *open, struct incident_forms *v)
{
        struct buf now;
        enum status st = incident_forms_view(c, t, open, v);
        if (st)
                return st == ST_NOT_FOUND ? ST_DENIED : st;
        buf_init(&now, c->arena, 4096);
        if (str_eq(open, "assign"))
                typed_assign(c, t, v, &now);
        else if (str_eq(open, "state"))
                typed_state(c, t, v, &now);
        else if (str_eq(open, "fields"))
                typed_fields(c, t, v, &now);
        else if (str_eq(open, "advice"))
                typed_advice(c, t, v);
        if (str_eq(open, "fields") || str_eq(open, "mark"))
                st = incident_forms_extra(c, t, true, v);
        if (str_eq(open, "state"))
                st = incident_resolve_view(c, t, true, v);
        if (str_eq(open, "answers"))
                st = intake_asked(c, t, true, &v->questions, &v->n_questions);
        if (st)
                return st;
        v->now_text = now.p;
        const char *group = str_eq(open, "advice") ? form_msg(c, "group") : NULL;
        v->error = group ? group : v->e_question ? NULL : c->why;
        return ST_OK;
}

/* What a panel holds, when somebody opens it. */
enum status incident_form_get(struct ctx *c)
{
        struct ticket t;
        struct incident_forms *v = ARENA_NEW(c->arena, struct incident_forms);
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st || (st = incident_forms_view(c, &t, ctx_var(c, "name"), v)))
                return st;
        incident_form_html(&c->html, v);
        return ST_OK;
}

/* Help requests: the kind with its moves as data, and the way from a form to a ticket.  Moves are the
 * same for pages, mail, API and board; a requester may cancel what is under way, accept or refuse a
 * solution, and reopen in the delay that ticket keeps. */
#include "desk/incident/incident.h"

#include "desk/catalog/intake.h"
#include "desk/incident/incident_pages.h"
#include "desk/people/people.h"

static const struct ticket_move_rule incident_moves[] = {
        {STATE_NEW, STATE_OPEN, ACT_WORK},          {STATE_NEW, STATE_PENDING, ACT_WORK},
        {STATE_NEW, STATE_RESOLVED, ACT_WORK},      {STATE_NEW, STATE_CANCELLED, ACT_WORK},
        {STATE_NEW, STATE_CANCELLED, ACT_ACCEPT},   {STATE_OPEN, STATE_PENDING, ACT_WORK},
        {STATE_OPEN, STATE_RESOLVED, ACT_WORK},     {STATE_OPEN, STATE_CANCELLED, ACT_WORK},
        {STATE_OPEN, STATE_CANCELLED, ACT_ACCEPT},  {STATE_PENDING, STATE_OPEN, ACT_WORK},
        {STATE_PENDING, STATE_RESOLVED, ACT_WORK},  {STATE_PENDING, STATE_CANCELLED, ACT_WORK},
        {STATE_PENDING, STATE_CANCELLED, ACT_ACCEPT}, {STATE_RESOLVED, STATE_OPEN, ACT_WORK},
        {STATE_RESOLVED, STATE_OPEN, ACT_ACCEPT},   {STATE_RESOLVED, STATE_CLOSED, ACT_WORK},
        {STATE_RESOLVED, STATE_CLOSED, ACT_ACCEPT}, {STATE_CLOSED, STATE_OPEN, ACT_WORK},
        {STATE_CLOSED, STATE_OPEN, ACT_ACCEPT},     {STATE_CANCELLED, STATE_OPEN, ACT_WORK},
        {0, 0, 0},
};

static const struct ticket_kind incident_kinds[] = {
        {.kind = TICKET_INCIDENT, .prefix = "INC", .word = "incident", .moves = incident_moves},
        {0},
};

const struct form_field help_fields[] = {
        {"service", FORM_LINE, offsetof(struct help_form, service), 0, 100, 0},
        {"subject", FORM_LINE, offsetof(struct help_form, subject), 0, 200, 0},
        {"body", FORM_TEXT, offsetof(struct help_form, body), 1, 20000, MSG_incident_body_missing},
        {"urgency", FORM_ID, offsetof(struct help_form, urgency), 0, 3, 0},
        {"site", FORM_LINE, offsetof(struct help_form, site), 0, 100, 0},
        {"room", FORM_LINE, offsetof(struct help_form, room), 0, 100, 0},
        {"equipment", FORM_LINE, offsetof(struct help_form, equipment), 0, 100, 0},
        {"reach", FORM_LINE, offsetof(struct help_form, reach), 0, 200, 0},
        {"persona", FORM_LINE, offsetof(struct help_form, persona), 0, 50, 0},
        {NULL, FORM_LINE, 0, 0, 0, 0},
};

static const char *words_of(struct ctx *c, const struct help_form *f)
{
        if (!f->reach || text_blank(f->reach))
                return f->body;
        struct html_arg arg = {"reach", f->reach, 0};
        return arena_fmt(c->arena, "%s\n\n%s", f->body, msg_text(c->arena, c->lang, MSG_incident_reach, 1, &arg));
}

static enum status service_id(struct ctx *c, const char *code, int64_t *id)
{
        struct service s;

        *id = 0;
        if (!code || text_blank(code))
                return ST_OK;
        enum status st = service_by_code(c, code, &s);
        if (st == ST_NOT_FOUND) {
                form_error(c, "service", MSG_ticket_service_unknown);
                return ST_OK;
        }
        if (!st)
                *id = s.id;
        return st;
}

enum status incident_report(struct ctx *c, const struct help_form *form, struct ticket *out)
{
        const char *body = form->body ? form->body : "";
        bool named = form->subject && !text_blank(form->subject);
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .confidential = -1, .stated_urgency = form->urgency,
                                 .persona = form->persona, .site = form->site, .room = form->room,
                                 .equipment = form->equipment};

        if (text_blank(body) && !form_msg(c, "body"))
                form_error(c, "body", MSG_incident_body_missing);
        enum status st = service_id(c, form->service, &d.service_id);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (st)
                return st;
        d.subject = named ? form->subject : intake_subject(c->arena, body);
        if (text_blank(d.subject))
                d.subject = ctx_msg(c, MSG_incident_name);
        d.description = words_of(c, form);
        return ticket_open(c, &d, out);
}

const struct slice slice_incident = {
        .name = "incident", .routes = incident_routes, .stmts = incident_page_stmts, .kinds = incident_kinds};

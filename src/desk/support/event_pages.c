/* One support task: its event on the ticket's page, and the form that moves it.  A change that meets a taken room says
 * who has it and makes the way out the main button; what was typed stays. */
#include "desk/support/choices.h"
#include "desk/support/event_view.h"
#include "desk/ticket/flag.h"
#include "desk/ticket/panel.h"
#include "templates.h"

extern const struct slice slice_support_event;

static const char *event_when(struct ctx *c, const struct support *s)
{
        struct html_arg args[] = {{"day", human_date(c->arena, c->lang, c->zone, s->from_at), 0}, {"span", cal_span_text(c, s->from_at, s->to_at), 0}};

        return msg_text(c->arena, c->lang, MSG_support_day_span, 2, args);
}

static enum status event_show(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        struct support s;
        struct event_panel v = {.number = t->number};
        enum status st = support_load(c, id, &s);

        if (st) /* a task of this kind that has no event: opened by a program before it gave one */
                return st == ST_NOT_FOUND ? ST_OK : st;
        v.s = &s;
        v.when = event_when(c, &s);
        v.may = ticket_can(c, t, ACT_WORK) && t->state < STATE_RESOLVED;
        v.edit = arena_fmt(c->arena, "/support/%s/edit", t->number);
        v.seen = arena_fmt(c->arena, "/support/%s/seen", t->number);
        v.has_link = s.link && *s.link;
        v.link = plain_text(c->arena, s.link ? s.link : "");
        v.on_call = s.state < STATE_RESOLVED && !str_eq(s.mode, "accompany") && !str_eq(s.mode, "recording_cubicle");
        if (s.state < STATE_RESOLVED && !s.room_id) {
                struct booking_offer o = {0};
                st = booking_lost(c, id, s.from_at, s.to_at, &o, &v.room_lost);
                v.offer_label = o.label;
                v.offer_value = o.label ? cal_offer_text(c, &o) : NULL;
                v.room_action = arena_fmt(c->arena, "/support/%s/room", t->number);
        }
        if (st)
                return st;
        st = s.state < STATE_RESOLVED ? cal_clash_lines(c, s.assignee_id, s.from_at, s.to_at, s.ticket_id, &v.clashes, &v.n_clashes) : ST_OK;
        if (!st)
                event_panel_html(to, &v);
        return st;
}

/* ---- the form ------------------------------------------------------------------------------------------------------ */

static void errors_view(struct ctx *c, struct event_edit *v)
{
        v->e_from = form_msg(c, "from");
        v->e_to = form_msg(c, "to");
        v->e_room = form_msg(c, "room");
        v->e_link = form_msg(c, "link");
        v->e_host = form_msg(c, "host");
        v->e_person = form_msg(c, "person");
        v->e_moderator = form_msg(c, "moderator");
        v->e_mode = form_msg(c, "mode");
        v->e_role = form_msg(c, "role");
        v->e_place = form_msg(c, "place");
}

/* POST: what was typed; else what is. */
static int64_t chosen(struct ctx *c, const char *name, int64_t saved)
{
        return c->req->method == HTTP_POST ? cal_number_typed(c, name) : saved;
}

static enum status edit_show(struct ctx *c, const struct ticket *t, const struct booking_offer *o, const char *error)
{
        struct support s;
        struct event_edit *v = ARENA_NEW(c->arena, struct event_edit);
        enum status st = support_load(c, t->id, &s);

        if (!st)
                st = cal_room_choices(c, chosen(c, "room", s.room_id), &v->rooms, &v->n_rooms);
        if (!st)
                st = cal_people_choices(c, s.course_id, chosen(c, "person", s.person_id), s.person_name, &v->people, &v->n_people);
        if (!st)
                st = cal_people_choices(c, s.course_id, chosen(c, "moderator", s.moderator_id), s.moderator_name, &v->moderators, &v->n_moderators);
        if (!st)
                st = cal_clash_lines(c, s.assignee_id, s.from_at, s.to_at, s.ticket_id, &v->clashes, &v->n_clashes);
        if (st)
                return st;
        cal_word_choices(c, support_modes, support_mode_label, cal_text_typed(c, "mode", s.mode), &v->modes, &v->n_modes);
        cal_word_choices(c, support_roles, support_role_label, cal_text_typed(c, "role", s.role), &v->roles, &v->n_roles);
        v->day = cal_text_typed(c, "day", cal_day_text(c, s.from_at));
        v->from = cal_text_typed(c, "from", cal_hour_text(c, s.from_at));
        v->to = cal_text_typed(c, "to", cal_hour_text(c, s.to_at));
        v->place = cal_text_typed(c, "place", s.place);
        v->link = cal_text_typed(c, "link", s.link);
        v->host = cal_text_typed(c, "host", s.host);
        v->who = cal_text_typed(c, "who", "");
        v->who_pick = cal_text_typed(c, "who_pick", "");
        v->version = t->version;
        v->action = arena_fmt(c->arena, "/support/%s/edit", t->number);
        v->back = arena_fmt(c->arena, "/tickets/%s", t->number);
        v->title = arena_fmt(c->arena, "%s, %s", t->number, t->subject);
        v->error = error;
        if (o && o->label) {
                v->offer_label = o->label;
                v->offer_value = cal_offer_text(c, o);
        }
        errors_view(c, v);
        page_init(c, &v->page, v->title, "calendar");
        v->page.page_script_desk = true;
        event_edit_html(&c->html, v);
        return ST_OK;
}

static enum status edit_get(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        return st ? st : edit_show(c, &t, NULL, NULL);
}

static void patch_read(struct ctx *c, struct support_patch *p)
{
        const char *day = form_value(c, "day"), *offer = form_value(c, "offer");
        struct booking_draft o;

        *p = SUPPORT_PATCH_NONE;
        p->from_at = cal_moment_typed(c, day, form_value(c, "from"));
        p->to_at = cal_moment_typed(c, day, form_value(c, "to"));
        p->room_id = cal_number_typed(c, "room");
        if (offer && *offer && cal_offer_read(offer, &o)) {
                p->room_id = o.room_id;
                p->from_at = o.from_at;
                p->to_at = o.to_at;
        }
        p->mode = form_value(c, "mode");
        p->role = form_value(c, "role");
        p->link = form_value(c, "link");
        p->host = form_value(c, "host");
        p->place = form_value(c, "place");
        cal_person_typed(c, "who", "person", "person", &p->person_id);
        p->moderator_id = cal_number_typed(c, "moderator");
}

static enum status edit_post(struct ctx *c)
{
        struct ticket t;
        struct support_patch p;
        struct booking_offer o = {0};
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (st)
                return st;
        patch_read(c, &p);
        st = c->n_error ? ST_INVALID : support_change(c, &t, &p, cal_number_typed(c, "version"), &o);
        if (st == ST_INVALID || st == ST_CONFLICT || st == ST_STALE) {
                c->res->status = st == ST_INVALID ? 422 : 409;
                return edit_show(c, &t, &o, c->n_error ? NULL : c->why);
        }
        if (st)
                return st;
        page_notice(c, "support.saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/tickets/%s", t.number));
}

/* The main button beside a room that is lost: the room offered, at its hours. */
static enum status room_post(struct ctx *c)
{
        struct ticket t;
        struct booking_draft d = {0};
        struct booking_offer o = {0};
        struct support_patch p = SUPPORT_PATCH_NONE;
        const char *typed = form_value(c, "offer");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (st)
                return st;
        if (!typed || !cal_offer_read(typed, &d))
                return ST_INVALID;
        p.room_id = d.room_id;
        p.from_at = d.from_at;
        p.to_at = d.to_at;
        st = support_change(c, &t, &p, 0, &o);
        if (st == ST_INVALID || st == ST_CONFLICT) { /* gone too: the form says what is free now, nothing typed is lost */
                page_notice(c, "support.room_taken_too", NULL);
                return ctx_redirect(c, arena_fmt(c->arena, "/support/%s/edit", t.number));
        }
        if (st)
                return st;
        page_notice(c, "support.saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/tickets/%s", t.number));
}

static enum status seen_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (!st)
                st = support_unflag(c, &t, 0);
        if (st)
                return st;
        page_notice(c, "support.seen", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/tickets/%s", t.number));
}

static const struct route event_routes[] = {
        {HTTP_GET, "/support/{id}/edit", PERM_AGENT, edit_get, 0, NULL},
        {HTTP_POST, "/support/{id}/edit", PERM_AGENT, edit_post, 0, NULL},
        {HTTP_POST, "/support/{id}/room", PERM_AGENT, room_post, 0, NULL},
        {HTTP_POST, "/support/{id}/seen", PERM_AGENT, seen_post, 0, NULL},
        {0}};
static const struct panel event_panels[] = {{"event", PANEL_DESK, 1 << TICKET_SUPPORT_TASK, event_show}, {0}};

const struct slice slice_support_event = {.name = "support-event", .routes = event_routes, .panels = event_panels};

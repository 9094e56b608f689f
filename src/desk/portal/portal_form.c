/* The help form: read, refused with everything kept, or made a ticket.  A form sent twice makes one
 * ticket: each rendering carries a number of its own, remembered with the ticket it made. */
#include "desk/portal/portal.h"
#include "templates.h"

static const struct form_field help_fields[] = {
        {"service", FORM_LINE, offsetof(struct help_form, service), 1, 60, MSG_portal_form_no_service},
        {"subject", FORM_LINE, offsetof(struct help_form, subject), 1, 200, MSG_portal_form_no_subject},
        {"body", FORM_TEXT, offsetof(struct help_form, body), 1, 16000, MSG_portal_form_no_body},
        {"reach", FORM_LINE, offsetof(struct help_form, reach), 0, 120, 0},
        {"course", FORM_LINE, offsetof(struct help_form, course), 0, 250, 0},
        {"other", FORM_LINE, offsetof(struct help_form, other), 0, 254, 0},
        {"urgency", FORM_ID, offsetof(struct help_form, urgency), 1, 3, MSG_portal_form_no_urgency},
        {"persona", FORM_LINE, offsetof(struct help_form, persona), 0, 40, 0},
        {"once", FORM_LINE, offsetof(struct help_form, once), 0, 60, 0},
        {0}};

/* Whoever studies, teaches or presents is asked which course it is about; others would not know. */
static enum status course_fill(struct ctx *c, struct portal_form *v)
{
        struct course *own;
        enum status st = course_choices(c, c->actor->person_id, &own, &v->course.n_own);

        v->course.own = own;
        v->course.value = v->in.course ? v->in.course : "";
        v->course.error = form_msg(c, "course");
        if (!st)
                st = course_concerns(c, &v->ask_course);
        v->ask_course = v->ask_course || *v->course.value;
        return st;
}

static enum status render(struct ctx *c, const struct intake *asked, struct portal_form *v)
{
        enum status st = intake_form(c, asked, &v->asked);
        if (st)
                return st;
        page_init(c, &v->page, v->service.name, "services");
        v->page.crumbs[0] = (struct page_crumb){"/services", ctx_msg(c, MSG_portal_services)};
        v->page.crumbs[1] = (struct page_crumb){arena_fmt(c->arena, "/services/%s", v->service.code), v->service.name};
        v->page.crumbs[2] = (struct page_crumb){NULL, ctx_msg(c, MSG_portal_form_crumb)};
        v->page.n_crumbs = 3;
        v->e_subject = form_msg(c, "subject");
        v->e_body = form_msg(c, "body");
        v->e_files = form_msg(c, "files");
        v->e_urgency = form_msg(c, "urgency");
        v->e_reach = form_msg(c, "reach");
        v->e_other = form_msg(c, "other");
        v->e_persona = form_msg(c, "persona");
        st = service_evidence(c, v->service.id, &v->evidence);
        if (st)
                return st;
        if (!st)
                st = course_fill(c, v);
        if (st)
                return st;
        if (!v->in.once || !*v->in.once)
                v->in.once = random_token(c->arena);
        portal_form_html(&c->html, v);
        return ST_OK;
}

static bool persona_offered(const struct portal_form *v, const char *kind)
{
        for (size_t i = 0; i < v->n_personas; i++)
                if (str_eq(v->personas[i].kind, kind))
                        return true;
        return false;
}

/* As what one asks: what the address says, else what one was last time, else the first that fits. */
static enum status personas(struct ctx *c, struct portal_form *v, const char *wanted)
{
        struct audience *a;
        enum status st = audience_personas(c, v->service.id, &a, &v->n_personas);
        const char *last = c->actor->persona ? c->actor->persona : "";
        if (st)
                return st;
        v->personas = a;
        v->in.persona = persona_offered(v, wanted) ? wanted : persona_offered(v, last) ? last : v->n_personas ? a[0].kind : "";
        return ST_OK;
}

enum status portal_form_page(struct ctx *c)
{
        struct intake asked;
        struct portal_form v = {.in = {.subject = "", .body = "", .reach = "", .other = "", .urgency = 2}};
        enum status st = service_by_code(c, ctx_var(c, "slug"), &v.service);
        if (!st)
                st = personas(c, &v, ctx_param(c, "as"));
        if (st)
                return st;
        const char *draft = NULL;
        st = draft_load(c, request_draft_place(c, v.service.code), &draft);
        if (st && st != ST_NOT_FOUND)
                return st;
        if (!st && draft) {
                v.in.body = draft;
                v.restored = true;
        }
        const char *typed = ctx_param(c, "subject");
        if (*typed)
                v.in.subject = typed;
        st = intake_read(c, v.service.id, false, &asked);
        return st ? st : render(c, &asked, &v);
}

enum status portal_form_draft(struct ctx *c)
{
        struct service s;
        const char *body = form_value(c, "body");
        enum status st = service_by_code(c, ctx_var(c, "slug"), &s);
        if (!st)
                st = draft_save(c, request_draft_place(c, s.code), body ? body : "");
        if (!st)
                portal_saved_html(&c->html, &(struct portal_form){.restored = true});
        return st;
}

/* What is said of reachability goes under the words, as part of them. */
static const char *full_text(struct ctx *c, const struct help_form *in)
{
        if (!*in->reach)
                return in->body;
        struct html_arg arg = {"reach", in->reach, 0};
        return arena_fmt(c->arena, "%s\n\n%s", in->body, msg_text(c->arena, c->lang, MSG_portal_form_reach_line, 1, &arg));
}

/* Whom it is for: an exact login or address, else an error that says nothing about who exists. */
static enum status other_person(struct ctx *c, const struct help_form *in, int64_t *id)
{
        *id = 0;
        if (text_blank(in->other))
                return ST_OK;
        enum status st = person_known(c, in->other, id);
        if (st != ST_NOT_FOUND)
                return st;
        form_error(c, "other", MSG_recipients_unknown);
        return ST_INVALID;
}

static enum status open_ticket(struct ctx *c, const struct portal_form *v, const struct intake *asked, int64_t other,
                               struct ticket *t)
{
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = v->in.subject, .description = full_text(c, &v->in),
                                 .service_id = v->service.id, .requested_for_id = other, .stated_urgency = v->in.urgency,
                                 .urgency = v->in.urgency, .channel = CHANNEL_PORTAL, .confidential = -1,
                                 .persona = v->in.persona};
        const char *before = NULL;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, v->in.once, &before);
        if (!st && before)
                return ticket_find(c, before, ACT_READ, t);
        if (!st)
                st = course_resolve(c, "course", v->in.course, &d.course_id);
        if (!st)
                st = intake_open(c, &d, asked, t);
        if (!st)
                st = once_keep(c, v->in.once, t->number);
        if (!st && *v->in.persona)
                st = session_persona(c, v->in.persona);
        if (!st)
                st = draft_drop(c, request_draft_place(c, v->service.code));
        return st ? st : db_commit(&tx);
}

enum status portal_form_post(struct ctx *c)
{
        struct portal_form v = {0};
        struct intake asked;
        struct ticket t;
        bool good = form_read(c, help_fields, &v.in);
        enum status st = service_by_code(c, v.in.service, &v.service);
        if (st)
                return st;
        const char *persona = v.in.persona;
        if ((st = personas(c, &v, persona)))
                return st;
        if (str_eq(form_value(c, "do"), "fields")) { /* without script: the questions of the kind just chosen */
                c->n_error = 0;
                st = intake_read(c, v.service.id, false, &asked);
                return st ? st : render(c, &asked, &v);
        }
        if (*persona && !persona_offered(&v, persona)) {
                form_error(c, "persona", MSG_portal_form_bad_persona);
                good = false;
        }
        int64_t other;
        st = other_person(c, &v.in, &other);
        if (st && st != ST_INVALID)
                return st;
        enum status read = intake_read(c, v.service.id, true, &asked);
        if (read)
                return read;
        read = evidence_wanted(c, v.service.id); /* every error at once: also when others keep the form back */
        if (read && read != ST_INVALID)
                return read;
        if (good && !st && !c->n_error) {
                st = open_ticket(c, &v, &asked, other, &t);
                if (st == ST_OK) {
                        page_notice(c, "portal.sent", NULL);
                        return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", t.number));
                }
                if (st != ST_INVALID)
                        return st;
        }
        c->res->status = 422;
        return render(c, &asked, &v);
}

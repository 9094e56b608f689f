/* Opening a request for somebody: the phone call, the visit at the counter.  The person is a text
 * field that the server resolves (name, login, student number, mail, phone); with a script it suggests,
 * without one it answers with the people that fit. */
#include "desk/incident/incident_view.h"
#include "templates.h"

enum { SUGGESTED = 8 };

struct new_in {
        const char *person, *subject, *description, *once, *course;
        int64_t person_id, channel, service, group, impact, urgency;
};
static const struct form_field new_form[] = {
        {"person", FORM_LINE, offsetof(struct new_in, person), 1, 200, MSG_desk_person_missing},
        {"person_id", FORM_ID, offsetof(struct new_in, person_id), 0, INT64_MAX, 0},
        {"channel", FORM_ID, offsetof(struct new_in, channel), 0, 100, 0},
        {"service", FORM_ID, offsetof(struct new_in, service), 0, INT64_MAX, 0},
        {"group", FORM_ID, offsetof(struct new_in, group), 0, INT64_MAX, 0},
        {"impact", FORM_ID, offsetof(struct new_in, impact), 0, 3, 0},
        {"urgency", FORM_ID, offsetof(struct new_in, urgency), 0, 3, 0},
        {"subject", FORM_LINE, offsetof(struct new_in, subject), 1, MAX_SUBJECT_BYTES, MSG_desk_subject_missing},
        {"description", FORM_TEXT, offsetof(struct new_in, description), 0, MAX_BODY_BYTES / 4, 0},
        {"course", FORM_LINE, offsetof(struct new_in, course), 0, 250, 0},
        {"once", FORM_LINE, offsetof(struct new_in, once), 0, 60, 0},
        {0},
};

static enum status new_view(struct ctx *c, const struct new_in *in, const struct intake *asked, struct incident_new *v)
{
        v->groups = incident_groups(c, in->group, in->service);
        v->services = incident_services(c, in->service);
        v->channels = incident_channels(c, in->channel ? in->channel : CHANNEL_PHONE);
        v->impacts = incident_levels(c, MSG_desk_impact, in->impact ? in->impact : 2);
        v->urgencies = incident_levels(c, MSG_desk_urgency, in->urgency);
        v->person = in->person ? in->person : "";
        v->subject = in->subject ? in->subject : "";
        v->description = in->description ? in->description : "";
        v->course = (struct course_field){.value = in->course ? in->course : "", .error = form_msg(c, "course"), .desk = true};
        v->once = random_token(c->arena);
        v->e_person = form_msg(c, "person");
        v->e_subject = form_msg(c, "subject");
        v->e_description = form_msg(c, "description");
        v->e_service = form_msg(c, "service");
        v->e_files = form_msg(c, "files");
        incident_desk_page(c, &v->page, ctx_msg(c, MSG_layout_new_ticket), "");
        return intake_form(c, asked, &v->asked);
}

enum status incident_new_get(struct ctx *c)
{
        struct incident_new *v = ARENA_NEW(c->arena, struct incident_new);
        struct new_in in = {.person = ctx_param(c, "person")};
        struct intake asked;
        enum status st = intake_read(c, 0, false, &asked);
        if (!st)
                st = new_view(c, &in, &asked, v);
        if (!st)
                incident_new_html(&c->html, v);
        return st;
}

static const char *person_line(struct ctx *c, const struct person *p)
{
        const char *mail = p->mail && *p->mail ? p->mail : p->login && *p->login ? p->login : "";
        return *mail ? arena_fmt(c->arena, "%s (%s)", p->name, mail) : p->name;
}

/* One person, or the choice among those who fit, or an error that says what to try. */
static enum status person_resolve(struct ctx *c, struct new_in *in, struct incident_new *v)
{
        struct person who, *found;
        size_t n;
        enum status st;
        if (in->person_id && !person_load(c, in->person_id, &who))
                return ST_OK;
        in->person_id = 0;
        if (!*in->person)
                return ST_OK;
        /* "ada" is a login, "Ada" is a first name that a login may look like */
        if (!(st = person_by_login(c, in->person, &who)) && str_eq(who.login, in->person))
                in->person_id = who.id;
        if (in->person_id || (st && st != ST_NOT_FOUND))
                return st;
        if ((st = person_search(c, in->person, &found, &n)))
                return st;
        if (n == 1) {
                in->person_id = found[0].id;
                return ST_OK;
        }
        form_error(c, "person", n ? MSG_desk_person_several : MSG_desk_person_none);
        struct incident_option *o = ARENA_ARRAY(c->arena, SUGGESTED, struct incident_option);
        for (v->people.n_rows = 0; v->people.n_rows < n && v->people.n_rows < SUGGESTED; v->people.n_rows++)
                o[v->people.n_rows] = (struct incident_option){
                        arena_fmt(c->arena, "%lld", (long long)found[v->people.n_rows].id),
                        person_line(c, &found[v->people.n_rows]), false};
        v->people.rows = o;
        return ST_OK;
}

static enum status new_open(struct ctx *c, const struct new_in *in, const struct intake *asked, struct ticket *t)
{
        struct ticket_draft d = {
                .kind = TICKET_INCIDENT, .subject = in->subject, .description = in->description,
                .requester_id = in->person_id, .service_id = in->service, .group_id = in->group,
                .impact = in->impact, .urgency = in->urgency,
                .channel = in->channel ? (int)in->channel : CHANNEL_PHONE, .confidential = -1,
        };
        const char *before = NULL;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, in->once, &before);
        if (!st && before)
                return ticket_find(c, before, ACT_READ, t);
        if (!st)
                st = course_resolve(c, "course", in->course, &d.course_id);
        if (!st)
                st = intake_open(c, &d, asked, t);
        if (!st)
                st = once_keep(c, in->once, t->number);
        return st ? st : db_commit(&tx);
}

/* The form once more: with its errors, or with the questions of the kind just chosen. */
static enum status new_again(struct ctx *c, const struct new_in *in, const struct intake *asked, struct incident_new *v)
{
        enum status st = new_view(c, in, asked, v);
        if (c->n_error)
                c->res->status = 422;
        if (!st)
                incident_new_html(&c->html, v);
        return st;
}

enum status incident_new_post(struct ctx *c)
{
        struct incident_new *v = ARENA_NEW(c->arena, struct incident_new);
        struct new_in in;
        struct intake asked;
        struct ticket t;
        bool again = str_eq(form_value(c, "do"), "fields");
        form_read(c, new_form, &in);
        if (again)
                c->n_error = 0;
        enum status st = intake_read(c, in.service, !again, &asked);
        if (!st && !again)
                st = person_resolve(c, &in, v);
        if (st)
                return st;
        if (again || c->n_error)
                return new_again(c, &in, &asked, v);
        st = new_open(c, &in, &asked, &t);
        if (st == ST_INVALID)
                return new_again(c, &in, &asked, v);
        if (st)
                return st;
        page_notice(c, "desk.opened", NULL);
        return ctx_redirect(c, incident_url(c, &t));
}

/* Suggestions while typing. */
enum status incident_people_get(struct ctx *c)
{
        struct person *found = NULL;
        size_t n = 0;
        const char *as = ctx_param(c, "as"), *typed = ctx_param(c, *as ? as : "person"); /* the field that asks */
        enum status st = utf8_count(typed) < 2 ? ST_OK : person_search(c, typed, &found, &n);
        if (st)
                return st;
        n = n < SUGGESTED ? n : SUGGESTED;
        struct incident_option *o = ARENA_ARRAY(c->arena, n, struct incident_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct incident_option){arena_fmt(c->arena, "%lld", (long long)found[i].id), person_line(c, &found[i]),
                                                false};
        struct incident_options v = {o, n};
        incident_people_html(&c->html, &v);
        return ST_OK;
}

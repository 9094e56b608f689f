/* A call becomes a ticket, once: its number is the once-key, so that what is sent twice opens one.  The fields are those
 * of the phone entry, however they come. */
#include "desk/catalog/call.h"

#include "desk/ticket/course.h"

static const struct form_field call_fields[] = {
        {"person", FORM_LINE, offsetof(struct call_in, who.person), 0, 200, 0},
        {"pick", FORM_LINE, offsetof(struct call_in, who.pick), 0, 20, 0},
        {"mail", FORM_LINE, offsetof(struct call_in, who.mail), 0, 254, 0},
        {"phone", FORM_LINE, offsetof(struct call_in, who.phone), 0, 40, 0},
        {"person_id", FORM_ID, offsetof(struct call_in, who.person_id), 0, INT64_MAX, 0},
        {"description", FORM_TEXT, offsetof(struct call_in, description), 1, 16000, MSG_calls_what_missing},
        {"urgency", FORM_ID, offsetof(struct call_in, urgency), 0, 3, 0},
        {"school", FORM_LINE, offsetof(struct call_in, school), 0, 150, 0},
        {"programme", FORM_LINE, offsetof(struct call_in, programme), 0, 150, 0},
        {"course", FORM_LINE, offsetof(struct call_in, course), 0, 150, 0},
        {"study_year", FORM_LINE, offsetof(struct call_in, study_year), 0, 40, 0},
        {"service", FORM_ID, offsetof(struct call_in, service), 0, INT64_MAX, 0},
        {"group", FORM_ID, offsetof(struct call_in, group), 0, INT64_MAX, 0},
        {"solution", FORM_TEXT, offsetof(struct call_in, solution), 0, 16000, 0},
        {"written", FORM_FLAG, offsetof(struct call_in, written), 0, 0, 0},
        {"written_asked", FORM_FLAG, offsetof(struct call_in, written_asked), 0, 0, 0},
        {"do", FORM_LINE, offsetof(struct call_in, act), 0, 20, 0},
        {0}};

void call_read(struct ctx *c, struct call_in *in)
{
        form_read(c, call_fields, in);
}

/* The course of the timetable when one fits what was said; else it is kept as said. */
static enum status course_said(struct ctx *c, const char *said, int64_t *id)
{
        struct course one, *found;
        size_t n;

        *id = 0;
        if (text_blank(said))
                return ST_OK;
        enum status st = course_by_code(c, said, NULL, &one);
        if (!st)
                *id = one.id;
        if (st != ST_NOT_FOUND)
                return st;
        st = course_find(c, said, 0, &found, &n);
        if (!st && n == 1)
                *id = found[0].id;
        return st;
}

static enum status written_ask(struct ctx *c, const struct caller *who, struct ticket *t)
{
        enum lang lang = str_eq(who->lang, "en") ? LANG_EN : LANG_FR;

        if (!ticket_can(c, t, ACT_WORK)) {
                form_error(c, "written", MSG_calls_not_yours);
                return ST_INVALID;
        }
        return ticket_move(c, t, STATE_PENDING, PENDING_REQUESTER, msg(lang, MSG_calls_written_words), 0);
}

static enum status solve(struct ctx *c, const struct call_in *in, struct ticket *t)
{
        if (!ticket_can(c, t, ACT_WORK)) {
                form_error(c, "solution", MSG_calls_not_yours);
                return ST_INVALID;
        }
        enum status st = ticket_can(c, t, ACT_TAKE) ? ticket_take(c, t) : ST_OK;
        if (!st)
                st = ticket_move(c, t, STATE_RESOLVED, 0, in->solution, 0);
        /* what resolving asks has its own names: here they are fields of this form */
        const char *why = form_msg(c, "reason"), *nature = form_msg(c, "category");
        if (st == ST_INVALID && why)
                form_error_text(c, "solution", why);
        if (st == ST_INVALID && nature)
                form_error_text(c, "nature", nature);
        return st;
}

static enum status opened(struct ctx *c, const struct call *k, const struct call_in *in, struct intake *asked, struct caller *who,
                          struct ticket *t)
{
        const char *subject = intake_subject(c->arena, in->description);
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = text_blank(subject) ? ctx_msg(c, MSG_calls_subject) : subject,
                                 .description = in->description, .service_id = in->service, .group_id = in->group,
                                 .urgency = in->urgency, .stated_urgency = in->urgency, .channel = CHANNEL_PHONE, .confidential = -1};
        enum status st = course_said(c, in->course, &d.course_id);

        asked->school = in->school;
        asked->programme = in->programme;
        asked->course = d.course_id ? "" : in->course;
        asked->study_year = in->study_year;
        asked->picked_at = k->picked_at;
        asked->call_ms = call_ms(c, k);
        if (!st && who->fresh)
                st = caller_add(c, &in->who, who);
        d.requester_id = who->id;
        if (!st)
                st = intake_open(c, &d, asked, t);
        if (!st && str_eq(in->act, "solve"))
                st = solve(c, in, t);
        else if (!st && in->written)
                st = written_ask(c, who, t);
        return st;
}

static const char *once_of(struct ctx *c, int64_t id)
{
        return arena_fmt(c->arena, "call-%lld", (long long)id);
}

/* Opens the ticket and forgets the call, in one transaction. */
static enum status call_register(struct ctx *c, const struct call *k, const struct call_in *in, struct intake *asked,
                                 struct caller *who, struct ticket *t)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : call_drop(c, k->id);

        if (!st)
                st = opened(c, k, in, asked, who, t);
        if (!st)
                st = once_keep(c, once_of(c, k->id), t->number);
        return st ? st : db_commit(&tx);
}

enum status call_open(struct ctx *c, const struct call *k, const struct call_in *in, struct intake *asked, struct caller *who,
                      struct ticket *t)
{
        enum status st = intake_read(c, in->service, true, asked);

        *who = (struct caller){.lang = "fr"};
        if (!st)
                st = caller_find(c, &in->who, who);
        if (str_eq(in->act, "solve") && text_blank(in->solution))
                form_error(c, "solution", MSG_calls_solution_missing);
        if (!st && c->n_error)
                st = ST_INVALID;
        return st ? st : call_register(c, k, in, asked, who, t);
}

enum status call_opened(struct ctx *c, int64_t id, const char **number, bool *readable)
{
        struct ticket t;
        enum status st = once_find(c, once_of(c, id), number);

        if (st || !*number)
                return st ? st : ST_NOT_FOUND;
        st = ticket_find(c, *number, ACT_READ_ALL, &t);
        *readable = !st;
        return st == ST_NOT_FOUND || st == ST_DENIED ? ST_OK : st;
}

/* What is known of an announced recording, as somebody says it; that it is missed and wanted to be explained is asked in the
 * conversation of the course's newest open request. */
#include "desk/people/people.h"
#include "desk/ticket/course_list.h"
#include "desk/ticket/course_record.h"
#include "desk/ticket/ticket.h"
#include "html/human.h"

/* The question as a reply of the desk, in the language of whoever reads it. */
static enum status ask_in(struct ctx *c, const struct course *k, const struct course_session *s, struct ticket *t)
{
        struct person reader;
        enum lang lang = !person_load(c, t->requester_id, &reader) && str_eq(reader.lang, "en") ? LANG_EN : LANG_FR;
        const struct html_arg arg[] = {{"course", k->label, 0},
                                       {"theme", *s->theme ? s->theme : s->recording, 0},
                                       {"day", human_date(c->arena, lang, c->zone, s->from_at), 0},
                                       {"at", course_href(c, k->id, k->code, k->term, ""), 0}};
        const char *body = msg_text(c->arena, lang, MSG_courses_rec_question, ARRAY_LEN(arg), arg);

        return ticket_comment(c, t, &(struct entry_draft){.body = body, .is_public = true}, NULL);
}

/* Asks the one who answers for the course, in the conversation of its newest open item: there the question reaches
 * them by mail and their answer comes back.  Nothing is sent without such an item; the sheet asks anyway. */
static enum status ask_owner(struct ctx *c, const struct course *k, const struct course_session *s)
{
        struct ticket_query q = {.view = "all", .course_id = k->id, .kind = TICKET_ITEM, .limit = 20};
        struct ticket_page page;
        struct ticket t;
        enum status st = ticket_list(c, &q, &page);

        for (size_t i = 0; !st && i < page.n_rows; i++) {
                if (page.rows[i].state >= STATE_RESOLVED)
                        continue;
                st = ticket_load(c, page.rows[i].id, ACT_COMMENT, &t);
                if (st == ST_NOT_FOUND || st == ST_DENIED) {
                        st = ST_OK;
                        continue;
                }
                if (!st)
                        st = ask_in(c, k, s, &t);
                return st;
        }
        return st;
}

enum status course_recording_say(struct ctx *c, int64_t course_id, int64_t session_id, enum recording_state s, const char *reason)
{
        struct course k;
        struct course_session is;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : course_load(c, course_id, &k);

        if (!st)
                st = course_session_load(c, session_id, &is);
        if (!st && is.course_id != course_id)
                st = ST_NOT_FOUND;
        if (!st)
                st = course_recording_set(c, session_id, s, reason);
        if (!st && s == REC_ASKED && is.rec_state != REC_ASKED)
                st = ask_owner(c, &k, &is);
        return st ? st : db_commit(&tx);
}

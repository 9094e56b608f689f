/* API v1: the same verbs as the pages, spoken as JSON.  Each route carries what OpenAPI says of it, so
 * that the description cannot forget one; schemas are tables of members.
 *
 * Reading needs the token scope "read", writing "write" (a token without scopes has both).  Lists give
 * {"items":[…],"next_cursor":…}; one object comes with its ETag, which PATCH takes as If-Match. */
#ifndef GUICHET_DESK_API_API_H
#define GUICHET_DESK_API_API_H

#include "desk/clock/clock.h"
#include "desk/people/people.h"
#include "desk/ticket/ticket.h"
#include "formats/json.h"

enum { API_LIST_MAX = 100, API_LIST_DEFAULT = 50 };

struct api_member {
        const char *name, *type, *say; /* type: string integer boolean datetime person, or a schema's name; "[]x" = array of x */
};
struct api_schema {
        const char *name;
        const struct api_member *members; /* ends with a zeroed row */
        const struct api_member *more;    /* NULL, or of the thing that this one is too: those it does not say otherwise */
};
struct api_doc {
        const char *summary;
        const char *body, *answer; /* schema names; NULL: none */
        bool list;                 /* answer is a page of these, with ?limit= and ?cursor= */
        bool filters;              /* also ?state= ?group= ?q= ?sort= */
        int ok;                    /* status of success */
};

/* api_out.c: objects as the contracts write them */
enum status api_ticket(struct ctx *c, struct buf *b, struct ticket *t) CHECKED;
void api_entry(struct ctx *c, struct buf *b, const struct entry *e);
void api_person_ref(struct buf *b, const char *login, const char *name);
void api_time(struct ctx *c, struct buf *b, int64_t at); /* RFC 3339 or null for 0 */
/* 200 or 201 with ETag (and Location for 201). */
enum status api_answer_ticket(struct ctx *c, struct ticket *t, int status) CHECKED;
void api_etag(struct ctx *c, int64_t version);
/* Version of If-Match; 0 when absent or "*". False when it is not one of ours: nothing matches. */
bool api_if_match(struct ctx *c, int64_t *version);
/* ?limit=, 1 … 100. */
size_t api_limit(struct ctx *c);

/* api_ticket.c, api_act.c, api_people.c: handlers */
enum status api_incident_list(struct ctx *c);
enum status api_ticket_list(struct ctx *c);
enum status api_ticket_get(struct ctx *c);
enum status api_incident_get(struct ctx *c);
enum status api_incident_post(struct ctx *c);
enum status api_ticket_patch(struct ctx *c);
enum status api_ticket_comment(struct ctx *c);
enum status api_ticket_note(struct ctx *c);
enum status api_ticket_take(struct ctx *c);
enum status api_ticket_assign(struct ctx *c);
enum status api_ticket_resolve(struct ctx *c);
enum status api_ticket_reopen(struct ctx *c);
enum status api_ticket_attach(struct ctx *c);
enum status api_ticket_journal(struct ctx *c);
enum status api_ticket_ledger(struct ctx *c);
/* Tickets of one kind; API_TASKS: service and support tasks, 0: any.  The same for one by its number. */
enum { API_TASKS = 45 };
enum status api_kind_list(struct ctx *c, int64_t kind) CHECKED;
enum status api_kind_get(struct ctx *c, int64_t kind) CHECKED;
/* api_plan.c: items and tasks; what a plan adds to a ticket, as members of it */
enum status api_item_list(struct ctx *c), api_item_get(struct ctx *c), api_task_list(struct ctx *c), api_task_get(struct ctx *c);
enum status api_plan_out(struct ctx *c, struct buf *b, const struct ticket *t) CHECKED;
enum status api_due_patch(struct ctx *c, struct ticket *t, int64_t version) CHECKED;
enum status api_decide_post(struct ctx *c);
/* api_accounts.c */
enum status api_person_patch(struct ctx *c);
enum status api_role_list(struct ctx *c);
enum status api_role_post(struct ctx *c);
enum status api_role_delete(struct ctx *c);
enum status api_affiliation_list(struct ctx *c);
enum status api_affiliation_post(struct ctx *c);
enum status api_people_list(struct ctx *c);
enum status api_person_get(struct ctx *c);
enum status api_person_post(struct ctx *c);
/* api_merge.c */
enum status api_person_merge(struct ctx *c), api_person_merge_look(struct ctx *c);
enum status api_group_list(struct ctx *c);
enum status api_group_get(struct ctx *c);
enum status api_group_post(struct ctx *c);
enum status api_group_member_post(struct ctx *c);
enum status api_department_list(struct ctx *c);
enum status api_department_post(struct ctx *c);
enum status api_service_post(struct ctx *c);
enum status api_service_list(struct ctx *c);
enum status api_service_get(struct ctx *c);

/* {"items":[ … ],"next_cursor":null}, a text member, a department by its code (the first when none is named) */
void api_items_begin(struct ctx *c);
void api_items_end(struct ctx *c);
/* A page of a list of at most some hundreds that is read whole: ?limit= members after the one whose id is ?cursor=, as
 * [*from, *to) of `n` members of `size` bytes with their id at `id_at`.  ST_INVALID when the cursor is none of them. */
enum status api_page(struct ctx *c, const void *first, size_t n, size_t size, size_t id_at, size_t *from, size_t *to) CHECKED;
/* ],"next_cursor":…}: the id where the next page begins, 0 for none. */
void api_items_next(struct ctx *c, int64_t id);
void api_text_member(struct buf *b, const char *name, const char *value);
enum status api_department_in(struct ctx *c, const char *code, int64_t *id) CHECKED;

/* api_groups.c */
enum status api_group_patch(struct ctx *c), api_group_service_post(struct ctx *c), api_group_service_delete(struct ctx *c), api_group_member_delete(struct ctx *c);
enum status api_available_get(struct ctx *c), api_available_post(struct ctx *c);
enum status api_absence_list(struct ctx *c), api_absence_post(struct ctx *c), api_absence_end(struct ctx *c);

enum status api_link_list(struct ctx *c), api_link_post(struct ctx *c), api_link_delete(struct ctx *c);

/* api_sheet.c: tags, watchers and custom fields as members of a ticket, and of its PATCH */
enum status api_sheet_out(struct ctx *c, struct buf *b, const struct ticket *t) CHECKED;
enum status api_sheet_patch(struct ctx *c, struct ticket *t, int64_t version) CHECKED;
void api_category_in(struct ctx *c, struct ticket_patch *p);

/* api_course.c: "course" of a ticket, {"code","term","title"} or null; read as that, as "CODE" or as "CODE TERM" */
void api_course_out(struct buf *b, const struct ticket *t);
/* False after an error on "course"; *id stays when the member is absent. */
bool api_course_in(struct ctx *c, int64_t *id);
/* ?course=CODE; −1 in the query when there is none such. */
enum status api_course_filter(struct ctx *c, struct ticket_query *q) CHECKED;
enum status api_course_list(struct ctx *c), api_courses_all(struct ctx *c), api_course_report(struct ctx *c);
/* api_courses.c: one course with its people, facts and sessions */
enum status api_course_get(struct ctx *c), api_course_post(struct ctx *c), api_course_patch(struct ctx *c), api_course_recording(struct ctx *c);

/* api_panels.c: time, points to check, restated need, evidence */
enum status api_time_list(struct ctx *c), api_time_post(struct ctx *c), api_time_patch(struct ctx *c);
enum status api_check_list(struct ctx *c), api_check_post(struct ctx *c), api_check_patch(struct ctx *c),
        api_check_delete(struct ctx *c);
enum status api_restated_list(struct ctx *c), api_restated_post(struct ctx *c), api_restated_patch(struct ctx *c);
enum status api_evidence_list(struct ctx *c), api_evidence_patch(struct ctx *c);
/* api_together.c */
enum status api_merge_post(struct ctx *c), api_merge_delete(struct ctx *c), api_split_post(struct ctx *c), api_follow_post(struct ctx *c),
        api_children_list(struct ctx *c), api_children_post(struct ctx *c), api_children_delete(struct ctx *c);

/* api_canned.c: ready answers */
enum status api_canned_list(struct ctx *c), api_canned_post(struct ctx *c), api_canned_patch(struct ctx *c),
        api_canned_delete(struct ctx *c);

/* api_change.c: one change for many tickets */
enum status api_change_look(struct ctx *c), api_change_post(struct ctx *c), api_change_list(struct ctx *c), api_change_get(struct ctx *c),
        api_change_rows(struct ctx *c), api_change_undo(struct ctx *c);

/* api_saved.c: saved views */
enum status api_saved_list(struct ctx *c), api_saved_post(struct ctx *c), api_saved_patch(struct ctx *c),
        api_saved_delete(struct ctx *c);

/* api_notices.c: notices, and which of them one wants */
enum status api_notice_list(struct ctx *c), api_notice_read(struct ctx *c), api_notices_read(struct ctx *c), api_choice_list(struct ctx *c),
        api_choice_patch(struct ctx *c);

/* api_asked.c: advice, invitations, standing in */
enum status api_advice_list(struct ctx *c), api_advice_post(struct ctx *c), api_advice_delete(struct ctx *c), api_stand_in(struct ctx *c),
        api_invited_list(struct ctx *c), api_invited_post(struct ctx *c), api_invited_link(struct ctx *c), api_invited_delete(struct ctx *c);

/* api_calls.c: the phone entry */
enum status api_call_list(struct ctx *c), api_call_get(struct ctx *c), api_call_post(struct ctx *c), api_call_patch(struct ctx *c),
        api_call_delete(struct ctx *c), api_call_open(struct ctx *c);
/* api_exports.c: lists as files */
enum status api_export_list(struct ctx *c), api_export_post(struct ctx *c), api_export_get(struct ctx *c), api_export_file(struct ctx *c);
/* api_drafts.c: what is typed and not yet said */
enum status api_draft_get(struct ctx *c), api_draft_put(struct ctx *c), api_draft_delete(struct ctx *c), api_request_draft_get(struct ctx *c),
        api_request_draft_put(struct ctx *c), api_request_draft_delete(struct ctx *c), api_reply_undo(struct ctx *c);
enum status api_presence_get(struct ctx *c), api_presence_post(struct ctx *c), api_article_feedback(struct ctx *c);
/* The reply waits its ten seconds: 202 with when it leaves. */
enum status api_reply_later(struct ctx *c, struct ticket *t, const struct entry_draft *e) CHECKED;

/* api_article.c */
enum status api_article_list(struct ctx *c), api_article_get(struct ctx *c), api_article_post(struct ctx *c), api_article_patch(struct ctx *c);
enum status api_article_history(struct ctx *c);

/* api_intake.c: question lists and natures */
enum status api_questions_list(struct ctx *c), api_questions_get(struct ctx *c), api_questions_put(struct ctx *c),
        api_nature_list(struct ctx *c), api_nature_post(struct ctx *c), api_nature_patch(struct ctx *c);

/* api_request.c */
enum status api_offer_list(struct ctx *c), api_file_post(struct ctx *c), api_request_list(struct ctx *c), api_request_get(struct ctx *c), api_request_post(struct ctx *c);
/* api_me.c: one's own account */
enum status api_me_get(struct ctx *c), api_me_patch(struct ctx *c);
/* api_basket.c: what is put aside, the draft of an offer's form */
enum status api_basket_get(struct ctx *c), api_basket_line_get(struct ctx *c), api_basket_post(struct ctx *c), api_basket_patch(struct ctx *c),
        api_basket_delete(struct ctx *c), api_basket_send(struct ctx *c), api_offer_draft_get(struct ctx *c), api_offer_draft_put(struct ctx *c),
        api_offer_draft_delete(struct ctx *c);
/* api_approach.c */
enum status api_approach_list(struct ctx *c), api_approach_post(struct ctx *c), api_approach_patch(struct ctx *c);
/* api_agenda.c: rooms, bookings; api_calendar.c: types of support, what is free, addresses of calendars */
enum status api_support_types(struct ctx *c), api_support_type_post(struct ctx *c), api_support_type_patch(struct ctx *c),
        api_room_availability(struct ctx *c), api_session_list(struct ctx *c), api_feed_list(struct ctx *c), api_feed_post(struct ctx *c), api_feed_delete(struct ctx *c);
enum status api_room_list(struct ctx *c), api_room_post(struct ctx *c), api_room_patch(struct ctx *c), api_room_bookings(struct ctx *c);
enum status api_booking_list(struct ctx *c), api_booking_post(struct ctx *c), api_booking_patch(struct ctx *c), api_booking_delete(struct ctx *c);
/* Members of the body: a moment (`otherwise` when absent, 0 when it is none), a text, the code of a room or the login of
 * somebody (−1 absent, 0 null or unknown, then with an error), the number of a ticket one works on (0 none). */
struct booking_offer;
int64_t api_time_in(struct ctx *c, const char *name, int64_t otherwise);
const char *api_text_in(struct ctx *c, const char *name, const char *otherwise);
int64_t api_room_in(struct ctx *c), api_login_in(struct ctx *c, const char *name);
int64_t api_ticket_in(struct ctx *c, const char *name, struct ticket *t);
/* ?from= and ?to=, moments; without them today and the thirty days after.  ST_INVALID with an error for what is none. */
enum status api_window(struct ctx *c, int64_t *from, int64_t *to) CHECKED;
void api_json_head(struct ctx *c, int status);
void api_time_member(struct ctx *c, struct buf *b, const char *name, int64_t at);
/* ,"offer":{…}; and a refusal with it as a member of its problem. */
enum status api_offer_out(struct ctx *c, struct buf *b, const struct booking_offer *o) CHECKED;
enum status api_room_refused(struct ctx *c, enum status st, const struct booking_offer *o) CHECKED;
/* api_intention.c: intentions of teaching */
enum status api_intention_list(struct ctx *c), api_intention_post(struct ctx *c), api_intention_decide(struct ctx *c);
/* api_support.c: support tasks, one or many */
enum status api_support_list(struct ctx *c), api_support_get(struct ctx *c), api_support_post(struct ctx *c),
        api_support_patch(struct ctx *c), api_support_look(struct ctx *c), api_support_many(struct ctx *c);
/* api_timetable.c: a timetable's calendar on a course */
enum status api_timetable_look(struct ctx *c), api_timetable_post(struct ctx *c);
/* api_grid.c: course grids */
enum status api_grid_list(struct ctx *c), api_grid_get(struct ctx *c), api_grid_post(struct ctx *c), api_grid_file(struct ctx *c),
        api_grid_patch(struct ctx *c), api_grid_apply(struct ctx *c), api_grid_undo(struct ctx *c), api_gone_list(struct ctx *c),
        api_gone_post(struct ctx *c);

/* api_config.c: the configuration as one file */
enum status api_config_get(struct ctx *c), api_config_look(struct ctx *c), api_config_post(struct ctx *c);

/* api_catalogue.c: departments and services as their keepers see and change them */
struct service_row;
enum status api_department_get(struct ctx *c), api_department_patch(struct ctx *c), api_department_delete(struct ctx *c), api_service_patch(struct ctx *c);
/* The members that only its keeper reads, each with its comma. */
enum status api_service_kept_out(struct ctx *c, struct buf *b, const struct service_row *s) CHECKED;
/* All of a service, as its keeper reads it, with its ETag. */
enum status api_service_kept_answer(struct ctx *c, const struct service_row *k) CHECKED;
/* Is the member there?  A list or an object where a value is awaited is an error of it. */
bool api_given(struct ctx *c, const char *name);
/* What was typed when the member is there, else what is now ("" for NULL). */
const char *api_over(struct ctx *c, const char *name, const char *typed, const char *now);

/* api_handover.c, api_rules.c, api_people_import.c */
enum status api_handover_get(struct ctx *c), api_handover_post(struct ctx *c), api_handover_undo(struct ctx *c);
enum status api_rule_list(struct ctx *c), api_rule_patch(struct ctx *c);
enum status api_import_look(struct ctx *c), api_import_post(struct ctx *c);

/* api_security.c: accounts, sessions, second factors, tokens */
enum status api_security_get(struct ctx *c), api_person_close(struct ctx *c), api_person_reopen(struct ctx *c), api_factor_delete(struct ctx *c),
        api_person_sessions_delete(struct ctx *c), api_my_session_list(struct ctx *c), api_my_session_delete(struct ctx *c), api_my_sessions_delete(struct ctx *c),
        api_token_mine(struct ctx *c), api_token_list(struct ctx *c), api_token_delete(struct ctx *c);

/* api_clocks.c: a case under a promise, days of a file in a calendar */
enum status api_case_post(struct ctx *c), api_days_look(struct ctx *c), api_days_post(struct ctx *c);

/* api_mail.c: letters and the relay */
enum status api_letter_list(struct ctx *c), api_letter_again(struct ctx *c), api_letters_again(struct ctx *c), api_relay_get(struct ctx *c),
        api_relay_patch(struct ctx *c), api_relay_try(struct ctx *c);

/* api_house.c: the picture of the house, the people as a file */
enum status api_logo_get(struct ctx *c), api_logo_put(struct ctx *c), api_logo_delete(struct ctx *c), api_people_export(struct ctx *c);

/* api_audit.c */
enum status api_audit_list(struct ctx *c);

/* openapi.c, openapi_write.c */
enum status api_openapi(struct ctx *c);
extern const struct api_schema api_schemas[];

extern const struct slice slice_api;

#endif

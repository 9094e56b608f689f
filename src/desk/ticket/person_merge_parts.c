/* The columns that name a person, each with how it goes from one record to another: what merging two records
 * walks through.  A column of a later slice is moved or said to stay here: the test compares this list with
 * what slices declare as personal and with the schema. */
#include "desk/ticket/person_merge.h"

/* A plain column: nothing can collide. */
#define PLAIN_COLUMN(t, c)                                                                          \
        DB_STMT(merge_n_##t##_##c, "SELECT count(*) FROM " #t " WHERE " #c " = :from");          \
        DB_STMT(merge_m_##t##_##c, "UPDATE " #t " SET " #c " = :to WHERE " #c " = :from")
/* A column of a key: what the staying record has with the same rest of the key wins. */
#define KEY_COLUMN(t, c, same)                                                                                          \
        PLAIN_COLUMN(t, c);                                                                                                \
        DB_STMT(merge_d_##t##_##c, "SELECT count(*) FROM " #t " WHERE " #c " = :from AND EXISTS (SELECT 1 FROM " #t      \
                                   " w WHERE w." #c " = :to AND " same ")");                                             \
        DB_STMT(merge_c_##t##_##c, "DELETE FROM " #t " WHERE " #c " = :from AND EXISTS (SELECT 1 FROM " #t               \
                                   " w WHERE w." #c " = :to AND " same ")")

PLAIN_COLUMN(ticket, assignee_id);
PLAIN_COLUMN(ticket, requester_id);
PLAIN_COLUMN(ticket, requested_for_id);
PLAIN_COLUMN(ticket, opened_by_id);
PLAIN_COLUMN(ticket, contact_id);
PLAIN_COLUMN(ticket_intake, person_id);
PLAIN_COLUMN(ticket_answer, person_id);
PLAIN_COLUMN(phone_call, person_id);
PLAIN_COLUMN(staged_file, person_id);
PLAIN_COLUMN(basket_line, person_id);
PLAIN_COLUMN(agreement, person_id);
PLAIN_COLUMN(agreement, decided_by);
PLAIN_COLUMN(item, due_by);
PLAIN_COLUMN(service_task, due_by);
PLAIN_COLUMN(service_task, decided_by);
PLAIN_COLUMN(support_task, person_id);
PLAIN_COLUMN(support_task, moderator_id);
PLAIN_COLUMN(mail_party, person_id);
PLAIN_COLUMN(outbox, person_id);
PLAIN_COLUMN(attachment, evidence_by);
PLAIN_COLUMN(check_box, done_by);
PLAIN_COLUMN(check_box, made_by);
PLAIN_COLUMN(time_spent, person_id);
PLAIN_COLUMN(transfer, by_id);
PLAIN_COLUMN(advice, asked_by);
PLAIN_COLUMN(advice, closed_by);
PLAIN_COLUMN(restated, by_id);
PLAIN_COLUMN(restated, answered_by);
PLAIN_COLUMN(ticket_merge, by_id);
PLAIN_COLUMN(estimate, by_id);
PLAIN_COLUMN(trial, by_id);
PLAIN_COLUMN(person_mail, person_id);
PLAIN_COLUMN(saved_view, owner_id);
PLAIN_COLUMN(canned, owner_id);
PLAIN_COLUMN(phone_call, agent_id);
PLAIN_COLUMN(notification, by_id);
PLAIN_COLUMN(token, person_id);
PLAIN_COLUMN(token, made_by);
PLAIN_COLUMN(webhook, owner_id);
PLAIN_COLUMN(credential, person_id);
PLAIN_COLUMN(absence, person_id);
PLAIN_COLUMN(absence, substitute_id);
PLAIN_COLUMN(absence, by_id);
PLAIN_COLUMN(shift, person_id);
PLAIN_COLUMN(stand_in, substitute_id);
PLAIN_COLUMN(handover, person_id);
PLAIN_COLUMN(handover, to_id);
PLAIN_COLUMN(bulk_change, person_id);
PLAIN_COLUMN(export_file, person_id);
PLAIN_COLUMN(handover, by_id);
PLAIN_COLUMN(handover_ticket, to_id);
PLAIN_COLUMN(support_group, last_person_id);
PLAIN_COLUMN(course, owner_id);
PLAIN_COLUMN(presenter, informed_by);
PLAIN_COLUMN(presenter, trained_by);
PLAIN_COLUMN(presenter, supported_by);
PLAIN_COLUMN(course_intention, by_id);
PLAIN_COLUMN(course_intention, decided_by);
PLAIN_COLUMN(presenter, recorded_by);
PLAIN_COLUMN(presenter_fact, person_id);
PLAIN_COLUMN(presenter_fact, by_id);
PLAIN_COLUMN(course_session, rec_by);
PLAIN_COLUMN(article, owner_id);
PLAIN_COLUMN(article_version, by_id);
PLAIN_COLUMN(calendar_version, by_id);
PLAIN_COLUMN(promise_version, by_id);
PLAIN_COLUMN(grid, by_id);
PLAIN_COLUMN(booking, by_id);
KEY_COLUMN(ticket_person, person_id, "w.ticket_id = ticket_person.ticket_id AND w.part = ticket_person.part");
KEY_COLUMN(ticket_merge_person, person_id, "w.ticket_id = ticket_merge_person.ticket_id AND w.part = ticket_merge_person.part");
KEY_COLUMN(entry_recipient, person_id, "w.entry_id = entry_recipient.entry_id");
KEY_COLUMN(entry_mention, person_id, "w.entry_id = entry_mention.entry_id");
KEY_COLUMN(group_member, person_id, "w.group_id = group_member.group_id");
KEY_COLUMN(role_grant, person_id, "w.role = role_grant.role AND w.department_id = role_grant.department_id");
KEY_COLUMN(affiliation, person_id, "w.kind = affiliation.kind AND w.department_id = affiliation.department_id");
KEY_COLUMN(draft, person_id, "w.place = draft.place");
KEY_COLUMN(ticket_seen, person_id, "w.ticket_id = ticket_seen.ticket_id");
KEY_COLUMN(notification_choice, person_id, "w.event = notification_choice.event");
KEY_COLUMN(stand_in, absent_id, "w.ticket_id = stand_in.ticket_id");
KEY_COLUMN(presenter, person_id, "w.course_id = presenter.course_id");
KEY_COLUMN(course_super, person_id, "w.course_id = course_super.course_id");
KEY_COLUMN(article_vote, person_id, "w.article_id = article_vote.article_id");
KEY_COLUMN(availability, person_id, "w.person_id <> availability.person_id");
KEY_COLUMN(saved_view_first, person_id, "w.person_id <> saved_view_first.person_id");
KEY_COLUMN(notification, person_id, "w.about = notification.about AND w.read_at = 0 AND notification.read_at = 0");

/* person: a field of type person holds its number as any other number. */
DB_STMT(merge_n_ticket_field_num, "SELECT count(*) FROM ticket_field WHERE num = :from AND field_id IN (SELECT f.id FROM field f WHERE f.type = 'person')");
DB_STMT(merge_m_ticket_field_num, "UPDATE ticket_field SET num = :to WHERE num = :from AND field_id IN (SELECT f.id FROM field f WHERE f.type = 'person')");

#define MOVED(t, c, family) {#t, #c, family, &merge_n_##t##_##c, &merge_m_##t##_##c, NULL, NULL}
#define KEYED(t, c, family) {#t, #c, family, &merge_n_##t##_##c, &merge_m_##t##_##c, &merge_d_##t##_##c, &merge_c_##t##_##c}
const struct merge_move merge_moves[] = {
        MOVED(ticket, assignee_id, MERGE_TICKETS),
        MOVED(ticket, requester_id, MERGE_TICKETS),
        MOVED(ticket, requested_for_id, MERGE_TICKETS),
        MOVED(ticket, opened_by_id, MERGE_TICKETS),
        MOVED(ticket, contact_id, MERGE_TICKETS),
        MOVED(ticket_intake, person_id, MERGE_TICKETS),
        MOVED(ticket_answer, person_id, MERGE_TICKETS),
        MOVED(staged_file, person_id, MERGE_OTHER),
        MOVED(basket_line, person_id, MERGE_OTHER),
        MOVED(phone_call, person_id, MERGE_TICKETS),
        MOVED(agreement, person_id, MERGE_TICKETS),
        MOVED(agreement, decided_by, MERGE_TICKETS),
        MOVED(item, due_by, MERGE_TICKETS),
        MOVED(service_task, due_by, MERGE_TICKETS),
        MOVED(service_task, decided_by, MERGE_TICKETS),
        MOVED(support_task, person_id, MERGE_TICKETS),
        MOVED(support_task, moderator_id, MERGE_TICKETS),
        MOVED(mail_party, person_id, MERGE_TICKETS),
        MOVED(outbox, person_id, MERGE_TICKETS),
        MOVED(attachment, evidence_by, MERGE_JOURNAL),
        MOVED(check_box, done_by, MERGE_JOURNAL),
        MOVED(check_box, made_by, MERGE_JOURNAL),
        MOVED(time_spent, person_id, MERGE_JOURNAL),
        MOVED(transfer, by_id, MERGE_JOURNAL),
        MOVED(advice, asked_by, MERGE_JOURNAL),
        MOVED(advice, closed_by, MERGE_JOURNAL),
        MOVED(restated, by_id, MERGE_JOURNAL),
        MOVED(restated, answered_by, MERGE_JOURNAL),
        MOVED(ticket_merge, by_id, MERGE_JOURNAL),
        MOVED(estimate, by_id, MERGE_JOURNAL),
        MOVED(trial, by_id, MERGE_JOURNAL),
        MOVED(person_mail, person_id, MERGE_CONTACT),
        MOVED(saved_view, owner_id, MERGE_DESK),
        MOVED(canned, owner_id, MERGE_DESK),
        MOVED(phone_call, agent_id, MERGE_DESK),
        MOVED(notification, by_id, MERGE_DESK),
        MOVED(token, person_id, MERGE_DESK),
        MOVED(token, made_by, MERGE_DESK),
        MOVED(webhook, owner_id, MERGE_DESK),
        MOVED(credential, person_id, MERGE_DESK),
        MOVED(absence, person_id, MERGE_TIME),
        MOVED(absence, substitute_id, MERGE_TIME),
        MOVED(absence, by_id, MERGE_TIME),
        MOVED(shift, person_id, MERGE_TIME),
        MOVED(stand_in, substitute_id, MERGE_TIME),
        MOVED(handover, person_id, MERGE_TIME),
        MOVED(handover, to_id, MERGE_TIME),
        MOVED(bulk_change, person_id, MERGE_DESK),
        MOVED(export_file, person_id, MERGE_DESK),
        MOVED(handover, by_id, MERGE_TIME),
        MOVED(handover_ticket, to_id, MERGE_TIME),
        MOVED(support_group, last_person_id, MERGE_OTHER),
        MOVED(course, owner_id, MERGE_OTHER),
        MOVED(presenter, informed_by, MERGE_OTHER),
        MOVED(presenter, trained_by, MERGE_OTHER),
        MOVED(presenter, supported_by, MERGE_OTHER),
        MOVED(course_intention, by_id, MERGE_OTHER),
        MOVED(course_intention, decided_by, MERGE_OTHER),
        MOVED(presenter, recorded_by, MERGE_OTHER),
        MOVED(presenter_fact, person_id, MERGE_OTHER),
        MOVED(presenter_fact, by_id, MERGE_OTHER),
        MOVED(course_session, rec_by, MERGE_OTHER),
        MOVED(article, owner_id, MERGE_OTHER),
        MOVED(article_version, by_id, MERGE_OTHER),
        MOVED(calendar_version, by_id, MERGE_OTHER),
        MOVED(promise_version, by_id, MERGE_OTHER),
        MOVED(grid, by_id, MERGE_OTHER),
        MOVED(booking, by_id, MERGE_OTHER),
        KEYED(ticket_person, person_id, MERGE_TICKETS),
        KEYED(ticket_merge_person, person_id, MERGE_JOURNAL),
        KEYED(entry_recipient, person_id, MERGE_JOURNAL),
        KEYED(entry_mention, person_id, MERGE_JOURNAL),
        KEYED(group_member, person_id, MERGE_RIGHTS),
        KEYED(role_grant, person_id, MERGE_RIGHTS),
        KEYED(affiliation, person_id, MERGE_CONTACT),
        KEYED(draft, person_id, MERGE_DESK),
        KEYED(ticket_seen, person_id, MERGE_DESK),
        KEYED(notification_choice, person_id, MERGE_DESK),
        KEYED(stand_in, absent_id, MERGE_TIME),
        KEYED(presenter, person_id, MERGE_OTHER),
        KEYED(course_super, person_id, MERGE_OTHER),
        KEYED(article_vote, person_id, MERGE_OTHER),
        KEYED(availability, person_id, MERGE_TIME),
        KEYED(saved_view_first, person_id, MERGE_DESK),
        KEYED(notification, person_id, MERGE_DESK),
        MOVED(ticket_field, num, MERGE_TICKETS),
        {0}};

const struct merge_stay merge_stays[] = {
        {"person", "id", "the closed record itself"},
        {"person", "merged_into", "where it leads"},
        {"session", "person_id", "ends"},
        {"recovery_code", "person_id", "ends: codes of another second factor"},
        {"actor_scope", "person_id", "written anew"},
        {"person_word", "person_id", "ends: the search finds the record that stays"},
        {"idempotency", "person_id", "answers of requests made as the closed record"},
        {"entry", "author_id", "the journal is append-only: what was signed stays signed, under the closed record's name"},
        {"audit", "actor_id", "what was written stays written"},
        {"read_log", "person_id", "what was written stays written"},
        {"setting", "changed_by", "what was written stays written"},
        {"erasure", "person_id", "what was written stays written"},
        {"erasure", "by_id", "what was written stays written"},
        {NULL, NULL, NULL}};

#define MOVED_STMTS(t, c) &merge_n_##t##_##c, &merge_m_##t##_##c
#define KEYED_STMTS(t, c) MOVED_STMTS(t, c), &merge_d_##t##_##c, &merge_c_##t##_##c
static const struct db_stmt *const part_stmts[] = {
        MOVED_STMTS(ticket, assignee_id),
        MOVED_STMTS(ticket, requester_id),
        MOVED_STMTS(ticket, requested_for_id),
        MOVED_STMTS(ticket, opened_by_id),
        MOVED_STMTS(ticket, contact_id),
        MOVED_STMTS(ticket_intake, person_id),
        MOVED_STMTS(ticket_answer, person_id),
        MOVED_STMTS(phone_call, person_id),
        MOVED_STMTS(staged_file, person_id),
        MOVED_STMTS(basket_line, person_id),
        MOVED_STMTS(agreement, person_id),
        MOVED_STMTS(agreement, decided_by),
        MOVED_STMTS(item, due_by),
        MOVED_STMTS(service_task, due_by),
        MOVED_STMTS(service_task, decided_by),
        MOVED_STMTS(support_task, person_id),
        MOVED_STMTS(support_task, moderator_id),
        MOVED_STMTS(mail_party, person_id),
        MOVED_STMTS(outbox, person_id),
        MOVED_STMTS(attachment, evidence_by),
        MOVED_STMTS(check_box, done_by),
        MOVED_STMTS(check_box, made_by),
        MOVED_STMTS(time_spent, person_id),
        MOVED_STMTS(transfer, by_id),
        MOVED_STMTS(advice, asked_by),
        MOVED_STMTS(advice, closed_by),
        MOVED_STMTS(restated, by_id),
        MOVED_STMTS(restated, answered_by),
        MOVED_STMTS(ticket_merge, by_id),
        MOVED_STMTS(estimate, by_id),
        MOVED_STMTS(trial, by_id),
        MOVED_STMTS(person_mail, person_id),
        MOVED_STMTS(saved_view, owner_id),
        MOVED_STMTS(canned, owner_id),
        MOVED_STMTS(phone_call, agent_id),
        MOVED_STMTS(notification, by_id),
        MOVED_STMTS(token, person_id),
        MOVED_STMTS(token, made_by),
        MOVED_STMTS(webhook, owner_id),
        MOVED_STMTS(credential, person_id),
        MOVED_STMTS(absence, person_id),
        MOVED_STMTS(absence, substitute_id),
        MOVED_STMTS(absence, by_id),
        MOVED_STMTS(shift, person_id),
        MOVED_STMTS(stand_in, substitute_id),
        MOVED_STMTS(handover, person_id),
        MOVED_STMTS(handover, to_id),
        MOVED_STMTS(bulk_change, person_id),
        MOVED_STMTS(export_file, person_id),
        MOVED_STMTS(handover, by_id),
        MOVED_STMTS(handover_ticket, to_id),
        MOVED_STMTS(support_group, last_person_id),
        MOVED_STMTS(course, owner_id),
        MOVED_STMTS(presenter, informed_by),
        MOVED_STMTS(presenter, trained_by),
        MOVED_STMTS(presenter, supported_by),
        MOVED_STMTS(course_intention, by_id),
        MOVED_STMTS(course_intention, decided_by),
        MOVED_STMTS(presenter, recorded_by),
        MOVED_STMTS(presenter_fact, person_id),
        MOVED_STMTS(presenter_fact, by_id),
        MOVED_STMTS(course_session, rec_by),
        MOVED_STMTS(article, owner_id),
        MOVED_STMTS(article_version, by_id),
        MOVED_STMTS(calendar_version, by_id),
        MOVED_STMTS(promise_version, by_id),
        MOVED_STMTS(grid, by_id),
        MOVED_STMTS(booking, by_id),
        KEYED_STMTS(ticket_person, person_id),
        KEYED_STMTS(ticket_merge_person, person_id),
        KEYED_STMTS(entry_recipient, person_id),
        KEYED_STMTS(entry_mention, person_id),
        KEYED_STMTS(group_member, person_id),
        KEYED_STMTS(role_grant, person_id),
        KEYED_STMTS(affiliation, person_id),
        KEYED_STMTS(draft, person_id),
        KEYED_STMTS(ticket_seen, person_id),
        KEYED_STMTS(notification_choice, person_id),
        KEYED_STMTS(stand_in, absent_id),
        KEYED_STMTS(presenter, person_id),
        KEYED_STMTS(course_super, person_id),
        KEYED_STMTS(article_vote, person_id),
        KEYED_STMTS(availability, person_id),
        KEYED_STMTS(saved_view_first, person_id),
        KEYED_STMTS(notification, person_id),
        MOVED_STMTS(ticket_field, num), NULL};
const struct slice slice_person_merge_parts = {.name = "person-merge-parts", .stmts = part_stmts};

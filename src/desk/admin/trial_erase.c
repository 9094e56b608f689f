/* The statements that erase a trial, table by table, what points before what is pointed at.  A new table that
 * points at a ticket or a person gets its line here; the test of the trial names those that have none. */
#include "desk/admin/trial_own.h"

DB_STMT(trial_off_advice, "DELETE FROM advice WHERE ticket_id > :ticket");
DB_STMT(trial_off_agreement, "DELETE FROM agreement WHERE ticket_id > :ticket");
DB_STMT(trial_off_announcement, "UPDATE announcement SET ticket_id = NULL WHERE ticket_id > :ticket");
DB_STMT(trial_off_attachment, "DELETE FROM attachment WHERE ticket_id > :ticket");
DB_STMT(trial_off_booking, "DELETE FROM booking WHERE ticket_id > :ticket");
DB_STMT(trial_off_check_box, "DELETE FROM check_box WHERE ticket_id > :ticket");
DB_STMT(trial_off_clock_segment, "DELETE FROM clock_segment WHERE clock_id IN (SELECT id FROM clock WHERE ticket_id > :ticket)");
DB_STMT(trial_off_clock, "DELETE FROM clock WHERE ticket_id > :ticket");
DB_STMT(trial_off_estimate, "DELETE FROM estimate WHERE ticket_id > :ticket");
DB_STMT(trial_off_event, "DELETE FROM event WHERE ticket_id > :ticket");
DB_STMT(trial_off_follow_up, "DELETE FROM follow_up WHERE ticket_id > :ticket");
DB_STMT(trial_off_grid_line, "DELETE FROM grid_line WHERE item_id > :ticket");
DB_STMT(trial_off_notification, "DELETE FROM notification WHERE ticket_id > :ticket");
DB_STMT(trial_off_many, "DELETE FROM bulk_change_row WHERE ticket_id > :ticket");
DB_STMT(trial_off_handover_ticket, "DELETE FROM handover_ticket WHERE ticket_id > :ticket");
DB_STMT(trial_off_ticket_site, "DELETE FROM ticket_site WHERE ticket_id > :ticket");
DB_STMT(trial_off_outbox, "DELETE FROM outbox WHERE ticket_id > :ticket OR party_id IN (SELECT id FROM mail_party WHERE ticket_id > :ticket)");
DB_STMT(trial_off_mail_in, "UPDATE mail_in SET ticket_id = NULL, entry_id = NULL WHERE ticket_id > :ticket");
DB_STMT(trial_off_mail_party, "DELETE FROM mail_party WHERE ticket_id > :ticket");
DB_STMT(trial_off_question_answer, "DELETE FROM question_answer WHERE ticket_id > :ticket");
DB_STMT(trial_off_read_log, "DELETE FROM read_log WHERE ticket_id > :ticket");
DB_STMT(trial_off_restated, "DELETE FROM restated WHERE ticket_id > :ticket");
DB_STMT(trial_off_routing_guess, "DELETE FROM routing_guess WHERE ticket_id > :ticket");
DB_STMT(trial_off_stand_in, "DELETE FROM stand_in WHERE ticket_id > :ticket");
DB_STMT(trial_off_support_task, "DELETE FROM support_task WHERE ticket_id > :ticket");
DB_STMT(trial_off_service_task, "DELETE FROM service_task WHERE ticket_id > :ticket OR item_id > :ticket");
DB_STMT(trial_off_item, "DELETE FROM item WHERE ticket_id > :ticket");
DB_STMT(trial_off_tag, "DELETE FROM tag WHERE ticket_id > :ticket");
DB_STMT(trial_off_ticket_answer, "DELETE FROM ticket_answer WHERE ticket_id > :ticket");
DB_STMT(trial_off_ticket_field, "DELETE FROM ticket_field WHERE ticket_id > :ticket");
DB_STMT(trial_off_ticket_intake, "DELETE FROM ticket_intake WHERE ticket_id > :ticket");
DB_STMT(trial_off_ticket_link, "DELETE FROM ticket_link WHERE from_id > :ticket OR to_id > :ticket");
DB_STMT(trial_off_ticket_merge_child, "DELETE FROM ticket_merge_child WHERE ticket_id > :ticket OR child_id > :ticket");
DB_STMT(trial_off_ticket_merge_person, "DELETE FROM ticket_merge_person WHERE ticket_id > :ticket");
DB_STMT(trial_off_ticket_merge, "DELETE FROM ticket_merge WHERE ticket_id > :ticket OR into_id > :ticket");
DB_STMT(trial_off_ticket_person, "DELETE FROM ticket_person WHERE ticket_id > :ticket");
DB_STMT(trial_off_ticket_seen, "DELETE FROM ticket_seen WHERE ticket_id > :ticket");
DB_STMT(trial_off_ticket_share, "DELETE FROM ticket_share WHERE ticket_id > :ticket");
DB_STMT(trial_off_ticket_silence, "DELETE FROM ticket_silence WHERE ticket_id > :ticket");
DB_STMT(trial_off_time_spent, "DELETE FROM time_spent WHERE ticket_id > :ticket");
DB_STMT(trial_off_token, "DELETE FROM token WHERE ticket_id > :ticket");
DB_STMT(trial_off_transfer, "DELETE FROM transfer WHERE ticket_id > :ticket");
DB_STMT(trial_off_webhook_send, "DELETE FROM webhook_send WHERE ticket_id > :ticket");
DB_STMT(trial_off_entry_mention, "DELETE FROM entry_mention WHERE entry_id IN (SELECT id FROM entry WHERE ticket_id > :ticket)");
DB_STMT(trial_off_entry_recipient, "DELETE FROM entry_recipient WHERE entry_id IN (SELECT id FROM entry WHERE ticket_id > :ticket)");
DB_STMT(trial_off_entry_body, "DELETE FROM entry_body WHERE entry_id IN (SELECT id FROM entry WHERE ticket_id > :ticket)");
DB_STMT(trial_off_entry, "DELETE FROM entry WHERE ticket_id > :ticket");
DB_STMT(trial_off_trial_tests, "DELETE FROM trial WHERE candidate_id IN (SELECT id FROM candidate WHERE problem_id > :ticket)");
DB_STMT(trial_off_candidate, "DELETE FROM candidate WHERE problem_id > :ticket");
DB_STMT(trial_off_parent, "UPDATE ticket SET parent_id = NULL WHERE parent_id > :ticket");
DB_STMT(trial_off_ticket, "DELETE FROM ticket WHERE id > :ticket");
DB_STMT(trial_who_session, "DELETE FROM session WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_token, "DELETE FROM token WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_credential, "DELETE FROM credential WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_recovery_code, "DELETE FROM recovery_code WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_actor_scope, "DELETE FROM actor_scope WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_affiliation, "DELETE FROM affiliation WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_person_mail, "DELETE FROM person_mail WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_person_word, "DELETE FROM person_word WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_many_row,
        "DELETE FROM bulk_change_row WHERE bulk_id IN (SELECT b.id FROM bulk_change b WHERE b.person_id IN " TRIAL_PEOPLE ")");
DB_STMT(trial_who_many, "DELETE FROM bulk_change WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_export, "DELETE FROM export_file WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_draft, "DELETE FROM draft WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_staged_file, "DELETE FROM staged_file WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_basket_line, "DELETE FROM basket_line WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_intention, "DELETE FROM course_intention WHERE by_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_intention_decided, "UPDATE course_intention SET decided_by = NULL WHERE decided_by IN " TRIAL_PEOPLE);
DB_STMT(trial_who_availability, "DELETE FROM availability WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_absence, "DELETE FROM absence WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_ticket_seen, "DELETE FROM ticket_seen WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_phone_call, "DELETE FROM phone_call WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_phone_call_agent_id, "DELETE FROM phone_call WHERE agent_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_entry_mention, "DELETE FROM entry_mention WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_ticket_merge_person, "DELETE FROM ticket_merge_person WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_mail_party, "DELETE FROM mail_party WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_idempotency, "DELETE FROM idempotency WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_article_vote, "DELETE FROM article_vote WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_read_log, "DELETE FROM read_log WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_notification, "DELETE FROM notification WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_choice, "DELETE FROM notification_choice WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_saved_first, "DELETE FROM saved_view_first WHERE person_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_saved_view, "DELETE FROM saved_view WHERE owner_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_canned, "DELETE FROM canned WHERE owner_id IN " TRIAL_PEOPLE);
DB_STMT(trial_who_merged, "UPDATE person SET merged_into = NULL WHERE merged_into IN " TRIAL_PEOPLE);
DB_STMT(trial_who_person, "DELETE FROM person WHERE id IN " TRIAL_PEOPLE);

const struct db_stmt *const trial_erasers[] = {
        &trial_off_advice, &trial_off_agreement, &trial_off_announcement, &trial_off_attachment, &trial_off_booking,
        &trial_off_check_box, &trial_off_clock_segment, &trial_off_clock, &trial_off_estimate, &trial_off_event,
        &trial_off_follow_up, &trial_off_grid_line, &trial_off_notification, &trial_off_many, &trial_off_handover_ticket, &trial_off_ticket_site,
        &trial_off_outbox, &trial_off_mail_in,
        &trial_off_mail_party, &trial_off_question_answer, &trial_off_read_log, &trial_off_restated,
        &trial_off_routing_guess, &trial_off_stand_in, &trial_off_support_task, &trial_off_service_task,
        &trial_off_item, &trial_off_tag, &trial_off_ticket_answer, &trial_off_ticket_field, &trial_off_ticket_intake,
        &trial_off_ticket_link, &trial_off_ticket_merge_child, &trial_off_ticket_merge_person,
        &trial_off_ticket_merge, &trial_off_ticket_person, &trial_off_ticket_seen, &trial_off_ticket_share,
        &trial_off_ticket_silence, &trial_off_time_spent, &trial_off_token, &trial_off_transfer,
        &trial_off_webhook_send, &trial_off_entry_mention, &trial_off_entry_recipient, &trial_off_entry_body,
        &trial_off_entry, &trial_off_trial_tests, &trial_off_candidate, &trial_off_parent, &trial_off_ticket,
        &trial_who_session, &trial_who_token, &trial_who_credential, &trial_who_recovery_code,
        &trial_who_actor_scope, &trial_who_affiliation, &trial_who_person_mail, &trial_who_person_word,
        &trial_who_many_row, &trial_who_many, &trial_who_export, &trial_who_draft, &trial_who_staged_file, &trial_who_basket_line,
        &trial_who_availability, &trial_who_absence, &trial_who_ticket_seen,
        &trial_who_phone_call, &trial_who_phone_call_agent_id, &trial_who_entry_mention,
        &trial_who_ticket_merge_person, &trial_who_mail_party, &trial_who_idempotency, &trial_who_article_vote,
        &trial_who_read_log, &trial_who_notification, &trial_who_choice, &trial_who_intention, &trial_who_intention_decided,
        &trial_who_saved_first, &trial_who_saved_view, &trial_who_canned, &trial_who_merged, &trial_who_person, NULL};

const struct slice slice_trial_erase = {.name = "trial-erase", .stmts = trial_erasers};

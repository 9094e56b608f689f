/* The list of slices, in the order in which their hooks run. */
#include "app/outbox.h"
#include "desk/agenda/agenda.h"
#include "desk/article/article.h"
#include "desk/catalog/approach.h"
#include "desk/catalog/form.h"
#include "desk/catalog/intake.h"
#include "desk/catalog/offer.h"
#include "desk/clock/clock.h"
#include "desk/clock/past.h"
#include "desk/clock/promises.h"
#include "desk/clock/site.h"
#include "desk/demo/demo.h"
#include "desk/intake/call.h"
#include "desk/intake/import.h"
#include "desk/people/away.h"
#include "desk/people/catalogue.h"
#include "desk/paper/paper.h"
#include "desk/people/people.h"
#include "desk/people/tokens.h"
#include "desk/plan/edit.h"
#include "desk/plan/plan.h"
#include "desk/request/request.h"
#include "desk/ticket/access.h"
#include "desk/ticket/asked.h"
#include "desk/ticket/bulk.h"
#include "desk/ticket/course_record.h"
#include "desk/ticket/canned.h"
#include "desk/ticket/saved.h"
#include "desk/ticket/filter.h"
#include "desk/ticket/flag.h"
#include "desk/ticket/panel.h"
#include "desk/ticket/letters.h"
#include "desk/ticket/many.h"
#include "desk/ticket/notify.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/share.h"
#include "desk/ticket/sheet.h"
#include "desk/ticket/together.h"
#include "main/cmd.h"

extern const struct slice slice_list_export;
extern const struct slice slice_incident, slice_incident_work, slice_board, slice_portal, slice_api, slice_check, slice_admin_sla, slice_admin_fields, slice_incident_canned, slice_admin_canned;
extern const struct slice slice_doctor, slice_config_article, slice_config_canned, slice_config_site, slice_config_saved, slice_config_members;
extern const struct slice slice_knowledge, slice_knowledge_admin, slice_notify_pages;
extern const struct slice slice_admin_questions, slice_admin_routing, slice_admin_forms, slice_admin_offers;
extern const struct slice slice_portal_guest, slice_incident_access;

extern const struct slice slice_grid_match, slice_grid_check, slice_grid_store, slice_grid_apply, slice_grid_undo, slice_grid_gone, slice_grid_erase, slice_grid_intention, slice_grid_progress, slice_imports;
extern const struct slice slice_account;
extern const struct slice slice_admin_plans, slice_demo_plan;
extern const struct slice slice_support_calendar, slice_support_bookings, slice_support_feeds, slice_support_event, slice_support_new, slice_support_panels, slice_admin_places;
extern const struct slice slice_course_lists, slice_course_items, slice_course_list_pages, slice_course_page, slice_course_post, slice_course_forms, slice_course_intentions;
extern const struct slice slice_support_calendar, slice_support_bookings, slice_support_feeds, slice_support_event, slice_support_new, slice_support_panels, slice_support_timetable, slice_admin_places, slice_admin_approaches;
extern const struct slice slice_person_merge;
extern const struct slice slice_person_merge_parts;
extern const struct slice slice_account_merge_pages, slice_account_password;
extern const struct slice slice_incident_together;
extern const struct slice slice_audit_look, slice_ticket_handover;
extern const struct slice slice_admin_menu, slice_admin_departments, slice_admin_services, slice_admin_settings, slice_admin_audit, slice_admin_config, slice_admin_sheet, slice_first, slice_trial, slice_trial_erase, slice_admin_mail, slice_admin_letters;
extern const struct slice slice_config, slice_config_people, slice_config_clock, slice_config_ticket;

const struct slice *const guichet_slices[] = {
        &slice_system, &slice_site, &slice_session, &slice_settings, &slice_words, &slice_audit, &slice_jobs, &slice_live, &slice_sweep,
        &slice_idempotency,
        &slice_outbox, &slice_relay, &slice_outbox_send, &slice_letter_texts, &slice_letters, &slice_admin_letters,
        &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_clock_lists, &slice_ticket_filter, &slice_paper, &slice_incident, &slice_incident_work, &slice_board, &slice_list_export, &slice_portal,
        &slice_api, &slice_ticket_bulk, &slice_plan, &slice_plan_first, &slice_plan_access, &slice_admin_plans, &slice_config_plan, &slice_demo_plan, &slice_plan_panels, &slice_plan_edit, &slice_clock_past, &slice_clock_promises, &slice_clock_pick, &slice_clock_edit, &slice_clock_alarm,
        &slice_ticket_recipients, &slice_ticket_mentions, &slice_ticket_advice,
        &slice_questions, &slice_natures, &slice_approach, &slice_forms, &slice_form_view, &slice_offers, &slice_offers_kept, &slice_staged, &slice_intake_fields, &slice_intake_shown, &slice_intake_edit,
        &slice_ticket_holds, &slice_ticket_tags, &slice_ticket_links, &slice_ticket_fields, &slice_ticket_categories,
        &slice_ticket_course, &slice_ticket_course_make, &slice_ticket_course_people, &slice_ticket_course_sessions, &slice_grid_match, &slice_grid_check, &slice_grid_store,
        &slice_grid_apply, &slice_grid_undo, &slice_grid_gone, &slice_grid_erase, &slice_grid_intention, &slice_grid_progress, &slice_imports,
        &slice_course_lists, &slice_course_items, &slice_course_list_pages, &slice_course_page, &slice_course_post, &slice_course_forms, &slice_course_intentions,
        &slice_incident_together, &slice_ticket_merge, &slice_ticket_split, &slice_ticket_children, &slice_ticket_resolution,
        &slice_ticket_spent, &slice_ticket_checks, &slice_ticket_restated, &slice_ticket_evidence, &slice_ticket_canned, &slice_ticket_panels, &slice_ticket_saved, &slice_ticket_access,
        &slice_catalogue, &slice_catalogue_services, &slice_admin_menu, &slice_admin_departments, &slice_admin_services,
        &slice_admin_settings, &slice_admin_audit, &slice_admin_mail,
        &slice_people_available, &slice_people_absence, &slice_people_turns, &slice_people_serves,
        &slice_people_tokens, &slice_audit_look,
        &slice_doctor, &slice_config_article, &slice_config_canned, &slice_config_site, &slice_config_saved, &slice_config_members, &slice_ticket_service_points,
        &slice_ticket_many, &slice_ticket_many_order, &slice_ticket_many_report, &slice_ticket_hand_out, &slice_ticket_stand_in, &slice_clock_pool, &slice_clock_escalate, &slice_clock_internal, &slice_clock_site,
        &slice_first, &slice_trial, &slice_trial_erase, &slice_admin_config, &slice_admin_sheet, &slice_config, &slice_config_people, &slice_config_clock, &slice_config_ticket, &slice_config_catalog,
        &slice_config_offers,
        &slice_persona, &slice_people_audience, &slice_article, &slice_article_edit, &slice_article_first, &slice_knowledge, &slice_knowledge_admin, &slice_notify, &slice_notify_rules, &slice_notify_list, &slice_notify_pages,
        &slice_calls, &slice_admin_questions, &slice_admin_forms, &slice_admin_offers, &slice_admin_routing, &slice_import, &slice_demo, &slice_demo_people, &slice_admin_sla, &slice_admin_fields, &slice_incident_canned, &slice_admin_canned,
        /* support at a date and place */
        &slice_ticket_flag, &slice_agenda_room, &slice_agenda_booking, &slice_agenda_types, &slice_agenda_support, &slice_agenda_support_hooks,
        &slice_request, &slice_basket,
        &slice_agenda_rows, &slice_agenda_feed, &slice_support_calendar, &slice_support_bookings, &slice_support_feeds,
        &slice_support_event, &slice_support_new, &slice_support_panels, &slice_support_timetable, &slice_admin_places, &slice_admin_approaches,
        &slice_portal_guest, &slice_incident_access, &slice_check,
        /* gives out what came, when every other hook has seen it come */
        &slice_ticket_share, &slice_ticket_handover, &slice_account, &slice_person_merge, &slice_person_merge_parts, &slice_account_merge_pages, &slice_account_password, NULL};

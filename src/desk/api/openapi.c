/* What programs read and send, as tables of members, from which openapi_write.c makes the description: a route without
 * description or with an unknown schema fails a test. */
#include "desk/api/api.h"

static const struct api_member person_ref[] = {{"login", "string", "null for a person without account"}, {"name", "string", NULL}, {0}};
static const struct api_member clock_members[] = {
        {"name", "string", "response, resolution; for agents also internal, advice"}, {"target", "string", "\"8 business hours\""},
        {"state", "string", "running, paused, met, breached"}, {"due_at", "datetime", NULL},
        {"stopped_at", "datetime", NULL}, {"level", "integer", "escalation levels reached"}, {0}};
static const struct api_member course_members[] = {
        {"code", "string", NULL}, {"term", "string", "when absent: the course's latest"}, {"title", "string", NULL}, {0}};
static const struct api_member course_line_members[] = {
        {"code", "string", NULL}, {"term", "string", NULL}, {"title", "string", NULL}, {"department", "string", "its name"}, {"responsible", "string", "name"},
        {"first_at", "datetime", "courses: null while it is to be confirmed"}, {"sessions", "integer", "courses"}, {"presenters", "integer", "courses"},
        {"number", "string", "items"}, {"need", "string", "items"}, {"requester", "string", "items: name"}, {"state", "string", "items"},
        {"tasks_done", "string", "items: \"2/5\""}, {"group", "string", "items: name"}, {"due_at", "datetime", "items"},
        {"presenter", "string", "presenters: name"}, {"informed", "string", "presenters: missing, done, not_needed"},
        {"trained", "string", "presenters"}, {"supported", "string", "presenters"}, {"recorded", "string", "presenters"},
        {"from", "datetime", "sessions, recordings"}, {"theme", "string", "sessions, recordings"}, {"recording", "string", "recordings: as announced"},
        {"recording_state", "string", "recordings: unknown, present, missing, asked, intended, unwanted"}, {"reason", "string", "recordings"}, {0}};
static const struct api_member fact_members[] = {
        {"state", "string", "unknown, done, not_needed"}, {"at", "datetime", NULL}, {"by", "string", "name of who said so"}, {0}};
static const struct api_member presenter_members[] = {
        {"person", "PersonRef", NULL}, {"version", "integer", "of the facts"}, {"informed", "Fact", NULL}, {"trained", "Fact", NULL},
        {"supported", "Fact", "live"}, {"recorded", "Fact", NULL}, {0}};
static const struct api_member fact_new[] = {
        {"person", "string", "login of a presenter"}, {"fact", "string", "informed, trained, supported, recorded"},
        {"state", "string", "unknown, done, not_needed"}, {"version", "integer", "of the facts as seen"}, {0}};
static const struct api_member session_members[] = {
        {"id", "integer", NULL}, {"from", "datetime", NULL}, {"to", "datetime", NULL}, {"state", "string", "held, withdrawn"},
        {"theme", "string", NULL}, {"link", "string", "of the virtual space"}, {"hosts", "string", NULL}, {"recording", "string", "what was announced"},
        {"recording_state", "string", "unknown, present, missing, asked, intended, unwanted"}, {"recording_reason", "string", NULL},
        {"support_tasks", "integer", "0: not covered"}, {0}};
static const struct api_member session_new[] = {
        {"id", "integer", "of one that is there"}, {"from", "datetime", "required"}, {"to", "datetime", "required"}, {"theme", "string", NULL},
        {"link", "string", NULL}, {"hosts", "string", NULL}, {"recording", "string", NULL}, {0}};
static const struct api_member record_members[] = {
        {"code", "string", NULL}, {"term", "string", NULL}, {"title", "string", NULL}, {"department", "string", "code"}, {"responsible", "PersonRef", NULL},
        {"first_activity_at", "datetime", "as announced"}, {"first_at", "datetime", "the earliest of that and the sessions"},
        {"version", "integer", "also the ETag"}, {"presenters", "[]Presenter", NULL}, {"super_users", "[]PersonRef", NULL}, {"sessions", "[]CourseSession", NULL}, {0}};
static const struct api_member record_patch[] = {
        {"title", "string", NULL}, {"department", "string", "code"}, {"responsible", "string", "login; null: nobody"}, {"first_activity_at", "datetime", NULL},
        {"presenters", "[]string", "logins: these and no others; facts of those who stay are kept"}, {"super_users", "[]string", "logins"},
        {"sessions", "[]CourseSessionNew", "these and no others; one with support tasks is withdrawn, not deleted"}, {"facts", "[]FactNew", NULL}, {0}};
static const struct api_member record_new[] = {
        {"code", "string", "required"}, {"term", "string", "required"}, {"title", "string", "required"}, {"department", "string", "code"},
        {"responsible", "string", "login"}, {"first_activity_at", "datetime", NULL}, {"presenters", "[]string", "logins"}, {"super_users", "[]string", "logins"},
        {"sessions", "[]CourseSessionNew", NULL}, {"facts", "[]FactNew", NULL}, {0}};
static const struct api_member merge_in[] = {{"to", "string", "number of the ticket that goes on"}, {0}};
static const struct api_member split_in[] = {{"subject", "string", "required"}, {"body", "string", "what it is about"},
                                             {"entries", "[]integer", "ids of comments and notes to quote"}, {0}};
static const struct api_member follow_in[] = {{"body", "string", "required"}, {0}};
static const struct api_member children_in[] = {{"body", "string", "required"}, {"to", "[]string", "numbers; else all children"}, {0}};
static const struct api_member child_members[] = {
        {"number", "string", NULL}, {"state", "string", NULL}, {"subject", "string", NULL},
        {"answer", "string", "sent, may, no_right, done, merged, failed"}, {"why", "string", "why it was not answered"}, {0}};
static const struct api_member grid_head[] = {
        {"id", "integer", NULL}, {"name", "string", "only lines of a grid of this name can be withdrawn by it"}, {"file", "string", NULL},
        {"state", "string", "waiting, applying, applied, undone"}, {"made_at", "datetime", NULL}, {"applied_at", "datetime", NULL},
        {"erased_at", "datetime", "since when the text of the file is gone, or null"}, {"progress", "object", "done, total: courses, while it is applied; null else"},
        {"done", "object", "created, changed, withdrawn so far"}, {"may_undo", "boolean", NULL}, {0}};
static const struct api_member grid_error_members[] = {
        {"row", "integer", "as the spreadsheet numbers it; rows given as JSON begin at 2"}, {"column", "string", "its heading"},
        {"field", "string", "code, title, department, term, owner, mail, approaches, presenters, sessions, first"}, {"message", "string", NULL},
        {"closest", "string", "a value that would fit, or null"}, {0}};
static const struct api_member grid_line_members[] = {
        {"change", "string", "created, changed, withdrawn"}, {"row", "integer", "0 for a withdrawn line"}, {"course", "string", "code"}, {"term", "string", NULL},
        {"approach", "string", NULL}, {"item", "string", "number, null before it exists"}, {"fields", "[]object", "field, before, after"}, {0}};
static const struct api_member grid_members[] = {
        {"id", "integer", NULL}, {"name", "string", NULL}, {"file", "string", NULL}, {"state", "string", "waiting, applying, applied, undone"},
        {"made_at", "datetime", NULL}, {"applied_at", "datetime", NULL}, {"erased_at", "datetime", NULL},
        {"progress", "object", "done, total: courses, while it is applied; null else"},
        {"done", "object", "created, changed, withdrawn so far"}, {"may_undo", "boolean", NULL},
        {"created", "integer", "what applying would do now"}, {"changed", "integer", NULL}, {"withdrawn", "integer", NULL}, {"unchanged", "integer", NULL},
        {"ignored", "integer", "blank rows"}, {"errors", "[]GridError", "at most 1,000"}, {"lines", "[]GridLine", "what would change, at most 1,000"},
        {"digest", "string", "of what would be done, for apply"}, {0}};
static const struct api_member grid_new[] = {
        {"name", "string", "when absent: the term"}, {"csv", "string", "or rows"},
        {"rows", "[]object", "members code, title, department, term, owner, mail, approaches, presenters, sessions, first"},
        {"columns", "object", "of csv: heading by member, {\"owner\":\"Professeur\"}; null: none; beside a file as parts of these names"}, {0}};
static const struct api_member grid_patch[] = {
        {"fixes", "[]object", "row, field, value"}, {"columns", "object", "as of a new one, while it waits"}, {"name", "string", NULL}, {0}};
static const struct api_member grid_apply_in[] = {{"digest", "string", "what was seen; 409 when it is no longer that"}, {0}};
static const struct api_member grid_gone[] = {
        {"course_id", "integer", NULL}, {"approach_id", "integer", NULL}, {"course", "string", "code"}, {"term", "string", NULL}, {"approach", "string", NULL},
        {"item", "string", "number"}, {"grid", "string", NULL}, {"withdrawn_at", "datetime", NULL}, {0}};
static const struct api_member grid_gone_in[] = {
        {"course_id", "integer", "required"}, {"approach_id", "integer", "required"}, {"decision", "string", "confirm or keep"}, {"reason", "string", "to confirm"}, {0}};
static const struct api_member ticket_members[] = {
        {"number", "string", "INC-4127"}, {"kind", "string", NULL}, {"subject", "string", NULL}, {"description", "string", NULL},
        {"state", "string", "new, open, pending, resolved, closed, cancelled"},
        {"pending_reason", "string", "requester, agreement, supplier, scheduled, evidence, validation, earlier_task"},
        {"impact", "integer", "1 gravest to 3"}, {"urgency", "integer", "1 gravest to 3"}, {"priority", "integer", "1 gravest to 4"},
        {"channel", "string", "portal, email, phone, chat, in_person, api, import"}, {"service", "string", "code"},
        {"category", "string", "code"}, {"confidential", "boolean", NULL}, {"persona", "string", NULL}, {"course", "Course", "null: none"},
        {"site", "string", NULL}, {"room", "string", NULL}, {"equipment", "string", NULL},
        {"requester", "PersonRef", NULL}, {"requested_for", "PersonRef", NULL}, {"opened_by", "PersonRef", NULL},
        {"contact", "PersonRef", NULL}, {"group", "string", "code"}, {"assigned_to", "PersonRef", NULL},
        {"created_at", "datetime", NULL}, {"updated_at", "datetime", NULL}, {"resolved_at", "datetime", NULL},
        {"closed_at", "datetime", NULL}, {"version", "integer", "also the ETag"}, {"clocks", "[]Clock", NULL},
        {"request", "string", "items: number of the request that holds it"}, {"answers", "object", "items: answers to the form"},
        {"plan", "object", "items: code, name and version of the plan; null without one"},
        {"due_at", "datetime", "items and service tasks; null: to confirm"}, {"due", "string", "items and service tasks: unknown, proposed, confirmed"},
        {"steps", "[]PlanStep", "items: the plan in its order"},
        {"item", "string", "service tasks: number of the item"}, {"step", "string", "service tasks: code in the plan"},
        {"label", "string", "service tasks"}, {"optional", "boolean", "service tasks"}, {"agreement", "boolean", "service tasks"},
        {"decision", "string", "service tasks that are agreements: yes, no"}, {"items", "[]string", "requests: numbers of their items"},
        {"tags", "[]string", "agents only"}, {"watchers", "[]PersonRef", "agents only"},
        {"fields", "object", "custom fields, code: value; agents only"},
        {"intake", "object", "what was asked when it was opened, with the answers under their version; agents only"}, {0}};
static const struct api_member plan_step_members[] = {
        {"step", "string", "1, 2.1"}, {"label", "string", NULL}, {"state", "string", "waiting, open, done, skipped"},
        {"number", "string", "agents only"}, {"group", "string", "name; agents only"}, {"due_at", "datetime", "agents only"}, {0}};
static const struct api_member decision_members[] = {{"decision", "string", "yes or no"}, {"reason", "string", "required"}, {0}};
static const struct api_member incident_new[] = {
        {"subject", "string", "required"}, {"description", "string", NULL}, {"service", "string", "code"},
        {"group", "string", "code; else the service's"}, {"requester", "PersonRef", "agents only; else oneself"},
        {"requested_for", "PersonRef", NULL}, {"contact", "PersonRef", NULL}, {"channel", "string", NULL},
        {"impact", "integer", NULL}, {"urgency", "integer", NULL}, {"site", "string", NULL}, {"room", "string", NULL},
        {"equipment", "string", NULL}, {"persona", "string", NULL}, {"confidential", "boolean", NULL},
        {"course", "Course", "or \"CODE\", or \"CODE TERM\""},
        {"intervention", "string", "equipment, technical, use"}, {"nature", "string", "code; gives group and urgency unless they are given"},
        {"device", "string", "laptop, desktop, mobile, tablet, screen, printer, room, other"}, {"owner", "string", "own, institution"},
        {"answers", "object", "q_k_CODE of the kind's question list, q_s_CODE of the service's"}, {0}};
static const struct api_member patch_members[] = {
        {"subject", "string", NULL}, {"description", "string", NULL}, {"impact", "integer", NULL}, {"urgency", "integer", NULL},
        {"service", "string", "code"}, {"channel", "string", NULL}, {"site", "string", NULL}, {"room", "string", NULL},
        {"equipment", "string", NULL}, {"confidential", "boolean", NULL}, {"group", "string", "code"},
        {"assigned_to", "PersonRef", "null frees the ticket"}, {"state", "string", "a declared move, else 409 with \"allowed\""},
        {"pending_reason", "string", "with state pending"}, {"reason", "string", "solution or why"},
        {"due_at", "datetime", "items and service tasks: confirmed; null: proposed again by the plan"},
        {"answers", "object", "to the questions of the intake, q_k_q1 (kind) or q_s_q1 (service): value; \"\" empties"},
        {"category", "string", "code; null: none"}, {"tags", "[]string", "these and no others"},
        {"fields", "object", "custom fields, code: value; null empties"},
        {"course", "Course", "or \"CODE\", or \"CODE TERM\"; null: none"}, {"requested_for", "PersonRef", NULL}, {0}};
static const struct api_member link_members[] = {
        {"number", "string", NULL}, {"kind", "string", "related, duplicate, caused_by, child_of, merged_into, split_from, follows"},
        {"inverse", "boolean", "the other ticket is a duplicate of this one, or caused by it"}, {"state", "string", NULL},
        {"subject", "string", NULL}, {0}};
static const struct api_member link_new[] = {{"to", "string", "number of the other ticket"},
                                             {"kind", "string", "related, duplicate, caused_by, child_of"}, {0}};
static const struct api_member entry_new[] = {{"body", "string", "required"}, {"channel", "string", NULL},
                                              {"contact", "boolean", "a call or visit that reached the person"},
                                              {"to", "[]string", "logins told of a reply; a presenter of the course is invited by it"},
                                              {"later", "boolean", "a reply of the desk that DELETE takes back until it leaves"}, {0}};
#define CALL_FIELDS                                                                                                                  \
        {"person", "string", "login, name, address or number, as said"}, {"pick", "string", "one of the choices of a 422, or new"},     \
        {"mail", "string", "of somebody new"}, {"phone", "string", "of somebody new"}, {"description", "string", NULL},                  \
        {"urgency", "integer", "1 to 3"}, {"school", "string", NULL}, {"programme", "string", NULL}, {"course", "string", NULL},         \
        {"study_year", "string", NULL}, {"service", "string", "code"}, {"group", "string", "code"},                                      \
        {"intervention", "string", "equipment, technical, use"}, {"nature", "string", "code"}, {"device", "string", NULL},               \
        {"owner", "string", NULL}, {"site", "string", NULL}, {"room", "string", NULL}, {"equipment", "string", NULL},                    \
        {"answers", "object", "q_k_q1, q_s_q1… of the question lists"}, {"solution", "string", NULL},                                    \
        {"written", "boolean", "ask the person to confirm in writing"}
static const struct api_member call_fields[] = {CALL_FIELDS, {0}};
static const struct api_member call_patch[] = {CALL_FIELDS, {"parked", "boolean", "true: park it; false: back on the line, what was there is parked"}, {0}};
static const struct api_member call_open_in[] = {CALL_FIELDS, {"solve", "boolean", "take it and resolve it with the solution"}, {0}};
static const struct api_member call_opened[] = {{"ticket", "string", "its number; null when it went where one does not read"}, {0}};
static const struct api_member call_members[] = {
        {"id", "integer", NULL}, {"picked_at", "datetime", NULL}, {"parked_at", "datetime", "null: on the line"}, {"seconds", "integer", "on the line so far"},
        {"who", "string", NULL}, {"fields", "CallFields", "what was typed"}, {0}};
static const struct api_member export_list[] = {
        {"view", "string", "take, mine, unread, groups, waiting, resolved, scope, all, or v12: the saved view 12"}, {"q", "string", "words"},
        {"filters", "[]string", "field:operator:value"}, {"sort", "string", "due, created, updated, priority"}, {0}};
static const struct api_member export_new[] = {
        {"list", "ExportList", NULL}, {"format", "string", "csv, xlsx, pdf"}, {"columns", "[]string", "state, priority, due…; or the word all"},
        {"separator", "string", "comma, semicolon"}, {"bom", "boolean", "false: no mark at the beginning of a CSV"}, {0}};
static const struct api_member export_members[] = {
        {"id", "integer", NULL}, {"state", "string", "running, done, failed"}, {"at", "datetime", NULL}, {"until", "datetime", "when it is gone"},
        {"rows", "integer", "written so far"}, {"cut", "boolean", "more rows than a file takes"}, {"name", "string", NULL}, {"type", "string", NULL},
        {"size", "integer", "bytes"}, {"why", "string", "why it was not made"}, {0}};
static const struct api_member present_members[] = {{"name", "string", NULL}, {"typing", "boolean", NULL}, {0}};
static const struct api_member present_new[] = {{"typing", "boolean", NULL}, {0}};
static const struct api_member feedback_in[] = {{"helpful", "boolean", "required"}, {"remark", "string", "1,000 characters at most"}, {0}};
static const struct api_member draft_members[] = {{"mode", "string", "reply, note, new"}, {"body", "string", NULL}, {0}};
static const struct api_member reply_later[] = {{"send_at", "datetime", "until then it may be taken back"}, {0}};
static const struct api_member draft_new[] = {{"body", "string", "required, 64 KiB at most"}, {0}};
static const struct api_member assign_members[] = {{"group", "string", "code"}, {"assigned_to", "PersonRef", NULL}, {0}};
static const struct api_member reason_members[] = {
        {"reason", "string", "the solution given, or why"}, {"category", "string", "when resolving: what the service asks, with course and requested_for"},
        {"course", "Course", NULL}, {"requested_for", "PersonRef", NULL}, {0}};
static const struct api_member attachment_members[] = {{"id", "integer", NULL}, {"name", "string", NULL},
                                                       {"size", "integer", "bytes"}, {"url", "string", NULL}, {0}};
static const struct api_member entry_members[] = {
        {"id", "integer", NULL}, {"at", "datetime", NULL}, {"kind", "string", "comment, note, change, mail, agreement, clock"},
        {"author", "PersonRef", NULL}, {"public", "boolean", NULL}, {"channel", "string", NULL}, {"body", "string", NULL},
        {"changes", "object", "field: [before, after], ids"}, {"line", "string", "the change as a sentence"},
        {"attachments", "[]Attachment", NULL}, {0}};
static const struct api_member ledger_members[] = {
        {"from", "datetime", NULL}, {"to", "datetime", NULL}, {"kind", "string", "open, closed, holiday, exception, pause, correction"},
        {"counted_ms", "integer", "all lines add up to the elapsed business time"}, {"note", "string", NULL}, {0}};
static const struct api_member person_members[] = {
        {"login", "string", NULL}, {"name", "string", NULL}, {"mail", "string", NULL}, {"phone", "string", NULL},
        {"student_number", "string", NULL}, {"lang", "string", "fr, en"}, {"active", "boolean", NULL}, {0}};
static const struct api_member person_merge_in[] = {{"login", "string", "of the record to close; required"}, {0}};
static const struct api_member person_patch[] = {{"name", "string", NULL}, {"phone", "string", NULL}, {"lang", "string", "fr, en"}, {0}};
static const struct api_member role_members[] = {{"role", "string", "agent, lead, manager, department_admin, admin"},
                                                 {"department", "string", "code; null: everywhere"}, {0}};
static const struct api_member role_new[] = {{"role", "string", "required"}, {"department", "string", "code; absent: everywhere"}, {0}};
static const struct api_member affiliation_members[] = {{"kind", "string", "student, teacher, staff… required"},
                                                        {"department", "string", "code; absent: the first"}, {0}};
static const struct api_member group_members_doc[] = {
        {"code", "string", NULL}, {"name", "string", NULL}, {"domain", "string", "business domain or solution"},
        {"department", "string", "code"}, {"services", "[]string", "codes of the services it serves"},
        {"version", "integer", "also the ETag"}, {"function", "string", "use, operation, evolution"}, {"assign", "string", "manual, take, round_robin, least_loaded, on_duty"},
        {"external", "boolean", NULL}, {"members", "integer", NULL}, {0}};
static const struct api_member service_members[] = {
        {"code", "string", NULL}, {"name_fr", "string", NULL}, {"name_en", "string", NULL}, {"summary_fr", "string", NULL},
        {"summary_en", "string", NULL}, {"family_fr", "string", NULL}, {"family_en", "string", NULL},
        {"group", "string", "agents only"}, {"groups", "[]string", "agents only: all that serve it, the first one first"},
        /* its keeper alone */
        {"department", "string", "code"}, {"icon", "string", NULL}, {"body", "string", "Markdown"}, {"audiences", "[]string", "student, faculty@dsi; none: everybody"}, {"offered", "boolean", "false: retired"},
        {"agent_named", "boolean", "requesters read the name of who answers"}, {"confidential", "boolean", NULL}, {"keep_days", "integer", NULL}, {"sort", "integer", NULL},
        {"evidence", "boolean", "a screenshot is asked"}, {"points", "string", "points that its requests begin with, one a line, ! before a required one"},
        {"ask_nature", "integer", "when resolving: 0 not asked, 1 asked, 2 a must"}, {"ask_beneficiary", "integer", NULL}, {"ask_course", "integer", NULL}, {"ask_solution", "integer", NULL},
        {"group_code", "string", "of the one that has it first"}, {"version", "integer", "also the ETag"}, {0}};
static const struct api_member service_patch[] = {
        {"name_fr", "string", NULL}, {"name_en", "string", NULL}, {"summary_fr", "string", NULL}, {"summary_en", "string", NULL}, {"family_fr", "string", NULL},
        {"family_en", "string", NULL}, {"group", "string", "code of the one that has it first"},
        {"department", "string", "code"}, {"icon", "string", NULL}, {"body", "string", "Markdown"}, {"audiences", "[]string", "student, faculty@dsi; none: everybody"}, {"offered", "boolean", "false: retired"},
        {"agent_named", "boolean", "requesters read the name of who answers"}, {"confidential", "boolean", NULL}, {"keep_days", "integer", NULL}, {"sort", "integer", NULL},
        {"evidence", "boolean", "a screenshot is asked"}, {"points", "string", "points that its requests begin with, one a line, ! before a required one"},
        {"ask_nature", "integer", "when resolving: 0 not asked, 1 asked, 2 a must"}, {"ask_beneficiary", "integer", NULL}, {"ask_course", "integer", NULL}, {"ask_solution", "integer", NULL}, {0}};
static const struct api_member department_patch[] = {
        {"name_fr", "string", NULL}, {"name_en", "string", NULL}, {"parent", "string", "code of the one above; null: none"}, {"time_zone", "string", "Europe/Paris"}, {0}};
static const struct api_member department_members[] = {
        {"code", "string", "required"}, {"name_fr", "string", NULL}, {"name_en", "string", NULL}, {"time_zone", "string", NULL},
        /* of one, for its keeper */
        {"parent", "string", "code of the one above"}, {"services", "integer", NULL}, {"groups", "integer", NULL}, {"version", "integer", "also the ETag"}, {0}};
static const struct api_member group_new[] = {
        {"code", "string", "required"}, {"name", "string", NULL}, {"department", "string", "code; else the first"},
        {"closed", "boolean", "its tickets are its own"}, {"external", "boolean", "works by e-mail only"},
        {"domain", "string", "business domain or solution"}, {"function", "string", "use, operation, evolution"},
        {"assign", "string", "manual, take, round_robin, least_loaded, on_duty"}, {0}};
static const struct api_member group_patch[] = {
        {"name", "string", NULL}, {"domain", "string", NULL}, {"function", "string", "use, operation, evolution"},
        {"assign", "string", "manual, take, round_robin, least_loaded, on_duty"}, {"external", "boolean", NULL}, {0}};
static const struct api_member group_service[] = {
        {"service", "string", "code"}, {"first", "boolean", "receives the service's requests; the former first one goes on serving"}, {0}};
static const struct api_member availability_members[] = {{"available", "boolean", NULL}, {0}};
static const struct api_member absence_members[] = {
        {"id", "integer", NULL}, {"from", "datetime", NULL}, {"to", "datetime", NULL}, {"substitute", "PersonRef", NULL}, {0}};
static const struct api_member absence_new[] = {
        {"from", "datetime", "required"}, {"to", "datetime", "required"}, {"substitute", "string", "login"}, {0}};
static const struct api_member member_new[] = {{"login", "string", "required"}, {"lead", "boolean", NULL}, {0}};
static const struct api_member service_new[] = {
        {"code", "string", "required"}, {"group", "string", "code of the one that has it first, required"}, {"department", "string", "code; else the group's"},
        {"name_fr", "string", "required, or name_en alone"}, {"name_en", "string", NULL}, {"summary_fr", "string", NULL}, {"summary_en", "string", NULL},
        {"family_fr", "string", NULL}, {"family_en", "string", NULL}, {"icon", "string", NULL}, {"body", "string", "Markdown"}, {"audiences", "[]string", "student, faculty@dsi; none: everybody"},
        {"offered", "boolean", "else true"}, {"agent_named", "boolean", "else true"}, {"confidential", "boolean", NULL}, {"keep_days", "integer", "else 1825"}, {"sort", "integer", "else 100"},
        {"evidence", "boolean", "a screenshot is asked"}, {"points", "string", "as in ServicePatch"}, {"ask_nature", "integer", "as in ServicePatch"},
        {"ask_beneficiary", "integer", NULL}, {"ask_course", "integer", NULL}, {"ask_solution", "integer", NULL}, {0}};
static const struct api_member department_new[] = {
        {"code", "string", "required"}, {"name_fr", "string", "required, or name_en alone"}, {"name_en", "string", NULL},
        {"parent", "string", "code of the one above"}, {"time_zone", "string", "else the site's"}, {0}};
static const struct api_member offer_field[] = {
        {"code", "string", "key of its answer"}, {"type", "string", "text, long, choice, choices, date, time, person, course, file, number, consent"},
        {"required", "boolean", NULL}, {"label", "string", NULL}, {"help", "string", NULL}, {"min", "integer", NULL}, {"max", "integer", NULL},
        {"options", "[]OfferOption", NULL}, {"when", "string", "asked only if this field says one of is, or none of not"},
        {"is", "[]string", NULL}, {"not", "[]string", NULL}, {0}};
static const struct api_member form_file[] = {{"id", "string", "answer of a field of type file"}, {"name", "string", NULL}, {"size", "integer", "bytes"}, {0}};
static const struct api_member offer_option[] = {{"code", "string", NULL}, {"label", "string", NULL}, {0}};
static const struct api_member offer_members[] = {
        {"code", "string", NULL}, {"audience", "string", "\"\" for everybody"}, {"name", "string", NULL}, {"summary", "string", NULL},
        {"form_version", "integer", NULL}, {"fields", "[]OfferField", NULL}, {0}};
static const struct api_member request_new[] = {
        {"service", "string", "code"}, {"item", "string", "code of the offer"}, {"persona", "string", "audience under which one asks"},
        {"answers", "object", "by the fields' codes; several values as an array"}, {"form_version", "integer", "refused when there is a newer one"},
        {"requested_for", "string", "login or address"}, {"items", "[]RequestNew", "several together: service, item, persona, answers of each"}, {0}};
static const struct api_member me_members[] = {
        {"login", "string", NULL}, {"name", "string", NULL}, {"mail", "string", NULL}, {"phone", "string", NULL}, {"lang", "string", "fr, en"},
        {"theme", "string", "light, dark; null: as the system prefers"}, {"persona", "string", NULL}, {"shortcuts", "boolean", "keyboard shortcuts of one letter"}, {0}};
static const struct api_member me_patch[] = {
        {"name", "string", NULL}, {"phone", "string", "null: none"}, {"lang", "string", "fr, en"}, {"theme", "string", "light, dark; null: as the system prefers"},
        {"shortcuts", "boolean", NULL}, {0}};
static const struct api_member basket_line[] = {
        {"id", "integer", NULL}, {"service", "string", "code"}, {"item", "string", "code of the offer"}, {"persona", "string", NULL}, {"name", "string", NULL},
        {"form_version", "integer", "the newest"}, {"answers", "object", "as they were given"}, {"problem", "string", "why it cannot leave; null: it can"}, {0}};
static const struct api_member basket_members[] = {
        {"items", "[]BasketLine", "ten at most"}, {"requested_for", "string", "as typed; null: oneself"}, {0}};
static const struct api_member basket_new[] = {
        {"service", "string", "code"}, {"item", "string", "code of the offer"}, {"persona", "string", "audience under which one asks"},
        {"answers", "object", "as in RequestNew"}, {"form_version", "integer", "refused when there is a newer one"},
        {"requested_for", "string", "login or address, for the whole basket; absent: stays"}, {0}};
static const struct api_member basket_patch[] = {
        {"answers", "object", "required, all of them"}, {"persona", "string", NULL}, {"form_version", "integer", "refused when there is a newer one"}, {0}};
static const struct api_member basket_send_in[] = {{"requested_for", "string", "login or address; null: oneself; absent: as kept in the basket"}, {0}};
static const struct api_member offer_draft[] = {
        {"service", "string", "code"}, {"item", "string", "code of the offer"}, {"persona", "string", NULL}, {"form_version", "integer", "the newest"},
        {"answers", "object", NULL}, {0}};
static const struct api_member offer_draft_new[] = {{"answers", "object", "required"}, {"persona", "string", "audience under which one asks"}, {0}};
static const struct api_member request_item[] = {
        {"number", "string", "RITM-12"}, {"service", "string", NULL}, {"item", "string", NULL}, {"subject", "string", NULL},
        {"state", "string", NULL}, {"tasks", "integer", NULL}, {"done", "integer", NULL}, {"answers", "object", NULL}, {0}};
static const struct api_member request_members[] = {
        {"number", "string", "REQ-12"}, {"subject", "string", NULL}, {"state", "string", NULL}, {"items", "[]RequestItem", NULL}, {0}};
static const struct api_member time_members[] = {
        {"id", "integer", NULL}, {"person", "PersonRef", NULL}, {"at", "datetime", NULL}, {"minutes", "integer", NULL},
        {"note", "string", NULL}, {"changed_at", "datetime", "when its author corrected it"}, {"version", "integer", NULL}, {0}};
static const struct api_member time_new[] = {{"minutes", "integer", "1 to 1440"}, {"note", "string", NULL},
                                             {"version", "integer", "of the line, when correcting"}, {0}};
static const struct api_member check_members[] = {
        {"id", "integer", "64 bits; above 10^15 for what a plan brought"}, {"label", "string", NULL}, {"required", "boolean", "unticked, it keeps the ticket from being resolved"},
        {"done", "boolean", NULL}, {"done_at", "datetime", NULL}, {"done_by", "PersonRef", NULL}, {0}};
static const struct api_member check_new[] = {{"label", "string", "required"}, {"required", "boolean", NULL}, {0}};
static const struct api_member check_patch[] = {{"done", "boolean", NULL}, {"required", "boolean", NULL}, {0}};
static const struct api_member restated_members[] = {
        {"id", "integer", NULL}, {"body", "string", NULL}, {"state", "string", "asked, confirmed, corrected, replaced"},
        {"by_voice", "boolean", NULL}, {"by", "string", "name"}, {"at", "datetime", NULL}, {"answered_at", "datetime", NULL}, {0}};
static const struct api_member restated_new[] = {{"restated", "string", "required"}, {0}};
static const struct api_member restated_answer[] = {{"state", "string", "confirmed, corrected"},
                                                    {"by_voice", "boolean", "the desk heard it"},
                                                    {"body", "string", "the correction, a comment"}, {0}};
static const struct api_member evidence_members[] = {
        {"id", "integer", "of the attachment"}, {"name", "string", NULL}, {"checked", "boolean", NULL},
        {"checked_at", "datetime", NULL}, {"checked_by", "string", "name"}, {0}};
static const struct api_member evidence_patch[] = {{"checked", "boolean", NULL}, {0}};
static const struct api_member canned_members[] = {
        {"id", "integer", NULL}, {"level", "string", "personal, group, everybody"}, {"group", "string", "code"},
        {"name", "string", NULL}, {"lang", "string", "fr, en"}, {"body", "string", "with variables, {first_name}…"},
        {"version", "integer", "also the ETag"}, {0}};
static const struct api_member canned_new[] = {
        {"level", "string", "personal, group, everybody; of a new one"}, {"group", "string", "code, with level group"},
        {"name", "string", NULL}, {"lang", "string", "fr, en"}, {"body", "string", NULL}, {0}};
static const struct api_member change_new[] = {
        {"tickets", "[]ChangeTicket", "those named, 200 at most, as numbers or with the version that was looked at; or a list"},
        {"list", "ChangeList", "all that a list finds, 5,000 at most"}, {"total", "integer", "how many a look found; 409 when it is another number now"},
        {"group", "string", "code"}, {"assigned_to", "PersonRef", "login"}, {"take", "boolean", "for oneself"}, {"urgency", "integer", "1 to 3"},
        {"category", "string", "code"}, {"state", "string", NULL}, {"tag", "string", "put on"}, {"reason", "string", "of the state"}, {0}};
static const struct api_member change_ticket[] = {{"number", "string", NULL}, {"version", "integer", NULL}, {0}};
static const struct api_member change_list[] = {
        {"view", "string", "take, mine, unread, groups, waiting, resolved, scope, all"}, {"q", "string", "words"},
        {"filters", "[]string", "field:operator:value"}, {0}};
static const struct api_member change_members[] = {
        {"id", "integer", NULL}, {"state", "string", "running, done, undoing, undone"}, {"at", "datetime", NULL}, {"ended_at", "datetime", NULL},
        {"undone_at", "datetime", NULL}, {"total", "integer", NULL}, {"waiting", "integer", NULL}, {"changed", "integer", NULL},
        {"same", "integer", NULL}, {"refused", "integer", NULL}, {"taken_back", "integer", NULL}, {"kept", "integer", "changed by somebody since"},
        {"may_undo", "boolean", NULL}, {0}};
static const struct api_member change_row[] = {
        {"number", "string", NULL}, {"subject", "string", "null: one may not see it any more"}, {"version", "integer", "of a look"},
        {"outcome", "string", "waits, changed, same, refused"}, {"why", "string", NULL}, {"undo", "string", "taken_back, kept"},
        {"undo_why", "string", NULL}, {0}};
static const struct api_member change_look[] = {
        {"total", "integer", NULL}, {"looked_at", "integer", "of a list the first 50"}, {"changed", "integer", NULL}, {"same", "integer", NULL},
        {"refused", "integer", NULL}, {"tickets", "[]ChangeRow", NULL}, {0}};
static const struct api_member view_members[] = {
        {"id", "integer", NULL}, {"level", "string", "personal, group, everybody"}, {"group", "string", "code"},
        {"name", "string", NULL}, {"view", "string", "take, mine, unread, groups, waiting, resolved, scope, all"},
        {"q", "string", "words"}, {"filters", "[]string", "field:operator:value"}, {"columns", "string", "state,due; empty: the usual ones"},
        {"sort", "string", "due, created, updated, priority"}, {"first", "boolean", "opens first for oneself"},
        {"version", "integer", "also the ETag"}, {0}};
static const struct api_member view_new[] = {
        {"first", "boolean", "of a change: opens first for oneself, or no longer"}, {"move", "string", "of a change: earlier, later"},
        {"level", "string", "personal, group, everybody; of a new one"}, {"group", "string", "code, with level group"},
        {"name", "string", NULL}, {"view", "string", NULL}, {"q", "string", NULL}, {"filters", "[]string", NULL},
        {"columns", "string", NULL}, {"sort", "string", NULL}, {0}};
static const struct api_member article_members[] = {
        {"slug", "string", NULL}, {"kind", "string", "access, use, faq, guide, procedure, page"}, {"lang", "string", "language of what is shown"},
        {"title", "string", NULL}, {"body", "string", "Markdown; in one article only"}, {"service", "string", "code"},
        {"checked_at", "datetime", NULL}, {"url", "string", NULL}, {0}};
static const struct api_member article_new[] = {
        {"slug", "string", "when new; else made from the title"}, {"kind", "string", "access, use, faq, guide, procedure, page"},
        {"service", "string", "code; empty: none"}, {"owner", "string", "login"}, {"title_fr", "string", NULL}, {"body_fr", "string", NULL},
        {"title_en", "string", NULL}, {"body_en", "string", NULL}, {"audiences", "[]string", "affiliations or everyone; none: agents only"},
        {"state", "string", "draft, review, published, retired"}, {0}};
static const struct api_member merge_look_members[] = {
        {"tickets", "integer", "whose search is written anew"}, {"moved", "object", "tickets, journal, rights, contact, desk, time, other: how many move"},
        {"dropped", "object", "the same: how many the staying record has already"}, {0}};
static const struct api_member wording_members[] = {
        {"version", "integer", NULL}, {"at", "datetime", NULL}, {"lang", "string", "fr, en"}, {"title", "string", NULL}, {"body", "string", "Markdown"},
        {"by", "string", "name"}, {"shown", "boolean", "readers see this one"}, {0}};
static const struct api_member article_edit_members[] = {
        {"slug", "string", NULL}, {"kind", "string", NULL}, {"service", "string", "code"}, {"owner", "string", "login"},
        {"title_fr", "string", NULL}, {"body_fr", "string", NULL}, {"title_en", "string", NULL}, {"body_en", "string", NULL},
        {"audiences", "[]string", NULL}, {"state", "string", "draft, review, published, retired"}, {"newer", "integer", "wordings not published yet"},
        {"checked_at", "datetime", NULL}, {"version", "integer", "also the ETag"}, {0}};
static const struct api_member config_in[] = {{"text", "string", "the file, as it is exported"}, {0}};
static const struct api_member config_difference[] = {
        {"summary", "string", NULL}, {"left", "integer", "things that the file does not name: they stay"}, {"changes", "[]ConfigChange", NULL}, {0}};
static const struct api_member config_change[] = {
        {"kind", "string", NULL}, {"code", "string", NULL}, {"action", "string", "created, changed"}, {"values", "[]ConfigValue", NULL}, {0}};
static const struct api_member config_value[] = {{"key", "string", NULL}, {"before", "string", "null: nothing yet"}, {"after", "string", NULL}, {0}};
static const struct api_member problem_line[] = {{"line", "integer", "0: the file as a whole"}, {"column", "string", "of an import of people"}, {"message", "string", NULL}, {0}};
static const struct api_member problem_members[] = {
        {"type", "string", NULL}, {"title", "string", NULL}, {"status", "integer", NULL}, {"detail", "string", NULL},
        {"code", "string", NULL}, {"fields", "[]ProblemField", NULL}, {"allowed", "[]string", "states one may go to"},
        {"lines", "[]ProblemLine", "of a configuration file"}, {"offer", "BookingNew", "of a room that is taken: what is free instead"}, {0}};
static const struct api_member problem_field[] = {{"field", "string", NULL}, {"message", "string", NULL}, {0}};

static const struct api_member target_members[] = {
        {"target", "string", "kind:equipment, kind:technical, kind:use, service:CODE"}, {"version", "integer", NULL},
        {"asked", "integer", "number of questions"}, {0}};
static const struct api_member option_members[] = {{"fr", "string", NULL}, {"en", "string", NULL}, {0}};
static const struct api_member question_members[] = {
        {"code", "string", "given by the list; keep it to keep the question"}, {"type", "string", "text, long, choice, yes_no, date"},
        {"required", "boolean", NULL}, {"fr", "string", NULL}, {"en", "string", NULL}, {"options", "[]QuestionOption", "of a choice"}, {0}};
static const struct api_member list_members[] = {
        {"target", "string", NULL}, {"version", "integer", "also the ETag"}, {"questions", "[]Question", NULL}, {0}};
static const struct api_member nature_members[] = {
        {"code", "string", "given once"}, {"intervention", "string", "equipment, technical, use; null: every kind"},
        {"name_fr", "string", NULL}, {"name_en", "string", NULL}, {"service", "string", "code; agents only"},
        {"group", "string", "code; agents only"}, {"urgency", "integer", "1 to 3, to begin with"}, {"sort", "integer", NULL},
        {"offered", "boolean", NULL}, {"version", "integer", "also the ETag"}, {0}};

static const struct api_member approach_members[] = {
        {"code", "string", "given once"}, {"name_fr", "string", NULL}, {"name_en", "string", NULL},
        {"words", "string", "other words by which grids call it"}, {"page", "string", "address of its description"},
        {"offer", "string", "SERVICE/CODE or SERVICE/CODE@AUDIENCE; null: none"}, {"sort", "integer", NULL}, {"offered", "boolean", NULL},
        {"version", "integer", "also the ETag"}, {0}};
static const struct api_member room_members[] = {
        {"code", "string", "given once"}, {"name", "string", NULL}, {"site", "string", NULL}, {"kind", "string", "room, cubicle, studio, virtual"},
        {"note", "string", NULL}, {"capacity", "integer", "seats"}, {"offered", "boolean", NULL}, {"version", "integer", "also the ETag"}, {0}};
static const struct api_member booking_members[] = {
        {"id", "integer", NULL}, {"room", "string", "code"}, {"from", "datetime", NULL}, {"to", "datetime", NULL},
        {"ticket", "string", "number; null when there is none or one may not see it"}, {"title", "string", NULL},
        {"flag", "string", "moved, withdrawn: what became of the session"}, {"version", "integer", "also the ETag"}, {0}};
static const struct api_member booking_new[] = {
        {"room", "string", "code"}, {"from", "datetime", NULL}, {"to", "datetime", "a day later at most"},
        {"ticket", "string", "number of a ticket one works on"}, {"title", "string", NULL}, {0}};
static const struct api_member point_members[] = {{"fr", "string", NULL}, {"en", "string", NULL}, {"required", "boolean", NULL}, {0}};
static const struct api_member support_type_members[] = {
        {"code", "string", NULL}, {"name_fr", "string", NULL}, {"name_en", "string", NULL}, {"mode", "string", NULL}, {"group", "string", "code"},
        {"minutes", "integer", "5 to 1440"}, {"points", "[]SupportPoint", "points to check"}, {"offered", "boolean", "false: retired"},
        {"version", "integer", "also the ETag"}, {0}};
static const struct api_member room_now_members[] = {
        {"room", "string", "code"}, {"name", "string", NULL}, {"kind", "string", NULL}, {"capacity", "integer", NULL}, {"free", "boolean", "the whole time"},
        {"free_at", "datetime", "when it becomes free within that time"}, {"ticket", "string", "number of what has it, when one may see it"}, {0}};
static const struct api_member feed_members[] = {{"id", "integer", NULL}, {"group", "string", "code; null: one's own"}, {"made_at", "datetime", NULL}, {0}};
static const struct api_member feed_new[] = {{"group", "string", "code of a group one is in; null: one's own events"}, {0}};
static const struct api_member feed_link[] = {
        {"id", "integer", NULL}, {"group", "string", "code; null: one's own"}, {"link", "string", "the address, shown once"}, {"made_at", "datetime", NULL}, {0}};
static const struct api_member support_members[] = {
        {"number", "string", NULL}, {"subject", "string", NULL}, {"state", "string", NULL}, {"type", "string", "name"}, {"type_code", "string", NULL},
        {"mode", "string", "class_call, class_room, recording_call, recording_virtual, recording_cubicle, accompany"},
        {"role", "string", "presenter, moderator, super_user"}, {"from", "datetime", NULL}, {"to", "datetime", NULL}, {"group", "string", "name"}, {"group_code", "string", NULL},
        {"assignee", "string", "name"}, {"assignee_login", "string", NULL}, {"person", "string", "name"}, {"person_login", "string", NULL},
        {"moderator", "string", "name"}, {"moderator_login", "string", NULL}, {"course", "string", "code"},
        {"place", "string", "the room's name, else what was written"}, {"room", "string", "code of the room booked"}, {"link", "string", NULL}, {"host", "string", NULL}, {"flag", "string", "moved, withdrawn: what became of its session"},
        {"on_call", "boolean", "help requests during it go first to its agent"}, {"clashes", "[]string", "of one task: numbers of its agent's others at that time"},
        {"session", "integer", NULL}, {"version", "integer", "also the ETag"},
        {"room_lost", "string", "of one task: that it was reopened and its room is taken"}, {"offer", "BookingNew", "the room that is free instead"}, {0}};
static const struct api_member support_new[] = {
        {"type", "string", "code, of a new one"}, {"task", "string", "number of a service task"}, {"course", "string", "code"},
        {"session", "integer", "gives course, hours, link and host"}, {"person", "string", "login"}, {"moderator", "string", "login"},
        {"role", "string", NULL}, {"mode", "string", "else that of the type"}, {"from", "datetime", NULL}, {"to", "datetime", NULL},
        {"room", "string", "code of a room to book, null: none"}, {"place", "string", NULL}, {"link", "string", NULL}, {"host", "string", NULL},
        {"subject", "string", NULL}, {"note", "string", NULL}, {0}};
static const struct api_member support_patch[] = {
        {"from", "datetime", "the room goes along"}, {"to", "datetime", NULL}, {"room", "string", "code, null: none"}, {"person", "string", "login, null: nobody"},
        {"moderator", "string", "login, null: nobody"}, {"role", "string", NULL}, {"mode", "string", NULL}, {"place", "string", NULL},
        {"link", "string", NULL}, {"host", "string", NULL}, {"flag", "string", "null: the session's change was looked at"}, {0}};
static const struct api_member support_line[] = {
        {"session", "integer", "0: none"}, {"person", "string", "login"}, {"name", "string", "of a look"}, {"theme", "string", "of a look"},
        {"from", "datetime", NULL}, {"to", "datetime", NULL}, {"room", "string", "code; another than the asked one when that is taken"},
        {"remark", "string", "of a look: why another room, none, or left out"}, {"left_out", "boolean", "there already"}, {0}};
static const struct api_member support_many[] = {
        {"type", "string", "code"}, {"task", "string", "number of a service task"}, {"course", "string", "code"},
        {"sessions", "[]integer", "their hours, link and host; none: from and to"}, {"people", "[]string", "logins; each at each session, 200 at most in all"},
        {"lines", "[]SupportLine", "as a look gave them: exactly these are made, without those left out"},
        {"moderator", "string", "login"}, {"role", "string", NULL}, {"mode", "string", "else that of the type"}, {"from", "datetime", NULL},
        {"to", "datetime", NULL}, {"room", "string", "code; when it is taken, one of its kind that is free"}, {"place", "string", NULL},
        {"link", "string", NULL}, {"host", "string", NULL}, {"subject", "string", NULL}, {"note", "string", NULL}, {0}};
static const struct api_member support_look[] = {
        {"made", "integer", "that would be"}, {"left_out", "integer", NULL}, {"lines", "[]SupportLine", NULL}, {0}};
static const struct api_member timetable_in[] = {
        {"calendar", "string", "text of an iCalendar file, 1 MB at most; as a file up to 4 MB"}, {"digest", "string", "of the look: nothing else is done"}, {0}};
static const struct api_member timetable_line[] = {
        {"change", "string", "created, same, withdrawn"}, {"session", "integer", "null: not made yet"}, {"from", "datetime", NULL}, {"to", "datetime", NULL},
        {"theme", "string", NULL}, {0}};
static const struct api_member timetable_look[] = {
        {"course", "string", "code"}, {"term", "string", NULL}, {"created", "integer", NULL}, {"same", "integer", NULL}, {"withdrawn", "integer", NULL},
        {"left_out", "integer", "events without hours, unreadable, or of other courses"}, {"by_code", "boolean", "only events that name the course count"},
        {"flagged", "integer", "support tasks whose session moved"}, {"digest", "string", NULL}, {"lines", "[]TimetableLine", NULL}, {0}};

static const struct api_member recording_in[] = {
        {"state", "string", "unknown, present, missing, asked, intended, unwanted"}, {"reason", "string", "required of intended and unwanted"}, {0}};
static const struct api_member agenda_session[] = {
        {"id", "integer", NULL}, {"course", "string", "code"}, {"term", "string", NULL}, {"theme", "string", NULL}, {"from", "datetime", NULL},
        {"to", "datetime", NULL}, {"support_tasks", "integer", "not cancelled"}, {0}};
static const struct api_member intention_members[] = {
        {"id", "integer", NULL}, {"course", "string", "code"}, {"term", "string", NULL}, {"title", "string", NULL}, {"listed", "boolean", "the course is in the list"},
        {"department", "string", "code"}, {"approach", "string", "code"}, {"by", "string", "name"}, {"note", "string", NULL}, {"reason", "string", "of the answer"}, {"state", "string", "proposed, validated, refused, withdrawn"},
        {"at", "datetime", NULL}, {0}};
static const struct api_member intention_new[] = {
        {"course", "string", "code, with its term or not: \"BIO1101 H26\""}, {"term", "string", "of a course that is not in the list yet"},
        {"title", "string", "the same"}, {"department", "string", "code; the same"}, {"approach", "string", "code"}, {"note", "string", NULL}, {0}};
static const struct api_member intention_decision[] = {{"decision", "string", "validate, refuse, withdraw"}, {"reason", "string", "needed to refuse"}, {0}};

static const struct api_member notice_members[] = {
        {"id", "integer", NULL}, {"at", "datetime", NULL}, {"read", "boolean", "or no news any more"},
        {"events", "[]string", "what happened: reply, state, assigned…"}, {"count", "integer", "how many times"}, {"text", "string", "the line, in one's language"},
        {"ticket", "string", "number, when it is about one"}, {"group", "string", "code, when it is about one"}, {"subject", "string", NULL},
        {"path", "string", "its page"}, {0}};
static const struct api_member choice_members[] = {
        {"event", "string", "reply, state, assigned…"}, {"label", "string", "in one's language"}, {"page", "boolean", NULL}, {"mail", "boolean", NULL},
        {"page_free", "boolean", "may be chosen"}, {"mail_free", "boolean", "may be chosen"}, {0}};
static const struct api_member choices_in[] = {{"choices", "[]NotificationChoice", "event, with page or mail or both"}, {0}};

static const struct api_member advice_members[] = {
        {"group", "string", "code"}, {"name", "string", NULL}, {"asked_by", "string", "name"}, {"asked_at", "datetime", NULL}, {0}};
static const struct api_member advice_new[] = {{"group", "string", "code, required"}, {"body", "string", "the question, required"}, {0}};
static const struct api_member invited_members[] = {{"id", "integer", "for DELETE"}, {"name", "string", NULL}, {0}};
static const struct api_member invited_new[] = {
        {"who", "string", "login or address, required"}, {"name", "string", "of somebody who is not known yet"}, {0}};
static const struct api_member link_once[] = {
        {"id", "integer", NULL}, {"name", "string", NULL}, {"link", "string", "the address that opens this ticket, shown once; null: they have an account"},
        {"mailed", "boolean", "it is also written to them"}, {0}};

static const struct api_member handover_line[] = {
        {"number", "string", NULL}, {"subject", "string", NULL}, {"group", "string", "name"}, {"given", "boolean", "to whom ?to= names; false: back to its group"}, {0}};
static const struct api_member handover_new[] = {{"to", "string", "login of who goes on; null: everything returns to its group"}, {0}};
static const struct api_member handover_members[] = {
        {"id", "integer", "for undo; null: nothing was open"}, {"given", "integer", NULL}, {"returned", "integer", "to their groups"}, {0}};
static const struct api_member handover_back[] = {{"person", "string", "login"}, {"back", "integer", "tickets"}, {0}};
static const struct api_member rule_members[] = {
        {"event", "string", "reply, state, assigned…"}, {"role", "string", "requester, assignee, lead…"}, {"event_label", "string", "in one's language"},
        {"role_label", "string", "in one's language"}, {"page", "string", "never, chooses, default, always"}, {"mail", "string", "never, chooses, default, always"},
        {"urgent", "boolean", "rings when the desk is closed too"}, {0}};
static const struct api_member rules_in[] = {{"rules", "[]NotificationRule", "event and role, with page, mail, urgent or some of them"}, {0}};
static const struct api_member import_new[] = {
        {"text", "string", "CSV with a heading, 20,000 rows at most"}, {"digest", "string", "of the preview; required to apply"}, {0}};
static const struct api_member import_line[] = {
        {"line", "integer", "of the text"}, {"action", "string", "created, changed, closed"}, {"login", "string", NULL}, {"name", "string", NULL},
        {"values", "[]PeopleImportValue", NULL}, {0}};
static const struct api_member import_value[] = {{"field", "string", "in one's language"}, {"before", "string", NULL}, {"after", "string", NULL}, {0}};
static const struct api_member import_members[] = {
        {"applied", "boolean", NULL}, {"digest", "string", "stands for what was shown"}, {"created", "integer", NULL}, {"changed", "integer", NULL},
        {"closed", "integer", NULL}, {"unchanged", "integer", NULL}, {"refused", "integer", NULL}, {"lines", "[]PeopleImportLine", "the first 500 that change"}, {0}};
static const struct api_member security_members[] = {{"active", "boolean", NULL}, {"second_factor", "boolean", NULL}, {"sessions", "integer", "open ones"}, {0}};
static const struct api_member my_session_members[] = {
        {"key", "string", "for DELETE"}, {"made_at", "datetime", NULL}, {"seen_at", "datetime", NULL}, {"ends_at", "datetime", NULL}, {"mine", "boolean", "this one"}, {0}};
static const struct api_member token_members[] = {
        {"id", "integer", "for DELETE"}, {"person", "PersonRef", NULL}, {"name", "string", "what it is for"}, {"scopes", "string", "read, write; null: all that the person may"},
        {"made_at", "datetime", NULL}, {"ends_at", "datetime", NULL}, {"used_at", "datetime", NULL}, {0}};
static const struct api_member audit_members[] = {
        {"id", "integer", NULL}, {"at", "datetime", NULL}, {"actor", "PersonRef", "null: the system, or nobody signed in"},
        {"verb", "string", "service.change, person.close…"}, {"said", "string", "the verb in one's language"}, {"object", "string", "service, person, ticket…"},
        {"object_id", "integer", NULL}, {"result", "string", "ok, or why not"}, {"peer", "string", "address of who asked"}, {"detail", "string", NULL}, {0}};

static const struct api_member pause_members[] = {{"from", "datetime", NULL}, {"to", "datetime", NULL}, {0}};
static const struct api_member case_draft[] = {
        {"time_zone", "string", NULL}, {"day_minutes", "integer", "of a business day; absent beside week: its longest day"},
        {"week", "object", "mon to sun: [\"08:00-12:00\", …]; periods: [{from, to, name, week}]; exceptions: [{date, name, slots}]"},
        {"holidays", "[]object", "{set} or {date, name}"}, {0}};
static const struct api_member case_in[] = {
        {"promise", "string", "code; required without target_ms"}, {"target_ms", "integer", "open time, of a promise that is not saved yet"},
        {"draft", "CalendarDraft", "hours that are not saved yet, over those of the calendar; what it leaves out holds as it is"}, {"at", "string", "required: a moment, or 2026-01-16T16:10 by the clock of the calendar"},
        {"calendar", "string", "code, or site:code; else the one of the promise"}, {"pauses", "[]Pause", "4 at most"}, {0}};
static const struct api_member case_answer[] = {
        {"promise", "string", "code, null: none"}, {"calendar", "string", "code"}, {"time_zone", "string", "of the calendar"}, {"at", "datetime", NULL},
        {"due_at", "datetime", "null: never"}, {"target_ms", "integer", NULL}, {"counted_ms", "integer", "what the lines add up to"},
        {"lines", "[]LedgerLine", "how it is counted; note: the holiday or exception"}, {0}};
static const struct api_member calendar_file[] = {{"file", "string", "text of an iCalendar file, 1 MB at most"}, {0}};
static const struct api_member calendar_day[] = {{"date", "string", "2026-05-15"}, {"name", "string", NULL}, {0}};
static const struct api_member calendar_days[] = {
        {"code", "string", NULL}, {"version", "integer", "also the ETag"}, {"added", "integer", "days that the calendar did not know"},
        {"known", "integer", "it knows these"}, {"left_out", "integer", "beyond 397 holidays"}, {"days", "[]CalendarDay", "those added"}, {0}};
static const struct api_member letter_members[] = {
        {"id", "integer", NULL}, {"state", "string", "due, held, failed, sent"}, {"to", "string", "address"}, {"name", "string", NULL}, {"subject", "string", NULL},
        {"kind", "string", "received, notices, access…"}, {"trial", "boolean", "written in a trial"}, {"attempts", "integer", NULL}, {"made_at", "datetime", NULL},
        {"next_at", "datetime", "of one that is due"}, {"ended_at", "datetime", NULL}, {"said", "string", "what became of it, in one's language"},
        {"answer", "string", "the relay's own words"}, {0}};
static const struct api_member relay_members[] = {
        {"host", "string", NULL}, {"port", "integer", NULL}, {"security", "string", "starttls, tls, none"}, {"user", "string", NULL},
        {"password_kept", "boolean", "there is one; it is never given"}, {"sender", "string", "address"}, {"sender_name", "string", NULL}, {0}};
static const struct api_member relay_patch[] = {
        {"host", "string", NULL}, {"port", "integer", NULL}, {"security", "string", "starttls, tls, none"}, {"user", "string", "\"\" forgets the password too"},
        {"password", "string", "written, never read"}, {"sender", "string", "address"}, {"sender_name", "string", NULL}, {0}};
static const struct api_member relay_try_in[] = {{"to", "string", "address, required"}, {0}};
static const struct api_member logo_members[] = {
        {"url", "string", "address of the picture, open to everybody; null: none"}, {"type", "string", "image/png, image/jpeg"}, {"size", "integer", "bytes"}, {0}};
static const struct api_member people_export_in[] = {{"format", "string", "csv or xlsx, required"}, {"q", "string", "what is searched; else everybody"}, {0}};
static const struct api_member relay_tried[] = {
        {"sent", "boolean", NULL}, {"said", "string", "in one's language"}, {"answer", "string", "the relay's own words"}, {0}};

const struct api_schema api_schemas[] = {
        {"Logo", logo_members}, {"PeopleExport", people_export_in}, {"Letter", letter_members}, {"Relay", relay_members}, {"RelayPatch", relay_patch}, {"RelayTry", relay_try_in}, {"RelayTried", relay_tried},
        {"Pause", pause_members}, {"CalendarDraft", case_draft}, {"Case", case_in}, {"CaseAnswer", case_answer}, {"CalendarFile", calendar_file}, {"CalendarDay", calendar_day}, {"CalendarDays", calendar_days},
        {"HandoverLine", handover_line}, {"HandoverNew", handover_new}, {"Handover", handover_members}, {"HandoverBack", handover_back},
        {"NotificationRule", rule_members}, {"NotificationRules", rules_in},
        {"PeopleImportNew", import_new}, {"PeopleImport", import_members}, {"PeopleImportLine", import_line}, {"PeopleImportValue", import_value},
        {"Security", security_members}, {"Session", my_session_members}, {"Token", token_members},
        {"AuditLine", audit_members}, {"DepartmentPatch", department_patch}, {"DepartmentNew", department_new}, {"ServicePatch", service_patch},
        {"Advice", advice_members}, {"AdviceNew", advice_new}, {"Invited", invited_members},
        {"InvitedNew", invited_new}, {"AccessLink", link_once}, {"ReplyLater", reply_later}, {"Draft", draft_members}, {"DraftNew", draft_new},
        {"Present", present_members}, {"PresentNew", present_new}, {"Feedback", feedback_in}, {"Export", export_members}, {"ExportNew", export_new}, {"ExportList", export_list}, {"Call", call_members}, {"CallFields", call_fields}, {"CallPatch", call_patch}, {"CallOpen", call_open_in}, {"CallOpened", call_opened},
        {"Notification", notice_members}, {"NotificationChoice", choice_members}, {"NotificationChoices", choices_in},
        {"Approach", approach_members}, {"Room", room_members}, {"Booking", booking_members}, {"BookingNew", booking_new}, {"SupportPoint", point_members},
        {"RoomNow", room_now_members}, {"Feed", feed_members}, {"FeedNew", feed_new}, {"FeedLink", feed_link},
        {"SupportType", support_type_members}, {"SupportTask", support_members}, {"SupportTaskNew", support_new}, {"SupportTaskPatch", support_patch},
        {"SupportLine", support_line}, {"SupportManyNew", support_many}, {"SupportLook", support_look},
        {"Recording", recording_in}, {"AgendaSession", agenda_session},
        {"Intention", intention_members}, {"IntentionNew", intention_new}, {"IntentionDecision", intention_decision},
        {"Timetable", timetable_in}, {"TimetableLine", timetable_line}, {"TimetableLook", timetable_look},
        {"QuestionTarget", target_members}, {"QuestionOption", option_members}, {"Question", question_members},
        {"QuestionList", list_members}, {"Nature", nature_members},
        {"GridHead", grid_head}, {"Grid", grid_members}, {"GridError", grid_error_members}, {"GridLine", grid_line_members}, {"GridNew", grid_new},
        {"GridPatch", grid_patch}, {"GridApply", grid_apply_in}, {"GridGone", grid_gone}, {"GridGoneDecision", grid_gone_in},
        {"Canned", canned_members}, {"CannedNew", canned_new}, {"ChangeNew", change_new}, {"ChangeTicket", change_ticket}, {"ChangeList", change_list},
        {"Change", change_members}, {"ChangeRow", change_row}, {"ChangeLook", change_look}, {"View", view_members}, {"ViewNew", view_new},
        {"TimeSpent", time_members}, {"TimeNew", time_new}, {"Check", check_members}, {"CheckNew", check_new},
        {"CheckPatch", check_patch}, {"Restated", restated_members}, {"RestatedNew", restated_new},
        {"RestatedAnswer", restated_answer}, {"Evidence", evidence_members}, {"EvidencePatch", evidence_patch},
        {"Ticket", ticket_members}, {"PlanStep", plan_step_members}, {"Decision", decision_members}, {"IncidentNew", incident_new}, {"TicketPatch", patch_members}, {"EntryNew", entry_new},
        {"Assign", assign_members}, {"Reason", reason_members}, {"Entry", entry_members}, {"LedgerLine", ledger_members},
        {"Person", person_members}, {"PersonPatch", person_patch}, {"PersonMerge", person_merge_in}, {"Role", role_members}, {"RoleNew", role_new}, {"Affiliation", affiliation_members}, {"Group", group_members_doc}, {"Service", service_members},
        {"Department", department_members}, {"GroupNew", group_new}, {"GroupPatch", group_patch}, {"GroupService", group_service},
        {"Availability", availability_members}, {"Absence", absence_members}, {"AbsenceNew", absence_new}, {"MemberNew", member_new}, {"ServiceNew", service_new}, {"PersonRef", person_ref},
        {"Course", course_members}, {"CourseLine", course_line_members}, {"Fact", fact_members}, {"Presenter", presenter_members}, {"FactNew", fact_new}, {"CourseSession", session_members}, {"CourseSessionNew", session_new},
        {"CourseRecord", record_members}, {"CoursePatch", record_patch}, {"CourseNew", record_new}, {"Merge", merge_in}, {"Split", split_in}, {"FollowUp", follow_in},
        {"ChildrenAnswer", children_in}, {"Child", child_members}, {"Link", link_members}, {"LinkNew", link_new}, {"Clock", clock_members}, {"Attachment", attachment_members}, {"Article", article_members}, {"ArticleNew", article_new}, {"ArticleEdit", article_edit_members}, {"ArticleWording", wording_members}, {"MergeLook", merge_look_members},
        {"Offer", offer_members}, {"FormFile", form_file}, {"OfferField", offer_field}, {"OfferOption", offer_option}, {"RequestNew", request_new}, {"Request", request_members, ticket_members}, {"RequestItem", request_item},
        {"Me", me_members}, {"MePatch", me_patch}, {"Basket", basket_members}, {"BasketLine", basket_line}, {"BasketNew", basket_new}, {"BasketPatch", basket_patch}, {"BasketSend", basket_send_in}, {"OfferDraft", offer_draft}, {"OfferDraftNew", offer_draft_new},
        {"Config", config_in}, {"ConfigDifference", config_difference}, {"ConfigChange", config_change}, {"ConfigValue", config_value}, {"ProblemLine", problem_line},
        {"Problem", problem_members},
        {"ProblemField", problem_field}, {0}};

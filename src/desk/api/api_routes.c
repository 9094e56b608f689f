/* The addresses of API v1, each with its permission and its description. */
#include "desk/api/api.h"

#define DOC(...) (&(const struct api_doc){__VA_ARGS__})
#define API ROUTE_API

static const struct route api_routes[] = {
        {HTTP_GET, "/api/v1/openapi.json", PERM_PUBLIC, api_openapi, API, DOC("This description", NULL, NULL, false, false, 200)},
        {HTTP_GET, "/api/v1/incidents", PERM_SIGNED_IN, api_incident_list, API | ROUTE_SLOW, DOC("Incidents one may read", NULL, "Ticket", true, true, 200)},
        {HTTP_POST, "/api/v1/incidents", PERM_SIGNED_IN, api_incident_post, API, DOC("Open an incident", "IncidentNew", "Ticket", false, false, 201)},
        {HTTP_GET, "/api/v1/incidents/{number}", PERM_SIGNED_IN, api_incident_get, API, DOC("One incident", NULL, "Ticket", false, false, 200)},
        {HTTP_PATCH, "/api/v1/incidents/{number}", PERM_SIGNED_IN, api_ticket_patch, API, DOC("Change fields, assignment or state", "TicketPatch", "Ticket", false, false, 200)},
        {HTTP_GET, "/api/v1/tickets", PERM_SIGNED_IN, api_ticket_list, API | ROUTE_SLOW, DOC("Tickets of any kind one may read", NULL, "Ticket", true, true, 200)},
        {HTTP_GET, "/api/v1/tickets/{number}", PERM_SIGNED_IN, api_ticket_get, API, DOC("One ticket", NULL, "Ticket", false, false, 200)},
        {HTTP_PATCH, "/api/v1/tickets/{number}", PERM_SIGNED_IN, api_ticket_patch, API, DOC("Change fields, assignment or state", "TicketPatch", "Ticket", false, false, 200)},
        {HTTP_POST, "/api/v1/tickets/{number}/comments", PERM_SIGNED_IN, api_ticket_comment, API, DOC("Reply, seen by the requester", "EntryNew", "Entry", false, false, 201)},
        {HTTP_POST, "/api/v1/tickets/{number}/notes", PERM_AGENT, api_ticket_note, API, DOC("Work note, seen by agents only", "EntryNew", "Entry", false, false, 201)},
        {HTTP_POST, "/api/v1/tickets/{number}/take", PERM_AGENT, api_ticket_take, API, DOC("Take: two at once, one wins, the other gets 409", NULL, "Ticket", false, false, 200)},
        {HTTP_POST, "/api/v1/tickets/{number}/assign", PERM_AGENT, api_ticket_assign, API, DOC("Give to a group or a person", "Assign", "Ticket", false, false, 200)},
        {HTTP_POST, "/api/v1/tickets/{number}/resolve", PERM_AGENT, api_ticket_resolve, API, DOC("Resolve with the solution given", "Reason", "Ticket", false, false, 200)},
        {HTTP_POST, "/api/v1/tickets/{number}/reopen", PERM_SIGNED_IN, api_ticket_reopen, API, DOC("Reopen with the reason", "Reason", "Ticket", false, false, 200)},
        {HTTP_POST, "/api/v1/tickets/{number}/attachments", PERM_SIGNED_IN, api_ticket_attach, API | ROUTE_UPLOAD, DOC("Attach files", NULL, "Attachment", true, false, 201)},
        {HTTP_GET, "/api/v1/tickets/{number}/journal", PERM_SIGNED_IN, api_ticket_journal, API, DOC("Journal, newest page first, oldest entry first", NULL, "Entry", true, false, 200)},
        {HTTP_GET, "/api/v1/tickets/{number}/clocks/{name}/ledger", PERM_SIGNED_IN, api_ticket_ledger, API, DOC("Why this date: lines that add up", NULL, "LedgerLine", true, false, 200)},
        {HTTP_GET, "/api/v1/tickets/{number}/links", PERM_SIGNED_IN, api_link_list, API, DOC("Linked tickets one may read", NULL, "Link", true, false, 200)},
        {HTTP_POST, "/api/v1/tickets/{number}/links", PERM_AGENT, api_link_post, API, DOC("Link to another ticket", "LinkNew", "Link", true, false, 201)},
        {HTTP_DELETE, "/api/v1/tickets/{number}/links/{other}", PERM_AGENT, api_link_delete, API, DOC("Remove every link between the two", NULL, NULL, false, false, 204)},
        {HTTP_GET, "/api/v1/courses", PERM_SIGNED_IN, api_course_list, API, DOC("Courses found by ?q=, else those one presents or answers for", NULL, "Course", true, false, 200)},
        {HTTP_GET, "/api/v1/people", PERM_AGENT, api_people_list, API | ROUTE_SLOW, DOC("People found by ?q=", NULL, "Person", true, false, 200)},
        {HTTP_POST, "/api/v1/people", PERM_ADMIN, api_person_post, API, DOC("Add a person", "Person", "Person", false, false, 201)},
        {HTTP_GET, "/api/v1/people/{login}", PERM_SIGNED_IN, api_person_get, API, DOC("One person", NULL, "Person", false, false, 200)},
        {HTTP_GET, "/api/v1/groups", PERM_AGENT, api_group_list, API, DOC("Support groups", NULL, "Group", true, false, 200)},
        {HTTP_GET, "/api/v1/groups/{code}", PERM_AGENT, api_group_get, API, DOC("One group", NULL, "Group", false, false, 200)},
        {HTTP_POST, "/api/v1/groups", PERM_ADMIN, api_group_post, API, DOC("Add a group", "GroupNew", "Group", false, false, 201)},
        {HTTP_POST, "/api/v1/groups/{code}/members", PERM_ADMIN, api_group_member_post, API, DOC("Add a member", "MemberNew", "Group", false, false, 201)},
        {HTTP_GET, "/api/v1/departments", PERM_AGENT, api_department_list, API, DOC("Departments", NULL, "Department", true, false, 200)},
        {HTTP_POST, "/api/v1/departments", PERM_ADMIN, api_department_post, API, DOC("Add a department; gives all", "Department", "Department", true, false, 201)},
        {HTTP_POST, "/api/v1/services", PERM_ADMIN, api_service_post, API, DOC("Add a service", "ServiceNew", "Service", false, false, 201)},
        {HTTP_GET, "/api/v1/services", PERM_SIGNED_IN, api_service_list, API, DOC("Services open to oneself", NULL, "Service", true, false, 200)},
        {HTTP_GET, "/api/v1/services/{code}", PERM_SIGNED_IN, api_service_get, API, DOC("One service", NULL, "Service", false, false, 200)},
        {0}};

const struct slice slice_api = {.name = "api", .routes = api_routes};

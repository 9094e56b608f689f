/* The addresses of the ticket page.  The pages and fragments are in incident_page.c, what they post in
 * incident_post.c, opening for somebody in incident_new.c. */
#include "desk/incident/incident_pages.h"
#include "desk/incident/incident_view.h"

const struct route incident_routes[] = {
        {HTTP_GET, "/tickets/new", PERM_AGENT, incident_new_get, 0, NULL},
        {HTTP_POST, "/tickets/new", PERM_AGENT, incident_new_post, ROUTE_UPLOAD, NULL},
        {HTTP_GET, "/desk/courses", PERM_AGENT, incident_courses_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/desk/people", PERM_AGENT, incident_people_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/tickets/{id}", PERM_AGENT, incident_get, 0, NULL},
        {HTTP_GET, "/tickets/{id}/thread", PERM_AGENT, incident_thread_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/tickets/{id}/side", PERM_AGENT, incident_side_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/tickets/{id}/members", PERM_AGENT, incident_members_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/tickets/{id}/forms/{name}", PERM_AGENT, incident_form_get, ROUTE_QUIET, NULL},
        {HTTP_GET, "/tickets/{id}/presence", PERM_AGENT, incident_presence_get, ROUTE_QUIET, NULL},
        {HTTP_POST, "/tickets/{id}/presence", PERM_AGENT, incident_presence_post, ROUTE_QUIET, NULL},
        {HTTP_GET, "/tickets/{id}/clocks/{name}", PERM_AGENT, incident_clock_get, 0, NULL},
        {HTTP_POST, "/tickets/{id}/messages", PERM_AGENT, incident_message_post, ROUTE_UPLOAD, NULL},
        {HTTP_PUT, "/tickets/{id}/draft", PERM_AGENT, incident_draft_put, ROUTE_QUIET, NULL},
        {HTTP_POST, "/tickets/{id}/take", PERM_AGENT, incident_take_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/assign", PERM_AGENT, incident_assign_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/state", PERM_AGENT, incident_state_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/fields", PERM_AGENT, incident_fields_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/answers", PERM_AGENT, incident_answers_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/invite", PERM_AGENT, incident_invite_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/withdraw", PERM_AGENT, incident_withdraw_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/advice", PERM_AGENT, incident_advice_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/advice/end", PERM_AGENT, incident_advice_end_post, 0, NULL},
        {HTTP_GET, "/tickets/{id}/categories", PERM_AGENT, incident_categories_get, ROUTE_QUIET, NULL},
        {HTTP_POST, "/tickets/{id}/tags", PERM_AGENT, incident_tags_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/links", PERM_AGENT, incident_links_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/watch", PERM_AGENT, incident_watch_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/undo", PERM_AGENT, incident_undo_post, 0, NULL},
        {0},
};

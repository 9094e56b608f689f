/* What the tickets bring to the house: routes, statements, jobs, settings, columns about people.  The
 * kinds of tickets with their moves are declared by the slices that know them. */
#include "desk/ticket/internal.h"

static const struct route ticket_routes[] = {
        {HTTP_GET, "/attachments/{id}", PERM_SIGNED_IN, get_attachment, 0, NULL},
        {0},
};

static const struct db_stmt *const ticket_stmts[] = {TICKET_STMTS(TICKET_STMT_ROW) NULL};

static const struct job_kind ticket_jobs[] = {
        {"ticket.autoclose", autoclose, HOUR_MS, 0},
        {"ticket.send", later_send, 0, 0},
        {"ticket.sweep", attach_sweep, 5 * MINUTE_MS, 0},
        {NULL, NULL, 0, 0},
};

static const struct setting ticket_settings[] = {
        {"number.prefixes", "INC REQ RITM SCTASK TASK PRB", 0, 0, MSG_setting_number_prefixes, ticket_prefixes_fit},
        {"number.earlier", "", 0, 0, MSG_setting_number_earlier, ticket_earlier_fit},
        {"ticket.priorities", "1 2 3 2 3 4 3 4 4", 0, 0, MSG_setting_ticket_priorities, ticket_priorities_fit},
        {"ticket.group", "", 0, 0, MSG_setting_ticket_group},
        {"ticket.reopen_days", "15", 1, 3650, MSG_setting_ticket_reopen_days},
        {"ticket.close_days", "7", 1, 3650, MSG_setting_ticket_close_days},
        {"notify.digest_minutes", "10", 0, 1440, MSG_notice_setting_digest},
        {NULL, NULL, 0, 0, 0},
};

static const struct personal ticket_personal[] = {
        {"ticket", "subject", "requester_id", "what the person asked for"},
        {"ticket", "description", "requester_id", "what the person wrote when asking"},
        {"ticket", "persona", "requester_id", "as what they asked"},
        {"ticket", "requested_for_id", "requested_for_id", "for whom it was asked"},
        {"ticket", "opened_by_id", "opened_by_id", "who opened it"},
        {"ticket", "contact_id", "contact_id", "whom to reach"},
        {"ticket", "assignee_id", "assignee_id", "who works on it"},
        {"ticket_person", "part", "person_id", "part in a ticket"},
        {"entry", "author_id", "author_id", "who wrote a journal entry; its text is in entry_body"},
        {"ticket_seen", "entry_id", "person_id", "how far they have read"},
        {"draft", "body", "person_id", "typed and not yet sent"},
        {"transfer", "by_id", "by_id", "who transferred"},
        {"time_spent", "note", "person_id", "time given"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket = {
        .name = "ticket",
        .routes = ticket_routes,
        .stmts = ticket_stmts,
        .jobs = ticket_jobs,
        .personal = ticket_personal,
        .settings = ticket_settings,
};

/* The slice: everything desk/people brings to the house. */
#include "desk/people/own.h"

#define PEOPLE_STMT_ROW(name) &sql_##name,
static const struct db_stmt *const people_stmts[] = {PEOPLE_STMTS(PEOPLE_STMT_ROW) NULL};

static const struct job_kind people_jobs[] = {
        {.name = "people.sweep", .run = people_sweep, .every_ms = HOUR_MS}, {NULL}};

static const struct personal people_personal[] = {
        {"person", "login", "id", "account"},
        {"person", "name", "id", "name"},
        {"person", "phone", "id", "phone"},
        {"person", "student_number", "id", "student number"},
        {"person", "prefs", "id", "display choices"},
        {"person", "persona", "id", "as what they asked last"},
        {"person_mail", "address_fold", "person_id", "mail addresses"},
        {"person_word", "word", "person_id", "words of the name, for the search"},
        {"affiliation", "kind", "person_id", "affiliations"},
        {"credential", "subject", "person_id", "ways to sign in"},
        {"recovery_code", "code_hash", "person_id", "recovery codes, hashed"},
        {"group_member", "group_id", "person_id", "groups"},
        {"role_grant", "role", "person_id", "roles"},
        {"absence", "from_at", "person_id", "absences"},
        {NULL}};

static const struct setting people_settings[] = {
        {"people.phone_country", "33", 0, 0, MSG_people_setting_phone_country},
        {"people.default_group", "desk", 0, 0, MSG_people_setting_default_group},
        {NULL}};

const struct slice slice_people = {
        .name = "people",
        .routes = people_routes,
        .stmts = people_stmts,
        .jobs = people_jobs,
        .personal = people_personal,
        .settings = people_settings,
        .sealed = people_sealed,
};

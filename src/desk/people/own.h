/* Shared by the files of desk/people only: their SQL, the columns of a person, small checks.
 *
 * The slice needs one list of all its statements, spread over several files.  A statement is
 * defined with PEOPLE_SQL and named in PEOPLE_STMTS; one that is defined but not listed does not
 * compile, so none escapes `make check`. */
#ifndef GUICHET_DESK_PEOPLE_OWN_H
#define GUICHET_DESK_PEOPLE_OWN_H

#include "app/secret.h"
#include "desk/people/people.h"
#include "desk/people/security.h"

#define PEOPLE_STMTS(X)                                                                             \
        X(person_by_id) X(person_by_login) X(person_by_mail) X(person_find) X(person_insert)        \
        X(person_update) X(person_prefs) X(person_state_set) X(person_list)                         \
        X(mail_insert) X(word_drop) X(word_add)                                                     \
        X(credential_put) X(credential_by_login)                                                    \
        X(affiliation_put) X(affiliations_of)                                                       \
        X(role_put) X(role_drop_all) X(roles_of) X(role_any)                                        \
        X(group_by_id) X(group_by_code_) X(group_all) X(group_of_person) X(group_people)            \
        X(group_insert) X(group_default) X(group_change_) X(member_put) X(member_drop)              \
        X(member_drop_all) X(member_is)                                                             \
        X(department_all) X(department_by_code_) X(department_insert) X(department_any)             \
        X(service_open) X(service_code) X(service_find) X(service_insert)                           \
        X(scope_clear) X(scope_fill) X(scope_of) X(scope_reach) X(scope_stamp)                                     \
        X(failure_add) X(failure_undo) X(failure_drop) X(failure_sweep)                            \
        X(choice_groups) X(choice_members) X(session_list) X(session_revoke) X(token_drop_all) \
        X(known_login) X(known_mail) X(works)                                                       \
        X(totp_pending_put) X(totp_of) X(totp_activate) X(totp_drop) X(totp_used) X(totp_stale) X(totp_sealed) X(totp_seal) X(totp_lost)    \
        X(recovery_add) X(recovery_drop) X(recovery_use) X(recovery_left)                           \
        X(manages) X(managed_all) X(roles_held) X(role_drop) X(admins_lock) X(department_is) X(service_department) X(group_department) \
        X(met_before) X(met_mail) X(sessions_count) X(affiliations_held)                                                      \
        X(person_mine_mail) X(person_number) X(affiliation_is) X(link_wanted) X(link_add) X(link_person) X(link_use) X(link_drop)

#define PEOPLE_STMT_DECLARE(name) extern const struct db_stmt sql_##name;
#define PEOPLE_STMT_LISTED(name) LISTED_##name,
PEOPLE_STMTS(PEOPLE_STMT_DECLARE)
enum { PEOPLE_STMTS(PEOPLE_STMT_LISTED) LISTED__MAX };

#define PEOPLE_SQL(name, text)                                 \
        const struct db_stmt sql_##name = {"people_" #name, text}; \
        _Static_assert(LISTED_##name < LISTED__MAX, "listed")

enum { PERSON_ACTIVE = 10, PERSON_CLOSED = 20, PERSON_ERASED = 30 };
enum { ROLE_ANY = ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN };
enum { PERSON_SEARCH_MAX = 20, PEOPLE_LIST_MAX = 500, PASSWORD_MIN = 8, PASSWORD_MAX_BYTES = 1024 };

/* Columns of `struct person`, from a person called p. */
#define PERSON_COLUMNS                                                                              \
        "p.id, p.state, COALESCE(p.charter_at, 0) AS charter_at, p.version, COALESCE(p.login, '') AS login," \
        " p.name, p.lang, COALESCE(p.phone, '') AS phone, COALESCE(p.student_number, '') AS student_number," \
        " COALESCE((SELECT min(m.address_fold) FROM person_mail m WHERE m.person_id = p.id), '') AS mail,"   \
        " p.prefs, p.source"
extern const struct db_col person_cols[];

/* A mail address as it is kept: lower case, ASCII, one '@'; NULL when it is not one.  Addresses
 * beyond ASCII are refused: two that look alike would prove each other's identity. */
const char *mail_fold(struct arena *a, const char *typed);
/* A login as it is kept; NULL when malformed. */
const char *login_fold(struct arena *a, const char *typed);
/* By what somebody names themselves at the door: a login, else an address, as they are kept; NULL when it is neither. */
const char *door_fold(struct arena *a, const char *typed);
/* A phone number in any writing as digits with the country's code: "06 39 98 12 07",
 * "+33 (0)6 39 98 12 07", "0033639981207" → "33639981207"; NULL when it holds no digit. */
const char *phone_fold(struct ctx *c, const char *typed);
/* Rewrites the words by which a name is found. */
enum status person_words_put(struct ctx *c, int64_t person_id, const char *name) CHECKED;
/* A code fit for addresses and commands: folded, other characters as '-', at most 64 bytes. */
const char *code_fold(struct arena *a, const char *typed);
/* The group that agents without a group join: the setting's, else the oldest; ST_NOT_FOUND without any. */
enum status group_default_(struct ctx *c, struct group *out) CHECKED;
/* Whom a field names: a login, or the one person the words find.  ST_INVALID with an error of the field. */
enum status person_named(struct ctx *c, const char *field, const char *typed, struct person *out) CHECKED;
/* Keeps a password's Argon2id text; ends no session. */
enum status credential_put(struct ctx *c, int64_t person_id, const char *hash) CHECKED;
/* First text that no text starting with `prefix` reaches, in byte order. */
const char *prefix_end(struct arena *a, const char *prefix);

/* ST_OK, or ST_INVALID with the reason as an error of the field: too short, too long, made of the owner's
 * own login, name or address, or (not for commands) one of those that everybody tries first. */
struct password_owner {
        const char *login, *name, *mail; /* each may be NULL or "" */
};
enum status password_fit(struct ctx *c, const char *field, const char *password, const struct password_owner *who);
/* One of the passwords that guessing begins with? */
bool password_common(struct arena *a, const char *password);

/* Tries of a proof, counted before it is looked at: by address, by address and person, by person. */
enum { TRY_KEYS = 3 };
struct attempt {
        unsigned char key[TRY_KEYS][DIGEST_BYTES];
        int64_t max[TRY_KEYS], window_ms;
        const char *verb; /* of the audit, when a limit is crossed */
};
void attempt_init(struct attempt *t, const char *verb, const char *const text[TRY_KEYS], const int64_t max[TRY_KEYS],
                  int64_t window_ms);
/* ST_THROTTLED past a limit; opens and commits its own scope. */
enum status attempt_count(struct ctx *c, const struct attempt *t) CHECKED;
/* Inside the caller's scope. */
enum status attempt_undo(struct ctx *c, const struct attempt *t) CHECKED;

/* Inside DB_TX: what this person tried from this address and elsewhere is forgotten. */
enum status sign_in_forgiven(struct ctx *c, const struct person *p) CHECKED;

/* Is this the person's password?  Counts failures like sign-in does. */
enum status password_check(struct ctx *c, const char *login, const char *password, int64_t *person_id) CHECKED;

/* Is this a role one can hold? */
bool role_known(const char *role);
/* Inside DB_TX: ST_CONFLICT when this person is the only active administrator. */
enum status admin_stays(struct ctx *c, int64_t person_id) CHECKED;
/* Writes a person with the words of the name; `mail` counts as proven, NULL: none.  Inside a transaction. */
enum status person_new(struct ctx *c, const char *login, const char *name, const char *mail, const char *phone,
                       const char *number, const char *lang, int64_t *id) CHECKED;

/* Grants a role; department 0 = everywhere.  The caller rebuilds the scopes. */
enum status role_grant(struct ctx *c, int64_t person_id, const char *role, int64_t department_id) CHECKED;
/* Scopes of everybody whom a new group or department of this department must reach. */
enum status people_scopes_reach(struct ctx *c, int64_t department_id) CHECKED;
/* The department that such a text names. */
enum status affiliation_place(struct ctx *c, const char *text, int64_t *department_id) CHECKED;
/* "student" or "student@department"; ST_INVALID with an error of field "affiliation". */
enum status affiliation_add(struct ctx *c, int64_t person_id, const char *text) CHECKED;

/* An affiliation or a role of a person, in words, and for which department ("" = everywhere). */
struct held {
        const char *word, *department;
};
enum status person_affiliations(struct ctx *c, int64_t person_id, struct held **out, size_t *n) CHECKED;
enum status person_roles(struct ctx *c, int64_t person_id, struct held **out, size_t *n) CHECKED;
const char *held_word(struct ctx *c, const char *family, const char *word);

extern const struct sealed people_sealed[];

/* ---- second factor (second.c): one-time codes of an application, and recovery codes ---- */

struct totp {
        int64_t last_step, created_at;
        struct db_blob secret;
};
enum { RECOVERY_CODES = 10 };
/* A secret that waits for its first code, half an hour at most; a new one replaces it. */
enum status totp_begin(struct ctx *c) CHECKED;
enum status totp_pending(struct ctx *c, struct totp *out) CHECKED;
/* The first right code turns it on: ST_INVALID with an error of "code".  Other sessions end, this one goes on
 * at LEVEL_CODE; *codes are the recovery codes, shown this once. */
enum status totp_confirm(struct ctx *c, const char *code, const char *const **codes) CHECKED;
/* New recovery codes; the old ones are void. */
enum status recovery_renew(struct ctx *c, const char *const **codes) CHECKED;
enum status recovery_left(struct ctx *c, int64_t person_id, int64_t *n) CHECKED;
/* Off, by the person: ST_CONFLICT while their role asks for it. */
enum status totp_remove(struct ctx *c) CHECKED;
/* The second step of c->half: a code or a recovery code.  ST_OK: signed in at LEVEL_CODE; ST_DENIED;
 * ST_THROTTLED, and the half session is gone. */
enum status second_step(struct ctx *c, const char *code, bool recovery) CHECKED;

/* Hourly: forgets counts of failed sign-ins whose time is over. */
enum status people_sweep(struct ctx *c, const struct job *j);

/* Handlers of the routes (people_pages.c has their table). */
enum status page_login(struct ctx *c);
enum status page_login_post(struct ctx *c);
enum status page_logout(struct ctx *c);
enum status page_person(struct ctx *c);
enum status page_people_search(struct ctx *c);
/* Where to go after sign-in: what was asked for, else the desk for those who work there. */
enum status login_go_on(struct ctx *c, const char *next, int64_t roles);
enum status page_login_code(struct ctx *c);
enum status page_login_code_post(struct ctx *c);
enum status page_me_security(struct ctx *c);
enum status page_me_totp(struct ctx *c);
enum status page_me_totp_start(struct ctx *c);
enum status page_me_totp_post(struct ctx *c);
enum status page_me_totp_remove(struct ctx *c);
enum status page_me_recovery(struct ctx *c);
enum status page_me_confirm(struct ctx *c);
enum status page_me_confirm_post(struct ctx *c);
enum status page_me_session_extend(struct ctx *c);
enum status page_admin_totp_reset(struct ctx *c);
enum status page_admin_import(struct ctx *c);
enum status page_admin_import_post(struct ctx *c);
enum status page_admin_import_apply(struct ctx *c);
enum status page_admin_person(struct ctx *c);
enum status page_admin_role_give(struct ctx *c);
enum status page_admin_role_take(struct ctx *c);
enum status page_admin_sessions_end(struct ctx *c);
enum status page_me(struct ctx *c);
enum status page_me_post(struct ctx *c);
enum status page_me_theme(struct ctx *c);
enum status page_me_access(struct ctx *c);
enum status page_me_access_post(struct ctx *c);
enum status page_me_sessions(struct ctx *c);
enum status page_me_session_end(struct ctx *c);
enum status page_me_sessions_end_others(struct ctx *c);
enum status page_me_password(struct ctx *c);
enum status page_me_password_post(struct ctx *c);
enum status page_admin_people(struct ctx *c);
enum status page_admin_people_post(struct ctx *c), page_admin_people_export(struct ctx *c);
enum status page_admin_person_state(struct ctx *c);
enum status page_admin_groups(struct ctx *c);
enum status page_admin_groups_post(struct ctx *c);
enum status page_admin_group(struct ctx *c);
enum status page_admin_group_post(struct ctx *c);
enum status page_admin_member_post(struct ctx *c);
enum status page_admin_member_leave(struct ctx *c);
enum status page_admin_serves_post(struct ctx *c);
enum status page_admin_serves_end(struct ctx *c);

extern const struct route people_routes[];

#endif

/* People, groups, departments, roles, sign-in.  F3, leftmost: knows no ticket.
 * actor_scope is rewritten here, in the transaction that changes its cause. */
#ifndef GUICHET_DESK_PEOPLE_PEOPLE_H
#define GUICHET_DESK_PEOPLE_PEOPLE_H

#include "app/app.h"

struct person {
        int64_t id, state, charter_at, version;
        const char *login, *name, *lang, *phone, *student_number, *mail, *prefs, *source;
};
struct group {
        int64_t id, department_id, function, external, closed, members, am_member, am_lead, version;
        const char *code, *name, *assign, *domain, *department_code; /* domain: business domain or solution, may be "" */
};
struct department {
        int64_t id;
        const char *code, *name_fr, *name_en, *time_zone;
};
struct service {
        int64_t id, department_id, group_id, state, agent_named, confidential;
        const char *code, *name_fr, *name_en, *summary_fr, *summary_en, *icon, *family_fr, *family_en, *body, *group_name;
        const char *name, *summary, *family; /* in the reader's language, filled after loading */
};

/* Scope numbers: see data-model.md. */
static inline int64_t scope_department(int64_t department_id) { return 2 * department_id; }
static inline int64_t scope_group(int64_t group_id) { return 2 * group_id + 1; }
enum { RIGHT_READ = 1, RIGHT_WORK = 2, RIGHT_MANAGE = 4 };

/* The actor's scopes with their rights; cached on the context's arena by the caller.  Empty for requesters. */
struct scope {
        int64_t scope, rights;
};
enum status people_scopes(struct ctx *c, int64_t person_id, struct scope **out, size_t *n) CHECKED;
/* Groups the person is a member of (ids), in the group order. */
enum status people_groups_of(struct ctx *c, int64_t person_id, struct group **out, size_t *n) CHECKED;
/* A number that changes when the actor's scopes or memberships do: part of the key of what is kept of lists. */
enum status people_rights_stamp(struct ctx *c, int64_t *out) CHECKED;
/* Key of a part of a page that memo_html_get() keeps, asked before what the part shows is read: `what` names it; the rest is
 * all it depends on but the data: address and query, language and zone, the minute, roles, affiliation, rights and memberships,
 * and the session, whose token stands in its forms. */
enum status people_kept_key(struct ctx *c, const char *what, const char **key) CHECKED;
bool people_is_member(struct ctx *c, int64_t person_id, int64_t group_id);
/* Rebuilds actor_scope of one person; call in the transaction that changed roles, memberships or departments. */
enum status people_scopes_rebuild(struct ctx *c, int64_t person_id) CHECKED;

/* Anyone by id or login.  Requesters see only themselves; agents everybody (ST_NOT_FOUND otherwise). */
enum status person_load(struct ctx *c, int64_t id, struct person *out) CHECKED;
/* A job for somebody: *as is the context with *who, the person of that id with the rights of now (no role when their
 * account is closed), in the language "fr" or "en".  Both must outlive what is done with them. */
enum status person_acts(struct ctx *c, int64_t person_id, const char *lang, struct actor *who, struct ctx *as) CHECKED;
enum status person_by_login(struct ctx *c, const char *login, struct person *out) CHECKED;
/* The id of an open account by its exact login or proven address, for anybody signed in; never a search. */
enum status person_known(struct ctx *c, const char *text, int64_t *id) CHECKED;
/* Type-ahead for agents: name, login, student number, mail, phone in any writing; ≤ 20 rows. */
enum status person_search(struct ctx *c, const char *typed, struct person **out, size_t *n) CHECKED;

/* The accounts (those found by q, when it is not "") as a file, "csv" or "xlsx", as the answer; the audit says how many left.
 * For administrators: the route sees to it.  ST_NOT_FOUND: no such format. */
enum status people_export(struct ctx *c, const char *format, const char *q) CHECKED;
/* Accounts by name, at most 100 after a name and id ("" and 0: from the start); agents only. */
enum status person_list(struct ctx *c, const char *name, int64_t id, struct person **out, size_t *n) CHECKED;

struct person_draft {
        const char *login, *name, *mail, *phone, *student_number, *lang, *password; /* password NULL: none */
        const char *role;          /* NULL: requester; 'agent' 'lead' 'manager' 'department_admin' 'admin' */
        const char *const *groups; /* codes; an agent without group joins the default one */
        size_t n_groups;
        const char *const *affiliations;
        size_t n_affiliations;
};
/* Errors in c->error: login taken, bad mail, unknown group, password too short (8), … */
enum status person_add(struct ctx *c, const struct person_draft *d, int64_t *id) CHECKED;
/* For imports: finds by login or proven mail, else makes an account-less person. */
enum status person_ensure(struct ctx *c, const char *login, const char *name, const char *mail, int64_t *id) CHECKED;

/* Somebody an agent speaks with and who is not known: a person without account, with an address that
 * nobody proved and a phone, one of which is needed.  person_met_before() gives who has this address or this
 * phone already, ≤ 10.  Errors: "name", "mail", "phone"; an address that is somebody's is ST_CONFLICT. */
struct person_met {
        const char *name, *mail, *phone;
};
enum status person_met_before(struct ctx *c, const struct person_met *m, struct person **out, size_t *n) CHECKED;
enum status person_met_add(struct ctx *c, const struct person_met *m, int64_t *id) CHECKED;

/* What a person may change of themselves; phone "" = none, lang "fr" or "en". */
struct person_contact {
        const char *name, *phone, *lang;
};
enum status person_change(struct ctx *c, int64_t id, const struct person_contact *p) CHECKED;
/* The JSON text of display choices (theme, shortcuts, density). */
enum status person_prefs_put(struct ctx *c, int64_t id, const char *prefs) CHECKED;
/* Leaves: keeps tickets, loses groups, roles, scopes, sessions and tokens.  Reopened as a requester.
 * The last active administrator stays, and nobody closes their own: ST_CONFLICT. */
enum status person_close(struct ctx *c, int64_t id) CHECKED;
enum status person_reopen(struct ctx *c, int64_t id) CHECKED;

/* ---- who administers what: asked by pages, API and commands alike ----
 * An administrator manages everything; a department administrator what belongs to departments where they
 * hold that role (0 in the grant = every department); nobody else anything. */
bool people_manages(struct ctx *c, int64_t department_id);
/* May the actor give a service to this group: do they manage its department?  The one rule for the page of the
 * service, that of the group, the API and the configuration. */
bool group_may_serve(struct ctx *c, int64_t group_id);
/* The departments the actor manages, in the order of department_list(). */
enum status people_managed(struct ctx *c, struct department **out, size_t *n) CHECKED;

/* A role somebody holds; department 0 = everywhere. */
struct role_held {
        int64_t department_id;
        const char *role, *code, *name_fr, *name_en; /* of the department, "" for everywhere */
};
enum status person_roles_held(struct ctx *c, int64_t person_id, struct role_held **out, size_t *n) CHECKED;
/* May the actor give or take this role there?  Nobody gives more than they hold: a department
 * administrator gives any role but administrator, in their departments only. */
bool role_may(struct ctx *c, const char *role, int64_t department_id);
/* An affiliation that has not ended. */
struct affiliation_held {
        const char *kind, *code; /* of the department */
};
enum status person_affiliations_held(struct ctx *c, int64_t person_id, struct affiliation_held **out, size_t *n) CHECKED;
/* "student" or "student@department": for whoever manages that department (else ST_DENIED); ST_INVALID
 * with an error of "affiliation". */
enum status person_affiliate(struct ctx *c, int64_t person_id, const char *text) CHECKED;
/* Both: ST_NOT_FOUND for nobody active (or a role not held), ST_DENIED past role_may(), ST_INVALID with
 * errors of "role" and "department"; the last active administrator cannot be taken away: ST_CONFLICT. */
enum status person_role_give(struct ctx *c, int64_t person_id, const char *role, int64_t department_id) CHECKED;
enum status person_role_take(struct ctx *c, int64_t person_id, const char *role, int64_t department_id) CHECKED;

/* The group of this code as it is; else one is made, in the oldest department (made too where there is none). */
enum status group_ready(struct ctx *c, const char *code, const char *name, struct group *out) CHECKED;
enum status group_ensure(struct ctx *c, const char *code, const char *name, int64_t department_id, int64_t *id) CHECKED;
enum status group_by_code(struct ctx *c, const char *code, struct group *out) CHECKED;
enum status group_load(struct ctx *c, int64_t id, struct group *out) CHECKED;
/* A group, a service, that the actor administers: ST_NOT_FOUND for those of departments that are not theirs.
 * What pages and programs change of a group or its services goes through these. */
enum status group_managed(struct ctx *c, const char *code, struct group *out) CHECKED;
enum status service_managed(struct ctx *c, int64_t service_id) CHECKED;
/* All groups (agents), ≤ 500; members of a group. */
enum status group_list(struct ctx *c, struct group **out, size_t *n) CHECKED;
enum status group_members(struct ctx *c, int64_t group_id, struct person **out, size_t *n) CHECKED;
/* Id and name of all groups, of a group's active members: for lists to choose from (agents), ≤ 500. */
struct choice {
        int64_t id;
        const char *name;
};
enum status group_choices(struct ctx *c, struct choice **out, size_t *n) CHECKED;
enum status member_choices(struct ctx *c, int64_t group_id, struct choice **out, size_t *n) CHECKED;
/* Joining an internal group makes a person without any role an agent of its department. */
enum status group_join(struct ctx *c, int64_t group_id, int64_t person_id, bool lead) CHECKED;
enum status group_leave(struct ctx *c, int64_t group_id, int64_t person_id) CHECKED;
/* What a group is for: 10 « utilisation, exploitation » (first line), 20 « fonctionnement, technique »,
 * 30 « évolution »; how it gives out its tickets: "manual" "take" "round_robin" "least_loaded" "on_duty". */
enum { GROUP_USE = 10, GROUP_OPERATION = 20, GROUP_EVOLUTION = 30 };
bool group_assign_known(const char *assign);
/* API words "use" "operation" "evolution"; "" and 0 when unknown. */
const char *group_function_word(int64_t function);
int64_t group_function_find(const char *word);
/* A new group; ST_CONFLICT when the code is taken.  Whether it is closed, and its department, are said now
 * and stay, because its tickets' scopes stand on them.  function 0 and assign NULL: as a new group has them. */
struct group_draft {
        const char *code, *name;
        int64_t department_id, closed, external;
        int64_t function;
        const char *domain, *assign;
};
enum status group_add(struct ctx *c, const struct group_draft *d, int64_t *id) CHECKED;
/* Writes name, domain, function, external and assign of a loaded group.  ST_STALE when g->version is not the
 * current one (0: does not care), ST_INVALID for a function or convention there is not. */
enum status group_change(struct ctx *c, const struct group *g) CHECKED;

enum status department_list(struct ctx *c, struct department **out, size_t *n) CHECKED;
enum status department_ensure(struct ctx *c, const char *code, const char *name_fr, const char *name_en, int64_t *id) CHECKED;

/* Services open to the actor's audiences (nobody listed = everybody), by family and sort; ≤ 500. */
enum status service_list(struct ctx *c, struct service **out, size_t *n) CHECKED;
enum status service_by_code(struct ctx *c, const char *code, struct service *out) CHECKED;
struct service_draft {
        const char *code, *name_fr, *name_en, *summary_fr, *summary_en, *icon, *family_fr, *family_en;
        int64_t department_id, group_id, confidential, sort;
};
enum status service_ensure(struct ctx *c, const struct service_draft *d, int64_t *id) CHECKED;

/* ---- audiences (audience.c): from affiliations; "everyone" is anybody, signed in or not ---- */

struct audience {
        const char *kind, *word, *area; /* "student", « études », « Pour vos études » */
};
const char *audience_word(struct ctx *c, const char *kind);
const char *audience_area(struct ctx *c, const char *kind);
/* What the actor is, at most 20; none for nobody. */
enum status audience_mine(struct ctx *c, struct audience **out, size_t *n) CHECKED;
enum status audience_has(struct ctx *c, int64_t person_id, const char *kind, bool *has) CHECKED;
/* Of what the actor is, as what they may ask this service. */
enum status audience_personas(struct ctx *c, int64_t service_id, struct audience **out, size_t *n) CHECKED;
/* Which services are for something that the actor is; `all`: which name any audience (audience is ""). */
struct service_fit {
        int64_t service_id;
        const char *audience;
};
enum status audience_fits(struct ctx *c, bool all, struct service_fit **out, size_t *n) CHECKED;
/* These audiences and no others; none = everybody.  The caller has checked who may. */
enum status service_audience_set(struct ctx *c, int64_t service_id, const char *const *kinds, size_t n) CHECKED;

/* Password sign-in by login or proven address: ST_OK and *person_id; ST_DENIED (same text and same time
 * whether the login exists or not); ST_THROTTLED, in 15 minutes, past 10 tries of a login from one
 * address, 50 of a login from anywhere, 100 from one address.  Hashes: never inside a transaction. */
enum status people_sign_in(struct ctx *c, const char *login, const char *password, int64_t *person_id) CHECKED;
enum status person_set_password(struct ctx *c, int64_t person_id, const char *password) CHECKED;
/* Does a second factor stand between this person's password and a session? */
enum status person_second_factor(struct ctx *c, int64_t person_id, bool *on) CHECKED;
/* Takes somebody's second factor and recovery codes away and ends their sessions: for whom lost both.
 * Administrators and commands; ST_NOT_FOUND when there is none. */
enum status person_totp_reset(struct ctx *c, int64_t person_id) CHECKED;
/* Ends all their sessions and streams: administrators and commands, else ST_NOT_FOUND. */
enum status person_sessions_end(struct ctx *c, int64_t person_id) CHECKED;

/* A panel under a person's sheet comes from a slice that knows tickets: it registers itself once. */
void people_sheet_panel(enum status (*fill)(struct ctx *c, const struct person *p));

/* A new folder's usable desk: one department, one group, one service (data, made once). */
enum status people_first_contents(struct ctx *c) CHECKED;

extern const struct slice slice_people, slice_people_audience;

#endif

/* F2: what every slice stands on.  A slice is a table of tables; dispatch walks them.
 * Knows sessions, rights, forms, jobs, settings and live events; knows no slice. */
#ifndef GUICHET_APP_APP_H
#define GUICHET_APP_APP_H

#include "base/arena.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/moment.h"
#include "base/random.h"
#include "base/text.h"
#include "db/db.h"
#include "html/html.h"
#include "http/http.h"
#include "messages.h"

struct ctx;
struct app;

/* ---- who acts ------------------------------------------------------------------------------------ */

enum role { /* bits; a person without any is a requester */
        ROLE_AGENT = 1, ROLE_LEAD = 2, ROLE_MANAGER = 4, ROLE_DEPT_ADMIN = 8, ROLE_ADMIN = 16,
};

/* The person who acts, as the session or token says.  Filled by session_load() / token_load();
 * jobs and commands act as `actor_system`. */
struct actor {
        int64_t person_id;   /* 0 for the system itself */
        const char *login, *name, *lang_text, *persona;
        int64_t roles;       /* bits of enum role, over all departments */
        const char *token_scopes; /* NULL with a session; else space-separated, "" = everything the person may */
        struct db_blob session;   /* hash of the session token; empty with an API token */
        const char *csrf;         /* hex; NULL with an API token */
        const char *prefs;        /* JSON text of person.prefs */
        bool system;              /* jobs, imports and commands: sees all, may all */
        int64_t level;            /* enum session_level of the session; 0 with an API token */
        int64_t proved_at;        /* when the password or a code was last given in this session */
        int64_t ends_at;          /* the session's end if nothing happens any more, 0 with an API token */
        bool must_enrol;          /* their role asks for a second factor that this session lacks */
};
extern const struct actor actor_system;

enum session_level {
        LEVEL_HALF = 5,      /* the password was right, the code is still missing: nobody is signed in yet */
        LEVEL_PASSWORD = 10,
        LEVEL_CODE = 20,     /* password and second factor */
};

/* ---- routes ------------------------------------------------------------------------------------------ */

enum perm {
        PERM_UNSET,      /* a route without permission fails make check */
        PERM_PUBLIC,     /* anybody */
        PERM_SIGNED_IN,
        PERM_AGENT,      /* any role */
        PERM_MANAGER,    /* manager, department administrator or administrator */
        PERM_DEPT_ADMIN, /* department administrator or administrator: what they touch is a question of its own */
        PERM_ADMIN,      /* administrator */
};

enum {
        ROUTE_SLOW = 1,    /* always on a worker: password hash, export, search */
        ROUTE_API = 2,     /* bearer token (or session + CSRF), problem+json, PATCH, idempotency */
        ROUTE_UPLOAD = 4,  /* multipart with files: larger body ceiling */
        ROUTE_SSE = 8,     /* event stream */
        ROUTE_WRITES = 16, /* a GET that writes (return from a sign-in server): declared exception */
        ROUTE_QUIET = 32,  /* not in the request log: /healthz, assets */
        ROUTE_RECENT = 64, /* a session must have proved itself lately (session.recent_minutes), else /me/confirm */
        ROUTE_TRIES = 256, /* a POST that changes nothing: its answer is made anew, never kept for an Idempotency-Key */
        ROUTE_SECRET = 512, /* the answer holds a secret: an Idempotency-Key keeps that it was given, never what it said */
        ROUTE_ENROL = 128, /* open to a session that still lacks the second factor its role asks for */
};

struct api_doc; /* desk/api/api.h */

/* One page or API call.  `path` has {name} segments, at most 4: "/tickets/{id}/take".
 * GET also answers HEAD. */
struct route {
        enum http_method method;
        const char *path;
        enum perm perm;
        enum status (*fn)(struct ctx *c);
        unsigned flags;
        const struct api_doc *doc; /* API routes: what OpenAPI says of it */
};

/* ---- a slice ------------------------------------------------------------------------------------------- */

struct job {
        int64_t id, run_at, attempts, lease;
        const char *kind, *key, *args;
};
struct job_kind {
        const char *name;
        enum status (*run)(struct ctx *c, const struct job *j); /* in no transaction; ST_OK = done */
        int64_t every_ms; /* > 0: exists always, runs again after this long */
        int max_attempts; /* 0: 8; then given up: run_at = never, why kept */
};

struct setting {
        const char *name, *value; /* default */
        int64_t min, max;         /* numbers only; both 0 = text */
        int help;                 /* message: what it does, for the manual and the admin page */
        int (*fits)(const struct ctx *c, const char *value); /* 0, or the message that says why not; may be NULL */
};

struct personal { /* columns about a person: export, erasure and retention read this */
        const char *table, *column, *person_column, *what;
};

struct ticket_kind;
struct ticket_hook;
struct panel;
struct config_part; /* app/config.h */
struct sealed;      /* app/secret.h */

/* A capability, whole: read this and you know what it brings.  Every member but the name may be
 * NULL; lists end with a zeroed row. */
struct slice {
        const char *name;
        const struct route *routes;
        const struct db_stmt *const *stmts; /* every SQL text, prepared on both engines by make check */
        const struct job_kind *jobs;
        const struct ticket_kind *kinds;
        const struct ticket_hook *const *hooks;
        const struct personal *personal;
        const struct panel *panels; /* what it shows on other pages: desk/ticket/panel.h */
        const struct setting *settings;
        const struct config_part *config; /* what of it the configuration file holds */
        const struct sealed *sealed; /* columns that hold sealed secrets */
};

/* ---- context: one request, job or command ------------------------------------------------------------ */

struct form_error {
        const char *field, *message;
};

struct ctx {
        struct app *app;
        struct arena *arena;
        struct db *db;
        int64_t now;                 /* read once */
        const struct actor *actor;   /* NULL: nobody is signed in */
        const struct actor *half;    /* whose password was right and whose code is awaited; then actor is NULL */
        enum lang lang;
        const struct zone *zone;
        struct http_request *req;    /* NULL in jobs and commands */
        struct http_response *res;
        const struct route *route;
        const char *var[4];          /* values of {…} in the path */
        const char *why;             /* for people, in their language: set with ctx_fail */
        struct form_error error[32];
        size_t n_error;
        const struct json *json;     /* body of an API call */
        bool bad_syntax;             /* the body could not be read at all: 400 instead of 422 */
        bool bad_type;               /* the body is not of a kind the route reads: 415 */
        const char *problem_extra;   /* further members of a problem, JSON text: ,"allowed":[…] */
        /* What a handler refused inside the Idempotency-Key's transaction still has to look up for its sentence; run
         * once after the rollback, gives the answer's status. */
        enum status (*undone)(struct ctx *c, enum status st);
        const void *undone_arg;
        bool api;
        bool detour;                 /* answered by a redirection before the handler: to prove or to enrol first */
        bool fragment;               /* htmx asked for a part (HX-Request: true) */
        int channel;                 /* enum channel of desk/ticket: how this comes in */
        struct html html;            /* writes to res->body, in the reader's language */
        int64_t news;                /* newest live event, asked once by memo_get() */
        bool news_known;
};

/* ST_… with a sentence for people; returns st. */
enum status ctx_fail(struct ctx *c, enum status st, int message);
enum status ctx_fail_text(struct ctx *c, enum status st, const char *sentence);
/* Text of a message in the reader's language. */
const char *ctx_msg(struct ctx *c, int message);

bool ctx_role(const struct ctx *c, int roles); /* has any of these, or is the system */
const char *ctx_var(const struct ctx *c, const char *name); /* {name} of the path, or "" */
const char *ctx_param(const struct ctx *c, const char *name); /* query parameter, cleaned, "" when absent */

/* Every value of a repeated parameter in order, cleaned, at most `max`; how many. */
size_t ctx_params(const struct ctx *c, const char *name, const char **out, size_t max);

/* 303 to a path of ours (anything else goes to "/"); htmx gets HX-Redirect. */
enum status ctx_redirect(struct ctx *c, const char *path);
/* A path of ours fit for redirects: starts with one '/', no '//' '\\' control or ':' before '?'. */
bool path_is_ours(const char *path);

/* ---- forms --------------------------------------------------------------------------------------------- */

enum form_type { FORM_LINE, FORM_TEXT, FORM_ID, FORM_FLAG, FORM_MAIL };

/* One field: the same validation for browser (form field), API (JSON member) and mail.
 * LINE and TEXT land as const char * (never NULL, cleaned by text_clean), ID and FLAG as int64_t.
 * min/max: code points of text (min > 0 = required), bounds of ID.  ID absent → 0 when min is 0. */
struct form_field {
        const char *name;
        enum form_type type;
        size_t offset;
        int64_t min, max;
        int missing; /* message when required and absent; 0 = the general one */
};
/* Reads every field, collects every error (c->error); what was typed stays in *in.
 * True when there was none. */
bool form_read(struct ctx *c, const struct form_field *fields, void *in);
void form_error(struct ctx *c, const char *field, int message);
void form_error_text(struct ctx *c, const char *field, const char *message);
/* Message of a field or NULL, for templates. */
const char *form_msg(const struct ctx *c, const char *field);
/* Raw value of an input by name, from form, query (GET) or JSON; NULL when absent. Cleaned. */
const char *form_value(struct ctx *c, const char *name);

/* ---- sessions, tokens, CSRF ----------------------------------------------------------------------------- */

/* New session for a person at LEVEL_PASSWORD; sets the cookie.  Any session of this browser ends. */
enum status session_start(struct ctx *c, int64_t person_id) CHECKED;
/* The same at a level; one at LEVEL_HALF lives ten minutes and signs nobody in. */
enum status session_start_at(struct ctx *c, int64_t person_id, enum session_level level) CHECKED;
/* Does identity.second_factor ask one of somebody with these roles? */
bool session_factor_asked(const struct ctx *c, int64_t roles);
/* The actor gave the password again: the same session under a new identifier, proved now. */
enum status session_proved(struct ctx *c) CHECKED;
/* Goes on after an hour's warning: never beyond twice session.hours after it was made.  *ends_at is the new end. */
enum status session_extend(struct ctx *c, int64_t *ends_at) CHECKED;
enum status session_end(struct ctx *c) CHECKED;
/* As what its person asks from now on: an affiliation's word.  Nothing with a token. */
enum status session_persona(struct ctx *c, const char *persona) CHECKED;
enum status session_end_all(struct ctx *c, int64_t person_id, bool keep_this) CHECKED;
/* Prints a secret once; what is kept is its hash. use: 'api', 'reset', … */
enum status token_make(struct ctx *c, int64_t person_id, const char *use, const char *scopes,
                       int64_t ends_at, const char **secret) CHECKED;
/* Token scope asked by an API route: "tickets:write"… true with a session. */
bool token_allows(const struct ctx *c, const char *scope);

/* A form sent twice does its work once: `token` is the number the form carried.  Inside DB_TX:
 * once_find() gives what the first sending left (NULL when this is the first), once_keep() leaves it.
 * An empty token is not remembered. */
enum status once_find(struct ctx *c, const char *token, const char **kept) CHECKED;
enum status once_keep(struct ctx *c, const char *token, const char *what) CHECKED;

/* ---- jobs, live events, audit, settings ------------------------------------------------------------------- */

/* Plans a timer or work: (kind, key) is unique; planning again moves it (and beats a run under way). */
enum status job_plan(struct ctx *c, const char *kind, const char *key, int64_t run_at, const char *args) CHECKED;
enum status job_drop(struct ctx *c, const char *kind, const char *key) CHECKED;
/* Inside a run, by a connection of its own: the run lasts a minute more before another program may claim the job.  Nothing
 * when it was claimed or planned anew already. */
enum status job_lasts(struct db *db, const struct job *j) CHECKED;
/* Runs what is due, one after another, until nothing is; for tests and commands. */
enum status job_run_due(struct ctx *c, int max, int *ran) CHECKED;

/* On the wire a live event is named by its kind: "ticket-new", "ticket-changed", "entry", "person"; its
 * data is {"ticket":ID,"version":N}, never content: the page fetches its fragment again, as any GET.
 * "notice" goes to the people it names, whatever their page subscribed to.
 * A page subscribes with /events?topics=ticket-ID (that ticket only) or /events?topics=desk or =me
 * (everything its reader may know).  In templates:
 *   <main hx-ext="sse" sse-connect="/events?topics=ticket-12"> …
 *   <div hx-get="/tickets/INC-1/thread" hx-trigger="sse:entry, sse:ticket-changed, resync from:body"> */
enum live_kind { LIVE_TICKET_NEW = 10, LIVE_TICKET_CHANGED = 20, LIVE_ENTRY = 30, LIVE_PERSON = 40, LIVE_NOTICE = 50,
                 LIVE_DATA = 60 }; /* LIVE_DATA: tells nobody, only that what was kept (memo.c) is old; every commit leaves one that left no other */
/* The handler of an event stream answers with one ticket's events for the context's actor, who may read it. */
enum status live_follow(struct ctx *c, int64_t ticket_id) CHECKED;
/* A row in the change's transaction: what changed and which scopes and people may know; no content.
 * scopes and people are lists of numbers. */
enum status live_event(struct ctx *c, enum live_kind kind, int64_t ticket_id, int64_t version,
                       const int64_t *scopes, size_t n_scopes, const int64_t *people, size_t n_people) CHECKED;

/* A number of the actor that every page asks for, kept while no live event happened (memo.c); `what` is
 * below MEMO_WHAT.  Only GETs get one.  memo_forget(): the actor did something that leaves no event. */
enum { MEMO_WHAT = 16 };
bool memo_get(struct ctx *c, unsigned what, int64_t *out);
void memo_put(struct ctx *c, unsigned what, int64_t value);
void memo_forget(struct ctx *c);
/* The same for a part of a page, written by templates for the actor: kept under `key`, which says everything it
 * depends on but the data (address, language, rights), as long as such a number; at most MEMO_TEXT bytes.  note: a short
 * text beside it.  What is given back lives in the context's arena. */
enum { MEMO_TEXT = 160 << 10 };
/* Notes now how new the data is: what a kept part shows is read after this (on PostgreSQL each statement sees its own moment). */
void memo_begin(struct ctx *c);
/* Where such a part is written first: markup with a buffer of its own; html_written() gives it, buf_end(to.out) says
 * whether it was too long. */
struct html memo_html(struct ctx *c);
bool memo_html_get(struct ctx *c, const char *key, struct html_safe *out, const char **note);
void memo_html_put(struct ctx *c, const char *key, struct html_safe html, const char *note);

enum status audit(struct ctx *c, const char *verb, const char *object, int64_t object_id,
                  const char *result, const char *detail) CHECKED;
/* Who read what: queued, written within a second. */
void read_log(struct ctx *c, int64_t ticket_id, int what);

const char *setting_text(const struct ctx *c, const char *name);
int64_t setting_i64(const struct ctx *c, const char *name);
enum status setting_put(struct ctx *c, const char *name, const char *value) CHECKED;

/* A declared setting as the database has it now (the snapshot that readers share follows a moment later). */
struct setting_now {
        const struct setting *is;
        const char *value;        /* the default when nothing differs */
        int64_t changed_at;       /* 0: never */
        bool own;                 /* differs from the default */
};
/* All that the slices declare, sorted by name; all at most SETTINGS_MAX. */
enum status setting_list(struct ctx *c, struct setting_now **out, size_t *n) CHECKED;
/* NULL when no slice declares it. */
const struct setting *setting_known(const struct ctx *c, const char *name);
/* 0, or a sentence that says why the setting may not have this value. */
const char *setting_wrong(struct ctx *c, const struct setting *d, const char *value);
/* Changes one as an administrator: value NULL gives it back its default; `seen` is the value the editor saw (NULL:
 * does not care).  ST_STALE when somebody was faster, ST_INVALID with c->error on the name.  Audited. */
enum status setting_change(struct ctx *c, const char *name, const char *value, const char *seen) CHECKED;
/* After a commit that changed some: this process reads them now, not when the live tail comes by. */
void settings_fresh(struct ctx *c);

/* A fact of the house that is no setting ("state.trial", "state.logo"), from the snapshot: NULL when it is not. */
const char *house_fact(const struct ctx *c, const char *name);
/* The same from the database, and changed there (NULL: no longer); settings_fresh() after the commit. */
enum status house_fact_now(struct ctx *c, const char *name, const char **out) CHECKED;
enum status house_fact_set(struct ctx *c, const char *name, const char *value) CHECKED;
/* Trial mode: a banner on every page; whoever sends mail asks this first and holds it. */
bool trial_on(const struct ctx *c);

/* The picture beside the name: PNG or JPEG, judged by its head.  Type, or NULL when it is none that fits. */
enum { LOGO_BYTES = 200 * 1024, LOGO_SIDE = 2000 };
const char *logo_type(const unsigned char *p, size_t n);
enum status logo_put(struct ctx *c, const unsigned char *p, size_t n) CHECKED; /* ST_INVALID: none that fits */
enum status logo_drop(struct ctx *c) CHECKED;
/* The file that a form or a program sent as "logo" becomes it: ST_INVALID with an error on "logo" when it does not fit. */
enum status logo_sent(struct ctx *c) CHECKED;
struct logo_info {
        const char *hash, *type; /* hash NULL: none */
        int64_t size;
};
enum status logo_now(struct ctx *c, struct logo_info *out) CHECKED;
/* The first file sent under this name; *n is 0 when there is none, ST_TOO_LARGE when it is too large. */
enum status upload_bytes(struct ctx *c, const char *field, size_t max, const unsigned char **p, size_t *n) CHECKED;

/* ---- pages ------------------------------------------------------------------------------------------------- */

struct page_crumb {
        const char *href, *text;
};

/* What every page's frame shows.  page_init() fills all but title, nav and crumbs. */
struct page {
        const char *title;       /* object first; the site's name is added */
        const char *nav;         /* "home" "services" "requests" | "desk" "queue" … : current entry */
        const char *site, *site_sub; /* « Guichet », « Université des Rives » */
        const char *lang;        /* "fr" "en" */
        const char *logo;        /* "/logo/HASH", NULL: the drawn one */
        bool trial, trial_mail;  /* a banner says so; trial_mail: letters go to one address instead of being held */
        const char *theme;       /* "light" "dark" "" */
        const char *csrf;
        const char *session_expires; /* ms since 1970, for the warning before a session ends; "" when signed out */
        const char *path;        /* for the other language's link */
        const char *other_lang, *other_lang_url;
        const char *person, *initials, *login;
        bool signed_in, agent, admin, shortcuts;
        bool keeps;              /* administers something: an administrator, or one of a department */
        bool grids;              /* may bring course grids */
        const char *phone, *phone_href, *help_hours; /* settings help.phone, help.hours */
        const char *notice, *notice_kind; /* one-time message after a redirect (cookie), "ok" "warn" "bad" */
        const char *undo_url, *undo_label; /* toast with undo */
        int64_t to_take, unread;  /* counters of the menu; -1 = not shown */
        int64_t supports;         /* open requests of course support in the reader's groups; -1 = not shown */
        int64_t notices;          /* of the bell; -1 = not shown */
        const char *live;         /* topics for the page's stream, "" = none */
        const char *assets;       /* "/assets/HASH" */
        bool page_script_desk;
        struct page_crumb crumbs[4];
        size_t n_crumbs;
        const struct form_error *errors; /* for the error summary */
        size_t n_errors;
};
void page_init(struct ctx *c, struct page *p, const char *title, const char *nav);
/* Counters of the menu and the bell come from slices that know tickets: each registers itself once, eight at most. */
void page_counters(void (*fill)(struct ctx *c, struct page *p));
/* Message shown on the next page (kept in a short-lived signed-free cookie holding a message key only). */
void page_notice(struct ctx *c, const char *message_key, const char *undo_path);

/* ---- the app -------------------------------------------------------------------------------------------------- */

struct app_config {
        const char *db, *data, *listen;
        const char *key_file;      /* NULL: secrets.key in the data folder */
        const char *ca_file;       /* PEM, authorities of the mail relay; NULL: those of the system */
        bool jobs;                 /* also run the jobs thread */
        const char *const *trusted_proxies;
};

struct app {
        struct app_config cfg;
        const struct slice *const *slices; /* ends with NULL */
        struct db_pool *pool;
        struct http_server *server;
        int64_t serial;            /* of this opening, unique in the process: for caches of what never changes */
        struct app_state *state;   /* routes index, settings cache, threads: app/state.h */
};

enum status app_open(const struct app_config *cfg, const struct slice *const *slices, struct arena *a,
                     struct app **out, const char **why) CHECKED;
enum status app_serve(struct app *app, struct arena *a, const char **why) CHECKED; /* until SIGTERM */
enum status app_work(struct app *app, struct arena *a, const char **why) CHECKED;  /* jobs only */
void app_close(struct app **app);

/* What the house itself brings, beside the slices. */
extern const struct slice slice_system, slice_site, slice_session, slice_settings, slice_audit, slice_jobs, slice_live, slice_sweep,
    slice_idempotency, slice_persona, slice_words;

/* A context outside a request: acts as the system, in French, zone of the site. */
void app_ctx(struct app *app, struct arena *a, struct db *db, struct ctx *out);

#endif

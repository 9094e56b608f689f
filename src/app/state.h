/* What the app keeps beside its public struct; for src/app only. */
#ifndef GUICHET_APP_STATE_H
#define GUICHET_APP_STATE_H

#include <pthread.h>

#include "app/app.h"
#include "app/secret.h"
#include "html/overlay.h"

enum { PATH_SEGMENTS = 8, LIVE_SCOPES_MAX = 240 };

/* One route, ready to be matched. */
struct route_node {
        const struct route *route;
        const char *seg[PATH_SEGMENTS]; /* "{id}" is kept with its braces */
        size_t n_seg;
};

/* A route found for a path, kept in the request. */
struct route_match {
        const struct route *route;
        const char *var[4];
        bool path_known; /* some route has this path, with another method: 405 */
};

/* Settings as they are now; a new snapshot replaces the old one, which stays until the end. */
struct setting_snapshot {
        size_t n;
        const char **name, **value;
        const struct overlay *words; /* of the country and the house; NULL: as shipped */
        struct setting_snapshot *older;
};

/* A write that may wait a second: who read what, when a session was last seen. */
struct late_write {
        enum { LATE_READ, LATE_SEEN, LATE_USED } what;
        int64_t at, person_id, ticket_id, kind;
        unsigned char session[DIGEST_BYTES]; /* digest of a session's or a token's secret */
};
enum { LATE_MAX = 16384 };

/* memo.c: numbers kept for one person. */
enum { MEMO_PEOPLE = 2048, MEMO_MS = 5000 };
struct memo {
        int64_t person_id, news, at, quiet_until, value[MEMO_WHAT];
        uint32_t known;
};

/* Parts of pages kept for one person, the oldest gives way; all under memo_lock. */
enum { MEMO_PAGES = 24 };
struct memo_page {
        int64_t person_id, news, at;
        struct arena *arena; /* key, note and html; NULL: never used */
        const char *key, *note;
        struct html_safe html;
};

struct app_state {
        struct arena *arena; /* lives as long as the app */
        struct route_node *node;
        size_t n_node;
        const struct job_kind **job;
        size_t n_job;
        const struct setting **setting;
        size_t n_setting;
        const struct ticket_hook **hook;
        size_t n_hook;
        pthread_mutex_t settings_lock;
        struct setting_snapshot *settings;
        const char *assets; /* "/assets/HASH" */
        void (*counters)(struct ctx *, struct page *);
        pthread_mutex_t late_lock;
        struct late_write late[LATE_MAX];
        size_t n_late;
        pthread_mutex_t memo_lock;
        struct memo memo[MEMO_PEOPLE];
        struct memo_page page[MEMO_PAGES];
        pthread_t thread[5];
        size_t n_thread;
        _Atomic bool stopping;
        int stop_pipe[2];
        _Atomic int64_t served[6]; /* by hundreds of status, for /metrics */
        _Atomic int64_t live_sent, jobs_run, jobs_failed;
        pthread_mutex_t ring_lock;
        struct seal_ring ring; /* secret.c */
        int64_t live_from; /* newest event before anybody was let in, or -1 */
};

/* routes.c */
enum status routes_index(struct app *app, const char **why) CHECKED;
void routes_match(const struct app *app, struct http_request *req, struct route_match *out);

/* What the address answers to, as the header Allow says it. */
const char *routes_allow(const struct app *app, struct http_request *req);

/* dispatch.c */
enum http_where dispatch_where(void *arg, struct http_request *req);
void dispatch_handle(void *arg, void *thread, struct http_request *req, struct http_response *res);
/* http_app.refuse: from memory alone, in the language that the request names. */
void dispatch_refuse(void *arg, struct http_request *req, struct http_response *res);

/* session.c */
enum status session_load(struct ctx *c) CHECKED;       /* from the cookie; nobody is ST_OK with actor NULL */
enum status token_load(struct ctx *c, const char *bearer) CHECKED;
bool csrf_holds(struct ctx *c);

/* problem.c */
void answer_refused(struct ctx *c, int status);        /* 413 or 503 before anything was read */
void answer_error(struct ctx *c, enum status st);      /* page, fragment or problem+json */

/* settings.c */
enum status settings_reload(struct app *app, struct db *db) CHECKED;
const struct overlay *settings_words(const struct app *app); /* the words of the snapshot, NULL as shipped */

/* words.c: the words that these rows of setting ask for */
const struct overlay *words_of(size_t n, const char *const *name, const char *const *value);

/* idempotency.c: runs the handler once per Idempotency-Key */
enum status idempotent_run(struct ctx *c) CHECKED;

/* late.c */
void late_put(struct app *app, const struct late_write *w);
void *late_thread(void *app);

/* job.c, live.c */
void *job_thread(void *app);
/* Where the tail begins, known before anybody is let in: what changes from then on is told.  Not
 * readable: the thread begins with what is there when it first can. */
void live_begin(struct app *app);
void *live_thread(void *app);
enum status live_newest(struct db *db, int64_t *id) CHECKED; /* newest event, 0 when none */
enum status live_stamp(struct db *db, int64_t *stamp) CHECKED; /* for memo.c: another number after every commit that left one */
void live_watch(struct db_pool *pool); /* from here on every commit leaves one */
bool live_match(const void *who, size_t who_n, const void *tag, size_t tag_n);
enum status live_stream(struct ctx *c) CHECKED;        /* GET /events */
enum status live_sweep(struct ctx *c, const struct job *j) CHECKED; /* job: what expired goes */

/* system.c: health, metrics, assets, events */
extern const struct slice slice_system;

/* lang of the reader from ?lang=, cookie, person, Accept-Language */
void ctx_language(struct ctx *c);

bool app_stopping(const struct app *app, int wait_ms); /* sleeps at most wait_ms */

#endif

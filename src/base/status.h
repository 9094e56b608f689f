/* How a verb ended.  ST_OK is 0, so `if ((st = verb(…))) return st;` reads straight.
 * A bug asserts, a lack of memory aborts; what the world does to us is one of these. */
#ifndef GUICHET_BASE_STATUS_H
#define GUICHET_BASE_STATUS_H

enum status {
        ST_OK = 0,
        ST_NOT_FOUND,   /* does not exist, or the actor may not know that it does: 404 */
        ST_DENIED,      /* signed in, visible, but this act is not theirs: 403 */
        ST_SIGN_IN,     /* nobody is signed in: 303 to /login, 401 in the API */
        ST_INVALID,     /* input refused, field messages say why: 422 */
        ST_CONFLICT,    /* unique value taken, undeclared move, somebody was faster: 409 */
        ST_STALE,       /* the version sent is not the current one: 409, 412 in the API */
        ST_TOO_LARGE,   /* over a ceiling: 413 */
        ST_THROTTLED,   /* too often: 429 */
        ST_BUSY,        /* database locked, serialization failure: the request runs again, then 503 */
        ST_FULL,        /* disk or quota: 507 */
        ST_READONLY,    /* a write inside a GET, or a read-only database */
        ST_IO,          /* file, network or database failed */
        ST_UNAVAILABLE, /* a part we need is not there: 503 */
        ST__MAX
};

/* Stable lower-case word for logs: "not_found". Never NULL. */
const char *status_name(enum status st);

/* HTTP answer that fits (200, 404, 403, …). */
int status_http(enum status st);

#endif

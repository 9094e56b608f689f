/* Names and HTTP answers of the statuses, one table: a new status without a row here fails the
 * test that walks all of them. */
#include "base/base.h"

static const struct {
        const char *name;
        int http;
} rows[ST__MAX] = {
        [ST_OK] = {"ok", 200},
        [ST_NOT_FOUND] = {"not_found", 404},
        [ST_DENIED] = {"denied", 403},
        [ST_SIGN_IN] = {"sign_in", 401},
        [ST_INVALID] = {"invalid", 422},
        [ST_CONFLICT] = {"conflict", 409},
        [ST_STALE] = {"stale", 409},
        [ST_TOO_LARGE] = {"too_large", 413},
        [ST_THROTTLED] = {"throttled", 429},
        [ST_BUSY] = {"busy", 503},
        [ST_FULL] = {"full", 507},
        [ST_READONLY] = {"readonly", 503},
        [ST_IO] = {"io", 500},
        [ST_UNAVAILABLE] = {"unavailable", 503},
};

static bool known(enum status st)
{
        return (unsigned)st < ST__MAX && rows[st].name;
}

const char *status_name(enum status st)
{
        return known(st) ? rows[st].name : "unknown";
}

int status_http(enum status st)
{
        return known(st) ? rows[st].http : 500;
}

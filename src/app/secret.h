/* Secrets that must be read again, kept sealed under the keys of the house.
 *
 * The keys stand in a file beside the data (GUICHET_KEY_FILE, else DATA/secrets.key), never in the database: who
 * copies the database alone reads no secret.  The file may hold several; the database names the one that seals
 * (fact "state.key"), all of them open.  A slice declares the columns it keeps sealed, so that what stood in clear
 * is sealed at the next start, and a new key is carried everywhere by one command. */
#ifndef GUICHET_APP_SECRET_H
#define GUICHET_APP_SECRET_H

#include "app/app.h"
#include "base/seal.h"

/* One column that holds sealed secrets. */
struct sealed {
        const struct db_stmt *page; /* (:after) → id, about, secret: at most SEALED_PAGE rows by growing id */
        const struct db_stmt *put;  /* (:id, :old, :fresh): only where the secret is still :old */
        const struct db_stmt *drop; /* (:id): what nobody can open any more */
};
enum { SEALED_PAGE = 200 };

/* Seals under the current key, making the file when there is none.  ST_UNAVAILABLE with a sentence when this node
 * lacks that key. */
enum status secret_seal(struct ctx *c, const char *about, const void *p, size_t n, struct db_blob *out) CHECKED;
/* What was not sealed yet comes out as it is.  ST_UNAVAILABLE with a sentence: this node lacks the key, or the row
 * was changed behind our back. */
enum status secret_open(struct ctx *c, const char *about, const struct db_blob *kept, struct db_blob *out) CHECKED;

/* At the start, before anything is served: makes the file on the first one, seals what stands in clear, and refuses
 * (ST_UNAVAILABLE, c->why says what to do) when something is sealed by a key that the file lacks. */
enum status secrets_ready(struct ctx *c) CHECKED;

/* For the command: how many secrets stand under each key of the file, in clear, and under keys it lacks. */
struct secret_count {
        int64_t by_key[SEAL_KEYS_MAX], clear, lost;
};
enum status secrets_count(struct ctx *c, struct secret_count *out) CHECKED;
/* Everything under the file's newest key, which seals from now on. */
enum status secrets_use_newest(struct ctx *c) CHECKED;
/* Drops what no key of the file opens; *n rows. */
enum status secrets_give_up(struct ctx *c, int64_t *n) CHECKED;

/* ---- the file (secret_file.c) ---- */

const char *secret_path(const struct app *app, struct arena *a);
/* ST_NOT_FOUND: no such file; else *why says what is wrong with it. */
enum status secret_file_read(const char *path, struct arena *a, struct seal_ring *out, const char **why) CHECKED;
/* Makes the file with one new key, or leaves the one that somebody else made meanwhile. */
enum status secret_file_make(const char *path, struct arena *a, const char **why) CHECKED;
/* The same keys and a new one behind them. */
enum status secret_file_add(const char *path, struct arena *a, const char **why) CHECKED;

#endif

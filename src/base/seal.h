/* Secrets that must be read again (not passwords, those are hashed), sealed with XChaCha20-Poly1305.  A ring holds
 * several keys, so that the key can change: what is sealed says by which.  `about` is not kept but must be the same
 * when it is opened: what was sealed for one row opens nothing in another. */
#ifndef GUICHET_BASE_SEAL_H
#define GUICHET_BASE_SEAL_H

#include "base/arena.h"
#include "base/status.h"

enum { SEAL_KEY_BYTES = 32, SEAL_ID_BYTES = 8, SEAL_KEYS_MAX = 8 };

struct seal_key {
        unsigned char id[SEAL_ID_BYTES], bytes[SEAL_KEY_BYTES]; /* id: a digest of the key, not secret */
};
struct seal_ring {
        size_t n;
        struct seal_key key[SEAL_KEYS_MAX];
};

/* False when the ring is full; a key that is already there is not added again. */
bool seal_ring_add(struct seal_ring *r, const unsigned char bytes[SEAL_KEY_BYTES]);
/* NULL when the ring does not hold it. */
const struct seal_key *seal_ring_find(const struct seal_ring *r, const unsigned char id[SEAL_ID_BYTES]);

unsigned char *seal_make(struct arena *a, const struct seal_key *key, const char *about, const void *p, size_t n, size_t *out_n);
/* Was this made by seal_make()?  Then *id (may be NULL) is set to the 8 bytes of its key's id, inside p. */
bool seal_is(const unsigned char *p, size_t n, const unsigned char **id);
/* ST_NOT_FOUND: its key is not in the ring; ST_INVALID: not sealed, changed, or sealed about something else. */
enum status seal_open(struct arena *a, const struct seal_ring *r, const char *about, const unsigned char *p, size_t n,
                      unsigned char **out, size_t *out_n) CHECKED;

/* 64 hexadecimal digits ↔ the bytes of a key. */
bool seal_key_read(const char *text, unsigned char out[SEAL_KEY_BYTES]);
void seal_forget(void *p, size_t n); /* overwritten for good */

#endif

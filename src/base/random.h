/* Chance and digests, from libsodium. random_init() once before threads. */
#ifndef GUICHET_BASE_RANDOM_H
#define GUICHET_BASE_RANDOM_H

#include "base/arena.h"

#define DIGEST_BYTES 32

void random_init(void);
void random_bytes(void *p, size_t n);
uint64_t random_u64(void);

/* URL-safe secret of 256 bits: 43 characters of base64url without padding. */
char *random_token(struct arena *a);

/* BLAKE2b-256 (libsodium crypto_generichash). out has DIGEST_BYTES. */
void digest(const void *p, size_t n, unsigned char *out);
char *hex(struct arena *a, const void *p, size_t n);

/* Constant-time comparison. */
bool same_bytes(const void *a, const void *b, size_t n);

/* Argon2id, 64 MiB, 2 passes (RFC 9106): never on an event loop. The string form holds salt and
 * parameters.  password_verify() sets *rehash when parameters changed (may be NULL). */
char *password_hash(struct arena *a, const char *password);
bool password_verify(const char *hash, const char *password, bool *rehash);

#endif

/* SHA-256 of what arrives in pieces (files on their way to disk), from libsodium. */
#ifndef GUICHET_BASE_SHA256_H
#define GUICHET_BASE_SHA256_H

#include "base/base.h"

#define SHA256_BYTES 32

/* Room for the library's own state; its size is proved in sha256.c. */
struct sha256 {
        uint64_t state[16];
};

void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *p, size_t n);

/* Writes SHA256_BYTES to out; the state is then used up. */
void sha256_end(struct sha256 *h, unsigned char *out);

#endif

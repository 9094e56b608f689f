/* A thin cover, so that libsodium stays visible to this floor only.  The state lives in the
 * caller's struct: hashing an upload allocates nothing. */
#include "base/sha256.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct sha256), "struct sha256 is too small");
_Static_assert(crypto_hash_sha256_BYTES == SHA256_BYTES, "SHA-256 has 32 bytes");

void sha256_init(struct sha256 *h)
{
        crypto_hash_sha256_init((crypto_hash_sha256_state *)h->state);
}

void sha256_add(struct sha256 *h, const void *p, size_t n)
{
        crypto_hash_sha256_update((crypto_hash_sha256_state *)h->state, p, n);
}

void sha256_end(struct sha256 *h, unsigned char *out)
{
        crypto_hash_sha256_final((crypto_hash_sha256_state *)h->state, out);
}

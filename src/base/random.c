/* Thin cover over libsodium, the only place where it is called for chance, digests and passwords:
 * parameters are chosen here once. */
#include "base/random.h"

#include <sodium.h>

#include "base/assert.h"

/* RFC 9106's second recommendation lowered in passes to libsodium's interactive profile. */
#define PASSWORD_PASSES 2u
#define PASSWORD_MEMORY (64u << 20)

void random_init(void)
{
        ASSERT(sodium_init() >= 0);
}

void random_bytes(void *p, size_t n)
{
        randombytes_buf(p, n);
}

uint64_t random_u64(void)
{
        uint64_t v;

        randombytes_buf(&v, sizeof(v));
        return v;
}

char *random_token(struct arena *a)
{
        unsigned char secret[32];
        char *s = arena_alloc(a, 44);

        randombytes_buf(secret, sizeof(secret));
        sodium_bin2base64(s, 44, secret, sizeof(secret), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        sodium_memzero(secret, sizeof(secret));
        return s;
}

void digest(const void *p, size_t n, unsigned char *out)
{
        ASSERT(!crypto_generichash(out, DIGEST_BYTES, p, n, NULL, 0));
}

char *hex(struct arena *a, const void *p, size_t n)
{
        char *s = arena_alloc(a, 2 * n + 1);

        return sodium_bin2hex(s, 2 * n + 1, p, n);
}

bool same_bytes(const void *a, const void *b, size_t n)
{
        return !sodium_memcmp(a, b, n);
}

char *password_hash(struct arena *a, const char *password)
{
        char *s = arena_alloc(a, crypto_pwhash_STRBYTES);

        if (crypto_pwhash_str_alg(s, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY,
                                  crypto_pwhash_ALG_ARGON2ID13))
                out_of_memory();
        return s;
}

bool password_verify(const char *hash, const char *password, bool *rehash)
{
        if (rehash)
                *rehash = false;
        if (!hash || !password || crypto_pwhash_str_verify(hash, password, strlen(password)))
                return false;
        if (rehash)
                *rehash = crypto_pwhash_str_needs_rehash(hash, PASSWORD_PASSES, PASSWORD_MEMORY) != 0;
        return true;
}

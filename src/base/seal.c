/* One format: head, id of the key, nonce, cipher text with its tag.  The nonce is random: 192 bits need no counter. */
#include "base/seal.h"

#include <sodium.h>

#include "base/random.h"

static const unsigned char head[] = {'G', 'S', '1', 0};
enum {
        NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
        TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
        FRONT_BYTES = (int)sizeof head + SEAL_ID_BYTES + NONCE_BYTES,
};
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == SEAL_KEY_BYTES, "the key has 32 bytes");

bool seal_ring_add(struct seal_ring *r, const unsigned char bytes[SEAL_KEY_BYTES])
{
        static const char what[] = "guichet: name of a key";
        unsigned char id[DIGEST_BYTES];

        crypto_generichash(id, sizeof id, (const unsigned char *)what, sizeof what, bytes, SEAL_KEY_BYTES);
        if (seal_ring_find(r, id))
                return true;
        if (r->n == SEAL_KEYS_MAX)
                return false;
        memcpy(r->key[r->n].id, id, SEAL_ID_BYTES);
        memcpy(r->key[r->n++].bytes, bytes, SEAL_KEY_BYTES);
        return true;
}

const struct seal_key *seal_ring_find(const struct seal_ring *r, const unsigned char id[SEAL_ID_BYTES])
{
        for (size_t i = 0; i < r->n; i++)
                if (memcmp(r->key[i].id, id, SEAL_ID_BYTES) == 0)
                        return &r->key[i];
        return NULL;
}

unsigned char *seal_make(struct arena *a, const struct seal_key *key, const char *about, const void *p, size_t n, size_t *out_n)
{
        unsigned char *out = arena_alloc(a, FRONT_BYTES + n + TAG_BYTES), *nonce = out + sizeof head + SEAL_ID_BYTES;
        unsigned long long made = 0;

        memcpy(out, head, sizeof head);
        memcpy(out + sizeof head, key->id, SEAL_ID_BYTES);
        randombytes_buf(nonce, NONCE_BYTES);
        crypto_aead_xchacha20poly1305_ietf_encrypt(out + FRONT_BYTES, &made, p, n, (const unsigned char *)about, strlen(about), NULL,
                                                   nonce, key->bytes);
        *out_n = FRONT_BYTES + (size_t)made;
        return out;
}

bool seal_is(const unsigned char *p, size_t n, const unsigned char **id)
{
        if (n < FRONT_BYTES + TAG_BYTES || memcmp(p, head, sizeof head) != 0)
                return false;
        if (id)
                *id = p + sizeof head;
        return true;
}

enum status seal_open(struct arena *a, const struct seal_ring *r, const char *about, const unsigned char *p, size_t n,
                      unsigned char **out, size_t *out_n)
{
        const unsigned char *id;
        unsigned long long got = 0;

        if (!seal_is(p, n, &id))
                return ST_INVALID;
        const struct seal_key *key = seal_ring_find(r, id);
        if (!key)
                return ST_NOT_FOUND;
        unsigned char *clear = arena_alloc(a, n - FRONT_BYTES);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(clear, &got, NULL, p + FRONT_BYTES, n - FRONT_BYTES, (const unsigned char *)about,
                                                       strlen(about), p + sizeof head + SEAL_ID_BYTES, key->bytes))
                return ST_INVALID;
        *out = clear;
        *out_n = (size_t)got;
        return ST_OK;
}

bool seal_key_read(const char *text, unsigned char out[SEAL_KEY_BYTES])
{
        size_t got = 0;

        return strlen(text) == 2 * (size_t)SEAL_KEY_BYTES && sodium_hex2bin(out, SEAL_KEY_BYTES, text, strlen(text), NULL, &got, NULL) == 0 &&
               got == SEAL_KEY_BYTES;
}

void seal_forget(void *p, size_t n)
{
        sodium_memzero(p, n);
}

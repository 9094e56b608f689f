/* Shape of tokens, a published digest, passwords of other parameters asking for a new hash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>

#include "base/random.h"
#include "base/sha256.h"

static struct arena *a;

static int setup(void **state)
{
        a = arena_new(1u << 20);
        random_init();
        return 0;
}

static int teardown(void **state)
{
        arena_free(&a);
        return 0;
}

static void test_token(void **state)
{
        char *one = random_token(a), *two = random_token(a);
        static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

        assert_int_equal(strlen(one), 43);
        assert_int_equal(strspn(one, alphabet), 43);
        assert_string_not_equal(one, two);
        assert_true(random_u64() != random_u64());
}

static void test_digest(void **state)
{
        unsigned char d[DIGEST_BYTES];

        digest("abc", 3, d); /* BLAKE2b with 32 bytes out */
        assert_string_equal(hex(a, d, sizeof(d)),
                            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
        assert_string_equal(hex(a, "", 0), "");
        assert_true(same_bytes("abc", "abc", 3));
        assert_false(same_bytes("abc", "abd", 3));
}

static void test_sha256(void **state)
{
        unsigned char d[SHA256_BYTES];
        struct sha256 h;

        sha256_init(&h); /* FIPS 180-2, B.1, in pieces */
        sha256_add(&h, "a", 1);
        sha256_add(&h, "", 0);
        sha256_add(&h, "bc", 2);
        sha256_end(&h, d);
        assert_string_equal(hex(a, d, sizeof(d)),
                            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_password(void **state)
{
        char *h = password_hash(a, "correct horse"), weak[crypto_pwhash_STRBYTES];
        bool rehash = true;

        assert_true(password_verify(h, "correct horse", &rehash));
        assert_false(rehash);
        assert_false(password_verify(h, "correct horsE", &rehash));
        assert_false(password_verify("", "correct horse", NULL));
        assert_false(password_verify(NULL, "x", NULL));
        assert_string_not_equal(h, password_hash(a, "correct horse"));
        assert_int_equal(crypto_pwhash_str(weak, "x", 1, 1, 8u << 20), 0);
        assert_true(password_verify(weak, "x", &rehash));
        assert_true(rehash);
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_token),
            cmocka_unit_test(test_digest),
            cmocka_unit_test(test_sha256),
            cmocka_unit_test(test_password),
        };
        return cmocka_run_group_tests(list, setup, teardown);
}

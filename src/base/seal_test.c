/* What is sealed opens with its key and for its row, and with nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/random.h"
#include "base/seal.h"

static void test_seal(void **state)
{
        struct arena *a = arena_new(1u << 20);
        struct seal_ring one = {0}, two = {0};
        unsigned char key[SEAL_KEY_BYTES], other[SEAL_KEY_BYTES], *out = NULL;
        const unsigned char *id = NULL;
        size_t n = 0, m = 0;

        random_init();
        random_bytes(key, sizeof key);
        random_bytes(other, sizeof other);
        assert_true(seal_ring_add(&one, key) && seal_ring_add(&one, key) && one.n == 1);
        assert_true(seal_ring_add(&two, other));
        unsigned char *sealed = seal_make(a, &one.key[0], "row 7", "secret", 6, &n);
        assert_true(seal_is(sealed, n, &id));
        assert_memory_equal(id, one.key[0].id, SEAL_ID_BYTES);
        assert_null(memmem(sealed, n, "secret", 6));
        assert_int_equal(seal_open(a, &one, "row 7", sealed, n, &out, &m), ST_OK);
        assert_int_equal(m, 6);
        assert_memory_equal(out, "secret", 6);
        assert_int_equal(seal_open(a, &one, "row 8", sealed, n, &out, &m), ST_INVALID);
        assert_int_equal(seal_open(a, &two, "row 7", sealed, n, &out, &m), ST_NOT_FOUND);
        assert_true(seal_ring_add(&two, key));
        assert_int_equal(seal_open(a, &two, "row 7", sealed, n, &out, &m), ST_OK);
        for (size_t i = 4 + SEAL_ID_BYTES; i < n; i++) { /* any changed byte is noticed */
                sealed[i] ^= 1;
                assert_int_equal(seal_open(a, &one, "row 7", sealed, n, &out, &m), ST_INVALID);
                sealed[i] ^= 1;
        }
        assert_int_equal(seal_open(a, &one, "row 7", sealed, n - 1, &out, &m), ST_INVALID);
        assert_false(seal_is((const unsigned char *)"12345678901234567890", 20, NULL));
        size_t again = 0;
        assert_memory_not_equal(seal_make(a, &one.key[0], "row 7", "secret", 6, &again), sealed, n); /* another nonce */
        arena_free(&a);
}

static void test_ring(void **state)
{
        struct seal_ring r = {0};
        unsigned char key[SEAL_KEY_BYTES] = {0}, read[SEAL_KEY_BYTES];

        for (int i = 0; i < SEAL_KEYS_MAX; i++) {
                key[0] = (unsigned char)i;
                assert_true(seal_ring_add(&r, key));
        }
        key[0] = 99;
        assert_false(seal_ring_add(&r, key));
        assert_true(seal_key_read("00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF", read));
        assert_int_equal(read[15], 0xff);
        assert_false(seal_key_read("00112233445566778899aabbccddeeff00112233445566778899aabbccddee", read));
        assert_false(seal_key_read("00112233445566778899aabbccddeeff00112233445566778899aabbccddeegg", read));
        assert_false(seal_key_read("", read));
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_seal), cmocka_unit_test(test_ring)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

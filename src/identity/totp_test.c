/* One-time codes against the vectors of RFC 6238 (the last six of its eight digits), their window and
 * their single use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "identity/totp.h"

static const unsigned char rfc[] = "12345678901234567890";

static void test_vectors(void **state)
{
        static const struct {
                int64_t at;
                const char *code;
        } v[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"},
                 {20000000000, "353130"}};
        for (size_t i = 0; i < ARRAY_LEN(v); i++) {
                int64_t step = 0;
                assert_true(totp_check(rfc, 20, v[i].code, v[i].at * 1000, 0, &step));
                assert_int_equal(step, v[i].at / 30);
        }
}

static void test_window_and_replay(void **state)
{
        int64_t step = 0, at = INT64_C(1111111109) * 1000;
        assert_true(totp_check(rfc, 20, "081804", at + 30000, 0, &step));
        assert_true(totp_check(rfc, 20, " 081 804", at - 29000, 0, &step));
        assert_false(totp_check(rfc, 20, "081804", at + 61000, 0, &step));
        assert_false(totp_check(rfc, 20, "081804", at - 60000, 0, &step));
        assert_int_equal(step, 1111111109 / 30);
        assert_false(totp_check(rfc, 20, "081804", at, step, &step));
        assert_true(totp_check(rfc, 20, "050471", at + 2000, step, &step)); /* the step after is still good */
}

static void test_strange(void **state)
{
        static const char *const bad[] = {"", " ", "08180", "0818044", "08180a", "-81804", "０８１８０４", "081804\n", "081804 1"};
        int64_t step = 0;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(totp_check(rfc, 20, bad[i], INT64_C(1111111109) * 1000, 0, &step));
        assert_false(totp_check(rfc, 20, "081804", -1, 0, &step));
}

static void test_text(void **state)
{
        struct arena *a = arena_new(1u << 20);
        unsigned char one[TOTP_SECRET_BYTES], two[TOTP_SECRET_BYTES];
        random_init();
        assert_string_equal(totp_text(a, rfc, 20, false), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_string_equal(totp_text(a, rfc, 10, true), "GEZD GNBV GY3T QOJQ");
        assert_string_equal(totp_text(a, rfc, 1, false), "GE");
        assert_string_equal(totp_uri(a, "Guichet & fils", "inès", rfc, 10),
                            "otpauth://totp/Guichet%20%26%20fils:in%C3%A8s?secret=GEZDGNBVGY3TQOJQ&issuer=Guichet%20%26%20fils");
        totp_secret(one);
        totp_secret(two);
        assert_memory_not_equal(one, two, sizeof one);
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest all[] = {cmocka_unit_test(test_vectors), cmocka_unit_test(test_window_and_replay),
                                         cmocka_unit_test(test_strange), cmocka_unit_test(test_text)};
        return cmocka_run_group_tests(all, NULL, NULL);
}

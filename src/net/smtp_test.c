/* Sending to a real relay: certificates that hold and that do not, logins, and every way of being refused told apart. */
#include "net/smtp_kit.h"

#include <dirent.h>

#include "base/buf.h"
#include "net/smtp.h"

static const char message[] = "From: a@univ.example\r\nTo: b@univ.example\r\nSubject: x\r\n\r\none\r\n.\r\n..two\r\n";

static size_t spooled(struct arena *a)
{
        DIR *d = opendir(relay_told(a, "dir"));
        size_t n = 0;
        assert_non_null(d);
        for (struct dirent *e; (e = readdir(d));)
                n += strstr(e->d_name, ".json") != NULL;
        closedir(d);
        return n;
}

static const char *file_read(struct arena *a, size_t n)
{
        static char text[65536];
        FILE *f = fopen(arena_fmt(a, "%s/%zu.json", relay_told(a, "dir"), n), "r");
        assert_non_null(f);
        text[fread(text, 1, sizeof text - 1, f)] = '\0';
        fclose(f);
        return text;
}

static struct smtp_relay relay(struct arena *a, const char *name, enum smtp_security security)
{
        return (struct smtp_relay){.host = "127.0.0.1", .port = relay_port(a, name), .security = security, .ca_file = relay_told(a, "ca"),
                                   .user = relay_told(a, "user"), .password = relay_told(a, "password"), .timeout_ms = 20000};
}

static enum smtp_outcome sent(struct arena *a, const struct smtp_relay *r, const char *from, const char *to, struct smtp_answer *out)
{
        size_t before = spooled(a);
        smtp_send(a, r, from, to, message, strlen(message), out);
        assert_int_equal(spooled(a), before + (out->outcome == SMTP_SENT));
        return out->outcome;
}

#define FROM "guichet@univ.example"
#define TO "ines@univ.example"

static void sends(void **state)
{
        static const struct {
                const char *port;
                enum smtp_security security;
                const char *tls;
        } way[] = {{"plain", SMTP_CLEAR, "\"tls\": false"}, {"starttls", SMTP_STARTTLS, "\"tls\": true"}, {"tls", SMTP_TLS, "\"from\""}};
        struct arena *a = arena_new(1 << 20);
        struct smtp_answer got;
        for (size_t i = 0; i < ARRAY_LEN(way); i++) {
                struct smtp_relay r = relay(a, way[i].port, way[i].security);
                assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_SENT);
                assert_int_equal(got.code, 250);
                const char *kept = file_read(a, spooled(a));
                assert_non_null(strstr(kept, way[i].tls));
                assert_non_null(strstr(kept, "\"to\": [\"ines@univ.example\"]"));
                assert_non_null(strstr(kept, "one\\r\\n.\\r\\n..two\\r\\n")); /* dots stayed, nothing ended early */
                assert_true((strstr(kept, "\"login\": true") != NULL) == str_eq(way[i].port, "starttls"));
        }
        arena_free(&a);
}

static void certificates(void **state)
{
        struct arena *a = arena_new(1 << 20);
        struct smtp_answer got;
        struct smtp_relay r = relay(a, "alien", SMTP_STARTTLS);
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_UNSAFE);
        assert_true(*got.text);
        r = relay(a, "misnamed", SMTP_STARTTLS);
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_UNSAFE);
        r = relay(a, "starttls", SMTP_STARTTLS);
        r.ca_file = NULL; /* an authority that the system does not know */
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_UNSAFE);
        r = relay(a, "plain", SMTP_STARTTLS); /* the offer was taken away */
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_UNSAFE);
        r = relay(a, "plain", SMTP_TLS);
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_UNSAFE);
        r.security = SMTP_CLEAR;
        r.host = "relay.univ.example";
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_UNSAFE);
        arena_free(&a);
}

static void refusals(void **state)
{
        struct arena *a = arena_new(1 << 20);
        struct smtp_answer got;
        struct smtp_relay r = relay(a, "starttls", SMTP_STARTTLS);
        r.password = "wrong";
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_LOGIN);
        assert_int_equal(got.code, 535);
        assert_null(strstr(got.text, "wrong"));
        r.user = NULL;
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_LOGIN);
        assert_int_equal(got.code, 530);
        r = relay(a, "plain", SMTP_CLEAR);
        assert_int_equal(sent(a, &r, "refused@univ.example", TO, &got), SMTP_REFUSED);
        assert_int_equal(sent(a, &r, FROM, "later@univ.example", &got), SMTP_LATER);
        assert_string_equal(got.text, "450 4.2.1 Mailbox busy");
        assert_int_equal(sent(a, &r, FROM, "never@univ.example", &got), SMTP_NEVER);
        assert_string_equal(got.text, "550 5.1.1 No such mailbox");
        assert_int_equal(sent(a, &r, FROM, "text@univ.example", &got), SMTP_NEVER);
        assert_string_equal(got.text, "554 5.6.0 Message refused");
        assert_int_equal(sent(a, &r, FROM, "later-text@univ.example", &got), SMTP_LATER);
        r = relay(a, "mute", SMTP_CLEAR);
        r.timeout_ms = 1500;
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_UNREACHABLE);
        r.port = 1;
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_UNREACHABLE);
        r.host = "relay.invalid";
        r.security = SMTP_STARTTLS;
        assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_UNREACHABLE);
        arena_free(&a);
}

static void asked_wrong(void **state)
{
        static const char *const bad[] = {"", "x", "a@", "@b", "a@b>\r\nRCPT TO:<v@example.org", "a@b\r\nDATA", "a b@c", "<a@b>", "é@b", "a@b,c@d"};
        static const char *const hosts[] = {"", "a/b", "a@b", "a b", "127.0.0.1:25", "a\r\nb", "-x", "[::1]", "a?b", "a#b", "a%41"};
        struct arena *a = arena_new(1 << 20);
        struct smtp_answer got;
        struct smtp_relay r = relay(a, "plain", SMTP_CLEAR);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                assert_int_equal(sent(a, &r, FROM, bad[i], &got), SMTP_BAD);
                assert_int_equal(sent(a, &r, bad[i], TO, &got), SMTP_BAD);
        }
        for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
                r.host = hosts[i];
                assert_int_equal(sent(a, &r, FROM, TO, &got), SMTP_BAD);
        }
        assert_true(smtp_loopback("127.0.0.1") && smtp_loopback("127.1.2.3") && smtp_loopback("localhost") && smtp_loopback("::1"));
        assert_false(smtp_loopback("127.0.0.1.example.org") || smtp_loopback("127.") || smtp_loopback("localhost.evil.example") ||
                     smtp_loopback("127.0.0.256") || smtp_loopback("10.0.0.1") || smtp_loopback("127.0.0"));
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(sends), cmocka_unit_test(certificates), cmocka_unit_test(refusals),
                                           cmocka_unit_test(asked_wrong)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

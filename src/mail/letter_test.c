/* Letters: whatever is in a name, a subject or a text, the headers are ours and only ours, and every line is short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "base/text.h"
#include "mail/letter.h"

static struct letter letter(void)
{
        return (struct letter){.from = "guichet@univ.example", .from_name = "Guichet", .to = "ines.caron@univ.example", .to_name = "Inès Caron",
                               .subject = "Votre demande INC-12", .text = "Bonjour,\nC'est réglé.\n", .message_id = "abc@univ.example",
                               .at = INT64_C(1767949200000)};
}

static const char *written(struct arena *a, const struct letter *l)
{
        struct buf b;

        buf_init(&b, a, LETTER_BYTES);
        assert_int_equal(letter_write(l, &b), ST_OK);
        return b.p;
}

static size_t lines_beginning(const char *s, const char *with)
{
        size_t n = str_starts(s, with);

        for (const char *p = s; (p = strstr(p, "\r\n")); p += 2)
                n += str_starts(p + 2, with);
        return n;
}

static void whole(void **state)
{
        struct arena *a = arena_new(1 << 20);
        struct letter l = letter();
        assert_string_equal(written(a, &l),
                            "Date: Fri, 9 Jan 2026 09:00:00 +0000\r\nFrom: Guichet\r\n <guichet@univ.example>\r\n"
                            "To: =?UTF-8?B?SW7DqHMgQ2Fyb24=?=\r\n <ines.caron@univ.example>\r\nSubject: Votre demande INC-12\r\n"
                            "Message-ID: <abc@univ.example>\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                            "Bonjour,\r\nC'est r=C3=A9gl=C3=A9.\r\n\r\n");
        l.thread = "ticket.12@univ.example";
        assert_non_null(strstr(written(a, &l), "\r\nReferences: <ticket.12@univ.example>\r\n"));
        arena_free(&a);
}

/* Every place where words of somebody reach a header, with every way to begin another one. */
static void no_other_header(void **state)
{
        static const char *const hostile[] = {"x\r\nBcc: victim@example.org", "x\nBcc: victim@example.org", "x\rBcc: victim@example.org",
                                              "x\r\n\r\n<p>body", "x\xe2\x80\xa8" "Bcc: v@example.org", "x\xc2\x85" "Bcc: v@example.org", "x\x0b" "Bcc: v", "x\0Bcc: v",
                                              "=?UTF-8?Q?x=0D=0ABcc:_v@example.org?=", "\"x\" <v@example.org>,", "x\x1b[31m", "\xff\xfe\r\nBcc: v",
                                              "אבג \xe2\x80\xae" "Bcc: v", "😀\r\n.\r\nMAIL FROM:<v@example.org>"};
        for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
                struct arena *a = arena_new(1 << 20);
                struct letter l = letter();
                l.from_name = l.to_name = l.subject = hostile[i];
                const char *s = written(a, &l), *head = arena_strn(a, s, (size_t)(strstr(s, "\r\n\r\n") - s));
                assert_int_equal(lines_beginning(head, "Bcc"), 0);
                assert_int_equal(lines_beginning(head, "From:"), 1);
                assert_int_equal(lines_beginning(head, "To:"), 1);
                assert_int_equal(lines_beginning(head, "Subject:"), 1);
                for (const char *p = head; *p; p++) {
                        assert_true(*p != '\r' || p[1] == '\n');
                        assert_true(*p != '\n' || (p > head && p[-1] == '\r'));
                        assert_true((unsigned char)*p < 127 && ((unsigned char)*p >= ' ' || *p == '\r' || *p == '\n'));
                }
                assert_non_null(strstr(head, "Content-Transfer-Encoding: quoted-printable")); /* nothing ended the head before */
                assert_null(strstr(s, "<v@example.org>,"));
                arena_free(&a);
        }
}

static void lines_are_short(void **state)
{
        struct arena *a = arena_new(4 << 20);
        struct letter l = letter();
        char *big = arena_alloc(a, 20001);
        for (size_t i = 0; i < 20000; i++)
                big[i] = "aé \t=.\n"[i % 8 == 2 ? 1 : i % 7];
        big[20000] = '\0';
        l.subject = l.to_name = l.text = big;
        const char *s = written(a, &l);
        for (const char *p = s, *end; (end = strstr(p, "\r\n")); p = end + 2) {
                assert_true(end - p <= 78);
                assert_true(end == p || (end[-1] != ' ' && end[-1] != '\t') || p < strstr(s, "\r\n\r\n"));
        }
        l.text = "";
        l.subject = "";
        assert_non_null(strstr(written(a, &l), "Subject: \r\n"));
        arena_free(&a);
}

static void addresses(void **state)
{
        static const char *const good[] = {"a@b", "ines.caron@univ.example", "o'neil+x@sub.univ-rives.example", "x_y=z@a1.b2"};
        static const char *const bad[] = {"", "@", "a@", "@b", "a b@c", "a@b c", "a@b\r\nBcc: x", "a@b@c", "<a@b>", "a@b,c@d", ".a@b", "a.@b", "a..b@c",
                                          "a@b..c", "a@-b.", "é@b", "a@é", "\"a b\"@c", "a@[127.0.0.1]", "a@b>", "a\t@b",
                                          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b"};
        struct arena *a = arena_new(1 << 20);
        struct buf b;
        for (size_t i = 0; i < ARRAY_LEN(good); i++)
                assert_true(letter_address_ok(good[i]));
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct letter l = letter();
                assert_false(letter_address_ok(bad[i]));
                l.to = bad[i];
                buf_init(&b, a, LETTER_BYTES);
                assert_int_equal(letter_write(&l, &b), ST_INVALID);
                assert_int_equal(b.n, 0);
        }
        const char *one = letter_id(a, "guichet@univ.example"), *two = letter_id(a, "guichet@univ.example");
        assert_string_not_equal(one, two);
        assert_true(letter_address_ok(one) && strlen(one) > 32 && str_eq(strchr(one, '@'), "@univ.example"));
        assert_true(letter_address_ok(letter_id(a, "")));
        arena_free(&a);
}

int main(void)
{
        random_init();
        const struct CMUnitTest tests[] = {cmocka_unit_test(whole), cmocka_unit_test(no_other_header), cmocka_unit_test(lines_are_short),
                                           cmocka_unit_test(addresses)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}

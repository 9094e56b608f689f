/* What arrives on standard error: valid JSON, one write a line, whatever the values; and the table of
 * statuses, which has a row for each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <unistd.h>

#include "base/log.h"

static int saved;
static char path[] = "/tmp/guichet-log-XXXXXX";

static void capture(void)
{
        int fd = open(path, O_WRONLY | O_TRUNC | O_APPEND);

        assert_true(fd >= 0);
        saved = dup(STDERR_FILENO);
        dup2(fd, STDERR_FILENO);
        close(fd);
}

static size_t captured(char *out, size_t room)
{
        FILE *f = fopen(path, "r");
        size_t n;

        dup2(saved, STDERR_FILENO);
        close(saved);
        assert_non_null(f);
        n = fread(out, 1, room - 1, f);
        out[n] = '\0';
        fclose(f);
        return n;
}

static json_t *parsed(char *line)
{
        json_t *j = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

        assert_non_null(j);
        return j;
}

static void test_line(void **state)
{
        char out[20000], *line = out;
        json_t *j;
        const char *nothing = NULL;

        capture();
        log_event(LOG_INFO, "ticket.taken", LOG_I("ticket", 7), LOG_S("why", "a\"b\n\xff"),
                  LOG_S("none", nothing));
        log_plain(LOG_DEBUG, "not.shown");
        log_plain(LOG_ERROR, "plain");
        captured(out, sizeof(out));
        j = parsed(strsep(&line, "\n"));
        assert_string_equal(json_string_value(json_object_get(j, "at")), "2026-01-09T15:00:00Z");
        assert_string_equal(json_string_value(json_object_get(j, "level")), "info");
        assert_string_equal(json_string_value(json_object_get(j, "event")), "ticket.taken");
        assert_int_equal(json_integer_value(json_object_get(j, "ticket")), 7);
        assert_string_equal(json_string_value(json_object_get(j, "why")), "a\"b\n\xef\xbf\xbd");
        assert_string_equal(json_string_value(json_object_get(j, "none")), "");
        json_decref(j);
        j = parsed(strsep(&line, "\n"));
        assert_string_equal(json_string_value(json_object_get(j, "event")), "plain");
        json_decref(j);
        assert_string_equal(line, "");
}

static void test_long(void **state)
{
        char out[20000], text[4000];
        struct log_field f[64];
        json_t *j;

        for (size_t i = 0; i + 1 < sizeof(text); i += 2)
                memcpy(text + i, "é", 2);
        text[sizeof(text) - 2] = '\0';
        capture();
        log_event(LOG_WARN, "long", LOG_S("x", text));
        assert_true(captured(out, sizeof(out)) < 700);
        j = parsed(out);
        assert_int_equal(json_string_length(json_object_get(j, "x")), 512);
        json_decref(j);
        for (size_t i = 0; i < ARRAY_LEN(f); i++)
                f[i] = LOG_S("same", text);
        capture();
        log_write(LOG_WARN, "many", ARRAY_LEN(f), f);
        captured(out, sizeof(out));
        j = parsed(out);
        assert_int_equal(json_integer_value(json_object_get(j, "fields_left_out")), 64);
        json_decref(j);
}

static void *talk(void *arg)
{
        for (int i = 0; i < 200; i++)
                log_event(LOG_INFO, "talk", LOG_S("text", "some words that make the line a little longer"));
        return NULL;
}

static void test_threads(void **state)
{
        static char out[400000];
        pthread_t t[4];
        char *rest = out, *line;
        int lines = 0;

        capture();
        for (size_t i = 0; i < ARRAY_LEN(t); i++)
                assert_int_equal(pthread_create(&t[i], NULL, talk, NULL), 0);
        for (size_t i = 0; i < ARRAY_LEN(t); i++)
                pthread_join(t[i], NULL);
        captured(out, sizeof(out));
        while ((line = strsep(&rest, "\n")) && *line) {
                json_decref(parsed(line));
                lines++;
        }
        assert_int_equal(lines, 800);
}

static void test_level(void **state)
{
        char out[2000];

        capture();
        log_level_set(LOG_WARN);
        log_plain(LOG_INFO, "no");
        log_level_set(LOG_DEBUG);
        log_plain(LOG_DEBUG, "yes");
        log_level_set(LOG_INFO);
        captured(out, sizeof(out));
        assert_null(strstr(out, "\"no\""));
        assert_non_null(strstr(out, "\"yes\""));
}

static void test_status(void **state)
{
        for (int st = 0; st < ST__MAX; st++) {
                assert_string_not_equal(status_name((enum status)st), "unknown");
                assert_in_range(status_http((enum status)st), 200, 507);
        }
        assert_string_equal(status_name(ST_NOT_FOUND), "not_found");
        assert_string_equal(status_name((enum status)99), "unknown");
        assert_int_equal(status_http(ST_DENIED), 403);
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_line),  cmocka_unit_test(test_long),   cmocka_unit_test(test_threads),
            cmocka_unit_test(test_level), cmocka_unit_test(test_status),
        };
        int fd = mkstemp(path), failed;

        if (fd < 0)
                return 1;
        close(fd);
        /* An hour's worth of seconds cannot pass here, but a second can: the first line comes at once. */
        setenv("GUICHET_NOW", "2026-01-09T15:00:00Z", 1);
        failed = cmocka_run_group_tests(list, NULL, NULL);
        unlink(path);
        return failed;
}

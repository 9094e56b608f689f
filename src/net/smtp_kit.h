/* What tests/smtp.py says of the relay it started for a test: see there. */
#ifndef GUICHET_NET_SMTP_KIT_H
#define GUICHET_NET_SMTP_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"

/* Fails by name when the test was not started through it. */
static inline const char *relay_told(struct arena *a, const char *name)
{
        const char *all = getenv("GUICHET_TEST_SMTP"), *key = arena_fmt(a, "%s=", name);
        if (!all)
                fail_msg("no relay: run this test as tests/smtp.py run PROGRAM");
        while (all && *all && !str_starts(all, key))
                all = strchr(all, ';') ? strchr(all, ';') + 1 : NULL;
        if (!all || !*all)
                fail_msg("the relay has no %s", name);
        all += strlen(key);
        return arena_strn(a, all, strcspn(all, ";"));
}

static inline int64_t relay_port(struct arena *a, const char *name)
{
        int64_t port = 0;
        assert_true(text_i64(relay_told(a, name), &port));
        return port;
}

#endif

/* The points of the support types that are shipped are the document's, word for word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "app/app.h"
#include "base/base.h"
#include "templates.h"

static const char *document(struct arena *a)
{
        char *text = ARENA_ARRAY(a, 65536, char);
        FILE *f = fopen(arena_fmt(a, "%s/tests/plan/built-in.md", getenv("GUICHET_ROOT")), "r");

        assert_non_null(f);
        text[fread(text, 1, 65535, f)] = 0;
        fclose(f);
        struct buf b; /* the catalogue prints the apostrophe that print has */
        buf_init(&b, a, 4 * 65536);
        for (const char *p = text; *p; p++)
                if (*p == '\'')
                        buf_str(&b, "’");
                else if (*p != ' ' && *p != '\n')
                        buf_char(&b, *p);
                else if (b.n && b.p[b.n - 1] != ' ')
                        buf_char(&b, ' ');
        return b.p;
}

static void as_written(struct arena *a, struct buf *b, const char *mode, int points)
{
        const char *p = msg_text(a, LANG_FR, points, 0, NULL);

        buf_fmt(b, "%s *%s*", b->n > sizeof "- **Soutien.**" ? "." : "", mode);
        while (*p) {
                size_t n = strcspn(p, "\n");
                buf_fmt(b, " ▸ %.*s", (int)n, p);
                p += n + (p[n] ? 1 : 0);
        }
}

static void words(void **state)
{
        struct arena *a = arena_new(8u << 20);
        struct buf b;

        (void)state;
        buf_init(&b, a, 8192);
        buf_str(&b, "- **Soutien.**");
        as_written(a, &b, "Sur appel", MSG_agenda_ship_points_call);
        as_written(a, &b, "En salle, réelle ou virtuelle", MSG_agenda_ship_points_room);
        as_written(a, &b, "Cubicule", MSG_agenda_ship_points_cubicle);
        if (!strstr(document(a), b.p))
                print_error("not as written: %s\n", b.p);
        assert_non_null(strstr(document(a), b.p));
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(words)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}

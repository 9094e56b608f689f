/* Messages of the catalogues: found by number in a constant table, {name} replaced on the way out.
 *
 * One loop does all the work, over a sink that either escapes (pages) or does not (mail, API,
 * titles), so a page and a mail cannot disagree on a sentence.  Plural rules: French counts 0 and 1
 * as singular, English only 1. */
#include "base/assert.h"
#include "base/text.h"
#include "html/address.h"
#include "html/catalogue.h"
#include "html/human.h"
#include "html/overlay.h"
#include "html/template.h"
#include "locale/messages.h"

#define MAX_MESSAGE_BYTES (256u << 10)

typedef void put_fn(struct buf *out, const char *s, size_t n);

static const char *text_of(enum lang lang, int id, int form)
{
        ASSERT(id >= 0 && (size_t)id < n_catalogue);
        const char *s = overlay_text(lang, id, form);
        if (s)
                return s;
        s = catalogue[id].text[lang][form];
        return s ? s : catalogue[id].text[lang][0];
}

static int plural_form(enum lang lang, int64_t count)
{
        if (lang == LANG_FR)
                return count > 1 || count < -1;
        return count != 1;
}

static void put_argument(struct buf *out, enum lang lang, const struct html_arg *arg, put_fn *put)
{
        char number[HUMAN_MAX];

        if (arg->text) {
                put(out, arg->text, strlen(arg->text));
                return;
        }
        human_put_number(number, lang, arg->number);
        put(out, number, strlen(number));
}

static const struct html_arg *argument_named(const char *name, size_t n, size_t n_args,
                                             const struct html_arg *args)
{
        for (size_t i = 0; i < n_args; i++)
                if (strlen(args[i].name) == n && memcmp(args[i].name, name, n) == 0)
                        return &args[i];
        return NULL;
}

static void put_message(struct buf *out, enum lang lang, const char *s, size_t n, const struct html_arg *args,
                        put_fn *put)
{
        const char *brace;

        while ((brace = strchr(s, '{')) != NULL) {
                const char *end = strchr(brace, '}');
                if (!end)
                        break;
                const struct html_arg *arg = argument_named(brace + 1, (size_t)(end - brace - 1), n, args);
                put(out, s, (size_t)((arg ? brace : end + 1) - s));
                if (arg)
                        put_argument(out, lang, arg, put);
                s = end + 1;
        }
        put(out, s, strlen(s));
}

static void put_plain(struct buf *out, const char *s, size_t n)
{
        buf_add(out, s, n);
}

/* {n} of a plural is the count itself. */
static void put_plural(struct buf *out, enum lang lang, int id, int64_t count, size_t n,
                       const struct html_arg *args, put_fn *put)
{
        struct html_arg all[16] = {{"n", NULL, count}};

        ASSERT(n < ARRAY_LEN(all));
        if (n)
                memcpy(all + 1, args, n * sizeof(*args));
        put_message(out, lang, text_of(lang, id, plural_form(lang, count)), n + 1, all, put);
}

void html_msg(struct html *h, int id, size_t n, const struct html_arg *args)
{
        put_message(h->out, h->lang, text_of(h->lang, id, 0), n, args, html_escape);
}

void html_plural(struct html *h, int id, int64_t count, size_t n, const struct html_arg *args)
{
        put_plural(h->out, h->lang, id, count, n, args, html_escape);
}

const char *msg_text(struct arena *a, enum lang lang, int id, size_t n, const struct html_arg *args)
{
        struct buf b;

        buf_init(&b, a, MAX_MESSAGE_BYTES);
        put_message(&b, lang, text_of(lang, id, 0), n, args, put_plain);
        return b.p;
}

const char *msg_plural(struct arena *a, enum lang lang, int id, int64_t count, size_t n,
                       const struct html_arg *args)
{
        struct buf b;

        buf_init(&b, a, MAX_MESSAGE_BYTES);
        put_plural(&b, lang, id, count, n, args, put_plain);
        return b.p;
}

const char *msg(enum lang lang, int id)
{
        return text_of(lang, id, 0);
}

int msg_find(const char *key)
{
        size_t low = 0, high = n_catalogue;

        while (key && low < high) {
                size_t middle = low + (high - low) / 2;
                int order = strcmp(key, catalogue[middle].key);
                if (order == 0)
                        return (int)middle;
                if (order < 0)
                        high = middle;
                else
                        low = middle + 1;
        }
        return -1;
}

int tpl_message(const char *key)
{
        int id = msg_find(key);

        return id < 0 ? MSG_base_missing : id;
}

int tpl_same(int message)
{
        return message;
}

struct html_arg tpl_text_argument(const char *name, const char *text)
{
        return (struct html_arg){name, text ? text : "", 0};
}

struct html_arg tpl_number_argument(const char *name, int64_t number)
{
        return (struct html_arg){name, NULL, number};
}

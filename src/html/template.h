/* What the C made by tools/templates.py stands on; nobody else includes this.
 *
 * A template prints `{{ expression }}` without naming its type: _Generic picks the way out, and a
 * type without one (bool, double, a struct by mistake) does not compile.  TPL_TEXT lets struct
 * html_safe out as it is; TPL_ATTRIBUTE does not, since markup has no place in an attribute;
 * TPL_ADDRESS also refuses, at run time, an address whose scheme runs code. */
#ifndef GUICHET_HTML_TEMPLATE_H
#define GUICHET_HTML_TEMPLATE_H

#include "html/html.h"

#define TPL_NUMBERS(f)                                                                                       \
        short : f,                                                                                           \
                int : f,                                                                                     \
                      long : f,                                                                              \
                             long long : f,                                                                  \
                                         unsigned char : f,                                                  \
                                                         unsigned short : f,                                 \
                                                                          unsigned : f,                      \
                                                                                     unsigned long           \
            : f,                                                                                             \
              unsigned long long : f

#define TPL_TEXT(h, x)                                                                                       \
        _Generic((x), char *: html_text, const char *: html_text, struct html_safe: html_raw,       \
                 TPL_NUMBERS(html_int))((h), (x))
#define TPL_ATTRIBUTE(h, x)                                                                                  \
        _Generic((x), char * : html_text, const char * : html_text, TPL_NUMBERS(html_int))((h), (x))
#define TPL_ADDRESS(h, x) _Generic((x), char * : tpl_put_address, const char * : tpl_put_address)((h), (x))
#define TPL_URL(h, x)                                                                                        \
        _Generic((x), char * : html_url, const char * : html_url, TPL_NUMBERS(html_int))((h), (x))
#define TPL_MESSAGE(x)                                                                                       \
        _Generic((x), char *: tpl_message, const char *: tpl_message, int: tpl_same, unsigned: tpl_same)(x)
#define TPL_ARGUMENT(name, x)                                                                                \
        _Generic((x), char *: tpl_text_argument, const char *: tpl_text_argument,                   \
                 TPL_NUMBERS(tpl_number_argument))((name), (x))

/* GCC's classes of types (typeclass.h): a struct is taken by address, the rest by value. */
#define TPL_IS_POINTER(x)    (__builtin_classify_type(x) == 5)
#define TPL_IS_STRUCT(x)     (__builtin_classify_type(x) == 12)
#define TPL_ELEMENT(list, i) __builtin_choose_expr(TPL_IS_STRUCT((list)[i]), &(list)[i], (list)[i])
#define TPL_REFERENCE(x)     __builtin_choose_expr(TPL_IS_STRUCT(x), &(x), (x))
#define TPL_THERE(x)         (!TPL_IS_POINTER(x) || (x))

/* An address typed by people: written when relative or http, https, mailto, tel; else "#". */
void tpl_put_address(struct html *h, const char *address);
void tpl_put_asset(struct html *h, const char *file);
const char *tpl_lang(const struct html *h);

/* Message by its key at run time; a key the catalogues lack shows as a dash. */
int tpl_message(const char *key);
int tpl_same(int message);
struct html_arg tpl_text_argument(const char *name, const char *text);
struct html_arg tpl_number_argument(const char *name, int64_t number);

/* {{date x}} and friends, and date(x) inside an expression. */
void tpl_put_date(struct html *h, int64_t at);
void tpl_put_day(struct html *h, int64_t at);
void tpl_put_time(struct html *h, int64_t at);
void tpl_put_datetime(struct html *h, int64_t at);
void tpl_put_ago(struct html *h, int64_t at);
void tpl_put_duration(struct html *h, int64_t ms);
void tpl_put_number(struct html *h, int64_t v);
void tpl_put_size(struct html *h, int64_t bytes);
void tpl_put_iso(struct html *h, int64_t at);
const char *tpl_date(struct html *h, int64_t at);
const char *tpl_day(struct html *h, int64_t at);
const char *tpl_time(struct html *h, int64_t at);
const char *tpl_datetime(struct html *h, int64_t at);
const char *tpl_ago(struct html *h, int64_t at);
const char *tpl_duration(struct html *h, int64_t ms);
const char *tpl_number(struct html *h, int64_t v);
const char *tpl_size(struct html *h, int64_t bytes);
const char *tpl_iso(struct html *h, int64_t at);

#endif

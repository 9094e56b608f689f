/* HTML out.  Escaping is a type, not a discipline: html_text() escapes whatever it gets, and
 * html_raw() takes only struct html_safe, which only this folder makes.  Handing a plain string to
 * html_raw() does not compile.
 *
 * Templates: src/<anything>/<name>.html files, turned into C at build by tools/templates.py.
 * See docs/internals/html.md for the syntax; in short

     {{! page struct incident_view "desk/incident/incident.h" }}      first line: argument type, header
     {{ v.number }}            escaped text; int64_t and int too; struct html_safe goes out as it is
     {{t "ticket.take"}}       message of the catalogue (locale/fr.po, en.po), escaped
     {{t "ticket.sent_to" name=v.who n=v.count}}     {name} and {n} in the message, escaped
     {{n "queue.count" v.count}}                     plural by the language's rule; {n} is the number
     {{#if v.late}}…{{else if v.paused}}…{{else}}…{{/if}}     any C condition over v, members by '.'
     {{#each r in v.rows}}…{{else}}…{{/each}}        over v->rows[0 … v->n_rows-1]; else = empty
     {{#with x = v.ticket.who}}…{{/with}}
     {{> ticket_row r }}       calls another template (argument by address or pointer)
     {{> layout_top v.page }} … the same: layouts are partials around
     {{date v.at}} {{time v.at}} {{datetime v.at}} {{ago v.at}} {{duration v.ms}}   in h's language and zone
     {{icon "clock"}}          <svg class="i"…><use href="/assets/icons.svg#i-clock"/></svg>
     {{url v.q}}               percent-encoded, inside href
     {{csrf}}                  hidden field with the session's token

 * A template tpl(NAME) becomes  void NAME_html(struct html *h, const TYPE *v).
 * Attribute values must be quoted in the template (checked); a value inside <script> or <style>
 * or an event attribute is refused at build, as is style="". */
#ifndef GUICHET_HTML_HTML_H
#define GUICHET_HTML_HTML_H

#include "base/buf.h"
#include "base/moment.h"

enum lang { LANG_FR, LANG_EN, LANG__MAX };

/* Where output goes, and for whom it is written. */
struct html {
        struct buf *out;
        enum lang lang;
        const struct zone *zone;
        int64_t now;
        const char *csrf;   /* token of the session for {{csrf}}; NULL when signed out */
        const char *assets; /* "/assets/HASH" prefix for cacheable files */
};

/* Made only by html_safe_* in this folder. */
struct html_safe {
        const char *trusted_p;
        size_t trusted_n;
};

void html_text(struct html *h, const char *s); /* escapes & < > " ' ; NULL writes nothing */
void html_int(struct html *h, int64_t v);      /* plain digits */
void html_raw(struct html *h, struct html_safe s);
void html_lit(struct html *h, const char *literal, size_t n); /* templates' own text; generated code only */
void html_url(struct html *h, const char *s);
void html_icon(struct html *h, const char *name);
void html_csrf(struct html *h);

/* What a template wrote into h->out since `from` (its length then): it went out escaped, so that it may stand
 * in another page as it is. */
struct html_safe html_written(const struct html *h, size_t from);

/* Message `id` (enum from the generated locale/messages.h) with {name} replaced by escaped values. */
struct html_arg {
        const char *name, *text; /* text NULL: number, grouped by the language's rule */
        int64_t number;
};
void html_msg(struct html *h, int msg, size_t n, const struct html_arg *args);
void html_plural(struct html *h, int msg, int64_t count, size_t n, const struct html_arg *args);

/* The same as plain text in an arena: titles, API messages, mail. */
const char *msg_text(struct arena *a, enum lang lang, int msg, size_t n, const struct html_arg *args);
const char *msg_plural(struct arena *a, enum lang lang, int msg, int64_t count, size_t n,
                       const struct html_arg *args);
const char *msg(enum lang lang, int msg); /* constant, without arguments */
/* Message by its stable key at run time ("state.open"); -1 when unknown. */
int msg_find(const char *key);

/* Moments for people: "mardi 13 janvier 2026", "9 h 42", "il y a 3 min", "dans 23 min",
 * "2 h 05", "3 jours".  English: "Tuesday 13 January 2026", "9:42", "3 min ago".  No-break spaces as
 * typography wants. */
const char *human_date(struct arena *a, enum lang lang, const struct zone *z, int64_t at);
const char *human_day(struct arena *a, enum lang lang, const struct zone *z, int64_t at,
                      int64_t now); /* "hier", "mardi 13", "13/01/2025" */
const char *human_time(struct arena *a, enum lang lang, const struct zone *z, int64_t at);
const char *human_datetime(struct arena *a, enum lang lang, const struct zone *z, int64_t at, int64_t now);
const char *human_ago(struct arena *a, enum lang lang, const struct zone *z, int64_t at, int64_t now);
const char *human_duration(struct arena *a, enum lang lang, int64_t ms);
const char *human_number(struct arena *a, enum lang lang, int64_t v);
const char *human_size(struct arena *a, enum lang lang, int64_t bytes); /* "1,8 Mo" / "1.8 MB" */
void html_date(struct html *h, int64_t at);
void html_time(struct html *h, int64_t at);
void html_datetime(struct html *h, int64_t at);
void html_ago(struct html *h, int64_t at);
void html_duration(struct html *h, int64_t ms);

/* People's text → safe HTML.  Markdown by md4c (input ≤ MAX_BODY_BYTES), its output then through
 * the sanitiser; links open outside with rel="noopener nofollow"; images become links. */
struct html_safe markdown(struct arena *a, const char *text);
/* Plain text: escaped, line breaks kept, http(s) addresses made links. */
struct html_safe plain_text(struct arena *a, const char *text);

/* Allow-list sanitiser (own linear tokenizer; rebuilds, never filters in place): known elements and
 * attributes only, no style/class/id/name, no svg/math/form, raw-text elements dropped with their
 * content, entities decoded and encoded again, schemes http https mailto tel, depth ≤ 100, output
 * well nested.  Never fails; input of any bytes. */
struct html_safe sanitize(struct arena *a, const char *bytes, size_t n);

#endif

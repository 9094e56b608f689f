/* Cells: what people write in a grid, read strictly and told when it is wrong.  Pure but for the messages and
 * the look-up of a name that stands without an address. */
#include <string.h>

#include "desk/grid/own.h"

enum { WORD_BYTES = 200, DAYS_YEARS_MIN = 1990, DAYS_YEARS_MAX = 2100 };

/* ---- parts ------------------------------------------------------------------------------------------------------------ */

static const char *trimmed(struct arena *a, const char *s, size_t n)
{
        return text_clean(a, s, n, true);
}

size_t grid_parts(struct arena *a, const char *text, const char *signs, const char **out, size_t max)
{
        char *stops = arena_fmt(a, "%s\n\r", signs);
        size_t n = 0;

        while (*text) {
                size_t len = strcspn(text, stops);
                const char *part = trimmed(a, text, len);
                if (*part) {
                        if (n == max)
                                return max + 1;
                        out[n++] = part;
                }
                text += len + (text[len] != '\0');
        }
        return n;
}

/* ---- moments ---------------------------------------------------------------------------------------------------------- */

static bool digits(const char **p, int min, int max, int *out)
{
        int n = 0;

        *out = 0;
        for (; n < max && **p >= '0' && **p <= '9'; n++, ++*p)
                *out = *out * 10 + (**p - '0');
        return n >= min && !(**p >= '0' && **p <= '9');
}

static void blanks(const char **p)
{
        while (**p == ' ')
                ++*p;
}

static int days_of(int year, int month)
{
        static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        return month == 2 && leap ? 29 : days[month - 1];
}

/* 2026-01-19, 2026/01/19, 19/01/2026 or 19.01.2026. */
static bool date_read(const char **p, struct civil *c)
{
        int a, b, d;
        const char *s = *p;

        if (!digits(&s, 1, 4, &a) || !strchr("-/.", *s) || !*s)
                return false;
        char sign = *s++;
        if (!digits(&s, 1, 2, &b) || *s++ != sign || !digits(&s, 1, 4, &d))
                return false;
        bool year_first = a > 31;
        c->year = year_first ? a : d;
        c->month = b;
        c->day = year_first ? d : a;
        *p = s;
        return c->year >= DAYS_YEARS_MIN && c->year <= DAYS_YEARS_MAX && b >= 1 && b <= 12 && c->day >= 1 && c->day <= days_of(c->year, b);
}

/* 08:30, 8h30, 8 h 30, 8h, 08:30:00. */
static bool clock_read(const char **p, struct civil *c)
{
        const char *s = *p;
        int second;

        c->minute = c->second = 0;
        if (!digits(&s, 1, 2, &c->hour) || c->hour > 23)
                return false;
        blanks(&s);
        if (*s != ':' && *s != 'h' && *s != 'H')
                return false;
        bool letter = *s++ != ':';
        blanks(&s);
        if (*s >= '0' && *s <= '9') {
                if (!digits(&s, 2, 2, &c->minute) || c->minute > 59)
                        return false;
                if (*s == ':' && (s++, !digits(&s, 2, 2, &second)))
                        return false;
        } else if (!letter) {
                return false;
        }
        *p = s;
        return true;
}

bool grid_moment(struct ctx *c, const char *text, int64_t *at)
{
        struct civil when = {.year = 0};

        blanks(&text);
        if (!date_read(&text, &when))
                return false;
        if (*text == 'T')
                text++;
        blanks(&text);
        if (*text && !clock_read(&text, &when))
                return false;
        blanks(&text);
        *at = zone_moment(c->zone, &when);
        return *text == '\0';
}

/* Between the two hours of a session. */
static bool until(const char **p)
{
        static const char *const signs[] = {"/", "-", "–", "—", "à", "to", NULL};

        blanks(p);
        for (size_t i = 0; signs[i]; i++)
                if (str_starts(*p, signs[i])) {
                        *p += strlen(signs[i]);
                        blanks(p);
                        return true;
                }
        return false;
}

static bool span_read(struct ctx *c, const char *s, struct grid_span *out)
{
        struct civil from = {.year = 0}, to;

        if (!date_read(&s, &from) || (*s != ' ' && *s != 'T'))
                return false;
        s += *s == 'T';
        blanks(&s);
        if (!clock_read(&s, &from) || !until(&s))
                return false;
        to = from;
        if (!clock_read(&s, &to))
                return false;
        blanks(&s);
        *out = (struct grid_span){zone_moment(c->zone, &from), zone_moment(c->zone, &to)};
        return *s == '\0' && out->to_at > out->from_at;
}

static int by_time(const void *a, const void *b)
{
        const struct grid_span *x = a, *y = b;

        if (x->from_at != y->from_at)
                return x->from_at < y->from_at ? -1 : 1;
        return (x->to_at > y->to_at) - (x->to_at < y->to_at);
}

bool grid_sessions(struct ctx *c, const char *text, struct grid_span **out, size_t *n, const char **bad)
{
        const char *part[SESSIONS_OF_ROW];
        size_t count = grid_parts(c->arena, text, ";|", part, SESSIONS_OF_ROW), kept = 0;

        *n = 0;
        *bad = "";
        *out = ARENA_ARRAY(c->arena, count + 1, struct grid_span);
        if (count > SESSIONS_OF_ROW)
                return false;
        for (size_t i = 0; i < count; i++)
                if (!span_read(c, part[i], &(*out)[i])) {
                        *bad = part[i];
                        return false;
                }
        qsort(*out, count, sizeof **out, by_time);
        for (size_t i = 0; i < count; i++) /* the same twice is once */
                if (!kept || by_time(&(*out)[kept - 1], &(*out)[i]) != 0)
                        (*out)[kept++] = (*out)[i];
        *n = kept;
        return true;
}

const char *grid_moment_text(struct ctx *c, int64_t at)
{
        struct civil d;

        zone_local(c->zone, at, &d);
        if (!d.hour && !d.minute)
                return arena_fmt(c->arena, "%04d-%02d-%02d", d.year, d.month, d.day);
        return arena_fmt(c->arena, "%04d-%02d-%02d %02d:%02d", d.year, d.month, d.day, d.hour, d.minute);
}

const char *grid_span_text(struct ctx *c, const struct grid_span *s)
{
        struct civil from, to;

        zone_local(c->zone, s->from_at, &from);
        zone_local(c->zone, s->to_at, &to);
        return arena_fmt(c->arena, "%04d-%02d-%02d %02d:%02d/%02d:%02d", from.year, from.month, from.day, from.hour, from.minute, to.hour,
                         to.minute);
}

/* ---- people -------------------------------------------------------------------------------------------------------------- */

const char *grid_mail(struct arena *a, const char *text)
{
        char *s = text_clean(a, text, strlen(text), true);
        size_t n = strlen(s), at = strcspn(s, "@");
        const char *dot = s[at] ? strrchr(s + at, '.') : NULL;

        if (n > 254 || at == 0 || at > 64 || !dot || dot == s + at + 1 || !dot[1] || strchr(s + at + 1, '@'))
                return NULL;
        for (char *p = s; *p; p++) {
                if (*p <= ' ' || (unsigned char)*p > '~' || strchr("\"(),:;<>[]\\", *p))
                        return NULL;
                if (*p >= 'A' && *p <= 'Z')
                        *p = (char)(*p - 'A' + 'a');
        }
        return strstr(s + at, "..") || s[at + 1] == '-' ? NULL : s;
}

bool grid_person_text(struct arena *a, const char *text, struct grid_person *out)
{
        const char *open = strchr(text, '<'), *close = open ? strchr(open, '>') : NULL;

        *out = (struct grid_person){.name = "", .mail = ""};
        if (open) {
                if (!close || !text_blank(close + 1))
                        return false;
                const char *mail = grid_mail(a, arena_strn(a, open + 1, (size_t)(close - open - 1)));
                out->name = trimmed(a, text, (size_t)(open - text));
                out->mail = mail ? mail : "";
                return mail != NULL;
        }
        if (strchr(text, '@')) {
                const char *mail = grid_mail(a, text);
                out->mail = mail ? mail : "";
                return mail != NULL;
        }
        out->name = trimmed(a, text, strlen(text));
        return *out->name != '\0';
}

/* ---- faults ---------------------------------------------------------------------------------------------------------------- */

void grid_fault(struct grid_work *w, struct grid_row *r, enum grid_field f, const char *message, const char *closest)
{
        struct grid_check *out = w->out;
        int at = w->sheet->at[f];

        if (out->n_errors == w->cap_errors) {
                size_t cap = w->cap_errors ? 2 * w->cap_errors : 64;
                struct grid_error *more = ARENA_ARRAY(w->c->arena, cap, struct grid_error);
                if (out->n_errors)
                        memcpy(more, out->errors, out->n_errors * sizeof *more);
                out->errors = more;
                w->cap_errors = cap;
        }
        out->errors[out->n_errors++] = (struct grid_error){.row = r->number, .field = f, .value = r->cell[f], .message = message, .closest = closest,
                                                           .column = at >= 0 ? w->sheet->heading[at] : grid_field_label(w->c, f)};
        r->n_errors++;
}

static const char *said(struct grid_work *w, int message, const char *value)
{
        const struct html_arg args[] = {{"value", text_short(w->c->arena, value, 60), 0}};

        return msg_text(w->c->arena, w->c->lang, message, 1, args);
}

static void fault(struct grid_work *w, struct grid_row *r, enum grid_field f, int message)
{
        grid_fault(w, r, f, ctx_msg(w->c, message), NULL);
}

/* ---- the cells of a row --------------------------------------------------------------------------------------------------- */

/* What a spreadsheet writes where a formula failed, in English and in French: never the name of a course. */
static bool formula_failed(const char *cell)
{
        static const char *const words[] = {"#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#DIV/0!", "#NUM!", "#NOMBRE!", "#NULL!",
                                            "#NUL!", "#SPILL!", "#PROPAGATION!", "#CALC!", "#CALCUL!", "#GETTING_DATA"};

        for (size_t i = 0; *cell == '#' && i < ARRAY_LEN(words); i++)
                if (strcmp(cell, words[i]) == 0)
                        return true;
        return false;
}

static const char *required(struct grid_work *w, struct grid_row *r, enum grid_field f, size_t max)
{
        if (!*r->cell[f])
                fault(w, r, f, MSG_grid_error_missing);
        else if (strlen(r->cell[f]) > max)
                fault(w, r, f, MSG_grid_error_long);
        else if (formula_failed(r->cell[f]))
                grid_fault(w, r, f, said(w, MSG_grid_error_formula, r->cell[f]), NULL);
        return r->cell[f];
}

/* A name alone is enough when exactly one person has it. */
static bool named(struct grid_work *w, struct grid_row *r, enum grid_field f, struct grid_person *p)
{
        int64_t others = 0;

        if (grid_person_named(w->c, p->name, &p->id, &others) == ST_OK && p->id && !others)
                return true;
        p->id = 0;
        grid_fault(w, r, f, said(w, others ? MSG_grid_error_namesakes : MSG_grid_error_no_mail, p->name), NULL);
        return false;
}

static void owner_read(struct grid_work *w, struct grid_row *r, struct grid_entry *e)
{
        const char *name = r->cell[GRID_OWNER], *mail = r->cell[GRID_MAIL];
        struct grid_person both;

        e->owner = (struct grid_person){.name = "", .mail = ""};
        if (strchr(name, '@')) { /* "Name <mail>" in one column */
                if (grid_person_text(w->c->arena, name, &both)) {
                        name = both.name;
                        mail = *mail ? mail : both.mail;
                } else {
                        fault(w, r, GRID_OWNER, MSG_grid_error_mail);
                }
        }
        if (strlen(name) > WORD_BYTES)
                fault(w, r, GRID_OWNER, MSG_grid_error_long);
        if (formula_failed(name))
                grid_fault(w, r, GRID_OWNER, said(w, MSG_grid_error_formula, name), NULL);
        e->owner.name = name;
        if (*mail) {
                const char *fold = grid_mail(w->c->arena, mail);
                if (!fold)
                        grid_fault(w, r, GRID_MAIL, said(w, MSG_grid_error_address, mail), NULL);
                else
                        e->owner.mail = fold;
        } else if (!*name) {
                fault(w, r, GRID_OWNER, MSG_grid_error_missing);
        } else {
                (void)named(w, r, GRID_MAIL, &e->owner);
        }
}

static int by_address(const void *a, const void *b)
{
        const struct grid_person *x = a, *y = b;
        int order = strcmp(x->mail, y->mail);

        return order ? order : (x->id > y->id) - (x->id < y->id);
}

static void presenters_read(struct grid_work *w, struct grid_row *r, struct grid_entry *e)
{
        struct arena *a = w->c->arena;
        const char *part[PEOPLE_OF_ROW];
        size_t n = grid_parts(a, r->cell[GRID_PRESENTERS], ";|", part, PEOPLE_OF_ROW), kept = 0;

        if (n > PEOPLE_OF_ROW) {
                fault(w, r, GRID_PRESENTERS, MSG_grid_error_many);
                return;
        }
        struct grid_person *p = ARENA_ARRAY(a, n + 1, struct grid_person);
        for (size_t i = 0; i < n; i++) {
                if (!grid_person_text(a, part[i], &p[kept]) || strlen(p[kept].name) > WORD_BYTES) {
                        grid_fault(w, r, GRID_PRESENTERS, said(w, MSG_grid_error_presenter, part[i]), NULL);
                        return;
                }
                if (!*p[kept].mail && !named(w, r, GRID_PRESENTERS, &p[kept]))
                        return;
                kept++;
        }
        qsort(p, kept, sizeof *p, by_address);
        for (size_t i = 0; i < kept; i++)
                if (!e->n_presenters || by_address(&p[e->n_presenters - 1], &p[i]) != 0)
                        p[e->n_presenters++] = p[i];
        e->presenter = p;
}

static const struct approach *approach_of(const struct grid_work *w, const char *typed)
{
        return grid_map_get(w->names, text_fold(w->c->arena, typed));
}

static void approaches_read(struct grid_work *w, struct grid_row *r, struct grid_entry *e)
{
        struct arena *a = w->c->arena;
        const char *part[APPROACHES_OF_ROW];
        size_t n = grid_parts(a, r->cell[GRID_APPROACHES], ";|", part, APPROACHES_OF_ROW);

        if (!n || n > APPROACHES_OF_ROW)
                fault(w, r, GRID_APPROACHES, n ? MSG_grid_error_many : MSG_grid_error_missing);
        for (size_t i = 0; i < n && n <= APPROACHES_OF_ROW; i++) {
                const struct approach *p = approach_of(w, part[i]);
                bool twice = false;
                if (!p) {
                        const struct approach *close = approach_closest(a, w->approach, w->n_approaches, part[i]);
                        const char *whole = close ? close->name : NULL;
                        for (size_t k = 0; close && n > 1 && k < n; k++) /* the other parts stay as they are */
                                whole = arena_fmt(a, "%s%s%s", k ? whole : "", k ? " | " : "", k == i ? close->name : part[k]);
                        grid_fault(w, r, GRID_APPROACHES, said(w, MSG_grid_error_approach, part[i]), whole);
                        return;
                }
                for (size_t k = 0; k < e->n_approaches; k++)
                        twice = twice || e->approach[k] == p->id;
                if (!twice)
                        e->approach[e->n_approaches++] = p->id;
        }
}

static void dates_read(struct grid_work *w, struct grid_row *r, struct grid_entry *e)
{
        const char *bad = "", *first = r->cell[GRID_FIRST];

        if (!grid_sessions(w->c, r->cell[GRID_SESSIONS], &e->session, &e->n_sessions, &bad))
                grid_fault(w, r, GRID_SESSIONS, *bad ? said(w, MSG_grid_error_session, bad) : ctx_msg(w->c, MSG_grid_error_many), NULL);
        if (*first && !grid_moment(w->c, first, &e->first_at))
                grid_fault(w, r, GRID_FIRST, said(w, MSG_grid_error_date, first), NULL);
        r->first_at = e->first_at;
        if (e->n_sessions && (!r->first_at || e->session[0].from_at < r->first_at))
                r->first_at = e->session[0].from_at;
}

char *grid_key(struct arena *a, const char *code, const char *term)
{
        return arena_fmt(a, "%s\x1f%s", text_fold(a, code), text_fold(a, term));
}

char *grid_line_key(struct arena *a, const char *key, int64_t approach_id)
{
        return arena_fmt(a, "%s\x1f%lld", key, (long long)approach_id);
}

static const char *cell_of(const struct grid_work *w, const struct csv_row *row, enum grid_field f)
{
        bool lists = f == GRID_PRESENTERS || f == GRID_SESSIONS || f == GRID_APPROACHES;

        for (size_t i = 0; i < w->n_fix; i++)
                if (w->fix[i].row == row->row && w->fix[i].field == (int64_t)f)
                        return w->fix[i].value;
        const char *raw = w->sheet->at[f] >= 0 ? csv_cell(row, (size_t)w->sheet->at[f]) : "";
        return text_blank(raw) ? "" : text_clean(w->c->arena, raw, strlen(raw), !lists);
}

void grid_row_read(struct grid_work *w, const struct csv_row *row, struct grid_row *r, struct grid_entry *e)
{
        *r = (struct grid_row){.number = row->row};
        *e = (struct grid_entry){.row = row->row};
        for (enum grid_field f = 0; f < GRID_FIELDS; f++)
                r->cell[f] = cell_of(w, row, f);
        e->code = required(w, r, GRID_CODE, COURSE_CODE_BYTES);
        e->term = required(w, r, GRID_TERM, COURSE_CODE_BYTES);
        e->unknown_course = r->n_errors > 0;
        e->title = required(w, r, GRID_TITLE, MAX_SUBJECT_BYTES);
        e->department = required(w, r, GRID_DEPARTMENT, WORD_BYTES);
        e->key = grid_key(w->c->arena, e->code, e->term);
        owner_read(w, r, e);
        approaches_read(w, r, e);
        presenters_read(w, r, e);
        dates_read(w, r, e);
        r->n_presenters = (int64_t)e->n_presenters;
        e->bad = r->n_errors > 0;
}

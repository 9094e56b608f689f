/* A timetable's calendar against the sessions there are.  Sessions are compared by their hours; which of the new ones
 * is a moved old one is decided where sessions are set (course_sessions_set), so that their support tasks follow. */
#include "desk/agenda/timetable.h"

#include "desk/ticket/flag.h"
#include "formats/ical_times.h"

/* ---- which events are the course's -------------------------------------------------------------------------------- */

static bool letter(char ch)
{
        return (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || (unsigned char)ch >= 0x80;
}

/* The code as a word of the text, folded: "med1234" in "CM MED1234, groupe 2". */
static bool names(struct ctx *c, const char *text, const char *code)
{
        const char *s = text_fold(c->arena, text);
        size_t n = strlen(code);

        for (const char *p = strstr(s, code); n && p; p = strstr(p + 1, code))
                if ((p == s || !letter(p[-1])) && !letter(p[n]))
                        return true;
        return false;
}

static size_t own_events(struct ctx *c, const char *code, struct ical_time *t, size_t n, bool *by_code)
{
        bool *own = ARENA_ARRAY(c->arena, n + 1, bool);
        size_t kept = 0;

        *by_code = false;
        for (size_t i = 0; i < n; i++) {
                own[i] = names(c, t[i].name, code) || names(c, t[i].about, code);
                *by_code = *by_code || own[i];
        }
        for (size_t i = 0; i < n; i++)
                if (own[i] || !*by_code)
                        t[kept++] = t[i];
        return kept;
}

/* ---- the proposal --------------------------------------------------------------------------------------------------- */

static int by_time(const void *x, const void *y)
{
        const struct timetable_row *a = x, *b = y;

        return a->from_at != b->from_at ? (a->from_at < b->from_at ? -1 : 1) : (int)a->fate - (int)b->fate;
}

static const char *theme_of(struct ctx *c, const struct ical_time *t)
{
        const char *one = text_clean(c->arena, t->name, strlen(t->name), true);
        const char *place = text_clean(c->arena, t->place, strlen(t->place), true);

        return text_short(c->arena, *place ? arena_fmt(c->arena, "%s (%s)", one, place) : one, THEME_MAX);
}

/* Two events at the same hours are one session: a course does not sit in two places for its record. */
static size_t events_rows(struct ctx *c, const struct ical_time *t, size_t n, struct timetable *out)
{
        for (size_t i = 0; i < n && out->n_rows < SESSIONS_MAX; i++) {
                bool twice = i && t[i].from == t[i - 1].from && t[i].to == t[i - 1].to;
                if (twice)
                        continue;
                out->rows[out->n_rows++] = (struct timetable_row){TIMETABLE_NEW, 0, t[i].from, t[i].to, theme_of(c, &t[i])};
        }
        return out->n_rows;
}

static void against(const struct course_session *s, size_t n, int64_t now, struct timetable *out)
{
        size_t events = out->n_rows;
        int64_t first = events ? out->rows[0].from_at : 0, last = events ? out->rows[events - 1].from_at : 0;

        for (size_t i = 0; i < n; i++) {
                struct timetable_row *same = NULL;
                for (size_t k = 0; k < events && !same; k++)
                        if (out->rows[k].from_at == s[i].from_at && out->rows[k].to_at == s[i].to_at)
                                same = &out->rows[k];
                if (same && s[i].state == SESSION_HELD) {
                        same->fate = TIMETABLE_SAME;
                        same->id = s[i].id;
                } else if (!same && s[i].state == SESSION_HELD && s[i].from_at >= first && s[i].from_at <= last && s[i].from_at > now) {
                        out->rows[out->n_rows++] = (struct timetable_row){TIMETABLE_GONE, s[i].id, s[i].from_at, s[i].to_at, s[i].theme ? s[i].theme : ""};
                }
        }
}

static enum status events_find(struct ctx *c, const struct course *k, const char *text, size_t n, struct ical_time **t, size_t *n_t,
                               struct timetable *out)
{
        size_t left = 0, all;
        const char *why;
        enum status st = ical_times(c->arena, text, n, c->zone, t, &all, &left, &why);

        if (st == ST_INVALID || st == ST_TOO_LARGE) {
                form_error(c, "file", st == ST_INVALID ? MSG_agenda_no_calendar : MSG_agenda_calendar_large);
                return ST_INVALID;
        }
        if (st)
                return st;
        *n_t = own_events(c, text_fold(c->arena, k->code), *t, all, &out->by_code);
        out->left_out = (int64_t)(left + all - *n_t);
        if (*n_t)
                return ST_OK;
        form_error(c, "file", MSG_agenda_calendar_empty);
        return ST_INVALID;
}

enum status timetable_read(struct ctx *c, int64_t course_id, const char *text, size_t n, struct timetable *out)
{
        struct course k;
        struct course_session *s;
        struct ical_time *t;
        size_t n_s = 0, n_t = 0;
        enum status st = course_load(c, course_id, &k);

        *out = (struct timetable){.n_rows = 0};
        if (!st && !course_may_edit(c, k.department_id))
                st = ST_NOT_FOUND;
        if (!st)
                st = events_find(c, &k, text, n, &t, &n_t, out);
        if (!st)
                st = course_sessions(c, course_id, &s, &n_s);
        if (st)
                return st;
        out->rows = ARENA_ARRAY(c->arena, n_t + n_s + 1, struct timetable_row);
        events_rows(c, t, n_t, out);
        against(s, n_s, c->now, out);
        qsort(out->rows, out->n_rows, sizeof *out->rows, by_time);
        for (size_t i = 0; i < out->n_rows; i++) {
                out->fresh += out->rows[i].fate == TIMETABLE_NEW;
                out->same += out->rows[i].fate == TIMETABLE_SAME;
                out->gone += out->rows[i].fate == TIMETABLE_GONE;
        }
        return ST_OK;
}

/* ---- making it so ------------------------------------------------------------------------------------------------------ */

static bool goes(const struct timetable_row *r, size_t n, int64_t id)
{
        for (size_t i = 0; i < n; i++)
                if (r[i].fate == TIMETABLE_GONE && r[i].id == id)
                        return true;
        return false;
}

static bool sits(const struct course_session *want, size_t n, int64_t from, int64_t to)
{
        for (size_t i = 0; i < n; i++)
                if (want[i].from_at == from && want[i].to_at == to)
                        return true;
        return false;
}

/* All that is held and does not go, as it is; then what is new. */
static size_t wanted(const struct course_session *s, size_t n_s, const struct timetable_row *r, size_t n, struct course_session *want)
{
        size_t k = 0;

        for (size_t i = 0; i < n_s; i++)
                if (s[i].state == SESSION_HELD && !goes(r, n, s[i].id))
                        want[k++] = (struct course_session){.id = s[i].id, .from_at = s[i].from_at, .to_at = s[i].to_at};
        for (size_t i = 0; i < n; i++)
                if (r[i].fate == TIMETABLE_NEW && !sits(want, k, r[i].from_at, r[i].to_at))
                        want[k++] = (struct course_session){.from_at = r[i].from_at, .to_at = r[i].to_at, .theme = r[i].theme};
        return k;
}

enum status timetable_apply(struct ctx *c, int64_t course_id, const struct timetable_row *rows, size_t n, int64_t *flagged)
{
        struct course_session *s;
        int64_t *moved;
        size_t n_s = 0, n_moved = 0;

        *flagged = 0;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : course_sessions(c, course_id, &s, &n_s);
        if (st)
                return st;
        struct course_session *want = ARENA_ARRAY(c->arena, n_s + n + 1, struct course_session);
        st = course_sessions_set(c, course_id, want, wanted(s, n_s, rows, n, want), &moved, &n_moved);
        if (!st)
                st = support_flag(c, moved, n_moved, flagged);
        return st ? st : db_commit(&tx);
}

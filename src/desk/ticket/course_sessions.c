/* The dated sessions of a course.  A set of sessions is given whole (by a grid, a form, a program) and made so:
 * what stays keeps its id, because support tasks and bookings point at it; what goes is deleted only when
 * nothing does.  The course's first activity is written anew with every change. */
#include "desk/people/people.h"
#include "desk/ticket/course_own.h"

#define SESSION_COLUMNS                                                                                                \
        "s.id, s.course_id, s.from_at, s.to_at, s.state, COALESCE(s.theme, '') AS theme, COALESCE(s.link, '') AS link,"     \
        " COALESCE(s.host, '') AS host, COALESCE(s.recording, '') AS recording, s.rec_state, s.rec_at, s.rec_by,"           \
        " COALESCE(s.rec_reason, '') AS rec_reason, p.name AS rec_name, (SELECT COUNT(*) FROM support_task x JOIN ticket t" \
        " ON t.id = x.ticket_id WHERE x.session_id = s.id AND t.state < 60) AS supports FROM course_session s"              \
        " LEFT JOIN person p ON p.id = s.rec_by"

DB_STMT(meeting_list, "SELECT " SESSION_COLUMNS " WHERE s.course_id = :course ORDER BY s.from_at, s.id LIMIT 1000");
/* Whoever ends a support task holds its item and its ticket and then wants its session (the trigger of `covered`): in that
 * order, before a session is touched. */
DB_STMT(meeting_items,
        "SELECT i.ticket_id AS id FROM item i WHERE i.ticket_id IN (SELECT k.item_id FROM service_task k WHERE k.ticket_id IN"
        " (SELECT s.service_task_id FROM support_task s JOIN course_session x ON x.id = s.session_id WHERE x.course_id = :course))"
        " ORDER BY i.ticket_id LIMIT 1000 @lock");
DB_STMT(meeting_tickets,
        "SELECT t.id FROM ticket t WHERE t.state < 40 AND t.id IN (SELECT s.ticket_id FROM support_task s JOIN course_session x"
        " ON x.id = s.session_id WHERE x.course_id = :course) ORDER BY t.id LIMIT 5000 @lock");
DB_STMT(meeting_one, "SELECT " SESSION_COLUMNS " WHERE s.id = :id");
DB_STMT(meeting_pointed, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM support_task WHERE session_id = :id LIMIT 1) x");
DB_STMT(meeting_aside, "UPDATE course_session SET from_at = 0 - 2 * id, to_at = 1 - 2 * id WHERE id = :id");
DB_STMT(meeting_put,
        "UPDATE course_session SET from_at = :from, to_at = :to, state = 10, theme = :theme, link = :link, host = :host,"
        " recording = :recording WHERE id = :id");
DB_LATER(meeting_add,
        "INSERT INTO course_session (course_id, from_at, to_at, theme, link, host, recording) VALUES (:course, :from, :to, :theme,"
        " :link, :host, :recording)");
DB_STMT(meeting_away, "UPDATE course_session SET state = 60, from_at = :from, to_at = :to WHERE id = :id");
DB_STMT(meeting_drop, "DELETE FROM course_session WHERE id = :id");
DB_STMT(meeting_recorded,
        "UPDATE course_session SET rec_state = :state, rec_reason = :reason, rec_at = :at, rec_by = :by WHERE id = :id");
DB_STMT(course_first_put,
        "UPDATE course SET first_at = (SELECT MIN(x.at) FROM (SELECT k.activity_at AS at FROM course k WHERE k.id = :id"
        " UNION ALL SELECT MIN(s.from_at) AS at FROM course_session s WHERE s.course_id = :id AND s.state = 10) x) WHERE id = :id");
static const struct db_stmt *const session_stmts[] = {
        &meeting_list, &meeting_one, &meeting_pointed, &meeting_aside, &meeting_put, &meeting_add, &meeting_away, &meeting_drop,
        &meeting_recorded, &meeting_items, &meeting_tickets, &course_first_put, NULL};

static const struct db_col session_cols[] = {
        DB_COL_I64(struct course_session, id),         DB_COL_I64(struct course_session, course_id),
        DB_COL_I64(struct course_session, from_at),    DB_COL_I64(struct course_session, to_at),
        DB_COL_I64(struct course_session, state),      DB_COL_TEXT(struct course_session, theme),
        DB_COL_TEXT(struct course_session, link),      DB_COL_TEXT(struct course_session, host),
        DB_COL_TEXT(struct course_session, recording), DB_COL_I64(struct course_session, rec_state),
        DB_COL_I64(struct course_session, rec_at),     DB_COL_I64(struct course_session, rec_by),
        DB_COL_TEXT(struct course_session, rec_reason), DB_COL_TEXT(struct course_session, rec_name),
        DB_COL_I64(struct course_session, supports),   DB_COL_END};

enum status course_first_keep(struct ctx *c, int64_t course_id)
{
        return db_exec(c->db, &course_first_put, DB_ARGS(DB_I("id", course_id)), NULL);
}

static enum status sessions_read(struct ctx *c, int64_t course_id, struct course_session **out, size_t *n)
{
        return db_all(c->db, c->arena, &meeting_list, DB_ARGS(DB_I("course", course_id)), session_cols, sizeof **out,
                      2 * SESSIONS_MAX, out, n);
}

enum status course_sessions(struct ctx *c, int64_t course_id, struct course_session **out, size_t *n)
{
        *n = 0;
        if (!course_may_read(c, course_id))
                return ST_NOT_FOUND;
        return sessions_read(c, course_id, out, n);
}

enum status course_session_load(struct ctx *c, int64_t session_id, struct course_session *out)
{
        enum status st = db_one(c->db, c->arena, &meeting_one, DB_ARGS(DB_I("id", session_id)), session_cols, out);

        return !st && !course_may_read(c, out->course_id) ? ST_NOT_FOUND : st;
}

/* ---- a set of sessions ----------------------------------------------------------------------------------------- */

bool session_link_fits(const char *link)
{
        if (!link || !*link)
                return true;
        return strlen(link) <= LINK_MAX && (str_starts(link, "https://") || str_starts(link, "http://")) && !strpbrk(link, " \t\n\"<>");
}

static bool text_fits(const char *s)
{
        return !s || strlen(s) <= THEME_MAX;
}

bool course_sessions_fit(const struct course_session *want, size_t n)
{
        if (n > SESSIONS_MAX)
                return false;
        for (size_t i = 0; i < n; i++) {
                const struct course_session *w = &want[i];
                if (w->from_at <= 0 || w->to_at <= w->from_at || w->to_at >= MOMENT_NEVER)
                        return false;
                if (!session_link_fits(w->link) || !text_fits(w->theme) || !text_fits(w->host) || !text_fits(w->recording))
                        return false;
                for (size_t k = 0; k < i; k++)
                        if (want[k].from_at == w->from_at && want[k].to_at == w->to_at)
                                return false;
        }
        return true;
}

/* Which session that is there becomes which one that is wanted. */
struct fitting {
        const struct course_session *want;
        struct course_session *have;
        size_t n_want, n_have;
        size_t *of;    /* of[i]: have that becomes want i, or NONE */
        bool *used;    /* have k became something */
};
enum { NONE = -1 };

static bool same_id(const struct ctx *c, const struct course_session *w, const struct course_session *h)
{
        (void)c;
        return w->id && w->id == h->id;
}

static bool same_hours(const struct ctx *c, const struct course_session *w, const struct course_session *h)
{
        (void)c;
        return w->from_at == h->from_at && w->to_at == h->to_at;
}

static bool same_day(const struct ctx *c, const struct course_session *w, const struct course_session *h)
{
        struct civil a, b;

        zone_local(c->zone, w->from_at, &a);
        zone_local(c->zone, h->from_at, &b);
        return h->state == SESSION_HELD && a.year == b.year && a.month == b.month && a.day == b.day;
}

static bool in_order(const struct ctx *c, const struct course_session *w, const struct course_session *h)
{
        (void)c;
        (void)w;
        return h->state == SESSION_HELD;
}

static void fit(const struct ctx *c, struct fitting *f,
                bool (*like)(const struct ctx *c, const struct course_session *w, const struct course_session *h))
{
        for (size_t i = 0; i < f->n_want; i++) {
                for (size_t k = 0; k < f->n_have && f->of[i] == (size_t)NONE; k++) {
                        if (f->used[k] || !like(c, &f->want[i], &f->have[k]))
                                continue;
                        f->of[i] = k;
                        f->used[k] = true;
                }
        }
}

static bool as_many_left(const struct fitting *f)
{
        size_t came = 0, went = 0;

        for (size_t i = 0; i < f->n_want; i++)
                came += f->of[i] == (size_t)NONE;
        for (size_t k = 0; k < f->n_have; k++)
                went += !f->used[k] && f->have[k].state == SESSION_HELD;
        return came == went;
}

struct moves {
        int64_t *id;
        size_t n;
        bool changed;
};

/* Hours that others still hold are given up first, so that two may change places. */
static enum status aside(struct ctx *c, const struct fitting *f)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < f->n_want; i++) {
                if (f->of[i] == (size_t)NONE || same_hours(c, &f->want[i], &f->have[f->of[i]]))
                        continue;
                st = db_exec(c->db, &meeting_aside, DB_ARGS(DB_I("id", f->have[f->of[i]].id)), NULL);
        }
        for (size_t k = 0; !st && k < f->n_have; k++)
                if (!f->used[k])
                        st = db_exec(c->db, &meeting_aside, DB_ARGS(DB_I("id", f->have[k].id)), NULL);
        return st;
}

static const char *kept(const char *want, const char *have)
{
        return want ? want : have ? have : "";
}

enum status course_session_add(struct ctx *c, int64_t course_id, const struct course_session *w)
{
        return db_exec(c->db, &meeting_add,
                       DB_ARGS(DB_I("course", course_id), DB_I("from", w->from_at), DB_I("to", w->to_at), DB_T("theme", kept(w->theme, NULL)),
                               DB_T("link", kept(w->link, NULL)), DB_T("host", kept(w->host, NULL)),
                               DB_T("recording", kept(w->recording, NULL))),
                       NULL);
}

static enum status stays(struct ctx *c, const struct course_session *w, const struct course_session *h, struct moves *m)
{
        const char *theme = kept(w->theme, h->theme), *link = kept(w->link, h->link), *host = kept(w->host, h->host),
                   *recording = kept(w->recording, h->recording);
        bool moved = !same_hours(c, w, h) || h->state != SESSION_HELD;

        if (!moved && str_eq(theme, h->theme) && str_eq(link, h->link) && str_eq(host, h->host) && str_eq(recording, h->recording))
                return ST_OK;
        m->changed = true;
        if (moved)
                m->id[m->n++] = h->id;
        return db_exec(c->db, &meeting_put,
                       DB_ARGS(DB_I("from", w->from_at), DB_I("to", w->to_at), DB_T("theme", theme), DB_T("link", link), DB_T("host", host),
                               DB_T("recording", recording), DB_I("id", h->id)),
                       NULL);
}

static bool hours_taken(const struct fitting *f, size_t gone)
{
        for (size_t i = 0; i < f->n_want; i++)
                if (f->want[i].from_at == f->have[gone].from_at && f->want[i].to_at == f->have[gone].to_at)
                        return true;
        return false;
}

/* A withdrawn session whose hours another has now keeps them but for a shift of less than a minute. */
static enum status went(struct ctx *c, const struct fitting *f, size_t gone, struct moves *m)
{
        const struct course_session *h = &f->have[gone];
        int64_t pointed = 0, shift = hours_taken(f, gone) ? 1 + h->id % 50000 : 0;
        enum status st = db_i64(c->db, &meeting_pointed, DB_ARGS(DB_I("id", h->id)), &pointed);

        if (st)
                return st;
        if (h->state == SESSION_HELD) {
                m->changed = true;
                m->id[m->n++] = h->id;
        }
        if (!pointed)
                return db_exec(c->db, &meeting_drop, DB_ARGS(DB_I("id", h->id)), NULL);
        return db_exec(c->db, &meeting_away, DB_ARGS(DB_I("from", h->from_at - shift), DB_I("to", h->to_at), DB_I("id", h->id)), NULL);
}

static enum status sessions_make(struct ctx *c, int64_t course_id, struct fitting *f, struct moves *m)
{
        enum status st = aside(c, f);

        for (size_t i = 0; !st && i < f->n_want; i++) {
                bool new_one = f->of[i] == (size_t)NONE;
                m->changed = m->changed || new_one;
                st = new_one ? course_session_add(c, course_id, &f->want[i]) : stays(c, &f->want[i], &f->have[f->of[i]], m);
        }
        for (size_t k = 0; !st && k < f->n_have; k++)
                if (!f->used[k])
                        st = went(c, f, k, m);
        if (!st && m->changed)
                st = course_first_keep(c, course_id);
        return st || !m->changed ? st : course_touch(c, course_id);
}

/* Nothing to hold, and nothing asked, while no support task points at a session: a grid's courses mostly. */
static enum status supports_hold(struct ctx *c, int64_t course_id, const struct fitting *f)
{
        static const struct db_col cols[] = {{"id", DB_I64, 0}, DB_COL_END};
        int64_t *id;
        size_t n;
        bool some = false;

        for (size_t i = 0; i < f->n_have; i++)
                some = some || f->have[i].supports;
        if (!some)
                return ST_OK;
        enum status st = db_all(c->db, c->arena, &meeting_items, DB_ARGS(DB_I("course", course_id)), cols, sizeof *id, 1000, &id, &n);
        return st ? st : db_all(c->db, c->arena, &meeting_tickets, DB_ARGS(DB_I("course", course_id)), cols, sizeof *id, 5000, &id, &n);
}

enum status course_sessions_set(struct ctx *c, int64_t course_id, const struct course_session *want, size_t n, int64_t **moved,
                                size_t *n_moved)
{
        struct course k;
        struct fitting f = {.want = want, .n_want = n};
        struct moves m = {0};

        *n_moved = 0;
        if (!course_sessions_fit(want, n))
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = course_hold(c, course_id, &k);
        if (!st)
                st = sessions_read(c, course_id, &f.have, &f.n_have);
        if (!st)
                st = supports_hold(c, course_id, &f);
        if (st)
                return st;
        f.of = ARENA_ARRAY(c->arena, n + 1, size_t);
        for (size_t i = 0; i < n; i++)
                f.of[i] = (size_t)NONE;
        f.used = ARENA_ARRAY(c->arena, f.n_have + 1, bool);
        m.id = ARENA_ARRAY(c->arena, f.n_have + 1, int64_t);
        fit(c, &f, same_id);
        fit(c, &f, same_hours);
        fit(c, &f, same_day);
        if (as_many_left(&f))
                fit(c, &f, in_order);
        st = sessions_make(c, course_id, &f, &m);
        *moved = m.id;
        *n_moved = m.n;
        return st ? st : db_commit(&tx);
}

/* ---- recordings ---------------------------------------------------------------------------------------------- */

static bool may_say(struct ctx *c, const struct course *k, enum recording_state s)
{
        bool answer = s == REC_INTENDED || s == REC_UNWANTED;

        return course_may_edit(c, k->department_id) || (answer && c->actor && k->owner_id == c->actor->person_id);
}

enum status course_recording_set(struct ctx *c, int64_t session_id, enum recording_state s, const char *reason)
{
        struct course_session is;
        struct course k;
        enum status st = course_session_load(c, session_id, &is);

        if (!st)
                st = course_load(c, is.course_id, &k);
        if (!st && !may_say(c, &k, s))
                st = ST_NOT_FOUND;
        if (st)
                return st;
        if (!*is.recording)
                return ctx_fail(c, ST_CONFLICT, MSG_course_recording_none);
        bool asks = s == REC_INTENDED || s == REC_UNWANTED;
        if (asks && (!reason || text_blank(reason)))
                form_error(c, "reason", MSG_course_recording_reason);
        if (reason && strlen(reason) > 2000)
                form_error(c, "reason", MSG_course_recording_reason_long);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_exec(c->db, &meeting_recorded,
                             DB_ARGS(DB_I("state", s), DB_T("reason", reason && *reason ? reason : is.rec_reason), DB_I("at", c->now),
                                     DB_REF("by", c->actor->person_id), DB_I("id", session_id)),
                             NULL);
        if (!st)
                st = course_touch(c, is.course_id);
        return st ? st : db_commit(&tx);
}

static const struct personal session_personal[] = {
        {"course_session", "rec_reason", "rec_by", "what was said of a recording that is missing"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_course_sessions = {.name = "ticket-course-sessions", .stmts = session_stmts, .personal = session_personal};

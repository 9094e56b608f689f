/* Bookings.  The room's row is locked first, in a statement of its own, so that two who book at once wait for each
 * other instead of meeting in a deadlock; then the insert is tried and the database itself says whether the time is
 * taken.  A refusal rolls everything back; only then one looks who has the room and what could be offered. */
#include "desk/agenda/agenda_own.h"
#include "desk/agenda/room.h"
#include "html/human.h"

#define BOOKING_COLUMNS                                                                                            \
        "SELECT b.id, b.room_id, b.from_at, b.to_at, b.ticket_id, b.by_id, b.version, b.flag, b.title, r.code AS room_code," \
        " r.name AS room_name, p.name AS by_name, t.kind, t.num, t.subject, t.assignee_id, k.code AS course_code,"  \
        " CASE WHEN t.id IS NULL THEN 0 WHEN CAST(:all AS BIGINT) = 1 THEN 1 WHEN " TICKET_VISIBLE " THEN 1 ELSE 0 END AS visible" \
        " FROM booking b JOIN room r ON r.id = b.room_id LEFT JOIN person p ON p.id = b.by_id"                      \
        " LEFT JOIN ticket t ON t.id = b.ticket_id LEFT JOIN course k ON k.id = t.course_id"

/* A booking lasts a day at most, so that one which began earlier cannot touch the window. */
DB_STMT(booking_in_room,
        BOOKING_COLUMNS " WHERE b.room_id = :room AND b.state = 10 AND b.from_at > CAST(:from AS BIGINT) - 86400000 AND b.from_at < :to"
        " AND b.to_at > :from ORDER BY b.from_at, b.id LIMIT 500");
DB_STMT(booking_in_all,
        BOOKING_COLUMNS " WHERE b.state = 10 AND b.from_at > CAST(:from AS BIGINT) - 86400000 AND b.from_at < :to AND b.to_at > :from"
        " ORDER BY b.from_at, b.id LIMIT 500");
DB_STMT(booking_own,
        BOOKING_COLUMNS " WHERE b.state = 10 AND b.from_at > CAST(:from AS BIGINT) - 86400000 AND b.to_at > :from"
        " AND (b.by_id = :me OR t.assignee_id = :me) ORDER BY b.from_at, b.id LIMIT 100");
DB_STMT(booking_one, BOOKING_COLUMNS " WHERE b.id = :id AND b.state = 10");
DB_STMT(booking_of_ticket, BOOKING_COLUMNS " WHERE b.ticket_id = :id AND b.state = 10 ORDER BY b.id LIMIT 1");
DB_STMT(booking_lock, "SELECT state FROM room WHERE id = :id @lock");
DB_STMT(booking_insert,
        "INSERT INTO booking (room_id, from_at, to_at, ticket_id, by_id, title) VALUES (:room, :from, :to, :ticket, :by, :title)"
        " RETURNING id");
DB_STMT(booking_update,
        "UPDATE booking SET room_id = :room, from_at = :from, to_at = :to, title = :title, flag = NULL, version = version + 1"
        " WHERE id = :id AND version = :version AND state = 10");
DB_STMT(booking_end, "UPDATE booking SET state = 60, version = version + 1 WHERE id = :id AND version = :version AND state = 10");
DB_STMT(booking_end_of, "UPDATE booking SET state = 60, version = version + 1 WHERE ticket_id = :id AND state = 10");
DB_STMT(booking_freed,
        "UPDATE support_task SET room_was_id = COALESCE((SELECT b.room_id FROM booking b WHERE b.ticket_id = :id AND b.state = 10"
        " ORDER BY b.id LIMIT 1), room_was_id) WHERE ticket_id = :id");
DB_STMT(booking_had, "SELECT room_was_id FROM support_task WHERE ticket_id = :id AND room_was_id IS NOT NULL");
DB_STMT(booking_settled, "UPDATE support_task SET room_was_id = NULL WHERE ticket_id = :id AND room_was_id IS NOT NULL");
static const struct db_stmt *const booking_stmts[] = {
        &booking_freed,   &booking_had,    &booking_settled,
        &booking_in_room, &booking_in_all, &booking_own,  &booking_one, &booking_of_ticket, &booking_lock,
        &booking_insert,  &booking_update, &booking_end, &booking_end_of, NULL};

#define I(m) DB_COL_I64(struct booking, m)
#define T(m) DB_COL_TEXT(struct booking, m)
static const struct db_col booking_cols[] = {
        I(id), I(room_id), I(from_at), I(to_at), I(ticket_id), I(by_id), I(version), T(flag), T(title), T(room_code), T(room_name),
        T(by_name), I(kind), I(num), T(subject), I(assignee_id), T(course_code), I(visible), DB_COL_END};
#undef I
#undef T

enum { MINE_MAX = 100, AHEAD_DAYS = 800, TITLE_MAX = 120, OFFER_DAYS = 7, QUARTERS_A_DAY = 96, OFFER_FROM_HOUR = 7, OFFER_TO_HOUR = 21 };

enum status agenda_agents_only(const struct ctx *c)
{
        return !c->actor ? ST_SIGN_IN : c->actor->system || c->actor->roles ? ST_OK : ST_NOT_FOUND;
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

static void booking_show(struct ctx *c, struct booking *b)
{
        if (!b->visible)
                b->subject = b->course_code = NULL;
        b->number = b->visible ? ticket_number(c, b->kind, b->num) : NULL;
        b->may = c->actor->system || ctx_role(c, ROLE_ADMIN) || (b->by_id && b->by_id == c->actor->person_id) ||
                 (b->assignee_id && b->assignee_id == c->actor->person_id);
        /* whoever works on the ticket */
        struct ticket t;
        if (!b->may && b->visible && b->ticket_id)
                b->may = ticket_raw(c, b->ticket_id, &t) == ST_OK && ticket_can(c, &t, ACT_WORK);
}

static enum status rows(struct ctx *c, const struct db_stmt *s, struct db_args args, struct booking **out, size_t *n)
{
        enum status st = agenda_agents_only(c);

        if (!st)
                st = db_all(c->db, c->arena, s, args, booking_cols, sizeof **out, BOOKINGS_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                booking_show(c, &(*out)[i]);
        return st;
}

#define ME DB_I("all", c->actor->system), DB_I("me", c->actor->person_id)

enum status booking_list(struct ctx *c, int64_t room_id, int64_t from, int64_t to, struct booking **out, size_t *n)
{
        if (!c->actor)
                return ST_SIGN_IN;
        if (room_id)
                return rows(c, &booking_in_room, DB_ARGS(ME, DB_I("room", room_id), DB_I("from", from), DB_I("to", to)), out, n);
        return rows(c, &booking_in_all, DB_ARGS(ME, DB_I("from", from), DB_I("to", to)), out, n);
}

enum status booking_mine(struct ctx *c, struct booking **out, size_t *n)
{
        return c->actor ? rows(c, &booking_own, DB_ARGS(ME, DB_I("from", c->now)), out, n) : ST_SIGN_IN;
}

static enum status one(struct ctx *c, const struct db_stmt *s, int64_t id, struct booking *out)
{
        enum status st = agenda_agents_only(c);

        if (!st)
                st = db_one(c->db, c->arena, s, DB_ARGS(ME, DB_I("id", id)), booking_cols, out);
        if (!st)
                booking_show(c, out);
        return st;
}

enum status booking_load(struct ctx *c, int64_t id, struct booking *out)
{
        return one(c, &booking_one, id, out);
}

enum status booking_of(struct ctx *c, int64_t ticket_id, struct booking *out)
{
        return one(c, &booking_of_ticket, ticket_id, out);
}

/* ---- what one asks for ---------------------------------------------------------------------------------------- */

void agenda_times_fit(struct ctx *c, int64_t from, int64_t to)
{
        if (from <= 0)
                form_error(c, "from", MSG_agenda_from_missing);
        else if (to <= from)
                form_error(c, "to", MSG_agenda_to_early);
        else if (to - from > BOOKING_MAX_MS)
                form_error(c, "to", MSG_agenda_too_long_time);
        else if (from > c->now + AHEAD_DAYS * DAY_MS)
                form_error(c, "from", MSG_agenda_too_far);
        else if (to <= c->now && !c->actor->system)
                form_error(c, "from", MSG_agenda_past);
}

static enum status room_fits(struct ctx *c, int64_t room_id)
{
        struct room r;
        enum status st = room_id ? room_load(c, room_id, &r) : ST_NOT_FOUND;

        if (st && st != ST_NOT_FOUND)
                return st;
        if (st || r.state != ROOM_OFFERED)
                form_error(c, "room", MSG_agenda_room_unknown);
        return ST_OK;
}

static enum status ticket_fits(struct ctx *c, int64_t ticket_id)
{
        struct ticket t;
        enum status st = ticket_id ? ticket_load(c, ticket_id, ACT_WORK, &t) : ST_OK;

        if (st == ST_NOT_FOUND || st == ST_DENIED || (!st && ticket_id && t.state >= STATE_RESOLVED)) {
                form_error(c, "ticket", MSG_agenda_ticket_unknown);
                return ST_OK;
        }
        return st;
}

static enum status draft_fits(struct ctx *c, const struct booking_draft *d, const char **title)
{
        const char *raw = d->title ? d->title : "";
        enum status st = room_fits(c, d->room_id);

        agenda_times_fit(c, d->from_at, d->to_at);
        if (strlen(raw) > MAX_SUBJECT_BYTES)
                form_error(c, "title", MSG_agenda_too_long);
        *title = strlen(raw) > MAX_SUBJECT_BYTES ? "" : text_short(c->arena, text_clean(c->arena, raw, strlen(raw), true), TITLE_MAX);
        if (!st)
                st = ticket_fits(c, d->ticket_id);
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static enum status room_lock(struct ctx *c, int64_t room_id)
{
        int64_t state;
        enum status st = db_i64(c->db, &booking_lock, DB_ARGS(DB_I("id", room_id)), &state);

        if (!st && state != ROOM_OFFERED) {
                form_error(c, "room", MSG_agenda_room_unknown);
                st = ST_INVALID;
        }
        return st;
}

static enum status booking_move(struct ctx *c, const struct booking_draft *d, const struct booking *old, const char *title)
{
        int64_t n;
        enum status st = db_exec(c->db, &booking_update,
                                 DB_ARGS(DB_I("room", d->room_id), DB_I("from", d->from_at), DB_I("to", d->to_at),
                                         DB_T("title", *title ? title : old->title), DB_I("id", old->id),
                                         DB_I("version", d->version ? d->version : old->version)),
                                 &n);

        return st ? st : n ? ST_OK : ctx_fail(c, ST_STALE, MSG_agenda_stale);
}

/* The one that changes: by id, or what the ticket has already; id 0 when it is new. */
static enum status booking_before(struct ctx *c, const struct booking_draft *d, struct booking *old)
{
        enum status st = d->id ? booking_load(c, d->id, old) : d->ticket_id ? booking_of(c, d->ticket_id, old) : ST_NOT_FOUND;

        if (st == ST_NOT_FOUND && !d->id) {
                *old = (struct booking){.title = ""};
                return ST_OK;
        }
        return st ? st : old->may ? ST_OK : ctx_fail(c, ST_DENIED, MSG_agenda_not_yours);
}

static enum status booking_write(struct ctx *c, const struct booking_draft *d, int64_t *id)
{
        const char *title;
        struct booking old;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : booking_before(c, d, &old);
        if (!st)
                st = draft_fits(c, d, &title);
        if (!st)
                st = room_lock(c, d->room_id);
        if (st)
                return st;
        *id = old.id;
        if (old.id)
                st = booking_move(c, d, &old, title);
        else
                st = db_i64(c->db, &booking_insert,
                            DB_ARGS(DB_I("room", d->room_id), DB_I("from", d->from_at), DB_I("to", d->to_at),
                                    DB_REF("ticket", d->ticket_id), DB_REF("by", c->actor->person_id), DB_T("title", title)),
                            id);
        if (!st && d->ticket_id)
                st = db_exec(c->db, &booking_settled, DB_ARGS(DB_I("id", d->ticket_id)), NULL);
        return st ? st : db_commit(&tx);
}

enum status booking_save(struct ctx *c, const struct booking_draft *d, int64_t *id, struct booking_offer *offer)
{
        struct booking_offer unasked;
        enum status st = agenda_agents_only(c);

        if (!st)
                st = booking_write(c, d, id);
        if (st != ST_CONFLICT)
                return st;
        return booking_refused(c, d, offer ? offer : &unasked);
}

enum status booking_cancel(struct ctx *c, int64_t id, int64_t version)
{
        struct booking b;
        int64_t n;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : booking_load(c, id, &b);
        if (!st && !b.may)
                st = ctx_fail(c, ST_DENIED, MSG_agenda_not_yours);
        if (!st)
                st = db_exec(c->db, &booking_end, DB_ARGS(DB_I("id", id), DB_I("version", version ? version : b.version)), &n);
        if (!st && !n)
                st = ctx_fail(c, ST_STALE, MSG_agenda_stale);
        return st ? st : db_commit(&tx);
}

enum status booking_free(struct ctx *c, int64_t ticket_id, bool for_now)
{
        enum status st = for_now ? db_exec(c->db, &booking_freed, DB_ARGS(DB_I("id", ticket_id)), NULL) : ST_OK;

        return st ? st : db_exec(c->db, &booking_end_of, DB_ARGS(DB_I("id", ticket_id)), NULL);
}

/* ---- what is free --------------------------------------------------------------------------------------------------- */

static const struct booking *touching(const struct booking *b, size_t n, int64_t room_id, int64_t from, int64_t to, int64_t not_id)
{
        for (size_t i = 0; i < n; i++)
                if (b[i].room_id == room_id && b[i].id != not_id && b[i].from_at < to && b[i].to_at > from)
                        return &b[i];
        return NULL;
}

enum status room_states(struct ctx *c, int64_t from, int64_t to, struct room_now **out, size_t *n)
{
        struct room *r;
        struct booking *b;
        size_t n_b = 0;
        enum status st = room_list(c, false, &r, n);

        if (!st)
                st = booking_list(c, 0, from, to, &b, &n_b);
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, *n + 1, struct room_now);
        for (size_t i = 0; i < *n; i++) {
                struct room_now *x = &(*out)[i];
                *x = (struct room_now){.room = &r[i], .taken = touching(b, n_b, r[i].id, from, to, 0)};
                int64_t end = x->taken ? x->taken->to_at : 0;
                for (const struct booking *k; end && (k = touching(b, n_b, r[i].id, end, end + 1, 0));)
                        end = k->to_at;
                x->free_at = end && end < to ? end : 0;
        }
        return ST_OK;
}

/* By day only: nobody is offered a room in the middle of the night because it is free then. */
static bool by_day(const struct ctx *c, int64_t from, int64_t to)
{
        struct civil a, b;

        zone_local(c->zone, from, &a);
        zone_local(c->zone, to - 1, &b);
        return a.hour >= OFFER_FROM_HOUR && b.hour < OFFER_TO_HOUR && a.day == b.day;
}

/* Steps away from the asked moment by quarters of an hour, both ways, until one is free. */
static enum status other_moment(struct ctx *c, const struct booking_draft *d, int64_t not_id, struct booking_offer *o)
{
        struct booking *b;
        size_t n = 0;
        int64_t length = d->to_at - d->from_at;
        enum status st = booking_list(c, d->room_id, d->from_at - OFFER_DAYS * DAY_MS, d->to_at + OFFER_DAYS * DAY_MS, &b, &n);

        for (int64_t i = 1; !st && i <= OFFER_DAYS * QUARTERS_A_DAY; i++) {
                const int64_t start[] = {d->from_at + i * 15 * MINUTE_MS, d->from_at - i * 15 * MINUTE_MS};
                for (size_t k = 0; k < ARRAY_LEN(start); k++) {
                        if (start[k] < c->now || !by_day(c, start[k], start[k] + length) ||
                            touching(b, n, d->room_id, start[k], start[k] + length, not_id))
                                continue;
                        o->room_id = d->room_id;
                        o->from_at = start[k];
                        o->to_at = start[k] + length;
                        return ST_OK;
                }
        }
        return st;
}

enum status booking_again(struct ctx *c, int64_t ticket_id, int64_t from, int64_t to)
{
        int64_t room = 0, state = 0, id;
        struct booking *b;
        size_t n = 0;
        enum status st = db_i64(c->db, &booking_had, DB_ARGS(DB_I("id", ticket_id)), &room);

        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        if (to <= c->now) /* the event is over: nobody needs its room */
                return db_exec(c->db, &booking_settled, DB_ARGS(DB_I("id", ticket_id)), NULL);
        /* whoever books waits for the room's row, so that what is free now stays free until this commits */
        st = db_i64(c->db, &booking_lock, DB_ARGS(DB_I("id", room)), &state);
        if (!st)
                st = booking_list(c, room, from, to, &b, &n);
        if (st || n || state != ROOM_OFFERED)
                return st;
        st = db_i64(c->db, &booking_insert,
                    DB_ARGS(DB_I("room", room), DB_I("from", from), DB_I("to", to), DB_REF("ticket", ticket_id),
                            DB_REF("by", c->actor->person_id), DB_T("title", "")),
                    &id);
        return st ? st : db_exec(c->db, &booking_settled, DB_ARGS(DB_I("id", ticket_id)), NULL);
}

static bool same_sort(const struct room *a, const struct room *b)
{
        return str_eq(a->kind, b->kind) && str_eq(a->site, b->site);
}

static enum status other_room(struct ctx *c, const struct booking_draft *d, const struct room *asked, struct booking_offer *o)
{
        struct room_now *x;
        size_t n;
        enum status st = room_states(c, d->from_at, d->to_at, &x, &n);

        for (size_t i = 0; !st && i < n; i++) {
                /* as many seats if there is one, else any of the kind */
                bool better = !o->room_id || (x[i].room->capacity >= asked->capacity && !o->other_room);
                if (x[i].taken || x[i].room->id == asked->id || !same_sort(x[i].room, asked) || !better)
                        continue;
                *o = (struct booking_offer){.room_id = x[i].room->id, .from_at = d->from_at, .to_at = d->to_at,
                                            .room_name = x[i].room->name, .other_room = x[i].room->capacity >= asked->capacity};
        }
        o->other_room = o->room_id != 0;
        return st;
}

static const char *clock_text(struct ctx *c, int64_t at)
{
        return human_time(c->arena, c->lang, c->zone, at);
}

static void offer_say(struct ctx *c, struct booking_offer *o)
{
        struct html_arg args[] = {{"room", o->room_name, 0},
                                  {"when", human_datetime(c->arena, c->lang, c->zone, o->from_at, c->now), 0}};

        o->label = !o->room_id ? NULL : msg_text(c->arena, c->lang, o->other_room ? MSG_agenda_book_room : MSG_agenda_book_then,
                                                 o->other_room ? 1 : 2, args);
}

/* « Cubicule 2 est pris de 11 h à 12 h (TASK-18, BIO1400). Cubicule 3 est libre au même moment. » */
static const char *refusal(struct ctx *c, const struct room *r, const struct booking *b, const struct booking_offer *o)
{
        const char *what = b && b->number ? b->course_code ? arena_fmt(c->arena, " (%s, %s)", b->number, b->course_code)
                                                           : arena_fmt(c->arena, " (%s)", b->number) : "";
        struct html_arg taken[] = {{"room", r->name, 0}, {"from", b ? clock_text(c, b->from_at) : "", 0},
                                   {"to", b ? clock_text(c, b->to_at) : "", 0}, {"what", what, 0}};
        struct html_arg free[] = {{"room", o->room_name ? o->room_name : r->name, 0},
                                  {"when", o->room_id ? human_datetime(c->arena, c->lang, c->zone, o->from_at, c->now) : "", 0}};
        const char *first = b ? msg_text(c->arena, c->lang, MSG_agenda_taken, ARRAY_LEN(taken), taken)
                              : msg_text(c->arena, c->lang, MSG_agenda_taken_now, 1, taken);
        const char *then = !o->room_id ? ctx_msg(c, MSG_agenda_no_offer)
                           : o->other_room ? msg_text(c->arena, c->lang, MSG_agenda_free_room, 1, free)
                                           : msg_text(c->arena, c->lang, MSG_agenda_free_then, 2, free);

        return arena_fmt(c->arena, "%s %s", first, then);
}

/* The sentence, and what to offer; the room itself when it is free by now. */
static enum status way_out(struct ctx *c, const struct booking_draft *d, const struct booking *own, struct booking_offer *offer, const char **why)
{
        struct room r;
        struct booking *b;
        size_t n = 0;
        const struct booking *by = NULL;

        *offer = (struct booking_offer){0};
        enum status st = room_load(c, d->room_id, &r);
        if (!st)
                st = booking_list(c, d->room_id, d->from_at, d->to_at, &b, &n);
        if (!st)
                st = other_room(c, d, &r, offer);
        if (!st && !offer->room_id && r.state == ROOM_OFFERED) {
                offer->room_name = r.name;
                st = other_moment(c, d, own->id, offer);
        }
        if (st)
                return st;
        offer_say(c, offer);
        by = touching(b, n, r.id, d->from_at, d->to_at, own->id);
        *why = refusal(c, &r, by, offer);
        return ST_OK;
}

enum status booking_refused(struct ctx *c, const struct booking_draft *d, struct booking_offer *offer)
{
        struct booking own = {0};
        const char *why;

        if (db_in_tx(c->db)) { /* the refusal spoilt it: nothing can be asked before the rollback */
                *offer = (struct booking_offer){.asked = *d};
                return ST_CONFLICT;
        }
        enum status st = d->id || d->ticket_id ? booking_before(c, d, &own) : ST_OK;

        if (!st)
                st = way_out(c, d, &own, offer, &why);
        if (st)
                return st;
        form_error_text(c, "room", why);
        return ctx_fail_text(c, ST_CONFLICT, why);
}

enum status booking_lost(struct ctx *c, int64_t ticket_id, int64_t from, int64_t to, struct booking_offer *offer, const char **why)
{
        struct booking_draft d = {.from_at = from, .to_at = to, .ticket_id = ticket_id};
        const struct booking none = {0};
        struct booking *b;
        struct room r;
        size_t n = 0;
        enum status st = agenda_agents_only(c);

        *why = NULL;
        if (!st)
                st = db_i64(c->db, &booking_had, DB_ARGS(DB_I("id", ticket_id)), &d.room_id);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        st = room_load(c, d.room_id, &r);
        if (!st)
                st = booking_list(c, r.id, from, to, &b, &n);
        if (st || n || r.state != ROOM_OFFERED)
                return st ? st : way_out(c, &d, &none, offer, why);
        /* free again since: the room itself is the way out */
        struct html_arg args[] = {{"room", r.name, 0}};
        *offer = (struct booking_offer){.room_id = r.id, .from_at = from, .to_at = to, .room_name = r.name, .other_room = true};
        offer_say(c, offer);
        *why = msg_text(c->arena, c->lang, MSG_agenda_free_room, 1, args);
        return ST_OK;
}

static const struct personal booking_personal[] = {{"booking", "title", "by_id", "rooms one booked"}, {NULL, NULL, NULL, NULL}};

const struct slice slice_agenda_booking = {.name = "agenda-booking", .stmts = booking_stmts, .personal = booking_personal};

/* Rooms and cubicles: what one may book.  A room is never deleted, its bookings tell of it; retired, it is offered
 * no more. */
#include "desk/agenda/agenda_own.h"
#include "desk/agenda/room.h"

#define ROOM_COLUMNS "SELECT r.id, r.state, r.capacity, r.version, r.code, r.name, r.site, r.kind, r.note FROM room r"

DB_STMT(room_rows, ROOM_COLUMNS " WHERE r.state = 10 OR CAST(:all AS BIGINT) = 1 ORDER BY r.site, r.kind, r.code LIMIT 300");
DB_STMT(room_one, ROOM_COLUMNS " WHERE r.id = :id");
DB_STMT(room_coded, ROOM_COLUMNS " WHERE r.code = :code");
DB_STMT(room_count, "SELECT COUNT(*) FROM room");
DB_STMT(room_insert,
        "INSERT INTO room (code, name, site, kind, state, capacity, note) VALUES (:code, :name, :site, :kind, :state, :capacity,"
        " :note) ON CONFLICT (code) DO NOTHING RETURNING id");
DB_STMT(room_update,
        "UPDATE room SET name = :name, site = :site, kind = :kind, state = :state, capacity = :capacity, note = :note,"
        " version = version + 1 WHERE id = :id AND version = :version");
static const struct db_stmt *const room_stmts[] = {&room_rows, &room_one, &room_coded, &room_count, &room_insert, &room_update, NULL};

#define I(m) DB_COL_I64(struct room, m)
#define T(m) DB_COL_TEXT(struct room, m)
static const struct db_col room_cols[] = {I(id), I(state), I(capacity), I(version), T(code), T(name), T(site), T(kind), T(note), DB_COL_END};
#undef I
#undef T

enum { NOTE_BYTES = 400 };

const char *const room_kinds[] = {"room", "cubicle", "studio", "virtual", NULL};

bool room_kind_known(const char *kind)
{
        for (size_t i = 0; room_kinds[i]; i++)
                if (str_eq(room_kinds[i], kind))
                        return true;
        return false;
}

const char *room_kind_label(struct ctx *c, const char *kind)
{
        return ctx_msg(c, str_eq(kind, "cubicle") ? MSG_agenda_kind_cubicle : str_eq(kind, "studio") ? MSG_agenda_kind_studio
                          : str_eq(kind, "virtual") ? MSG_agenda_kind_virtual : MSG_agenda_kind_room);
}


bool room_may_change(const struct ctx *c)
{
        return c->actor && ctx_role(c, ROLE_ADMIN | ROLE_DEPT_ADMIN);
}

enum status room_list(struct ctx *c, bool all, struct room **out, size_t *n)
{
        enum status st = agenda_agents_only(c);

        return st ? st : db_all(c->db, c->arena, &room_rows, DB_ARGS(DB_I("all", all)), room_cols, sizeof **out, ROOMS_MAX, out, n);
}

enum status room_load(struct ctx *c, int64_t id, struct room *out)
{
        enum status st = agenda_agents_only(c);

        return st ? st : db_one(c->db, c->arena, &room_one, DB_ARGS(DB_I("id", id)), room_cols, out);
}

enum status room_by_code(struct ctx *c, const char *code, struct room *out)
{
        enum status st = agenda_agents_only(c);

        if (!st && (!code || strlen(code) > ROOM_CODE_MAX))
                st = ST_NOT_FOUND;
        return st ? st : db_one(c->db, c->arena, &room_coded, DB_ARGS(DB_T("code", code)), room_cols, out);
}

/* a–z A–Z 0–9 . _ -: as it stands on the door and in addresses */
static bool code_ok(const char *s)
{
        size_t n = strlen(s);

        return n >= 1 && n <= ROOM_CODE_MAX &&
               strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == n;
}

static const char *taken_text(struct ctx *c, const char *field, const char *raw, size_t max)
{
        const char *s = raw ? raw : "";

        if (strlen(s) > max) {
                form_error(c, field, MSG_agenda_too_long);
                return "";
        }
        return text_clean(c->arena, s, strlen(s), true);
}

static void room_take(struct ctx *c, const struct room *in, struct room *r)
{
        *r = *in;
        r->code = in->code ? in->code : "";
        r->name = taken_text(c, "name", in->name, MAX_NAME_BYTES);
        r->site = taken_text(c, "site", in->site, MAX_NAME_BYTES);
        r->note = taken_text(c, "note", in->note, NOTE_BYTES);
        if (!in->id && !code_ok(r->code))
                form_error(c, "code", MSG_agenda_room_code_bad);
        if (text_blank(r->name) && !form_msg(c, "name"))
                form_error(c, "name", MSG_agenda_room_name_missing);
        if (!room_kind_known(in->kind))
                form_error(c, "kind", MSG_agenda_room_kind_bad);
        if (in->capacity < 0 || in->capacity > 10000)
                form_error(c, "capacity", MSG_agenda_room_capacity_bad);
        r->state = in->state ? in->state : ROOM_OFFERED;
        if (r->state != ROOM_OFFERED && r->state != ROOM_RETIRED)
                form_error(c, "state", MSG_agenda_room_state_bad);
}

static enum status room_add(struct ctx *c, const struct room *r, int64_t *id)
{
        int64_t n = 0;
        enum status st = db_i64(c->db, &room_count, DB_NO_ARGS, &n);

        if (!st && n >= ROOMS_MAX)
                return ctx_fail(c, ST_CONFLICT, MSG_agenda_rooms_many);
        if (!st)
                st = db_i64(c->db, &room_insert,
                            DB_ARGS(DB_T("code", r->code), DB_T("name", r->name), DB_T("site", r->site), DB_T("kind", r->kind),
                                    DB_I("state", r->state), DB_I("capacity", r->capacity), DB_T("note", r->note)),
                            id);
        if (st != ST_NOT_FOUND)
                return st;
        form_error(c, "code", MSG_agenda_room_code_taken);
        return ST_INVALID;
}

static enum status room_put(struct ctx *c, const struct room *r, const struct room *old)
{
        int64_t rows;
        enum status st = db_exec(c->db, &room_update,
                                 DB_ARGS(DB_T("name", r->name), DB_T("site", r->site), DB_T("kind", r->kind), DB_I("state", r->state),
                                         DB_I("capacity", r->capacity), DB_T("note", r->note), DB_I("id", r->id),
                                         DB_I("version", r->version ? r->version : old->version)),
                                 &rows);

        return st ? st : rows ? ST_OK : ctx_fail(c, ST_STALE, MSG_agenda_stale);
}

enum status room_save(struct ctx *c, const struct room *in, int64_t *id)
{
        struct room r, old = {0};

        if (!c->actor)
                return ST_SIGN_IN;
        if (!room_may_change(c))
                return ctx_role(c, ~0) ? ST_DENIED : ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st && in->id)
                st = room_load(c, in->id, &old);
        if (st)
                return st;
        room_take(c, in, &r);
        if (c->n_error)
                return ST_INVALID;
        *id = in->id;
        st = in->id ? room_put(c, &r, &old) : room_add(c, &r, id);
        if (!st)
                st = audit(c, in->id ? "room.change" : "room.add", "room", *id, "ok", r.code);
        return st ? st : db_commit(&tx);
}

const struct slice slice_agenda_room = {.name = "agenda-room", .stmts = room_stmts};

/* Types of support tasks: mode, group, length and points to check, as data that an administrator writes.  The text
 * of the points is one line each, so that a whole list can be pasted. */
#include "desk/agenda/agenda_own.h"
#include "desk/agenda/support.h"
#include "desk/people/people.h"
#include "formats/json.h"

#define TYPE_COLUMNS                                                                                              \
        "SELECT y.id, y.group_id, y.minutes, y.state, y.version, y.code, y.name_fr, y.name_en, y.mode, y.checklist," \
        " g.name AS group_name, g.code AS group_code FROM support_template y JOIN support_group g ON g.id = y.group_id"

DB_STMT(type_rows, TYPE_COLUMNS " WHERE y.state = 10 OR CAST(:all AS BIGINT) = 1 ORDER BY y.name_fr, y.id LIMIT 200");
DB_STMT(type_one, TYPE_COLUMNS " WHERE y.id = :id");
DB_STMT(type_coded, TYPE_COLUMNS " WHERE y.code = :code");
DB_STMT(type_count, "SELECT COUNT(*) FROM support_template");
DB_STMT(type_insert,
        "INSERT INTO support_template (code, name_fr, name_en, group_id, mode, minutes, checklist) VALUES (:code, :fr, :en, :group,"
        " :mode, :minutes, :list) ON CONFLICT (code) DO NOTHING RETURNING id");
DB_STMT(type_update,
        "UPDATE support_template SET name_fr = :fr, name_en = :en, group_id = :group, mode = :mode, minutes = :minutes,"
        " checklist = :list, state = :state, version = version + 1 WHERE id = :id AND version = :version");
static const struct db_stmt *const type_stmts[] = {&type_rows, &type_one, &type_coded, &type_count, &type_insert, &type_update, NULL};

#define I(m) DB_COL_I64(struct support_type, m)
#define T(m) DB_COL_TEXT(struct support_type, m)
static const struct db_col type_cols[] = {I(id), I(group_id), I(minutes), I(state), I(version), T(code), T(name_fr), T(name_en),
                                          T(mode), T(checklist), T(group_name), T(group_code), DB_COL_END};
#undef I
#undef T

enum { CODE_MAX = 40, POINT_MAX = 200, POINTS_BYTES = 16000, MINUTES_MAX = 1440 };

/* ---- words ------------------------------------------------------------------------------------------------ */

const char *const support_modes[] = {"class_call", "class_room", "recording_call", "recording_virtual", "recording_cubicle", "accompany", NULL};
static const int mode_labels[] = {MSG_agenda_mode_class_call, MSG_agenda_mode_class_room, MSG_agenda_mode_recording_call,
                                  MSG_agenda_mode_recording_virtual, MSG_agenda_mode_recording_cubicle, MSG_agenda_mode_accompany};
const char *const support_roles[] = {"presenter", "moderator", "super_user", NULL};
static const int role_labels[] = {MSG_agenda_role_presenter, MSG_agenda_role_moderator, MSG_agenda_role_super_user};

static size_t word_in(const char *const *words, const char *word)
{
        size_t i = 0;

        while (words[i] && !str_eq(words[i], word))
                i++;
        return i;
}

bool support_mode_known(const char *mode)
{
        return support_modes[word_in(support_modes, mode)] != NULL;
}

const char *support_mode_label(struct ctx *c, const char *mode)
{
        size_t i = word_in(support_modes, mode);

        return support_modes[i] ? ctx_msg(c, mode_labels[i]) : mode ? mode : "";
}

bool support_on_call(const char *mode)
{
        return str_eq(mode, "class_call") || str_eq(mode, "recording_call");
}

bool support_role_known(const char *role)
{
        return support_roles[word_in(support_roles, role)] != NULL;
}

const char *support_role_label(struct ctx *c, const char *role)
{
        size_t i = word_in(support_roles, role);

        return support_roles[i] ? ctx_msg(c, role_labels[i]) : role ? role : "";
}

/* ---- points ------------------------------------------------------------------------------------------------ */

static void points_read(struct ctx *c, struct support_type *t)
{
        const struct json *list;
        const char *why;

        t->points = NULL;
        t->n_points = 0;
        if (jv_parse(c->arena, t->checklist, strlen(t->checklist), &list, &why))
                return;
        struct support_point *p = ARENA_ARRAY(c->arena, TYPE_POINTS, struct support_point);
        for (size_t i = 0; i < jv_count(list) && t->n_points < TYPE_POINTS; i++) {
                const struct json *one = jv_at(list, i);
                const char *fr = jv_text(jv_get(one, "fr")), *en = jv_text(jv_get(one, "en"));
                if (fr)
                        p[t->n_points++] = (struct support_point){fr, en ? en : "", jv_true(jv_get(one, "required"))};
        }
        t->points = p;
}

const char *support_points_text(struct ctx *c, const struct support_type *t)
{
        struct buf b;

        buf_init(&b, c->arena, 2 * POINTS_BYTES);
        for (size_t i = 0; i < t->n_points; i++) {
                buf_fmt(&b, "%s%s", t->points[i].required ? "! " : "", t->points[i].fr);
                if (*t->points[i].en)
                        buf_fmt(&b, " | %s", t->points[i].en);
                buf_char(&b, '\n');
        }
        return b.p;
}

static const char *part(struct ctx *c, const char *s, size_t n)
{
        return text_clean(c->arena, s, n, true);
}

/* One line: "! fr | en".  False when it is blank or too long. */
static bool point_line(struct ctx *c, const char *line, size_t n, struct support_point *out)
{
        const char *bar;

        while (n && (*line == ' ' || *line == '\t'))
                line++, n--;
        *out = (struct support_point){.required = n && *line == '!'};
        if (out->required)
                line++, n--;
        bar = memchr(line, '|', n);
        out->fr = part(c, line, bar ? (size_t)(bar - line) : n);
        out->en = bar ? part(c, bar + 1, n - (size_t)(bar - line) - 1) : "";
        return *out->fr;
}

/* What was typed as JSON, or an error on "points". */
static const char *points_json(struct ctx *c, const char *typed)
{
        struct buf b;
        size_t n = 0;

        buf_init(&b, c->arena, 4 * POINTS_BYTES);
        buf_char(&b, '[');
        if (strlen(typed) > POINTS_BYTES)
                form_error(c, "points", MSG_agenda_too_long);
        for (const char *p = typed; *p && strlen(typed) <= POINTS_BYTES;) {
                size_t len = strcspn(p, "\n");
                struct support_point one;
                if (point_line(c, p, len, &one)) {
                        if (n++ >= TYPE_POINTS || utf8_count(one.fr) > POINT_MAX || utf8_count(one.en) > POINT_MAX) {
                                form_error(c, "points", MSG_agenda_points_bad);
                                break;
                        }
                        buf_str(&b, n > 1 ? ",{\"fr\":" : "{\"fr\":");
                        buf_json(&b, one.fr);
                        buf_str(&b, ",\"en\":");
                        buf_json(&b, one.en);
                        buf_fmt(&b, ",\"required\":%s}", one.required ? "true" : "false");
                }
                p += len + (p[len] != 0);
        }
        buf_char(&b, ']');
        return b.p;
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

static void type_show(struct ctx *c, struct support_type *t)
{
        t->name = c->lang == LANG_EN && *t->name_en ? t->name_en : t->name_fr;
        points_read(c, t);
}

enum status support_types(struct ctx *c, bool all, struct support_type **out, size_t *n)
{
        enum status st = agenda_agents_only(c);

        if (!st)
                st = db_all(c->db, c->arena, &type_rows, DB_ARGS(DB_I("all", all)), type_cols, sizeof **out, TYPES_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                type_show(c, &(*out)[i]);
        return st;
}

enum status support_type_load(struct ctx *c, int64_t id, struct support_type *out)
{
        enum status st = agenda_agents_only(c);

        if (!st)
                st = db_one(c->db, c->arena, &type_one, DB_ARGS(DB_I("id", id)), type_cols, out);
        if (!st)
                type_show(c, out);
        return st;
}

enum status support_type_by_code(struct ctx *c, const char *code, struct support_type *out)
{
        enum status st = agenda_agents_only(c);

        if (!st)
                st = db_one(c->db, c->arena, &type_coded, DB_ARGS(DB_T("code", code ? code : "")), type_cols, out);
        if (!st)
                type_show(c, out);
        return st;
}

/* ---- saving ---------------------------------------------------------------------------------------------------- */

static bool code_ok(const char *s)
{
        size_t n = strlen(s);

        return n >= 1 && n <= CODE_MAX && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-") == n;
}

static const char *name_take(struct ctx *c, const char *field, const char *raw)
{
        const char *s = raw && strlen(raw) <= 4 * TYPE_NAME_MAX ? text_clean(c->arena, raw, strlen(raw), true) : "";

        if (text_blank(s) || utf8_count(s) > TYPE_NAME_MAX)
                form_error(c, field, MSG_agenda_type_name_bad);
        return s;
}

static enum status type_take(struct ctx *c, const struct support_type_draft *d, const struct support_type *old, struct support_type *t)
{
        struct group g;

        *t = (struct support_type){.id = d->id, .group_id = d->group_id, .minutes = d->minutes, .state = d->state ? d->state : old->state,
                                   .mode = d->mode, .code = d->code ? d->code : ""};
        t->name_fr = name_take(c, "name_fr", d->name_fr);
        t->name_en = name_take(c, "name_en", d->name_en);
        t->checklist = points_json(c, d->points ? d->points : "");
        if (!d->id && !code_ok(t->code))
                form_error(c, "code", MSG_agenda_type_code_bad);
        if (!support_mode_known(d->mode))
                form_error(c, "mode", MSG_agenda_mode_bad);
        if (d->minutes < 5 || d->minutes > MINUTES_MAX)
                form_error(c, "minutes", MSG_agenda_minutes_bad);
        if (t->state != ROOM_OFFERED && t->state != ROOM_RETIRED)
                form_error(c, "state", MSG_agenda_room_state_bad);
        enum status st = d->group_id ? group_load(c, d->group_id, &g) : ST_NOT_FOUND;
        if (st == ST_NOT_FOUND || (!st && !c->actor->system && !people_manages(c, g.department_id))) {
                form_error(c, "group", MSG_agenda_group_bad);
                st = ST_OK;
        }
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

static enum status type_write(struct ctx *c, const struct support_type *t, const struct support_type *old, int64_t version, int64_t *id)
{
        int64_t rows;
        enum status st;

        *id = t->id;
        if (!t->id) {
                st = db_i64(c->db, &type_insert,
                            DB_ARGS(DB_T("code", t->code), DB_T("fr", t->name_fr), DB_T("en", t->name_en), DB_I("group", t->group_id),
                                    DB_T("mode", t->mode), DB_I("minutes", t->minutes), DB_T("list", t->checklist)),
                            id);
                if (st != ST_NOT_FOUND)
                        return st;
                form_error(c, "code", MSG_agenda_type_code_taken);
                return ST_INVALID;
        }
        st = db_exec(c->db, &type_update,
                     DB_ARGS(DB_T("fr", t->name_fr), DB_T("en", t->name_en), DB_I("group", t->group_id), DB_T("mode", t->mode),
                             DB_I("minutes", t->minutes), DB_T("list", t->checklist), DB_I("state", t->state), DB_I("id", t->id),
                             DB_I("version", version ? version : old->version)),
                     &rows);
        return st ? st : rows ? ST_OK : ctx_fail(c, ST_STALE, MSG_agenda_stale);
}

enum status support_type_save(struct ctx *c, const struct support_type_draft *d, int64_t *id)
{
        struct support_type t, old = {.state = ROOM_OFFERED};
        struct group g;
        int64_t n = 0;

        if (!c->actor)
                return ST_SIGN_IN;
        if (!ctx_role(c, ROLE_ADMIN | ROLE_DEPT_ADMIN))
                return ctx_role(c, ~0) ? ST_DENIED : ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st && d->id)
                st = support_type_load(c, d->id, &old);
        if (!st && d->id)
                st = group_load(c, old.group_id, &g);
        if (!st && d->id && !c->actor->system && !people_manages(c, g.department_id))
                st = ST_DENIED;
        if (!st)
                st = type_take(c, d, &old, &t);
        if (!st && !d->id)
                st = db_i64(c->db, &type_count, DB_NO_ARGS, &n);
        if (!st && n >= TYPES_MAX)
                st = ctx_fail(c, ST_CONFLICT, MSG_agenda_types_many);
        if (!st)
                st = type_write(c, &t, &old, d->version, id);
        if (!st)
                st = audit(c, d->id ? "support_type.change" : "support_type.add", "support_type", *id, "ok", d->id ? old.code : t.code);
        return st ? st : db_commit(&tx);
}

/* ---- as shipped --------------------------------------------------------------------------------------------------- */

static const struct {
        const char *code, *mode, *group, *group_name;
        int name, points;
        int64_t minutes;
} shipped[] = {
        {"classe-appel", "class_call", "technologues", "Technologues", MSG_agenda_ship_class_call, MSG_agenda_ship_points_call, 180},
        {"classe-salle", "class_room", "technologues", "Technologues", MSG_agenda_ship_class_room, MSG_agenda_ship_points_room, 60},
        {"captation-appel", "recording_call", "technologues", "Technologues", MSG_agenda_ship_recording_call, MSG_agenda_ship_points_call, 120},
        {"captation-salle", "recording_virtual", "technologues", "Technologues", MSG_agenda_ship_recording_virtual, MSG_agenda_ship_points_room, 60},
        {"captation-cubicule", "recording_cubicle", "technologues", "Technologues", MSG_agenda_ship_recording_cubicle, MSG_agenda_ship_points_cubicle, 120},
        {"accompagnement", "accompany", "techno-pedagogues", "Techno-pédagogues", MSG_agenda_ship_accompany, MSG_agenda_ship_points_accompany, 60},
};

/* The catalogue writes the points of a kind in one message, a line each; here both languages meet again. */
static const char *both(struct ctx *c, int message)
{
        const char *fr = msg_text(c->arena, LANG_FR, message, 0, NULL), *en = msg_text(c->arena, LANG_EN, message, 0, NULL);
        struct buf b;

        buf_init(&b, c->arena, POINTS_BYTES);
        while (*fr) {
                size_t n = strcspn(fr, "\n"), m = strcspn(en, "\n");
                buf_fmt(&b, "%.*s | %.*s\n", (int)n, fr, (int)m, en);
                fr += n + (fr[n] != 0);
                en += m + (en[m] != 0);
        }
        return b.p;
}

static enum status ship(struct ctx *c, size_t i)
{
        struct group g;
        int64_t id;
        enum status st = group_ready(c, shipped[i].group, shipped[i].group_name, &g);

        if (st)
                return st;
        struct support_type_draft d = {.group_id = g.id, .minutes = shipped[i].minutes, .code = shipped[i].code, .mode = shipped[i].mode,
                                       .name_fr = msg_text(c->arena, LANG_FR, shipped[i].name, 0, NULL),
                                       .name_en = msg_text(c->arena, LANG_EN, shipped[i].name, 0, NULL),
                                       .points = both(c, shipped[i].points)};
        return support_type_save(c, &d, &id);
}

static enum status shipped_there(struct ctx *c, size_t i)
{
        struct support_type t;

        return db_one(c->db, c->arena, &type_coded, DB_ARGS(DB_T("code", shipped[i].code)), type_cols, &t);
}

enum status support_types_missing(struct ctx *c, size_t *n)
{
        enum status st = ST_OK;

        *n = 0;
        for (size_t i = 0; !st && i < ARRAY_LEN(shipped); i++) {
                st = shipped_there(c, i);
                *n += st == ST_NOT_FOUND;
                st = st == ST_NOT_FOUND ? ST_OK : st;
        }
        return st;
}

enum status support_types_ensure(struct ctx *c)
{
        const struct actor *who = c->actor;

        if (!who)
                return ST_SIGN_IN;
        if (!ctx_role(c, ROLE_ADMIN))
                return ctx_role(c, ~0) ? ST_DENIED : ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_hold(c->db, "support_types", 0);
        c->actor = &actor_system;
        for (size_t i = 0; !st && i < ARRAY_LEN(shipped); i++) {
                st = shipped_there(c, i);
                if (st == ST_NOT_FOUND)
                        st = ship(c, i);
        }
        c->actor = who;
        return st ? st : db_commit(&tx);
}

const struct slice slice_agenda_types = {.name = "agenda-types", .stmts = type_stmts};

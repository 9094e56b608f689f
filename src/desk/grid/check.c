/* What applying a grid would do: rows read, compared with each other, then with what the database knows. */
#include <string.h>

#include "base/sha256.h"
#include "desk/grid/own.h"

/* Who works on course support: the group of the service of an approach's offer; its department's leads and
 * administrators.  Before the service exists only administrators. */
DB_STMT(grid_may_work,
        "SELECT count(*) FROM (SELECT 1 AS one FROM approach a JOIN offer o ON o.id = a.offer_id JOIN service s ON s.id = o.service_id"
        " WHERE EXISTS (SELECT 1 FROM group_member m WHERE m.group_id = s.group_id AND m.person_id = :me)"
        " OR EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = :me AND r.role IN ('lead', 'department_admin')"
        " AND r.department_id IN (0, s.department_id)) LIMIT 1) x");
static const struct db_stmt *const check_stmts[] = {&grid_may_work, NULL};
const struct slice slice_grid_check = {.name = "grid-check", .stmts = check_stmts};

bool grid_may(struct ctx *c)
{
        int64_t n = 0;

        if (!c->actor)
                return false;
        if (ctx_role(c, ROLE_ADMIN))
                return true;
        if (!ctx_role(c, ~0))
                return false;
        return db_i64(c->db, &grid_may_work, DB_ARGS(DB_I("me", c->actor->person_id)), &n) == ST_OK && n > 0;
}

/* ---- rows against each other ------------------------------------------------------------------------------------------ */

static const char *row_message(struct grid_work *w, int message, int64_t row, const char *value)
{
        const struct html_arg args[] = {{"row", NULL, row}, {"value", text_short(w->c->arena, value, 60), 0}};

        return msg_text(w->c->arena, w->c->lang, message, 2, args);
}

static void contradicts(struct grid_work *w, size_t i, const struct grid_entry *first)
{
        struct arena *a = w->c->arena;
        struct grid_entry *e = &w->entry[i];
        struct grid_row *r = &w->out->rows[i];
        const struct {
                enum grid_field field;
                const char *mine, *theirs;
        } same[] = {{GRID_TITLE, e->title, first->title}, {GRID_DEPARTMENT, e->department, first->department},
                    {*e->owner.mail ? GRID_MAIL : GRID_OWNER, *e->owner.mail ? e->owner.mail : e->owner.name,
                     *e->owner.mail ? first->owner.mail : first->owner.name}};

        for (size_t k = 0; k < ARRAY_LEN(same); k++)
                if (!str_eq(text_fold(a, same[k].mine), text_fold(a, same[k].theirs)))
                        grid_fault(w, r, same[k].field, row_message(w, MSG_grid_error_contradicts, first->row, same[k].theirs), same[k].theirs);
}

/* A sound row against those above it: the same course says the same, no approach twice. */
static void compare_rows(struct grid_work *w, size_t i)
{
        struct arena *a = w->c->arena;
        struct grid_entry *e = &w->entry[i];
        const struct grid_entry *first = grid_map_get(w->entries, e->key);

        if (e->bad)
                return;
        if (!first)
                grid_map_put(w->entries, a, e->key, e);
        else
                contradicts(w, i, first);
        e->bad = w->out->rows[i].n_errors > 0; /* what a faulty row says stands for nothing */
        for (size_t k = 0; !e->bad && k < e->n_approaches; k++) {
                const char *key = grid_line_key(a, e->key, e->approach[k]);
                const struct grid_entry *above = grid_map_get(w->entries, key);
                if (above)
                        grid_fault(w, &w->out->rows[i], GRID_APPROACHES, row_message(w, MSG_grid_error_twice, above->row, ""), NULL);
                else
                        grid_map_put(w->entries, a, key, e);
        }
        e->bad = w->out->rows[i].n_errors > 0;
}

static void rows_read(struct grid_work *w)
{
        struct grid_check *out = w->out;
        size_t n = w->sheet->n_rows;

        out->rows = ARENA_ARRAY(w->c->arena, n + 1, struct grid_row);
        out->n_rows = n;
        out->n_blank = w->sheet->n_blank;
        w->entry = ARENA_ARRAY(w->c->arena, n + 1, struct grid_entry);
        w->entries = grid_map_new(w->c->arena, 2 * n);
        for (size_t i = 0; i < n; i++) {
                grid_row_read(w, &w->sheet->rows[i], &out->rows[i], &w->entry[i]);
                compare_rows(w, i);
                if (!w->entry[i].bad)
                        grid_body_make(w->c, &w->entry[i]);
                out->n_bad_rows += w->entry[i].bad;
        }
        for (size_t i = 0, e = 0; i < n; i++) { /* the errors stand in the order of their rows */
                out->rows[i].errors = out->errors ? out->errors + e : NULL;
                e += out->rows[i].n_errors;
        }
}

/* ---- lines ---------------------------------------------------------------------------------------------------------------- */

static struct grid_line *line_add(struct grid_work *w, enum grid_kind kind)
{
        struct grid_check *out = w->out;

        if (out->n_lines == w->cap_lines) {
                size_t cap = w->cap_lines ? 2 * w->cap_lines : 256;
                struct grid_line *more = ARENA_ARRAY(w->c->arena, cap, struct grid_line);
                if (out->n_lines)
                        memcpy(more, out->lines, out->n_lines * sizeof *more);
                out->lines = more;
                w->cap_lines = cap;
        }
        out->count[kind]++;
        struct grid_line *l = &out->lines[out->n_lines++];
        *l = (struct grid_line){.kind = kind, .item_number = "", .title = ""};
        return l;
}

static const char *approach_name(const struct grid_work *w, int64_t id)
{
        for (size_t i = 0; i < w->n_approaches; i++)
                if (w->approach[i].id == id)
                        return w->approach[i].name;
        return "";
}

static void known_to(struct grid_work *w, const struct grid_known *k, struct grid_line *l)
{
        l->known = k;
        l->course_id = k->course_id;
        l->item_id = k->item_id;
        l->item_number = ticket_number(w->c, TICKET_ITEM, k->num);
        l->title = k->title;
}

/* Before and after of a line that was there: of the row, and of the line itself when its grid had let it go. */
static void line_diffs(struct grid_work *w, const struct grid_known *k, struct grid_line *l, bool same)
{
        struct ctx *c = w->c;
        struct grid_entry before;
        struct grid_diff *d = ARENA_ARRAY(c->arena, GRID_FIELDS, struct grid_diff);

        if (!same) {
                grid_body_read(c, k->body, &before);
                d = grid_body_diff(c, &before, l->entry, &l->n_diffs);
        }
        if (k->withdrawn_at || k->kept_at)
                d[l->n_diffs++] = (struct grid_diff){GRID_APPROACHES, grid_field_label(c, GRID_APPROACHES),
                                                     ctx_msg(c, k->kept_at ? MSG_grid_line_kept : MSG_grid_line_withdrawn), l->approach};
        l->diffs = d;
}

/* What becomes of one course x approach that the file lists. */
static void line_judge(struct grid_work *w, const struct grid_entry *e, int64_t approach_id)
{
        struct ctx *c = w->c;
        struct grid_known *k = grid_map_get(w->lines, grid_line_key(c->arena, e->key, approach_id));
        const struct grid_course *course = grid_map_get(w->courses, e->key);
        bool back = k && k->confirmed_at, same = k && k->body_hash.n == sizeof e->hash && memcmp(k->body_hash.p, e->hash, sizeof e->hash) == 0;
        bool listed = k && !k->withdrawn_at && !k->kept_at;
        bool stays = k && (w->out->past || (same && listed && !back)); /* a later grid has the word on what is there */
        struct grid_line *l = line_add(w, stays ? GRID_UNCHANGED : !k || back ? GRID_CREATED : GRID_CHANGED);

        if (k) {
                k->seen = true;
                known_to(w, k, l);
        }
        l->revives = back && !stays;
        l->row = e->row;
        l->entry = e;
        l->approach_id = approach_id;
        l->approach = approach_name(w, approach_id);
        l->course_id = k ? k->course_id : course ? course->id : 0;
        l->code = e->code;
        l->term = e->term;
        l->title = e->title;
        if (k && !back && !stays)
                line_diffs(w, k, l, same);
}

/* A line of this grid that the file no longer lists.  A faulty row holds the lines of its course; one whose
 * course cannot be told holds them all. */
static void lines_withdraw(struct grid_work *w, const char *name_fold)
{
        struct grid_map *held = grid_map_new(w->c->arena, 64);
        bool all_held = false;

        for (size_t i = 0; i < w->sheet->n_rows; i++)
                if (w->entry[i].bad) {
                        all_held = all_held || w->entry[i].unknown_course;
                        grid_map_put(held, w->c->arena, w->entry[i].key, w);
                }
        for (size_t i = 0; !all_held && i < w->n_known; i++) {
                const struct grid_known *k = w->known[i];
                bool mine = str_eq(k->name_fold, name_fold), over = k->withdrawn_at || k->confirmed_at || k->kept_at || k->state >= STATE_RESOLVED;
                if (k->seen || !mine || over || grid_map_get(held, grid_key(w->c->arena, k->code, k->term)))
                        continue;
                struct grid_line *l = line_add(w, GRID_WITHDRAWN);
                known_to(w, k, l);
                l->approach_id = k->approach_id;
                l->approach = approach_name(w, k->approach_id);
                l->code = k->code;
                l->term = k->term;
        }
}

static void digest_make(struct grid_work *w)
{
        struct grid_check *out = w->out;
        struct sha256 h;
        unsigned char all[SHA256_BYTES];
        struct buf hex;

        sha256_init(&h);
        sha256_add(&h, out->name, strlen(out->name));
        for (size_t i = 0; i < out->n_lines; i++) {
                const struct grid_line *l = &out->lines[i];
                const char *text = arena_fmt(w->c->arena, "%d %lld %lld %s %s %d\n", l->kind, (long long)l->approach_id, (long long)l->item_id, l->code,
                                             l->term, l->revives);
                sha256_add(&h, text, strlen(text));
                if (l->entry && l->kind != GRID_UNCHANGED)
                        sha256_add(&h, l->entry->hash, sizeof l->entry->hash);
        }
        sha256_end(&h, all);
        buf_init(&hex, w->c->arena, 64);
        for (size_t i = 0; i < 16; i++)
                buf_fmt(&hex, "%02x", all[i]);
        out->digest = hex.p;
}

static const char *name_of(struct grid_work *w, const char *name)
{
        if (name && !text_blank(name))
                return text_clean(w->c->arena, name, strlen(name), true);
        for (size_t i = 0; i < w->sheet->n_rows; i++)
                if (*w->entry[i].term)
                        return w->entry[i].term;
        return "";
}

static enum status begin(struct grid_work *w)
{
        struct ctx *c = w->c;
        struct approach *list;
        enum status st = approach_list(c, false, &list, &w->n_approaches);

        w->approach = list;
        w->names = grid_map_new(c->arena, 4 * APPROACHES_MAX);
        for (size_t i = 0; !st && i < w->n_approaches; i++) {
                grid_map_put(w->names, c->arena, text_fold(c->arena, list[i].name_en), &list[i]);
                grid_map_put(w->names, c->arena, text_fold(c->arena, list[i].code), &list[i]);
                grid_map_put(w->names, c->arena, text_fold(c->arena, list[i].name_fr), &list[i]);
        }
        return st;
}

enum status grid_check(struct ctx *c, const struct grid_sheet *s, const char *name, const struct grid_fix *fix, size_t n_fix,
                       struct grid_check *out)
{
        return grid_check_kept(c, s, name, false, fix, n_fix, out);
}

enum status grid_check_kept(struct ctx *c, const struct grid_sheet *s, const char *name, bool past, const struct grid_fix *fix, size_t n_fix,
                            struct grid_check *out)
{
        struct grid_work w = {.c = c, .sheet = s, .fix = fix, .n_fix = n_fix, .out = out};
        const char *missing = grid_missing(c, s);

        *out = (struct grid_check){.name = "", .digest = "", .past = past};
        if (!grid_may(c))
                return ST_NOT_FOUND;
        if (missing)
                return ctx_fail_text(c, ST_INVALID, missing);
        enum status st = begin(&w);
        if (st)
                return st;
        rows_read(&w);
        out->name = name_of(&w, name);
        st = grid_match(&w, out->name);
        if (st)
                return st;
        for (size_t i = 0; i < s->n_rows; i++) {
                const struct grid_entry *e = &w.entry[i];
                out->rows[i].first_line = out->n_lines;
                for (size_t k = 0; !e->bad && k < e->n_approaches; k++)
                        line_judge(&w, e, e->approach[k]);
                out->rows[i].n_lines = out->n_lines - out->rows[i].first_line;
        }
        if (!past)
                lines_withdraw(&w, text_fold(c->arena, out->name));
        digest_make(&w);
        out->known = w.known;
        out->n_known = w.n_known;
        return ST_OK;
}

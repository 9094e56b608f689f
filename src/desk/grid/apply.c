/* Applying a grid: one transaction behind a gate that lets one grid through at a time, the comparison made anew
 * inside it, then course after course: the record as the file changed it, its items, its lines.  Each course's
 * work uses an arena of its own, so that ten thousand take no more memory than one. */
#include <string.h>

#include "desk/grid/apply_own.h"
#include "desk/plan/plan.h"
#include "desk/ticket/flag.h"

/* The command writes and does little else: its pages stay in memory until the commit. */
DB_STMT(grid_cache, "--@sqlite\nPRAGMA cache_size = -131072\n--@postgres\nSELECT 1\n--@both\n");
DB_STMT(grid_gate, "SELECT id FROM grid_gate WHERE id = 1 @lock");
DB_LATER(grid_line_add,
        "INSERT INTO grid_line (course_id, approach_id, item_id, grid_id, body_hash, name_fold, body, said_at)"
        " VALUES (:course, :approach, :item, :grid, :hash, :name, :body, :now)");
DB_STMT(grid_line_put,
        "UPDATE grid_line SET body_hash = :hash, body = :body, said_at = :now, withdrawn_at = NULL, confirmed_at = NULL, kept_at = NULL"
        " WHERE course_id = :course AND approach_id = :approach");
DB_STMT(grid_line_gone, "UPDATE grid_line SET withdrawn_at = :now WHERE course_id = :course AND approach_id = :approach AND withdrawn_at IS NULL");
DB_LATER(grid_act_add,
        "INSERT INTO grid_act (grid_id, kind, course_id, approach_id, item_id, seen, before)"
        " VALUES (:grid, :kind, :course, :approach, :item, :seen, :before)");
/* Of a line: what undo looks at is read as the row is written, after all rows of its item. */
DB_LATER(grid_act_line,
        "INSERT INTO grid_act (grid_id, kind, course_id, approach_id, item_id, seen, before) VALUES (:grid, :kind, :course, :approach, :item,"
        " COALESCE((SELECT t.version FROM ticket t WHERE t.id = :item), 0) + COALESCE((SELECT SUM(k.version) FROM service_task x"
        " JOIN ticket k ON k.id = x.ticket_id WHERE x.item_id = :item), 0) + (SELECT count(*) FROM support_task s JOIN service_task y"
        " ON y.ticket_id = s.service_task_id WHERE y.item_id = :item), :before)");
DB_STMT(grid_done,
        "UPDATE grid SET state = 20, applied_at = :now, why = '', name = :name, created = created + :created, changed = changed + :changed,"
        " withdrawn = withdrawn + :withdrawn, version = version + 1 WHERE id = :id");
DB_STMT(grid_running, "UPDATE grid SET state = 15, why = '', version = version + 1 WHERE id = :id AND state IN (10, 20)");
DB_STMT(grid_stopped, "UPDATE grid SET state = CASE WHEN applied_at IS NULL THEN 10 ELSE 20 END, why = :why, version = version + 1 WHERE id = :id AND state = 15");
static const struct db_stmt *const apply_stmts[] = {&grid_cache, &grid_gate, &grid_line_add, &grid_line_put, &grid_line_gone, &grid_act_add, &grid_act_line, &grid_done,
                                                    &grid_running, &grid_stopped, NULL};

enum { TIDY_FROM = 500, CHUNK = 100, COURSE_ARENA = 16 << 20, WHOLE_ARENA = 256 << 20, DEPARTMENT_CODE_LETTERS = 40 };

/* What is made once and asked often. */
struct apply {
        struct ctx *c;                /* the actor, in the arena of the whole */
        struct ctx sys;               /* the system, in the arena of one course */
        struct arena *scratch;
        int64_t grid_id;
        const char *name_fold;
        const struct grid_check *check;
        struct grid_map *people, *departments; /* by address, by folded name: int64_t * */
        struct approach *approach;
        size_t n_approaches;
};

/* ---- people and departments --------------------------------------------------------------------------------------------- */

static int64_t *kept(struct apply *a, struct grid_map *m, const char *key, int64_t id)
{
        int64_t *p = ARENA_NEW(a->c->arena, int64_t);

        *p = id;
        grid_map_put(m, a->c->arena, arena_str(a->c->arena, key), p);
        return p;
}

static enum status person_of(struct apply *a, const struct grid_person *p, int64_t *id)
{
        const int64_t *known = *p->mail ? grid_map_get(a->people, p->mail) : NULL;

        *id = known ? *known : p->id;
        if (*id || !*p->mail)
                return ST_OK;
        enum status st = person_ensure(&a->sys, NULL, p->name, p->mail, id);
        if (!st)
                kept(a, a->people, p->mail, *id);
        return st;
}

static const char *code_from(struct arena *a, const char *name)
{
        char *s = text_fold(a, name), *to = s;

        for (const char *p = s; *p; p++) {
                bool letter = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
                if (letter)
                        *to++ = *p;
                else if (to > s && to[-1] != '-')
                        *to++ = '-';
        }
        while (to > s && to[-1] == '-')
                to--;
        *to = '\0';
        if (to - s > DEPARTMENT_CODE_LETTERS)
                s[DEPARTMENT_CODE_LETTERS] = '\0';
        return *s ? s : "departement";
}

static enum status departments_load(struct apply *a)
{
        struct department *d;
        size_t n;
        enum status st = department_list(a->c, &d, &n);

        for (size_t i = n; !st && i-- > 0;) { /* the first of a name has it */
                kept(a, a->departments, text_fold(a->c->arena, d[i].name_en), d[i].id);
                kept(a, a->departments, text_fold(a->c->arena, d[i].code), d[i].id);
                kept(a, a->departments, text_fold(a->c->arena, d[i].name_fr), d[i].id);
        }
        return st;
}

/* The teaching department of this name, made when there is none: it has no service. */
static enum status department_of(struct apply *a, const char *name, int64_t *id)
{
        const char *fold = text_fold(a->sys.arena, name);
        const int64_t *known = grid_map_get(a->departments, fold);

        *id = known ? *known : 0;
        if (known)
                return ST_OK;
        const char *code = code_from(a->sys.arena, name), *free_code = code;
        for (int i = 2; grid_map_get(a->departments, free_code); i++)
                free_code = arena_fmt(a->sys.arena, "%s-%d", code, i);
        enum status st = department_ensure(&a->sys, free_code, name, name, id);
        if (!st) {
                kept(a, a->departments, free_code, *id);
                kept(a, a->departments, fold, *id);
        }
        return st;
}

/* ---- one course ------------------------------------------------------------------------------------------------------------- */

static enum status grid_act(struct apply *a, enum act_kind kind, int64_t course_id, const struct grid_line *l, int64_t seen, const char *before)
{
        return db_exec(a->c->db, &grid_act_add,
                       DB_ARGS(DB_I("grid", a->grid_id), DB_I("kind", kind), DB_I("course", course_id), DB_REF("approach", l ? l->approach_id : 0),
                               DB_REF("item", l ? l->item_id : 0), DB_I("seen", seen), DB_T("before", before)),
                       NULL);
}

static enum status facts_put(struct apply *a, const struct target *t, struct course_draft *d, const struct course *now, bool *changed)
{
        const struct grid_entry *e = t->entry[0];
        struct grid_entry old = {.title = "", .department = "", .owner = {.name = "", .mail = ""}};
        int64_t department = 0, owner = 0, first = 0;
        enum status st = department_of(a, e->department, &department);

        if (!st)
                st = person_of(a, &e->owner, &owner);
        for (size_t i = 0; i < t->n_entries; i++)
                if (t->entry[i]->first_at && (!first || t->entry[i]->first_at < first))
                        first = t->entry[i]->first_at;
        bool before = t->n_old > 0; /* else the grid speaks of it for the first time */
        if (before)
                old = t->old[0];
        *d = (struct course_draft){e->code, e->term, e->title, department, owner, first};
        if (!now)
                return st;
        d->code = now->code;
        d->term = now->term;
        if (before && str_eq(old.title, e->title))
                d->title = now->title;
        if (before && str_eq(old.department, e->department))
                d->department_id = now->department_id;
        if (before && str_eq(old.owner.mail, e->owner.mail) && old.owner.id == e->owner.id)
                d->owner_id = now->owner_id;
        if ((before && old.first_at == first) || !first)
                d->first_at = now->activity_at;
        *changed = !str_eq(d->title, now->title) || d->department_id != now->department_id || d->owner_id != now->owner_id ||
                   d->first_at != now->activity_at;
        return st;
}

static bool listed(const struct grid_entry *list, size_t n, const struct grid_span *s)
{
        for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < list[i].n_sessions; k++)
                        if (list[i].session[k].from_at == s->from_at && list[i].session[k].to_at == s->to_at)
                                return true;
        return false;
}

/* Sessions that the file lists now, and those that people added by hand; without those that it listed before. */
static struct course_session *sessions_want(struct apply *a, const struct target *t, const struct course_session *now, size_t n, size_t *n_out, bool *differs)
{
        size_t kept_n = 0, total = 0;

        for (size_t i = 0; i < t->n_entries; i++)
                total += t->entry[i]->n_sessions;
        struct course_session *want = ARENA_ARRAY(a->sys.arena, n + total + 1, struct course_session);
        *differs = false;
        for (size_t i = 0; i < n; i++) {
                struct grid_span s = {now[i].from_at, now[i].to_at};
                if (now[i].state != SESSION_HELD)
                        continue;
                bool went = listed(t->old, t->n_old, &s) && !listed(t->now, t->n_entries, &s) && !listed(t->other, t->n_others, &s);
                *differs = *differs || went;
                if (!went)
                        want[kept_n++] = now[i];
        }
        for (size_t i = 0; i < t->n_entries; i++)
                for (size_t k = 0; k < t->now[i].n_sessions; k++) {
                        const struct grid_span *s = &t->now[i].session[k];
                        bool there = listed(t->old, t->n_old, s);
                        for (size_t x = 0; !there && x < kept_n; x++)
                                there = want[x].from_at == s->from_at && want[x].to_at == s->to_at;
                        if (there)
                                continue;
                        want[kept_n++] = (struct course_session){.from_at = s->from_at, .to_at = s->to_at, .state = SESSION_HELD};
                        *differs = true;
                }
        *n_out = kept_n;
        return want;
}

static enum status sessions_put(struct apply *a, const struct target *t, int64_t course_id, bool *moved_any)
{
        struct ctx *c = &a->sys;
        struct course_session *now, *want;
        size_t n, n_want, n_moved;
        int64_t *moved, flagged;
        enum status st = course_sessions(c, course_id, &now, &n);

        if (st)
                return st;
        want = sessions_want(a, t, now, n, &n_want, moved_any);
        if (!*moved_any)
                return ST_OK;
        st = course_sessions_set(c, course_id, want, n_want, &moved, &n_moved);
        return st || !n_moved ? st : support_flag(c, moved, n_moved, &flagged);
}

static bool presents(const struct grid_entry *list, size_t n, const struct grid_person *p)
{
        for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < list[i].n_presenters; k++) {
                        const struct grid_person *q = &list[i].presenter[k];
                        if (*p->mail ? str_eq(p->mail, q->mail) : p->id == q->id)
                                return true;
                }
        return false;
}

static bool among(const int64_t *id, size_t n, int64_t one)
{
        for (size_t i = 0; i < n; i++)
                if (id[i] == one)
                        return true;
        return false;
}

/* The same for presenters: `gone` are those that only the file of before named. */
static enum status presenters_want(struct apply *a, const struct target *t, const struct course_presenter *now, size_t n, int64_t **out, size_t *n_out,
                                   bool *differs)
{
        struct ctx *c = &a->sys;
        size_t total = 0, n_gone = 0, n_want = 0;
        enum status st = ST_OK;

        for (size_t i = 0; i < t->n_old; i++)
                total += t->old[i].n_presenters;
        for (size_t i = 0; i < t->n_entries; i++)
                total += t->now[i].n_presenters;
        int64_t *gone = ARENA_ARRAY(c->arena, total + 1, int64_t), *want = ARENA_ARRAY(c->arena, n + total + 1, int64_t), id = 0;
        *differs = false;
        for (size_t i = 0; !st && i < t->n_old; i++)
                for (size_t k = 0; !st && k < t->old[i].n_presenters; k++) {
                        const struct grid_person *p = &t->old[i].presenter[k];
                        if (presents(t->now, t->n_entries, p) || presents(t->other, t->n_others, p))
                                continue;
                        st = person_of(a, p, &id);
                        gone[n_gone++] = id;
                }
        for (size_t i = 0; !st && i < n; i++) {
                bool went = among(gone, n_gone, now[i].id);
                *differs = *differs || went;
                if (!went)
                        want[n_want++] = now[i].id;
        }
        for (size_t i = 0; !st && i < t->n_entries; i++)
                for (size_t k = 0; !st && k < t->now[i].n_presenters; k++) {
                        const struct grid_person *p = &t->now[i].presenter[k];
                        if (presents(t->old, t->n_old, p))
                                continue;
                        st = person_of(a, p, &id);
                        if (st || among(want, n_want, id))
                                continue;
                        want[n_want++] = id;
                        *differs = true;
                }
        *out = want;
        *n_out = n_want;
        return st;
}

static enum status presenters_put(struct apply *a, const struct target *t, int64_t course_id)
{
        struct course_presenter *now;
        int64_t *want;
        size_t n, n_want;
        bool differs = false;
        enum status st = course_presenter_list(&a->sys, course_id, &now, &n);

        if (!st)
                st = presenters_want(a, t, now, n, &want, &n_want, &differs);
        return st || !differs ? st : course_presenters_set(&a->sys, course_id, want, n_want);
}

/* What its items are opened with; the rest of it goes with the course's arena. */
static void course_keep(struct apply *a, struct target *t, const struct course *k)
{
        struct arena *m = a->c->arena;

        t->course = (struct course){.id = k->id, .first_at = k->first_at, .last_at = k->last_at, .code = arena_str(m, k->code),
                                    .term = arena_str(m, k->term), .title = arena_str(m, k->title)};
}

static enum status course_new(struct apply *a, struct target *t, struct course *out)
{
        struct course_draft d;
        struct course_parts p = {0};
        int64_t *presenter;
        bool any;
        enum status st = facts_put(a, t, &d, NULL, &any);

        if (!st)
                st = presenters_want(a, t, NULL, 0, &presenter, &p.n_presenters, &any);
        if (st)
                return st;
        p.presenter = presenter;
        p.session = sessions_want(a, t, NULL, 0, &p.n_sessions, &any);
        st = course_create(&a->sys, &d, &p, out);
        t->course_id = out->id;
        return st;
}

static enum status course_again(struct apply *a, const struct target *t, struct course *now, const char **before)
{
        struct ctx *c = &a->sys;
        struct course_draft d;
        bool changed = true, moved = false;
        enum status st = course_load(c, t->course_id, now);

        if (!st)
                st = grid_snapshot(c, now, before);
        if (!st)
                st = facts_put(a, t, &d, now, &changed);
        if (!st && changed)
                st = course_change(c, t->course_id, &d, 0);
        if (!st)
                st = presenters_put(a, t, t->course_id);
        if (!st)
                st = sessions_put(a, t, t->course_id, &moved);
        if (!st && (moved || changed))
                st = course_redate(c, t->course_id);
        return st ? st : course_load(c, t->course_id, now);
}

static enum status course_put(struct apply *a, struct target *t)
{
        struct course now;
        const char *before = "";
        enum status st = t->course_id ? course_again(a, t, &now, &before) : course_new(a, t, &now);

        if (st)
                return st;
        course_keep(a, t, &now);
        return grid_act(a, ACT_COURSE, t->course_id, NULL, now.version, before);
}

/* ---- its lines ---------------------------------------------------------------------------------------------------------------- */

static const struct approach *approach_of(const struct apply *a, int64_t id)
{
        for (size_t i = 0; i < a->n_approaches; i++)
                if (a->approach[i].id == id)
                        return &a->approach[i];
        return NULL;
}

static enum status line_item(struct apply *a, struct grid_line *l, const struct course *course)
{
        const struct approach *p = approach_of(a, l->approach_id);
        const struct grid_entry *e = l->entry;
        struct ctx as_me = *a->c;
        int64_t owner = 0, id = 0;
        enum status st = person_of(a, &e->owner, &owner);

        as_me.arena = a->scratch;
        if (!p || !p->offer_id)
                return ctx_fail(a->c, ST_CONFLICT, MSG_grid_error_no_offer);
        const char *subject = text_short(a->scratch, arena_fmt(a->scratch, "%s, %s (%s) : %s", p->name_fr, e->code, e->term, e->title), 120);
        const struct item_draft d = {.offer_id = p->offer_id, .requester_id = owner, .requested_for_id = owner, .course_id = course->id, .course = course, .persona = "faculty",
                                     .subject = subject, .description = "", .answers = arena_fmt(a->scratch, "{\"approche\":\"%s\"}", p->code), .channel = CHANNEL_IMPORT, .quiet_requester = true};
        if (!st)
                st = item_add(&as_me, &d, &id);
        if (st && as_me.why)
                a->c->why = arena_str(a->c->arena, as_me.why);
        if (!st)
                l->item_id = id;
        return st;
}

static enum status line_write(struct apply *a, const struct grid_line *l, int64_t course_id, bool new_line)
{
        const struct grid_entry *e = l->entry;

        return db_exec(a->c->db, new_line ? &grid_line_add : &grid_line_put,
                       DB_ARGS(DB_I("course", course_id), DB_I("approach", l->approach_id), DB_I("item", l->item_id), DB_I("grid", a->grid_id),
                               DB_B("hash", e->hash, sizeof e->hash), DB_T("name", a->name_fold), DB_T("body", e->body),
                               DB_I("now", a->c->now)),
                       NULL);
}

static enum status line_put(struct apply *a, struct grid_line *l, const struct target *t)
{
        enum act_kind kind = l->kind == GRID_CHANGED ? ACT_CHANGED : l->revives ? ACT_REVIVED : ACT_CREATED;
        const char *before = l->known ? grid_line_before(&a->sys, l->known) : "";
        enum status st = ST_OK;

        l->course_id = t->course_id;
        if (kind == ACT_CREATED)
                st = line_item(a, l, &t->course);
        else if (kind == ACT_REVIVED)
                st = item_revive(&a->sys, l->item_id);
        if (!st)
                st = line_write(a, l, t->course_id, kind == ACT_CREATED);
        return st ? st
                  : db_exec(a->c->db, &grid_act_line,
                            DB_ARGS(DB_I("grid", a->grid_id), DB_I("kind", kind), DB_I("course", t->course_id), DB_REF("approach", l->approach_id),
                                    DB_REF("item", l->item_id), DB_T("before", before)),
                            NULL);
}

static enum status withdrawn_put(struct apply *a, const struct grid_line *l)
{
        enum status st = db_exec(a->c->db, &grid_line_gone,
                                 DB_ARGS(DB_I("now", a->c->now), DB_I("course", l->course_id), DB_I("approach", l->approach_id)), NULL);

        return st ? st : grid_act(a, ACT_WITHDRAWN, l->course_id, l, 0, grid_line_before(&a->sys, l->known));
}

/* Whoever the file names with a new course is there before the first course is written: making somebody reads, and would have what waits
 * to be written written. */
static enum status people_first(struct apply *a, const struct target *t)
{
        enum status st = ST_OK;
        int64_t id;

        for (size_t i = 0; !st && i < t->n_entries; i++) {
                const struct grid_entry *e = t->entry[i];
                st = department_of(a, e->department, &id);
                if (!st)
                        st = person_of(a, &e->owner, &id);
                for (size_t k = 0; !st && k < e->n_presenters; k++)
                        st = person_of(a, &e->presenter[k], &id);
        }
        return st;
}

/* Courses of a chunk first, then their lines: reading a course between two items would have their rows written one by one. */
static enum status chunk_put(struct apply *a, struct target *t, size_t n)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n; i++)
                st = t[i].course_id ? ST_OK : people_first(a, &t[i]);
        for (size_t i = 0; !st && i < n; i++) {
                st = course_put(a, &t[i]);
                arena_reset(a->scratch);
        }
        for (size_t i = 0; !st && i < n; i++) {
                for (size_t k = 0; !st && k < t[i].n_lines; k++)
                        st = line_put(a, t[i].line[k], &t[i]);
                arena_reset(a->scratch);
        }
        return st;
}

static enum status targets_put(struct apply *a, struct target *t, size_t n, const struct grid_progress *p)
{
        enum status st = ST_OK;

        for (size_t i = 0, some; !st && i < n; i += some) {
                some = n - i < CHUNK ? n - i : CHUNK;
                st = chunk_put(a, &t[i], some);
                if (p && p->step)
                        p->step(p->arg, (int64_t)(i + some), (int64_t)n);
        }
        for (size_t i = 0; !st && i < a->check->n_lines; i++)
                if (a->check->lines[i].kind == GRID_WITHDRAWN)
                        st = withdrawn_put(a, &a->check->lines[i]);
        return st;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------------------ */

static int64_t changes(const struct grid_check *g)
{
        return g->count[GRID_CREATED] + g->count[GRID_CHANGED] + g->count[GRID_WITHDRAWN];
}

static void arena_gone(void *p)
{
        struct arena *a = p;

        arena_free(&a);
}

/* What the comparison found, done; inside the transaction. */
static enum status check_put(struct ctx *c, int64_t id, struct grid_check *g, const struct grid_progress *p)
{
        struct apply a = {.c = c, .sys = *c, .grid_id = id, .check = g, .name_fold = text_fold(c->arena, g->name)};
        struct target *t;
        size_t n;

        db_steady(c->db, c->arena);
        a.scratch = arena_new(COURSE_ARENA);
        arena_defer(c->arena, arena_gone, a.scratch);
        a.sys.actor = &actor_system;
        a.sys.arena = a.scratch;
        a.people = grid_map_new(c->arena, 1024);
        a.departments = grid_map_new(c->arena, 256);
        enum status st = approach_list(c, true, &a.approach, &a.n_approaches);
        if (!st)
                st = departments_load(&a);
        if (!st)
                st = grid_targets(c, g, &t, &n);
        if (!st)
                st = targets_put(&a, t, n, p);
        if (!st && g->count[GRID_CREATED] >= TIDY_FROM)
                st = job_plan(c, "grid.tidy", "", c->now, NULL);
        if (st && a.sys.why)
                c->why = arena_str(c->arena, a.sys.why);
        if (!st)
                st = db_exec(c->db, &grid_done,
                             DB_ARGS(DB_I("now", c->now), DB_T("name", g->name), DB_I("created", g->count[GRID_CREATED]),
                                     DB_I("changed", g->count[GRID_CHANGED]), DB_I("withdrawn", g->count[GRID_WITHDRAWN]), DB_I("id", id)),
                             NULL);
        return st ? st
                  : audit(c, "grid.apply", "grid", id, "ok",
                          arena_fmt(c->arena, "%lld created, %lld changed, %lld withdrawn", (long long)g->count[GRID_CREATED],
                                    (long long)g->count[GRID_CHANGED], (long long)g->count[GRID_WITHDRAWN]));
}

/* The gate, then what the plan needs to be there. */
static enum status begin(struct ctx *c)
{
        int64_t one;
        struct ctx sys = *c;
        enum status st = db_i64(c->db, &grid_gate, DB_NO_ARGS, &one);

        sys.actor = &actor_system;
        return st ? st : course_support_ensure(&sys);
}

struct ctx grid_room(struct ctx *c)
{
        struct ctx big = *c;

        big.arena = arena_new(WHOLE_ARENA);
        arena_defer(c->arena, arena_gone, big.arena);
        return big;
}

static enum status told(struct ctx *c, const struct ctx *big, enum status st)
{
        c->why = big->why;
        return st;
}

enum status grid_apply(struct ctx *c, int64_t id, const char *expected, const struct grid_progress *p, struct grid_check *out)
{
        struct ctx big = grid_room(c);
        struct grid_import g;
        struct grid_sheet s;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : grid_load(&big, id, &g);
        if (!st)
                st = begin(&big);
        if (!st)
                st = grid_load(&big, id, &g); /* as it is behind the gate */
        if (!st && g.state == GRID_UNDONE)
                st = ctx_fail(&big, ST_CONFLICT, MSG_grid_error_over);
        if (!st)
                st = grid_review(&big, id, &s, out);
        if (st)
                return told(c, &big, st);
        if (changes(out) && expected && !str_eq(expected, out->digest))
                return ST_STALE;
        if (changes(out))
                st = check_put(&big, id, out, p);
        else if (!g.acts)
                st = db_exec(c->db, &grid_done, DB_ARGS(DB_I("now", c->now), DB_T("name", out->name), DB_I("created", 0), DB_I("changed", 0),
                                                        DB_I("withdrawn", 0), DB_I("id", id)), NULL);
        return told(c, &big, st ? st : db_commit(&tx));
}

enum status grid_import(struct ctx *c, const struct grid_sheet *s, const char *name, const struct grid_progress *p, struct grid_check *out)
{
        struct ctx big = grid_room(c);
        int64_t id = 0;

        if (!grid_may(c))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_exec(c->db, &grid_cache, DB_NO_ARGS, NULL);
        if (!st)
                st = begin(&big);
        if (!st)
                st = grid_check(&big, s, name, NULL, 0, out);
        if (st || !changes(out))
                return told(c, &big, st ? st : db_commit(&tx));
        st = grid_save(&big, s, out->name, &id);
        if (!st)
                st = check_put(&big, id, out, p);
        return told(c, &big, st ? st : db_commit(&tx));
}

/* ---- as a job -------------------------------------------------------------------------------------------------------------------- */

enum status grid_apply_later(struct ctx *c, int64_t id, const char *expected)
{
        struct buf args;
        int64_t rows = 0;

        if (!grid_may(c))
                return ST_NOT_FOUND;
        buf_init(&args, c->arena, 1024);
        buf_str(&args, "{\"seen\":");
        buf_json(&args, expected);
        buf_char(&args, '}');
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &grid_running, DB_ARGS(DB_I("id", id)), &rows);
        if (!st && !rows)
                return ctx_fail(c, ST_CONFLICT, MSG_grid_error_over);
        if (!st)
                st = job_plan(c, "grid.apply", arena_fmt(c->arena, "%lld", (long long)id), c->now, args.p);
        return st ? st : db_commit(&tx);
}

static enum status stopped(struct ctx *c, int64_t id, const char *why)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_exec(c->db, &grid_stopped, DB_ARGS(DB_T("why", why), DB_I("id", id)), NULL);

        return st ? st : db_commit(&tx);
}

static enum status job_apply(struct ctx *c, const struct job *j)
{
        struct grid_check g;
        int64_t id = 0;
        const struct json *args;
        const char *why;
        struct grid_run run;
        const struct grid_progress p = {grid_run_step, &run};

        if (!text_i64(j->key, &id) || jv_parse(c->arena, j->args, strlen(j->args), &args, &why))
                return ST_OK;
        grid_run_begin(c, id, j, &run);
        enum status st = grid_apply(c, id, jv_text(jv_get(args, "seen")), &p, &g);
        grid_run_end(&run);
        if (!st || st == ST_BUSY || st == ST_FULL || st == ST_IO)
                return st;
        return stopped(c, id, st == ST_STALE ? ctx_msg(c, MSG_grid_error_stale) : c->why ? c->why : status_name(st));
}

/* The search index after many new documents. */
static enum status job_tidy(struct ctx *c, const struct job *j)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_search_tidy(c->db);

        return st ? st : db_commit(&tx);
}

static const struct job_kind apply_jobs[] = {{"grid.apply", job_apply, 0, 3}, {"grid.tidy", job_tidy, 0, 3}, {NULL, NULL, 0, 0}};
const struct slice slice_grid_apply = {.name = "grid-apply", .stmts = apply_stmts, .jobs = apply_jobs};

/* The import itself: reads lines, parses a batch outside any transaction, writes it in one, and keeps how
 * far it came under the file's hash.  A batch whose write fails is rolled back and written again line by
 * line, so that one line nobody foresaw costs itself and not its neighbours. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "desk/clock/past.h"
#include "desk/intake/known.h"
#include "desk/intake/lines.h"
#include "desk/ticket/bulk.h"

DB_STMT(import_run_find, "SELECT state, lines_done, loaded, refused FROM import_run WHERE file_hash = :hash");
DB_STMT(import_run_begin,
        "INSERT INTO import_run (file_hash, kind, state, lines_done, loaded, refused, started_at, changed_at)"
        " VALUES (:hash, 'tickets', 10, 0, 0, 0, :now, :now) ON CONFLICT (file_hash) DO UPDATE SET state = 10,"
        " lines_done = 0, loaded = 0, refused = 0, started_at = excluded.started_at, changed_at = excluded.changed_at");
DB_STMT(import_run_put,
        "UPDATE import_run SET state = :state, lines_done = :lines, loaded = :loaded, refused = :refused, changed_at = :now"
        " WHERE file_hash = :hash AND lines_done = :before");
/* This process writes and does little else: a batch's pages stay in memory until its commit. */
DB_STMT(import_cache, "--@sqlite\nPRAGMA cache_size = -32768\n--@postgres\nSELECT 1\n--@both\n");
static const struct db_stmt *const import_stmts[] = {&import_run_find, &import_run_begin, &import_run_put, &import_cache, NULL};
const struct slice slice_import = {.name = "import", .stmts = import_stmts};

enum { BATCH_LINES = 1000, BATCH_BYTES = 8 << 20, TRIES = 3, RUNNING = 10, DONE = 20 };

struct run_row {
        int64_t state, lines_done, loaded, refused;
};
static const struct db_col run_cols[] = {DB_COL_I64(struct run_row, state), DB_COL_I64(struct run_row, lines_done),
                                         DB_COL_I64(struct run_row, loaded), DB_COL_I64(struct run_row, refused), DB_COL_END};

struct item {
        int64_t line;
        const char *text;
        size_t n;
        const char *why; /* refused */
        struct import_ticket ticket;
};
struct import {
        struct ctx *c;
        const struct import_options *o;
        struct import_state *s;
        struct lines *lines;
        struct arena *batch_arena, *work_arena, *lasting;
        struct known *known;
        struct clock_past *clocks;
        struct item *item;
        size_t n;
        unsigned char hash[SHA256_BYTES];
        bool hashed, at_end;
};

static enum status stopped(struct import *m, enum status st, const char *why)
{
        m->s->why = arena_str(m->lasting, why);
        return st;
}

/* ---- one ticket ------------------------------------------------------------------------------------------- */

static void changes_of(struct arena *a, const struct import_ticket *t, struct past_entry *e)
{
        int64_t at = t->closed_at ? t->closed_at : t->resolved_at;

        for (size_t i = 0; !at && i < t->n_comment; i++)
                at = t->comment[i].at;
        e->at = at > t->created_at ? at : t->created_at;
        e->kind = ENTRY_CHANGE;
        e->is_public = 1;
        e->channel = CHANNEL_IMPORT;
        e->changes = t->pending ? arena_fmt(a, "{\"state\":[10,%lld],\"pending\":[0,%lld]}", (long long)t->state, (long long)t->pending)
                                : arena_fmt(a, "{\"state\":[10,%lld]}", (long long)t->state);
}

/* First human contact: the first public word of somebody who is not the requester. */
static int64_t contact_at(const struct past_ticket *p)
{
        for (size_t i = 0; i < p->n_entry; i++) {
                const struct past_entry *e = &p->entry[i];
                if (e->kind == ENTRY_COMMENT && e->author_id && e->author_id != p->requester_id)
                        return e->at;
        }
        return 0;
}

static enum status clocks_plan(struct import *m, struct past_ticket *p, const struct clock_plan **plan)
{
        struct past_event e[2];
        size_t n = 0;
        int64_t contact = contact_at(p);

        if (contact)
                e[n++] = (struct past_event){contact, PAST_CONTACT, 0};
        if (p->state == STATE_PENDING)
                e[n++] = (struct past_event){p->updated_at, PAST_PAUSE, p->pending};
        else if (p->state == STATE_CANCELLED)
                e[n++] = (struct past_event){p->closed_at, PAST_VOID, 0};
        else if (p->state >= STATE_RESOLVED)
                e[n++] = (struct past_event){p->resolved_at, PAST_STOP, 0};
        if (n == 2 && e[1].at < e[0].at) {
                struct past_event first = e[1];
                e[1] = e[0];
                e[0] = first;
        }
        return clock_past_plan(m->c, m->clocks, p->kind, p->created_at, e, n, plan, &p->due_at);
}

static enum status entries_make(struct import *m, const struct import_ticket *t, struct past_ticket *p)
{
        struct past_entry *e = ARENA_ARRAY(m->c->arena, t->n_comment + 1, struct past_entry);
        enum status st = ST_OK;
        size_t n = 0;

        p->news_at = p->updated_at = t->created_at;
        for (size_t i = 0; !st && i < t->n_comment; i++) {
                const struct import_comment *k = &t->comment[i];
                struct past_entry *x = &e[n++];
                *x = (struct past_entry){.at = k->at, .kind = k->is_public ? ENTRY_COMMENT : ENTRY_NOTE,
                                         .is_public = k->is_public, .channel = t->channel, .body = k->body};
                st = known_person(m->c, m->known, &k->author, &x->author_id);
                p->updated_at = k->at > p->updated_at ? k->at : p->updated_at;
                if (!k->is_public)
                        continue;
                p->news_at = k->at > p->news_at ? k->at : p->news_at;
                p->news_kind = x->author_id == p->requester_id ? NEWS_DESK : NEWS_REQUESTER;
        }
        if (t->state != STATE_NEW)
                changes_of(m->c->arena, t, &e[n++]);
        p->entry = e;
        p->n_entry = n;
        return st;
}

/* A priority given is shown by levels that give it in the usual table. */
static void levels_make(struct import *m, const struct import_ticket *t, struct past_ticket *p)
{
        static const struct {
                int impact, urgency;
        } of[] = {{2, 2}, {1, 1}, {1, 2}, {2, 2}, {3, 3}};

        p->impact = of[t->priority].impact;
        p->urgency = of[t->priority].urgency;
        p->priority = t->priority ? t->priority : ticket_priority(m->c, p->impact, p->urgency);
}

/* Names become ids. */
static enum status ticket_make(struct import *m, const struct import_ticket *t, struct past_ticket *p)
{
        struct known_service service = {0};
        struct known_group group;

        *p = (struct past_ticket){.kind = t->kind, .state = t->state, .pending = t->pending, .channel = t->channel,
                                  .created_at = t->created_at, .resolved_at = t->resolved_at, .closed_at = t->closed_at,
                                  .subject = t->subject, .description = t->body};
        if (*t->service && !known_service(m->c, m->known, t->service, &service))
                return ctx_fail_text(m->c, ST_INVALID, "the service is no longer there");
        enum status st = *t->group ? known_group(m->c, m->known, t->group, &group)
                                   : known_group_by_id(m->c, m->known, service.group_id, &group);
        if (!st)
                st = known_person(m->c, m->known, &t->requester, &p->requester_id);
        if (!st)
                st = known_person(m->c, m->known, &t->assignee, &p->assignee_id);
        if (st)
                return st;
        p->group_id = group.id;
        p->department_id = group.department_id;
        p->confidential = service.confidential || group.closed;
        p->service_id = service.id;
        levels_make(m, t, p);
        return entries_make(m, t, p);
}

static void settle(struct past_ticket *p)
{
        int64_t end = p->closed_at ? p->closed_at : p->resolved_at;

        p->updated_at = end > p->updated_at ? end : p->updated_at;
        if (p->state >= STATE_CLOSED)
                p->news_kind = NEWS_SETTLED;
        else if (p->state == STATE_RESOLVED || (p->state == STATE_PENDING && p->pending == PENDING_REQUESTER))
                p->news_kind = NEWS_REQUESTER;
}

/* ---- batches ---------------------------------------------------------------------------------------------- */

static enum status run_put(struct import *m, const struct import_state *next, bool done)
{
        int64_t rows;

        if (!m->hashed)
                return ST_OK;
        enum status st = db_exec(m->c->db, &import_run_put,
                                 DB_ARGS(DB_I("state", done ? DONE : RUNNING), DB_I("lines", next->lines),
                                         DB_I("loaded", next->loaded), DB_I("refused", next->refused), DB_I("now", m->c->now),
                                         DB_B("hash", m->hash, sizeof m->hash), DB_I("before", m->s->lines)),
                                 &rows);
        if (!st && !rows)
                return stopped(m, ST_CONFLICT, "another import of the same file is under way");
        return st;
}

/* With all_or_nothing the lines after a refused one are only looked at, to tell every fault at once. */
static bool doomed(const struct import *m, const struct import_state *s)
{
        return m->o->all_or_nothing && s->refused;
}

/* Names, dates and clocks of the lines that are good; nothing of the tickets is written yet. */
static enum status rows_make(struct import *m, size_t from, size_t to, struct past_ticket *p, struct clock_past_one *clock,
                             size_t *n, struct import_state *next)
{
        enum status st = ST_OK;

        for (size_t i = from; !st && i < to; i++) {
                const struct item *it = &m->item[i];
                next->lines = it->line;
                next->loaded += !it->why;
                next->refused += it->why != NULL;
                if (it->why || doomed(m, next))
                        continue;
                st = ticket_make(m, &it->ticket, &p[*n]);
                if (st)
                        break;
                settle(&p[*n]);
                st = clocks_plan(m, &p[*n], &clock[*n].plan);
                (*n)++;
        }
        return st;
}

static enum status rows_write(struct import *m, size_t from, size_t to, struct import_state *next)
{
        struct past_ticket *p = ARENA_ARRAY(m->work_arena, to - from, struct past_ticket);
        struct clock_past_one *clock = ARENA_ARRAY(m->work_arena, to - from, struct clock_past_one);
        size_t n = 0;
        enum status st = rows_make(m, from, to, p, clock, &n, next);

        if (!st)
                st = ticket_past_write(m->c, p, n);
        for (size_t i = 0; i < n; i++)
                clock[i].ticket_id = p[i].id;
        if (!st)
                st = clock_past_write(m->c, clock, n);
        for (size_t i = 0; !st && i < n; i++)
                st = ticket_past_words(m->c, &p[i]);
        return st;
}

/* One transaction for items from..to; the counters move only when it is committed. */
static enum status part_write(struct import *m, size_t from, size_t to, bool last)
{
        struct import_state next = *m->s;

        arena_reset(m->work_arena);
        DB_TX(tx, m->c->db);
        enum status st = tx.st;
        if (!st)
                st = rows_write(m, from, to, &next);
        if (!st)
                st = run_put(m, &next, last);
        if (!st)
                st = db_commit(&tx);
        if (!st)
                *m->s = next;
        return st;
}

/* What people made in a transaction that was undone is not there. */
static enum status forget(struct import *m)
{
        known_free(&m->known);
        arena_reset(m->work_arena);
        return known_new(m->c, &m->known);
}

static enum status part_again(struct import *m, size_t from, size_t to, bool last)
{
        enum status st = ST_BUSY;

        for (int i = 0; i < TRIES && st == ST_BUSY; i++) {
                st = part_write(m, from, to, last);
                if (m->o->all_or_nothing)
                        return st;
                if (st && !m->s->why && forget(m))
                        return ST_IO;
        }
        return st;
}

static bool fault_of_line(enum status st)
{
        return st == ST_INVALID || st == ST_CONFLICT || st == ST_NOT_FOUND || st == ST_TOO_LARGE;
}

static const char *reason(struct import *m, enum status st)
{
        const char *why = m->c->why ? m->c->why : db_why(m->c->db);

        return arena_str(m->batch_arena, why && *why ? why : status_name(st));
}

/* Each line alone; one that cannot be written is refused. */
static enum status singly_write(struct import *m)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < m->n; i++) {
                bool last = m->at_end && i + 1 == m->n;
                m->c->why = NULL;
                st = part_again(m, i, i + 1, last);
                if (!st || m->s->why || !fault_of_line(st))
                        continue;
                m->item[i].why = reason(m, st);
                st = part_again(m, i, i + 1, last);
        }
        return st;
}

static void batch_tell(struct import *m)
{
        for (size_t i = 0; i < m->n; i++)
                if (m->item[i].why && m->o->refused)
                        m->o->refused(m->o->arg, m->item[i].line, m->item[i].why, m->item[i].text, m->item[i].n);
        m->s->bytes = lines_bytes(m->lines);
        if (m->o->progress)
                m->o->progress(m->o->arg, m->s);
}

static enum status batch_write(struct import *m)
{
        enum status st = part_again(m, 0, m->n, m->at_end);

        if (st && !m->s->why && fault_of_line(st) && !m->o->all_or_nothing)
                st = singly_write(m);
        if (st && !m->s->why)
                m->s->why = arena_str(m->lasting, reason(m, st));
        batch_tell(m);
        return st;
}

/* Parses and asks what can be asked without writing. */
static void item_read(struct import *m, struct item *it)
{
        struct known_service service;
        const struct import_ticket *t = &it->ticket;

        if (import_line(m->batch_arena, it->text, it->n, m->c->now, &it->ticket, &it->why))
                return;
        if (*t->service && !known_service(m->c, m->known, t->service, &service))
                it->why = arena_fmt(m->batch_arena, "there is no service \"%s\"", t->service);
}

/* Blank lines count but are nothing. */
static enum status batch_read(struct import *m)
{
        size_t bytes = 0;
        enum status st = ST_OK;

        arena_reset(m->batch_arena);
        arena_reset(m->work_arena);
        m->item = ARENA_ARRAY(m->batch_arena, BATCH_LINES, struct item);
        m->n = 0;
        while (m->n < BATCH_LINES && bytes < BATCH_BYTES) {
                struct line l;
                st = lines_next(m->lines, &l);
                m->at_end = st == ST_NOT_FOUND;
                if (st)
                        break;
                struct item *it = &m->item[m->n];
                if (l.number <= m->s->skipped || (l.n == 0 && !l.too_long))
                        continue;
                m->n++;
                bytes += l.n;
                *it = (struct item){.line = l.number, .text = arena_strn(m->batch_arena, l.p, l.n), .n = l.n};
                if (l.too_long)
                        it->why = "longer than 1 MiB";
                else
                        item_read(m, it);
        }
        return m->at_end ? ST_OK : st;
}

static enum status batches(struct import *m)
{
        while (!m->at_end) {
                enum status st = batch_read(m);
                if (st)
                        return stopped(m, st, "the file cannot be read");
                if (!m->n && !m->at_end)
                        continue;
                st = batch_write(m);
                if (st)
                        return st;
        }
        return ST_OK;
}

static enum status all_or_nothing(struct import *m)
{
        DB_TX(tx, m->c->db);
        enum status st = tx.st;

        if (!st)
                st = batches(m);
        if (!st && m->s->refused)
                return stopped(m, ST_INVALID, "nothing was loaded, because of refused lines");
        return st ? st : db_commit(&tx);
}

/* ---- the run ------------------------------------------------------------------------------------------------- */

/* Where an earlier run of this file ended. */
static enum status run_find(struct import *m)
{
        struct import_state *s = m->s;
        struct run_row row;
        struct db_args by_hash = DB_ARGS(DB_B("hash", m->hash, sizeof m->hash));
        enum status st = db_one(m->c->db, m->c->arena, &import_run_find, by_hash, run_cols, &row);

        if (!st && row.state == RUNNING && row.lines_done && m->o->all_or_nothing)
                return stopped(m, ST_CONFLICT, "an earlier run left a part of this file: finish it without --all-or-nothing");
        if (!st && row.state == RUNNING) {
                s->lines = s->skipped = row.lines_done;
                s->loaded = row.loaded;
                s->refused = row.refused;
                return ST_OK;
        }
        if (!st && row.state == DONE && !m->o->again) {
                s->already = true;
                s->lines = row.lines_done;
                s->loaded = row.loaded;
                s->refused = row.refused;
                return ST_OK;
        }
        if (st && st != ST_NOT_FOUND)
                return st;
        return db_exec(m->c->db, &import_run_begin, DB_ARGS(DB_B("hash", m->hash, sizeof m->hash), DB_I("now", m->c->now)), NULL);
}

/* Inside a scope, because the connection that writes is meant. */
static enum status cache_widen(struct import *m)
{
        DB_TX(tx, m->c->db);
        enum status st = tx.st;

        if (!st)
                st = db_exec(m->c->db, &import_cache, DB_NO_ARGS, NULL);
        return st ? st : db_commit(&tx);
}

static enum status run_prepare(struct import *m, int fd)
{
        struct stat info;

        if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
                m->s->size = info.st_size;
                if (lines_hash(fd, m->hash))
                        return stopped(m, ST_IO, strerror(errno));
                m->hashed = true;
        }
        enum status st = m->hashed ? run_find(m) : ST_OK;
        if (!st && !m->s->already)
                st = known_new(m->c, &m->known);
        if (!st && !m->s->already)
                st = clock_past_new(m->c, m->c->arena, &m->clocks);
        if (!st && !m->s->already)
                st = cache_widen(m);
        return st;
}

enum status import_tickets(struct ctx *c, int fd, const struct import_options *o, struct import_state *out)
{
        struct ctx own = *c;
        struct import m = {.c = &own, .o = o, .s = out, .lasting = c->arena};

        *out = (struct import_state){.lines = 0};
        if (!c->actor || !c->actor->system)
                return ST_DENIED;
        enum status st = run_prepare(&m, fd);
        if (st || out->already)
                return st;
        m.batch_arena = arena_new((size_t)1 << 30);
        m.work_arena = arena_new(256u << 20);
        m.lines = lines_new(fd, IMPORT_LINE_MAX);
        own.arena = m.work_arena;
        st = o->all_or_nothing ? all_or_nothing(&m) : batches(&m);
        lines_free(&m.lines);
        known_free(&m.known);
        arena_free(&m.work_arena);
        arena_free(&m.batch_arena);
        return st;
}

/* The sheet of one course: its people with what each still lacks, its sessions, what was asked for it and what is
 * being done.  Agents see it whole; whoever answers for the course or takes part in it sees its people, sessions
 * and recordings, nothing of the desk; anybody else is told that there is no such course. */
#include "desk/course/course_view.h"
#include "desk/people/people.h"
#include "desk/plan/plan.h"
#include "desk/ticket/panel.h"
#include "templates.h"

enum { ROWS_SHOWN = 50 };

enum status course_asked(struct ctx *c, struct course *k)
{
        const char *code = ctx_var(c, "code");
        int64_t id;
        bool by_id = *code == '=';

        if (by_id && !text_i64(code + 1, &id))
                return ST_NOT_FOUND;
        enum status st = by_id ? course_load(c, id, k) : course_by_code(c, code, ctx_param(c, "term"), k);
        return !st && !course_may_read(c, k->id) ? ST_NOT_FOUND : st;
}

enum status course_asked_edit(struct ctx *c, struct course *k)
{
        enum status st = course_asked(c, k);

        return !st && !course_may_edit(c, k->department_id) ? ST_DENIED : st;
}

/* ---- people ---------------------------------------------------------------------------------------------------- */

static const char *person_href(struct ctx *c, int64_t id)
{
        return ctx_role(c, ~0) ? arena_fmt(c->arena, "/people/%lld", (long long)id) : NULL;
}

static enum status presenters_fill(struct ctx *c, struct course_page *v, const struct access *ask)
{
        static const int label[FACTS] = {MSG_courses_fact_informed, MSG_courses_fact_trained, MSG_courses_fact_supported,
                                         MSG_courses_fact_recorded};
        struct course_presenter *p;
        enum status st = course_presenter_list(c, v->k.id, &p, &v->n_presenters);

        if (st)
                return st;
        struct course_presenter_row *r = ARENA_ARRAY(c->arena, v->n_presenters + 1, struct course_presenter_row);
        for (size_t i = 0; i < v->n_presenters; i++) {
                r[i] = (struct course_presenter_row){.id = p[i].id, .version = p[i].version, .name = p[i].name, .n_fact = FACTS,
                                                     .href = person_href(c, p[i].id), .owner = p[i].id == v->k.owner_id,
                                                     .access = access_href(c, ask, p[i].id)};
                for (size_t f = 0; f < FACTS; f++)
                        r[i].fact[f] = (struct course_fact_view){fact_word((enum course_fact)f), ctx_msg(c, label[f]),
                                                                 p[i].fact[f].by_name, p[i].fact[f].state, p[i].fact[f].at};
        }
        v->presenters = r;
        return ST_OK;
}

static enum status supers_fill(struct ctx *c, struct course_page *v, const struct access *ask)
{
        struct who *w;
        enum status st = course_supers(c, v->k.id, &w, &v->n_supers);

        if (st)
                return st;
        struct course_person_row *r = ARENA_ARRAY(c->arena, v->n_supers + 1, struct course_person_row);
        for (size_t i = 0; i < v->n_supers; i++)
                r[i] = (struct course_person_row){w[i].id, w[i].name, person_href(c, w[i].id), access_href(c, ask, w[i].id)};
        v->supers = r;
        return ST_OK;
}

/* Agents and the one who answers for the course ask for others that an access be put right. */
static enum status people_fill(struct ctx *c, struct course_page *v)
{
        struct access ask = {0};
        enum status st = ctx_role(c, ~0) || v->mine ? access_open(c, &v->k, &ask) : ST_OK;

        if (!st && v->k.owner_id)
                v->access = access_href(c, &ask, v->k.owner_id);
        if (!st)
                st = presenters_fill(c, v, &ask);
        return st ? st : supers_fill(c, v, &ask);
}

/* ---- sessions ------------------------------------------------------------------------------------------------------ */

static const char *rec_text(struct ctx *c, const struct course_session *s)
{
        static const int word[] = {MSG_courses_rec_unknown, MSG_courses_rec_present, MSG_courses_rec_missing,
                                   MSG_courses_rec_asked,   MSG_courses_rec_intended, MSG_courses_rec_unwanted};
        return *s->recording ? ctx_msg(c, word[s->rec_state / 10]) : "";
}

static bool same_day(const struct ctx *c, int64_t a, int64_t b)
{
        struct civil x, y;

        zone_local(c->zone, a, &x);
        zone_local(c->zone, b, &y);
        return x.year == y.year && x.month == y.month && x.day == y.day;
}

static struct course_session_row session_row(struct ctx *c, const struct course_page *v, const struct course_session *s)
{
        bool held = s->state == SESSION_HELD;

        return (struct course_session_row){
                .s = *s, .href = course_href(c, v->k.id, v->k.code, v->k.term, arena_fmt(c->arena, "sessions/%lld", (long long)s->id)),
                .rec_text = rec_text(c, s), .uncovered = held && !s->supports && s->to_at > c->now, .withdrawn = !held,
                .over = s->to_at < c->now, .same_day = same_day(c, s->from_at, s->to_at),
                .asks = s->rec_state == REC_MISSING || s->rec_state == REC_ASKED};
}

static enum status sessions_fill(struct ctx *c, struct course_page *v)
{
        struct course_session *s;
        enum status st = course_sessions(c, v->k.id, &s, &v->n_sessions);

        if (st)
                return st;
        struct course_session_row *r = ARENA_ARRAY(c->arena, v->n_sessions + 1, struct course_session_row);
        struct course_session_row *rec = ARENA_ARRAY(c->arena, v->n_sessions + 1, struct course_session_row);
        for (size_t i = 0; i < v->n_sessions; i++) {
                r[i] = session_row(c, v, &s[i]);
                v->n_held += !r[i].withdrawn;
                v->n_uncovered += r[i].uncovered;
                if (*s[i].recording && !r[i].withdrawn && (r[i].over || s[i].rec_state))
                        rec[v->n_recordings++] = r[i];
        }
        v->sessions = r;
        v->recordings = rec;
        return ST_OK;
}

/* ---- what the desk does ---------------------------------------------------------------------------------------------- */

static enum status tickets_fill(struct ctx *c, struct course_page *v)
{
        struct ticket_query q = {.view = "all", .course_id = v->k.id, .kind = TICKET_ITEM, .limit = ROWS_SHOWN};
        struct ticket_page items, steps, supports;
        enum status st = ticket_list(c, &q, &items);

        q = (struct ticket_query){.view = "scope", .course_id = v->k.id, .kind = TICKET_SERVICE_TASK, .limit = ROWS_SHOWN};
        if (!st)
                st = ticket_list(c, &q, &steps);
        q.kind = TICKET_SUPPORT_TASK;
        if (!st)
                st = ticket_list(c, &q, &supports);
        if (st)
                return st;
        v->items = items.rows;
        v->n_items = items.n_rows;
        struct ticket_row *t = ARENA_ARRAY(c->arena, steps.n_rows + supports.n_rows + 1, struct ticket_row);
        for (size_t i = 0; i < steps.n_rows; i++)
                t[v->n_tasks++] = steps.rows[i];
        for (size_t i = 0; i < supports.n_rows; i++)
                t[v->n_tasks++] = supports.rows[i];
        v->tasks = t;
        for (size_t i = 0; i < v->n_items && !v->write_href; i++)
                if (v->items[i].state < STATE_RESOLVED)
                        v->write_href = arena_fmt(c->arena, "/tickets/%s", v->items[i].number);
        return ST_OK;
}

static enum status desk_fill(struct ctx *c, struct course_page *v)
{
        enum status st = tickets_fill(c, v);

        return st ? st : panels_render(c, PANEL_COURSE, NULL, v->k.id, &v->panels);
}

/* ---- the page ---------------------------------------------------------------------------------------------------------- */

static void crumbs(struct ctx *c, struct course_page *v, bool agent)
{
        v->page.crumbs[0] = (struct page_crumb){"/courses", ctx_msg(c, agent ? MSG_courses_title : MSG_courses_own)};
        v->page.crumbs[1] = (struct page_crumb){NULL, arena_fmt(c->arena, "%s (%s)", v->k.code, v->k.term)};
        v->page.n_crumbs = 2;
}

static enum status body_fill(struct ctx *c, struct course_page *v, bool agent)
{
        const struct course *k = &v->k;

        v->department = course_in_lang(c, k->department_fr, k->department_en);
        v->may_edit = course_may_edit(c, k->department_id);
        v->mine = c->actor->person_id == k->owner_id;
        v->at_edit = course_href(c, k->id, k->code, k->term, "edit");
        v->at_facts = course_href(c, k->id, k->code, k->term, "facts");
        v->at_people = course_href(c, k->id, k->code, k->term, "people");
        v->at_session = course_href(c, k->id, k->code, k->term, "sessions/new");
        v->at_recording = course_href(c, k->id, k->code, k->term, "recordings");
        v->at_support = course_href(c, k->id, k->code, k->term, "support");
        enum status st = people_fill(c, v);
        if (!st)
                st = sessions_fill(c, v);
        if (!st && agent)
                st = desk_fill(c, v);
        return st;
}

static enum status body_write(struct ctx *c, struct course_page *v, bool agent)
{
        struct html to = memo_html(c);
        enum status st = body_fill(c, v, agent);

        if (st)
                return st;
        if (agent)
                course_page_body_html(&to, v);
        else
                course_sheet_body_html(&to, v);
        v->body = html_written(&to, 0);
        return buf_end(to.out);
}

/* What is shown of the course is kept for whoever looks again while nothing happens; the frame is not. */
enum status course_page_show(struct ctx *c, const char *key, const struct course *k, struct course_page *v)
{
        bool agent = ctx_role(c, ~0);
        const char *note;

        v->k = *k;
        v->label = arena_fmt(c->arena, "%s (%s)", k->code, k->term);
        page_init(c, &v->page, arena_fmt(c->arena, "%s %s", v->label, k->title), "courses");
        v->page.page_script_desk = agent;
        crumbs(c, v, agent);
        if (!memo_html_get(c, key, &v->body, &note)) {
                enum status st = body_write(c, v, agent);
                if (st)
                        return st;
                memo_html_put(c, key, v->body, "");
        }
        if (c->n_error)
                c->res->status = 422;
        if (agent)
                course_page_html(&c->html, v);
        else
                course_sheet_html(&c->html, v);
        return ST_OK;
}

static enum status course_get(struct ctx *c)
{
        struct course_page *v = ARENA_NEW(c->arena, struct course_page);
        struct course k;
        const char *key;
        enum status st = people_kept_key(c, "course", &key);

        if (!st)
                st = course_asked(c, &k);
        return st ? st : course_page_show(c, key, &k, v);
}

/* The items of the course, settled ones too. */
static enum status support_get(struct ctx *c)
{
        struct course_page *v = ARENA_NEW(c->arena, struct course_page);
        struct course k;
        enum status st = course_asked(c, &k);

        if (st)
                return st;
        v->k = k;
        v->label = course_label(c->arena, k.code, k.term, k.title);
        st = tickets_fill(c, v);
        if (st)
                return st;
        page_init(c, &v->page, arena_fmt(c->arena, "%s – %s", ctx_msg(c, MSG_courses_items), v->label), "support-items");
        v->page.page_script_desk = true;
        crumbs(c, v, true);
        v->page.crumbs[1].href = course_href(c, k.id, k.code, k.term, "");
        v->page.crumbs[2] = (struct page_crumb){NULL, ctx_msg(c, MSG_courses_items)};
        v->page.n_crumbs = 3;
        course_support_html(&c->html, v);
        return ST_OK;
}

static const struct route course_page_routes[] = {
        {HTTP_GET, "/courses/{code}", PERM_SIGNED_IN, course_get, 0, NULL},
        {HTTP_GET, "/courses/{code}/support", PERM_AGENT, support_get, 0, NULL},
        {0}};

const struct slice slice_course_page = {.name = "course-page", .routes = course_page_routes};

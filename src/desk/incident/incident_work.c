/* The follow-up of the work: what GET shows and what each form posts.  A plain form goes back to the page
 * with 303; htmx gets the part again.  Whatever is refused comes back as it was typed. */
#include "desk/incident/incident_work.h"
#include "templates.h"

static const char *typed(struct ctx *c, const char *name)
{
        const char *s = c->req->method == HTTP_POST && c->n_error ? form_value(c, name) : NULL;

        return s ? s : "";
}

static void work_typed(struct ctx *c, struct incident_work *v)
{
        v->typed_restated = typed(c, "restated");
        v->typed_label = typed(c, "label");
        v->typed_minutes = typed(c, "minutes");
        v->typed_note = typed(c, "note");
        v->e_restated = form_msg(c, "restated");
        v->e_label = form_msg(c, "label");
        /* a correction's errors stand above: its fields are those of a line */
        bool line = *typed(c, "line") != 0;
        v->e_minutes = line ? NULL : form_msg(c, "minutes");
        v->e_note = line ? NULL : form_msg(c, "note");
        if (line) {
                v->typed_minutes = v->typed_note = "";
                v->error = form_msg(c, "minutes") ? form_msg(c, "minutes") : form_msg(c, "note");
        }
}

static enum status work_view(struct ctx *c, const struct ticket *t, struct incident_work *v)
{
        struct restated *restated;
        struct check *checks;
        struct spent *spent;
        struct evidence *files;
        int64_t total;
        enum status st;

        *v = (struct incident_work){.t = t, .url = incident_url(c, t), .once = random_token(c->arena), .error = v->error, .said = v->said};
        if ((st = restated_list(c, t, &restated, &v->n_restated)) || (st = check_list(c, t, &checks, &v->n_checks)) ||
            (st = spent_list(c, t, &spent, &v->n_spent, &total)) || (st = evidence_list(c, t, &files, &v->n_files)) ||
            (st = service_evidence(c, t->service_id, &v->wanted)))
                return st;
        v->restated = restated;
        v->checks = checks;
        v->spent = spent;
        v->files = files;
        for (size_t i = 0; i < v->n_checks; i++)
                v->checked += checks[i].done_at != 0;
        v->total = total ? spent_text(c, total) : NULL;
        v->waits = v->n_restated && restated[0].state == RESTATED_ASKED;
        v->can_work = ticket_can(c, t, ACT_WORK);
        v->can_give = ticket_can(c, t, ACT_NOTE);
        v->can_restate = v->can_work && t->state < STATE_RESOLVED;
        work_typed(c, v);
        return ST_OK;
}

enum status incident_work_short(struct ctx *c, const struct ticket *t, struct incident_live *v)
{
        enum status st = ticket_panels(c, t, &v->panels);

        if (st)
                return st;
        v->spent = v->panels.spent_ms ? spent_text(c, v->panels.spent_ms) : NULL;
        v->restated_text = v->panels.restated ? restated_label(c, v->panels.restated) : NULL;
        return ST_OK;
}

static enum status work_show(struct ctx *c, const struct ticket *t, struct incident_work *v)
{
        enum status st = work_view(c, t, v);

        if (st)
                return st;
        if (c->fragment) {
                incident_work_html(&c->html, v);
                return ST_OK;
        }
        struct html_arg number = {"number", t->number, 0};
        incident_desk_page(c, &v->page, msg_text(c->arena, c->lang, MSG_panels_title, 1, &number), "queue");
        v->page.crumbs[0] = (struct page_crumb){v->url, t->number};
        v->page.crumbs[1] = (struct page_crumb){NULL, ctx_msg(c, MSG_panels_work)};
        v->page.n_crumbs = 2;
        incident_work_page_html(&c->html, v);
        return ST_OK;
}

static enum status work_get(struct ctx *c)
{
        struct ticket t;
        struct incident_work v = {0};
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);

        return st ? st : work_show(c, &t, &v);
}

/* Done or refused; a refusal that is no error of a field says its reason above the forms. */
static enum status work_answer(struct ctx *c, struct ticket *t, enum status done, const char *notice)
{
        struct incident_work v = {0};

        if (done && done != ST_INVALID && done != ST_CONFLICT && done != ST_STALE)
                return done;
        if (!done && !c->fragment) {
                page_notice(c, notice, NULL);
                return ctx_redirect(c, arena_fmt(c->arena, "%s/work", incident_url(c, t)));
        }
        enum status st = ticket_load(c, t->id, ACT_READ_ALL, t);
        if (st)
                return st;
        if (!done) {
                v.said = ctx_msg(c, msg_find(notice));
                http_set(c->res, "HX-Trigger", "resync");
        } else {
                v.error = c->n_error ? NULL : c->why ? c->why : ctx_msg(c, MSG_error_conflict_text);
                c->res->status = done == ST_INVALID ? 422 : 409;
        }
        return work_show(c, t, &v);
}

static int64_t number_in(struct ctx *c, const char *name)
{
        int64_t v;
        const char *s = form_value(c, name);

        return s && text_i64(s, &v) ? v : -1;
}

static const char *text_in(struct ctx *c, const char *name)
{
        const char *s = form_value(c, name);

        return s ? s : "";
}

/* The once number makes a form sent twice one line of time, one point, one wording. */
static enum status once_begin(struct ctx *c, bool *before)
{
        const char *kept = NULL;
        enum status st = once_find(c, text_in(c, "once"), &kept);

        *before = kept != NULL;
        return st;
}

static enum status time_write(struct ctx *c, struct ticket *t)
{
        int64_t id;
        bool before;

        if (*text_in(c, "line"))
                return spent_correct(c, t, number_in(c, "line"), number_in(c, "minutes"), form_value(c, "note"),
                                     number_in(c, "version") > 0 ? number_in(c, "version") : 0);
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_begin(c, &before);
        if (!st && before)
                return ST_OK;
        if (!st)
                st = spent_add(c, t, number_in(c, "minutes"), form_value(c, "note"), &id);
        if (!st)
                st = once_keep(c, text_in(c, "once"), "1");
        return st ? st : db_commit(&tx);
}

static enum status time_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);

        if (st)
                return st;
        return work_answer(c, &t, time_write(c, &t), *text_in(c, "line") ? "panels.time_corrected" : "panels.time_added");
}

static enum status point_add(struct ctx *c, struct ticket *t)
{
        int64_t id;
        bool before;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_begin(c, &before);
        if (!st && before)
                return ST_OK;
        if (!st)
                st = check_add(c, t, form_value(c, "label"), str_eq(form_value(c, "required"), "1"), &id);
        if (!st)
                st = once_keep(c, text_in(c, "once"), "1");
        return st ? st : db_commit(&tx);
}

static enum status point_act(struct ctx *c, struct ticket *t)
{
        const char *act = text_in(c, "do");
        int64_t point = number_in(c, "point");

        if (str_eq(act, "tick") || str_eq(act, "untick"))
                return check_tick(c, t, point, str_eq(act, "tick"));
        if (str_eq(act, "require") || str_eq(act, "relax"))
                return check_require(c, t, point, str_eq(act, "require"));
        return str_eq(act, "drop") ? check_drop(c, t, point) : point_add(c, t);
}

static enum status checks_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);

        return st ? st : work_answer(c, &t, point_act(c, &t), "panels.saved");
}

static enum status restated_write(struct ctx *c, struct ticket *t)
{
        bool before;

        if (str_eq(text_in(c, "do"), "voice"))
                return restated_confirm(c, t, number_in(c, "wording"), true);
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_begin(c, &before);
        if (!st && before)
                return ST_OK;
        if (!st)
                st = restate(c, t, form_value(c, "restated"));
        if (!st)
                st = once_keep(c, text_in(c, "once"), "1");
        return st ? st : db_commit(&tx);
}

static enum status restated_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        bool voice = str_eq(text_in(c, "do"), "voice");

        return st ? st : work_answer(c, &t, restated_write(c, &t), voice ? "panels.saved" : "panels.restated_sent");
}

static enum status evidence_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);

        if (st)
                return st;
        st = evidence_check(c, &t, number_in(c, "file"), str_eq(form_value(c, "on"), "1"));
        return work_answer(c, &t, st, "panels.saved");
}

static const struct route work_routes[] = {
        {HTTP_GET, "/tickets/{id}/work", PERM_AGENT, work_get, 0, NULL},
        {HTTP_POST, "/tickets/{id}/time", PERM_AGENT, time_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/checks", PERM_AGENT, checks_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/restated", PERM_AGENT, restated_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/evidence", PERM_AGENT, evidence_post, 0, NULL},
        {0},
};

const struct slice slice_incident_work = {.name = "incident_work", .routes = work_routes};

/* The plan editor: the plan drawn, its rules in words, a trial with dates, and the form of one step.  Every change
 * is one of a draft, made when the first of them comes; publishing is refused with the name of the cycle or of the
 * task that can never open.  Whoever may not edit a plan sees it all the same. */
#include "desk/admin/plan_view.h"
#include "desk/people/people.h"
#include "templates.h"

/* ---- the list ----------------------------------------------------------------------------------------------------- */

static enum status plans_get(struct ctx *c)
{
        const int words[] = {MSG_admin_name, MSG_admin_code, MSG_plan_version, MSG_plan_steps, MSG_plan_running};
        struct plan_row *p;
        size_t n;
        enum status st = plan_list(c, &p, &n);

        if (st)
                return st;
        const char **heads = ARENA_ARRAY(c->arena, ARRAY_LEN(words), const char *);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                heads[i] = ctx_msg(c, words[i]);
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + 1, struct admin_row);
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, ARRAY_LEN(words), struct admin_cell);
                struct html_arg arg = {"version", NULL, p[i].draft};
                x[0] = (struct admin_cell){p[i].name, arena_fmt(c->arena, "/admin/plans/%s", p[i].plan), false};
                x[1] = (struct admin_cell){p[i].plan, NULL, false};
                x[2] = p[i].draft ? (struct admin_cell){msg_text(c->arena, c->lang, MSG_plan_draft_version, 1, &arg), NULL, true}
                                  : (struct admin_cell){arena_fmt(c->arena, "%lld", (long long)p[i].version), NULL, false};
                x[3] = (struct admin_cell){arena_fmt(c->arena, "%lld", (long long)p[i].steps), NULL, false};
                x[4] = (struct admin_cell){arena_fmt(c->arena, "%lld", (long long)p[i].running), NULL, false};
                rows[i] = (struct admin_row){x, ARRAY_LEN(words)};
        }
        struct admin_list_view v = {.title = ctx_msg(c, MSG_plan_plans), .hint = ctx_msg(c, MSG_plan_plans_hint), .empty = ctx_msg(c, MSG_plan_plans_none),
                                    .heads = heads, .n_heads = ARRAY_LEN(words), .rows = rows, .n_rows = n, .new_href = "/admin/plans/new",
                                    .new_label = ctx_msg(c, MSG_plan_new)};
        admin_page(c, &v.page, v.title, "admin-plans");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

static enum status new_show(struct ctx *c)
{
        struct admin_field *f = admin_fields_new(c, 3);

        f[0] = (struct admin_field){.name = "code", .label = ctx_msg(c, MSG_admin_code), .hint = ctx_msg(c, MSG_admin_code_hint),
                                    .value = admin_typed(c, "code", ""), .max = 60, .required = true};
        f[1] = (struct admin_field){.name = "name_fr", .label = ctx_msg(c, MSG_admin_name_fr), .value = admin_typed(c, "name_fr", ""),
                                    .max = PLAN_NAME_LETTERS, .required = true};
        f[2] = (struct admin_field){.name = "name_en", .label = ctx_msg(c, MSG_admin_name_en), .value = admin_typed(c, "name_en", ""),
                                    .max = PLAN_NAME_LETTERS, .required = true};
        admin_errors(c, f, 3);
        struct admin_form_view v = {.title = ctx_msg(c, MSG_plan_new), .hint = ctx_msg(c, MSG_plan_new_hint), .action = "/admin/plans",
                                    .submit = ctx_msg(c, MSG_plan_make), .back_href = "/admin/plans", .back = ctx_msg(c, MSG_plan_plans),
                                    .body = {f, 3}};
        admin_page(c, &v.page, v.title, "admin-plans");
        admin_form_html(&c->html, &v);
        return ST_OK;
}

static enum status plans_post(struct ctx *c)
{
        const char *code = admin_typed(c, "code", "");
        enum status st = str_eq(code, "new") ? ST_CONFLICT : plan_make(c, code, admin_typed(c, "name_fr", ""), admin_typed(c, "name_en", ""));

        if (st == ST_CONFLICT && !c->n_error)
                form_error(c, "code", MSG_plan_code_taken);
        if (st == ST_INVALID || st == ST_CONFLICT)
                return new_show(c);
        return st ? st : ctx_redirect(c, arena_fmt(c->arena, "/admin/plans/%s", code));
}

/* ---- in words --------------------------------------------------------------------------------------------------------- */

static const char *with(struct ctx *c, int message, const char *name, const char *text)
{
        struct html_arg arg = {name, text, 0};

        return msg_text(c->arena, c->lang, message, 1, &arg);
}

static const char *quoted(struct ctx *c, const char *label)
{
        return with(c, MSG_plan_quoted, "label", label);
}

static const char *label_of(const struct plan_step *s, size_t n, const char *code)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(s[i].code, code))
                        return s[i].label;
        return code;
}

/* « A » et « B » sont toutes fermées, */
static const char *when_of(struct ctx *c, const struct plan_step *all, size_t n, const struct plan_step *s)
{
        struct buf b;

        if (!s->n_after)
                return ctx_msg(c, MSG_plan_when_created);
        buf_init(&b, c->arena, 16384);
        for (size_t i = 0; i < s->n_after; i++) {
                if (i)
                        buf_str(&b, i + 1 == s->n_after ? ctx_msg(c, MSG_plan_and) : ", ");
                buf_str(&b, quoted(c, label_of(all, n, s->after[i])));
        }
        return with(c, s->n_after > 1 ? MSG_plan_when_all : MSG_plan_when_one, "tasks", b.p);
}

static const char *then_of(struct ctx *c, const struct plan_step *s)
{
        const char *only = s->condition;

        for (size_t i = 0; s->optional && !*only && plan_needs[i]; i++) /* it has no task until the course has some */
                if (str_eq(s->needs, plan_needs[i]))
                        only = with(c, MSG_plan_course_has, "what", ctx_msg(c, plan_need_label(i)));
        struct html_arg arg[] = {{"task", quoted(c, s->label), 0}, {"group", s->group_name, 0}, {"condition", only, 0}};
        return msg_text(c->arena, c->lang, *only ? MSG_plan_then_if : MSG_plan_then, ARRAY_LEN(arg), arg);
}

static void rules_fill(struct ctx *c, const struct plan_step *s, size_t n, struct plan_editor *v)
{
        struct plan_sentence *r = ARENA_ARRAY(c->arena, n + 2, struct plan_sentence);
        struct buf ends;
        size_t k = 0, n_ends = 0;

        buf_init(&ends, c->arena, 16384);
        for (size_t i = 0; i < n; i++) {
                bool last = true;
                r[k++] = (struct plan_sentence){when_of(c, s, n, &s[i]), then_of(c, &s[i])};
                for (size_t j = 0; j < n; j++)
                        for (size_t a = 0; a < s[j].n_after; a++)
                                last = last && !str_eq(s[j].after[a], s[i].code);
                if (last && ++n_ends)
                        buf_fmt(&ends, "%s%s", ends.n ? ctx_msg(c, MSG_plan_and) : "", quoted(c, s[i].label));
        }
        if (n_ends) /* a plan that only turns in a circle has none */
                r[k++] = (struct plan_sentence){with(c, n_ends > 1 ? MSG_plan_when_all : MSG_plan_when_one, "tasks", ends.p), ctx_msg(c, MSG_plan_then_end)};
        v->rules = r;
        v->n_rules = k;
}

static const char *due_words(struct ctx *c, const char *rule)
{
        static const int words[][2] = {[DUE_OPEN] = {MSG_plan_due_open, MSG_plan_due_open}, [DUE_FIRST] = {MSG_plan_due_before_first, MSG_plan_due_after_first},
                                       [DUE_LAST] = {MSG_plan_due_before_last, MSG_plan_due_after_last}};
        struct due_rule r;

        if (!due_read(rule, &r) || r.from == DUE_NONE)
                return ctx_msg(c, MSG_plan_due_none);
        int64_t days = r.days < 0 ? -r.days : r.days;
        return msg_plural(c->arena, c->lang, words[r.from][r.days > 0 || r.from == DUE_OPEN], days, 0, NULL);
}

/* ---- the drawn version -------------------------------------------------------------------------------------------------- */

static struct plan_card card_of(struct ctx *c, const char *url, const struct plan_step *s, const char *chosen)
{
        struct buf b, after;
        struct plan_card k = {.code = s->code, .label = s->label, .group = NULL, .css = "task", .icon = "arrow-right",
                              .href = arena_fmt(c->arena, "%s?step=%s", url, s->code), .chosen = str_eq(s->code, chosen)};

        buf_init(&after, c->arena, 4096);
        for (size_t i = 0; i < s->n_after; i++)
                buf_fmt(&after, "%s%s", i ? (i + 1 == s->n_after ? ctx_msg(c, MSG_plan_and) : ", ") : "", s->after[i]);
        k.state = s->n_after ? with(c, MSG_plan_after, "tasks", after.p) : ctx_msg(c, MSG_plan_at_start);
        buf_init(&b, c->arena, 4096);
        buf_fmt(&b, "%s · %s", s->group_name, due_words(c, s->due));
        if (s->n_points)
                buf_fmt(&b, " · %s", msg_plural(c->arena, c->lang, MSG_plan_points_n, (int64_t)s->n_points, 0, NULL));
        if (s->optional)
                buf_fmt(&b, " · %s", ctx_msg(c, MSG_plan_optional));
        if (*s->condition)
                buf_fmt(&b, " · %s", with(c, MSG_plan_if, "condition", s->condition));
        k.note = b.p;
        return k;
}

static void drawn_fill(struct ctx *c, const struct plan_step *s, size_t n, struct plan_editor *v)
{
        struct plan_card *cards = ARENA_ARRAY(c->arena, n + 1, struct plan_card);
        struct plan_graph g;

        graph_of_steps(s, n, &g);
        for (size_t i = 0; i < n; i++)
                cards[i] = card_of(c, v->url, &s[i], v->step);
        plan_draw(c, &g, cards, &v->drawn);
}

/* ---- the trial -------------------------------------------------------------------------------------------------------------- */

static int64_t noon(struct ctx *c, const char *day)
{
        struct civil l = {.hour = 8, .minute = 30};
        int64_t at;

        if (strlen(day) != 10 || !moment_parse(arena_fmt(c->arena, "%sT00:00:00Z", day), &at))
                return 0;
        civil_from_days(at / DAY_MS, &l.year, &l.month, &l.day);
        return zone_moment(c->zone, &l);
}

static void trial_fill(struct ctx *c, const struct plan_step *s, size_t n, struct plan_editor *v)
{
        int64_t first, last;
        const struct calendar *cal = NULL;

        v->first = ctx_param(c, "first");
        v->last = ctx_param(c, "last");
        first = noon(c, v->first);
        last = noon(c, v->last);
        last = last ? last : first;
        if (!first || clock_desk_calendar(c, &cal))
                return;
        struct plan_trial *x = ARENA_ARRAY(c->arena, n + 1, struct plan_trial);
        for (size_t i = 0; i < n; i++) {
                struct due_rule r;
                bool read = due_read(s[i].due, &r) && r.from != DUE_NONE;
                int64_t anchor = !read ? 0 : r.from == DUE_OPEN ? (s[i].n_after ? 0 : c->now) : r.from == DUE_FIRST ? first : last;
                int64_t due = anchor ? due_moment(cal, c->zone, &r, anchor) : 0;
                x[i].label = quoted(c, s[i].label);
                x[i].text = due ? with(c, MSG_plan_trial_due, "when", human_datetime(c->arena, c->lang, c->zone, due, c->now)) : due_words(c, s[i].due);
                x[i].late = due && read && r.from == DUE_OPEN && due > first;
        }
        v->trials = x;
        v->n_trials = n;
}

/* ---- the form of a step -------------------------------------------------------------------------------------------------------- */

static enum status groups_fill(struct ctx *c, const char *chosen, struct admin_field *f)
{
        struct group *g;
        size_t n;
        enum status st = group_list(c, &g, &n);

        if (st)
                return st;
        struct admin_option *o = ARENA_ARRAY(c->arena, n + 1, struct admin_option);
        for (size_t i = 0; i < n; i++)
                if (people_manages(c, g[i].department_id))
                        o[f->n_options++] = (struct admin_option){g[i].code, g[i].name, str_eq(g[i].code, chosen)};
        f->options = o;
        return ST_OK;
}

static bool after_has(const struct plan_step *s, const char *code)
{
        for (size_t i = 0; i < s->n_after; i++)
                if (str_eq(s->after[i], code))
                        return true;
        return false;
}

/* Boxes "after_CODE": every other step. */
static void after_fill(struct ctx *c, const struct plan_step *all, size_t n, const struct plan_step *s, struct admin_field *f)
{
        struct admin_option *o = ARENA_ARRAY(c->arena, n + 1, struct admin_option);

        for (size_t i = 0; i < n; i++) {
                if (str_eq(all[i].code, s->code))
                        continue;
                struct html_arg arg[] = {{"code", all[i].code, 0}, {"label", all[i].label, 0}};
                o[f->n_options++] = (struct admin_option){all[i].code, msg_text(c->arena, c->lang, MSG_plan_after_box, 2, arg), after_has(s, all[i].code)};
        }
        f->options = o;
}

static void due_fill(struct ctx *c, const char *rule, const char **days, struct admin_field *f)
{
        static const struct {
                const char *value;
                int label;
        } choices[] = {{"", MSG_plan_due_none}, {"open+", MSG_plan_due_c_open}, {"first-", MSG_plan_due_c_before}, {"first+", MSG_plan_due_c_after},
                       {"last+", MSG_plan_due_c_last}};
        struct admin_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(choices), struct admin_option);
        size_t sign = strcspn(rule, "+-");

        for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
                size_t k = strlen(choices[i].value);
                bool this = *rule && k ? strncmp(rule, choices[i].value, k) == 0 : !*rule && !k;
                o[i] = (struct admin_option){choices[i].value, ctx_msg(c, choices[i].label), this};
        }
        f->options = o;
        f->n_options = ARRAY_LEN(choices);
        *days = rule[sign] ? rule + sign + 1 : "";
}

static void needs_fill(struct ctx *c, const char *needs, struct admin_field *f)
{
        struct admin_option *o = ARENA_ARRAY(c->arena, PLAN_NEEDS, struct admin_option);

        for (size_t i = 0; i < PLAN_NEEDS; i++)
                o[i] = (struct admin_option){plan_needs[i], ctx_msg(c, plan_need_label(i)), strstr(needs, plan_needs[i]) != NULL};
        f->options = o;
        f->n_options = PLAN_NEEDS;
}

static void kind_fill(struct ctx *c, const char *kind, struct admin_field *f)
{
        struct admin_option *o = ARENA_ARRAY(c->arena, 2, struct admin_option);

        o[0] = (struct admin_option){"task", ctx_msg(c, MSG_plan_kind_task), !str_eq(kind, "agreement")};
        o[1] = (struct admin_option){"agreement", ctx_msg(c, MSG_plan_kind_agreement), str_eq(kind, "agreement")};
        f->options = o;
        f->n_options = 2;
}

static enum status form_fill(struct ctx *c, const struct plan_step *all, size_t n, const struct plan_step *s, struct plan_editor *v)
{
        struct admin_field *f = admin_fields_new(c, 20);
        const char *points_fr, *points_en, *days;
        size_t k = 0;

        points_write(c->arena, s->points, s->n_points, &points_fr, &points_en);
#define FIELD(...) f[k++] = (struct admin_field){__VA_ARGS__}
        FIELD(.name = "code", .label = ctx_msg(c, MSG_plan_f_code), .hint = ctx_msg(c, MSG_plan_f_code_hint), .value = s->code, .max = 20, .required = true);
        FIELD(.name = "label_fr", .label = ctx_msg(c, MSG_admin_name_fr), .value = s->label_fr, .max = PLAN_NAME_LETTERS, .required = true);
        FIELD(.name = "label_en", .label = ctx_msg(c, MSG_admin_name_en), .value = s->label_en, .max = PLAN_NAME_LETTERS, .required = true);
        FIELD(.kind = ADMIN_SELECT, .name = "group", .label = ctx_msg(c, MSG_plan_f_group));
        enum status st = groups_fill(c, s->group_code, &f[k - 1]);
        FIELD(.kind = ADMIN_FLAGS, .name = "after", .label = ctx_msg(c, MSG_plan_f_after), .hint = n > 1 || !*s->code ? NULL : ctx_msg(c, MSG_plan_at_start));
        after_fill(c, all, n, s, &f[k - 1]);
        FIELD(.name = "due_days", .label = ctx_msg(c, MSG_plan_f_days), .max = 3, .number = true);
        FIELD(.kind = ADMIN_SELECT, .name = "due", .label = ctx_msg(c, MSG_plan_f_due));
        due_fill(c, s->due, &days, &f[k - 1]);
        f[k - 2].value = days;
        FIELD(.kind = ADMIN_AREA, .name = "points_fr", .label = ctx_msg(c, MSG_plan_f_points_fr), .hint = ctx_msg(c, MSG_plan_f_points_hint), .value = points_fr);
        FIELD(.kind = ADMIN_AREA, .name = "points_en", .label = ctx_msg(c, MSG_plan_f_points_en), .value = points_en);
        FIELD(.name = "purpose_fr", .label = ctx_msg(c, MSG_plan_f_purpose_fr), .value = s->purpose_fr, .max = PLAN_PURPOSE_LETTERS);
        FIELD(.name = "purpose_en", .label = ctx_msg(c, MSG_plan_f_purpose_en), .value = s->purpose_en, .max = PLAN_PURPOSE_LETTERS);
        FIELD(.name = "condition", .label = ctx_msg(c, MSG_plan_f_condition), .hint = ctx_msg(c, MSG_plan_f_condition_hint), .value = s->condition, .max = 400);
        FIELD(.kind = ADMIN_FLAGS, .name = "needs", .label = ctx_msg(c, MSG_plan_f_needs));
        needs_fill(c, s->needs, &f[k - 1]);
        FIELD(.kind = ADMIN_SELECT, .name = "kind", .label = ctx_msg(c, MSG_plan_f_kind));
        kind_fill(c, s->kind, &f[k - 1]);
        FIELD(.kind = ADMIN_FLAG, .name = "supports", .label = ctx_msg(c, MSG_plan_f_supports), .checked = s->supports);
        FIELD(.kind = ADMIN_FLAG, .name = "optional", .label = ctx_msg(c, MSG_plan_f_optional), .checked = s->optional);
        FIELD(.kind = ADMIN_FLAG, .name = "strict", .label = ctx_msg(c, MSG_plan_f_strict), .checked = s->strict);
#undef FIELD
        admin_errors(c, f, k);
        if (!f[7].error)
                f[7].error = form_msg(c, "points");
        v->form = (struct admin_fields){f, k};
        return st;
}

/* ---- the page -------------------------------------------------------------------------------------------------------------------- */

static const struct plan_step empty_step = {.code = "", .label_fr = "", .label_en = "", .purpose_fr = "", .purpose_en = "", .kind = "task",
                                            .condition = "", .due = "", .needs = "", .group_code = ""};

static const struct plan_step *step_named(const struct plan_step *s, size_t n, const char *code)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(s[i].code, code))
                        return &s[i];
        return NULL;
}

/* The draft, else what is published; ?version=ID shows another one of this plan, to read. */
static enum status version_asked(struct ctx *c, const char *plan, struct plan_editor *v, bool *old)
{
        struct plan_version now;
        int64_t id = 0;
        enum status st;

        *old = *ctx_param(c, "version") && text_i64(ctx_param(c, "version"), &id) && c->req->method == HTTP_GET;
        if (*old) {
                st = plan_load(c, id, &v->version);
                return st ? st : str_eq(v->version.plan, plan) ? ST_OK : ST_NOT_FOUND;
        }
        v->any = plan_current(c, plan, &now) == ST_OK;
        st = plan_draft(c, plan, &v->version);
        v->draft = st == ST_OK;
        return st == ST_NOT_FOUND ? plan_current(c, plan, &v->version) : st;
}

static enum status running_fill(struct ctx *c, const char *plan, struct plan_editor *v)
{
        struct version_row *row;
        size_t n;
        int64_t running = 0;
        enum status st = plan_versions(c, plan, &row, &n);

        for (size_t i = 0; !st && i < n; i++)
                running += row[i].id == v->version.id ? 0 : row[i].running;
        if (!st && running && v->draft)
                v->running = msg_plural(c->arena, c->lang, MSG_plan_running_n, running, 0, NULL);
        return st;
}

/* `typed`: a step that was refused, as it was sent; NULL shows the one of the address. */
static enum status editor_show(struct ctx *c, const struct plan_step *typed, const char *was)
{
        struct plan_editor *v = ARENA_NEW(c->arena, struct plan_editor);
        const char *plan = ctx_var(c, "code");
        struct plan_step *s;
        size_t n;
        bool old;
        enum status st = version_asked(c, plan, v, &old);

        if (!st)
                st = plan_steps(c, v->version.id, &s, &n);
        if (!st)
                st = plan_mine(c, s, n, &v->mine);
        if (!st)
                st = running_fill(c, plan, v);
        if (st)
                return st;
        const char *asked = typed ? was : ctx_param(c, "step");
        const struct plan_step *shown = typed ? typed : step_named(s, n, asked);
        v->mine = v->mine && !old;
        v->chosen = *asked && step_named(s, n, asked);
        v->step = v->chosen ? asked : "";
        v->title = ctx_msg(c, v->chosen ? MSG_plan_chosen : MSG_plan_step_new);
        v->url = arena_fmt(c->arena, "/admin/plans/%s", plan);
        const char *why = c->why;
        v->verdict = plan_verdict(c, s, n) ? c->why : NULL;
        c->why = why;
        v->name_fr = typed ? v->version.name_fr : admin_typed(c, "name_fr", v->version.name_fr);
        v->name_en = typed ? v->version.name_en : admin_typed(c, "name_en", v->version.name_en);
        v->e_name_fr = form_msg(c, "name_fr");
        v->e_name_en = form_msg(c, "name_en");
        drawn_fill(c, s, n, v);
        rules_fill(c, s, n, v);
        trial_fill(c, s, n, v);
        st = form_fill(c, s, n, shown ? shown : &empty_step, v);
        if (st)
                return st;
        admin_page(c, &v->page, v->version.name, "admin-plans");
        plan_editor_html(&c->html, v);
        return ST_OK;
}

static enum status plan_get(struct ctx *c)
{
        return str_eq(ctx_var(c, "code"), "new") ? new_show(c) : editor_show(c, NULL, "");
}

static enum status versions_get(struct ctx *c)
{
        const char *plan = ctx_var(c, "code");
        const int words[] = {MSG_plan_version, MSG_plan_published_on, MSG_plan_running};
        struct version_row *r;
        size_t n;
        enum status st = plan_versions(c, plan, &r, &n);

        if (!st && !n)
                st = ST_NOT_FOUND;
        if (st)
                return st;
        const char **heads = ARENA_ARRAY(c->arena, ARRAY_LEN(words), const char *);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                heads[i] = ctx_msg(c, words[i]);
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + 1, struct admin_row);
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, ARRAY_LEN(words), struct admin_cell);
                x[0] = (struct admin_cell){arena_fmt(c->arena, "%lld", (long long)r[i].version),
                                           arena_fmt(c->arena, "/admin/plans/%s?version=%lld", plan, (long long)r[i].id), false};
                x[1] = r[i].published_at ? (struct admin_cell){human_datetime(c->arena, c->lang, c->zone, r[i].published_at, c->now), NULL, false}
                                         : (struct admin_cell){ctx_msg(c, MSG_plan_draft), NULL, true};
                x[2] = (struct admin_cell){arena_fmt(c->arena, "%lld", (long long)r[i].running), NULL, false};
                rows[i] = (struct admin_row){x, ARRAY_LEN(words)};
        }
        struct admin_list_view v = {.title = with(c, MSG_plan_versions_of, "plan", plan), .hint = ctx_msg(c, MSG_plan_versions_hint), .empty = "",
                                    .heads = heads, .n_heads = ARRAY_LEN(words), .rows = rows, .n_rows = n};
        admin_page(c, &v.page, v.title, "admin-plans");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

/* ---- what is posted ----------------------------------------------------------------------------------------------------------------- */

static void step_typed(struct ctx *c, struct plan_step *s, const struct plan_step *all, size_t n)
{
        const char *due = admin_typed(c, "due", ""), *days = admin_typed(c, "due_days", "");

        *s = (struct plan_step){.code = admin_typed(c, "code", ""), .label_fr = admin_typed(c, "label_fr", ""), .label_en = admin_typed(c, "label_en", ""),
                                .purpose_fr = admin_typed(c, "purpose_fr", ""), .purpose_en = admin_typed(c, "purpose_en", ""),
                                .kind = admin_typed(c, "kind", "task"), .condition = admin_typed(c, "condition", ""),
                                .group_code = admin_typed(c, "group", ""), .optional = admin_typed_flag(c, "optional", false),
                                .supports = admin_typed_flag(c, "supports", false), .strict = admin_typed_flag(c, "strict", false)};
        s->due = *due ? arena_fmt(c->arena, "%s%s", due, days) : "";
        s->needs = "";
        for (size_t i = 0; i < PLAN_NEEDS; i++)
                if (str_eq(admin_typed(c, arena_fmt(c->arena, "needs_%s", plan_needs[i]), ""), "1"))
                        s->needs = arena_fmt(c->arena, "%s%s%s", s->needs, *s->needs ? " " : "", plan_needs[i]);
        for (size_t i = 0; i < n; i++)
                if (str_eq(admin_typed(c, arena_fmt(c->arena, "after_%s", all[i].code), ""), "1"))
                        s->after[s->n_after++] = all[i].code;
        if (points_lines(c->arena, admin_typed(c, "points_fr", ""), admin_typed(c, "points_en", ""), &s->points, &s->n_points))
                form_error(c, "points", MSG_plan_points_bad);
}

static enum status said(struct ctx *c, const char *notice, const char *step)
{
        page_notice(c, notice, NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/plans/%s%s%s", ctx_var(c, "code"), *step ? "?step=" : "", step));
}

/* A refusal that is a sentence stands above the form, beside what was typed. */
static enum status refused(struct ctx *c, enum status st, const struct plan_step *typed, const char *was)
{
        if (st != ST_INVALID && st != ST_CONFLICT && st != ST_STALE)
                return st;
        if (!c->n_error)
                form_error_text(c, "plan", c->why ? c->why : ctx_msg(c, MSG_error_conflict_text));
        st = editor_show(c, typed, was);
        if (!st)
                c->res->status = 422;
        return st;
}

static enum status step_post(struct ctx *c)
{
        const char *plan = ctx_var(c, "code"), *was = admin_typed(c, "was", "");
        struct plan_version v;
        struct plan_step *all, s;
        size_t n;
        enum status st = plan_draft(c, plan, &v);

        if (st == ST_NOT_FOUND)
                st = plan_current(c, plan, &v);
        if (!st)
                st = plan_steps(c, v.id, &all, &n);
        if (st)
                return st;
        /* the first change makes the draft, whose count begins anew */
        int64_t seen = v.published_at ? 0 : admin_seen(c);
        if (str_eq(admin_typed(c, "do", ""), "remove")) {
                st = plan_step_remove(c, plan, was, seen);
                return st ? refused(c, st, NULL, "") : said(c, "plan.step_removed", "");
        }
        step_typed(c, &s, all, n);
        st = c->n_error ? ST_INVALID : plan_step_save(c, plan, was, &s, seen);
        return st ? refused(c, st, &s, was) : said(c, "plan.step_saved", s.code);
}

static enum status name_post(struct ctx *c)
{
        struct plan_version v;
        bool draft = plan_draft(c, ctx_var(c, "code"), &v) == ST_OK;
        enum status st = plan_rename(c, ctx_var(c, "code"), admin_typed(c, "name_fr", ""), admin_typed(c, "name_en", ""), draft ? admin_seen(c) : 0);

        return st ? refused(c, st, NULL, "") : said(c, "plan.name_saved", "");
}

static enum status publish_post(struct ctx *c)
{
        struct plan_version v;
        enum status st = plan_draft(c, ctx_var(c, "code"), &v);

        if (!st)
                st = plan_publish(c, ctx_var(c, "code"), admin_seen(c));
        return st ? refused(c, st, NULL, "") : said(c, "plan.published", "");
}

static enum status drop_post(struct ctx *c)
{
        struct plan_version v;
        enum status st = plan_draft(c, ctx_var(c, "code"), &v);

        if (!st)
                st = plan_draft_drop(c, ctx_var(c, "code"), admin_seen(c));
        return st ? refused(c, st, NULL, "") : said(c, "plan.dropped", "");
}

static const struct route plan_routes[] = {
        {HTTP_GET, "/admin/plans", PERM_DEPT_ADMIN, plans_get, 0, NULL},
        {HTTP_POST, "/admin/plans", PERM_DEPT_ADMIN, plans_post, 0, NULL},
        {HTTP_GET, "/admin/plans/{code}", PERM_DEPT_ADMIN, plan_get, 0, NULL},
        {HTTP_GET, "/admin/plans/{code}/versions", PERM_DEPT_ADMIN, versions_get, 0, NULL},
        {HTTP_POST, "/admin/plans/{code}/step", PERM_DEPT_ADMIN, step_post, 0, NULL},
        {HTTP_POST, "/admin/plans/{code}/name", PERM_DEPT_ADMIN, name_post, 0, NULL},
        {HTTP_POST, "/admin/plans/{code}/publish", PERM_DEPT_ADMIN, publish_post, 0, NULL},
        {HTTP_POST, "/admin/plans/{code}/drop", PERM_DEPT_ADMIN, drop_post, 0, NULL},
        {0},
};

const struct slice slice_admin_plans = {.name = "admin-plans", .routes = plan_routes};

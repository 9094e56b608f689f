/* Administration of groups, each by whoever manages its department: what they are for, how they give out their tickets, who is in them, which services
 * they serve.  Code, department and closedness are said once: the tickets' scopes stand on them. */
#include "desk/people/away.h"
#include "desk/people/people_view.h"
#include "templates.h"

/* ---- choices ---------------------------------------------------------------------------------------------- */

static const struct word_choice {
        const char *word;
        int label;
} function_choices[] = {{"use", MSG_groups_function_use},
                        {"operation", MSG_groups_function_operation},
                        {"evolution", MSG_groups_function_evolution}},
  assign_choices[] = {{"manual", MSG_groups_assign_manual},
                      {"take", MSG_groups_assign_take},
                      {"round_robin", MSG_groups_assign_round_robin},
                      {"least_loaded", MSG_groups_assign_least_loaded},
                      {"on_duty", MSG_groups_assign_on_duty}};

static struct option *choices(struct ctx *c, const struct word_choice *w, size_t n, const char *chosen, size_t *out_n)
{
        struct option *o = ARENA_ARRAY(c->arena, n, struct option);

        for (size_t i = 0; i < n; i++)
                o[i] = (struct option){w[i].word, ctx_msg(c, w[i].label), str_eq(w[i].word, chosen)};
        *out_n = n;
        return o;
}

static const char *choice_label(struct ctx *c, const struct word_choice *w, size_t n, const char *word)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(w[i].word, word))
                        return ctx_msg(c, w[i].label);
        return "";
}

#define CHOICES(c, w, chosen, n) choices((c), (w), ARRAY_LEN(w), (chosen), (n))

/* What is not among the choices is an error of its field. */
static void words_check(struct ctx *c, const char *function, const char *assign)
{
        if (!group_function_find(function))
                form_error(c, "function", MSG_groups_function_unknown);
        if (!group_assign_known(assign))
                form_error(c, "assign", MSG_groups_assign_unknown);
}

/* ---- the list and a new one ------------------------------------------------------------------------------- */

struct group_in {
        const char *code, *name, *domain, *function, *assign;
        int64_t department, closed, external;
};
static const struct form_field group_fields[] = {
        {"code", FORM_LINE, offsetof(struct group_in, code), 1, 64, 0},
        {"name", FORM_LINE, offsetof(struct group_in, name), 1, 150, 0},
        {"domain", FORM_LINE, offsetof(struct group_in, domain), 0, 150, 0},
        {"function", FORM_LINE, offsetof(struct group_in, function), 0, 20, 0},
        {"assign", FORM_LINE, offsetof(struct group_in, assign), 0, 20, 0},
        {"department", FORM_ID, offsetof(struct group_in, department), 1, 0, 0},
        {"closed", FORM_FLAG, offsetof(struct group_in, closed), 0, 0, 0},
        {"external", FORM_FLAG, offsetof(struct group_in, external), 0, 0, 0},
        {0}};

static bool among(const struct department *d, size_t n, int64_t id)
{
        for (size_t i = 0; i < n; i++)
                if (d[i].id == id)
                        return true;
        return false;
}

static enum status groups_show(struct ctx *c, const struct group_in *in, enum status result)
{
        struct groups_admin_view v = {.code = in->code, .name = in->name, .domain = in->domain, .closed = in->closed,
                                      .external = in->external};
        struct department *d;
        struct group *g;
        size_t n;
        enum status st = group_list(c, &g, &n);
        if (!st)
                st = people_managed(c, &d, &v.n_departments);
        if (st)
                return st;
        v.rows = ARENA_ARRAY(c->arena, n + 1, struct group_line);
        for (size_t i = 0; i < n; i++)
                if (among(d, v.n_departments, g[i].department_id))
                        v.rows[v.n_rows++] = (struct group_line){
                        g[i], choice_label(c, function_choices, ARRAY_LEN(function_choices), group_function_word(g[i].function)),
                        choice_label(c, assign_choices, ARRAY_LEN(assign_choices), g[i].assign)};
        v.functions = CHOICES(c, function_choices, in->function, &v.n_functions);
        v.assigns = CHOICES(c, assign_choices, in->assign, &v.n_assigns);
        v.departments = ARENA_ARRAY(c->arena, v.n_departments, struct option);
        for (size_t i = 0; i < v.n_departments; i++)
                v.departments[i] = (struct option){arena_fmt(c->arena, "%lld", (long long)d[i].id),
                                                   c->lang == LANG_EN ? d[i].name_en : d[i].name_fr,
                                                   d[i].id == in->department};
        page_init(c, &v.page, ctx_msg(c, MSG_people_admin_groups), "admin-groups");
        v.page.page_script_desk = true;
        v.e_code = form_msg(c, "code");
        v.e_name = form_msg(c, "name");
        v.e_domain = form_msg(c, "domain");
        c->res->status = status_http(result);
        people_admin_groups_html(&c->html, &v);
        return ST_OK;
}

enum status page_admin_groups(struct ctx *c)
{
        struct group_in none = {.code = "", .name = "", .domain = "", .function = "use", .assign = "manual"};
        return groups_show(c, &none, ST_OK);
}

enum status page_admin_groups_post(struct ctx *c)
{
        struct group_in in;
        int64_t id = 0;
        form_read(c, group_fields, &in);
        in.function = *in.function ? in.function : "use";
        in.assign = *in.assign ? in.assign : "manual";
        words_check(c, in.function, in.assign);
        if (*in.code && !*code_fold(c->arena, in.code))
                form_error(c, "code", MSG_people_error_code);
        if (c->n_error)
                return groups_show(c, &in, ST_INVALID);
        if (!people_manages(c, in.department))
                return ST_NOT_FOUND;
        struct group_draft d = {in.code, in.name, in.department, in.closed, in.external, group_function_find(in.function),
                                in.domain, in.assign};
        enum status st = group_add(c, &d, &id);
        if (st == ST_CONFLICT) {
                form_error(c, "code", MSG_people_error_code_taken);
                return groups_show(c, &in, ST_INVALID);
        }
        if (st)
                return st;
        page_notice(c, "people.admin.group_added", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/groups/%s", code_fold(c->arena, in.code)));
}

/* ---- one group --------------------------------------------------------------------------------------------- */

/* Services it does not serve yet, to choose from. */
static enum status services_show(struct ctx *c, const struct group *g, struct group_admin_view *v)
{
        struct service_part *part;
        struct service *s;
        size_t n;
        enum status st = group_services(c, g->id, &part, &v->n_serves);

        if (!st)
                st = service_list(c, &s, &n);
        if (st)
                return st;
        v->serves = part;
        v->services = ARENA_ARRAY(c->arena, n, struct option);
        for (size_t i = 0; i < n; i++) {
                bool served = false;
                for (size_t k = 0; k < v->n_serves; k++)
                        served = served || part[k].service_id == s[i].id;
                if (!served)
                        v->services[v->n_services++] = (struct option){arena_fmt(c->arena, "%lld", (long long)s[i].id), s[i].name, false};
        }
        return ST_OK;
}

static enum status group_show(struct ctx *c, const struct group *g, const char *typed, enum status result)
{
        struct group_admin_view v = {.group = *g, .member = typed, .e_member = form_msg(c, "member"),
                                     .e_name = form_msg(c, "name"), .e_domain = form_msg(c, "domain")};
        enum status st = group_members(c, g->id, &v.rows, &v.n_rows);
        if (!st)
                st = services_show(c, g, &v);
        if (st)
                return st;
        v.functions = CHOICES(c, function_choices, group_function_word(g->function), &v.n_functions);
        v.assigns = CHOICES(c, assign_choices, g->assign, &v.n_assigns);
        page_init(c, &v.page, g->name, "admin-groups");
        v.page.page_script_desk = true;
        c->res->status = status_http(result);
        people_admin_group_html(&c->html, &v);
        return ST_OK;
}

enum status page_admin_group(struct ctx *c)
{
        struct group g;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);
        return st ? st : group_show(c, &g, "", ST_OK);
}

static enum status back_to_group(struct ctx *c, const struct group *g)
{
        page_notice(c, "people.me.saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/groups/%s", g->code));
}

struct group_change_in {
        const char *name, *domain, *function, *assign;
        int64_t external, version;
};
static const struct form_field group_change_fields[] = {
        {"name", FORM_LINE, offsetof(struct group_change_in, name), 1, 150, 0},
        {"domain", FORM_LINE, offsetof(struct group_change_in, domain), 0, 150, 0},
        {"function", FORM_LINE, offsetof(struct group_change_in, function), 1, 20, 0},
        {"assign", FORM_LINE, offsetof(struct group_change_in, assign), 1, 20, 0},
        {"external", FORM_FLAG, offsetof(struct group_change_in, external), 0, 0, 0},
        {"version", FORM_ID, offsetof(struct group_change_in, version), 0, 0, 0},
        {0}};

/* Somebody was faster: what they wrote is shown, what was typed comes back with it. */
static enum status group_stale(struct ctx *c, const struct group *typed)
{
        struct group now;
        enum status st = group_by_code(c, typed->code, &now);
        if (st)
                return st;
        struct group g = *typed;
        g.version = now.version;
        form_error(c, "name", MSG_groups_stale);
        return group_show(c, &g, "", ST_STALE);
}

enum status page_admin_group_post(struct ctx *c)
{
        struct group g;
        struct group_change_in in;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);
        if (st)
                return st;
        form_read(c, group_change_fields, &in);
        words_check(c, in.function, in.assign);
        g.name = in.name;
        g.domain = in.domain;
        g.external = in.external;
        if (c->n_error)
                return group_show(c, &g, "", ST_INVALID);
        g.function = group_function_find(in.function);
        g.assign = in.assign;
        g.version = in.version;
        st = group_change(c, &g);
        if (st == ST_STALE)
                return group_stale(c, &g);
        return st ? st : back_to_group(c, &g);
}

/* ---- members and services ---------------------------------------------------------------------------------- */

enum status person_named(struct ctx *c, const char *field, const char *typed, struct person *out)
{
        struct person *p;
        size_t n;
        enum status st = person_by_login(c, typed, out);
        if (st != ST_NOT_FOUND)
                return st;
        st = person_search(c, typed, &p, &n);
        if (st)
                return st;
        if (n != 1) {
                form_error(c, field, n ? MSG_people_error_several : MSG_people_error_nobody);
                return ST_INVALID;
        }
        *out = p[0];
        return ST_OK;
}

enum status page_admin_member_post(struct ctx *c)
{
        struct group g;
        struct person p;
        const char *typed = form_value(c, "member"), *lead = form_value(c, "lead");
        enum status st = group_managed(c, ctx_var(c, "code"), &g);
        if (st)
                return st;
        st = person_named(c, "member", typed ? typed : "", &p);
        if (!st && p.state != PERSON_ACTIVE) {
                form_error(c, "member", MSG_people_error_nobody);
                st = ST_INVALID;
        }
        if (st == ST_INVALID)
                return group_show(c, &g, typed ? typed : "", st);
        if (!st)
                st = group_join(c, g.id, p.id, lead && *lead);
        return st ? st : back_to_group(c, &g);
}

enum status page_admin_member_leave(struct ctx *c)
{
        struct group g;
        int64_t id = 0;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);
        if (st || !text_i64(ctx_var(c, "id"), &id))
                return st ? st : ST_NOT_FOUND;
        st = group_leave(c, g.id, id);
        return st ? st : back_to_group(c, &g);
}

enum status page_admin_serves_post(struct ctx *c)
{
        const char *first = form_value(c, "first"), *typed = form_value(c, "service");
        struct group g;
        int64_t id = 0;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);
        if (st)
                return st;
        /* nothing chosen changes nothing */
        if (!typed || !*typed)
                return ctx_redirect(c, arena_fmt(c->arena, "/admin/groups/%s", g.code));
        if (!text_i64(typed, &id))
                return ST_NOT_FOUND;
        st = service_managed(c, id);
        if (!st)
                st = group_serves(c, g.id, id, first && *first);
        return st ? st : back_to_group(c, &g);
}

enum status page_admin_serves_end(struct ctx *c)
{
        struct group g;
        int64_t id = 0;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);
        if (st || !text_i64(ctx_var(c, "id"), &id))
                return st ? st : ST_NOT_FOUND;
        st = service_managed(c, id);
        if (!st)
                st = group_serves_no_more(c, g.id, id);
        return st ? st : back_to_group(c, &g);
}

/* Tags, links, watchers, custom fields and categories on the ticket page.  What is shown stands in the
 * live side, which fetches itself again; what is typed stands in the forms, which never do.  Removing needs
 * no typing, so its buttons are beside what they remove. */
#include "desk/incident/incident_view.h"
#include "templates.h"

static const char *category_name(struct ctx *c, const struct ticket *t)
{
        struct category k;

        if (!t->category_code || category_by_code(c, t->category_code, &k))
                return NULL;
        return k.name;
}

static enum status values_view(struct ctx *c, const struct ticket *t, struct incident_live *v)
{
        struct field *f;
        size_t n;
        enum status st = ticket_lacks(t, HOLDS_FIELDS) ? ST_NOT_FOUND : ticket_field_list(c, t, &f, &n);

        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        struct incident_value *rows = ARENA_ARRAY(c->arena, n + 1, struct incident_value);
        for (size_t i = 0; i < n; i++) {
                if (!f[i].is_set)
                        continue;
                bool flag = str_eq(f[i].type, "flag");
                const char *text = flag ? ctx_msg(c, MSG_fields_yes) : f[i].person ? f[i].person : f[i].value;
                rows[v->n_values++] = (struct incident_value){f[i].name, text};
        }
        v->values = rows;
        return ST_OK;
}

enum status incident_live_extra(struct ctx *c, const struct ticket *t, struct incident_live *v)
{
        struct tag *tags = NULL;
        struct link *links = NULL;
        struct who *watchers = NULL;
        enum status st = ticket_tags(c, t, &tags, &v->n_tags);

        if (!st)
                st = ticket_links(c, t, &links, &v->n_links);
        if (!st)
                st = ticket_watchers(c, t, &watchers, &v->n_watchers);
        if (!st)
                st = values_view(c, t, v);
        if (st)
                return st;
        v->tags = tags;
        v->links = links;
        v->watchers = watchers;
        v->category = category_name(c, t);
        v->can_work = ticket_can(c, t, ACT_WORK);
        for (size_t i = 0; i < v->n_watchers; i++)
                v->watching = v->watching || watchers[i].id == c->actor->person_id;
        return ST_OK;
}

/* ---- the forms ----------------------------------------------------------------------------------------- */

struct incident_options incident_categories(struct ctx *c, int64_t service_id, int64_t chosen)
{
        struct category *k;
        size_t n;

        if (category_list(c, service_id, &k, &n))
                return (struct incident_options){NULL, 0};
        struct incident_option *o = ARENA_ARRAY(c->arena, n + 1, struct incident_option);
        struct category held;
        bool listed = !chosen;
        for (size_t i = 0; i < n; i++) {
                o[i] = (struct incident_option){arena_fmt(c->arena, "%lld", (long long)k[i].id), k[i].name, k[i].id == chosen};
                listed |= k[i].id == chosen;
        }
        if (!listed && category_load(c, chosen, &held) == ST_OK && held.state == SHEET_RETIRED) /* it keeps what it holds */
                o[n++] = (struct incident_option){arena_fmt(c->arena, "%lld", (long long)chosen), held.name, true};
        return (struct incident_options){o, n};
}

static struct incident_options link_kinds(struct ctx *c, const char *chosen)
{
        static const int kinds[] = {LINK_RELATED, LINK_DUPLICATE, LINK_CAUSED_BY, LINK_CHILD};
        struct incident_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(kinds), struct incident_option);

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                o[i] = (struct incident_option){link_word(kinds[i]), link_label(c, kinds[i], false),
                                                str_eq(link_word(kinds[i]), chosen)};
        return (struct incident_options){o, ARRAY_LEN(kinds)};
}

static struct incident_field field_row(struct ctx *c, const struct field *f, bool typed)
{
        const char *name = arena_fmt(c->arena, "field_%s", f->code), *value = typed ? form_value(c, name) : NULL;
        struct incident_field row = {.name = name, .label = f->name, .value = value ? value : f->value};

        row.error = typed ? form_msg(c, name) : NULL;
        row.flag = str_eq(f->type, "flag");
        row.date = str_eq(f->type, "date");
        row.number = str_eq(f->type, "number");
        row.person = str_eq(f->type, "person");
        row.on = str_eq(row.value, "1");
        return row;
}

enum status incident_forms_extra(struct ctx *c, const struct ticket *t, bool typed, struct incident_forms *v)
{
        struct field *f;
        size_t n;
        const char *tag = typed ? form_value(c, "add") : NULL, *to = typed ? form_value(c, "to") : NULL;

        v->tag = tag ? tag : "";
        v->link_to = to ? to : "";
        v->kinds = link_kinds(c, typed ? form_value(c, "kind") : NULL);
        v->e_tag = typed ? form_msg(c, "tag") : NULL;
        v->e_to = typed ? form_msg(c, "to") : NULL;
        v->e_category = typed ? form_msg(c, "category") : NULL;
        enum status st = ticket_field_list(c, t, &f, &n);
        if (st)
                return st;
        struct incident_field *rows = ARENA_ARRAY(c->arena, n + 1, struct incident_field);
        for (size_t i = 0; i < n; i++)
                rows[i] = field_row(c, &f[i], typed);
        v->fields = rows;
        v->n_fields = n;
        return ST_OK;
}

/* A category of another service goes with its service; what was chosen anew is judged by the verb. */
int64_t incident_category_typed(struct ctx *c, const struct ticket *t, int64_t service_id)
{
        const char *typed = form_value(c, "category");
        struct category k;
        int64_t id = 0;

        if (!typed)
                return -1;
        if (!text_i64(typed, &id))
                return 0;
        bool moved = service_id > 0 && service_id != t->service_id && id == t->category_id && t->category_code;
        if (moved && !category_by_code(c, t->category_code, &k) && k.service_id && k.service_id != service_id)
                return 0;
        return id;
}

/* The custom fields of the edit form, inside its transaction: those that were sent. */
enum status incident_fields_typed(struct ctx *c, struct ticket *t)
{
        struct field *f;
        size_t n;
        enum status st = ticket_field_list(c, t, &f, &n);

        for (size_t i = 0; !st && i < n; i++) {
                const char *value = form_value(c, arena_fmt(c->arena, "field_%s", f[i].code));
                if (value && !(str_eq(f[i].type, "person") && str_eq(value, f[i].value)))
                        st = ticket_field_set(c, t, f[i].code, value, 0);
        }
        return st;
}

/* ---- handlers -------------------------------------------------------------------------------------------- */

enum status incident_categories_get(struct ctx *c)
{
        struct ticket t;
        int64_t service = 0;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (st)
                return st;
        if (!text_i64(ctx_param(c, "service"), &service))
                service = 0;
        struct incident_options v = incident_categories(c, service, t.category_id);
        incident_category_options_html(&c->html, &v);
        return ST_OK;
}

enum status incident_tags_post(struct ctx *c)
{
        struct ticket t;
        const char *add = form_value(c, "add"), *remove = form_value(c, "remove");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (st)
                return st;
        st = ticket_tag(c, &t, remove ? remove : add, !remove);
        return st ? incident_refused(c, &t, "mark", st) : incident_acted(c, &t, "fields.tagged", NULL);
}

enum status incident_links_post(struct ctx *c)
{
        struct ticket t;
        const char *to = form_value(c, "to"), *remove = form_value(c, "remove");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (st)
                return st;
        if (remove)
                st = ticket_link_remove(c, &t, remove);
        else
                st = ticket_link_add(c, &t, to, link_find(form_value(c, "kind")));
        if (st == ST_NOT_FOUND) /* somebody else removed it meanwhile */
                st = ST_OK;
        return st ? incident_refused(c, &t, "mark", st) : incident_acted(c, &t, "fields.linked", NULL);
}

enum status incident_watch_post(struct ctx *c)
{
        struct ticket t;
        bool on = str_eq(form_value(c, "on"), "1");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);

        if (!st)
                st = ticket_watch(c, &t, on);
        return st ? st : incident_acted(c, &t, on ? "fields.watched" : "fields.unwatched", NULL);
}

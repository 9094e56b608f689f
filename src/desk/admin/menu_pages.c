/* The menu of the administration.  Each entry names the page it leads to; an entry is shown when the program
 * has that page and the reader may open it, so that the menu never leads nowhere. */
#include "desk/admin/admin_view.h"
#include "desk/people/catalogue.h"
#include "templates.h"

struct entry {
        const char *href, *icon;
        int title, text;
};
struct chapter {
        int title;
        const struct entry *entries;
};

static const struct entry who[] = {
        {"/admin/people", "user-circle", MSG_people_admin_people, MSG_admin_menu_people},
        {"/admin/groups", "users-group", MSG_people_admin_groups, MSG_admin_menu_groups},
        {"/admin/tokens", "key", MSG_tokens_all, MSG_tokens_menu},
        {"/admin/departments", "building", MSG_admin_departments, MSG_admin_menu_departments},
        {0}};
static const struct entry offer[] = {
        {"/admin/services", "hierarchy-2", MSG_admin_services, MSG_admin_menu_services},
        {"/admin/offers", "shopping-bag", MSG_offers_title, MSG_offers_menu},
        {"/admin/forms", "checklist", MSG_forms_title, MSG_forms_menu},
        {"/admin/plans", "arrows-join", MSG_plan_plans, MSG_plan_menu},
        {"/admin/questions", "list-check", MSG_admin_questions, MSG_admin_menu_questions},
        {"/admin/routing", "arrows-exchange", MSG_admin_routing, MSG_admin_menu_routing},
        {"/admin/approaches", "school", MSG_approach_title, MSG_approach_menu},
        {"/admin/support-types", "heart-handshake", MSG_places_types, MSG_places_types_hint},
        {"/admin/rooms", "door", MSG_places_title, MSG_places_hint},
        {"/admin/categories", "tags", MSG_fields_categories_title, MSG_admin_menu_categories},
        {"/admin/fields", "forms", MSG_fields_title, MSG_admin_menu_fields},
        {"/admin/articles", "book-2", MSG_admin_articles, MSG_admin_menu_articles},
        {"/admin/canned", "messages", MSG_admin_replies, MSG_admin_menu_replies},
        {0}};
static const struct entry time_kept[] = {
        {"/admin/promises", "clock-cog", MSG_sla_title, MSG_admin_menu_promises},
        {"/admin/promises/check", "calculator", MSG_sla_check, MSG_admin_menu_check},
        {"/admin/priorities", "flag", MSG_fields_priorities_title, MSG_admin_menu_priorities},
        {0}};
static const struct entry house[] = {
        {"/admin/settings", "adjustments", MSG_admin_settings, MSG_admin_menu_settings},
        {"/admin/config", "download", MSG_admin_config, MSG_admin_menu_config},
        {"/admin/mail", "mail", MSG_mail_title, MSG_mail_menu},
        {"/admin/trial", "flask", MSG_admin_trial, MSG_admin_menu_trial},
        {"/admin/audit", "shield-check", MSG_admin_audit, MSG_admin_menu_audit},
        {0}};
static const struct chapter chapters[] = {
        {MSG_admin_part_who, who}, {MSG_admin_part_offer, offer}, {MSG_admin_part_time, time_kept}, {MSG_admin_part_house, house}};

static const struct route *page_of(const struct ctx *c, const char *path)
{
        for (size_t i = 0; c->app->slices[i]; i++)
                for (const struct route *r = c->app->slices[i]->routes; r && r->path; r++)
                        if (r->method == HTTP_GET && str_eq(r->path, path))
                                return r;
        return NULL;
}

static bool opens(const struct ctx *c, const char *path)
{
        const struct route *r = page_of(c, path);

        return r && (r->perm != PERM_ADMIN || ctx_role(c, ROLE_ADMIN));
}

static struct admin_part part(struct ctx *c, const struct chapter *ch)
{
        size_t n = 0;

        while (ch->entries[n].href)
                n++;
        struct admin_tile *t = ARENA_ARRAY(c->arena, n, struct admin_tile);
        struct admin_part p = {.title = ctx_msg(c, ch->title), .tiles = t};
        for (const struct entry *e = ch->entries; e->href; e++)
                if (opens(c, e->href))
                        t[p.n_tiles++] = (struct admin_tile){e->href, e->icon, ctx_msg(c, e->title), ctx_msg(c, e->text)};
        return p;
}

static enum status menu_get(struct ctx *c)
{
        struct admin_menu_view v = {0};
        struct admin_part *parts = ARENA_ARRAY(c->arena, ARRAY_LEN(chapters), struct admin_part);

        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        for (size_t i = 0; i < ARRAY_LEN(chapters); i++) {
                struct admin_part p = part(c, &chapters[i]);
                if (p.n_tiles)
                        parts[v.n_parts++] = p;
        }
        v.parts = parts;
        admin_page(c, &v.page, ctx_msg(c, MSG_admin_title), "admin");
        admin_menu_html(&c->html, &v);
        return ST_OK;
}

static const struct route menu_routes[] = {{HTTP_GET, "/admin", PERM_DEPT_ADMIN, menu_get, 0, NULL}, {0}};

const struct slice slice_admin_menu = {.name = "admin-menu", .routes = menu_routes};

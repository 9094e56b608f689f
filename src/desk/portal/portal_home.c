/* Home and list of services.  What one may ask is shown by what one is: somebody who studies and also works
 * here sees an area for each at once, and one for everybody; chips put areas away, kept in the address, so that
 * they work as a plain form too.  A service for two audiences stands in both areas, and says which it was asked in. */
#include "desk/portal/portal.h"
#include "templates.h"

enum { AREAS_MAX = 24 };

/* Services arrive sorted by family: consecutive ones make a counter. */
static void families(struct ctx *c, struct portal_area *area, const struct service *all, size_t n_all)
{
        struct portal_family *out = ARENA_ARRAY(c->arena, n_all + 1, struct portal_family);

        area->n_families = 0;
        for (size_t i = 0; i < n_all; i++) {
                const struct service *s = &all[i];
                struct portal_family *f = area->n_families ? &out[area->n_families - 1] : NULL;
                if (!f || strcmp(f->name, s->family) != 0) {
                        f = &out[area->n_families++];
                        *f = (struct portal_family){.name = s->family, .icon = s->icon, .services = s, .as = area->as, .deep = area->title != NULL};
                }
                f->n_services++;
        }
        area->families = out;
}

/* ---- which services stand where ---- */

struct sorting {
        const struct service *all;
        size_t n_all;
        const struct service_fit *mine, *listed;
        size_t n_mine, n_listed;
};

static bool in(const struct service_fit *f, size_t n, int64_t id, const char *kind)
{
        for (size_t i = 0; i < n; i++)
                if (f[i].service_id == id && (!kind || str_eq(f[i].audience, kind)))
                        return true;
        return false;
}

static bool stands(const struct sorting *s, int64_t id, const char *kind)
{
        if (str_eq(kind, "everyone"))
                return !in(s->listed, s->n_listed, id, NULL);
        if (str_eq(kind, "others"))
                return in(s->listed, s->n_listed, id, NULL) && !in(s->mine, s->n_mine, id, NULL);
        return in(s->mine, s->n_mine, id, kind);
}

static size_t pick(struct ctx *c, const struct sorting *s, const char *kind, struct service **out)
{
        size_t n = 0;

        *out = ARENA_ARRAY(c->arena, s->n_all + 1, struct service);
        for (size_t i = 0; i < s->n_all; i++)
                if (stands(s, s->all[i].id, kind))
                        (*out)[n++] = s->all[i];
        return n;
}

static enum status sorting_load(struct ctx *c, struct sorting *s)
{
        struct service *all;
        struct service_fit *mine, *listed;
        enum status st = service_list(c, &all, &s->n_all);

        if (!st)
                st = audience_fits(c, false, &mine, &s->n_mine);
        if (!st)
                st = audience_fits(c, true, &listed, &s->n_listed);
        if (st)
                return st;
        s->all = all;
        s->mine = mine;
        s->listed = listed;
        return ST_OK;
}

/* ---- chips ---- */

/* "student,everyone" names which areas are shown; nothing: all; "-": none. */
static bool asked(const char *list, const char *kind)
{
        size_t n = strlen(kind);

        if (!*list)
                return true;
        for (const char *p = list; *p; p += *p == ',') {
                size_t w = strcspn(p, ",");
                if (w == n && strncmp(p, kind, n) == 0)
                        return true;
                p += w;
        }
        return false;
}

/* The list after the chip number `turn` was pressed. */
static const char *turned(struct ctx *c, const struct portal_chip *chip, size_t n, size_t turn)
{
        struct buf b;

        buf_init(&b, c->arena, 2048);
        for (size_t i = 0; i < n; i++)
                if (chip[i].on != (i == turn))
                        buf_fmt(&b, "%s%s", b.n ? "," : "", chip[i].kind);
        return b.n && !b.st ? b.p : "-";
}

static enum status areas(struct ctx *c, struct portal_home *v)
{
        struct sorting s;
        struct audience *mine;
        size_t n_mine;
        const char *list = ctx_param(c, "for");
        enum status st = sorting_load(c, &s);

        if (!st)
                st = audience_mine(c, &mine, &n_mine);
        if (st)
                return st;
        struct portal_area *area = ARENA_ARRAY(c->arena, AREAS_MAX, struct portal_area);
        struct portal_chip *chip = ARENA_ARRAY(c->arena, AREAS_MAX, struct portal_chip);
        const char *kind[AREAS_MAX];
        size_t n_kind = 0;
        for (size_t i = 0; i < n_mine && n_kind < AREAS_MAX - 2; i++)
                kind[n_kind++] = mine[i].kind;
        kind[n_kind++] = "everyone";
        kind[n_kind++] = "others";
        for (size_t i = 0; i < n_kind; i++) {
                struct service *rows;
                size_t n = pick(c, &s, kind[i], &rows);
                if (!n)
                        continue;
                bool other = str_eq(kind[i], "others"), mine_too = !other && !str_eq(kind[i], "everyone");
                chip[v->n_chips] = (struct portal_chip){kind[i], other ? ctx_msg(c, MSG_audience_others) : audience_word(c, kind[i]), NULL, asked(list, kind[i])};
                if (chip[v->n_chips++].on)
                        area[v->n_areas++] = (struct portal_area){.kind = kind[i], .title = audience_area(c, kind[i]), .as = mine_too ? kind[i] : NULL,
                                                                  .services = rows, .n_services = n};
        }
        for (size_t i = 0; i < v->n_areas; i++) {
                if (v->n_chips == 1)
                        area[i].title = NULL;
                families(c, &area[i], area[i].services, area[i].n_services);
        }
        for (size_t i = 0; i < v->n_chips; i++)
                chip[i].value = turned(c, chip, v->n_chips, i);
        v->areas = area;
        v->chips = chip;
        v->often = s.all;
        v->n_often = s.n_all < 3 ? s.n_all : 3;
        return ST_OK;
}

/* ---- pages ---- */

/* The sorts of help, each with its door. */
static enum status help(struct ctx *c, struct portal_home *v)
{
        static const struct {
                const char *kind, *icon;
                int text;
        } door[] = {{"access", "key", MSG_portal_help_access},
                    {"use", "lifebuoy", MSG_portal_help_use},
                    {"faq", "messages", MSG_portal_help_faq},
                    {"guide", "book-2", MSG_portal_help_guide},
                    {"procedure", "list-check", MSG_portal_help_procedure}};
        struct article_count *k;
        size_t n;
        enum status st = article_counts(c, &k, &n);

        if (st)
                return st;
        struct portal_door *d = ARENA_ARRAY(c->arena, ARRAY_LEN(door), struct portal_door);
        for (size_t i = 0; i < ARRAY_LEN(door); i++) {
                d[i] = (struct portal_door){arena_fmt(c->arena, "/kb?kind=%s", door[i].kind), article_kind_label(c, door[i].kind),
                                            ctx_msg(c, door[i].text), door[i].icon, 0};
                for (size_t j = 0; j < n; j++)
                        if (str_eq(k[j].kind, door[i].kind))
                                d[i].n = k[j].n;
        }
        v->doors = d;
        v->n_doors = ARRAY_LEN(door);
        return ST_OK;
}

static enum status mine(struct ctx *c, struct portal_home *v)
{
        struct portal_card *cards = NULL;
        struct ticket_query q = {.view = "requested", .state_open = true, .limit = 3};
        enum status st = portal_cards(c, &q, &cards, &v->n_cards, NULL);

        if (!st)
                st = ticket_count(c, &q, &v->total);
        v->cards = cards;
        return st;
}

enum status portal_home_page(struct ctx *c)
{
        struct portal_home *v = ARENA_NEW(c->arena, struct portal_home);
        enum status st = areas(c, v);

        if (!st)
                st = help(c, v);
        if (!st && c->actor)
                st = mine(c, v);
        if (st)
                return st;
        v->here = "/";
        page_init(c, &v->page, ctx_msg(c, MSG_portal_home_title), "home");
        if (c->actor)
                v->page.live = "me";
        portal_home_html(&c->html, v);
        return ST_OK;
}

/* The part of the home that live events refresh. */
enum status portal_home_requests(struct ctx *c)
{
        struct portal_home *v = ARENA_NEW(c->arena, struct portal_home);
        enum status st = mine(c, v);

        if (!st)
                portal_mine_html(&c->html, v);
        return st;
}

enum status portal_services_page(struct ctx *c)
{
        struct portal_home *v = ARENA_NEW(c->arena, struct portal_home);
        enum status st = areas(c, v);

        if (st)
                return st;
        v->here = "/services";
        page_init(c, &v->page, ctx_msg(c, MSG_portal_services), "services");
        portal_services_html(&c->html, v);
        return ST_OK;
}

/* The areas alone, after a chip was pressed. */
enum status portal_services_part(struct ctx *c)
{
        struct portal_home *v = ARENA_NEW(c->arena, struct portal_home);
        enum status st = areas(c, v);

        v->here = str_eq(ctx_param(c, "at"), "services") ? "/services" : "/";
        if (!st)
                portal_areas_html(&c->html, v);
        return st;
}

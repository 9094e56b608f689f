/* The index of routes.  Some eighty routes, matched segment by segment in order; a literal segment
 * wins over a {name} because literal routes are sorted first.  Nothing here blocks or allocates
 * outside the request's arena. */
#include "app/state.h"

static size_t split(struct arena *a, const char *path, const char **seg)
{
        size_t n = 0;
        char *p = arena_str(a, path);
        while (*p && n < PATH_SEGMENTS) {
                while (*p == '/')
                        p++;
                if (!*p)
                        break;
                seg[n++] = p;
                p += strcspn(p, "/");
                if (*p)
                        *p++ = '\0';
        }
        return *p ? PATH_SEGMENTS + 1 : n;
}

static bool is_var(const char *seg)
{
        return seg[0] == '{';
}

/* Literal segments first, so that /tickets/new is not a ticket called "new". */
static int node_order(const void *x, const void *y)
{
        const struct route_node *a = x, *b = y;
        for (size_t i = 0; i < a->n_seg && i < b->n_seg; i++)
                if (is_var(a->seg[i]) != is_var(b->seg[i]))
                        return is_var(a->seg[i]) ? 1 : -1;
        return a->n_seg < b->n_seg ? -1 : a->n_seg > b->n_seg;
}

static size_t route_count(const struct app *app)
{
        size_t n = 0;
        for (size_t i = 0; app->slices[i]; i++)
                for (const struct route *r = app->slices[i]->routes; r && r->path; r++)
                        n++;
        return n;
}

enum status routes_index(struct app *app, const char **why)
{
        struct app_state *s = app->state;
        s->node = ARENA_ARRAY(s->arena, route_count(app), struct route_node);
        for (size_t i = 0; app->slices[i]; i++) {
                for (const struct route *r = app->slices[i]->routes; r && r->path; r++) {
                        struct route_node *n = &s->node[s->n_node++];
                        n->route = r;
                        n->n_seg = split(s->arena, r->path, n->seg);
                        if (r->perm == PERM_UNSET || !r->fn || n->n_seg > PATH_SEGMENTS) {
                                *why = arena_fmt(s->arena, "route %s: no permission, no handler or too deep", r->path);
                                return ST_INVALID;
                        }
                }
        }
        qsort(s->node, s->n_node, sizeof *s->node, node_order);
        return ST_OK;
}

static bool node_fits(const struct route_node *n, const char *const *seg, size_t n_seg, const char **var)
{
        if (n->n_seg != n_seg)
                return false;
        size_t v = 0;
        for (size_t i = 0; i < n_seg; i++) {
                if (is_var(n->seg[i])) {
                        if (v < 4)
                                var[v++] = seg[i];
                } else if (strcmp(n->seg[i], seg[i]) != 0) {
                        return false;
                }
        }
        return true;
}

void routes_match(const struct app *app, struct http_request *req, struct route_match *out)
{
        const char *seg[PATH_SEGMENTS];
        size_t n_seg = split(req->arena, req->path, seg);
        enum http_method method = req->method == HTTP_HEAD ? HTTP_GET : req->method;
        *out = (struct route_match){0};
        if (n_seg > PATH_SEGMENTS)
                return;
        for (size_t i = 0; i < app->state->n_node; i++) {
                const struct route_node *n = &app->state->node[i];
                const char *var[4] = {"", "", "", ""};
                if (!node_fits(n, seg, n_seg, var))
                        continue;
                out->path_known = true;
                if (n->route->method != method)
                        continue;
                out->route = n->route;
                memcpy(out->var, var, sizeof var);
                return;
        }
}

const char *routes_allow(const struct app *app, struct http_request *req)
{
        static const char *const words[] = {"GET, HEAD", "", "POST", "PUT", "PATCH", "DELETE"};
        const char *seg[PATH_SEGMENTS], *var[4];
        size_t n_seg = split(req->arena, req->path, seg);
        bool known[ARRAY_LEN(words)] = {false};
        struct buf b;

        for (size_t i = 0; i < app->state->n_node; i++)
                if (node_fits(&app->state->node[i], seg, n_seg, var) && app->state->node[i].route->method < ARRAY_LEN(words))
                        known[app->state->node[i].route->method] = true;
        buf_init(&b, req->arena, 256);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (known[i])
                        buf_fmt(&b, "%s%s", b.n ? ", " : "", words[i]);
        return buf_end(&b) || !b.n ? "" : b.p;
}

const char *ctx_var(const struct ctx *c, const char *name)
{
        size_t v = 0, n = strlen(name);
        for (const char *p = strchr(c->route->path, '{'); p && v < 4; p = strchr(p + 1, '{'), v++)
                if (strncmp(p + 1, name, n) == 0 && p[1 + n] == '}')
                        return c->var[v] ? c->var[v] : "";
        return "";
}

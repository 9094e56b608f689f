/* The slice of the house itself: health, metrics, assets, the event stream; and the settings that
 * every page needs. */
#include "app/assets.h"
#include "app/state.h"

static enum status health(struct ctx *c)
{
        c->res->type = "text/plain; charset=utf-8";
        buf_str(&c->res->body, "ok\n");
        return ST_OK;
}

DB_STMT(ready_probe, "SELECT COUNT(*) FROM setting");

/* Ready = the database answers. */
static enum status ready(struct ctx *c)
{
        int64_t n;
        enum status st = db_i64(c->db, &ready_probe, DB_NO_ARGS, &n);
        if (st || app_stopping(c->app, 0))
                return ST_UNAVAILABLE;
        return health(c);
}

/* Prometheus text format 0.0.4. */
static enum status metrics(struct ctx *c)
{
        struct http_stats h;
        struct app_state *s = c->app->state;
        http_stats(c->app->server, &h);
        c->res->type = "text/plain; version=0.0.4; charset=utf-8";
        struct buf *b = &c->res->body;
        buf_str(b, "# TYPE guichet_requests_total counter\n");
        for (int i = 2; i < 6; i++)
                buf_fmt(b, "guichet_requests_total{code=\"%dxx\"} %lld\n", i, (long long)s->served[i]);
        buf_fmt(b, "# TYPE guichet_connections gauge\nguichet_connections %lld\n", (long long)h.connections);
        buf_fmt(b, "# TYPE guichet_workers_busy gauge\nguichet_workers_busy %lld\n", (long long)h.workers_busy);
        buf_fmt(b, "# TYPE guichet_queued gauge\nguichet_queued %lld\n", (long long)h.queued);
        buf_fmt(b, "# TYPE guichet_live_clients gauge\nguichet_live_clients %lld\n", (long long)h.sse_clients);
        buf_fmt(b, "# TYPE guichet_slow_clients_closed_total counter\nguichet_slow_clients_closed_total %lld\n",
                (long long)h.killed_slow);
        buf_fmt(b, "# TYPE guichet_live_events_total counter\nguichet_live_events_total %lld\n", (long long)s->live_sent);
        buf_fmt(b, "# TYPE guichet_jobs_total counter\nguichet_jobs_total{result=\"run\"} %lld\n"
                   "guichet_jobs_total{result=\"failed\"} %lld\n",
                (long long)s->jobs_run, (long long)s->jobs_failed);
        return ST_OK;
}

static enum status asset_send(struct ctx *c)
{
        const struct asset *a = asset_find(ctx_var(c, "name"));
        if (!a)
                return ST_NOT_FOUND;
        bool current = strcmp(ctx_var(c, "hash"), assets_hash) == 0;
        const char *etag = arena_fmt(c->arena, "\"%s\"", a->hash), *have = http_header(c->req, "If-None-Match");
        http_set(c->res, "ETag", etag);
        http_set(c->res, "Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache");
        c->res->type = a->type;
        if (str_eq(have, etag)) {
                c->res->status = 304;
                return ST_OK;
        }
        c->res->constant = a->p;
        c->res->constant_n = a->n;
        return ST_OK;
}

static enum status favicon(struct ctx *c)
{
        return ctx_redirect(c, arena_fmt(c->arena, "%s/favicon.svg", c->app->state->assets));
}

static enum status robots(struct ctx *c)
{
        c->res->type = "text/plain; charset=utf-8";
        buf_str(&c->res->body, "User-agent: *\nDisallow: /\n");
        return ST_OK;
}

static const struct route system_routes[] = {
        {HTTP_GET, "/healthz", PERM_PUBLIC, health, ROUTE_QUIET, NULL},
        {HTTP_GET, "/readyz", PERM_PUBLIC, ready, ROUTE_QUIET, NULL},
        {HTTP_GET, "/metrics", PERM_PUBLIC, metrics, ROUTE_QUIET, NULL},
        {HTTP_GET, "/assets/{hash}/{name}", PERM_PUBLIC, asset_send, ROUTE_QUIET, NULL},
        {HTTP_GET, "/favicon.ico", PERM_PUBLIC, favicon, ROUTE_QUIET, NULL},
        {HTTP_GET, "/robots.txt", PERM_PUBLIC, robots, ROUTE_QUIET, NULL},
        {HTTP_GET, "/events", PERM_SIGNED_IN, live_stream, ROUTE_SSE, NULL},
        {0}};

static const struct db_stmt *const ready_stmts[] = {&ready_probe, NULL};

static const struct job_kind system_jobs[] = {{"app.sweep", live_sweep, MINUTE_MS, 0}, {0}};

static int zone_fits(const struct ctx *c, const char *value)
{
        return zone_get(value) ? 0 : MSG_setting_zone_unknown;
}

static int name_fits(const struct ctx *c, const char *value)
{
        if (text_blank(value))
                return MSG_form_missing;
        return utf8_count(value) > 60 ? MSG_setting_name_long : 0;
}

/* A slip of the pen would ask everybody for a second factor at once, whoever made it first. */
static int factor_fits(const struct ctx *c, const char *value)
{
        return str_eq(value, "none") || str_eq(value, "admins") || str_eq(value, "agents") ? 0 : MSG_setting_factor_unknown;
}

static const struct setting system_settings[] = {
        {"site.name", "Guichet", 0, 0, MSG_setting_site_name, name_fits},
        {"site.institution", "Université des Rives", 0, 0, MSG_setting_site_institution},
        {"site.zone", "Europe/Paris", 0, 0, MSG_setting_site_zone, zone_fits},
        {"help.phone", "01 99 00 50 50", 0, 0, MSG_setting_help_phone},
        {"help.hours_fr", "jours ouvrés, de 8 h à 18 h · comptoir au bâtiment B, rez-de-chaussée", 0, 0, MSG_setting_help_hours},
        {"help.hours_en", "working days, 8:00 to 18:00 · counter in building B, ground floor", 0, 0, MSG_setting_help_hours},
        {"session.hours", "12", 1, 720, MSG_setting_session_hours},
        {"session.idle_minutes", "240", 5, 43200, MSG_setting_session_idle},
        {"session.recent_minutes", "30", 1, 1440, MSG_setting_session_recent},
        {"identity.second_factor", "none", 0, 0, MSG_setting_second_factor, factor_fits},
        {"live.per_person", "12000", 1, 100000, MSG_setting_live_per_person},
        {0}};

const struct slice slice_system = {.name = "system", .routes = system_routes, .stmts = ready_stmts, .jobs = system_jobs,
                                   .settings = system_settings};

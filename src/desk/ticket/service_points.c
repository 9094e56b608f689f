/* Points that every new incident of a service begins with.  They are lines on the service, copied to the ticket when
 * it is opened: what the service says later changes no ticket.  And what resolving asks, in the configuration file. */
#include "app/config.h"
#include "desk/people/catalogue.h"
#include "desk/ticket/internal.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/together.h"

DB_STMT(service_points_get, "SELECT points FROM service WHERE id = :id");
DB_STMT(service_points_set, "UPDATE service SET points = :points WHERE id = :id AND points <> :points");
static const struct db_stmt *const points_stmts[] = {&service_points_get, &service_points_set, NULL};

struct points_row {
        const char *points;
};
static const struct db_col points_cols[] = {DB_COL_TEXT(struct points_row, points), DB_COL_END};

enum status service_points(struct ctx *c, int64_t service_id, const char **out)
{
        struct points_row r = {""};
        enum status st = service_id ? db_one(c->db, c->arena, &service_points_get, DB_ARGS(DB_I("id", service_id)), points_cols, &r) : ST_OK;

        *out = r.points ? r.points : "";
        return st == ST_NOT_FOUND ? ST_OK : st;
}

/* The next line that says something, without its mark; NULL at the end. */
static const char *point_next(struct arena *a, const char **at, bool *required)
{
        while (**at) {
                size_t n = strcspn(*at, "\n");
                const char *line = text_clean(a, *at, n, true);
                *at += n + ((*at)[n] == '\n');
                *required = *line == '!';
                line += *required;
                line += strspn(line, " ");
                if (!text_blank(line))
                        return line;
        }
        return NULL;
}

enum status service_points_put(struct ctx *c, int64_t service_id, const char *lines)
{
        struct buf b;
        const char *line;
        bool required;
        size_t n = 0;
        int64_t changed = 0;

        if (service_managed(c, service_id))
                return ST_NOT_FOUND;
        buf_init(&b, c->arena, SERVICE_POINTS * (CHECK_BYTES + 4));
        while ((line = point_next(c->arena, &lines, &required))) {
                if (++n > SERVICE_POINTS || strlen(line) > CHECK_BYTES) {
                        form_error(c, "points", MSG_panels_points_bad);
                        return ST_INVALID;
                }
                buf_fmt(&b, "%s%s%s", n > 1 ? "\n" : "", required ? "! " : "", line);
        }
        const char *kept = buf_end(&b) || !b.n ? "" : b.p;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &service_points_set, DB_ARGS(DB_T("points", kept), DB_I("id", service_id)), &changed);
        if (!st && changed)
                st = audit(c, "service.points", "service", service_id, "ok", arena_fmt(c->arena, "%zu", n));
        return st ? st : db_commit(&tx);
}

static enum status on_points(struct ctx *c, const struct ticket_change *ch)
{
        const char *lines, *line;
        bool required;
        int64_t n = 0;

        if (ch->event != EV_OPENED || ch->after->kind != TICKET_INCIDENT || ch->after->state >= STATE_RESOLVED)
                return ST_OK;
        enum status st = service_points(c, ch->after->service_id, &lines);
        while (!st && (line = point_next(c->arena, &lines, &required)))
                st = check_planned(c, ch->after->id, arena_fmt(c->arena, "s%lld", (long long)++n), &(struct check_words){line, ""}, required);
        return st;
}

static const struct ticket_hook points_hook = {"service_points", on_points};
static const struct ticket_hook *const points_hooks[] = {&points_hook, NULL};

/* ---- in the configuration file ---------------------------------------------------------------------------------- */

static const struct config_key rule_keys[] = {{"nature", CONFIG_TEXT, false},   {"beneficiary", CONFIG_TEXT, false}, {"course", CONFIG_TEXT, false},
                                              {"solution", CONFIG_TEXT, false}, {"points", CONFIG_LIST, false},      {0}};
static const char *const asks_words[] = {"no", "asked", "must"};

static const char *asks_word(int64_t asks)
{
        return asks_words[asks < 0 || asks > ASKS_MUST ? 0 : asks];
}

static enum status rules_list(struct ctx *c, struct config_items *to)
{
        struct service_row *s;
        struct service_resolution r;
        const char *points;
        size_t n;
        enum status st = catalogue_services(c, &s, &n);

        for (size_t i = 0; !st && i < n; i++) {
                st = service_resolution_get(c, s[i].id, &r);
                if (!st)
                        st = service_points(c, s[i].id, &points);
                if (st)
                        break;
                struct config_item *x = config_add(to, s[i].code);
                config_set(c, x, "nature", asks_word(r.nature));
                config_set(c, x, "beneficiary", asks_word(r.beneficiary));
                config_set(c, x, "course", asks_word(r.course));
                config_set(c, x, "solution", asks_word(r.solution));
                config_set(c, x, "points", points);
        }
        return st;
}

/* What the file leaves out stays. */
static int64_t asks_of(struct ctx *c, const struct config_item *want, const char *key, int64_t now)
{
        if (!*config_get(want, key))
                return now;
        for (int64_t i = 0; i <= ASKS_MUST; i++)
                if (str_eq(asks_words[i], config_get(want, key)))
                        return i;
        form_error(c, key, MSG_config_bad_word);
        return 0;
}

static enum status rule_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct service_row s;
        struct service_resolution r;
        enum status st = catalogue_service(c, want->code, &s);

        (void)now; /* each service has its rules: the section exists with it */
        if (st == ST_NOT_FOUND) {
                form_error(c, "code", MSG_ticket_service_unknown);
                return ST_INVALID;
        }
        if (!st)
                st = service_resolution_get(c, s.id, &r);
        if (st)
                return st;
        r = (struct service_resolution){asks_of(c, want, "nature", r.nature), asks_of(c, want, "beneficiary", r.beneficiary),
                                        asks_of(c, want, "course", r.course), asks_of(c, want, "solution", r.solution)};
        if (c->n_error)
                return ST_INVALID;
        st = service_resolution_set(c, s.id, &r);
        return st ? st : service_points_put(c, s.id, config_get(want, "points"));
}

static const struct config_part rule_parts[] = {
        {"resolving", 45, false, MSG_config_about_resolving, rule_keys, rules_list, rule_put}, {0}};

const struct slice slice_ticket_service_points = {
        .name = "ticket_service_points", .stmts = points_stmts, .hooks = points_hooks, .config = rule_parts};

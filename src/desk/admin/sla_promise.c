/* The page of a promise: target, calendar, what pauses it, its levels, and the rules that say for whom it
 * holds.  Saving makes the next version; rules hold from the moment they are added. */
#include "desk/admin/sla_view.h"
#include "desk/people/people.h"
#include "templates.h"

enum { PENDINGS = 7 };

static const char *const unit_words[] = {"h", "d", "m"};
static const int64_t kinds[] = {TICKET_INCIDENT, TICKET_REQUEST, TICKET_ITEM, TICKET_SERVICE_TASK, TICKET_SUPPORT_TASK, TICKET_PROBLEM};

int sla_kind_label(int64_t kind)
{
        static const int label[] = {MSG_sla_kind_incident, MSG_sla_kind_request, MSG_sla_kind_item,
                                    MSG_sla_kind_service_task, MSG_sla_kind_support_task, MSG_sla_kind_problem};

        return label[kind >= 1 && kind <= 6 ? kind - 1 : 0];
}

static const char *rule_text(struct ctx *c, const struct promise_rule *r)
{
        struct buf b;

        buf_init(&b, c->arena, 4096);
        buf_str(&b, ctx_msg(c, sla_kind_label(r->kind)));
        if (r->service_id) {
                const char *name = c->lang == LANG_EN ? r->service_en : r->service_fr;
                buf_fmt(&b, ", %s", name ? name : "?");
        }
        if (r->priority)
                buf_fmt(&b, ", %s", priority_label(c, r->priority));
        if (*r->audience)
                buf_fmt(&b, ", %s", r->audience);
        return b.p;
}

enum status sla_rules_of(struct ctx *c, int64_t promise_id, struct sla_rule_line **out, size_t *n)
{
        struct promise_rule *r;
        size_t all;
        enum status st = promise_rules(c, &r, &all);

        *n = 0;
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, all, struct sla_rule_line);
        for (size_t i = 0; i < all; i++)
                if (r[i].promise_id == promise_id)
                        (*out)[(*n)++] = (struct sla_rule_line){r[i].id, rule_text(c, &r[i])};
        return ST_OK;
}

/* ---- choices ------------------------------------------------------------------------------------------------ */

static enum status lists_fill(struct ctx *c, struct sla_promise_view *v, const char *unit, const char *calendar)
{
        static const int unit_labels[] = {MSG_sla_unit_hours, MSG_sla_unit_days, MSG_sla_unit_minutes};
        struct calendar_info *k;
        enum status st = calendar_infos(c, &k, &v->n_calendars);

        if (st)
                return st;
        v->n_units = ARRAY_LEN(unit_words);
        v->units = ARENA_ARRAY(c->arena, v->n_units, struct sla_option);
        for (size_t i = 0; i < v->n_units; i++)
                v->units[i] = (struct sla_option){unit_words[i], ctx_msg(c, unit_labels[i]), str_eq(unit, unit_words[i])};
        v->calendars = ARENA_ARRAY(c->arena, v->n_calendars, struct sla_option);
        for (size_t i = 0; i < v->n_calendars; i++)
                v->calendars[i] = (struct sla_option){k[i].code, k[i].name, str_eq(k[i].code, calendar)};
        v->n_clocks = 3;
        v->clocks = ARENA_ARRAY(c->arena, 3, struct sla_option);
        v->clocks[2] = (struct sla_option){"internal", ctx_msg(c, MSG_sla_internal), str_eq(v->clock, "internal")};
        v->clocks[0] = (struct sla_option){"response", ctx_msg(c, MSG_clock_response), str_eq(v->clock, "response")};
        v->clocks[1] = (struct sla_option){"resolution", ctx_msg(c, MSG_clock_resolution), str_eq(v->clock, "resolution")};
        return ST_OK;
}

static enum status rule_lists(struct ctx *c, struct sla_promise_view *v)
{
        struct service *s;
        enum status st = service_list(c, &s, &v->n_services);

        if (st)
                return st;
        v->services = ARENA_ARRAY(c->arena, v->n_services, struct sla_option);
        for (size_t i = 0; i < v->n_services; i++)
                v->services[i] = (struct sla_option){s[i].code, c->lang == LANG_EN ? s[i].name_en : s[i].name_fr, false};
        v->n_kinds = ARRAY_LEN(kinds);
        v->kinds = ARENA_ARRAY(c->arena, v->n_kinds, struct sla_option);
        for (size_t i = 0; i < v->n_kinds; i++)
                v->kinds[i] = (struct sla_option){ticket_kind_word(kinds[i]), ctx_msg(c, sla_kind_label(kinds[i])), false};
        v->n_priorities = 4;
        v->priorities = ARENA_ARRAY(c->arena, 4, struct sla_option);
        for (size_t i = 0; i < 4; i++)
                v->priorities[i] = (struct sla_option){arena_fmt(c->arena, "%zu", i + 1), priority_label(c, (int64_t)i + 1), false};
        return ST_OK;
}

static void pauses_fill(struct ctx *c, struct sla_promise_view *v, const char *saved)
{
        v->n_pauses = PENDINGS;
        v->pauses = ARENA_ARRAY(c->arena, PENDINGS, struct sla_option);
        for (int i = 0; i < PENDINGS; i++) {
                const char *word = pending_word((i + 1) * 10);
                bool chosen = saved ? strstr(saved, arena_fmt(c->arena, "\"%s\"", word)) != NULL
                                    : *sla_value(c, arena_fmt(c->arena, "pause_%s", word)) != 0;
                v->pauses[i] = (struct sla_option){word, state_label(c, 0, STATE_PENDING, (i + 1) * 10), chosen};
        }
}

/* ---- the form ----------------------------------------------------------------------------------------------- */

/* [500,750] as "50, 75". */
static const char *levels_show(struct ctx *c, const char *json)
{
        struct buf b;

        buf_init(&b, c->arena, 256);
        for (const char *p = json; *p; p++) {
                char *end;
                long mark = strtol(p, &end, 10);
                if (end == p)
                        continue;
                buf_fmt(&b, "%s%g", b.n ? ", " : "", (double)mark / 10);
                p = end - 1;
        }
        return b.n ? b.p : "";
}

static const char *levels_read(struct ctx *c, const char *typed)
{
        struct buf b;

        buf_init(&b, c->arena, 256);
        buf_char(&b, '[');
        for (const char *p = typed + strspn(typed, " ,;%"); *p; p += strspn(p, " ,;%")) {
                char *end;
                long mark = strtol(p, &end, 10);
                if (end == p || mark < 1 || mark > 200)
                        return NULL;
                buf_fmt(&b, "%s%ld", b.n > 1 ? "," : "", mark * 10);
                p = end;
        }
        buf_char(&b, ']');
        return b.n < 200 && promise_levels_fit(c, b.p) ? b.p : NULL;
}

/* ---- what a level does ---- */

static const char *const act_names[] = {"act_agent", "act_group", "act_manager", "act_reassign"};

static void acts_show(struct ctx *c, struct sla_promise_view *v, const char *saved)
{
        struct promise_acts a;

        promise_acts_read(c, saved, &a);
        const int64_t from[] = {a.agent, a.group, a.manager, a.reassign};
        for (size_t i = 0; i < ARRAY_LEN(from); i++)
                v->acts[i] = from[i] ? arena_fmt(c->arena, "%g", (double)from[i] / 10) : "";
        v->to_lead = a.to_lead;
}

/* NULL after an error. */
static const char *acts_read(struct ctx *c, struct sla_promise_view *v)
{
        int64_t from[4] = {0};

        v->to_lead = str_eq(sla_value(c, "act_to"), "lead");
        for (size_t i = 0; i < ARRAY_LEN(act_names); i++) {
                v->acts[i] = sla_value(c, act_names[i]);
                if (*v->acts[i] && (!text_i64(v->acts[i], &from[i]) || from[i] < 1 || from[i] > 200)) {
                        form_error(c, act_names[i], MSG_sla_error_acts);
                        v->e_acts = ctx_msg(c, MSG_sla_error_acts);
                }
        }
        struct promise_acts a = {10 * from[0], 10 * from[1], 10 * from[2], 10 * from[3], v->to_lead};
        return v->e_acts ? NULL : promise_acts_text(c, &a);
}

static const char *pauses_text(struct ctx *c, const struct sla_promise_view *v)
{
        struct buf b;

        buf_init(&b, c->arena, 1024);
        buf_char(&b, '[');
        for (size_t i = 0; i < v->n_pauses; i++)
                if (v->pauses[i].chosen)
                        buf_fmt(&b, "%s\"%s\"", b.n > 1 ? "," : "", v->pauses[i].value);
        buf_char(&b, ']');
        return b.p;
}

static enum status promise_show(struct ctx *c, struct sla_promise_view *v, enum status result)
{
        enum status st = v->is_new ? ST_OK : rule_lists(c, v);

        if (st)
                return st;
        v->e_code = form_msg(c, "code");
        v->e_name_fr = form_msg(c, "name_fr");
        v->e_name_en = form_msg(c, "name_en");
        v->e_number = form_msg(c, "number");
        v->e_levels = form_msg(c, "levels");
        v->e_calendar = form_msg(c, "calendar");
        page_init(c, &v->page, v->is_new ? ctx_msg(c, MSG_sla_promise_new) : v->saved_name, "admin-promises");
        v->page.page_script_desk = true;
        v->page.crumbs[0] = (struct page_crumb){"/admin/promises", ctx_msg(c, MSG_sla_title)};
        v->page.crumbs[1] = (struct page_crumb){NULL, v->page.title};
        v->page.n_crumbs = 2;
        c->res->status = status_http(result);
        sla_promise_html(&c->html, v);
        return ST_OK;
}

static enum status promise_named(struct ctx *c, struct promise_info *p, struct sla_promise_view *v)
{
        const char *code = ctx_var(c, "code");

        *p = (struct promise_info){.code = "", .name_fr = "", .name_en = "", .clock = "response", .pauses = "[]",
                                   .levels = "[500,750,900,1000]", .acts = "{\"agent\":750,\"group\":900,\"manager\":1000}",
                                   .calendar_code = "standard", .target_ms = 8 * HOUR_MS};
        v->is_new = str_eq(code, "new");
        enum status st = v->is_new ? ST_OK : promise_info_get(c, code, p);
        v->version = p->version;
        v->code = p->code;
        v->clock = p->clock;
        v->saved_name = c->lang == LANG_EN ? p->name_en : p->name_fr;
        if (!st && !v->is_new)
                st = sla_rules_of(c, p->id, &v->rules, &v->n_rules);
        return st;
}

enum status sla_promise_get(struct ctx *c)
{
        struct sla_promise_view *v = ARENA_NEW(c->arena, struct sla_promise_view);
        struct promise_info p;
        enum status st = promise_named(c, &p, v);

        if (st)
                return st;
        bool days = p.day_ms > 0 && p.target_ms % p.day_ms == 0, hours = p.target_ms % HOUR_MS == 0;
        v->name_fr = p.name_fr;
        v->name_en = p.name_en;
        v->number = arena_fmt(c->arena, "%lld", (long long)(p.target_ms / (days ? p.day_ms : hours ? HOUR_MS : MINUTE_MS)));
        v->levels = levels_show(c, p.levels);
        acts_show(c, v, p.acts);
        pauses_fill(c, v, p.pauses);
        st = lists_fill(c, v, days ? "d" : hours ? "h" : "m", p.calendar_code);
        return st ? st : promise_show(c, v, ST_OK);
}

/* Target in open milliseconds; 0 after an error. */
static int64_t target_read(struct ctx *c, const struct sla_promise_view *v, const char *unit, const char *calendar)
{
        struct calendar_info k;
        int64_t n = 0;

        if (!text_i64(v->number, &n) || n < 1 || n > 100000) {
                form_error(c, "number", MSG_sla_error_number);
                return 0;
        }
        if (calendar_info_get(c, calendar, &k)) {
                form_error(c, "calendar", MSG_sla_error_calendar);
                return 0;
        }
        return n * (str_eq(unit, "d") ? k.day_ms : str_eq(unit, "m") ? MINUTE_MS : HOUR_MS);
}

static void names_read(struct ctx *c, struct sla_promise_view *v)
{
        v->name_fr = sla_value(c, "name_fr");
        v->name_en = sla_value(c, "name_en");
        if (text_blank(v->name_fr) || strlen(v->name_fr) > MAX_NAME_BYTES)
                form_error(c, "name_fr", MSG_sla_error_name);
        if (text_blank(v->name_en) || strlen(v->name_en) > MAX_NAME_BYTES)
                form_error(c, "name_en", MSG_sla_error_name);
        if (v->is_new) {
                v->code = sla_value(c, "code");
                const char *clock = sla_value(c, "clock");
                v->clock = str_eq(clock, "resolution") ? "resolution" : str_eq(clock, "internal") ? "internal" : "response";
                if (!sla_code_ok(v->code))
                        form_error(c, "code", MSG_sla_error_code);
        }
}

static enum status promise_saved(struct ctx *c, const struct promise_draft *d, struct sla_promise_view *v)
{
        enum status st = promise_save(c, d);

        if (st == ST_CONFLICT && v->is_new) {
                form_error(c, "code", MSG_sla_error_code_taken);
                return promise_show(c, v, ST_INVALID);
        }
        if (st == ST_STALE) {
                form_error(c, "name_fr", MSG_sla_error_stale);
                return promise_show(c, v, st);
        }
        if (st)
                return st;
        page_notice(c, "sla.saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/promises/%s", d->code));
}

enum status sla_promise_post(struct ctx *c)
{
        struct sla_promise_view *v = ARENA_NEW(c->arena, struct sla_promise_view);
        struct promise_info p;
        int64_t seen = 0;
        const char *unit = sla_value(c, "unit"), *calendar = sla_value(c, "calendar");
        enum status st = promise_named(c, &p, v);

        if (st)
                return st;
        names_read(c, v);
        v->number = sla_value(c, "number");
        v->levels = sla_value(c, "levels");
        if (text_i64(sla_value(c, "version"), &seen) && seen > 0)
                v->version = seen;
        pauses_fill(c, v, NULL);
        st = lists_fill(c, v, unit, calendar);
        if (st)
                return st;
        struct promise_draft d = {.code = v->code, .name_fr = v->name_fr, .name_en = v->name_en, .calendar_code = calendar,
                                  .clock = v->clock, .target_ms = target_read(c, v, unit, calendar),
                                  .pauses = pauses_text(c, v), .levels = levels_read(c, v->levels), .acts = acts_read(c, v), .seen = v->is_new ? -1 : seen};
        if (!d.levels)
                form_error(c, "levels", MSG_sla_error_levels);
        return c->n_error ? promise_show(c, v, ST_INVALID) : promise_saved(c, &d, v);
}

/* ---- rules ------------------------------------------------------------------------------------------------- */

static int64_t kind_read(const char *word)
{
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (str_eq(word, ticket_kind_word(kinds[i])))
                        return kinds[i];
        return TICKET_INCIDENT;
}

static enum status back(struct ctx *c)
{
        page_notice(c, "sla.saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/promises/%s", ctx_var(c, "code")));
}

enum status sla_rule_post(struct ctx *c)
{
        struct promise_info p;
        struct service s = {0};
        struct promise_rule r = {.kind = kind_read(sla_value(c, "kind")), .audience = sla_value(c, "audience")};
        const char *service = sla_value(c, "service");
        enum status st = promise_info_get(c, ctx_var(c, "code"), &p);

        if (!st && *service)
                st = service_by_code(c, service, &s);
        if (st)
                return st;
        if (strlen(r.audience) > 80)
                return ctx_fail(c, ST_INVALID, MSG_sla_error_name);
        r.promise_id = p.id;
        r.service_id = s.id;
        if (!text_i64(sla_value(c, "priority"), &r.priority) || r.priority < 0 || r.priority > 4)
                r.priority = 0;
        if (!text_i64(sla_value(c, "rank"), &r.rank) || r.rank < 0 || r.rank > 1000)
                r.rank = 0;
        st = promise_rule_add(c, &r);
        return st ? st : back(c);
}

enum status sla_rule_remove(struct ctx *c)
{
        struct promise_info p;
        int64_t id = 0;
        enum status st = promise_info_get(c, ctx_var(c, "code"), &p);

        if (!st && !text_i64(ctx_var(c, "id"), &id))
                st = ST_NOT_FOUND;
        if (!st)
                st = promise_rule_drop(c, p.id, id);
        return st ? st : back(c);
}

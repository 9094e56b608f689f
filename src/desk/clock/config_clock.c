/* Calendars and promises in the configuration file.  Hours are lines: "08:00-12:00 13:00-17:00" a day; a period
 * is "2026-07-06/2026-08-21; mon 09:00-12:00; tue 09:00-12:00; name=Été", an exception "2026-05-30 09:00-12:00
 * name=Examens" (without hours: a closing), a holiday "set:fr" or "2026-05-15 name=Pont", what a level does "agent
 * 750" or "reassign 1000 lead". What is applied is the next version, as on the pages. */
#include "app/config.h"
#include "desk/clock/clock_own.h"
#include "desk/clock/promises.h"

DB_STMT(config_rules,
        "SELECT r.id, p.code AS promise, r.kind, COALESCE(s.code, '') AS service, r.priority, r.audience, r.rank FROM promise_rule r"
        " JOIN promise p ON p.id = r.promise_id LEFT JOIN service s ON s.id = r.service_id"
        " ORDER BY p.code, r.kind, s.code, r.priority, r.audience LIMIT 2000");
DB_STMT(config_rule_service, "SELECT id FROM service WHERE code = :code");
static const struct db_stmt *const config_clock_stmts[] = {&config_rules, &config_rule_service, NULL};

static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* ---- calendars: out --------------------------------------------------------------------------------------- */

static void hours_put(struct buf *b, const struct calendar_hours *h)
{
        for (size_t i = 0; i < h->n; i++)
                buf_fmt(b, " %02d:%02d-%02d:%02d", h->slot[i].from / 60, h->slot[i].from % 60, h->slot[i].to / 60, h->slot[i].to % 60);
}

static void day_put(struct buf *b, int64_t day)
{
        int y, m, d;

        civil_from_days(day, &y, &m, &d);
        buf_fmt(b, "%04d-%02d-%02d", y, m, d);
}

static void name_put(struct buf *b, const char *before, const char *name)
{
        if (name && *name)
                buf_fmt(b, "%sname=%s", before, name);
}

static const char *periods_text(struct ctx *c, const struct calendar *k)
{
        struct buf b;

        buf_init(&b, c->arena, 65536);
        for (size_t i = 0; i < k->periods; i++) {
                buf_str(&b, i ? "\n" : "");
                day_put(&b, k->period[i].from);
                buf_char(&b, '/');
                day_put(&b, k->period[i].to);
                for (size_t d = 0; d < 7; d++) {
                        if (!k->period[i].week.day[d].n)
                                continue;
                        buf_fmt(&b, "; %s", days[d]);
                        hours_put(&b, &k->period[i].week.day[d]);
                }
                name_put(&b, "; ", k->period[i].name);
        }
        return b.n ? b.p : "";
}

static const char *dates_text(struct ctx *c, const struct calendar_date *date, size_t n, const struct calendar *sets)
{
        struct buf b;

        buf_init(&b, c->arena, 1u << 20);
        for (size_t i = 0; sets && i < sets->sets; i++)
                buf_fmt(&b, "%sset:%s", b.n ? "\n" : "", holiday_set_code(sets->set[i]));
        for (size_t i = 0; i < n; i++) {
                buf_str(&b, b.n ? "\n" : "");
                day_put(&b, date[i].day);
                hours_put(&b, &date[i].hours);
                name_put(&b, " ", date[i].name);
        }
        return b.n ? b.p : "";
}

static const struct config_key calendar_keys[] = {
        {"name", CONFIG_TEXT, true}, {"time_zone", CONFIG_TEXT, true}, {"day_minutes", CONFIG_NUMBER, false},
        {"mon", CONFIG_TEXT, false}, {"tue", CONFIG_TEXT, false},      {"wed", CONFIG_TEXT, false},
        {"thu", CONFIG_TEXT, false}, {"fri", CONFIG_TEXT, false},      {"sat", CONFIG_TEXT, false},
        {"sun", CONFIG_TEXT, false}, {"periods", CONFIG_LIST, false},  {"exceptions", CONFIG_LIST, false},
        {"holidays", CONFIG_LIST, false}, {0}};

static enum status calendars_list(struct ctx *c, struct config_items *to)
{
        struct calendar_info *k;
        const char *why;
        size_t n;
        enum status st = calendar_infos(c, &k, &n);

        for (size_t i = 0; !st && i < n; i++) {
                const struct calendar *cal;
                st = calendar_parse(c->arena, k[i].week, k[i].holidays, k[i].zone, k[i].day_ms, &cal, &why);
                if (st)
                        return ctx_fail_text(c, st, why);
                struct config_item *x = config_add(to, k[i].code);
                config_set(c, x, "name", k[i].name);
                config_set(c, x, "time_zone", k[i].zone);
                config_set_i64(c, x, "day_minutes", k[i].day_ms / MINUTE_MS);
                for (size_t d = 0; d < 7; d++) {
                        struct buf b;
                        buf_init(&b, c->arena, 1024);
                        hours_put(&b, &cal->week.day[d]);
                        config_set(c, x, days[d], b.n ? b.p + 1 : "");
                }
                config_set(c, x, "periods", periods_text(c, cal));
                config_set(c, x, "exceptions", dates_text(c, cal->exception, cal->exceptions, NULL));
                config_set(c, x, "holidays", dates_text(c, cal->holiday, cal->holidays, cal));
        }
        return st;
}

/* ---- calendars: in ---------------------------------------------------------------------------------------- */

/* " 08:00-12:00 13:00-17:00" as ["08:00-12:00","13:00-17:00"]; calendar_parse() judges what stands in it. */
static void hours_json(struct arena *a, struct buf *b, const char *s, size_t n)
{
        size_t at = 0;

        buf_char(b, '[');
        for (size_t i = 0; i < n;) {
                size_t w = 0;
                while (i + w < n && s[i + w] != ' ')
                        w++;
                if (w) {
                        buf_str(b, at++ ? "," : "");
                        buf_json(b, arena_strn(a, s + i, w));
                }
                i += w + 1;
        }
        buf_char(b, ']');
}

/* One line of a period's list, behind its dates: "; mon 09:00-12:00; name=Été". */
static bool period_week(struct arena *a, struct buf *b, const char *s)
{
        const char *name = "";
        size_t n = 0;

        buf_str(b, ",\"week\":{");
        while (str_starts(s, "; ")) {
                s += 2;
                if (str_starts(s, "name=")) {
                        name = s + 5;
                        s = "";
                        break;
                }
                size_t len = strcspn(s, ";");
                if (len < 3)
                        return false;
                buf_str(b, n++ ? "," : "");
                buf_json(b, arena_strn(a, s, 3));
                buf_char(b, ':');
                hours_json(a, b, s + 3, len - 3);
                s += len;
        }
        buf_str(b, "},\"name\":");
        buf_json(b, name);
        return !*s;
}

static bool periods_json(struct arena *a, struct buf *b, const char *lines)
{
        const char *line;
        size_t n = 0;

        buf_str(b, ",\"periods\":[");
        for (; (line = config_next(a, &lines)); n++) {
                if (strlen(line) < 21 || line[10] != '/')
                        return false;
                buf_fmt(b, "%s{\"from\":", n ? "," : "");
                buf_json(b, arena_strn(a, line, 10));
                buf_str(b, ",\"to\":");
                buf_json(b, arena_strn(a, line + 11, 10));
                if (!period_week(a, b, line + 21))
                        return false;
                buf_char(b, '}');
        }
        buf_char(b, ']');
        return true;
}

/* "2026-05-30 09:00-12:00 name=Examens"; holidays have no hours. */
static bool dates_json(struct arena *a, struct buf *b, const char *lines, bool holidays)
{
        const char *line;
        size_t n = 0;

        buf_char(b, '[');
        for (; (line = config_next(a, &lines)); n++) {
                buf_str(b, n ? "," : "");
                if (holidays && str_starts(line, "set:")) {
                        buf_str(b, "{\"set\":");
                        buf_json(b, line + 4);
                        buf_char(b, '}');
                        continue;
                }
                const char *name = strstr(line, " name=");
                size_t len = name ? (size_t)(name - line) : strlen(line);
                if (len < 10 || (holidays && len != 10) || (len > 10 && line[10] != ' '))
                        return false;
                buf_str(b, "{\"date\":");
                buf_json(b, arena_strn(a, line, 10));
                buf_str(b, ",\"name\":");
                buf_json(b, name ? name + 6 : "");
                if (!holidays) {
                        buf_str(b, ",\"slots\":");
                        hours_json(a, b, line + 10, len - 10);
                }
                buf_char(b, '}');
        }
        buf_char(b, ']');
        return true;
}

static bool code_fits(const char *code)
{
        size_t n = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789._-");

        return n && n <= 64 && !code[n] && !str_eq(code, "new") && !str_eq(code, "check");
}

static enum status calendar_put_config(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct buf week, holidays;

        buf_init(&week, c->arena, 1u << 20);
        buf_init(&holidays, c->arena, 1u << 20);
        for (size_t d = 0; d < 7; d++) {
                const char *h = config_get(want, days[d]);
                buf_fmt(&week, "%s\"%s\":", d ? "," : "{", days[d]);
                hours_json(c->arena, &week, h, strlen(h));
        }
        if (!code_fits(want->code))
                form_error(c, "code", MSG_config_bad_word);
        if (text_blank(config_get(want, "name")))
                form_error(c, "name", MSG_form_missing);
        if (!zone_get(config_get(want, "time_zone")))
                form_error(c, "time_zone", MSG_setting_zone_unknown);
        if (!periods_json(c->arena, &week, config_get(want, "periods")))
                form_error(c, "periods", MSG_config_bad_line);
        buf_str(&week, ",\"exceptions\":");
        if (!dates_json(c->arena, &week, config_get(want, "exceptions"), false))
                form_error(c, "exceptions", MSG_config_bad_line);
        buf_char(&week, '}');
        if (!dates_json(c->arena, &holidays, config_get(want, "holidays"), true))
                form_error(c, "holidays", MSG_config_bad_line);
        if (c->n_error || buf_end(&week) || buf_end(&holidays))
                return ST_INVALID;
        struct calendar_draft d = {.code = want->code, .name = config_get(want, "name"), .zone = config_get(want, "time_zone"),
                                   .week = week.p, .holidays = holidays.p, .day_ms = config_get_i64(want, "day_minutes") * MINUTE_MS};
        return calendar_save(c, &d);
}

/* ---- promises --------------------------------------------------------------------------------------------- */

static const struct config_key promise_keys[] = {
        {"name_fr", CONFIG_TEXT, true},          {"name_en", CONFIG_TEXT, true}, {"clock", CONFIG_TEXT, true},
        {"calendar", CONFIG_TEXT, true},         {"target_minutes", CONFIG_NUMBER, true},
        {"levels", CONFIG_LIST, false},          {"acts", CONFIG_LIST, false},   {"pauses", CONFIG_LIST, false},
        {"rules", CONFIG_LIST, false},           {0}};

struct rule_row {
        int64_t id, kind, priority, rank;
        const char *promise, *service, *audience;
};
static const struct db_col rule_cols[] = {
        DB_COL_I64(struct rule_row, id),        DB_COL_TEXT(struct rule_row, promise),
        DB_COL_I64(struct rule_row, kind),      DB_COL_TEXT(struct rule_row, service),
        DB_COL_I64(struct rule_row, priority),  DB_COL_TEXT(struct rule_row, audience),
        DB_COL_I64(struct rule_row, rank),      DB_COL_END};

static const char *rule_line(struct ctx *c, const struct rule_row *r)
{
        struct buf b;

        buf_init(&b, c->arena, 4096);
        buf_str(&b, ticket_kind_word(r->kind));
        if (*r->service)
                buf_fmt(&b, " service=%s", r->service);
        if (r->priority)
                buf_fmt(&b, " priority=%lld", (long long)r->priority);
        if (*r->audience)
                buf_fmt(&b, " audience=%s", r->audience);
        if (r->rank)
                buf_fmt(&b, " rank=%lld", (long long)r->rank);
        return b.p;
}

static int text_order(const void *a, const void *b)
{
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *rules_text(struct ctx *c, const struct rule_row *r, size_t n, const char *promise)
{
        const char **line = ARENA_ARRAY(c->arena, n + 1, const char *);
        struct buf b;
        size_t k = 0;

        for (size_t i = 0; i < n; i++)
                if (str_eq(r[i].promise, promise))
                        line[k++] = rule_line(c, &r[i]);
        if (k)
                qsort(line, k, sizeof *line, text_order);
        buf_init(&b, c->arena, 1u << 18);
        for (size_t i = 0; i < k; i++)
                buf_fmt(&b, "%s%s", i ? "\n" : "", line[i]);
        return b.n ? b.p : "";
}

/* ["a","b"] or [500,750] as lines. */
static const char *list_text(struct ctx *c, const char *json)
{
        struct buf b;

        buf_init(&b, c->arena, 4096);
        for (const char *p = json; *p; p++) {
                size_t n = strcspn(p, "[]\", ");
                if (!n)
                        continue;
                buf_str(&b, b.n ? "\n" : "");
                buf_add(&b, p, n);
                p += n - 1;
        }
        return b.n ? b.p : "";
}

/* Who is told from which thousandth on, and where the ticket goes: "agent 750", "reassign 1000 lead". */
static const char *acts_lines(struct ctx *c, const char *acts)
{
        struct promise_acts a;
        struct buf b;

        promise_acts_read(c, acts, &a);
        const struct {
                const char *word;
                int64_t from;
        } act[] = {{"agent", a.agent}, {"group", a.group}, {"manager", a.manager}, {"reassign", a.reassign}};
        buf_init(&b, c->arena, 1024);
        for (size_t i = 0; i < ARRAY_LEN(act); i++)
                if (act[i].from)
                        buf_fmt(&b, "%s%s %lld%s", b.n ? "\n" : "", act[i].word, (long long)act[i].from,
                                i == 3 && a.to_lead ? " lead" : "");
        return b.n ? b.p : "";
}

static bool act_read(struct ctx *c, const char *line, struct promise_acts *a)
{
        size_t n = strcspn(line, " "), m = line[n] ? strcspn(line + n + 1, " ") : 0;
        const char *word = arena_strn(c->arena, line, n), *rest = m ? line + n + 1 + m : "";
        int64_t *at = str_eq(word, "agent") ? &a->agent : str_eq(word, "group") ? &a->group : str_eq(word, "manager") ? &a->manager
                      : str_eq(word, "reassign") ? &a->reassign : NULL;

        if (!at || *at || !m || !text_i64(arena_strn(c->arena, line + n + 1, m), at) || *at < 1 || *at > 2000)
                return false;
        a->to_lead = a->to_lead || (at == &a->reassign && str_eq(rest, " lead"));
        return !*rest || (at == &a->reassign && a->to_lead);
}

static const char *acts_text(struct ctx *c, const char *lines)
{
        struct promise_acts a = {.to_lead = false};
        const char *line;

        while ((line = config_next(c->arena, &lines)))
                if (!act_read(c, line, &a)) {
                        form_error(c, "acts", MSG_config_bad_line);
                        break;
                }
        return promise_acts_text(c, &a);
}

static enum status promises_list(struct ctx *c, struct config_items *to)
{
        struct promise_info *p;
        struct rule_row *r;
        size_t n, rules;
        enum status st = promise_infos(c, &p, &n);

        if (!st)
                st = db_all(c->db, c->arena, &config_rules, DB_NO_ARGS, rule_cols, sizeof *r, 2000, &r, &rules);
        for (size_t i = 0; !st && i < n; i++) {
                struct config_item *x = config_add(to, p[i].code);
                config_set(c, x, "name_fr", p[i].name_fr);
                config_set(c, x, "name_en", p[i].name_en);
                config_set(c, x, "clock", p[i].clock);
                config_set(c, x, "calendar", p[i].calendar_code);
                config_set_i64(c, x, "target_minutes", p[i].target_ms / MINUTE_MS);
                config_set(c, x, "levels", list_text(c, p[i].levels));
                config_set(c, x, "acts", acts_lines(c, p[i].acts));
                config_set(c, x, "pauses", list_text(c, p[i].pauses));
                config_set(c, x, "rules", rules_text(c, r, rules, p[i].code));
        }
        return st;
}

static const char *list_json(struct ctx *c, const char *lines, bool numbers)
{
        const char *line;
        struct buf b;

        buf_init(&b, c->arena, 8192);
        buf_char(&b, '[');
        while ((line = config_next(c->arena, &lines))) {
                buf_str(&b, b.n > 1 ? "," : "");
                if (numbers)
                        buf_str(&b, line);
                else
                        buf_json(&b, line);
        }
        buf_char(&b, ']');
        return buf_end(&b) ? "[]" : b.p;
}

static int64_t kind_of(const char *word, size_t n)
{
        for (int64_t k = 1; k <= 6; k++)
                if (strlen(ticket_kind_word(k)) == n && strncmp(ticket_kind_word(k), word, n) == 0)
                        return k;
        return 0;
}

/* One " key=value" of a rule. */
static bool rule_word(struct ctx *c, const char *word, struct promise_rule *r)
{
        if (str_starts(word, "service="))
                return db_i64(c->db, &config_rule_service, DB_ARGS(DB_T("code", word + 8)), &r->service_id) == ST_OK;
        if (str_starts(word, "priority="))
                return text_i64(word + 9, &r->priority) && r->priority >= 1 && r->priority <= 4;
        if (str_starts(word, "rank="))
                return text_i64(word + 5, &r->rank) && r->rank >= 0 && r->rank <= 9999;
        if (!str_starts(word, "audience=") || strlen(word) > 89)
                return false;
        r->audience = word + 9;
        return true;
}

static bool rule_read(struct ctx *c, const char *line, struct promise_rule *r)
{
        size_t n = strcspn(line, " ");

        *r = (struct promise_rule){.kind = kind_of(line, n), .audience = ""};
        for (const char *p = line + n; r->kind && *p; p += n) {
                p += strspn(p, " ");
                n = strcspn(p, " ");
                if (n && !rule_word(c, arena_strn(c->arena, p, n), r))
                        return false;
        }
        return r->kind > 0;
}

static bool has_line(struct arena *a, const char *lines, const char *wanted)
{
        const char *line;

        while ((line = config_next(a, &lines)))
                if (str_eq(line, wanted))
                        return true;
        return false;
}

/* Rules that the file no longer says go; those that are new come. */
static enum status rules_put(struct ctx *c, int64_t promise_id, const char *code, const char *want)
{
        struct rule_row *r;
        struct promise_rule rule;
        size_t n;
        const char *line, *at = want;
        enum status st = db_all(c->db, c->arena, &config_rules, DB_NO_ARGS, rule_cols, sizeof *r, 2000, &r, &n);

        for (size_t i = 0; !st && i < n; i++)
                if (str_eq(r[i].promise, code) && !has_line(c->arena, want, rule_line(c, &r[i])))
                        st = promise_rule_drop(c, promise_id, r[i].id);
        const char *there = st ? "" : rules_text(c, r, n, code);
        while (!st && (line = config_next(c->arena, &at))) {
                if (has_line(c->arena, there, line))
                        continue;
                if (!rule_read(c, line, &rule)) {
                        form_error(c, "rules", MSG_config_bad_line);
                        return ST_INVALID;
                }
                rule.promise_id = promise_id;
                st = promise_rule_add(c, &rule);
        }
        return st;
}

static enum status promise_put_config(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        const char *clock = config_get(want, "clock"), *levels = config_get(want, "levels");
        struct promise_info is;
        struct calendar_info cal;

        if (!code_fits(want->code))
                form_error(c, "code", MSG_config_bad_word);
        if (!str_eq(clock, "response") && !str_eq(clock, "resolution") && !(now && str_eq(clock, config_get(now, "clock"))))
                form_error(c, "clock", MSG_config_bad_word);
        if (config_get_i64(want, "target_minutes") < 1)
                form_error(c, "target_minutes", MSG_form_bad_number);
        const char *acts = acts_text(c, config_get(want, "acts"));
        enum status st = calendar_info_get(c, config_get(want, "calendar"), &cal);
        if (st == ST_NOT_FOUND)
                form_error(c, "calendar", MSG_config_no_calendar);
        else if (st)
                return st;
        if (c->n_error)
                return ST_INVALID;
        struct promise_draft d = {.code = want->code, .name_fr = config_get(want, "name_fr"), .name_en = config_get(want, "name_en"),
                                  .acts = acts, .calendar_code = config_get(want, "calendar"), .clock = clock,
                                  .target_ms = config_get_i64(want, "target_minutes") * MINUTE_MS,
                                  .pauses = list_json(c, config_get(want, "pauses"), false),
                                  .levels = *levels ? list_json(c, levels, true) : "[500,750,900,1000]"};
        st = promise_save(c, &d);
        if (!st)
                st = promise_info_get(c, want->code, &is);
        return st ? st : rules_put(c, is.id, want->code, config_get(want, "rules"));
}

static const struct config_part clock_parts[] = {
        {"calendar", 10, false, MSG_config_about_calendars, calendar_keys, calendars_list, calendar_put_config},
        {"promise", 50, false, MSG_config_about_promises, promise_keys, promises_list, promise_put_config},
        {0}};

const struct slice slice_config_clock = {.name = "config-clock", .stmts = config_clock_stmts, .config = clock_parts};

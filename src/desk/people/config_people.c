/* Departments, groups and services in the configuration file.  People are not: they have their own file.  What
 * tickets stand on (a group's department and closedness) is said when a group is made and then stays. */
#include "app/config.h"
#include "desk/people/catalogue_own.h"

DB_STMT(config_group_function, "UPDATE support_group SET function = :function, sort = :sort WHERE code = :code");
DB_STMT(config_groups,
        "SELECT g.code, g.name, g.assign, d.code AS department_code, g.function, g.external, g.closed, g.sort"
        " FROM support_group g JOIN department d ON d.id = g.department_id ORDER BY g.code LIMIT 500");
static const struct db_stmt *const config_stmts[] = {&config_group_function, &config_groups, NULL};

static bool code_fits(struct ctx *c, const char *code)
{
        if (!catalogue_code_ok(c->arena, code))
                form_error(c, "code", MSG_admin_bad_code);
        return c->n_error == 0;
}

/* ---- departments ------------------------------------------------------------------------------------------ */

static const struct config_key department_keys[] = {{"name_fr", CONFIG_TEXT, true}, {"name_en", CONFIG_TEXT, true},
                                                    {"parent", CONFIG_TEXT, false}, {"time_zone", CONFIG_TEXT, false}, {0}};

static enum status departments_list(struct ctx *c, struct config_items *to)
{
        struct department_row *d;
        size_t n;
        enum status st = catalogue_departments(c, &d, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct config_item *x = config_add(to, d[i].code);
                config_set(c, x, "name_fr", d[i].name_fr);
                config_set(c, x, "name_en", d[i].name_en);
                config_set(c, x, "parent", d[i].parent);
                config_set(c, x, "time_zone", d[i].time_zone);
        }
        return st;
}

static enum status department_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        const char *zone = config_get(want, "time_zone");
        struct department_edit e = {.code = want->code, .name_fr = config_get(want, "name_fr"), .name_en = config_get(want, "name_en"),
                                    .parent = config_get(want, "parent"), .time_zone = *zone ? zone : setting_text(c, "site.zone"),
                                    .seen = -1};

        return department_save(c, &e);
}

/* ---- groups ----------------------------------------------------------------------------------------------- */

static const struct config_key group_keys[] = {{"name", CONFIG_TEXT, true},      {"department", CONFIG_TEXT, true},
                                               {"function", CONFIG_TEXT, false}, {"assign", CONFIG_TEXT, false},
                                               {"external", CONFIG_FLAG, false}, {"closed", CONFIG_FLAG, false},
                                               {"sort", CONFIG_NUMBER, false},   {0}};
static const char *const functions[] = {"use", "operation", "evolution"};
static const char *const conventions[] = {"manual", "take", "round_robin", "least_loaded", "on_duty"};

struct group_said {
        int64_t function, external, closed, sort;
        const char *code, *name, *assign, *department_code;
};
static const struct db_col group_said_cols[] = {
        DB_COL_TEXT(struct group_said, code),   DB_COL_TEXT(struct group_said, name),
        DB_COL_TEXT(struct group_said, assign), DB_COL_TEXT(struct group_said, department_code),
        DB_COL_I64(struct group_said, function), DB_COL_I64(struct group_said, external),
        DB_COL_I64(struct group_said, closed),  DB_COL_I64(struct group_said, sort), DB_COL_END};

static enum status groups_list(struct ctx *c, struct config_items *to)
{
        struct group_said *g;
        size_t n;
        enum status st = db_all(c->db, c->arena, &config_groups, DB_NO_ARGS, group_said_cols, sizeof *g, 500, &g, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct config_item *x = config_add(to, g[i].code);
                config_set(c, x, "name", g[i].name);
                config_set(c, x, "department", g[i].department_code);
                config_set(c, x, "function", functions[g[i].function / 10 - 1]);
                config_set(c, x, "assign", g[i].assign);
                config_set_flag(x, "external", g[i].external);
                config_set_flag(x, "closed", g[i].closed);
                config_set_i64(c, x, "sort", g[i].sort);
        }
        return st;
}

static int word_of(const char *const *words, size_t n, const char *word)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(words[i], word))
                        return (int)i;
        return -1;
}

static bool group_fits(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        const char *function = config_get(want, "function"), *assign = config_get(want, "assign");

        code_fits(c, want->code);
        if (text_blank(config_get(want, "name")) || utf8_count(config_get(want, "name")) > 150)
                form_error(c, "name", MSG_form_missing);
        if (*function && word_of(functions, ARRAY_LEN(functions), function) < 0)
                form_error(c, "function", MSG_config_bad_word);
        if (*assign && word_of(conventions, ARRAY_LEN(conventions), assign) < 0)
                form_error(c, "assign", MSG_config_bad_word);
        if (config_get_i64(want, "sort") < 0 || config_get_i64(want, "sort") > 30000)
                form_error(c, "sort", MSG_form_bad_number);
        if (now && !str_eq(config_get(now, "department"), config_get(want, "department")))
                form_error(c, "department", MSG_config_group_stays);
        if (now && config_get_flag(now, "closed") != config_get_flag(want, "closed"))
                form_error(c, "closed", MSG_config_group_stays);
        return c->n_error == 0;
}

static enum status group_made(struct ctx *c, const struct config_item *want)
{
        struct department_row d;
        int64_t id;
        enum status st = catalogue_department(c, config_get(want, "department"), &d);

        if (st == ST_NOT_FOUND) {
                form_error(c, "department", MSG_admin_department_unknown);
                return ST_INVALID;
        }
        return st ? st : group_add(c, &(struct group_draft){want->code, config_get(want, "name"), d.id, config_get_flag(want, "closed"),
                                                            config_get_flag(want, "external")}, &id);
}

static enum status group_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct group g;
        int function = word_of(functions, ARRAY_LEN(functions), config_get(want, "function"));
        const char *assign = config_get(want, "assign");

        if (!group_fits(c, now, want))
                return ST_INVALID;
        enum status st = now ? ST_OK : group_made(c, want);
        if (!st)
                st = group_by_code(c, want->code, &g);
        if (st)
                return st;
        g.name = config_get(want, "name");
        g.external = config_get_flag(want, "external");
        g.assign = *assign ? assign : g.assign;
        st = group_change(c, &g);
        int64_t sort = want->value[6] ? config_get_i64(want, "sort") : 100;
        return st ? st : db_exec(c->db, &config_group_function, DB_ARGS(DB_I("function", function < 0 ? 10 : (function + 1) * 10),
                                                                        DB_I("sort", sort), DB_T("code", want->code)), NULL);
}

/* ---- services --------------------------------------------------------------------------------------------- */

static const struct config_key service_keys[] = {
        {"name_fr", CONFIG_TEXT, true},      {"name_en", CONFIG_TEXT, true},       {"department", CONFIG_TEXT, true},
        {"group", CONFIG_TEXT, true},        {"state", CONFIG_TEXT, false},        {"summary_fr", CONFIG_TEXT, false},
        {"summary_en", CONFIG_TEXT, false},  {"family_fr", CONFIG_TEXT, false},    {"family_en", CONFIG_TEXT, false},
        {"icon", CONFIG_TEXT, false},        {"audiences", CONFIG_LIST, false},    {"agent_named", CONFIG_FLAG, false},
        {"confidential", CONFIG_FLAG, false}, {"keep_days", CONFIG_NUMBER, false}, {"sort", CONFIG_NUMBER, false},
        {"body", CONFIG_TEXT, false},        {0}};

static const char *as_lines(struct ctx *c, const char *audiences)
{
        struct buf b;

        buf_init(&b, c->arena, 65536);
        for (const char *p = audiences; *p; p += strspn(p, ", ")) {
                size_t n = strcspn(p, ", ");
                buf_str(&b, b.n ? "\n" : "");
                buf_add(&b, p, n);
                p += n;
        }
        return b.n ? b.p : "";
}

static void service_item(struct ctx *c, const struct service_row *s, struct config_item *x)
{
        config_set(c, x, "name_fr", s->name_fr);
        config_set(c, x, "name_en", s->name_en);
        config_set(c, x, "department", s->department);
        config_set(c, x, "group", s->group);
        config_set(c, x, "state", s->state == SERVICE_RETIRED ? "retired" : "offered");
        config_set(c, x, "summary_fr", s->summary_fr);
        config_set(c, x, "summary_en", s->summary_en);
        config_set(c, x, "family_fr", s->family_fr);
        config_set(c, x, "family_en", s->family_en);
        config_set(c, x, "icon", s->icon);
        config_set(c, x, "audiences", as_lines(c, s->audiences));
        config_set_flag(x, "agent_named", s->agent_named);
        config_set_flag(x, "confidential", s->confidential);
        config_set_i64(c, x, "keep_days", s->keep_days);
        config_set_i64(c, x, "sort", s->sort);
        config_set(c, x, "body", s->body);
}

static enum status services_list(struct ctx *c, struct config_items *to)
{
        struct service_row *s;
        size_t n;
        enum status st = catalogue_services(c, &s, &n);

        for (size_t i = 0; !st && i < n; i++)
                service_item(c, &s[i], config_add(to, s[i].code));
        return st;
}

static const char *or_default(const struct config_item *want, const char *key, const char *otherwise)
{
        const char *s = config_get(want, key);

        return *s ? s : otherwise;
}

/* Audiences are kept sorted: the file must say them in that order, or apply would never be done. */
static bool sorted(const char *lines, struct arena *a)
{
        const char *before = "", *line;

        while ((line = config_next(a, &lines))) {
                if (strcmp(before, line) >= 0)
                        return false;
                before = line;
        }
        return true;
}

static enum status service_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        const char *state = or_default(want, "state", "offered"), *named = or_default(want, "agent_named", "true");
        const char *lines = config_get(want, "audiences");
        struct service_edit e = {
                .code = want->code, .department = config_get(want, "department"), .group = config_get(want, "group"),
                .name_fr = config_get(want, "name_fr"), .name_en = config_get(want, "name_en"),
                .summary_fr = config_get(want, "summary_fr"), .summary_en = config_get(want, "summary_en"),
                .icon = or_default(want, "icon", "help"), .family_fr = config_get(want, "family_fr"),
                .family_en = config_get(want, "family_en"), .body = config_get(want, "body"),
                .state = str_eq(state, "retired") ? SERVICE_RETIRED : str_eq(state, "offered") ? SERVICE_OFFERED : 0,
                .agent_named = str_eq(named, "true"), .confidential = config_get_flag(want, "confidential"),
                .keep_days = text_blank(config_get(want, "keep_days")) ? 1825 : config_get_i64(want, "keep_days"),
                .sort = text_blank(config_get(want, "sort")) ? 100 : config_get_i64(want, "sort"), .seen = -1};
        char *words = arena_str(c->arena, lines);

        for (char *p = words; *p; p++)
                if (*p == '\n')
                        *p = ' ';
        e.audiences = words;
        if (!e.state)
                form_error(c, "state", MSG_config_bad_word);
        if (!sorted(lines, c->arena))
                form_error(c, "audiences", MSG_config_unsorted);
        return c->n_error ? ST_INVALID : service_save(c, &e);
}

static const struct config_part people_parts[] = {
        {"department", 20, false, MSG_config_about_departments, department_keys, departments_list, department_put},
        {"group", 30, false, MSG_config_about_groups, group_keys, groups_list, group_put},
        {"service", 40, false, MSG_config_about_services, service_keys, services_list, service_put},
        {0}};

const struct slice slice_config_people = {.name = "config-people", .stmts = config_stmts, .config = people_parts};

/* Who is in which group, in the configuration file, by login: "group/login".  Only in an export that asks for it,
 * because it names people; whom the file does not name stays, and whom nobody knows is refused: people have a file of
 * their own (guichet import people). */
#include "app/config.h"
#include "desk/people/own.h"

DB_STMT(config_members,
        "SELECT g.code AS group_code, p.login, m.lead FROM group_member m JOIN support_group g ON g.id = m.group_id"
        " JOIN person p ON p.id = m.person_id WHERE p.state = 10 AND p.login IS NOT NULL ORDER BY g.code, p.login LIMIT 20000");
static const struct db_stmt *const member_stmts[] = {&config_members, NULL};

enum { MEMBERS_MAX = 20000 };
struct member_row {
        const char *group_code, *login;
        int64_t lead;
};
static const struct db_col member_cols[] = {DB_COL_TEXT(struct member_row, group_code), DB_COL_TEXT(struct member_row, login),
                                            DB_COL_I64(struct member_row, lead), DB_COL_END};

static const struct config_key member_keys[] = {{"lead", CONFIG_FLAG, false}, {0}};

static enum status members_list(struct ctx *c, struct config_items *to)
{
        struct member_row *m;
        size_t n;
        enum status st = db_all(c->db, c->arena, &config_members, DB_NO_ARGS, member_cols, sizeof *m, MEMBERS_MAX, &m, &n);

        for (size_t i = 0; !st && i < n; i++)
                config_set_flag(config_add(to, arena_fmt(c->arena, "%s/%s", m[i].group_code, m[i].login)), "lead", m[i].lead);
        return st;
}

static enum status member_put_config(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        const char *stroke = strchr(want->code, '/');
        struct group g;
        struct person p;

        (void)now;
        if (!stroke || group_by_code(c, arena_strn(c->arena, want->code, (size_t)(stroke - want->code)), &g))
                form_error(c, "code", MSG_config_member_group);
        else if (person_by_login(c, stroke + 1, &p) || p.state != PERSON_ACTIVE || !str_eq(p.login, stroke + 1))
                form_error(c, "code", MSG_config_member_unknown);
        if (c->n_error)
                return ST_INVALID;
        return group_join(c, g.id, p.id, config_get_flag(want, "lead"));
}

static const struct config_part member_parts[] = {
        {"member", 130, false, MSG_config_about_members, member_keys, members_list, member_put_config, true}, {0}};

const struct slice slice_config_members = {.name = "config-members", .stmts = member_stmts, .config = member_parts};

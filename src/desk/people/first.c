/* A new folder's usable desk: one department, one group, one service.  Made once: as soon as there
 * is a department, whoever made it, nothing is added. */
#include "desk/people/own.h"

static enum status first_service(struct ctx *c, int64_t department, int64_t group)
{
        const struct service_draft d = {
                .code = "aide", .name_fr = "Aide générale", .name_en = "General help",
                .summary_fr = "Décrivez simplement votre besoin : nous le confions à la bonne personne.",
                .summary_en = "Simply describe what you need: we hand it to the right person.",
                .icon = "help", .family_fr = "Aide", .family_en = "Help",
                .department_id = department, .group_id = group, .sort = 100};
        int64_t id;
        return service_ensure(c, &d, &id);
}

enum status people_first_contents(struct ctx *c)
{
        int64_t any = 0, department = 0, group = 0;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_i64(c->db, &sql_department_any, DB_NO_ARGS, &any);
        if (st || any)
                return st;
        st = department_ensure(c, "dsi", "Direction des systèmes d’information", "Information technology", &department);
        if (!st)
                st = group_ensure(c, "desk", "Assistance", department, &group);
        if (!st)
                st = first_service(c, department, group);
        return st ? st : db_commit(&tx);
}

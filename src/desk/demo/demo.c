/* Loads the demonstration: people first, then every act of every story in the order of its time, all in
 * one transaction, so that a kill leaves an empty database and not half a university. */
#include "desk/demo/own.h"
#include "desk/ticket/canned.h"

DB_STMT(demo_any_ticket, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM ticket LIMIT 1) t");
DB_STMT(demo_any_person, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM person LIMIT 1) p");
static const struct db_stmt *const demo_stmts[] = {&demo_any_ticket, &demo_any_person, NULL};
const struct slice slice_demo = {.name = "demo", .stmts = demo_stmts};
const struct slice slice_demo_people = {.name = "demo-people", .stmts = demo_people_stmts};

static const struct demo_account accounts[] = {
        {"icaron", "Inès Caron", "étudiante : demande de l’aide sur le portail"},
        {"hdubreuil", "Hélène Dubreuil", "enseignante"},
        {"croy", "Camille Roy", "agente e-learning"},
        {"ybenamar", "Youssef Benamar", "agent informatique et e-learning"},
        {"smarchal", "Sophie Marchal", "responsable du groupe e-learning"},
        {"caubert", "Claire Aubert", "cheffe de service : voit et pilote"},
        {"admin", "Administration", "administre le site"},
        {NULL, NULL, NULL}};

enum status demo_possible(struct ctx *c, bool *possible)
{
        int64_t tickets = 0, people = 0;
        enum status st = db_i64(c->db, &demo_any_ticket, DB_NO_ARGS, &tickets);

        if (!st)
                st = db_i64(c->db, &demo_any_person, DB_NO_ARGS, &people);
        *possible = !tickets && !people;
        return st;
}

static enum status load_all(struct ctx *c, const char *password, struct demo_told *out)
{
        struct demo_people people;
        struct demo_session session;
        struct demo_acts acts = {.arena = c->arena};
        enum status st = demo_people_make(c, password, &people);

        if (!st)
                st = demo_courses_make(c, &people);
        if (!st)
                st = canned_first_contents(c);
        if (st)
                return st;
        st = demo_articles_make(c);
        if (!st)
                st = demo_offers_make(c);
        if (st)
                return st;
        demo_session_set(c, &session);
        st = demo_course_records_make(c, &people, &session);
        if (!st)
                st = demo_grid_make(c);
        if (st)
                return st;
        demo_now_plan(&acts, &people, &session);
        demo_past_plan(&acts, &people, &session);
        for (size_t i = 0; i < acts.n; i++)
                out->tickets += acts.act[i].what == DO_OPEN;
        out->people = (int64_t)people.n;
        out->account = accounts;
        st = demo_acts_play(c, &acts);
        if (!st)
                st = demo_support_make(c, &people, &session);
        if (!st)
                st = demo_requests_make(c, &people);
        if (!st)
                st = demo_plans_make(c, &people);
        return st ? st : demo_teaching_make(c, &people);
}

enum status demo_load(struct ctx *c, const char *password, struct demo_told *out)
{
        *out = (struct demo_told){.tickets = 0};
        if (!c->actor || !c->actor->system)
                return ST_DENIED;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = load_all(c, password, out);
        return st ? st : db_commit(&tx);
}

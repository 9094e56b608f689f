/* Delegated administration on both engines: role × department × act, as one table. */
#include "desk/people/away.h"
#include "desk/people/catalogue.h"
#include "desk/people/people_test_kit.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                             &slice_live,   &slice_sweep, &slice_idempotency, &slice_people, NULL};

static bool holds(struct world *w, int64_t person, const char *role, int64_t department)
{
        struct role_held *r;
        size_t n;
        assert_int_equal(person_roles_held(&w->c, person, &r, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (str_eq(r[i].role, role) && r[i].department_id == department)
                        return true;
        return false;
}

struct cast {
        int64_t dsi, cours, ada, chef, partout, maya, ines;
};

static struct cast cast_open(struct world *w)
{
        struct cast k = {.dsi = department_id(w, "dsi"), .cours = department_id(w, "cours")};
        k.ada = add(w, "ada", "Ada Morel", "admin");
        k.chef = add(w, "chef", "Chloé Efthimiou", NULL);
        k.partout = add(w, "partout", "Paul Artout", "department_admin");
        k.maya = add(w, "maya", "Maya Haddad", NULL);
        k.ines = add(w, "ines", "Inès Caron", NULL);
        assert_int_equal(person_role_give(&w->c, k.chef, "department_admin", k.dsi), ST_OK);
        assert_int_equal(person_role_give(&w->c, k.maya, "manager", k.dsi), ST_OK);
        return k;
}

/* Who may give which role where. */
static void check_table(struct world *w, const struct cast *k)
{
        static const char *const roles[] = {"agent", "lead", "manager", "department_admin", "admin"};
        const struct {
                int64_t who, bits;
                bool dsi, cours, everywhere, admin;
        } row[] = {{k->ada, ROLE_ADMIN, true, true, true, true},
                   {k->chef, ROLE_DEPT_ADMIN, true, false, false, false},
                   {k->partout, ROLE_DEPT_ADMIN, true, true, true, false},
                   {k->maya, ROLE_MANAGER, false, false, false, false},
                   {k->ines, 0, false, false, false, false}};
        for (size_t i = 0; i < ARRAY_LEN(row); i++) {
                act_as(w, row[i].who, row[i].bits);
                assert_int_equal(people_manages(&w->c, k->dsi), row[i].dsi);
                assert_int_equal(people_manages(&w->c, k->cours), row[i].cours);
                for (size_t r = 0; r < ARRAY_LEN(roles); r++) {
                        bool top = str_eq(roles[r], "admin");
                        assert_int_equal(role_may(&w->c, roles[r], k->dsi), top ? row[i].admin : row[i].dsi);
                        assert_int_equal(role_may(&w->c, roles[r], k->cours), top ? row[i].admin : row[i].cours);
                        assert_int_equal(role_may(&w->c, roles[r], 0), top ? row[i].admin : row[i].everywhere);
                }
        }
        struct department *d;
        size_t n;
        act_as(w, k->chef, ROLE_DEPT_ADMIN);
        assert_int_equal(people_managed(&w->c, &d, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(d[0].code, "dsi");
        act_as(w, k->maya, ROLE_MANAGER);
        assert_int_equal(people_managed(&w->c, &d, &n), ST_OK);
        assert_int_equal(n, 0);
}

static void check_verbs(struct world *w, const struct cast *k)
{
        act_as(w, k->chef, ROLE_DEPT_ADMIN);
        assert_int_equal(person_role_give(&w->c, k->ines, "agent", k->dsi), ST_OK);
        assert_true(holds(w, k->ines, "agent", k->dsi));
        assert_int_equal(person_role_give(&w->c, k->ines, "agent", k->cours), ST_DENIED);
        assert_int_equal(person_role_give(&w->c, k->ines, "agent", 0), ST_DENIED);
        assert_int_equal(person_role_give(&w->c, k->chef, "admin", 0), ST_DENIED);
        assert_int_equal(person_role_take(&w->c, k->ada, "admin", 0), ST_DENIED);
        assert_int_equal(person_role_give(&w->c, k->ines, "roi", k->dsi), ST_INVALID);
        forget(w);
        assert_int_equal(person_role_give(&w->c, k->ines, "agent", 99999), ST_INVALID);
        forget(w);
        assert_int_equal(person_role_take(&w->c, k->ines, "lead", k->dsi), ST_NOT_FOUND);
        assert_int_equal(person_role_take(&w->c, k->ines, "agent", k->dsi), ST_OK);
        assert_false(holds(w, k->ines, "agent", k->dsi));
        /* what was taken from the giver a moment ago is gone, whatever the session still says */
        act_as_system(w);
        assert_int_equal(person_role_take(&w->c, k->chef, "department_admin", k->dsi), ST_OK);
        act_as(w, k->chef, ROLE_DEPT_ADMIN);
        assert_int_equal(person_role_give(&w->c, k->ines, "agent", k->dsi), ST_DENIED);
}

static void check_last_admin(struct world *w, const struct cast *k)
{
        act_as(w, k->ada, ROLE_ADMIN);
        assert_int_equal(person_role_give(&w->c, k->ada, "admin", k->dsi), ST_INVALID);
        forget(w);
        assert_int_equal(person_role_take(&w->c, k->ada, "admin", 0), ST_CONFLICT);
        assert_int_equal(person_close(&w->c, k->ada), ST_CONFLICT);
        assert_true(holds(w, k->ada, "admin", 0));
        assert_int_equal(person_role_give(&w->c, k->ines, "admin", 0), ST_OK);
        assert_int_equal(person_role_take(&w->c, k->ada, "admin", 0), ST_OK);
        act_as_system(w);
        assert_int_equal(person_close(&w->c, k->ines), ST_CONFLICT);
        assert_int_equal(person_role_give(&w->c, k->ada, "admin", 0), ST_OK);
        assert_int_equal(person_close(&w->c, k->ines), ST_OK);
        assert_int_equal(person_role_give(&w->c, k->ines, "agent", 0), ST_NOT_FOUND);
}

/* A service goes to a group that one manages, whichever way it is given; what it has stays. */
static void check_given(struct world *w, const struct cast *k, int64_t service)
{
        struct group jury, reseau;
        struct service_edit d = {.code = "wifi", .department = "dsi", .group = "jury", .name_fr = "Wifi", .name_en = "Wifi", .summary_fr = "",
                                 .summary_en = "", .icon = "wifi", .family_fr = "", .family_en = "", .body = "", .audiences = "",
                                 .state = SERVICE_OFFERED, .keep_days = 900, .seen = -1};
        act_as_system(w);
        assert_int_equal(group_by_code(&w->c, "jury", &jury), ST_OK);
        assert_int_equal(group_by_code(&w->c, "reseau", &reseau), ST_OK);
        act_as(w, k->chef, ROLE_DEPT_ADMIN);
        assert_true(group_may_serve(&w->c, reseau.id));
        assert_false(group_may_serve(&w->c, jury.id));
        assert_false(group_may_serve(&w->c, 99999));
        assert_int_equal(group_serves(&w->c, jury.id, service, false), ST_NOT_FOUND);
        assert_int_equal(group_serves(&w->c, jury.id, service, true), ST_NOT_FOUND);
        assert_int_equal(service_save(&w->c, &d), ST_INVALID);
        assert_string_equal(w->c.error[0].field, "group");
        act_as(w, k->partout, ROLE_DEPT_ADMIN);
        assert_int_equal(service_save(&w->c, &d), ST_OK);
        act_as(w, k->chef, ROLE_DEPT_ADMIN); /* the other department's group has it: it may stay */
        d.name_fr = "Réseau sans fil";
        assert_int_equal(service_save(&w->c, &d), ST_OK);
        act_as(w, k->ada, ROLE_ADMIN);
        assert_int_equal(group_serves(&w->c, reseau.id, service, true), ST_OK);
}

/* Groups and services: each department its own, the other's answer as if absent. */
static void check_groups(struct world *w, const struct cast *k)
{
        struct group g;
        int64_t id, service;
        act_as_system(w);
        assert_int_equal(group_add(&w->c, &(struct group_draft){.code = "reseau", .name = "Réseau", .department_id = k->dsi}, &id), ST_OK);
        assert_int_equal(service_ensure(&w->c, &(struct service_draft){.code = "wifi", .name_fr = "Wifi", .name_en = "Wifi", .department_id = k->dsi, .group_id = id},
                                        &service), ST_OK);
        assert_int_equal(group_add(&w->c, &(struct group_draft){.code = "jury", .name = "Jury", .department_id = k->cours}, &id), ST_OK);
        const struct {
                int64_t who, bits;
                enum status reseau, jury;
        } row[] = {{k->ada, ROLE_ADMIN, ST_OK, ST_OK},
                   {k->chef, ROLE_DEPT_ADMIN, ST_OK, ST_NOT_FOUND},
                   {k->partout, ROLE_DEPT_ADMIN, ST_OK, ST_OK},
                   {k->maya, ROLE_MANAGER, ST_NOT_FOUND, ST_NOT_FOUND}};
        for (size_t i = 0; i < ARRAY_LEN(row); i++) {
                act_as(w, row[i].who, row[i].bits);
                assert_int_equal(group_managed(&w->c, "reseau", &g), row[i].reseau);
                assert_int_equal(group_managed(&w->c, "jury", &g), row[i].jury);
                assert_int_equal(group_managed(&w->c, "nulle-part", &g), ST_NOT_FOUND);
                assert_int_equal(service_managed(&w->c, service), row[i].reseau);
        }
        assert_int_equal(service_managed(&w->c, 99999), ST_NOT_FOUND);
        check_given(w, k, service);
}

static void delegation(enum db_engine e)
{
        struct world w;
        world_open_with(&w, e, slices);
        struct cast k = cast_open(&w);
        check_table(&w, &k);
        check_groups(&w, &k);
        check_verbs(&w, &k);
        check_last_admin(&w, &k);
        world_close(&w);
}
TESTDB_BOTH(delegation)

int main(void)
{
        const struct CMUnitTest all[] = {TESTDB_RUN(delegation)};
        return cmocka_run_group_tests(all, NULL, NULL);
}

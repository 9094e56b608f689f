/* The words of a country and of a house: what changes, what must not, and that a table once made stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <pthread.h>

#include "base/text.h"
#include "html/catalogue.h"
#include "html/overlay.h"
#include "locale/messages.h"

static struct arena *arena;

static int setup(void **state)
{
        (void)state;
        arena = arena_new(16u << 20);
        return 0;
}

static int teardown(void **state)
{
        (void)state;
        overlay_use(NULL);
        arena_free(&arena);
        return 0;
}

static void country(const char *code)
{
        overlay_use(overlay_of(&(struct overlay_words){.country = code}));
}

static void words_of_a_sentence(void **state)
{
        static const struct {
                const char *shipped, *belgium, *quebec;
        } cases[] = {
                {"3 jours ouvrés", "3 jours ouvrables", "3 jours ouvrables"},
                {"un jour ouvré.", "un jour ouvrable.", "un jour ouvrable."},
                {"8 heures ouvrées", "8 heures ouvrables", "8 heures ouvrables"},
                {"une heure ouvrée, au plus", "une heure ouvrable, au plus", "une heure ouvrable, au plus"},
                {"Ouvrés : 5. OUVRÉS", "Ouvrables : 5. OUVRABLES", "Ouvrables : 5. OUVRABLES"},
                {"«\u00a0ouvrés\u00a0», d’ouvrés", "«\u00a0ouvrables\u00a0», d’ouvrables", "«\u00a0ouvrables\u00a0», d’ouvrables"},
                {"Ticket clos, deux tickets; TICKETS", "Ticket clos, deux tickets; TICKETS", "Billet clos, deux billets; BILLETS"},
                {"ce ticket", "ce ticket", "ce billet"},
                {"(ticket)", "(ticket)", "(billet)"},
                {"le ticket\u202f?", "le ticket\u202f?", "le billet\u202f?"},
                {"du ticket. Suite", "du ticket. Suite", "du billet. Suite"}};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                country("be");
                assert_string_equal(overlay_said(arena, cases[i].shipped), cases[i].belgium);
                country("qc");
                assert_string_equal(overlay_said(arena, cases[i].shipped), cases[i].quebec);
                country("fr");
                assert_ptr_equal(overlay_said(arena, cases[i].shipped), cases[i].shipped);
        }
}

static void what_is_no_such_word(void **state)
{
        static const char *const same[] = {"désœuvrés et manœuvrés", "rouvrés", "ouvrésx", "ouvrier, ouvre, ouvert, ouvrables", "ouvrés\u0301",
                                           "{ouvrés} {ticket}", "ticket.close_days", "/ticket/{id}", "tickets@exemple.org", "e-ticket",
                                           "ticketing", "ticket_id", "?ticket=3", "étickets", "", "{ticket", "\xc3"};

        (void)state;
        country("qc");
        for (size_t i = 0; i < ARRAY_LEN(same); i++) {
                const char *said = overlay_said(arena, same[i]);
                /* an open brace is no placeholder */
                assert_string_equal(said, str_eq(same[i], "{ticket") ? "{billet" : same[i]);
        }
        overlay_use(NULL);
}

static void messages_of_the_catalogue(void **state)
{
        (void)state;
        country("fr");
        assert_string_equal(msg_plural(arena, LANG_FR, MSG_desk_business_days, 1, 0, NULL), "1 jour ouvré");
        assert_string_equal(msg_plural(arena, LANG_FR, MSG_desk_business_days, 3, 0, NULL), "3 jours ouvrés");
        const char *before = msg(LANG_FR, MSG_portal_promise);
        country("qc");
        assert_string_equal(msg_plural(arena, LANG_FR, MSG_desk_business_days, 1, 0, NULL), "1 jour ouvrable");
        assert_string_equal(msg_plural(arena, LANG_FR, MSG_desk_business_days, 3, 0, NULL), "3 jours ouvrables");
        assert_string_equal(msg_plural(arena, LANG_EN, MSG_desk_business_days, 3, 0, NULL), "3 business days");
        assert_string_equal(msg(LANG_FR, MSG_portal_promise), "Premier contact en moins de 8 heures ouvrables");
        assert_string_equal(before, "Premier contact en moins de 8 heures ouvrées");
        for (int id = 0; id < (int)n_catalogue; id++) {
                assert_null(strstr(msg(LANG_FR, id), "ouvré"));
                assert_ptr_equal(msg(LANG_EN, id), catalogue[id].text[LANG_EN][0]);
        }
        country(NULL);
        assert_string_equal(msg_plural(arena, LANG_FR, MSG_desk_business_days, 3, 0, NULL), "3 jours ouvrés");
}

static void labels(void **state)
{
        struct overlay_words w = {.label = {[OVERLAY_TERM] = {"Session", NULL},
                                            [OVERLAY_DEPARTMENT] = {" Faculté ", "Faculty / Faculties"},
                                            [OVERLAY_STUDENT_NUMBER] = {"Matricule", "   "},
                                            [OVERLAY_ROOM] = {"Local / Locaux", "{name} <b>"}}};

        (void)state;
        overlay_use(overlay_of(&w));
        assert_string_equal(msg(LANG_FR, MSG_courses_term), "Session");
        assert_string_equal(msg(LANG_EN, MSG_courses_term), "Term");
        assert_string_equal(msg(LANG_FR, MSG_admin_department), "Faculté");
        assert_string_equal(msg(LANG_FR, MSG_admin_departments), "Facultés");
        assert_string_equal(msg(LANG_EN, MSG_admin_departments), "Faculties");
        assert_string_equal(msg(LANG_FR, MSG_people_field_student_number), "Matricule");
        assert_string_equal(msg(LANG_EN, MSG_people_field_student_number), "Student number");
        assert_string_equal(msg(LANG_FR, MSG_agenda_kind_room), "Local");
        assert_string_equal(msg_text(arena, LANG_EN, MSG_agenda_kind_room, 0, NULL), "{name} <b>");
        for (int id = 0; id < (int)n_catalogue; id++) { /* inside a sentence the shipped word stays */
                const char *shipped = catalogue[id].text[LANG_FR][0];
                bool label = !strcmp(shipped, "Trimestre") || !strcmp(shipped, "Département") || !strcmp(shipped, "Départements") ||
                             !strcmp(shipped, "Numéro étudiant") || !strcmp(shipped, "Salle");
                assert_true(label == (msg(LANG_FR, id) != shipped));
        }
        overlay_use(NULL);
        assert_string_equal(msg(LANG_FR, MSG_admin_departments), "Départements");
}

static void one_table_for_one_configuration(void **state)
{
        char long_label[OVERLAY_LETTERS + 2];
        struct overlay_words none = {.country = "fr"}, other = {.country = "lune"}, be = {.country = "be"};
        struct overlay_words own = {.country = "be", .label = {{"Semestre"}}}, spaced = {.country = "be", .label = {{" Semestre "}}};

        (void)state;
        memset(long_label, 'x', sizeof long_label - 1);
        long_label[sizeof long_label - 1] = '\0';
        assert_null(overlay_of(&none));
        assert_null(overlay_of(&other));
        assert_null(overlay_of(&(struct overlay_words){0}));
        assert_null(overlay_of(&(struct overlay_words){.label = {{long_label}}}));
        assert_null(overlay_of(&(struct overlay_words){.label = {{"/ Sessions"}}}));
        assert_non_null(overlay_of(&be));
        assert_ptr_equal(overlay_of(&be), overlay_of(&be));
        assert_ptr_not_equal(overlay_of(&be), overlay_of(&(struct overlay_words){.country = "qc"}));
        assert_ptr_not_equal(overlay_of(&be), overlay_of(&own));
        assert_ptr_equal(overlay_of(&own), overlay_of(&spaced));
}

static void *as_shipped(void *got)
{
        *(const char **)got = msg(LANG_FR, MSG_portal_promise);
        return NULL;
}

static void a_choice_is_of_one_thread(void **state)
{
        const char *there = NULL;
        pthread_t t;

        (void)state;
        country("be");
        assert_int_equal(pthread_create(&t, NULL, as_shipped, &there), 0);
        pthread_join(t, NULL);
        assert_string_equal(there, "Premier contact en moins de 8 heures ouvrées");
        assert_string_equal(msg(LANG_FR, MSG_portal_promise), "Premier contact en moins de 8 heures ouvrables");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(words_of_a_sentence), cmocka_unit_test(what_is_no_such_word),
                cmocka_unit_test(messages_of_the_catalogue), cmocka_unit_test(labels),
                cmocka_unit_test(one_table_for_one_configuration), cmocka_unit_test(a_choice_is_of_one_thread)};

        return cmocka_run_group_tests(tests, setup, teardown);
}

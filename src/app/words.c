/* The words of the house: labels that it names itself, as settings, and with the country the table of texts that every
 * page, mail and answer of this house is said with.  Settings load it with their snapshot, a context chooses it for its
 * thread; nothing else knows. */
#include "app/state.h"

static const char *const label_names[OVERLAY__MAX][LANG__MAX] = {
        [OVERLAY_TERM] = {"site.word_term", "site.word_term_en"},
        [OVERLAY_DEPARTMENT] = {"site.word_department", "site.word_department_en"},
        [OVERLAY_STUDENT_NUMBER] = {"site.word_student_number", "site.word_student_number_en"},
        [OVERLAY_ROOM] = {"site.word_room", "site.word_room_en"}};

const struct overlay *words_of(size_t n, const char *const *name, const char *const *value)
{
        struct overlay_words w = {0};

        for (size_t i = 0; i < n; i++) {
                if (str_eq(name[i], "site.country"))
                        w.country = value[i];
                for (int k = 0; k < OVERLAY__MAX; k++)
                        for (int lang = 0; lang < LANG__MAX; lang++)
                                if (str_eq(name[i], label_names[k][lang]))
                                        w.label[k][lang] = value[i];
        }
        return overlay_of(&w);
}

/* One line, short enough for the head of a column. */
static int label_fits(const struct ctx *c, const char *value)
{
        (void)c;
        for (const char *s = value; *s; s++)
                if ((unsigned char)*s < ' ' || *s == 0x7f)
                        return MSG_setting_word_bad;
        if (*value && (text_blank(value) || *value == '/'))
                return MSG_setting_word_bad;
        return utf8_count(value) > OVERLAY_LETTERS ? MSG_setting_name_long : 0;
}

static const struct setting word_settings[] = {
        {"site.word_term", "", 0, 0, MSG_setting_word_term, label_fits},
        {"site.word_term_en", "", 0, 0, MSG_setting_word_term_en, label_fits},
        {"site.word_department", "", 0, 0, MSG_setting_word_department, label_fits},
        {"site.word_department_en", "", 0, 0, MSG_setting_word_department_en, label_fits},
        {"site.word_student_number", "", 0, 0, MSG_setting_word_student_number, label_fits},
        {"site.word_student_number_en", "", 0, 0, MSG_setting_word_student_number_en, label_fits},
        {"site.word_room", "", 0, 0, MSG_setting_word_room, label_fits},
        {"site.word_room_en", "", 0, 0, MSG_setting_word_room_en, label_fits},
        {0}};

const struct slice slice_words = {.name = "words", .settings = word_settings};

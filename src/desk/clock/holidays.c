/* Holidays as rules in tables: a country is a list of rows, a row gives one day a year.  Names carry
 * both languages, so a ledger reads in the reader's.  The rules are those in force today and are
 * applied to every year: nobody opens a clock in the past of another law.
 * Overseas each adds its day of the abolition of slavery; in the French Antilles Good Friday is kept too.
 * Polynesia and Wallis-and-Futuna change theirs by their own laws: their files are imported.
 * Québec lets an employer choose Good Friday or Easter Monday; the table has Good Friday. */
#include "desk/clock/holidays.h"

#include "base/moment.h"
#include "base/text.h"

enum rule {
        FIXED,
        NOT_SUNDAY, /* the next day when it falls on a Sunday */
        MONDAY,     /* first Monday on or after that date */
        EASTER,     /* `day` days after Easter */
};

struct row {
        enum rule rule;
        int month, day;
        const char *fr, *en;
};

struct holiday_set {
        const char *code, *fr, *en;
        const struct row *rows;
        size_t n;
};

#define NEW_YEAR                                                                                             \
        {                                                                                                    \
                FIXED, 1, 1, "Jour de l’An", "New Year’s Day"                                              \
        }
#define GOOD_FRIDAY                                                                                          \
        {                                                                                                    \
                EASTER, 0, -2, "Vendredi saint", "Good Friday"                                               \
        }
#define EASTER_MONDAY                                                                                        \
        {                                                                                                    \
                EASTER, 0, 1, "Lundi de Pâques", "Easter Monday"                                             \
        }
#define LABOUR                                                                                               \
        {                                                                                                    \
                FIXED, 5, 1, "Fête du Travail", "Labour Day"                                                 \
        }
#define VICTORY                                                                                              \
        {                                                                                                    \
                FIXED, 5, 8, "Victoire 1945", "Victory Day"                                                  \
        }
#define ASCENSION                                                                                            \
        {                                                                                                    \
                EASTER, 0, 39, "Ascension", "Ascension Day"                                                  \
        }
#define WHIT_MONDAY                                                                                          \
        {                                                                                                    \
                EASTER, 0, 50, "Lundi de Pentecôte", "Whit Monday"                                           \
        }
#define BASTILLE                                                                                             \
        {                                                                                                    \
                FIXED, 7, 14, "Fête nationale", "Bastille Day"                                               \
        }
#define ASSUMPTION                                                                                           \
        {                                                                                                    \
                FIXED, 8, 15, "Assomption", "Assumption Day"                                                 \
        }
#define ALL_SAINTS                                                                                           \
        {                                                                                                    \
                FIXED, 11, 1, "Toussaint", "All Saints’ Day"                                               \
        }
#define ARMISTICE                                                                                            \
        {                                                                                                    \
                FIXED, 11, 11, "Armistice 1918", "Armistice Day"                                             \
        }
#define CHRISTMAS                                                                                            \
        {                                                                                                    \
                FIXED, 12, 25, "Noël", "Christmas Day"                                                       \
        }
#define SAINT_STEPHEN                                                                                        \
        {                                                                                                    \
                FIXED, 12, 26, "Saint-Étienne", "Saint Stephen’s Day"                                      \
        }

static const struct row fr_rows[] = {NEW_YEAR, EASTER_MONDAY, LABOUR,     VICTORY,   ASCENSION, WHIT_MONDAY,
                                     BASTILLE, ASSUMPTION,    ALL_SAINTS, ARMISTICE, CHRISTMAS};
static const struct row fr_am_rows[] = {NEW_YEAR,  GOOD_FRIDAY, EASTER_MONDAY, LABOUR,     VICTORY,
                                        ASCENSION, WHIT_MONDAY, BASTILLE,      ASSUMPTION, ALL_SAINTS,
                                        ARMISTICE, CHRISTMAS,   SAINT_STEPHEN};
static const struct row be_rows[] = {NEW_YEAR,    EASTER_MONDAY,
                                     LABOUR,      ASCENSION,
                                     WHIT_MONDAY, {FIXED, 7, 21, "Fête nationale", "Belgian National Day"},
                                     ASSUMPTION,  ALL_SAINTS,
                                     ARMISTICE,   CHRISTMAS};
static const struct row qc_rows[] = {
    NEW_YEAR,
    GOOD_FRIDAY,
    {MONDAY, 5, 18, "Journée nationale des patriotes", "National Patriots’ Day"},
    {NOT_SUNDAY, 6, 24, "Fête nationale du Québec", "Québec National Holiday"},
    {NOT_SUNDAY, 7, 1, "Fête du Canada", "Canada Day"},
    {MONDAY, 9, 1, "Fête du Travail", "Labour Day"},
    {MONDAY, 10, 8, "Action de grâces", "Thanksgiving"},
    CHRISTMAS,
};

#define FRANCE                                                                                               \
        NEW_YEAR, EASTER_MONDAY, LABOUR, VICTORY, ASCENSION, WHIT_MONDAY, BASTILLE, ASSUMPTION, ALL_SAINTS,  \
                ARMISTICE, CHRISTMAS
#define ABOLITION(month, day)                                                                                \
        {                                                                                                    \
                FIXED, (month), (day), "Abolition de l’esclavage", "Abolition of Slavery"                    \
        }
static const struct row gp_rows[] = {FRANCE, GOOD_FRIDAY, ABOLITION(5, 27)};
static const struct row mq_rows[] = {FRANCE, GOOD_FRIDAY, ABOLITION(5, 22)};
static const struct row gf_rows[] = {FRANCE, ABOLITION(6, 10)};
static const struct row re_rows[] = {FRANCE, ABOLITION(12, 20)};
static const struct row yt_rows[] = {FRANCE, ABOLITION(4, 27)};
static const struct row mf_rows[] = {FRANCE, ABOLITION(5, 28)};
static const struct row bl_rows[] = {FRANCE, ABOLITION(10, 9)};
static const struct row nc_rows[] = {FRANCE, {FIXED, 9, 24, "Fête de la citoyenneté", "Citizenship Day"}};
static const struct row be_cf_rows[] = {NEW_YEAR,    EASTER_MONDAY,
                                        LABOUR,      ASCENSION,
                                        WHIT_MONDAY, {FIXED, 7, 21, "Fête nationale", "Belgian National Day"},
                                        ASSUMPTION,  {FIXED, 9, 27, "Fête de la Communauté française", "French Community Day"},
                                        ALL_SAINTS,  ARMISTICE,
                                        CHRISTMAS};

static const struct holiday_set sets[] = {
    {"fr", "France", "France", fr_rows, ARRAY_LEN(fr_rows)},
    {"fr-am", "Alsace et Moselle", "Alsace and Moselle", fr_am_rows, ARRAY_LEN(fr_am_rows)},
    {"be", "Belgique", "Belgium", be_rows, ARRAY_LEN(be_rows)},
    {"qc", "Québec", "Québec", qc_rows, ARRAY_LEN(qc_rows)},
    {"be-cf", "Belgique, Communauté française", "Belgium, French Community", be_cf_rows, ARRAY_LEN(be_cf_rows)},
    {"fr-gp", "Guadeloupe", "Guadeloupe", gp_rows, ARRAY_LEN(gp_rows)},
    {"fr-mq", "Martinique", "Martinique", mq_rows, ARRAY_LEN(mq_rows)},
    {"fr-gf", "Guyane", "French Guiana", gf_rows, ARRAY_LEN(gf_rows)},
    {"fr-re", "La Réunion", "Réunion", re_rows, ARRAY_LEN(re_rows)},
    {"fr-yt", "Mayotte", "Mayotte", yt_rows, ARRAY_LEN(yt_rows)},
    {"fr-mf", "Saint-Martin", "Saint Martin", mf_rows, ARRAY_LEN(mf_rows)},
    {"fr-bl", "Saint-Barthélemy", "Saint Barthélemy", bl_rows, ARRAY_LEN(bl_rows)},
    {"fr-nc", "Nouvelle-Calédonie", "New Caledonia", nc_rows, ARRAY_LEN(nc_rows)},
};

const struct holiday_set *holiday_set_at(size_t i)
{
        return i < ARRAY_LEN(sets) ? &sets[i] : NULL;
}

const struct holiday_set *holiday_set(const char *code)
{
        for (size_t i = 0; i < ARRAY_LEN(sets); i++)
                if (str_eq(sets[i].code, code))
                        return &sets[i];
        return NULL;
}

const char *holiday_set_code(const struct holiday_set *s)
{
        return s->code;
}

const char *holiday_set_name(const struct holiday_set *s, const char *lang)
{
        return str_eq(lang, "fr") ? s->fr : s->en;
}

static int64_t row_day(const struct row *r, int year, int64_t easter)
{
        int64_t day;

        if (r->rule == EASTER)
                return easter + r->day;
        day = civil_days(year, r->month, r->day);
        if (r->rule == NOT_SUNDAY && civil_wday(day) == 7)
                return day + 1;
        if (r->rule == MONDAY)
                return day + (8 - civil_wday(day)) % 7;
        return day;
}

size_t holidays_of(const struct holiday_set *s, int year, struct holiday *out)
{
        int64_t easter = civil_easter(year);

        for (size_t n = 0; n < s->n; n++) {
                const struct row *r = &s->rows[n];
                struct holiday h = {row_day(r, year, easter), r->fr, r->en};
                size_t at = n;

                for (; at && out[at - 1].day > h.day; at--)
                        out[at] = out[at - 1];
                out[at] = h;
        }
        return s->n;
}

size_t holidays_fr(int year, struct holiday *out)
{
        return holidays_of(&sets[0], year, out);
}

size_t holidays_fr_am(int year, struct holiday *out)
{
        return holidays_of(&sets[1], year, out);
}

size_t holidays_be(int year, struct holiday *out)
{
        return holidays_of(&sets[2], year, out);
}

size_t holidays_qc(int year, struct holiday *out)
{
        return holidays_of(&sets[3], year, out);
}

bool holiday_on(const struct holiday_set *s, int64_t day, struct holiday *out)
{
        int year, month, dom;
        int64_t easter;

        civil_from_days(day, &year, &month, &dom);
        easter = civil_easter(year);
        for (size_t i = 0; i < s->n; i++)
                if (row_day(&s->rows[i], year, easter) == day) {
                        *out = (struct holiday){day, s->rows[i].fr, s->rows[i].en};
                        return true;
                }
        return false;
}

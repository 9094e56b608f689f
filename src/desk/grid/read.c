/* From a file to rows under a heading: the heading is the row, among the first, that names most of what a grid
 * has; what stands above it (titles, logos, dates) is passed over. */
#include <string.h>

#include "desk/grid/own.h"

enum { HEAD_LOOK = 20, HEADING_LETTERS = 120 };

/* Names as they stand when folded and without any sign: "Approche(s)" is "approches". */
static const struct {
        const char *word, *names;
        int label;
        bool needed;
} fields[GRID_FIELDS] = {
        [GRID_CODE] = {"code", "code|sigle|cours|codeducours|codecours|siglecours|course|coursecode", MSG_grid_field_code, true},
        [GRID_TITLE] = {"title", "titre|intitule|titreducours|intituleducours|nomducours|title|coursetitle|name", MSG_grid_field_title, true},
        [GRID_DEPARTMENT] = {"department", "departement|department|unite|faculte|ecole|departementouecole|school", MSG_grid_field_department, true},
        [GRID_TERM] = {"term", "trimestre|term|semestre|semester|session|periode", MSG_grid_field_term, true},
        [GRID_OWNER] = {"owner", "responsable|personneresponsable|responsableducours|enseignant|enseignante|professeur|owner|responsible|teacher|instructor|lead", MSG_grid_field_owner, false},
        [GRID_MAIL] = {"mail", "courriel|courrielduresponsable|courrielresponsable|adresse|adressedecourriel|mail|email|emailaddress", MSG_grid_field_mail, false},
        [GRID_APPROACHES] = {"approaches", "approches|approche|approchesdenseignement|approchedenseignement|approaches|approach|approachs", MSG_grid_field_approaches, true},
        [GRID_PRESENTERS] = {"presenters", "presentateurs|presentateur|presentatrices|presentateurstrices|intervenants|presenters|presenter|speakers", MSG_grid_field_presenters, false},
        [GRID_SESSIONS] = {"sessions", "seances|seance|datesdesseances|dates|sessions|classes|coursesessions", MSG_grid_field_sessions, false},
        [GRID_FIRST] = {"first", "premiereactivite|premieractivite|premiereseance|debut|firstactivity|firstsession|start|startdate", MSG_grid_field_first, false},
};

const char *grid_field_word(enum grid_field f)
{
        return fields[f].word;
}

enum grid_field grid_field_find(const char *word)
{
        enum grid_field f = 0;

        while (f < GRID_FIELDS && !str_eq(fields[f].word, word))
                f++;
        return f;
}

const char *grid_field_label(struct ctx *c, enum grid_field f)
{
        return ctx_msg(c, fields[f].label);
}

static bool among(const char *names, const char *word)
{
        size_t n = strlen(word);

        for (const char *p = names; *p; p += *p == '|') {
                size_t len = strcspn(p, "|");
                if (len == n && strncmp(p, word, n) == 0)
                        return true;
                p += len;
        }
        return false;
}

static const char *bare(struct arena *a, const char *heading)
{
        char *s = text_fold(a, text_clean(a, heading, strlen(heading), true)), *to = s;

        for (const char *p = s; *p; p++)
                if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
                        *to++ = *p;
        *to = '\0';
        return s;
}

/* Which column is what; how many were found.  The first column of a name has it. */
static size_t head_fits(struct arena *a, const struct csv_row *row, int *at)
{
        size_t found = 0;

        for (enum grid_field f = 0; f < GRID_FIELDS; f++)
                at[f] = -1;
        for (size_t i = 0; i < row->n; i++) {
                const char *word = bare(a, row->cell[i]);
                for (enum grid_field f = 0; *word && f < GRID_FIELDS; f++)
                        if (at[f] < 0 && among(fields[f].names, word)) {
                                at[f] = (int)i;
                                found++;
                                break;
                        }
        }
        return found;
}

static size_t head_find(struct arena *a, const struct sheet *s)
{
        size_t best = 0, most = 0;

        for (size_t i = 0; i < s->n_rows && i < HEAD_LOOK; i++) {
                int at[GRID_FIELDS];
                size_t found = head_fits(a, &s->rows[i], at);
                if (found > most) {
                        most = found;
                        best = i;
                }
        }
        return best;
}

static enum status refused(struct ctx *c, enum status st, const struct sheet_fault *f)
{
        static const int words[SHEET_WHATS] = {
                [SHEET_EMPTY] = MSG_grid_file_empty,     [SHEET_NOT_ONE] = MSG_grid_file_not_one,   [SHEET_OTHER_KIND] = MSG_grid_file_other_kind,
                [SHEET_PASSWORD] = MSG_grid_file_password, [SHEET_DAMAGED] = MSG_grid_file_damaged, [SHEET_HOSTILE] = MSG_grid_file_hostile,
                [SHEET_TOO_BIG] = MSG_grid_file_too_big, [SHEET_STRINGS] = MSG_grid_file_too_big,   [SHEET_ROWS] = MSG_grid_file_rows,
                [SHEET_COLUMNS] = MSG_grid_file_columns, [SHEET_CELL] = MSG_grid_file_cell,         [SHEET_NO_VALUE] = MSG_grid_file_no_value,
                [SHEET_ENCODING] = MSG_grid_file_encoding, [SHEET_QUOTE] = MSG_grid_file_quote};
        const char *place = arena_fmt(c->arena, "%s%lld", sheet_letters(c->arena, f->column), (long long)f->row);
        const struct html_arg args[] = {{"place", place, 0}, {"max", NULL, f->what == SHEET_COLUMNS ? GRID_COLUMNS_MAX : GRID_ROWS_MAX}};

        return ctx_fail_text(c, st, msg_text(c->arena, c->lang, words[f->what], 2, args));
}

enum status grid_read(struct ctx *c, const char *file, const char *bytes, size_t n, struct grid_sheet *out)
{
        const struct sheet_limits limits = {.rows = GRID_ROWS_MAX + HEAD_LOOK, .columns = GRID_COLUMNS_MAX, .cell_bytes = GRID_CELL_MAX};
        struct sheet s;
        struct sheet_fault f;

        *out = (struct grid_sheet){.file = text_clean(c->arena, file ? file : "", file ? strlen(file) : 0, true)};
        if (n > GRID_FILE_MAX)
                return refused(c, ST_TOO_LARGE, &(struct sheet_fault){SHEET_TOO_BIG, 0, 0});
        enum status st = sheet_read(c->arena, bytes, n, &limits, &s, &f);
        if (st)
                return refused(c, st, &f);
        size_t head = head_find(c->arena, &s);
        const struct csv_row *h = &s.rows[head];
        const char **heading = ARENA_ARRAY(c->arena, h->n, const char *);
        for (size_t i = 0; i < h->n; i++)
                heading[i] = text_short(c->arena, text_clean(c->arena, h->cell[i], strlen(h->cell[i]), true), HEADING_LETTERS);
        out->heading = heading;
        out->n_columns = h->n;
        out->head_row = h->row;
        out->rows = s.rows + head + 1;
        out->n_rows = s.n_rows - head - 1;
        (void)head_fits(c->arena, h, out->at);
        if (!out->n_rows)
                return refused(c, ST_INVALID, &(struct sheet_fault){SHEET_EMPTY, 0, 0});
        if (out->n_rows > GRID_ROWS_MAX)
                return refused(c, ST_TOO_LARGE, &(struct sheet_fault){SHEET_ROWS, 0, 0});
        out->n_blank = (size_t)(out->rows[out->n_rows - 1].row - out->head_row) - out->n_rows;
        return ST_OK;
}

const char *grid_missing(struct ctx *c, const struct grid_sheet *s)
{
        struct buf b;

        buf_init(&b, c->arena, 1024);
        for (enum grid_field f = 0; f < GRID_FIELDS; f++)
                if (fields[f].needed && s->at[f] < 0)
                        buf_fmt(&b, "%s%s", b.n ? ", " : "", grid_field_label(c, f));
        if (s->at[GRID_OWNER] < 0 && s->at[GRID_MAIL] < 0)
                buf_fmt(&b, "%s%s", b.n ? ", " : "", grid_field_label(c, GRID_OWNER));
        if (!b.n)
                return NULL;
        const struct html_arg args[] = {{"columns", b.p, 0}, {"row", NULL, s->head_row}};
        return msg_text(c->arena, c->lang, MSG_grid_missing, 2, args);
}

/* The review of a grid: counters that filter, faulty rows first, each wrong cell with its message over a control
 * that puts it right. */
#include "desk/imports/imports_own.h"
#include "formats/table.h"
#include "templates.h"

enum { ROWS_SHOWN = 200, GONE_SHOWN = 200, CHOICES = 20 };
enum row_class { ROW_BAD, ROW_UPDATE, ROW_READY, ROW_SAME, ROW_CLASSES };
static const char *const class_words[ROW_CLASSES] = {"bad", "update", "ready", "same"};

static enum row_class class_of(const struct grid_check *k, const struct grid_row *r)
{
        enum row_class found = ROW_SAME;

        if (r->n_errors)
                return ROW_BAD;
        for (size_t i = 0; i < r->n_lines; i++) {
                enum grid_kind kind = k->lines[r->first_line + i].kind;
                if (kind == GRID_CHANGED)
                        return ROW_UPDATE;
                if (kind == GRID_CREATED)
                        found = ROW_READY;
        }
        return found;
}

/* ---- a cell to put right ---------------------------------------------------------------------------------------------------- */

static void approaches_to(struct ctx *c, const struct grid_error *e, struct imports_fix *f)
{
        struct approach *list;
        size_t n, at = 0;
        bool found = false;

        if (strpbrk(e->value, ";|\n") || approach_list(c, false, &list, &n))
                return;
        struct imports_option *o = ARENA_ARRAY(c->arena, n + 1, struct imports_option);
        for (size_t i = 0; i < n; i++)
                found = found || str_eq(list[i].name, e->closest);
        if (!found)
                o[at++] = (struct imports_option){"", ctx_msg(c, MSG_imports_choose), true};
        for (size_t i = 0; i < n; i++) {
                const struct html_arg args[] = {{"name", list[i].name, 0}};
                bool close = str_eq(list[i].name, e->closest);
                o[at++] = (struct imports_option){list[i].name, close ? msg_text(c->arena, c->lang, MSG_imports_close, 1, args) : list[i].name, close};
        }
        f->options = o;
        f->n_options = at;
}

/* People of that name, to choose from by their address. */
static void namesakes_to(struct ctx *c, const struct grid_row *r, struct imports_fix *f)
{
        struct person *p;
        size_t n, at = 0;

        if (*r->cell[GRID_MAIL] || !*r->cell[GRID_OWNER] || person_search(c, r->cell[GRID_OWNER], &p, &n))
                return;
        struct imports_option *o = ARENA_ARRAY(c->arena, n + 1, struct imports_option);
        for (size_t i = 0; i < n && i < CHOICES; i++)
                if (p[i].mail && *p[i].mail) {
                        o[at] = (struct imports_option){p[i].mail, arena_fmt(c->arena, "%s, %s", p[i].name, p[i].mail), at == 0};
                        at++;
                }
        f->options = o;
        f->n_options = at;
}

static struct imports_fix fix_of(struct ctx *c, const struct grid_row *r, const struct grid_error *e, const char *form)
{
        const char *word = grid_field_word((enum grid_field)e->field);
        const struct html_arg args[] = {{"column", e->column, 0}, {"row", NULL, e->row}};
        struct imports_fix f = {.id = arena_fmt(c->arena, "f-%lld-%s", (long long)e->row, word), .form = form, .name = arena_fmt(c->arena, "f_%s", word),
                                .label = msg_text(c->arena, c->lang, MSG_imports_cell, 2, args), .message = e->message,
                                .value = e->closest ? e->closest : e->value};

        if (e->field == GRID_APPROACHES)
                approaches_to(c, e, &f);
        else if (e->field == GRID_MAIL)
                namesakes_to(c, r, &f);
        return f;
}

/* The errors of these fields, one control a field. */
static const struct imports_fix *fixes(struct ctx *c, const struct grid_row *r, unsigned mask, const char *form, size_t *n)
{
        struct imports_fix *f = ARENA_ARRAY(c->arena, r->n_errors + 1, struct imports_fix);
        unsigned done = 0;

        *n = 0;
        for (size_t i = 0; i < r->n_errors; i++) {
                unsigned bit = 1u << r->errors[i].field;
                if (!(mask & bit) || (done & bit))
                        continue;
                done |= bit;
                f[(*n)++] = fix_of(c, r, &r->errors[i], form);
        }
        return f;
}

/* ---- a row --------------------------------------------------------------------------------------------------------------------- */

static void lines_to(struct ctx *c, const struct grid_check *k, const struct grid_row *r, struct imports_row *v)
{
        struct buf numbers;

        buf_init(&numbers, c->arena, 4096);
        for (size_t i = 0; i < r->n_lines; i++) {
                const struct grid_line *l = &k->lines[r->first_line + i];
                v->items += l->kind == GRID_CREATED;
                if (l->kind != GRID_CHANGED)
                        continue;
                buf_fmt(&numbers, "%s%s", numbers.n ? ", " : "", l->item_number);
                v->diffs = l->diffs;
                v->n_diffs = l->n_diffs;
        }
        v->numbers = numbers.p;
}

static struct imports_row row_of(struct ctx *c, int64_t import, const struct grid_check *k, const struct grid_row *r)
{
        const char *form = arena_fmt(c->arena, "fix-%lld", (long long)r->number);
        enum row_class class = class_of(k, r);
        struct imports_row v = {.import = import, .number = r->number, .presenters = r->n_presenters, .first_at = r->first_at, .form = form,
                                .class_name = class == ROW_BAD ? "rowbad" : class == ROW_UPDATE ? "rowwarn" : "", .code = r->cell[GRID_CODE],
                                .title = r->cell[GRID_TITLE], .approach = r->cell[GRID_APPROACHES], .owner = *r->cell[GRID_OWNER] ? r->cell[GRID_OWNER] : r->cell[GRID_MAIL],
                                .bad = class == ROW_BAD, .update = class == ROW_UPDATE, .ready = class == ROW_READY, .same = class == ROW_SAME, .numbers = ""};

        v.course = fixes(c, r, 1u << GRID_CODE | 1u << GRID_TITLE | 1u << GRID_DEPARTMENT | 1u << GRID_TERM, form, &v.n_course);
        v.approaches = fixes(c, r, 1u << GRID_APPROACHES, form, &v.n_approaches);
        v.owners = fixes(c, r, 1u << GRID_OWNER | 1u << GRID_MAIL, form, &v.n_owners);
        v.when = fixes(c, r, 1u << GRID_SESSIONS | 1u << GRID_FIRST, form, &v.n_when);
        v.people = fixes(c, r, 1u << GRID_PRESENTERS, form, &v.n_people);
        lines_to(c, k, r, &v);
        return v;
}

/* ---- the page ------------------------------------------------------------------------------------------------------------------ */

static void rows_fill(struct ctx *c, int64_t id, const struct grid_check *k, const char *show, int64_t from, struct imports_review_view *v)
{
        struct imports_row *rows = ARENA_ARRAY(c->arena, ROWS_SHOWN, struct imports_row);
        int64_t passed = 0;

        v->rows = rows;
        for (enum row_class class = 0; class < ROW_CLASSES; class++) {
                if (*show && !str_eq(show, class_words[class]))
                        continue;
                for (size_t i = 0; i < k->n_rows; i++) {
                        if (class_of(k, &k->rows[i]) != class || passed++ < from)
                                continue;
                        if (v->n_rows == ROWS_SHOWN) {
                                v->next = arena_fmt(c->arena, "/imports/%lld/review?show=%s&from=%lld", (long long)id, show, (long long)(from + ROWS_SHOWN));
                                return;
                        }
                        rows[v->n_rows++] = row_of(c, id, k, &k->rows[i]);
                }
        }
}

static void tally(struct ctx *c, struct imports_review_view *v, int64_t id, const char *show, enum row_class class, const char *css, int64_t n, const char *label,
                  const char *note)
{
        bool current = str_eq(show, class_words[class]);
        const char *url = arena_fmt(c->arena, current ? "/imports/%lld/review" : "/imports/%lld/review?show=%s", (long long)id, class_words[class]);

        v->tally[v->n_tally++] = (struct imports_tally){url, css, label, note, n, current};
}

static void tallies_fill(struct ctx *c, int64_t id, const struct grid_check *k, const char *show, struct imports_review_view *v)
{
        struct arena *a = c->arena;
        int64_t made = k->count[GRID_CREATED], changed = k->count[GRID_CHANGED], same = k->count[GRID_UNCHANGED], bad = (int64_t)k->n_bad_rows;

        tally(c, v, id, show, ROW_READY, "", made, ctx_msg(c, MSG_imports_tally_ready), ctx_msg(c, MSG_imports_tally_ready_note));
        tally(c, v, id, show, ROW_BAD, "bad", bad, ctx_msg(c, MSG_imports_tally_bad), ctx_msg(c, MSG_imports_tally_bad_note));
        tally(c, v, id, show, ROW_UPDATE, "warn", changed, ctx_msg(c, MSG_imports_tally_update), ctx_msg(c, MSG_imports_tally_update_note));
        tally(c, v, id, show, ROW_SAME, "off", same, ctx_msg(c, MSG_imports_tally_same),
              msg_plural(a, c->lang, MSG_imports_tally_blank, (int64_t)k->n_blank, 0, NULL));
}

/* « Créer 36 demandes, mettre à jour 2, proposer 1 retrait ». */
static const char *button_of(struct ctx *c, const struct grid_check *k)
{
        static const struct {
                enum grid_kind kind;
                int message;
        } parts[] = {{GRID_CREATED, MSG_imports_do_create}, {GRID_CHANGED, MSG_imports_do_change}, {GRID_WITHDRAWN, MSG_imports_do_withdraw}};
        struct buf b;

        buf_init(&b, c->arena, 1024);
        for (size_t i = 0; i < ARRAY_LEN(parts); i++)
                if (k->count[parts[i].kind])
                        buf_fmt(&b, "%s%s", b.n ? ", " : "", msg_plural(c->arena, c->lang, parts[i].message, k->count[parts[i].kind], 0, NULL));
        if (b.n && b.p[0] >= 'a' && b.p[0] <= 'z')
                b.p[0] = (char)(b.p[0] - 'a' + 'A');
        return b.p;
}

static void gone_fill(struct ctx *c, const struct grid_check *k, struct imports_review_view *v)
{
        size_t first = k->n_lines - (size_t)k->count[GRID_WITHDRAWN];

        v->gone = k->lines + first;
        v->n_gone = k->n_lines - first > GONE_SHOWN ? GONE_SHOWN : k->n_lines - first;
}

enum status imports_review_show(struct ctx *c, int64_t id, const char *why, enum status result)
{
        struct ctx big = grid_room(c);
        struct grid_import g;
        struct grid_sheet s;
        struct grid_check k;
        int64_t from = 0;
        const char *show = ctx_param(c, "show");
        enum status st = grid_load(c, id, &g);

        if (!st && (g.state == GRID_APPLYING || g.state == GRID_UNDONE || g.erased_at))
                return imports_to_done(c, id);
        if (!st)
                st = grid_review(&big, id, &s, &k);
        if (st == ST_INVALID)
                return ctx_redirect(c, arena_fmt(c->arena, "/imports/%lld/columns", (long long)id));
        if (st)
                return st;
        if (!text_i64(ctx_param(c, "from"), &from))
                from = 0;
        g.name = k.name;
        struct imports_review_view v = {.why = why, .steps = imports_steps_of(c, &g, 3), .digest = k.digest, .past = k.past, .bad_rows = (int64_t)k.n_bad_rows,
                                        .blank = (int64_t)k.n_blank};
        rows_fill(&big, id, &k, show, from, &v);
        tallies_fill(c, id, &k, show, &v);
        gone_fill(c, &k, &v);
        v.button = button_of(c, &k);
        v.may_apply = *v.button != '\0';
        v.nothing = !v.may_apply && !k.n_bad_rows;
        page_init(c, &v.page, ctx_msg(c, MSG_imports_step_review), "imports");
        v.page.page_script_desk = true;
        c->res->status = status_http(result);
        imports_review_html(&c->html, &v);
        return ST_OK;
}

enum status page_imports_review(struct ctx *c)
{
        return imports_review_show(c, imports_id(c), NULL, ST_OK);
}

/* ---- « Valider » ---------------------------------------------------------------------------------------------------------------- */

static enum status row_answer(struct ctx *c, int64_t id, int64_t row)
{
        struct ctx big = grid_room(c);
        struct grid_sheet s;
        struct grid_check k;
        enum status st = grid_review(&big, id, &s, &k);

        for (size_t i = 0; !st && i < k.n_rows; i++)
                if (k.rows[i].number == row) {
                        struct imports_row v = row_of(&big, id, &k, &k.rows[i]);
                        imports_row_html(&c->html, &v);
                        return ST_OK;
                }
        return st ? st : ST_NOT_FOUND;
}

static enum status row_exists(struct ctx *c, int64_t id, int64_t row)
{
        struct ctx big = grid_room(c);
        struct grid_sheet s;
        struct grid_fix *fix;
        size_t n;
        enum status st = grid_sheet_load(&big, id, &s, &fix, &n);

        for (size_t i = 0; !st && i < s.n_rows; i++)
                if (s.rows[i].row == row)
                        return ST_OK;
        return st ? st : ST_NOT_FOUND;
}

enum status page_imports_fix(struct ctx *c)
{
        const char *text = form_value(c, "row");
        int64_t id = imports_id(c), row = 0;
        struct grid_import g;
        enum status st = grid_load(c, id, &g);

        if (!st && g.erased_at)
                return imports_to_done(c, id);
        if (!st)
                st = text && text_i64(text, &row) ? row_exists(c, id, row) : ST_NOT_FOUND;
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        for (enum grid_field f = 0; !st && f < GRID_FIELDS; f++) {
                const char *value = form_value(c, arena_fmt(c->arena, "f_%s", grid_field_word(f)));
                if (value)
                        st = grid_fix_set(c, id, row, f, value);
        }
        if (!st)
                st = db_commit(&tx);
        if (st == ST_INVALID || st == ST_CONFLICT)
                return imports_review_show(c, id, c->why ? c->why : c->n_error ? c->error[0].message : NULL, st);
        if (st)
                return st;
        if (c->fragment)
                return row_answer(c, id, row);
        return ctx_redirect(c, arena_fmt(c->arena, "/imports/%lld/review#row-%lld", (long long)id, (long long)row));
}

/* ---- the faulty rows as a file ----------------------------------------------------------------------------------------------------- */

static enum status row_out(struct ctx *c, struct table *t, const struct grid_row *r)
{
        struct table_cell cells[GRID_FIELDS + 2] = {{NULL, r->number}};
        struct buf b;

        buf_init(&b, c->arena, 16 << 10);
        for (enum grid_field f = 0; f < GRID_FIELDS; f++)
                cells[f + 1].text = r->cell[f];
        for (size_t i = 0; i < r->n_errors; i++)
                buf_fmt(&b, "%s%s : %s", i ? "\n" : "", r->errors[i].column, r->errors[i].message);
        cells[GRID_FIELDS + 1].text = b.p;
        return table_row(t, cells);
}

enum status page_imports_export(struct ctx *c)
{
        struct ctx big = grid_room(c);
        struct grid_sheet s;
        struct grid_check k;
        struct table *t;
        struct table_column columns[GRID_FIELDS + 2] = {{ctx_msg(c, MSG_imports_row), CELL_NUMBER, 8}};
        bool csv = str_eq(ctx_param(c, "format"), "csv");
        struct grid_import g;
        int fd;
        enum status st = grid_load(c, imports_id(c), &g);

        if (!st && g.erased_at)
                return imports_to_done(c, g.id);
        if (!st)
                st = grid_review(&big, g.id, &s, &k);
        if (st)
                return st;
        for (enum grid_field f = 0; f < GRID_FIELDS; f++)
                columns[f + 1] = (struct table_column){s.at[f] >= 0 ? s.heading[s.at[f]] : grid_field_label(c, f), CELL_TEXT, 24};
        columns[GRID_FIELDS + 1] = (struct table_column){ctx_msg(c, MSG_imports_errors), CELL_TEXT, 60};
        const struct table_spec spec = {csv ? TABLE_CSV : TABLE_XLSX, arena_fmt(c->arena, "%s/tmp", c->app->cfg.data), columns, GRID_FIELDS + 2, ';', true, c->zone,
                                        ctx_msg(c, MSG_imports_lines)};
        st = table_open(big.arena, &spec, &t);
        for (size_t i = 0; !st && i < k.n_rows; i++)
                if (k.rows[i].n_errors)
                        st = row_out(&big, t, &k.rows[i]);
        if (!st)
                st = table_end(t, &fd, &c->res->fd_size);
        if (st)
                return st;
        c->res->fd = fd;
        c->res->type = csv ? "text/csv; charset=utf-8; header=present" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        http_set(c->res, "Content-Disposition", arena_fmt(c->arena, "attachment; filename=\"grille-a-corriger.%s\"", csv ? "csv" : "xlsx"));
        http_set(c->res, "X-Content-Type-Options", "nosniff");
        http_set(c->res, "Cache-Control", "private, no-store");
        return ST_OK;
}

/* The import runs for real, inside one scope that is rolled back when only the differences are wanted: so
 * what is shown is what the verbs would do, refusals of every kind included, and no second set of rules can
 * part from the first.  A person met twice in one file is an error of the second row. */
#include "desk/people/import.h"

#include "desk/people/own.h"
#include "formats/csv.h"

PEOPLE_SQL(person_mine_mail, "SELECT person_id FROM person_mail WHERE address_fold = :mail");
PEOPLE_SQL(person_number, "UPDATE person SET student_number = :number, version = version + 1 WHERE id = :id");
PEOPLE_SQL(affiliation_is, "SELECT count(*) FROM affiliation WHERE person_id = :person AND kind = :kind"
                           " AND department_id = :department AND until_at > :now");

enum { COLUMNS_MAX = 60, CELL_MAX = 2000, DIFFS_MAX = 8 };

enum column { COL_LOGIN, COL_NAME, COL_FIRST, COL_MAIL, COL_PHONE, COL_NUMBER, COL_LANG, COL_AFFILIATION, COL_STATE, COL__MAX };
static const struct {
        const char *names;
        int label;
        const char *field; /* of the errors that the verbs give */
} known[COL__MAX] = {
        [COL_LOGIN] = {"login|identifiant|uid", MSG_people_field_login, "login"},
        [COL_NAME] = {"name|nom|last_name|nom_de_famille|nom_complet|display_name", MSG_people_field_name, "name"},
        [COL_FIRST] = {"first_name|prenom|given_name", MSG_people_field_name, "name"},
        [COL_MAIL] = {"mail|e_mail|email|courriel|adresse_de_courriel|adresse_electronique", MSG_people_field_mail, "mail"},
        [COL_PHONE] = {"phone|telephone|tel", MSG_people_field_phone, "phone"},
        [COL_NUMBER] = {"student_number|numero_etudiant|numero_d'etudiant|numero", MSG_people_field_student_number, "student_number"},
        [COL_LANG] = {"lang|language|langue", MSG_people_field_lang, "lang"},
        [COL_AFFILIATION] = {"affiliation|affiliations|statut", MSG_people_field_affiliations, "affiliation"},
        [COL_STATE] = {"state|etat|status", MSG_accounts_state, "state"},
};

struct run {
        struct ctx *c;
        const struct csv_row *head;
        size_t at[COL__MAX]; /* column of each, head->n when absent */
        struct people_import *out;
        int64_t *met; /* ids of the people met: an open-addressed set */
        size_t n_met;
};

static const char *value(const struct run *r, const struct csv_row *row, enum column k)
{
        if (r->at[k] == r->head->n)
                return "";
        const char *raw = csv_cell(row, r->at[k]);
        return text_clean(r->c->arena, raw, strlen(raw), true);
}

/* False when it was there already. */
static bool meet(struct run *r, int64_t id)
{
        size_t i = (uint64_t)id * 0x9E3779B97F4A7C15u % r->n_met;

        for (; r->met[i]; i = (i + 1) % r->n_met)
                if (r->met[i] == id)
                        return false;
        r->met[i] = id;
        return true;
}

/* ---- one row ------------------------------------------------------------------------------------------------- */

struct wanted {
        const char *login, *name, *mail, *phone, *number, *lang, *affiliations;
        bool close, open;
};

static void refuse(struct run *r, struct people_import_line *l, enum column k, const char *why)
{
        l->kind = IMPORT_REFUSED;
        l->column = k < COL__MAX && r->at[k] < r->head->n ? csv_cell(r->head, r->at[k]) : "";
        l->why = why;
}

/* The first error that a verb left, told at its column. */
static void refuse_by_verb(struct run *r, struct people_import_line *l, enum status st)
{
        struct ctx *c = r->c;
        enum column k = 0;

        while (c->n_error && k < COL__MAX && !str_eq(known[k].field, c->error[0].field))
                k++;
        refuse(r, l, c->n_error ? k : COL__MAX, c->n_error ? c->error[0].message : c->why ? c->why : status_name(st));
        c->n_error = 0;
        c->why = NULL;
}

static bool row_read(struct run *r, const struct csv_row *row, struct people_import_line *l, struct wanted *w)
{
        struct ctx *c = r->c;
        const char *first = value(r, row, COL_FIRST), *name = value(r, row, COL_NAME);
        const char *state = text_fold(c->arena, value(r, row, COL_STATE)), *lang = text_fold(c->arena, value(r, row, COL_LANG));

        *w = (struct wanted){.login = value(r, row, COL_LOGIN), .mail = value(r, row, COL_MAIL), .phone = value(r, row, COL_PHONE),
                             .number = text_fold(c->arena, value(r, row, COL_NUMBER)), .affiliations = value(r, row, COL_AFFILIATION),
                             .name = *first && *name ? arena_fmt(c->arena, "%s %s", first, name) : *name ? name : first, .lang = lang};
        l->login = w->login;
        l->name = w->name;
        w->close = str_eq(state, "closed") || str_eq(state, "ferme") || str_eq(state, "parti");
        w->open = str_eq(state, "active") || str_eq(state, "actif");
        if (row->n > r->head->n)
                refuse(r, l, COL__MAX, ctx_msg(c, MSG_accounts_import_wide));
        else if (!*w->login && !*w->mail)
                refuse(r, l, COL_LOGIN, ctx_msg(c, MSG_accounts_import_whom));
        else if (*w->login && !login_fold(c->arena, w->login))
                refuse(r, l, COL_LOGIN, ctx_msg(c, MSG_people_error_login));
        else if (*w->mail && !mail_fold(c->arena, w->mail))
                refuse(r, l, COL_MAIL, ctx_msg(c, MSG_people_error_mail));
        else if (*state && !w->close && !w->open)
                refuse(r, l, COL_STATE, ctx_msg(c, MSG_accounts_import_state));
        else if (*lang && !str_eq(lang, "fr") && !str_eq(lang, "en"))
                refuse(r, l, COL_LANG, ctx_msg(c, MSG_accounts_lang));
        else if (utf8_count(w->name) > 150 || strlen(w->phone) > 40 || strlen(w->number) > 40)
                refuse(r, l, utf8_count(w->name) > 150 ? COL_NAME : strlen(w->phone) > 40 ? COL_PHONE : COL_NUMBER,
                       ctx_msg(c, MSG_people_error_too_long));
        return l->kind != IMPORT_REFUSED;
}

static enum status find(struct run *r, const struct wanted *w, struct person *p)
{
        struct ctx *c = r->c;
        enum status st = ST_NOT_FOUND;

        if (*w->login)
                return db_one(c->db, c->arena, &sql_person_by_login, DB_ARGS(DB_T("login", login_fold(c->arena, w->login))),
                              person_cols, p);
        if (*w->mail)
                st = db_one(c->db, c->arena, &sql_person_by_mail, DB_ARGS(DB_T("mail", mail_fold(c->arena, w->mail))), person_cols, p);
        return st;
}

static void differ(struct run *r, struct people_import_line *l, enum column k, const char *before, const char *after)
{
        struct import_diff *d = (struct import_diff *)(uintptr_t)l->diffs;

        if (l->n_diffs < DIFFS_MAX)
                d[l->n_diffs++] = (struct import_diff){ctx_msg(r->c, known[k].label), before, after};
}

/* Each word of "student@dsi, staff". */
static enum status affiliations_put(struct run *r, const struct wanted *w, struct people_import_line *l, int64_t id)
{
        struct ctx *c = r->c;
        char *list = arena_str(c->arena, w->affiliations), *save = NULL;
        enum status st = ST_OK;

        for (char *word = strtok_r(list, " ,;|", &save); !st && word; word = strtok_r(NULL, " ,;|", &save)) {
                int64_t department = 0, have = 0;
                st = affiliation_place(c, word, &department);
                const char *kind = text_fold(c->arena, arena_strn(c->arena, word, strcspn(word, "@:")));
                if (!st)
                        st = db_i64(c->db, &sql_affiliation_is,
                                    DB_ARGS(DB_I("person", id), DB_T("kind", kind), DB_I("department", department), DB_I("now", c->now)),
                                    &have);
                if (st || have)
                        continue;
                differ(r, l, COL_AFFILIATION, "", word);
                st = affiliation_add(c, id, word);
        }
        return st;
}

static enum status create(struct run *r, const struct wanted *w, struct people_import_line *l)
{
        struct ctx *c = r->c;
        int64_t id = 0;
        const struct person_draft d = {.login = w->login, .name = w->name, .mail = w->mail, .phone = w->phone,
                                       .student_number = w->number, .lang = w->lang};

        if (w->close) {
                refuse(r, l, COL_STATE, ctx_msg(c, MSG_accounts_import_nobody));
                return ST_OK;
        }
        if (!*w->login) {
                refuse(r, l, COL_LOGIN, ctx_msg(c, MSG_accounts_import_whom));
                return ST_OK;
        }
        l->kind = IMPORT_CREATED;
        enum status st = person_add(c, &d, &id);
        if (!st)
                st = affiliations_put(r, w, l, id);
        if (!st && !meet(r, id))
                st = ST_CONFLICT;
        return st;
}

/* An address that nobody has becomes theirs; one of somebody else is an error. */
static enum status mail_put(struct run *r, const struct wanted *w, struct people_import_line *l, const struct person *p)
{
        struct ctx *c = r->c;
        int64_t owner = 0;
        const char *fold = *w->mail ? mail_fold(c->arena, w->mail) : NULL;
        enum status st = fold ? db_i64(c->db, &sql_person_mine_mail, DB_ARGS(DB_T("mail", fold)), &owner) : ST_OK;

        if (fold && !st && owner != p->id)
                form_error(c, "mail", MSG_people_error_mail_taken);
        if (c->n_error)
                return ST_INVALID;
        if (st != ST_NOT_FOUND)
                return st;
        differ(r, l, COL_MAIL, p->mail, fold);
        return db_exec(c->db, &sql_mail_insert, DB_ARGS(DB_T("mail", fold), DB_I("person", p->id), DB_I("at", c->now)), NULL);
}

static enum status contact_put(struct run *r, const struct wanted *w, struct people_import_line *l, const struct person *p)
{
        struct ctx *c = r->c;
        size_t before = l->n_diffs;
        const char *name = *w->name ? w->name : p->name, *phone = *w->phone ? w->phone : p->phone, *lang = *w->lang ? w->lang : p->lang;
        enum status st = ST_OK;

        if (!str_eq(name, p->name))
                differ(r, l, COL_NAME, p->name, name);
        if (!str_eq(phone, p->phone))
                differ(r, l, COL_PHONE, p->phone, phone);
        if (!str_eq(lang, p->lang))
                differ(r, l, COL_LANG, p->lang, lang);
        if (l->n_diffs > before)
                st = person_change(c, p->id, &(struct person_contact){name, phone, lang});
        if (st || !*w->number || str_eq(w->number, p->student_number))
                return st;
        differ(r, l, COL_NUMBER, p->student_number, w->number);
        return db_exec(c->db, &sql_person_number, DB_ARGS(DB_T("number", w->number), DB_I("id", p->id)), NULL);
}

static enum status change(struct run *r, const struct wanted *w, struct people_import_line *l, const struct person *p)
{
        struct ctx *c = r->c;
        enum status st = ST_OK;

        l->login = p->login;
        l->name = p->name;
        if (!meet(r, p->id)) {
                refuse(r, l, COL_LOGIN, ctx_msg(c, MSG_accounts_import_twice));
                return ST_OK;
        }
        bool closed = p->state != PERSON_ACTIVE;
        if (closed && !w->open) {
                l->kind = w->close ? IMPORT_UNCHANGED : IMPORT_REFUSED;
                if (!w->close)
                        refuse(r, l, COL__MAX, ctx_msg(c, MSG_accounts_import_closed));
                return ST_OK;
        }
        if (closed) {
                differ(r, l, COL_STATE, ctx_msg(c, MSG_people_sheet_closed), ctx_msg(c, MSG_people_admin_active));
                st = person_reopen(c, p->id);
        }
        if (!st)
                st = contact_put(r, w, l, p);
        if (!st)
                st = mail_put(r, w, l, p);
        if (!st)
                st = affiliations_put(r, w, l, p->id);
        l->kind = l->n_diffs ? IMPORT_CHANGED : IMPORT_UNCHANGED;
        if (!st && w->close) {
                l->kind = IMPORT_CLOSED;
                st = person_close(c, p->id);
        }
        return st;
}

/* ST_OK when the scope may go on, also after a refused row. */
static enum status one_row(struct run *r, const struct csv_row *row, struct people_import_line *l)
{
        struct wanted w;
        struct person p;

        *l = (struct people_import_line){.line = row->line, .kind = IMPORT_UNCHANGED, .login = "", .name = "", .column = "",
                                         .diffs = ARENA_ARRAY(r->c->arena, DIFFS_MAX, struct import_diff)};
        if (!row_read(r, row, l, &w))
                return ST_OK;
        enum status st = find(r, &w, &p);
        if (st == ST_NOT_FOUND)
                st = create(r, &w, l);
        else if (!st)
                st = change(r, &w, l, &p);
        if (st == ST_INVALID || st == ST_NOT_FOUND || (st == ST_CONFLICT && r->c->why)) {
                refuse_by_verb(r, l, st);
                st = ST_OK;
        }
        return st;
}

/* ---- the whole ---------------------------------------------------------------------------------------------------- */

static const char *fault_text(struct ctx *c, const struct csv_fault *f)
{
        static const int text[] = {[CSV_FINE] = 0, [CSV_EMPTY] = MSG_accounts_csv_empty, [CSV_ENCODING] = MSG_accounts_csv_encoding,
                                   [CSV_NUL] = MSG_accounts_csv_encoding, [CSV_OPEN_QUOTE] = MSG_accounts_csv_quote,
                                   [CSV_AFTER_QUOTE] = MSG_accounts_csv_quote, [CSV_ROWS] = MSG_accounts_csv_rows,
                                   [CSV_COLUMNS] = MSG_accounts_csv_columns, [CSV_CELL] = MSG_accounts_csv_cell};
        const struct html_arg args[] = {{"row", NULL, f->row}, {"column", NULL, f->column}};
        return msg_text(c->arena, c->lang, text[f->what], 2, args);
}

/* Every heading must be known: a column misspelt would be passed over in silence. */
static bool head_read(struct run *r)
{
        struct ctx *c = r->c;

        for (enum column k = 0; k < COL__MAX; k++)
                r->at[k] = csv_column(c->arena, r->head, known[k].names);
        for (size_t i = 0; i < r->head->n; i++) {
                bool used = text_blank(r->head->cell[i]);
                for (enum column k = 0; k < COL__MAX; k++)
                        used = used || r->at[k] == i;
                if (used)
                        continue;
                const struct html_arg args[] = {{"name", text_short(c->arena, text_clean(c->arena, r->head->cell[i], strlen(r->head->cell[i]), true), 60), 0},
                                                {"column", NULL, (int64_t)i + 1}};
                r->out->why = msg_text(c->arena, c->lang, MSG_accounts_import_heading, 2, args);
                return false;
        }
        if (r->at[COL_LOGIN] < r->head->n || r->at[COL_MAIL] < r->head->n)
                return true;
        r->out->why = ctx_msg(c, MSG_accounts_import_no_login);
        return false;
}

/* Every cell quoted, line ends inside as blanks: a browser would change them on the way. */
static void text_of(struct ctx *c, const struct csv *t, struct people_import *out)
{
        struct buf b;

        buf_init(&b, c->arena, 16u << 20);
        for (size_t i = 0; i < t->n_rows; i++) {
                for (size_t k = 0; k < t->rows[i].n; k++) {
                        buf_str(&b, k ? ",\"" : "\"");
                        for (const char *p = t->rows[i].cell[k]; *p; p++) {
                                if (*p == '"')
                                        buf_char(&b, '"');
                                buf_char(&b, *p == '\n' || *p == '\r' ? ' ' : *p);
                        }
                        buf_char(&b, '"');
                }
                buf_char(&b, '\n');
        }
        out->text = b.st ? "" : b.p;
}

static void digest_of(struct ctx *c, struct people_import *out)
{
        struct buf b;
        unsigned char all[DIGEST_BYTES];

        buf_init(&b, c->arena, 32u << 20);
        buf_str(&b, out->text);
        for (size_t i = 0; i < out->n_lines; i++) {
                const struct people_import_line *l = &out->lines[i];
                buf_fmt(&b, "\n%lld", (long long)l->kind); /* not its line: empty rows are not carried along */
                for (size_t k = 0; k < l->n_diffs; k++)
                        buf_fmt(&b, "\t%s\t%s\t%s", l->diffs[k].field, l->diffs[k].before, l->diffs[k].after);
        }
        digest(b.p, b.n, all);
        out->digest = hex(c->arena, all, 16);
}

static enum status rows_run(struct run *r, const struct csv *t)
{
        struct people_import *out = r->out;
        enum status st = ST_OK;

        out->lines = ARENA_ARRAY(r->c->arena, t->n_rows, struct people_import_line);
        r->n_met = 2 * t->n_rows + 1;
        r->met = ARENA_ARRAY(r->c->arena, r->n_met, int64_t);
        for (size_t i = 1; !st && i < t->n_rows; i++) {
                st = one_row(r, &t->rows[i], &out->lines[out->n_lines]);
                out->count[out->lines[out->n_lines].kind]++;
                out->n_lines++;
        }
        return st;
}

enum status people_import(struct ctx *c, const char *bytes, size_t n, bool apply, const char *expected, struct people_import *out)
{
        const struct csv_limits limits = {.rows = PEOPLE_IMPORT_ROWS + 1, .columns = COLUMNS_MAX, .cell_bytes = CELL_MAX};
        struct csv t;
        struct csv_fault f;
        struct run r = {.c = c, .out = out};

        *out = (struct people_import){.why = NULL};
        if (!ctx_role(c, ROLE_ADMIN))
                return ST_NOT_FOUND;
        enum status st = csv_read(c->arena, bytes, n, &limits, &t, &f);
        if (st) {
                out->why = fault_text(c, &f);
                return ST_INVALID;
        }
        r.head = &t.rows[0];
        if (!head_read(&r))
                return ST_INVALID;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : rows_run(&r, &t);
        if (st)
                return st;
        text_of(c, &t, out);
        digest_of(c, out);
        if (out->count[IMPORT_REFUSED])
                return ST_INVALID;
        if (!apply)
                return ST_OK; /* the scope ends here without a commit */
        if (expected && !str_eq(expected, out->digest))
                return ST_STALE;
        st = audit(c, "people.import", "person", 0, "ok",
                   arena_fmt(c->arena, "%lld created, %lld changed, %lld closed", (long long)out->count[IMPORT_CREATED],
                             (long long)out->count[IMPORT_CHANGED], (long long)out->count[IMPORT_CLOSED]));
        return st ? st : db_commit(&tx);
}

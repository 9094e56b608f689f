/* Conditions of lists as SQL: a text for each kind of field and operator, written here, with the values
 * bound.  Part of the composer (view.c). */
#include "desk/ticket/view_own.h"

/* ---- conditions ------------------------------------------------------------------------------------------- */

static const char *name_of(struct text *x, size_t filter, size_t value)
{
        return arena_fmt(x->c->arena, "v%zu_%zu", filter, value);
}

/* " IN (CAST(:v0_0 AS BIGINT), …)" */
static void add_in(struct text *x, const struct ticket_filter *f, size_t at)
{
        add(x, " IN (");
        for (size_t i = 0; i < f->n_n; i++) {
                const char *name = name_of(x, at, i);
                buf_fmt(&x->sql, i ? ", CAST(:%s AS BIGINT)" : "CAST(:%s AS BIGINT)", name);
                bind_i64(x, name, f->n[i]);
        }
        add(x, ")");
}

/* A column that holds a number. */
static void add_number(struct text *x, const struct ticket_filter *f, size_t at, char alias)
{
        if (f->op == OP_NOT)
                buf_fmt(&x->sql, "(%c.%s IS NULL OR NOT %c.%s", alias, f->field->column, alias, f->field->column);
        else
                buf_fmt(&x->sql, "%c.%s", alias, f->field->column);
        if (f->op == OP_SET || f->op == OP_EMPTY) {
                add(x, f->op == OP_SET ? " IS NOT NULL" : " IS NULL");
                return;
        }
        add_in(x, f, at);
        add(x, f->op == OP_NOT ? ")" : "");
}

static void add_date(struct text *x, const struct ticket_filter *f, size_t at, char alias)
{
        const char *from = name_of(x, at, 0), *to = name_of(x, at, 1), *column = f->field->column;
        bool due = strcmp(column, "due_at") == 0;

        if (f->op == OP_SET || f->op == OP_EMPTY) {
                if (due)
                        buf_fmt(&x->sql, "%c.due_at %s 253402300799999", alias, f->op == OP_SET ? "<" : ">=");
                else
                        buf_fmt(&x->sql, "%c.%s %s", alias, column, f->op == OP_SET ? "IS NOT NULL" : "IS NULL");
                return;
        }
        bind_i64(x, from, f->n[0]);
        if (f->op == OP_BEFORE) {
                buf_fmt(&x->sql, "%c.%s < CAST(:%s AS BIGINT)", alias, column, from);
                return;
        }
        buf_fmt(&x->sql, "%c.%s >= CAST(:%s AS BIGINT)", alias, column, from);
        if (f->op == OP_AFTER) {
                if (due)
                        buf_fmt(&x->sql, " AND %c.due_at < 253402300799999", alias);
                return;
        }
        bind_i64(x, to, f->n[1]);
        buf_fmt(&x->sql, " AND %c.%s <= CAST(:%s AS BIGINT)", alias, column, to);
}

/* Text without regard to the case of plain letters: in the C collation PostgreSQL lowers what SQLite does. */
static void add_words(struct text *x, const struct ticket_filter *f, size_t at, char alias)
{
        const char *v = name_of(x, at, 0), *column = f->field->column;

        if (f->op == OP_SET || f->op == OP_EMPTY) {
                buf_fmt(&x->sql, "COALESCE(%c.%s, '') %s ''", alias, column, f->op == OP_SET ? "<>" : "=");
                return;
        }
        bind_text(x, v, f->words);
        if (f->op == OP_HAS)
                buf_fmt(&x->sql,
                        "\n--@sqlite\nINSTR(LOWER(COALESCE(%c.%s, '')), :%s) > 0"
                        "\n--@postgres\nSTRPOS(LOWER(COALESCE(%c.%s, '') COLLATE \"C\"), CAST(:%s AS TEXT)) > 0\n--@both\n",
                        alias, column, v, alias, column, v);
        else
                buf_fmt(&x->sql,
                        "\n--@sqlite\nLOWER(COALESCE(%c.%s, '')) %s :%s"
                        "\n--@postgres\nLOWER(COALESCE(%c.%s, '') COLLATE \"C\") %s CAST(:%s AS TEXT)\n--@both\n",
                        alias, column, f->op == OP_NOT ? "<>" : "=", v, alias, column, f->op == OP_NOT ? "<>" : "=", v);
}

static void add_tag(struct text *x, const struct ticket_filter *f, size_t at, char alias)
{
        bool none = f->op == OP_NOT || f->op == OP_EMPTY;

        buf_fmt(&x->sql, "%sEXISTS (SELECT 1 FROM tag g WHERE g.ticket_id = %c.id", none ? "NOT " : "", alias);
        if (f->op == OP_IS || f->op == OP_NOT) {
                buf_fmt(&x->sql, " AND g.word = CAST(:%s AS TEXT)", name_of(x, at, 0));
                bind_text(x, name_of(x, at, 0), f->words);
        }
        add(x, ")");
}

static void add_custom(struct text *x, const struct ticket_filter *f, size_t at, char alias)
{
        static const char *const compare[OP__MAX] = {[OP_IS] = "=", [OP_NOT] = "=", [OP_BEFORE] = "<", [OP_AFTER] = ">=",
                                                     [OP_LEAST] = ">=", [OP_MOST] = "<="};
        bool no = f->op == OP_NOT || f->op == OP_EMPTY || (str_eq(f->field->type, "flag") && !f->n[0]);
        const char *v = name_of(x, at, 0), *id = name_of(x, at, 9);

        buf_fmt(&x->sql, "%sEXISTS (SELECT 1 FROM ticket_field u WHERE u.field_id = :%s AND u.ticket_id = %c.id", no ? "NOT " : "",
                id, alias);
        bind_i64(x, id, f->field->field_id);
        if (f->words && f->op == OP_HAS) {
                buf_fmt(&x->sql,
                        "\n--@sqlite\n AND INSTR(u.fold, :%s) > 0\n--@postgres\n AND STRPOS(u.fold, CAST(:%s AS TEXT)) > 0\n--@both\n",
                        v, v);
                bind_text(x, v, f->words);
        } else if (f->words) {
                buf_fmt(&x->sql, " AND u.fold = CAST(:%s AS TEXT)", v);
                bind_text(x, v, f->words);
        } else if (f->n_n && !str_eq(f->field->type, "flag")) {
                buf_fmt(&x->sql, " AND u.num %s CAST(:%s AS BIGINT)", compare[f->op], v);
                bind_i64(x, v, f->n[0]);
        }
        add(x, ")");
}

static void add_one(struct text *x, const struct ticket_filter *f, size_t at, char alias)
{
        switch (f->field->kind) {
        case FILTER_WORD:
        case FILTER_REF:
        case FILTER_PERSON:
        case FILTER_FLAG:
                add_number(x, f, at, alias);
                break;
        case FILTER_DATE:
                add_date(x, f, at, alias);
                break;
        case FILTER_TEXT:
                add_words(x, f, at, alias);
                break;
        case FILTER_TAG:
                add_tag(x, f, at, alias);
                break;
        case FILTER_CUSTOM:
                add_custom(x, f, at, alias);
                break;
        case FILTER_UNREAD:
                add(x, f->n[0] ? "" : "NOT ");
                add_of(x, UNREAD, alias);
                break;
        case FILTER_WATCHED:
                add(x, f->n[0] ? "" : "NOT ");
                add_of(x, "EXISTS (SELECT 1 FROM ticket_person q WHERE q.person_id = :me AND q.ticket_id = $.id AND q.part = 60)", alias);
        }
}

void filters_add(struct text *x, const struct ticket_filter *f, size_t n, char alias, const char *before)
{
        for (size_t i = 0; i < n; i++) {
                add(x, before);
                add(x, "(");
                add_one(x, &f[i], i, alias);
                add(x, ")");
                before = " AND ";
        }
}

void filters_columns(struct text *x, const struct ticket_filter *f, size_t n)
{
        static const char *const there[] = {"kind", "state", "priority", "service_id", "channel", "assignee_id", "requester_id",
                                            "group_id", "resolved_at", "scope", "course_id"};

        for (size_t i = 0; i < n; i++) {
                const char *column = f[i].field->column;
                bool shown = !column;
                for (size_t k = 0; !shown && k < ARRAY_LEN(there); k++)
                        shown = strcmp(there[k], column) == 0;
                for (size_t k = 0; !shown && k < i; k++)
                        shown = f[k].field->column && strcmp(f[k].field->column, column) == 0;
                if (!shown)
                        buf_fmt(&x->sql, ", t.%s", column);
        }
}

/* ---- sets ---------------------------------------------------------------------------------------------------- */

/* What an index can give for one condition, if anything. */
static struct set set_of(const struct ticket_filter *f, bool open)
{
        const char *code = f->field->code;

        if (f->op != OP_IS || f->n_n > 1)
                return (struct set){SET_NONE, 0, 0, NULL};
        if (f->field->kind == FILTER_TAG)
                return (struct set){SET_TAG, 0, 0, f->words};
        if (f->field->kind == FILTER_CUSTOM && f->words)
                return (struct set){SET_FIELD_FOLD, f->field->field_id, 0, f->words};
        if (f->field->kind == FILTER_CUSTOM && f->n_n && f->n[0])
                return (struct set){SET_FIELD_NUM, f->field->field_id, f->n[0], NULL};
        if (strcmp(code, "requester") == 0)
                return (struct set){SET_PERSON, f->n[0], 0, NULL};
        if (strcmp(code, "course") == 0)
                return (struct set){SET_COURSE, f->n[0], 0, NULL};
        if (strcmp(code, "assignee") == 0 && open)
                return (struct set){SET_ASSIGNEE, f->n[0], 0, NULL};
        return (struct set){SET_NONE, 0, 0, NULL};
}

void set_add(struct text *x, const struct set *s)
{
        static const char *const sql[] = {
                [SET_PERSON] = "SELECT DISTINCT o.ticket_id FROM ticket_person o WHERE o.person_id = :set_id AND o.part = 10",
                [SET_TAG] = "SELECT o.ticket_id FROM tag o WHERE o.word = CAST(:set_words AS TEXT)",
                [SET_FIELD_FOLD] = "SELECT o.ticket_id FROM ticket_field o WHERE o.field_id = :set_id AND o.fold = CAST(:set_words AS TEXT)",
                [SET_FIELD_NUM] = "SELECT o.ticket_id FROM ticket_field o WHERE o.field_id = :set_id AND o.num = :set_num",
                [SET_COURSE] = "SELECT o.id AS ticket_id FROM ticket o WHERE o.course_id = :set_id",
                [SET_ASSIGNEE] = "SELECT o.id AS ticket_id FROM ticket o WHERE o.assignee_id = :set_id AND o.state < 40",
        };

        ASSERT(s->kind != SET_NONE);
        add(x, sql[s->kind]);
        buf_fmt(&x->sql, " LIMIT %d", LOOK_MAX + 1);
        if (s->kind != SET_TAG)
                bind_i64(x, "set_id", s->id);
        if (s->kind == SET_FIELD_NUM)
                bind_i64(x, "set_num", s->num);
        if (s->words)
                bind_text(x, "set_words", s->words);
}

enum status set_small(struct ctx *c, const struct set *s, int64_t *n)
{
        struct text x = {.c = c};

        text_start(c, &x);
        add(&x, "SELECT COUNT(*) FROM (");
        set_add(&x, s);
        add(&x, ") z");
        struct db_stmt count = {"", x.sql.p};
        return db_i64(c->db, &count, (struct db_args){x.n, x.arg}, n);
}

enum status set_choose(struct ctx *c, const struct ticket_filter *f, size_t n, bool open, struct set *out)
{
        int64_t best = LOOK_MAX + 1;
        enum status st = ST_OK;

        *out = (struct set){SET_NONE, 0, 0, NULL};
        for (size_t i = 0; !st && i < n && best > 0; i++) {
                struct set s = set_of(&f[i], open);
                int64_t size = LOOK_MAX + 1;
                if (s.kind != SET_NONE)
                        st = set_small(c, &s, &size);
                if (st || size >= best)
                        continue;
                best = size;
                *out = s;
        }
        return st;
}

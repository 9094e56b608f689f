/* Requested items of course support: open ones by due date, narrowed by presenter, need (approach), course, term
 * or department.  The list runs along an index of open items by due date; only what the actor may see comes out.
 * An item's approach is that of its line in a grid, else the one whose offer it was made from. */
#include "desk/ticket/course_list.h"

#define ITEM_LOOKS "4999"
#define ITEM_OPEN "t.kind = 3 AND t.state < 40 AND (t.due_at, t.id) > (CAST(:at AS BIGINT), CAST(:id AS BIGINT))"

DB_STMT(course_item_bound, "SELECT t.id, t.due_at FROM ticket t WHERE " ITEM_OPEN " ORDER BY t.due_at, t.id LIMIT 1 OFFSET " ITEM_LOOKS);
DB_STMT(course_item_rows,
        "SELECT t.id, t.num, t.due_at, t.state, t.pending, t.subject, k.id AS course_id, k.code, k.term, k.title, g.name AS group_name,"
        " q.name AS requester_name, a.name_fr, a.name_en, (SELECT COUNT(*) FROM service_task z WHERE z.item_id = t.id) AS tasks,"
        " (SELECT COUNT(*) FROM service_task z WHERE z.item_id = t.id AND z.phase >= 2) AS done FROM ticket t"
        " LEFT JOIN item i ON i.ticket_id = t.id LEFT JOIN course k ON k.id = t.course_id JOIN support_group g ON g.id = t.group_id"
        " LEFT JOIN person q ON q.id = t.requester_id LEFT JOIN approach a ON a.id = COALESCE((SELECT MIN(l.approach_id)"
        " FROM grid_line l WHERE l.item_id = t.id), (SELECT MIN(b.id) FROM approach b WHERE b.offer_id = i.offer_id))"
        " WHERE " ITEM_OPEN " AND (t.due_at, t.id) <= (CAST(:at_to AS BIGINT), CAST(:id_to AS BIGINT)) AND t.course_id IS NOT NULL"
        " AND (CAST(:approach AS BIGINT) = 0 OR a.id = :approach) AND (CAST(:course AS BIGINT) = 0 OR t.course_id = :course)"
        " AND (:term = '' OR k.term = :term) AND (CAST(:department AS BIGINT) = 0 OR k.department_id = :department)"
        " AND (CAST(:presenter AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM presenter r WHERE r.course_id = t.course_id"
        " AND r.person_id = :presenter)) AND " TICKET_VISIBLE " ORDER BY t.due_at, t.id LIMIT :limit");
static const struct db_stmt *const item_stmts[] = {&course_item_bound, &course_item_rows, NULL};

struct item_line {
        int64_t id, num, due_at, state, pending, course_id, tasks, done;
        const char *subject, *code, *term, *title, *group_name, *requester_name, *name_fr, *name_en;
};
static const struct db_col item_cols[] = {
        DB_COL_I64(struct item_line, id),         DB_COL_I64(struct item_line, num),
        DB_COL_I64(struct item_line, due_at),     DB_COL_I64(struct item_line, state),
        DB_COL_I64(struct item_line, pending),    DB_COL_TEXT(struct item_line, subject),
        DB_COL_I64(struct item_line, course_id),  DB_COL_TEXT(struct item_line, code),
        DB_COL_TEXT(struct item_line, term),      DB_COL_TEXT(struct item_line, title),
        DB_COL_TEXT(struct item_line, group_name), DB_COL_TEXT(struct item_line, requester_name),
        DB_COL_TEXT(struct item_line, name_fr),   DB_COL_TEXT(struct item_line, name_en),
        DB_COL_I64(struct item_line, tasks),      DB_COL_I64(struct item_line, done), DB_COL_END};
struct item_bound {
        int64_t id, due_at;
};
static const struct db_col bound_cols[] = {DB_COL_I64(struct item_bound, id), DB_COL_I64(struct item_bound, due_at), DB_COL_END};

static void line_cells(struct ctx *c, const struct item_line *k, struct course_row *r)
{
        const char *number = ticket_number(c, TICKET_ITEM, k->num);
        bool due = k->due_at < MOMENT_NEVER;

        r->cell[0] = (struct course_cell){.text = number, .href = arena_fmt(c->arena, "/tickets/%s", number), .look = LOOK_STUB,
                                          .stub = ticket_stub(TICKET_ITEM)};
        r->cell[1] = (struct course_cell){.text = arena_fmt(c->arena, "%s (%s)", k->code, k->term), .look = LOOK_LINK,
                                          .href = course_href(c, k->course_id, k->code, k->term, "")};
        r->code = k->code;
        r->term = k->term;
        r->cell[2].text = k->title;
        r->cell[3].text = k->name_fr ? course_in_lang(c, k->name_fr, k->name_en) : k->subject;
        r->cell[4].text = k->requester_name ? k->requester_name : "";
        r->cell[5] = (struct course_cell){.text = state_label(c, TICKET_ITEM, k->state, k->pending), .word = state_word((int)k->state)};
        r->cell[6].text = k->tasks ? arena_fmt(c->arena, "%lld/%lld", (long long)k->done, (long long)k->tasks) : "";
        r->cell[7].text = k->group_name;
        r->cell[8] = (struct course_cell){.text = due ? "" : ctx_msg(c, MSG_courses_to_confirm), .look = due ? LOOK_WHEN : LOOK_TAG,
                                          .at = due ? k->due_at : 0};
        r->n_cell = 9;
}

static enum status items_rows(struct ctx *c, const struct course_ask *a, struct course_found *out)
{
        struct item_line *k;
        struct item_bound to = {MOMENT_NEVER, MOMENT_NEVER};
        size_t n;
        enum status st = db_one(c->db, c->arena, &course_item_bound, DB_ARGS(DB_I("at", a->after_at), DB_I("id", a->after_id)),
                                bound_cols, &to);
        bool bounded = !st;

        if (st && st != ST_NOT_FOUND)
                return st;
        st = db_all(c->db, c->arena, &course_item_rows,
                    DB_ARGS(DB_I("at", a->after_at), DB_I("id", a->after_id), DB_I("at_to", to.due_at), DB_I("id_to", to.id),
                            DB_I("approach", a->approach), DB_I("course", a->course), DB_T("term", a->term),
                            DB_I("department", a->department), DB_I("presenter", a->presenter), DB_I("me", c->actor->person_id),
                            DB_I("limit", a->limit + 1)),
                    item_cols, sizeof *k, a->limit + 1, &k, &n);
        if (st)
                return st;
        out->n_rows = n < a->limit ? n : a->limit;
        out->rows = ARENA_ARRAY(c->arena, out->n_rows + 1, struct course_row);
        for (size_t i = 0; i < out->n_rows; i++)
                line_cells(c, &k[i], &out->rows[i]);
        if (n > a->limit)
                out->next = course_cursor(c, k[a->limit - 1].due_at, k[a->limit - 1].id, 0, "");
        else if (bounded)
                out->next = course_cursor(c, to.due_at, to.id, 0, "");
        out->looked_enough = n <= a->limit && bounded;
        return ST_OK;
}

static const struct course_head item_heads[] = {
        {MSG_courses_item, false, 12, "number"},      {MSG_courses_course, false, 18, NULL}, {MSG_courses_title_of, false, 40, "title"},
        {MSG_courses_need, false, 26, "need"},      {MSG_courses_requester, false, 24, "requester"}, {MSG_courses_state, false, 16, "state"},
        {MSG_courses_tasks_done, false, 10, "tasks_done"}, {MSG_courses_group, false, 22, "group"}, {MSG_courses_due, true, 17, "due_at"}};
const struct course_list course_list_items = {
        "items", "/courses/items", MSG_courses_items, MSG_courses_items_hint, MSG_courses_items_none,
        BY_TERM | BY_DEPARTMENT | BY_APPROACH | BY_PRESENTER, item_heads, ARRAY_LEN(item_heads), items_rows};

const struct slice slice_course_items = {.name = "course-items", .stmts = item_stmts};

/* Evidence: a screenshot on which the person's name is visible, for the services that ask for it.  What
 * comes in by the person's own form is refused without a file; what an agent types for somebody waits for
 * it in PENDING_EVIDENCE and opens by itself when it comes.  An agent says of each file that it was looked
 * at: the file carries who and when. */
#include "desk/people/catalogue.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/evidence_own.h"
#include "desk/ticket/sheet_own.h"

DB_STMT(service_evidence_get, "SELECT evidence FROM service WHERE id = :id");
DB_STMT(service_evidence_set, "UPDATE service SET evidence = :on WHERE id = :id AND evidence <> :on");
DB_STMT(service_evidence_department, "SELECT department_id FROM service WHERE id = :id");
DB_STMT(evidence_rows,
        "SELECT a.id, a.size, a.evidence, a.evidence_at, a.name, p.name AS checked_name FROM attachment a"
        " LEFT JOIN person p ON p.id = a.evidence_by WHERE a.ticket_id = :id ORDER BY a.id LIMIT 100");
DB_STMT(evidence_one,
        "SELECT a.id, a.size, a.evidence, a.evidence_at, a.name, p.name AS checked_name FROM attachment a"
        " LEFT JOIN person p ON p.id = a.evidence_by WHERE a.ticket_id = :id AND a.id = :file");
DB_STMT(evidence_put,
        "UPDATE attachment SET evidence = :on, evidence_at = :at, evidence_by = :by WHERE id = :file AND evidence <> :on");
static const struct db_stmt *const evidence_stmts[] = {&service_evidence_get, &service_evidence_set, &service_evidence_department, &evidence_rows,
                                                       &evidence_one,         &evidence_put,         NULL};

#define I(m) DB_COL_I64(struct evidence, m)
#define T(m) DB_COL_TEXT(struct evidence, m)
static const struct db_col evidence_cols[] = {I(id), I(size), I(evidence), I(evidence_at), T(name), T(checked_name), DB_COL_END};
#undef I
#undef T

enum { FILES_LISTED = 100 };

enum status service_evidence(struct ctx *c, int64_t service_id, bool *on)
{
        int64_t v = 0;
        enum status st = service_id ? db_i64(c->db, &service_evidence_get, DB_ARGS(DB_I("id", service_id)), &v) : ST_OK;

        *on = v != 0;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status service_evidence_put(struct ctx *c, int64_t service_id, bool on)
{
        int64_t rows = 0, department = 0;

        if (!c->actor)
                return ST_SIGN_IN;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_i64(c->db, &service_evidence_department, DB_ARGS(DB_I("id", service_id)), &department);
        if (!st && !catalogue_may(c, department))
                st = ST_DENIED;
        if (!st)
                st = db_exec(c->db, &service_evidence_set, DB_ARGS(DB_I("on", on), DB_I("id", service_id)), &rows);
        if (!st && rows)
                st = audit(c, "service.evidence", "service", service_id, "ok", on ? "1" : "0");
        return st ? st : db_commit(&tx);
}

static enum status evidence_lacks(struct ctx *c, int64_t service_id, bool *lacks)
{
        bool files = c->req && c->req->n_upload;

        *lacks = false;
        return files || c->actor->system ? ST_OK : service_evidence(c, service_id, lacks);
}

enum status evidence_wanted(struct ctx *c, int64_t service_id)
{
        bool lacks;
        enum status st = evidence_lacks(c, service_id, &lacks);

        if (st || !lacks)
                return st;
        if (!form_msg(c, "files"))
                form_error(c, "files", MSG_panels_evidence_needed);
        return ST_INVALID;
}

enum status evidence_at_opening(struct ctx *c, int64_t service_id, bool own_form, bool *waits)
{
        *waits = false;
        if (!own_form)
                return evidence_lacks(c, service_id, waits);
        enum status st = evidence_wanted(c, service_id);
        return st == ST_INVALID ? ST_OK : st; /* counted with the other errors of the form */
}

bool evidence_arrives(const struct ticket *b, const struct entry_draft *e)
{
        return b->state == STATE_PENDING && b->pending == PENDING_EVIDENCE && e->n_attach > 0 &&
               (requester_side(b) || !e->is_public);
}

enum status evidence_came(struct ctx *c, struct ticket *t)
{
        struct change ch;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_COMMENT, 0, &ch);
        if (!st && (t->state != STATE_PENDING || t->pending != PENDING_EVIDENCE))
                return ST_OK;
        if (!st)
                st = move_apply(c, t, STATE_OPEN, PENDING_NONE);
        return st ? st : db_commit(&tx);
}

enum status evidence_list(struct ctx *c, const struct ticket *t, struct evidence **out, size_t *n)
{
        *n = 0;
        *out = ARENA_ARRAY(c->arena, 1, struct evidence);
        if (!ticket_can(c, t, ACT_READ_ALL))
                return ST_OK;
        enum status st = db_all(c->db, c->arena, &evidence_rows, DB_ARGS(DB_I("id", t->id)), evidence_cols, sizeof **out,
                                FILES_LISTED, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                (*out)[i].size_text = human_size(c->arena, c->lang, (*out)[i].size);
        return st;
}

enum status evidence_check(struct ctx *c, struct ticket *t, int64_t attachment_id, bool on)
{
        struct change ch;
        struct changes what;
        struct evidence f;
        int64_t rows = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st)
                st = db_one(c->db, c->arena, &evidence_one, DB_ARGS(DB_I("id", t->id), DB_I("file", attachment_id)),
                            evidence_cols, &f);
        if (!st)
                st = db_exec(c->db, &evidence_put,
                             DB_ARGS(DB_I("on", on), DB_REF("at", on ? c->now : 0),
                                     DB_REF("by", on ? c->actor->person_id : 0), DB_I("file", attachment_id)),
                             &rows);
        if (st || !rows)
                return st;
        changes_init(c, &what);
        changes_text(&what, "evidence", on ? "" : f.name, on ? f.name : "");
        st = ticket_touch(c, &ch.before);
        if (!st)
                st = changes_entry(c, &what, &ch.before, false, &ch.entry_id);
        ch.event = EV_CHANGED;
        ch.hidden = true;
        if (!st)
                st = change_end(c, &ch);
        return st ? st : db_commit(&tx);
}

static const struct personal evidence_personal[] = {
        {"attachment", "evidence_at", "evidence_by", "who checked a file, and when"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_evidence = {.name = "ticket_evidence", .stmts = evidence_stmts, .personal = evidence_personal};

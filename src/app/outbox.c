/* The outbox as a table: writing into it, listing it, trying again.  A letter is sealed under its own Message-ID: a
 * link in it opens somebody's request, and a copy of the database must not. */
#include "app/outbox.h"

#include "app/secret.h"
#include "mail/letter.h"

enum { COUNT_MAX = 10000, KEPT_MS_DAYS = 30 };

DB_STMT(outbox_add,
        "INSERT INTO outbox (ticket_id, person_id, address_fold, to_name, template, message_id, state, run_at, subject, letter, trial, made_at,"
        " ended_at, outcome) VALUES (:ticket, :person, :to, :to_name, :kind, :message_id, :state, :now, :subject, :letter, :trial, :now,"
        " :ended, :outcome)");
DB_STMT(outbox_of_state,
        "SELECT id, state, attempts, run_at, made_at, COALESCE(ended_at, 0) AS ended_at, outcome, trial, address_fold AS \"to\", to_name, subject,"
        " template AS kind, COALESCE(answer, '') AS answer FROM outbox WHERE state = :state AND id < :before ORDER BY id DESC LIMIT 100");
DB_STMT(outbox_counted, "SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = :state LIMIT 10000) o");
DB_STMT(outbox_retry,
        "UPDATE outbox SET state = 10, run_at = :now, attempts = 0, lease = 0, ended_at = NULL WHERE state = 30 AND letter IS NOT NULL"
        " AND (CAST(:id AS BIGINT) = 0 OR id = :id)");
DB_STMT(outbox_sooner, "UPDATE outbox SET run_at = :now WHERE state = 10 AND lease = 0 AND run_at > :now AND (CAST(:id AS BIGINT) = 0 OR id = :id)");
DB_STMT(outbox_forget_trial, "DELETE FROM outbox WHERE trial = 1");
DB_STMT(outbox_prune, "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE ended_at < :old ORDER BY ended_at LIMIT 5000)");
DB_STMT(outbox_sealed, "SELECT id, 'letter ' || message_id AS about, letter AS secret FROM outbox WHERE id > :after AND letter IS NOT NULL"
                       " ORDER BY id LIMIT 200");
DB_STMT(outbox_seal, "UPDATE outbox SET letter = :fresh WHERE id = :id AND letter = :old");
DB_STMT(outbox_lost, "UPDATE outbox SET letter = NULL, state = 30 WHERE id = :id");
static const struct db_stmt *const outbox_stmts[] = {&outbox_add, &outbox_of_state, &outbox_counted, &outbox_retry, &outbox_sooner,
                                                     &outbox_forget_trial, &outbox_prune, &outbox_sealed, &outbox_seal, &outbox_lost, NULL};

/* ---- writing ---- */

bool outbox_on(const struct ctx *c)
{
        if (!setting_known(c, "mail.relay_host")) /* a program without this slice */
                return false;
        return trial_on(c) || (*setting_text(c, "mail.relay_host") && *setting_text(c, "mail.sender"));
}

/* Who it was for stands in it, since it goes to somebody else. */
static void redirect(struct ctx *c, struct outbox_letter *l, const char *to)
{
        struct html_arg arg[] = {{"name", *l->to_name ? l->to_name : l->to, 0}, {"to", l->to, 0}, {"subject", l->subject, 0}};

        l->subject = msg_text(c->arena, c->lang, MSG_mail_trial_subject, ARRAY_LEN(arg), arg);
        l->text = arena_fmt(c->arena, "%s\n\n%s", msg_text(c->arena, c->lang, MSG_mail_trial_head, ARRAY_LEN(arg), arg), l->text);
        l->to = to;
        l->to_name = "";
}

static enum status row_add(struct ctx *c, const struct outbox_letter *l, enum outbox_state state, bool trial)
{
        const char *id = letter_id(c->arena, setting_text(c, "mail.sender"));
        bool bad = !letter_address_ok(l->to);
        struct db_blob sealed;
        enum status st = secret_seal(c, arena_fmt(c->arena, "letter %s", id), l->text, strlen(l->text), &sealed);

        if (st)
                return st;
        return db_exec(c->db, &outbox_add,
                       DB_ARGS(DB_REF("ticket", l->ticket_id), DB_REF("person", l->person_id), DB_T("to", l->to), DB_T("to_name", l->to_name),
                               DB_T("kind", l->kind), DB_T("message_id", id), DB_I("state", bad ? OUTBOX_FAILED : state), DB_I("now", c->now),
                               DB_T("subject", l->subject), DB_B("letter", sealed.p, sealed.n), DB_I("trial", trial),
                               DB_REF("ended", bad ? c->now : 0), DB_I("outcome", bad ? SMTP_BAD : SMTP_SENT)),
                       NULL);
}

enum status outbox_put(struct ctx *c, const struct outbox_letter *l)
{
        struct outbox_letter is = *l;
        const char *trial = NULL, *to;
        bool relay;

        if (!setting_known(c, "mail.relay_host"))
                return ST_OK;
        enum status st = house_fact_now(c, "state.trial", &trial);
        if (st)
                return st;
        to = setting_text(c, "mail.trial_to");
        relay = *setting_text(c, "mail.relay_host") && *setting_text(c, "mail.sender");
        if (!trial)
                return relay ? row_add(c, &is, OUTBOX_DUE, false) : ST_OK;
        if (!relay || !*to)
                return row_add(c, &is, OUTBOX_HELD, true);
        redirect(c, &is, to);
        return row_add(c, &is, OUTBOX_DUE, true);
}

/* ---- looking ---- */

#define I(m) DB_COL_I64(struct outbox_row, m)
#define T(m) DB_COL_TEXT(struct outbox_row, m)
static const struct db_col row_cols[] = {I(id), I(state), I(attempts), I(run_at), I(made_at), I(ended_at), I(outcome), I(trial), T(to), T(to_name),
                                         T(subject), T(kind), T(answer), DB_COL_END};
#undef I
#undef T

enum status outbox_list(struct ctx *c, enum outbox_state state, int64_t before, struct outbox_row **out, size_t *n)
{
        return db_all(c->db, c->arena, &outbox_of_state, DB_ARGS(DB_I("state", state), DB_I("before", before ? before : INT64_MAX)), row_cols,
                      sizeof **out, OUTBOX_PAGE, out, n);
}

enum status outbox_count(struct ctx *c, enum outbox_state state, int64_t *n)
{
        return db_i64(c->db, &outbox_counted, DB_ARGS(DB_I("state", state)), n);
}

/* ---- again, and no longer ---- */

enum status outbox_again(struct ctx *c, int64_t id)
{
        int64_t n = 0, sooner = 0;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_exec(c->db, &outbox_retry, DB_ARGS(DB_I("now", c->now), DB_I("id", id)), &n);

        if (!st)
                st = db_exec(c->db, &outbox_sooner, DB_ARGS(DB_I("now", c->now), DB_I("id", id)), &sooner);
        if (!st && id && !n && !sooner)
                return ST_NOT_FOUND;
        return st ? st : db_commit(&tx);
}

enum status outbox_hurry(struct ctx *c)
{
        return db_exec(c->db, &outbox_sooner, DB_ARGS(DB_I("now", c->now), DB_I("id", 0)), NULL);
}

enum status outbox_trial_over(struct ctx *c)
{
        return db_exec(c->db, &outbox_forget_trial, DB_NO_ARGS, NULL);
}

static enum status prune(struct ctx *c, const struct job *j)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_exec(c->db, &outbox_prune, DB_ARGS(DB_I("old", c->now - KEPT_MS_DAYS * DAY_MS)), NULL);

        return st ? st : db_commit(&tx);
}

static const struct job_kind outbox_jobs[] = {{"outbox.prune", prune, HOUR_MS, 0}, {NULL, NULL, 0, 0}};
static const struct sealed outbox_secrets[] = {{&outbox_sealed, &outbox_seal, &outbox_lost}, {0}};
static const struct personal outbox_personal[] = {{"outbox", "address_fold", "person_id", "where they were written to"},
                                                  {"outbox", "to_name", "person_id", "as whom they were written to"},
                                                  {"outbox", "subject", "person_id", "what they were written about"},
                                                  {"outbox", "letter", "person_id", "what they were written, until it is sent"},
                                                  {NULL, NULL, NULL, NULL}};

const struct slice slice_outbox = {.name = "outbox", .stmts = outbox_stmts, .jobs = outbox_jobs, .personal = outbox_personal, .sealed = outbox_secrets};

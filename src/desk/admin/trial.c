/* Trial mode.  What it began with is kept: the newest ticket and the newest person of that moment; what came after
 * is what was tried.  Erasing takes away those tickets with all that hangs on them, and those people who hold no
 * role, are in no group and whom nothing else names; the configuration, and who works, stay.  All or nothing: a
 * table that is forgotten here refuses the whole by its foreign key, and the test looks for such tables. */
#include "app/outbox.h"
#include "desk/admin/first.h"
#include "desk/admin/first_view.h"
#include "desk/admin/trial_own.h"
#include "templates.h"

DB_STMT(trial_ticket_head, "SELECT COALESCE(MAX(id), 0) FROM ticket");
DB_STMT(trial_person_head, "SELECT COALESCE(MAX(id), 0) FROM person");
DB_STMT(trial_tickets, "SELECT COUNT(*) FROM ticket WHERE id > :ticket");
DB_STMT(trial_people, "SELECT COUNT(*) FROM person p WHERE p.id IN " TRIAL_PEOPLE);
DB_STMT(trial_ids, "SELECT id FROM ticket WHERE id > :ticket ORDER BY id LIMIT 5000");

struct trial_state {
        int64_t at, ticket, person;
        bool on;
};

static enum status trial_read(struct ctx *c, struct trial_state *t)
{
        const char *s;
        int64_t *to[] = {&t->at, &t->ticket, &t->person};
        enum status st = house_fact_now(c, "state.trial", &s);

        *t = (struct trial_state){.on = s != NULL};
        for (size_t i = 0; !st && s && i < ARRAY_LEN(to); i++) {
                size_t n = strcspn(s, " ");
                if (!text_i64(arena_strn(c->arena, s, n), to[i]))
                        return ST_IO;
                s += n + strspn(s + n, " ");
        }
        return st;
}

/* The page leaves only the bound that each statement has: its arguments are all three. */
static enum status erase_one(struct ctx *c, const struct db_stmt *s, const struct trial_state *t)
{
        return db_exec(c->db, s, DB_ARGS(DB_I("ticket", t->ticket), DB_I("person", t->person)), NULL);
}

struct id_row {
        int64_t id;
};

static enum status search_forgets(struct ctx *c, const struct trial_state *t)
{
        static const struct db_col cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};
        struct trial_state at = *t;
        size_t n = 1;

        while (n) {
                struct id_row *row;
                enum status st = db_all(c->db, c->arena, &trial_ids, DB_ARGS(DB_I("ticket", at.ticket)), cols, sizeof *row, 5000, &row, &n);
                for (size_t i = 0; !st && i < n; i++)
                        st = db_search_drop(c->db, row[i].id);
                if (st)
                        return st;
                at.ticket = n ? row[n - 1].id : at.ticket;
        }
        return ST_OK;
}

enum status trial_erase(struct ctx *c)
{
        struct trial_state t;

        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : trial_read(c, &t);
        if (!st && !t.on)
                return ctx_fail(c, ST_CONFLICT, MSG_trial_off);
        if (!st)
                st = house_fact_set(c, "retention.running", "1"); /* what lets the journal's rows go, in this transaction alone */
        if (!st)
                st = search_forgets(c, &t);
        for (size_t i = 0; !st && trial_erasers[i]; i++)
                st = erase_one(c, trial_erasers[i], &t);
        if (!st)
                st = house_fact_set(c, "retention.running", NULL);
        if (!st)
                st = house_fact_set(c, "state.trial", NULL);
        if (!st)
                st = outbox_trial_over(c);
        if (!st)
                st = audit(c, "trial.erase", "site", 0, "ok", NULL);
        return st ? st : db_commit(&tx);
}

static enum status trial_begin(struct ctx *c)
{
        struct trial_state t;
        int64_t ticket = 0, person = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : trial_read(c, &t);
        if (!st && t.on)
                return ST_OK;
        if (!st)
                st = db_i64(c->db, &trial_ticket_head, DB_NO_ARGS, &ticket);
        if (!st)
                st = db_i64(c->db, &trial_person_head, DB_NO_ARGS, &person);
        if (!st)
                st = house_fact_set(c, "state.trial", arena_fmt(c->arena, "%lld %lld %lld", (long long)c->now, (long long)ticket, (long long)person));
        if (!st)
                st = audit(c, "trial.begin", "site", 0, "ok", NULL);
        return st ? st : db_commit(&tx);
}

static enum status trial_end(struct ctx *c)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : house_fact_set(c, "state.trial", NULL);
        if (!st)
                st = outbox_trial_over(c);
        if (!st)
                st = audit(c, "trial.end", "site", 0, "ok", NULL);
        return st ? st : db_commit(&tx);
}

/* ---- pages ----------------------------------------------------------------------------------------------------- */

static enum status trial_show(struct ctx *c)
{
        struct trial_view v = {.e_word = form_msg(c, "word"), .e_logo = form_msg(c, "logo")};
        struct trial_state t;
        enum status st = trial_read(c, &t);

        if (!st && t.on)
                st = db_i64(c->db, &trial_tickets, DB_ARGS(DB_I("ticket", t.ticket)), &v.tickets);
        if (!st && t.on)
                st = db_i64(c->db, &trial_people, DB_ARGS(DB_I("ticket", t.ticket), DB_I("person", t.person)), &v.people);
        if (!st)
                st = outbox_count(c, OUTBOX_HELD, &v.held);
        if (st)
                return st;
        v.on = t.on;
        v.mail_to = c->n_error ? form_value(c, "trial_to") : setting_text(c, "mail.trial_to");
        v.e_mail_to = form_msg(c, "mail.trial_to");
        v.since = t.at;
        admin_page(c, &v.page, ctx_msg(c, MSG_admin_trial), "admin-trial");
        admin_trial_html(&c->html, &v);
        return ST_OK;
}

static enum status done(struct ctx *c, enum status st, const char *notice)
{
        if (st)
                return st;
        settings_fresh(c);
        page_notice(c, notice, NULL);
        return ctx_redirect(c, "/admin/trial");
}

static enum status begin_post(struct ctx *c)
{
        return done(c, trial_begin(c), "trial.begun");
}

static enum status end_post(struct ctx *c)
{
        return done(c, trial_end(c), "trial.ended");
}

static enum status erase_post(struct ctx *c)
{
        const char *word = form_value(c, "word");

        if (!str_eq(text_fold(c->arena, word ? word : ""), text_fold(c->arena, ctx_msg(c, MSG_trial_word_is)))) {
                form_error(c, "word", MSG_trial_word_wrong);
                return trial_show(c);
        }
        return done(c, trial_erase(c), "trial.erased");
}

static enum status mail_post(struct ctx *c)
{
        const char *to = form_value(c, "trial_to"), *seen = form_value(c, "seen");

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : setting_change(c, "mail.trial_to", to ? to : "", seen);
        if (st == ST_STALE)
                form_error(c, "mail.trial_to", MSG_admin_stale);
        if (!st)
                st = audit(c, "mail.trial", "site", 0, "ok", to && *to ? "one" : "held");
        if (!st)
                st = db_commit(&tx);
        if (st == ST_INVALID || st == ST_STALE) {
                db_end(&tx);
                return trial_show(c);
        }
        return done(c, st, "mail.saved");
}

static enum status logo_post(struct ctx *c)
{
        const char *act = form_value(c, "act");

        if (str_eq(act, "remove"))
                return done(c, logo_drop(c), "fields.saved");
        enum status st = logo_sent(c);
        return st == ST_INVALID ? trial_show(c) : done(c, st, "fields.saved");
}

static const struct route trial_routes[] = {
        {HTTP_GET, "/admin/trial", PERM_ADMIN, trial_show, 0, NULL},
        {HTTP_POST, "/admin/trial/begin", PERM_ADMIN, begin_post, 0, NULL},
        {HTTP_POST, "/admin/trial/end", PERM_ADMIN, end_post, 0, NULL},
        {HTTP_POST, "/admin/trial/erase", PERM_ADMIN, erase_post, ROUTE_SLOW, NULL},
        {HTTP_POST, "/admin/trial/mail", PERM_ADMIN, mail_post, 0, NULL},
        {HTTP_POST, "/admin/logo", PERM_ADMIN, logo_post, ROUTE_UPLOAD, NULL},
        {0}};
static const struct db_stmt *const trial_stmts[] = {&trial_ticket_head, &trial_person_head, &trial_tickets, &trial_people, &trial_ids, NULL};

const struct slice slice_trial = {.name = "trial", .routes = trial_routes, .stmts = trial_stmts};

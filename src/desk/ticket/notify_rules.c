/* Who is told of what: the table of rules (event × role) as shipped and as administrators changed it, and what
 * each person chose of it. */
#include "desk/ticket/notify.h"

enum { RULES_MAX = 200 };

/* ---- the table --------------------------------------------------------------------------------------------- */

static const char *const event_words[] = {"opened", "assigned", "transferred", "reply", "note", "mention", "advice", "state", "urgent", "late", "level", "pool", "invitation", "intention"};
static const char *const role_words[] = {"requester", "invited", "watcher", "assignee", "group", "lead", "named", "asked"};
static const int event_labels[] = {MSG_notice_event_opened, MSG_notice_event_assigned, MSG_notice_event_transferred, MSG_notice_event_reply,
                                   MSG_notice_event_note,   MSG_notice_event_mention,  MSG_notice_event_advice,      MSG_notice_event_state,
                                   MSG_notice_event_urgent, MSG_notice_event_late,
                                   MSG_notice_event_level,  MSG_notice_event_pool,     MSG_notice_event_invitation,
                                   MSG_notice_event_intention};
static const int role_labels[] = {MSG_notice_role_requester, MSG_notice_role_invited, MSG_notice_role_watcher, MSG_notice_role_assignee,
                                  MSG_notice_role_group,     MSG_notice_role_lead,    MSG_notice_role_named,   MSG_notice_role_asked};
_Static_assert(ARRAY_LEN(event_words) == NOTIFY_EVENTS && ARRAY_LEN(role_words) == NOTIFY_ROLES, "words");

/* As shipped: event, role, in the page, by mail, urgent. */
static const struct notify_rule shipped[] = {
        {NOTIFY_OPENED, NOTIFY_REQUESTER, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_OPENED, NOTIFY_GROUP, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_OPENED, NOTIFY_LEAD, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_ASSIGNED, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_TRANSFERRED, NOTIFY_GROUP, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_TRANSFERRED, NOTIFY_LEAD, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_REPLY, NOTIFY_REQUESTER, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_REPLY, NOTIFY_INVITED, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_REPLY, NOTIFY_WATCHER, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_REPLY, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_REPLY, NOTIFY_GROUP, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_NOTE, NOTIFY_WATCHER, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_NOTE, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_MENTION, NOTIFY_NAMED, NOTIFY_ALWAYS, NOTIFY_DEFAULT, 0},
        {NOTIFY_ADVICE, NOTIFY_ASKED, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_STATE, NOTIFY_REQUESTER, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_STATE, NOTIFY_INVITED, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_STATE, NOTIFY_WATCHER, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_STATE, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_URGENT, NOTIFY_GROUP, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 1},
        {NOTIFY_URGENT, NOTIFY_LEAD, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 1},
        {NOTIFY_LATE, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_LATE, NOTIFY_LEAD, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_LEVEL, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_LEVEL, NOTIFY_GROUP, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_LEVEL, NOTIFY_LEAD, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_POOL, NOTIFY_LEAD, NOTIFY_ALWAYS, NOTIFY_DEFAULT, 0},
        {NOTIFY_INVITATION, NOTIFY_INVITED, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_INTENTION, NOTIFY_REQUESTER, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
};

/* Notes, mentions and the like are never told to those who only asked, whatever a rule may say. */
bool notify_public(int event)
{
        return event == NOTIFY_OPENED || event == NOTIFY_REPLY || event == NOTIFY_STATE || event == NOTIFY_INVITATION ||
               event == NOTIFY_INTENTION;
}

DB_STEADY(notify_rule_list, "SELECT event, role, page, mail, urgent FROM notification_rule ORDER BY event, role LIMIT 200");
DB_STMT(notify_rule_save,
        "INSERT INTO notification_rule (event, role, page, mail, urgent) VALUES (:event, :role, :page, :mail, :urgent)"
        " ON CONFLICT (event, role) DO UPDATE SET page = excluded.page, mail = excluded.mail, urgent = excluded.urgent");
DB_STMT(notify_choice_list, "SELECT event, page, mail FROM notification_choice WHERE person_id = :me ORDER BY event LIMIT 50");
DB_STMT(notify_choice_save,
        "INSERT INTO notification_choice (person_id, event, page, mail) VALUES (:me, :event, :page, :mail)"
        " ON CONFLICT (person_id, event) DO UPDATE SET page = excluded.page, mail = excluded.mail");
static const struct db_stmt *const rule_stmts[] = {&notify_rule_list, &notify_rule_save, &notify_choice_list, &notify_choice_save, NULL};

const char *notify_event_word(int event)
{
        return event_words[event];
}

const char *notify_role_word(int role)
{
        return role_words[role];
}

const char *notify_event_label(struct ctx *c, int event)
{
        return ctx_msg(c, event_labels[event]);
}

const char *notify_role_label(struct ctx *c, int role)
{
        return ctx_msg(c, role_labels[role]);
}

struct rule_row {
        int64_t page, mail, urgent;
        const char *event, *role;
};

enum status notify_rules(struct ctx *c, struct notify_rule **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct rule_row, event), DB_COL_TEXT(struct rule_row, role), DB_COL_I64(struct rule_row, page),
                                             DB_COL_I64(struct rule_row, mail), DB_COL_I64(struct rule_row, urgent), DB_COL_END};
        struct rule_row *row;
        size_t n_row;
        enum status st = db_all(c->db, c->arena, &notify_rule_list, DB_NO_ARGS, cols, sizeof *row, RULES_MAX, &row, &n_row);

        if (st)
                return st;
        *n = ARRAY_LEN(shipped);
        *out = ARENA_ARRAY(c->arena, *n, struct notify_rule);
        for (size_t i = 0; i < *n; i++) {
                struct notify_rule *r = &(*out)[i];
                *r = shipped[i];
                for (size_t j = 0; j < n_row; j++)
                        if (str_eq(row[j].event, event_words[r->event]) && str_eq(row[j].role, role_words[r->role])) {
                                r->page = row[j].page;
                                r->mail = row[j].mail;
                                r->urgent = row[j].urgent;
                        }
        }
        return ST_OK;
}

enum status notify_rule_put(struct ctx *c, const struct notify_rule *r)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = db_exec(c->db, &notify_rule_save,
                             DB_ARGS(DB_T("event", event_words[r->event]), DB_T("role", role_words[r->role]), DB_I("page", r->page),
                                     DB_I("mail", r->mail), DB_I("urgent", r->urgent)),
                             NULL);
        if (!st)
                st = audit(c, "notice.rule", event_words[r->event], r->page, "ok", role_words[r->role]);
        return st ? st : db_commit(&tx);
}

const char *notify_rule_field(struct ctx *c, const struct notify_rule *r)
{
        return arena_fmt(c->arena, "%s.%s", event_words[r->event], role_words[r->role]);
}

static bool level_fits(int64_t level)
{
        return level >= NOTIFY_NEVER && level <= NOTIFY_ALWAYS;
}

enum status notify_rules_put(struct ctx *c, const struct notify_rule *want, size_t n)
{
        struct notify_rule *now;
        size_t n_now;

        for (size_t i = 0; i < n; i++)
                if (!level_fits(want[i].page) || !level_fits(want[i].mail))
                        form_error(c, notify_rule_field(c, &want[i]), MSG_notice_level_bad);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : notify_rules(c, &now, &n_now);
        for (size_t i = 0; !st && i < n && i < n_now; i++)
                if (now[i].page != want[i].page || now[i].mail != want[i].mail || now[i].urgent != want[i].urgent)
                        st = notify_rule_put(c, &want[i]);
        return st ? st : db_commit(&tx);
}

/* ---- what one chooses ----------------------------------------------------------------------------------------- */

static bool role_mine(const struct ctx *c, int role)
{
        bool agent = ctx_role(c, ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN);

        return role == NOTIFY_REQUESTER || role == NOTIFY_INVITED || agent;
}

struct choice_row {
        int64_t page, mail;
        const char *event;
};

enum status notify_choices(struct ctx *c, struct notify_choice **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct choice_row, event), DB_COL_I64(struct choice_row, page),
                                             DB_COL_I64(struct choice_row, mail), DB_COL_END};
        struct notify_rule *r;
        struct choice_row *row;
        size_t n_rule, n_row;
        enum status st = notify_rules(c, &r, &n_rule);

        if (!st)
                st = db_all(c->db, c->arena, &notify_choice_list, DB_ARGS(DB_I("me", c->actor->person_id)), cols, sizeof *row, 50, &row, &n_row);
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, NOTIFY_EVENTS, struct notify_choice);
        *n = 0;
        for (int e = 0; e < NOTIFY_EVENTS; e++) {
                struct notify_choice k = {.event = e};
                int64_t page = 0, mail = 0;
                for (size_t i = 0; i < n_rule; i++)
                        if (r[i].event == e && role_mine(c, r[i].role)) {
                                page = r[i].page > page ? r[i].page : page;
                                mail = r[i].mail > mail ? r[i].mail : mail;
                        }
                if (!page && !mail)
                        continue;
                k.page = page >= NOTIFY_DEFAULT;
                k.mail = mail >= NOTIFY_DEFAULT;
                k.page_free = page == NOTIFY_CHOOSES || page == NOTIFY_DEFAULT;
                k.mail_free = mail == NOTIFY_CHOOSES || mail == NOTIFY_DEFAULT;
                for (size_t i = 0; i < n_row; i++)
                        if (str_eq(row[i].event, event_words[e])) {
                                k.page = k.page_free ? row[i].page : k.page;
                                k.mail = k.mail_free ? row[i].mail : k.mail;
                        }
                (*out)[(*n)++] = k;
        }
        return ST_OK;
}

enum status notify_wants_mail(struct ctx *c, int event, bool *wanted)
{
        struct notify_choice *k;
        size_t n;
        enum status st = notify_choices(c, &k, &n);

        *wanted = false;
        for (size_t i = 0; !st && i < n; i++)
                if (k[i].event == event)
                        *wanted = k[i].mail != 0;
        return st;
}

enum status notify_choice_put(struct ctx *c, int event, bool page, bool mail)
{
        return db_exec(c->db, &notify_choice_save,
                       DB_ARGS(DB_I("me", c->actor->person_id), DB_T("event", event_words[event]), DB_I("page", page), DB_I("mail", mail)), NULL);
}

enum status notify_choices_put(struct ctx *c, const struct notify_choice *want, size_t n)
{
        struct notify_choice *k;
        size_t n_k;
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = notify_choices(c, &k, &n_k);
        for (size_t i = 0; !st && i < n; i++) {
                size_t j = 0;
                while (j < n_k && k[j].event != want[i].event)
                        j++;
                if (j == n_k)
                        return ST_NOT_FOUND;
                if (k[j].page_free || k[j].mail_free)
                        st = notify_choice_put(c, k[j].event, k[j].page_free ? want[i].page != 0 : k[j].page != 0,
                                               k[j].mail_free ? want[i].mail != 0 : k[j].mail != 0);
        }
        return st ? st : db_commit(&tx);
}

static const struct personal rule_personal[] = {{"notification_choice", "event", "person_id", "what they want to be told"},
                                                {NULL, NULL, NULL, NULL}};
const struct slice slice_notify_rules = {.name = "notify-rules", .stmts = rule_stmts, .personal = rule_personal};

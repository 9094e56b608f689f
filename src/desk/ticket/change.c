/* Changes of fields, group and person.  Every verb has the same shape: change_begin() locks the row,
 * loads it anew, asks the policy and compares the version; one UPDATE that names the version; one journal
 * entry; change_end() loads what is now and tells hooks, search and live pages.  Who takes a ticket is
 * decided by the UPDATE itself (assignee_id IS NULL), never by a SELECT before. */
#include "desk/people/people.h"
#include "desk/ticket/access.h"
#include "desk/ticket/asked_own.h"
#include "desk/ticket/course.h"
#include "desk/ticket/internal.h"
#include "desk/ticket/notify.h"
#include "desk/ticket/sheet.h"

TICKET_SQL(ticket_lock, "SELECT version FROM ticket WHERE id = :id @lock");
TICKET_SQL(ticket_take_put,
        "UPDATE ticket SET assignee_id = :me, state = CASE WHEN state = 10 THEN 20 ELSE state END,"
        " version = version + 1, updated_at = :now WHERE id = :id AND assignee_id IS NULL AND state < 40");
TICKET_SQL(ticket_assign_put,
        "UPDATE ticket SET group_id = :group, department_id = :department, scope = :scope, assignee_id = :assignee,"
        " transfers = transfers + :moved, version = version + 1, updated_at = :now WHERE id = :id AND version = :version");
TICKET_SQL(transfer_insert,
        "INSERT INTO transfer (ticket_id, at, from_group, to_group, by_id) VALUES (:id, :now, :from, :to, :by)");
TICKET_SQL(ticket_fields_put,
        "UPDATE ticket SET subject = :subject, description = :description, site = :site, room = :room,"
        " equipment = :equipment, impact = :impact, urgency = :urgency, priority = :priority, service_id = :service,"
        " category_id = :category, course_id = :course, requested_for_id = :for, channel = :channel, confidential = :confidential, scope = :scope,"
        " version = version + 1, updated_at = :now WHERE id = :id AND version = :version");
TICKET_SQL(assignee_fits,
        "SELECT COUNT(*) FROM group_member m JOIN person p ON p.id = m.person_id WHERE m.group_id = :group"
        " AND m.person_id = :person AND p.state = 10");
TICKET_SQL(person_invite,
        "INSERT INTO ticket_person (person_id, ticket_id, part) SELECT p.id, CAST(:id AS BIGINT), CAST(:part AS BIGINT)"
        " FROM person p WHERE p.id = :person AND p.state = 10 ON CONFLICT (person_id, ticket_id, part) DO NOTHING");
TICKET_SQL(person_withdraw, "DELETE FROM ticket_person WHERE ticket_id = :id AND person_id = :person AND part = :part");

enum status change_begin(struct ctx *c, struct ticket *t, enum action a, int64_t version, struct change *ch)
{
        int64_t locked;

        *ch = (struct change){.t = t};
        if (!c->actor)
                return ST_SIGN_IN;
        const struct ticket_kind *k = kind_declared(c, t->kind);
        enum status st = k && k->lock ? k->lock(c, t) : ST_OK;
        if (!st)
                st = db_i64(c->db, &tsql_ticket_lock, DB_ARGS(DB_I("id", t->id)), &locked);
        if (!st)
                st = ticket_raw(c, t->id, &ch->before);
        if (st)
                return st;
        if (!ticket_can(c, &ch->before, ACT_READ))
                return ST_NOT_FOUND;
        if (!ticket_can(c, &ch->before, a))
                return ctx_fail(c, ST_DENIED, MSG_ticket_denied);
        *t = ch->before;
        return version && version != ch->before.version ? ctx_fail(c, ST_STALE, MSG_ticket_stale) : ST_OK;
}

enum status change_held(struct ctx *c, enum status st, int64_t rows)
{
        return st ? st : rows ? ST_OK : ctx_fail(c, ST_STALE, MSG_ticket_stale);
}

enum status change_end(struct ctx *c, struct change *ch)
{
        struct ticket_change told = {.event = ch->event, .before = &ch->before, .after = ch->t, .entry_id = ch->entry_id,
                                     .contact = ch->contact, .shared = ch->shared, .quiet = ch->quiet};
        bool entry = ch->event == EV_COMMENTED || ch->event == EV_NOTED;
        enum status st = ticket_raw(c, ch->before.id, ch->t);
        int64_t due = ch->t->due_at;

        if (!st && ch->t->scope != ch->before.scope && ch->t->scope % 2)
                st = asked_shut(c, ch->t);
        if (!st && ch->reindex)
                st = ticket_reindex(c, ch->t->id);
        if (!st)
                st = hooks_run(c, &told);
        if (!st)
                st = hooks_due(c, ch->t, due);
        return st ? st : live_tell(c, entry ? LIVE_ENTRY : LIVE_TICKET_CHANGED, ch->t, ch->before.scope, ch->hidden);
}

/* ---- take ---------------------------------------------------------------------------------------- */

static enum status taken_by(struct ctx *c, const struct ticket *t)
{
        struct html_arg who = {"who", t->assignee_name ? t->assignee_name : "", 0};

        if (t->state >= STATE_RESOLVED)
                return ctx_fail(c, ST_CONFLICT, MSG_ticket_is_done);
        return ctx_fail_text(c, ST_CONFLICT, msg_text(c->arena, c->lang, MSG_ticket_taken_by, 1, &who));
}

static enum status take_write(struct ctx *c, struct change *ch)
{
        struct changes what;
        const struct ticket *b = &ch->before;
        int64_t rows, me = c->actor->person_id;
        enum status st = db_exec(c->db, &tsql_ticket_take_put,
                                 DB_ARGS(DB_I("me", me), DB_I("now", c->now), DB_I("id", b->id)), &rows);

        if (st)
                return st;
        if (!rows)
                return taken_by(c, b);
        changes_init(c, &what);
        changes_id(&what, "assignee", 0, me);
        st = changes_entry(c, &what, b, false, &ch->entry_id);
        if (!st && b->state == STATE_NEW) {
                changes_init(c, &what);
                changes_id(&what, "state", STATE_NEW, STATE_OPEN);
                st = changes_entry(c, &what, b, true, &ch->entry_id);
        }
        ch->event = EV_TAKEN;
        return st ? st : change_end(c, ch);
}

enum status ticket_take(struct ctx *c, struct ticket *t)
{
        struct change ch;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_TAKE, 0, &ch);
        if (!st && !c->actor->person_id)
                st = ctx_fail(c, ST_DENIED, MSG_ticket_denied);
        if (!st && ch.before.assignee_id == c->actor->person_id && ch.before.state < STATE_RESOLVED)
                return ST_OK;
        if (!st)
                st = take_write(c, &ch);
        return st ? st : db_commit(&tx);
}

/* ---- assign --------------------------------------------------------------------------------------- */

static enum status assignee_check(struct ctx *c, int64_t group_id, int64_t assignee_id)
{
        int64_t n = 1;
        enum status st = ST_OK;

        if (assignee_id)
                st = db_i64(c->db, &tsql_assignee_fits, DB_ARGS(DB_I("group", group_id), DB_I("person", assignee_id)), &n);
        if (!st && !n) {
                form_error(c, "assignee", MSG_ticket_not_member);
                return ST_INVALID;
        }
        return st;
}

static enum status assign_route(struct ctx *c, int64_t group_id, struct route_found *to)
{
        enum status st = route_find(c, group_id, 0, 0, 0, to);

        if (st != ST_NOT_FOUND)
                return st;
        form_error(c, "group", MSG_ticket_group_unknown);
        return ST_INVALID;
}

static enum status assign_write(struct ctx *c, struct change *ch, const struct route_found *to, int64_t assignee_id)
{
        struct changes what;
        const struct ticket *b = &ch->before;
        bool moved = to->group_id != b->group_id;
        int64_t rows;
        int64_t scope = moved ? scope_of(to->department_id, to->group_id, b->confidential || to->closed) : b->scope;
        enum status st = db_exec(c->db, &tsql_ticket_assign_put,
                                 DB_ARGS(DB_I("group", to->group_id),
                                         DB_I("department", moved ? to->department_id : b->department_id),
                                         DB_I("scope", scope), DB_REF("assignee", assignee_id), DB_I("moved", moved),
                                         DB_I("now", c->now), DB_I("id", b->id), DB_I("version", b->version)),
                                 &rows);

        st = change_held(c, st, rows);
        if (!st && moved)
                st = db_exec(c->db, &tsql_transfer_insert,
                             DB_ARGS(DB_I("id", b->id), DB_I("now", c->now), DB_I("from", b->group_id),
                                     DB_I("to", to->group_id), DB_REF("by", c->actor->person_id)),
                             NULL);
        changes_init(c, &what);
        changes_id(&what, "group", b->group_id, to->group_id);
        changes_id(&what, "assignee", b->assignee_id, assignee_id);
        if (!st)
                st = changes_entry(c, &what, b, false, &ch->entry_id);
        ch->event = EV_ASSIGNED;
        ch->reindex = scope != b->scope;
        return st ? st : change_end(c, ch);
}

enum status ticket_assign(struct ctx *c, struct ticket *t, int64_t group_id, int64_t assignee_id, int64_t version)
{
        struct change ch;
        struct route_found to;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_ASSIGN, version, &ch);
        if (!st && ch.before.state >= STATE_CLOSED)
                st = ctx_fail(c, ST_CONFLICT, MSG_ticket_is_done);
        if (!st)
                st = assign_route(c, group_id ? group_id : ch.before.group_id, &to);
        /* whoever has it keeps it, a substitute from another group too */
        if (!st && (assignee_id != ch.before.assignee_id || to.group_id != ch.before.group_id))
                st = assignee_check(c, to.group_id, assignee_id);
        if (!st && to.group_id == ch.before.group_id && assignee_id == ch.before.assignee_id)
                return ST_OK;
        if (!st)
                st = assign_write(c, &ch, &to, assignee_id);
        return st ? st : db_commit(&tx);
}

/* ---- fields ---------------------------------------------------------------------------------------- */

static const char *text_or(struct ctx *c, const char *field, const char *raw, size_t max, bool one_line, const char *old)
{
        const char *out;

        if (!raw)
                return old;
        return text_take(c, field, raw, max, one_line, &out) ? out : old;
}

static int64_t number_or(int64_t v, int64_t old)
{
        return v < 0 ? old : v;
}

/* The ticket as the patch wants it, in *n; texts that are too long are form errors. */
static void patch_apply(struct ctx *c, const struct ticket_patch *p, const struct ticket *b, struct ticket *n)
{
        *n = *b;
        n->subject = text_or(c, "subject", p->subject, MAX_SUBJECT_BYTES, true, b->subject);
        n->description = text_or(c, "description", p->description, MAX_BODY_BYTES, false, b->description);
        n->site = text_or(c, "site", p->site, MAX_NAME_BYTES, true, b->site);
        n->room = text_or(c, "room", p->room, MAX_NAME_BYTES, true, b->room);
        n->equipment = text_or(c, "equipment", p->equipment, MAX_NAME_BYTES, true, b->equipment);
        n->impact = number_or(p->impact, b->impact);
        n->urgency = number_or(p->urgency, b->urgency);
        n->service_id = number_or(p->service_id, b->service_id);
        n->category_id = number_or(p->category_id, b->category_id);
        n->channel = number_or(p->channel, b->channel);
        n->course_id = number_or(p->course_id, b->course_id);
        n->requested_for_id = number_or(p->requested_for_id, b->requested_for_id);
        n->confidential = p->confidential < 0 ? b->confidential : p->confidential > 0;
        if (text_blank(n->subject))
                form_error(c, "subject", MSG_ticket_subject_missing);
        if (n->impact < 1 || n->impact > 3)
                form_error(c, "impact", MSG_ticket_level);
        if (n->urgency < 1 || n->urgency > 3)
                form_error(c, "urgency", MSG_ticket_level);
        if (!*channel_word(n->channel))
                form_error(c, "channel", MSG_ticket_channel_unknown);
        if (n->category_id && n->category_id != b->category_id && !category_offered(c, n->category_id))
                form_error(c, "category", MSG_ticket_category_unknown); /* unknown, or retired */
        if (n->impact != b->impact || n->urgency != b->urgency)
                n->priority = c->n_error ? b->priority : priority_of(c, n->impact, n->urgency);
}

static enum status beneficiary_fits(struct ctx *c, int64_t person_id)
{
        int64_t n = 0;
        enum status st = db_i64(c->db, &tsql_ticket_people_known,
                                DB_ARGS(DB_I("requester", person_id), DB_I("for", person_id), DB_I("contact", person_id)), &n);

        if (!st && n != 1)
                form_error(c, "requested_for", MSG_ticket_person_unknown);
        return st;
}

/* Service and category exist and fit; how closed the ticket is follows from them. */
static enum status patch_route(struct ctx *c, const struct ticket *before, struct ticket *n)
{
        struct route_found r;
        struct course course;
        enum status st = route_find(c, n->group_id, n->service_id, n->category_id, 0, &r);

        if (st)
                return st;
        if (n->service_id && !r.service_id)
                form_error(c, "service", MSG_ticket_service_unknown);
        if (n->category_id && (!r.category_id || (r.category_service_id && r.category_service_id != n->service_id)))
                form_error(c, "category", MSG_ticket_category_unknown);
        if (n->requested_for_id != before->requested_for_id && (st = beneficiary_fits(c, n->requested_for_id)))
                return st;
        if (n->course_id && (st = course_load(c, n->course_id, &course)) == ST_NOT_FOUND)
                form_error(c, "course", MSG_course_unknown);
        if (st && st != ST_NOT_FOUND)
                return st;
        n->confidential = n->confidential || r.service_confidential || r.category_confidential;
        n->scope = scope_of(n->department_id, n->group_id, n->confidential || r.closed);
        return c->n_error ? ST_INVALID : ST_OK;
}

static enum status fields_entry(struct ctx *c, const struct ticket *b, const struct ticket *n, struct change *ch, bool *any)
{
        struct changes what;

        changes_init(c, &what);
        changes_id(&what, "impact", b->impact, n->impact);
        changes_id(&what, "urgency", b->urgency, n->urgency);
        changes_id(&what, "priority", b->priority, n->priority);
        changes_id(&what, "service", b->service_id, n->service_id);
        changes_id(&what, "category", b->category_id, n->category_id);
        changes_id(&what, "for", b->requested_for_id, n->requested_for_id);
        changes_id(&what, "course", b->course_id, n->course_id);
        changes_id(&what, "channel", b->channel, n->channel);
        changes_id(&what, "confidential", b->confidential, n->confidential);
        changes_text(&what, "subject", b->subject, n->subject);
        changes_text(&what, "description", b->description, n->description);
        changes_text(&what, "site", b->site, n->site);
        changes_text(&what, "room", b->room, n->room);
        changes_text(&what, "equipment", b->equipment, n->equipment);
        *any = what.any;
        return changes_entry(c, &what, b, false, &ch->entry_id);
}

/* Whoever it is for now reads it; whoever it was for, unless they have another part in it, does no longer. */
static enum status beneficiary_put(struct ctx *c, const struct ticket *b, int64_t person_id)
{
        enum status st = db_exec(c->db, &tsql_person_withdraw,
                                 DB_ARGS(DB_I("id", b->id), DB_I("person", b->requested_for_id), DB_I("part", PART_FOR)), NULL);

        if (st || !person_id || person_id == b->requester_id)
                return st;
        return db_exec(c->db, &tsql_person_invite,
                       DB_ARGS(DB_I("id", b->id), DB_I("part", PART_FOR), DB_I("person", person_id)), NULL);
}

static enum status fields_write(struct ctx *c, struct change *ch, const struct ticket *n)
{
        const struct ticket *b = &ch->before;
        int64_t rows;
        enum status st = db_exec(c->db, &tsql_ticket_fields_put,
                                 DB_ARGS(DB_T("subject", n->subject), DB_T("description", n->description),
                                         DB_T("site", n->site), DB_T("room", n->room), DB_T("equipment", n->equipment),
                                         DB_I("impact", n->impact), DB_I("urgency", n->urgency),
                                         DB_I("priority", n->priority), DB_REF("service", n->service_id),
                                         DB_REF("category", n->category_id), DB_REF("course", n->course_id),
                                         DB_REF("for", n->requested_for_id),
                                         DB_I("channel", n->channel),
                                         DB_I("confidential", n->confidential), DB_I("scope", n->scope),
                                         DB_I("now", c->now), DB_I("id", b->id), DB_I("version", b->version)),
                                 &rows);

        ch->event = EV_CHANGED;
        ch->hidden = false;
        ch->reindex = n->scope != b->scope || n->requested_for_id != b->requested_for_id || n->course_id != b->course_id || strcmp(n->subject, b->subject) || strcmp(n->description, b->description);
        st = change_held(c, st, rows);
        if (!st && n->requested_for_id != b->requested_for_id)
                st = beneficiary_put(c, b, n->requested_for_id);
        return st ? st : change_end(c, ch);
}

enum status ticket_change(struct ctx *c, struct ticket *t, const struct ticket_patch *p, int64_t version)
{
        struct change ch;
        struct ticket now;
        bool any = false;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, version, &ch);
        if (st)
                return st;
        patch_apply(c, p, &ch.before, &now);
        st = patch_route(c, &ch.before, &now);
        if (!st)
                st = fields_entry(c, &ch.before, &now, &ch, &any);
        if (!st && !any)
                return ST_OK;
        if (!st)
                st = fields_write(c, &ch, &now);
        return st ? st : db_commit(&tx);
}

/* ---- people ------------------------------------------------------------------------------------------ */

static enum status part_put(struct ctx *c, struct ticket *t, enum action a, int64_t person_id, enum part part, bool on)
{
        struct change ch;
        struct changes what;
        int64_t rows;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, a, 0, &ch);
        if (!st)
                st = db_exec(c->db, on ? &tsql_person_invite : &tsql_person_withdraw,
                             DB_ARGS(DB_I("id", t->id), DB_I("part", part), DB_I("person", person_id)), &rows);
        if (!st && !rows)
                return db_commit(&tx);
        changes_init(c, &what);
        if (part == PART_INVITED)
                changes_id(&what, "invited", on ? 0 : person_id, on ? person_id : 0);
        if (!st)
                st = changes_entry(c, &what, t, false, &ch.entry_id);
        ch.event = EV_CHANGED;
        ch.reindex = true;
        if (!st)
                st = change_end(c, &ch);
        const struct telling told = {.event = NOTIFY_INVITATION, .ticket_id = t->id, .role = NOTIFY_INVITED, .people = &person_id, .n_people = 1};
        if (!st && on && part == PART_INVITED)
                st = notify_tell(c, &told);
        return st ? st : db_commit(&tx);
}

enum status ticket_invite(struct ctx *c, struct ticket *t, int64_t person_id, bool on)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : part_put(c, t, ACT_INVITE, person_id, PART_INVITED, on);
        if (!st && !on)
                st = access_end(c, t->id, person_id);
        return st ? st : db_commit(&tx);
}

enum status ticket_watch(struct ctx *c, struct ticket *t, bool on)
{
        return part_put(c, t, ACT_READ_ALL, c->actor ? c->actor->person_id : 0, PART_WATCHER, on);
}

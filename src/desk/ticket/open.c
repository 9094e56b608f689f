/* Opening a ticket: who asks, where it goes, how closed it is, then one transaction writes number,
 * row, people, first journal entry, search and live event.  What a requester may not decide (group,
 * impact, priority, dates…) is taken from their draft, whatever was sent.  The number is drawn last,
 * just before the row, so that a hole in a series needs a failed commit. */
#include "desk/people/people.h"
#include "desk/ticket/evidence_own.h"
#include "desk/ticket/course.h"
#include "desk/ticket/together_own.h"

TICKET_LATER(ticket_insert,
        "INSERT INTO ticket (id, num, kind, due_at, state, pending, scope, group_id, department_id, service_id, category_id,"
        " requester_id, requested_for_id, opened_by_id, contact_id, parent_id, course_id, persona, channel, impact, urgency,"
        " priority, stated_urgency, confidential, news_kind, news_at, created_at, updated_at, resolved_at, closed_at,"
        " subject, description, site, room, equipment)"
        "\n--@sqlite\n VALUES (:id, :num,\n--@postgres\n VALUES (COALESCE(CAST(:id AS BIGINT), nextval('ticket_id_seq')),"
        " COALESCE(CAST(:num AS BIGINT), nextval(CAST('number_' || CAST(:kind AS TEXT) AS regclass))),\n--@both\n"
        " CAST(:kind AS BIGINT), :due, :state, :pending, :scope, :group, :department,"
        " :service, :category, :requester, :for, :opened, :contact, :parent, :course, :persona, :channel, :impact, :urgency,"
        " :priority, :stated, :confidential, :news, :at, :at, :at, :resolved, :closed, :subject, :description, :site,"
        " :room, :equipment) RETURNING id");
TICKET_LATER(ticket_person_insert, "INSERT INTO ticket_person (person_id, ticket_id, part) VALUES (:person, :ticket, :part)");
TICKET_SQL(ticket_people_known,
        "SELECT COUNT(*) FROM person WHERE id IN (:requester, :for, :contact) AND state = 10");
/* The group of the draft, else the service's, else the configured one, else the first. */
TICKET_STEADY(ticket_route,
        "SELECT g.id AS group_id, g.department_id, g.closed, s.id AS service_id, s.state AS service_state,"
        " s.confidential AS service_confidential, CASE WHEN NOT EXISTS (SELECT 1 FROM service_audience u"
        " WHERE u.service_id = s.id) OR EXISTS (SELECT 1 FROM service_audience u JOIN affiliation f ON f.kind = u.audience"
        " AND (u.department_id = 0 OR u.department_id = f.department_id) WHERE u.service_id = s.id"
        " AND f.person_id = i.person_id AND f.until_at > :now) THEN 1 ELSE 0 END AS audience, k.id AS category_id,"
        " k.service_id AS category_service_id, k.confidential AS category_confidential"
        " FROM (SELECT CAST(:service AS BIGINT) AS service_id, CAST(:category AS BIGINT) AS category_id,"
        " CAST(:group AS BIGINT) AS group_id, CAST(:person AS BIGINT) AS person_id) i"
        " LEFT JOIN service s ON s.id = i.service_id LEFT JOIN category k ON k.id = i.category_id"
        " JOIN support_group g ON g.id = COALESCE(i.group_id, s.group_id, (SELECT d.id FROM support_group d"
        " ORDER BY CASE WHEN d.code = :fallback THEN 0 ELSE 1 END, d.id LIMIT 1))");

#define I(m) DB_COL_I64(struct route_found, m)
static const struct db_col route_cols[] = {
        I(group_id), I(department_id), I(closed), I(service_id), I(service_state), I(service_confidential), I(audience),
        I(category_id), I(category_service_id), I(category_confidential), DB_COL_END};
#undef I

/* A draft after everything was decided. */
struct opening {
        struct route_found route;
        int64_t kind, requester, requested_for, opened_by, contact, parent, course, impact, urgency, stated, priority, channel,
            state, pending, at, scope, due;
        bool told;      /* loaded again once it is written */
        bool confidential, desk, contact_made, awaits_evidence;
        const char *subject, *description, *persona, *site, *room, *equipment, *course_words;
        struct stored *files;
        size_t n_files;
};

int64_t scope_of(int64_t department_id, int64_t group_id, bool confidential)
{
        return confidential ? scope_group(group_id) : scope_department(department_id);
}

/* Setting ticket.priorities: nine digits, impact 1 with urgency 1, 2, 3, then impact 2, … */
int64_t priority_of(struct ctx *c, int64_t impact, int64_t urgency)
{
        int64_t wanted = 3 * (impact - 1) + urgency - 1;

        for (const char *p = setting_text(c, "ticket.priorities"); *p; p++) {
                if (*p < '1' || *p > '4')
                        continue;
                if (!wanted--)
                        return *p - '0';
        }
        return 3;
}

enum status route_find(struct ctx *c, int64_t group_id, int64_t service_id, int64_t category_id, int64_t person_id,
                       struct route_found *out)
{
        return db_one(c->db, c->arena, &tsql_ticket_route,
                      DB_ARGS(DB_I("now", c->now), DB_REF("service", service_id), DB_REF("category", category_id),
                              DB_REF("group", group_id), DB_I("person", person_id),
                              DB_T("fallback", setting_text(c, "ticket.group"))),
                      route_cols, out);
}

bool text_take(struct ctx *c, const char *field, const char *raw, size_t max, bool one_line, const char **out)
{
        size_t n = raw ? strlen(raw) : 0;

        *out = "";
        /* measured before cleaning: ten megabytes are refused without a copy */
        if (n > (one_line ? 4 * max : max) || (one_line && utf8_count(raw ? raw : "") > max)) {
                struct html_arg arg = {"max", NULL, (int64_t)max};
                form_error_text(c, field, msg_text(c->arena, c->lang, one_line ? MSG_ticket_line_too_long : MSG_ticket_too_long, 1, &arg));
                return false;
        }
        if (n)
                *out = text_clean(c->arena, raw, n, one_line);
        return true;
}

static void take_texts(struct ctx *c, const struct ticket_draft *d, struct opening *o)
{
        text_take(c, "subject", d->subject, MAX_SUBJECT_BYTES, true, &o->subject);
        text_take(c, "description", d->description, MAX_BODY_BYTES, false, &o->description);
        text_take(c, "persona", d->persona, MAX_NAME_BYTES, true, &o->persona);
        text_take(c, "site", d->site, MAX_NAME_BYTES, true, &o->site);
        text_take(c, "room", d->room, MAX_NAME_BYTES, true, &o->room);
        text_take(c, "equipment", d->equipment, MAX_NAME_BYTES, true, &o->equipment);
        if (text_blank(o->subject) && !form_msg(c, "subject"))
                form_error(c, "subject", MSG_ticket_subject_missing);
}

static int64_t level(int64_t v, int64_t max)
{
        return v >= 1 && v <= max ? v : 0;
}

static bool about_a_person(int kind)
{
        return kind == TICKET_INCIDENT || kind == TICKET_REQUEST || kind == TICKET_ITEM;
}

/* Who asks and what the desk alone may set. */
static enum status take_people(struct ctx *c, const struct ticket_draft *d, struct opening *o)
{
        int64_t me = c->actor->person_id;

        /* the desk's own work never carries a requester: nobody outside may see it */
        o->requester = !about_a_person(d->kind) ? 0 : d->requester_id ? d->requester_id : me;
        o->requested_for = d->requested_for_id ? d->requested_for_id : o->requester;
        o->opened_by = c->actor->system ? d->opened_by_id : me;
        o->contact = o->desk && d->contact_id ? d->contact_id : o->requester;
        if (!o->desk && o->requester != me)
                return ctx_fail(c, ST_DENIED, MSG_ticket_denied);
        if (about_a_person(d->kind) && !o->requester)
                form_error(c, "requester", MSG_ticket_requester_missing);
        if (o->desk && d->parent_id)
                o->parent = d->parent_id;
        if (o->desk || !d->parent_id)
                return ST_OK;
        /* a requester may link what they see; anything else looks as if it did not exist */
        struct ticket parent;
        enum status st = ticket_load(c, d->parent_id, ACT_READ, &parent);
        o->parent = st ? 0 : d->parent_id;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static void take_levels(struct ctx *c, const struct ticket_draft *d, struct opening *o)
{
        o->impact = o->desk && level(d->impact, 3) ? d->impact : 2;
        o->urgency = o->desk && level(d->urgency, 3) ? d->urgency : level(d->routed_urgency, 3) ? d->routed_urgency : 2;
        o->stated = level(d->stated_urgency, 3);
        o->priority = o->desk && level(d->priority, 4) ? d->priority : priority_of(c, o->impact, o->urgency);
        o->channel = o->desk && *channel_word(d->channel) ? d->channel : c->channel ? c->channel : CHANNEL_PORTAL;
        o->state = (c->actor->system || d->planned) && d->state ? d->state : STATE_NEW;
        o->pending = d->pending ? d->pending : PENDING_REQUESTER;
        o->due = d->planned && d->due_at ? d->due_at : MOMENT_NEVER;
        o->told = !d->quiet || !c->actor->system;
        o->at = c->actor->system && d->created_at ? d->created_at : c->now;
        /* somebody of the desk spoke with them: the first contact is made */
        o->contact_made = o->desk && !c->actor->system && !d->link_kind && o->requester && o->requester != o->opened_by &&
                          (o->channel == CHANNEL_PHONE || o->channel == CHANNEL_IN_PERSON || o->channel == CHANNEL_CHAT);
}

static enum status people_known(struct ctx *c, const struct opening *o)
{
        int64_t n, wanted = 0;
        const int64_t id[] = {o->requester, o->requested_for, o->contact};

        for (size_t i = 0; i < ARRAY_LEN(id); i++) {
                bool seen = !id[i];
                for (size_t j = 0; j < i; j++)
                        seen = seen || id[j] == id[i];
                wanted += !seen;
        }
        if (c->actor->system || !wanted || (wanted == 1 && o->requester == c->actor->person_id))
                return ST_OK;
        enum status st = db_i64(c->db, &tsql_ticket_people_known,
                                DB_ARGS(DB_I("requester", o->requester), DB_I("for", o->requested_for),
                                        DB_I("contact", o->contact)),
                                &n);
        if (!st && n != wanted)
                form_error(c, "requester", MSG_ticket_person_unknown);
        return st;
}

/* What a requester says they ask as must be one of their affiliations; the desk may know better. */
static enum status persona_fits(struct ctx *c, const struct opening *o)
{
        bool has = true;
        enum status st = ST_OK;

        if (!o->desk && *o->persona)
                st = audience_has(c, o->requester, o->persona, &has);
        if (!st && !has)
                form_error(c, "persona", MSG_ticket_persona_unknown);
        return st;
}

static enum status take_route(struct ctx *c, const struct ticket_draft *d, struct opening *o)
{
        struct route_found *r = &o->route;
        int64_t group = o->desk && d->group_id ? d->group_id : d->routed_group_id;
        enum status st = route_find(c, group, d->service_id, d->category_id, o->requester, r);

        if (st == ST_NOT_FOUND) {
                form_error(c, "group", MSG_ticket_group_unknown);
                return ST_OK;
        }
        if (st)
                return st;
        bool open = o->desk || (r->service_state == 10 && r->audience);
        if (d->service_id && (!r->service_id || !open))
                form_error(c, "service", MSG_ticket_service_unknown);
        if (d->category_id && (!r->category_id || (r->category_service_id && r->category_service_id != d->service_id)))
                form_error(c, "category", MSG_ticket_category_unknown);
        /* never less closed than the service and the category are */
        o->confidential = d->confidential > 0 || r->service_confidential || r->category_confidential;
        o->scope = scope_of(r->department_id, r->group_id, o->confidential || r->closed);
        return ST_OK;
}

static enum status take_course(struct ctx *c, const struct ticket_draft *d, struct opening *o)
{
        struct course k;
        const struct course *of = d->course ? d->course : &k;
        enum status st = d->course_id && !d->course ? course_load(c, d->course_id, &k) : ST_OK;

        o->course_words = "";
        if (st == ST_NOT_FOUND) {
                form_error(c, "course", MSG_course_unknown);
                return ST_OK;
        }
        o->course = d->course_id;
        if (!st && o->course)
                o->course_words = course_as_words(c->arena, of);
        return st;
}

static const char *some(const char *s)
{
        return *s ? s : NULL;
}

static enum status ticket_write(struct ctx *c, const struct opening *o, struct ticket *t)
{
        int64_t num = 0;
        int64_t done = o->state >= STATE_RESOLVED ? o->at : 0, shut = o->state >= STATE_CLOSED ? o->at : 0;
        enum status st = o->told ? db_fresh_id(c->db, "ticket", &t->id) : ST_OK;
        int64_t id = t->id;

        /* a row that is sent ahead draws its number as it is written */
        if (!st && !id)
                st = db_number(c->db, (int)o->kind, &num);
        if (st)
                return st;
        t->num = num;
        const struct db_args row =
              DB_ARGS(DB_REF("id", id), DB_REF("num", num), DB_I("kind", o->kind), DB_I("due", o->due), DB_I("state", o->state),
                              DB_I("pending", o->state == STATE_PENDING ? o->pending : 0), DB_I("scope", o->scope),
                              DB_I("group", o->route.group_id), DB_I("department", o->route.department_id),
                              DB_REF("service", o->route.service_id), DB_REF("category", o->route.category_id),
                              DB_REF("requester", o->requester), DB_REF("for", o->requested_for),
                              DB_REF("opened", o->opened_by), DB_REF("contact", o->contact), DB_REF("parent", o->parent),
                              DB_REF("course", o->course),
                              DB_T("persona", some(o->persona)), DB_I("channel", o->channel), DB_I("impact", o->impact),
                              DB_I("urgency", o->urgency), DB_I("priority", o->priority), DB_REF("stated", o->stated),
                              DB_I("confidential", o->confidential),
                              DB_I("news", o->state >= STATE_CLOSED ? NEWS_SETTLED : NEWS_DESK), DB_I("at", o->at),
                              DB_REF("resolved", done), DB_REF("closed", shut), DB_T("subject", o->subject),
                              DB_T("description", o->description), DB_T("site", some(o->site)), DB_T("room", some(o->room)),
                              DB_T("equipment", some(o->equipment)));
        return id ? db_exec(c->db, &tsql_ticket_insert, row, NULL) : db_i64(c->db, &tsql_ticket_insert, row, &t->id);
}

/* Rows of ticket_person, strongest part only; people[] gets their ids for the search keys. */
static enum status people_write(struct ctx *c, const struct opening *o, int64_t ticket_id, int64_t people[4], size_t *n)
{
        bool about = about_a_person((int)o->kind);
        int64_t requester = about ? o->requester : 0;
        int64_t other = about && o->requested_for != o->requester ? o->requested_for : 0;
        int64_t opened = o->desk || o->opened_by == requester ? 0 : o->opened_by;
        int64_t contact = about && o->contact != requester && o->contact != other ? o->contact : 0;
        const struct {
                int64_t id, part;
        } one[] = {{requester, 10}, {other, 20}, {opened, 30}, {contact, 40}};
        enum status st = ST_OK;

        *n = 0;
        for (size_t i = 0; !st && i < ARRAY_LEN(one); i++) {
                if (!one[i].id)
                        continue;
                people[(*n)++] = one[i].id;
                st = db_exec(c->db, &tsql_ticket_person_insert,
                             DB_ARGS(DB_I("person", one[i].id), DB_I("ticket", ticket_id), DB_I("part", one[i].part)), NULL);
        }
        return st;
}

static enum status first_entry(struct ctx *c, const struct opening *o, int64_t ticket_id, int64_t *entry_id)
{
        struct entry_row e = {.ticket_id = ticket_id, .at = o->at, .kind = ENTRY_CHANGE, .author_id = o->opened_by,
                              .is_public = 1, .channel = o->channel};

        e.changes = arena_fmt(c->arena, "{\"opened\":[0,%lld]}", (long long)o->kind);
        return entry_add(c, &e, entry_id);
}

static int by_number(const void *a, const void *b)
{
        int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

        return x < y ? -1 : x > y;
}

/* What a plan opens is shared with nobody yet, and its people were just written. */
static enum status live_opened(struct ctx *c, const struct ticket_draft *d, const struct ticket *t, int64_t people[4], size_t n)
{
        bool known = d->planned && t->kind != TICKET_SUPPORT_TASK;

        if (!known)
                return live_tell(c, LIVE_TICKET_NEW, t, 0, false);
        qsort(people, n, sizeof people[0], by_number);
        return live_event(c, LIVE_TICKET_NEW, t->id, t->version, &t->scope, 1, people, n);
}

/* What was written, without the names that other rows have. */
static void as_written(const struct opening *o, struct ticket *t)
{
        bool done = o->state >= STATE_RESOLVED, shut = o->state >= STATE_CLOSED;

        *t = (struct ticket){
                .id = t->id, .kind = o->kind, .num = t->num, .version = 1, .state = o->state, .scope = o->scope, .due_at = o->due,
                .pending = o->state == STATE_PENDING ? o->pending : 0, .group_id = o->route.group_id, .department_id = o->route.department_id,
                .service_id = o->route.service_id, .category_id = o->route.category_id, .requester_id = o->requester,
                .requested_for_id = o->requested_for, .opened_by_id = o->opened_by, .contact_id = o->contact, .parent_id = o->parent,
                .course_id = o->course, .channel = o->channel, .impact = o->impact, .urgency = o->urgency, .priority = o->priority,
                .stated_urgency = o->stated, .confidential = o->confidential, .news_at = o->at, .news_kind = shut ? NEWS_SETTLED : NEWS_DESK,
                .created_at = o->at, .updated_at = o->at, .resolved_at = done ? o->at : 0, .closed_at = shut ? o->at : 0, .agent_named = 1,
                .subject = o->subject, .description = o->description, .persona = some(o->persona), .site = some(o->site),
                .room = some(o->room), .equipment = some(o->equipment), .service_name = ""};
}

static enum status tell_opened(struct ctx *c, const struct ticket_draft *d, const struct opening *o, struct ticket *t, int64_t entry_id)
{
        struct ticket_change ch = {.event = EV_OPENED, .after = t, .entry_id = entry_id, .contact = o->contact_made, .quiet = d->quiet_requester,
                                   .promise_id = d->promise_id};
        /* an item's request, the item, its tasks: hooks go by what they are, nobody by their names */
        bool beside = d->planned && (d->bare || d->quiet_requester);
        enum status st = ST_OK;

        if (beside)
                as_written(o, t);
        else
                st = ticket_raw(c, t->id, t);
        int64_t due = t->due_at;

        if (!st)
                st = hooks_run(c, &ch);
        return st ? st : hooks_due(c, t, due);
}

static enum status write_all(struct ctx *c, const struct ticket_draft *d, const struct opening *o, struct ticket *t)
{
        int64_t people[4], entry_id = 0, *ids;
        size_t n = 0;
        struct search_words words = {o->subject, o->description, o->scope, o->course_words};
        enum status st = ticket_write(c, o, t);

        if (!st)
                st = people_write(c, o, t->id, people, &n);
        if (!st)
                st = first_entry(c, o, t->id, &entry_id);
        if (!st)
                st = uploads_rows(c, o->files, o->n_files, t->id, entry_id, true, &ids);
        if (!st)
                st = search_new(c, t->id, &words, people, n);
        if (!st && d->link_to)
                st = link_row(c, t->id, d->link_to, d->link_kind);
        if (st || (d->quiet && c->actor->system))
                return st;
        st = tell_opened(c, d, o, t, entry_id);
        if (!st)
                st = live_opened(c, d, t, people, n);
        if (st || !o->awaits_evidence)
                return st;
        return move_apply(c, t, STATE_PENDING, PENDING_EVIDENCE);
}

static enum status decide(struct ctx *c, const struct ticket_draft *d, struct opening *o)
{
        enum status st = take_people(c, d, o);

        if (st)
                return st;
        take_texts(c, d, o);
        take_levels(c, d, o);
        if (!st)
                st = people_known(c, o);
        if (!st)
                st = persona_fits(c, o);
        if (!st)
                st = take_route(c, d, o);
        bool own_form = o->channel == CHANNEL_PORTAL && o->requester == c->actor->person_id;
        if (!st)
                st = evidence_at_opening(c, d->link_kind ? 0 : d->service_id, own_form, &o->awaits_evidence);
        if (!st)
                st = take_course(c, d, o);
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

static enum status open_write(struct ctx *c, const struct ticket_draft *d, const struct opening *o, struct ticket *out)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = write_all(c, d, o, out);
        return st ? st : db_commit(&tx);
}

/* Everything is decided and the files are in the store before the transaction begins: it only writes. */
enum status ticket_open(struct ctx *c, const struct ticket_draft *d, struct ticket *out)
{
        struct opening o = {.kind = d->kind, .desk = c->actor && (c->actor->system || c->actor->roles)};

        ASSERT(d->kind >= 1 && d->kind <= KIND_MAX);
        if (!c->actor)
                return ST_SIGN_IN;
        enum status st = decide(c, d, &o);
        if (!st && !d->bare)
                st = uploads_store(c, &o.files, &o.n_files);
        if (st)
                return st;
        *out = (struct ticket){.kind = d->kind, .version = 1, .state = o.state, .scope = o.scope, .created_at = o.at,
                               .group_id = o.route.group_id, .subject = o.subject, .description = o.description};
        st = open_write(c, d, &o, out);
        if (st)
                uploads_drop(o.files, o.n_files);
        out->number = ticket_number(c, out->kind, out->num);
        return st;
}

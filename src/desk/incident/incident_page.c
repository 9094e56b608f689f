/* The ticket page and its fragments.  The head, the thread and the side fetch themselves again when
 * the stream says so; the forms and the composer never do, so nothing typed is ever replaced.  The
 * thread only grows: its fragment brings the entries after the last one shown. */
#include "desk/incident/incident_view.h"
#include "desk/incident/incident_canned.h"
#include "desk/ticket/panel.h"
#include "templates.h"

enum { THREAD_ROWS = 40, FILES_SHOWN = 50 };

DB_STMT(incident_reply_waits,
        "SELECT COALESCE(MAX(send_at), 0) FROM draft WHERE person_id = :me AND place = :place AND send_at IS NOT NULL");
const struct db_stmt *const incident_page_stmts[] = {&incident_reply_waits, NULL};

const char *incident_url(struct ctx *c, const struct ticket *t)
{
        return arena_fmt(c->arena, "/tickets/%s", t->number);
}

void incident_desk_page(struct ctx *c, struct page *p, const char *title, const char *nav)
{
        page_init(c, p, title, nav);
        p->page_script_desk = true;
}

static const char *first_word(struct ctx *c, const char *name)
{
        return name && *name ? arena_strn(c->arena, name, strcspn(name, " ")) : ctx_msg(c, MSG_desk_the_requester);
}

enum status incident_sending(struct ctx *c, int64_t ticket_id, int64_t *send_at)
{
        const char *place = arena_fmt(c->arena, "send:%lld", (long long)ticket_id);
        return db_i64(c->db, &incident_reply_waits, DB_ARGS(DB_I("me", c->actor->person_id), DB_T("place", place)), send_at);
}

/* ---- parts ---- */

static const char *phone_href(struct ctx *c, const char *phone)
{
        struct buf b;
        buf_init(&b, c->arena, 64);
        buf_str(&b, "tel:");
        for (const char *p = phone; *p; p++)
                if ((*p >= '0' && *p <= '9') || *p == '+')
                        buf_char(&b, *p);
        return b.p;
}

enum status incident_head_view(struct ctx *c, const struct ticket *t, struct incident_head *v)
{
        struct person who;
        struct present *present;
        enum status st = ST_OK;
        *v = (struct incident_head){.t = t, .stub = ticket_stub(t->kind), .url = incident_url(c, t)};
        v->state = state_label(c, t->kind, t->state, t->pending);
        v->channel = channel_label(c, t->channel);
        v->persona = t->persona && *t->persona ? audience_word(c, t->persona) : NULL;
        v->initials = text_initials(c->arena, t->requester_name ? t->requester_name : "");
        v->mine = t->assignee_id == c->actor->person_id;
        v->done = t->state >= STATE_RESOLVED;
        v->can_take = !v->mine && !v->done && ticket_can(c, t, ACT_TAKE);
        v->shortcuts = true;
        if (t->requester_id && !(st = person_load(c, t->requester_id, &who))) {
                v->mail = who.mail;
                v->phone = who.phone;
                v->phone_href = who.phone && *who.phone ? phone_href(c, who.phone) : NULL;
        }
        v->n_present = presence_others(c, t, &present);
        v->present = present;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

/* before: older ones on demand; after: what came since (the live fragment). */
static enum status thread_view(struct ctx *c, const struct ticket *t, int64_t before, int64_t after, struct incident_thread *v)
{
        struct entry *rows;
        size_t n, first = 0;
        bool more;
        enum status st = ticket_journal(c, t, before, THREAD_ROWS, &rows, &n, &more);
        if (st)
                return st;
        while (first < n && rows[first].id <= after)
                first++;
        *v = (struct incident_thread){.t = t, .url = incident_url(c, t), .rows = rows + first, .n_rows = n - first};
        v->first_name = first_word(c, t->requester_name);
        v->initials = text_initials(c->arena, t->requester_name ? t->requester_name : "");
        v->channel = channel_label(c, t->channel);
        v->last = n ? rows[n - 1].id : after;
        v->before = more && n ? rows[0].id : 0;
        v->whole = !more && !after;
        if (v->whole)
                v->description = plain_text(c->arena, t->description ? t->description : "");
        /* a task that a plan or a colleague opened has nobody's words */
        v->first = v->whole && t->kind != TICKET_SERVICE_TASK && (t->requester_id || (t->description && *t->description));
        return ticket_lacks(t, HOLDS_DRAFT) ? ST_OK : incident_sending(c, t->id, &v->send_at);
}

static enum status draft_text(struct ctx *c, const char *mode, const struct ticket *t, const char **out)
{
        enum status st = ST_NOT_FOUND;
        if (!ticket_lacks(t, HOLDS_DRAFT))
                st = ticket_draft_load(c, t, mode, out);
        if (st == ST_NOT_FOUND)
                *out = "";
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static bool may_move(const int *moves, int state)
{
        for (; *moves; moves++)
                if (*moves == state)
                        return true;
        return false;
}

enum status incident_composer_view(struct ctx *c, const struct ticket *t, struct incident_composer *v)
{
        const int *moves = ticket_moves(c, t);
        enum status st;
        *v = (struct incident_composer){.t = t, .url = incident_url(c, t), .mode = "reply", .engage = "", .once = random_token(c->arena),
                                         .shortcuts = true};
        v->first_name = first_word(c, t->requester_name);
        v->can_reply = ticket_can(c, t, ACT_COMMENT) && !t->merged_into;
        v->can_note = ticket_can(c, t, ACT_NOTE);
        v->can_open = may_move(moves, STATE_OPEN);
        v->can_wait = may_move(moves, STATE_PENDING);
        v->can_resolve = may_move(moves, STATE_RESOLVED);
        v->note = !v->can_reply;
        if (v->note)
                v->mode = "note";
        if ((st = draft_text(c, "reply", t, &v->draft_reply)) || (st = draft_text(c, "note", t, &v->draft_note)))
                return st;
        v->body = v->note ? v->draft_note : v->draft_reply;
        return ticket_recipients_offered(c, t, &v->to, &v->n_to);
}

enum status incident_live_view(struct ctx *c, const struct ticket *t, struct incident_live *v)
{
        struct clock_view *clocks;
        struct attachment *files = NULL;
        enum status st;
        *v = (struct incident_live){.t = t, .url = incident_url(c, t), .channel = channel_label(c, t->channel)};
        v->mine = t->assignee_id == c->actor->person_id;
        v->assignee_initials = text_initials(c->arena, t->assignee_name ? t->assignee_name : "");
        if ((st = clock_list(c, t, &clocks, &v->n_clocks)) || (st = ticket_attachments(c, t, &files, &v->n_files)))
                return st;
        v->clocks = clocks;
        v->files = files;
        if (v->n_files > FILES_SHOWN)
                v->n_files = FILES_SHOWN;
        if ((st = intake_shown(c, t, &v->intake)) || (st = incident_work_short(c, t, v)))
                return st;
        return incident_live_extra(c, t, v);
}

enum status incident_page_view(struct ctx *c, struct ticket *t, struct incident_page *v)
{
        int64_t before = 0;
        enum status st;
        text_i64(ctx_param(c, "before"), &before);
        incident_desk_page(c, &v->page, arena_fmt(c->arena, "%s, %s", t->number, t->subject), "queue");
        v->page.live = arena_fmt(c->arena, "ticket-%lld", (long long)t->id);
        v->url = incident_url(c, t);
        if ((st = ticket_holds(c, t)) || (st = incident_head_view(c, t, &v->head)) || (st = thread_view(c, t, before, 0, &v->thread)) ||
            (st = incident_composer_view(c, t, &v->composer)) || (st = incident_live_view(c, t, &v->live)) ||
            (st = incident_asked_view(c, t, v->composer.to, v->composer.n_to, &v->asked)) ||
            (st = panels_render(c, PANEL_DESK, t, t->id, &v->desk)) || (st = panels_render(c, PANEL_SIDE, t, t->id, &v->side)))
                return st;
        if (incident_forms_view(c, t, ctx_param(c, "open"), &v->forms) && (st = incident_forms_view(c, t, "", &v->forms)))
                return st;
        v->thread.whole_page = true;
        if (str_eq(ctx_param(c, "canned"), "1") && (st = incident_canned_view(c, &v->composer)))
                return st;
        v->composer.last = v->thread.last;
        if (v->composer.can_note && str_eq(ctx_param(c, "mode"), "note")) {
                v->composer.note = true;
                v->composer.mode = "note";
                v->composer.body = v->composer.draft_note;
        }
        v->head.shortcuts = v->composer.shortcuts = v->forms.shortcuts = v->page.shortcuts;
        return ST_OK;
}

/* ---- handlers ---- */

enum status incident_get(struct ctx *c)
{
        struct ticket *t = ARENA_NEW(c->arena, struct ticket);
        struct incident_page *v = ARENA_NEW(c->arena, struct incident_page);
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, t);
        if (st == ST_DENIED && !ticket_find(c, ctx_var(c, "id"), ACT_READ, t)) /* my own request: the portal shows it */
                return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", t->number));
        if (st)
                return st;
        if (strcmp(ctx_var(c, "id"), t->number) != 0)
                return ctx_redirect(c, incident_url(c, t));
        if ((st = incident_page_view(c, t, v)))
                return st;
        read_log(c, t->id, 1);
        incident_page_html(&c->html, v);
        return ST_OK;
}

enum status incident_thread_get(struct ctx *c)
{
        struct ticket t;
        struct incident_thread v;
        int64_t before = 0, after = 0;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st)
                return st;
        text_i64(ctx_param(c, "before"), &before);
        text_i64(ctx_param(c, "last"), &after);
        if ((st = thread_view(c, &t, before, before ? 0 : after, &v)))
                return st;
        if (before)
                incident_older_html(&c->html, &v);
        else
                incident_newer_html(&c->html, &v);
        return ST_OK;
}

enum status incident_side_get(struct ctx *c)
{
        struct ticket t;
        struct incident_parts v = {0};
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st || (st = ticket_holds(c, &t)) || (st = incident_live_view(c, &t, &v.live)) || (st = incident_head_view(c, &t, &v.head)))
                return st;
        v.head.oob = true;
        incident_live_html(&c->html, &v.live);
        incident_head_html(&c->html, &v.head);
        return ST_OK;
}

enum status incident_members_get(struct ctx *c)
{
        struct ticket t;
        int64_t group = 0;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_ASSIGN, &t);
        if (st)
                return st;
        text_i64(ctx_param(c, "group"), &group);
        struct incident_options v = incident_members(c, &t, group ? group : t.group_id, t.assignee_id);
        incident_members_html(&c->html, &v);
        return ST_OK;
}

enum status incident_presence_get(struct ctx *c)
{
        struct ticket t;
        struct incident_head v;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st || (st = incident_head_view(c, &t, &v)))
                return st;
        incident_presence_html(&c->html, &v);
        return ST_OK;
}

/* Being here is having read: the unread mark goes when the page says that somebody looks at it. */
enum status incident_presence_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st)
                return st;
        c->res->status = 204;
        return presence_say(c, &t, str_eq(form_value(c, "typing"), "1"));
}

/* ---- the ledger of a clock ---- */

static int line_label(const char *kind)
{
        static const struct {
                const char *kind;
                int label;
        } labels[] = {{"open", MSG_desk_line_open},           {"closed", MSG_desk_line_closed},
                      {"holiday", MSG_desk_line_holiday},     {"exception", MSG_desk_line_exception},
                      {"pause", MSG_desk_line_pause},         {"correction", MSG_desk_line_correction}};
        for (size_t i = 0; i < ARRAY_LEN(labels); i++)
                if (str_eq(kind, labels[i].kind))
                        return labels[i].label;
        return MSG_desk_line_open;
}

static bool same_day(const struct ctx *c, int64_t a, int64_t b)
{
        struct civil x, y;
        zone_local(c->zone, a, &x);
        zone_local(c->zone, b, &y);
        return x.year == y.year && x.month == y.month && x.day == y.day;
}

/* Business time: hours and minutes.  A business day is not 24 hours, so days are only said of a target
 * that is a whole number of them. */
static const char *business_text(struct ctx *c, int64_t ms)
{
        long long minutes = (long long)(ms / MINUTE_MS);
        if (ms <= 0)
                return "";
        if (minutes < 60)
                return human_duration(c->arena, c->lang, ms);
        return minutes % 60 ? arena_fmt(c->arena, "%lld\u00a0h\u00a0%02lld", minutes / 60, minutes % 60)
                            : arena_fmt(c->arena, "%lld\u00a0h", minutes / 60);
}

static const char *target_text(struct ctx *c, const struct clock_view *k)
{
        if (k->day_ms > 0 && k->target_ms % k->day_ms == 0)
                return msg_plural(c->arena, c->lang, MSG_desk_business_days, k->target_ms / k->day_ms, 0, NULL);
        struct html_arg hours[] = {{"hours", business_text(c, k->target_ms), 0}};
        return msg_text(c->arena, c->lang, MSG_desk_business_hours, 1, hours);
}

static void ledger_rows(struct ctx *c, const struct clock_line *lines, size_t n, struct incident_ledger *v)
{
        struct incident_ledger_line *rows = ARENA_ARRAY(c->arena, n, struct incident_ledger_line);
        int64_t total = 0;
        for (size_t i = 0; i < n; i++) {
                rows[i] = (struct incident_ledger_line){lines[i].from, lines[i].to,
                                                        business_text(c, lines[i].counted_ms),
                                                        same_day(c, lines[i].from, lines[i].to),
                                                        line_label(lines[i].kind), lines[i].note};
                total += lines[i].counted_ms;
        }
        v->rows = rows;
        v->n_rows = n;
        v->over = total > v->clock.target_ms;
        v->target = target_text(c, &v->clock);
        v->total = total > 0 ? business_text(c, total) : "0";
        v->left = business_text(c, v->over ? total - v->clock.target_ms : v->clock.target_ms - total);
}

enum status incident_clock_get(struct ctx *c)
{
        struct ticket t;
        struct incident_ledger *v = ARENA_NEW(c->arena, struct incident_ledger);
        struct clock_line *lines;
        size_t n;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st || (st = clock_ledger(c, &t, ctx_var(c, "name"), &lines, &n, &v->clock)))
                return st;
        ledger_rows(c, lines, n, v);
        v->t = &t;
        v->url = incident_url(c, &t);
        struct html_arg number[] = {{"number", t.number, 0}};
        incident_desk_page(c, &v->page, msg_text(c->arena, c->lang, MSG_desk_ledger_title, 1, number), "queue");
        v->page.crumbs[0] = (struct page_crumb){v->url, t.number};
        v->page.crumbs[1] = (struct page_crumb){NULL, v->clock.label};
        v->page.n_crumbs = 2;
        incident_ledger_html(&c->html, v);
        return ST_OK;
}

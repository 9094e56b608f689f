/* One change for many tickets: those that were ticked, or all that a list finds.  Chosen, looked at before, then
 * ordered (desk/ticket/many.h); what it did is a page of its own.  What was looked at is sent along with its
 * version, so that a ticket that changed meanwhile is reported and not written over.  A list is said again by
 * the address of the form; when it finds another number than was shown, it is shown again first. */
#include "desk/board/board.h"
#include "desk/ticket/list.h"
#include "desk/board/board_view.h"
#include "desk/ticket/many.h"
#include "desk/ticket/sheet.h"
#include "templates.h"

static int64_t number_in(struct ctx *c, const char *name)
{
        const char *text = form_value(c, name);
        int64_t v;
        return text && text_i64(text, &v) ? v : 0;
}

static const char *text_in(struct ctx *c, const char *name)
{
        const char *text = form_value(c, name);
        return text ? text : "";
}

static enum status wish_read(struct ctx *c, struct many_wish *w)
{
        struct person p;
        const char *who = text_in(c, "assignee");
        enum status st = ST_OK;
        *w = (struct many_wish){.group = number_in(c, "group"), .urgency = number_in(c, "urgency"), .category = number_in(c, "category"),
                                .state = state_find(text_in(c, "state")), .tag = text_in(c, "tag"), .reason = text_in(c, "reason")};
        w->take = str_eq(who, "me");
        if (*who && !w->take && !(st = person_by_login(c, who, &p)))
                w->assignee = p.id;
        if (st == ST_NOT_FOUND)
                form_error(c, "assignee", MSG_fields_person_unknown);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

/* ---- which tickets ---- */

/* "INC-12" from a list, "INC-12:7" from a look before. */
static void chosen_read(struct ctx *c, struct many_found *p)
{
        *p = (struct many_found){.pick = ARENA_ARRAY(c->arena, MANY_CHOSEN_MAX, struct many_pick),
                                 .number = ARENA_ARRAY(c->arena, MANY_CHOSEN_MAX, const char *)};
        for (size_t i = 0; i < c->req->n_field && p->n < MANY_CHOSEN_MAX; i++) {
                if (strcmp(c->req->field[i].name, "ticket") != 0)
                        continue;
                const char *value = text_clean(c->arena, c->req->field[i].value, c->req->field[i].n, true);
                const char *colon = strchr(value, ':');
                p->number[p->n] = colon ? arena_strn(c->arena, value, (size_t)(colon - value)) : value;
                p->pick[p->n] = (struct many_pick){0, 0};
                if (colon && !text_i64(colon + 1, &p->pick[p->n].version))
                        p->pick[p->n].version = 0;
                p->n++;
        }
}

/* ---- looking before ---- */

static enum status look(struct ctx *c, struct board_bulk *v, const struct many_wish *w, const struct many_found *p)
{
        struct many_look k;
        enum status st = many_look(c, p, v->all ? MANY_LOOK_FIRST : MANY_CHOSEN_MAX, w, &k);
        if (st)
                return st;
        struct board_bulk_row *rows = ARENA_ARRAY(c->arena, k.n + 1, struct board_bulk_row);
        for (size_t i = 0; i < k.n; i++) {
                const struct many_try *t = &k.row[i];
                rows[i] = (struct board_bulk_row){.number = t->number, .subject = t->subject, .version = t->version,
                                                  .css = t->why ? "bad" : t->changes ? "ok" : "same",
                                                  .say = t->why ? t->why : ctx_msg(c, t->changes ? MSG_lists_bulk_will : MSG_lists_bulk_same)};
        }
        v->refused += k.refused;
        v->done += k.done;
        v->same += k.same;
        v->rows = rows;
        v->n_rows = k.n;
        return ST_OK;
}

/* ---- the page ------------------------------------------------------------------------------------------------- */

static void option(struct board_option *o, size_t *n, const char *value, const char *text, const char *typed)
{
        o[(*n)++] = (struct board_option){value, text, str_eq(value, typed)};
}

static enum status options_fill(struct ctx *c, struct board_bulk *v)
{
        static const int states[] = {STATE_OPEN, STATE_PENDING, STATE_RESOLVED, STATE_CLOSED, STATE_CANCELLED};
        static const int urgencies[] = {MSG_lists_urgency_1, MSG_lists_urgency_2, MSG_lists_urgency_3};
        struct choice *g;
        struct category *k;
        size_t n_g, n_k;
        enum status st = group_choices(c, &g, &n_g);
        if (st || (st = category_list(c, -1, &k, &n_k)))
                return st;
        struct board_option *o = ARENA_ARRAY(c->arena, n_g + n_k + ARRAY_LEN(states) + ARRAY_LEN(urgencies), struct board_option);
        v->groups = o;
        for (size_t i = 0; i < n_g; i++)
                option(o, &v->n_groups, arena_fmt(c->arena, "%lld", (long long)g[i].id), g[i].name, text_in(c, "group"));
        v->categories = o += v->n_groups;
        for (size_t i = 0; i < n_k; i++)
                option(o, &v->n_categories, arena_fmt(c->arena, "%lld", (long long)k[i].id), k[i].name, text_in(c, "category"));
        v->states = o += v->n_categories;
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                option(o, &v->n_states, state_word(states[i]), state_label(c, 0, states[i], states[i] == STATE_PENDING ? PENDING_REQUESTER : 0),
                       text_in(c, "state"));
        v->urgencies = o += v->n_states;
        for (size_t i = 0; i < ARRAY_LEN(urgencies); i++)
                option(o, &v->n_urgencies, arena_fmt(c->arena, "%zu", i + 1), ctx_msg(c, urgencies[i]), text_in(c, "urgency"));
        return ST_OK;
}

static const char *back_to(struct ctx *c)
{
        const char *back = form_value(c, "back");
        return back && path_is_ours(back) && str_starts(back, "/tickets") && strlen(back) < LIST_ADDRESS_MAX ? back : "/tickets";
}

static enum status page_out(struct ctx *c, struct board_bulk *v)
{
        const char *once = text_in(c, "once");
        enum status st = options_fill(c, v);
        if (st)
                return st;
        v->back = back_to(c);
        v->assignee = text_in(c, "assignee");
        v->tag = text_in(c, "tag");
        v->reason = text_in(c, "reason");
        v->once = *once ? once : random_token(c->arena);
        board_desk_page(c, &v->page, ctx_msg(c, MSG_lists_bulk_title), "queue");
        board_change_html(&c->html, v);
        return ST_OK;
}

/* ---- ordering ---- */

static enum status order(struct ctx *c, const struct many_wish *w, struct many_found *p)
{
        int64_t id;
        bool again;
        size_t unknown;
        enum status st = many_find_named(c, p, &unknown);
        struct many_order o = {.wish = *w, .pick = p->pick, .n_pick = p->n, .once = text_in(c, "once"), .back = back_to(c)};
        if (!st)
                st = many_begin(c, &o, &id, &again);
        if (!st && !again && p->n <= MANY_CHOSEN_MAX)
                st = many_run(c, id, MANY_CHOSEN_MAX);
        if (st)
                return st;
        page_notice(c, p->n > MANY_CHOSEN_MAX ? "many.runs" : "many.applied",
                    p->n > MANY_CHOSEN_MAX ? NULL : arena_fmt(c->arena, "/tickets/changes/%lld/undo", (long long)id));
        return ctx_redirect(c, arena_fmt(c->arena, "/tickets/changes/%lld", (long long)id));
}

static enum status picked_read(struct ctx *c, struct board_bulk *v, struct many_found *p)
{
        struct list_shown *l = ARENA_NEW(c->arena, struct list_shown);
        v->all = str_eq(text_in(c, "all"), "1");
        v->action = "/tickets/change";
        if (!v->all) {
                chosen_read(c, p);
                return ST_OK;
        }
        enum status st = list_read(c, l);
        if (!st && l->why) /* other tickets than those that were shown would be taken for the right ones */
                st = ctx_fail_text(c, ST_INVALID, l->why);
        if (st)
                return st;
        v->action = list_address(c, l, "/tickets/change", -1, NULL);
        return many_find_all(c, &l->query, p);
}

enum status board_change_post(struct ctx *c)
{
        struct board_bulk *v = ARENA_NEW(c->arena, struct board_bulk);
        struct many_wish w;
        struct many_found p;
        const char *act = form_value(c, "act");
        enum status st = wish_read(c, &w);
        if (!st)
                st = picked_read(c, v, &p);
        if (st)
                return st;
        v->total = (int64_t)p.n;
        if (c->n_error)
                v->wrong = c->error[0].message;
        else if (p.over)
                v->wrong = ctx_msg(c, MSG_many_too_many);
        bool other = v->all && number_in(c, "n") && number_in(c, "n") != v->total;
        if (other && !v->wrong)
                v->wrong = ctx_msg(c, MSG_many_list_changed);
        c->n_error = 0;
        if (str_eq(act, "apply") && many_some(&w) && !v->wrong)
                return order(c, &w, &p);
        if (v->wrong && !other)
                w = (struct many_wish){.tag = "", .reason = ""};
        v->previewed = many_some(&w);
        st = look(c, v, &w, &p);
        return st ? st : page_out(c, v);
}

/* One request, read and answered by somebody without account through their link: /i/{secret}.  Opening
 * changes nothing.  A wrong secret answers like a page that does not exist; whoever tries many from one
 * address is not even looked up for a minute.  The secret stands in the address alone: the log has the
 * route's pattern, nothing is cached, no other site gets a referrer. */
#include <pthread.h>

#include "desk/portal/portal.h"
#include "desk/ticket/access.h"
#include "templates.h"

enum { TRIERS = 1024, TRIES_MAX = 60 };

/* Wrong secrets by peer address, in this process; two addresses of one place share its count. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
        int64_t minute;
        int n;
} triers[TRIERS]; /* under the lock */

static size_t place_of(const char *peer)
{
        size_t h = 5381;

        for (const char *p = peer ? peer : ""; *p; p++)
                h = h * 33 + (unsigned char)*p;
        return h % TRIERS;
}

/* True when this address tried too many in this minute; `wrong` counts one more. */
static bool tried(const char *peer, int64_t now, bool wrong)
{
        size_t at = place_of(peer);
        int64_t minute = now / MINUTE_MS;

        pthread_mutex_lock(&lock);
        if (triers[at].minute != minute) {
                triers[at].minute = minute;
                triers[at].n = 0;
        }
        triers[at].n += wrong;
        bool many = triers[at].n >= TRIES_MAX;
        pthread_mutex_unlock(&lock);
        return many;
}

static enum status enter(struct ctx *c, struct ticket *t)
{
        if (tried(c->req->peer, c->now, false))
                return ST_NOT_FOUND;
        enum status st = access_enter(c, ctx_var(c, "secret"), t);
        if (st == ST_NOT_FOUND)
                tried(c->req->peer, c->now, true);
        if (!st) {
                http_set(c->res, "Cache-Control", "private, no-store");
                http_set(c->res, "X-Robots-Tag", "noindex");
        }
        return st;
}

static enum status guest_load(struct ctx *c, struct portal_request *v)
{
        enum status st = enter(c, &v->ticket);
        if (!st)
                st = portal_request_fill(c, v);
        if (st)
                return st;
        /* a guest reads and answers; what else a part of theirs would allow needs an account */
        v->can_accept = v->can_reopen = v->can_cancel = v->can_confirm = v->can_invite = false;
        v->at = arena_fmt(c->arena, "/i/%s", ctx_var(c, "secret"));
        v->files_at = arena_fmt(c->arena, "%s/files", v->at);
        v->guest = c->actor->name;
        v->live = true;
        struct notification *news;
        st = notify_of_ticket(c, v->ticket.id, &news, &v->n_news);
        v->news = news;
        return st;
}

static enum status guest_show(struct ctx *c, struct portal_request *v, const char *typed)
{
        struct html_arg number = {"number", v->number, 0};
        const struct actor *guest = c->actor;
        v->typed = typed ? typed : "";
        v->e_body = form_msg(c, "body");
        v->once = random_token(c->arena);
        c->actor = NULL; /* the frame of the page knows nobody: no menu, no counters */
        page_init(c, &v->page, msg_text(c->arena, c->lang, MSG_access_guest_title, 1, &number), "requests");
        c->actor = guest;
        portal_guest_html(&c->html, v);
        return ST_OK;
}

static enum status guest_page(struct ctx *c)
{
        struct portal_request v = {0};
        enum status st = guest_load(c, &v);
        return st ? st : guest_show(c, &v, NULL);
}

static enum status guest_thread(struct ctx *c)
{
        struct portal_request v = {0};
        enum status st = guest_load(c, &v);
        if (!st)
                portal_thread_html(&c->html, &v);
        return st;
}

static enum status guest_events(struct ctx *c)
{
        struct ticket t;
        enum status st = enter(c, &t);
        return st ? st : live_follow(c, t.id);
}

/* Only files of this ticket, whatever else the person may once have been part of. */
static enum status guest_file(struct ctx *c)
{
        struct ticket t;
        struct attachment *f;
        size_t n;
        int64_t id = 0;
        enum status st = enter(c, &t);
        if (!st)
                st = text_i64(ctx_var(c, "id"), &id) ? ticket_attachments(c, &t, &f, &n) : ST_NOT_FOUND;
        for (size_t i = 0; !st && i < n; i++)
                if (f[i].id == id)
                        return ticket_attachment_send(c, id);
        return st ? st : ST_NOT_FOUND;
}

static enum status guest_say(struct ctx *c, struct ticket *t, const char *body)
{
        const char *before = NULL, *once = form_value(c, "once");
        int64_t *files, entry_id;
        size_t n_files;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, once ? once : "", &before);
        if (!st && before)
                return ST_OK;
        if (!st)
                st = access_may_write(c, t, c->req->n_upload);
        if (!st)
                st = ticket_attach_uploads(c, t, true, 0, &files, &n_files);
        if (st)
                return st;
        struct entry_draft e = {.body = body, .is_public = true, .attach = files, .n_attach = n_files};
        if (text_blank(body) && n_files > 0)
                e.body = ctx_msg(c, MSG_portal_file_only);
        st = ticket_comment(c, t, &e, &entry_id);
        if (!st)
                st = once_keep(c, once ? once : "", t->number);
        return st ? st : db_commit(&tx);
}

static enum status guest_again(struct ctx *c, enum status why, const char *typed)
{
        struct portal_request v = {0};
        if (c->n_error == 0)
                form_error_text(c, "body", c->why ? c->why : ctx_msg(c, MSG_error_conflict_text));
        enum status st = guest_load(c, &v);
        if (st)
                return st;
        c->res->status = why == ST_THROTTLED ? 429 : 422;
        return guest_show(c, &v, typed);
}

static enum status guest_message(struct ctx *c)
{
        struct ticket t;
        const char *body = form_value(c, "body");
        enum status st = enter(c, &t);
        if (st)
                return st;
        body = body ? body : "";
        if (text_blank(body) && c->req->n_upload == 0)
                form_error(c, "body", MSG_portal_message_empty);
        st = c->n_error ? ST_INVALID : guest_say(c, &t, body);
        if (st == ST_INVALID || st == ST_CONFLICT || st == ST_THROTTLED)
                return guest_again(c, st, body);
        if (st)
                return st;
        page_notice(c, "access.sent", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/i/%s", ctx_var(c, "secret")));
}

static enum status guest_seen(struct ctx *c)
{
        struct ticket t;
        enum status st = enter(c, &t);
        if (!st)
                st = portal_seen(c, &t);
        /* a press of the button, where no script says that somebody looks */
        return st || !form_value(c, "back") ? st : ctx_redirect(c, arena_fmt(c->arena, "/i/%s", ctx_var(c, "secret")));
}

static const struct route guest_routes[] = {
        {HTTP_GET, "/i/{secret}", PERM_PUBLIC, guest_page, 0, NULL},
        {HTTP_GET, "/i/{secret}/thread", PERM_PUBLIC, guest_thread, ROUTE_QUIET, NULL},
        {HTTP_GET, "/i/{secret}/events", PERM_PUBLIC, guest_events, ROUTE_SSE, NULL},
        {HTTP_GET, "/i/{secret}/files/{id}", PERM_PUBLIC, guest_file, 0, NULL},
        {HTTP_POST, "/i/{secret}/seen", PERM_PUBLIC, guest_seen, ROUTE_QUIET, NULL},
        {HTTP_POST, "/i/{secret}/messages", PERM_PUBLIC, guest_message, ROUTE_UPLOAD, NULL},
        {0}};

const struct slice slice_portal_guest = {.name = "portal_guest", .routes = guest_routes};

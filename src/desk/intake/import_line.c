/* One line of an import: JSON into a ticket whose every field was checked and cleaned, or a sentence that
 * says what is wrong.  Everything that could make a statement fail is refused here, because a failed
 * statement would cost its whole batch. */
#include "desk/intake/import.h"
#include "desk/ticket/ticket.h"
#include "formats/json.h"

enum { COMMENTS_MAX = 2000 };

struct reading {
        struct arena *arena;
        int64_t now;
        const char *why; /* first fault, or NULL */
};

static void fault(struct reading *r, const char *sentence)
{
        if (!r->why)
                r->why = sentence;
}

/* Text of a member, "" when absent or null; anything but a text is a fault. */
static const char *member(struct reading *r, const struct json *j, const char *name)
{
        const struct json *v = jv_get(j, name);

        if (jv_type(v) == JV_NONE || jv_type(v) == JV_NULL)
                return "";
        if (jv_type(v) != JV_TEXT) {
                fault(r, arena_fmt(r->arena, "\"%s\" must be a text", name));
                return "";
        }
        return jv_text(v);
}

static const char *text_of(struct reading *r, const struct json *j, const char *name, size_t max, bool one_line)
{
        const char *raw = member(r, j, name);
        size_t n = strlen(raw);

        if (n > max) {
                fault(r, arena_fmt(r->arena, "\"%s\" is longer than %zu bytes", name, max));
                return "";
        }
        return n ? text_clean(r->arena, raw, n, one_line) : "";
}

static int64_t time_of(struct reading *r, const struct json *j, const char *name, int64_t otherwise)
{
        const char *raw = member(r, j, name);
        int64_t at;

        if (!*raw)
                return otherwise;
        if (!moment_parse(raw, &at))
                fault(r, arena_fmt(r->arena, "\"%s\" must be a time such as 2026-01-09T15:00:00Z", name));
        else if (at > r->now + DAY_MS)
                fault(r, arena_fmt(r->arena, "\"%s\" lies in the future", name));
        else if (at < 0)
                fault(r, arena_fmt(r->arena, "\"%s\" is before 1970", name));
        else
                return at;
        return otherwise;
}

static const char *login_fit(struct arena *a, const char *raw)
{
        const char *s = text_fold(a, text_clean(a, raw, strlen(raw), true));
        size_t n = strlen(s);

        if (n == 0 || n > 64 || strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._@+-") != n)
                return NULL;
        return strchr("._@+-", s[0]) ? NULL : s;
}

static const char *mail_fit(struct arena *a, const char *raw)
{
        char *s = text_clean(a, raw, strlen(raw), true);
        size_t n = strlen(s), at = strcspn(s, "@");

        if (n > 254 || at == 0 || at > 64 || !s[at] || !s[at + 1] || strchr(s + at + 1, '@'))
                return NULL;
        for (size_t i = 0; i < n; i++)
                if (s[i] <= ' ' || (unsigned char)s[i] > '~' || strchr("\"(),:;<>[]\\", s[i]))
                        return NULL;
        const char *domain = s + at + 1;
        return domain[0] == '.' || domain[0] == '-' || s[n - 1] == '.' || strstr(domain, "..") ? NULL : s;
}

/* {"login","name","mail"}, or one text that is a mail address or a login. */
static struct import_who who_of(struct reading *r, const struct json *v, const char *what)
{
        struct import_who w = {NULL, NULL, NULL};

        if (jv_type(v) == JV_NONE || jv_type(v) == JV_NULL)
                return w;
        if (jv_type(v) != JV_TEXT && jv_type(v) != JV_OBJECT) {
                fault(r, arena_fmt(r->arena, "%s must be {\"login\",\"name\",\"mail\"} or a login", what));
                return w;
        }
        const char *text = jv_type(v) == JV_TEXT ? jv_text(v) : NULL;
        const char *login = text ? text : member(r, v, "login"), *mail = text ? text : member(r, v, "mail");
        if (strlen(login) > MAX_NAME_BYTES || strlen(mail) > 2 * MAX_NAME_BYTES) {
                fault(r, arena_fmt(r->arena, "%s has a login or mail that is too long", what));
                return w;
        }
        w.mail = mail_fit(r->arena, mail);
        w.login = text && w.mail ? NULL : login_fit(r->arena, login);
        w.name = text ? "" : text_of(r, v, "name", MAX_NAME_BYTES, true);
        if (!w.login && !w.mail)
                fault(r, arena_fmt(r->arena, "%s has neither a usable login nor a mail address", what));
        return w;
}

static int64_t priority_given(struct reading *r, const struct json *j)
{
        const struct json *v = jv_get(j, "priority");
        int64_t p = 0;

        if (jv_type(v) == JV_NONE || jv_type(v) == JV_NULL)
                return 0;
        if (jv_type(v) == JV_INT)
                p = jv_int(v, 0);
        else if (jv_type(v) == JV_TEXT && !text_i64(jv_text(v), &p))
                p = 0;
        if (p < 1 || p > 4)
                fault(r, "\"priority\" must be 1, 2, 3 or 4, 1 the gravest");
        return p;
}

static int64_t kind_given(struct reading *r, const struct json *j)
{
        const char *word = member(r, j, "kind");

        if (!*word || strcmp(word, "incident") == 0)
                return TICKET_INCIDENT;
        if (strcmp(word, "request") == 0)
                return TICKET_REQUEST;
        fault(r, "\"kind\" must be \"incident\" or \"request\"");
        return TICKET_INCIDENT;
}

static void words_read(struct reading *r, const struct json *j, struct import_ticket *t)
{
        const char *state = member(r, j, "state"), *channel = member(r, j, "channel"), *why = member(r, j, "pending_reason");

        t->kind = kind_given(r, j);
        t->state = *state ? state_find(state) : STATE_NEW;
        if (!t->state)
                fault(r, "\"state\" must be new, open, pending, resolved, closed or cancelled");
        t->channel = *channel ? channel_find(channel) : CHANNEL_IMPORT;
        if (!t->channel)
                fault(r, "\"channel\" must be portal, email, phone, chat, in_person, api or import");
        t->pending = t->state != STATE_PENDING ? PENDING_NONE : *why ? pending_find(why) : PENDING_REQUESTER;
        if (t->state == STATE_PENDING && !t->pending)
                fault(r, "\"pending_reason\" is not one that exists");
        t->priority = priority_given(r, j);
        t->group = text_of(r, j, "group", MAX_NAME_BYTES, true);
        t->service = text_of(r, j, "service", MAX_NAME_BYTES, true);
}

static void comment_read(struct reading *r, const struct json *j, int64_t otherwise, struct import_comment *k)
{
        const struct json *is_public = jv_get(j, "public");

        if (jv_type(j) != JV_OBJECT) {
                fault(r, "a comment must be {\"author\",\"body\",\"at\",\"public\"}");
                return;
        }
        if (jv_type(is_public) != JV_NONE && jv_type(is_public) != JV_NULL && jv_type(is_public) != JV_BOOL)
                fault(r, "\"public\" must be true or false");
        k->author = who_of(r, jv_get(j, "author"), "a comment's author");
        k->body = text_of(r, j, "body", MAX_BODY_BYTES, false);
        k->at = time_of(r, j, "at", otherwise);
        k->is_public = jv_type(is_public) != JV_BOOL || jv_true(is_public);
        if (text_blank(k->body))
                fault(r, "a comment without text");
}

/* Journals are read in the order of their ids: what is written later must have happened later. */
static void comments_sort(struct import_comment *k, size_t n)
{
        for (size_t i = 1; i < n; i++) {
                struct import_comment x = k[i];
                size_t j = i;
                for (; j > 0 && k[j - 1].at > x.at; j--)
                        k[j] = k[j - 1];
                k[j] = x;
        }
}

static void comments_read(struct reading *r, const struct json *j, struct import_ticket *t)
{
        const struct json *all = jv_get(j, "comments");
        size_t n = jv_count(all);

        if (jv_type(all) != JV_NONE && jv_type(all) != JV_NULL && jv_type(all) != JV_ARRAY)
                fault(r, "\"comments\" must be a list");
        if (n > COMMENTS_MAX)
                fault(r, "more than 2000 comments");
        if (r->why)
                return;
        t->comment = ARENA_ARRAY(r->arena, n, struct import_comment);
        t->n_comment = n;
        for (size_t i = 0; i < n && !r->why; i++)
                comment_read(r, jv_at(all, i), t->created_at, &t->comment[i]);
        if (!r->why)
                comments_sort(t->comment, n);
}

/* Last thing that was said, for tickets that do not say when they were settled. */
static int64_t last_word(const struct import_ticket *t)
{
        int64_t at = t->n_comment ? t->comment[t->n_comment - 1].at : 0;

        return at > t->created_at ? at : t->created_at;
}

static int64_t not_before(int64_t at, int64_t earliest)
{
        return at < earliest ? earliest : at;
}

static void ends_read(struct reading *r, const struct json *j, struct import_ticket *t)
{
        int64_t last = last_word(t);

        if (t->state == STATE_RESOLVED || t->state == STATE_CLOSED)
                t->resolved_at = not_before(time_of(r, j, "resolved_at", last), t->created_at);
        if (t->state >= STATE_CLOSED)
                t->closed_at = not_before(time_of(r, j, "closed_at", last), not_before(t->resolved_at, t->created_at));
}

enum status import_line(struct arena *a, const char *line, size_t n, int64_t now, struct import_ticket *out,
                        const char **why)
{
        struct reading r = {.arena = a, .now = now};
        const struct json *j = NULL;

        *out = (struct import_ticket){.subject = "", .body = "", .group = "", .service = ""};
        *why = NULL;
        if (n > IMPORT_LINE_MAX) {
                *why = "longer than 1 MiB";
                return ST_INVALID;
        }
        if (jv_parse(a, line, n, &j, why)) {
                *why = arena_fmt(a, "not JSON: %s", *why);
                return ST_INVALID;
        }
        *why = "not a JSON object";
        if (jv_type(j) != JV_OBJECT)
                return ST_INVALID;
        words_read(&r, j, out);
        out->subject = text_of(&r, j, "subject", MAX_SUBJECT_BYTES, true);
        out->body = text_of(&r, j, jv_get(j, "body") ? "body" : "description", MAX_BODY_BYTES, false);
        out->created_at = time_of(&r, j, "created_at", now);
        if (text_blank(out->subject))
                fault(&r, "\"subject\" is missing");
        if (jv_type(jv_get(j, "requester")) == JV_NONE || jv_type(jv_get(j, "requester")) == JV_NULL)
                fault(&r, "\"requester\" is missing");
        out->requester = who_of(&r, jv_get(j, "requester"), "the requester");
        out->assignee = who_of(&r, jv_get(j, "assigned_to"), "\"assigned_to\"");
        comments_read(&r, j, out);
        if (!r.why)
                ends_read(&r, j, out);
        *why = r.why;
        return r.why ? ST_INVALID : ST_OK;
}

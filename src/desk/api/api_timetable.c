/* A timetable's calendar on a course, for programs: the text of the calendar, or a file, is looked at, and applied when it
 * still does what was seen.  Nothing of it is kept: what it made are sessions of the course, which one reads, changes and
 * withdraws there. */
#include "base/random.h"
#include "desk/agenda/timetable.h"
#include "desk/api/api.h"
#include "formats/ical_times.h"

static const char *const fates[] = {"", "created", "same", "withdrawn"};

/* The member "calendar", or a file in a part of this name. */
static enum status calendar_in(struct ctx *c, const char **text, size_t *n)
{
        const unsigned char *p = NULL;
        enum status st = upload_bytes(c, "calendar", ICAL_TIMES_BYTES, &p, n);

        if (st == ST_TOO_LARGE || c->req->body_st == ST_TOO_LARGE) {
                form_error(c, "calendar", MSG_agenda_calendar_large);
                return ST_INVALID;
        }
        *text = (const char *)p;
        if (!st && !p && (*text = jv_text(jv_get(c->json, "calendar"))))
                *n = strlen(*text);
        if (st || *n)
                return st;
        form_error(c, "calendar", MSG_form_missing);
        return ST_INVALID;
}

static enum status course_in_path(struct ctx *c, struct course *k)
{
        enum status st = course_by_code(c, ctx_var(c, "code"), ctx_param(c, "term"), k);

        return !st && !course_may_edit(c, k->department_id) ? ST_NOT_FOUND : st;
}

static enum status times_read(struct ctx *c, const struct course *k, const char *text, size_t n, struct timetable *t)
{
        enum status st = timetable_read(c, k->id, text, n, t);

        for (size_t i = 0; i < c->n_error; i++)
                if (str_eq(c->error[i].field, "file"))
                        c->error[i].field = "calendar";
        return st;
}

/* Stands for what would change, so that another change is not made unseen. */
static const char *digest_of(struct ctx *c, const struct timetable *t)
{
        struct buf b, hex;
        unsigned char hash[DIGEST_BYTES];

        buf_init(&b, c->arena, t->n_rows * 100 + 1);
        for (size_t i = 0; i < t->n_rows; i++)
                if (t->rows[i].fate != TIMETABLE_SAME)
                        buf_fmt(&b, "%d %lld %lld %lld\n", (int)t->rows[i].fate, (long long)t->rows[i].id, (long long)t->rows[i].from_at,
                                (long long)t->rows[i].to_at);
        digest(b.p, b.n, hash);
        buf_init(&hex, c->arena, 2 * DIGEST_BYTES + 1);
        for (size_t i = 0; i < 16; i++)
                buf_fmt(&hex, "%02x", hash[i]);
        return hex.p;
}

static void rows_out(struct ctx *c, struct buf *b, const struct timetable *t)
{
        buf_str(b, ",\"lines\":[");
        for (size_t i = 0; i < t->n_rows; i++) {
                const struct timetable_row *r = &t->rows[i];
                buf_fmt(b, "%s{\"change\":\"%s\"", i ? "," : "", fates[r->fate]);
                buf_fmt(b, r->id ? ",\"session\":%lld" : ",\"session\":null", (long long)r->id);
                api_time_member(c, b, "from", r->from_at);
                api_time_member(c, b, "to", r->to_at);
                api_text_member(b, "theme", r->theme);
                buf_char(b, '}');
        }
        buf_char(b, ']');
}

static enum status answer(struct ctx *c, const struct course *k, const struct timetable *t, int64_t flagged)
{
        struct buf *b = &c->res->body;

        api_json_head(c, 200);
        buf_str(b, "{\"course\":");
        buf_json(b, k->code);
        api_text_member(b, "term", k->term);
        buf_fmt(b, ",\"created\":%lld,\"same\":%lld,\"withdrawn\":%lld,\"left_out\":%lld,\"by_code\":%s,\"flagged\":%lld", (long long)t->fresh,
                (long long)t->same, (long long)t->gone, (long long)t->left_out, t->by_code ? "true" : "false", (long long)flagged);
        api_text_member(b, "digest", digest_of(c, t));
        rows_out(c, b, t);
        buf_str(b, "}\n");
        return ST_OK;
}

enum status api_timetable_look(struct ctx *c)
{
        struct course k;
        struct timetable t;
        const char *text;
        size_t n;
        enum status st = course_in_path(c, &k);

        if (!st)
                st = calendar_in(c, &text, &n);
        if (!st)
                st = times_read(c, &k, text, n, &t);
        return st ? st : answer(c, &k, &t, 0);
}

/* "digest" as a look gave it, in the body or beside the file; without one what the calendar says is done unseen. */
static bool seen(struct ctx *c, const struct timetable *t)
{
        const char *said = jv_text(jv_get(c->json, "digest"));

        said = said ? said : http_field(c->req, "digest");
        return !said || str_eq(said, digest_of(c, t));
}

enum status api_timetable_post(struct ctx *c)
{
        struct course k;
        struct timetable t;
        const char *text;
        size_t n;
        int64_t flagged = 0;
        enum status st = course_in_path(c, &k);

        if (!st)
                st = calendar_in(c, &text, &n);
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : course_seen(c, k.id, 0);
        if (!st)
                st = times_read(c, &k, text, n, &t);
        if (!st && !seen(c, &t))
                st = ctx_fail(c, ST_CONFLICT, MSG_agenda_timetable_changed);
        if (!st)
                st = timetable_apply(c, k.id, t.rows, t.n_rows, &flagged);
        if (st == ST_INVALID && !c->n_error)
                form_error(c, "calendar", MSG_agenda_timetable_bad);
        if (!st)
                st = db_commit(&tx);
        return st ? st : answer(c, &k, &t, flagged);
}

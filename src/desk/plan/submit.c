/* A submission in one transaction.  What was answered is kept with each item as data and stands in its description in
 * words, so that lists, search and the desk need no form to read it.  The first course that was answered is the item's
 * course. */
#include "desk/plan/submit.h"

#include "desk/plan/plan.h"

enum { WORDS_BYTES = 60 * 1024 };

/* What stands between a question and its answer: one that asks has its mark already. */
static const char *label_mark(const struct ctx *c, const char *label)
{
        size_t n = strlen(label);

        if (n && strchr("?:!", label[n - 1]))
                return "";
        return c->lang == LANG_EN ? ":" : "\u00a0:";
}

static enum status in_words(struct ctx *c, const struct submit_line *l, const char *json, const char **out)
{
        struct ask_line *line;
        struct buf b;
        size_t n;
        enum status st = ask_shown(c, l->answers->form, json, &line, &n);

        buf_init(&b, c->arena, WORDS_BYTES);
        for (size_t i = 0; !st && i < n; i++)
                buf_fmt(&b, "%s%s%s %s", i ? "\n" : "", line[i].label, label_mark(c, line[i].label), text_short(c->arena, line[i].text, 4000));
        *out = b.n ? b.p : l->offer->name;
        return st;
}

static int64_t course_of(const struct ask_answers *a)
{
        for (size_t i = 0; i < a->form->n_fields; i++)
                if (a->form->fields[i].type == ASK_COURSE && a->v[i].ref)
                        return a->v[i].ref;
        return 0;
}

static enum status line_open(struct ctx *c, const struct submit *s, const struct submit_line *l, int64_t request_id, struct ticket *out)
{
        struct item_draft d = {.request_id = request_id, .offer_id = l->offer->id, .requested_for_id = s->requested_for_id,
                               .persona = l->persona && *l->persona ? l->persona : l->offer->audience, .subject = l->offer->name,
                               .answers = ask_json(c, l->answers), .channel = s->channel, .course_id = course_of(l->answers)};
        int64_t *files;
        size_t n = ask_files(c, l->answers, &files);
        enum status st = in_words(c, l, d.answers, &d.description);

        if (!st)
                st = item_open(c, &d, out);
        return st ? st : staged_attach(c, out, files, n);
}

/* What the same form made when it was sent before: "REQ-1 RITM-1". */
static enum status made_before(struct ctx *c, const char *kept, struct ticket *request, struct ticket *first)
{
        size_t n = strcspn(kept, " ");
        enum status st = ticket_find(c, arena_strn(c->arena, kept, n), ACT_READ, request);

        return st ? st : ticket_find(c, kept + n + (kept[n] == ' '), ACT_READ, first);
}

static enum status all_open(struct ctx *c, const struct submit *s, struct ticket *request, struct ticket *first)
{
        enum status st = line_open(c, s, &s->lines[0], 0, first);

        for (size_t i = 1; !st && i < s->n_lines; i++) {
                struct ticket next;
                st = line_open(c, s, &s->lines[i], first->parent_id, &next);
        }
        return st ? st : ticket_load(c, first->parent_id, ACT_READ, request);
}

/* The files that came with the request are staged already; ticket_open() must not take them a second time. */
enum status submit_send(struct ctx *c, const struct submit *s, struct ticket *request, struct ticket *first)
{
        const char *before = NULL;
        size_t uploads = c->req ? c->req->n_upload : 0;

        ASSERT(s->n_lines >= 1 && s->n_lines <= SUBMIT_MAX);
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, s->once ? s->once : "", &before);
        if (!st && before)
                return made_before(c, before, request, first);
        if (c->req)
                c->req->n_upload = 0;
        if (!st)
                st = all_open(c, s, request, first);
        if (c->req)
                c->req->n_upload = uploads;
        if (!st)
                st = once_keep(c, s->once ? s->once : "", arena_fmt(c->arena, "%s %s", request->number, first->number));
        return st ? st : db_commit(&tx);
}

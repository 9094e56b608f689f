/* Tags and watchers.  A change of tags is always the whole list before and after, so adding one, removing
 * one and an API's replacement are the same change with one entry.  Words are folded before they are kept,
 * so that « Réseau » and « reseau » are one tag; they are searched like a note: agents only. */
#include "desk/ticket/sheet_own.h"

DB_STMT(tags_of, "SELECT word FROM tag WHERE ticket_id = :id ORDER BY word LIMIT 20");
DB_STMT(tag_add, "INSERT INTO tag (ticket_id, word) VALUES (:id, :word) ON CONFLICT (word, ticket_id) DO NOTHING");
DB_STMT(tag_drop, "DELETE FROM tag WHERE ticket_id = :id AND word = :word");
DB_STMT(tags_touch, "UPDATE ticket SET version = version + 1, updated_at = :now WHERE id = :id AND version = :version");
DB_STMT(sheet_words_of,
        "SELECT word AS body FROM tag WHERE ticket_id = :id UNION ALL"
        " SELECT body FROM ticket_field WHERE ticket_id = :id AND body IS NOT NULL");
DB_STMT(watchers_of,
        "SELECT p.id, p.login, p.name FROM ticket_person x JOIN person p ON p.id = x.person_id"
        " WHERE x.ticket_id = :id AND x.part = 60 ORDER BY p.name, p.id LIMIT 100");
static const struct db_stmt *const tag_stmts[] = {&tags_of,        &tag_add,     &tag_drop, &tags_touch,
                                                  &sheet_words_of, &watchers_of, NULL};

static const struct db_col tag_cols[] = {DB_COL_TEXT(struct tag, word), DB_COL_END};
static const struct db_col who_cols[] = {DB_COL_I64(struct who, id), DB_COL_TEXT(struct who, login),
                                         DB_COL_TEXT(struct who, name), DB_COL_END};
struct words_row {
        const char *body;
};
static const struct db_col words_cols[] = {DB_COL_TEXT(struct words_row, body), DB_COL_END};

enum status ticket_touch(struct ctx *c, const struct ticket *t)
{
        int64_t rows;
        enum status st = db_exec(c->db, &tags_touch,
                                 DB_ARGS(DB_I("now", c->now), DB_I("id", t->id), DB_I("version", t->version)), &rows);

        return change_held(c, st, rows);
}

static enum status words_add(void *arg, void *row)
{
        const struct words_row *r = row;

        buf_char(arg, '\n');
        buf_str(arg, r->body);
        return ST_OK;
}

enum status sheet_words(struct ctx *c, int64_t ticket_id, struct buf *to)
{
        return db_each(c->db, c->arena, &sheet_words_of, DB_ARGS(DB_I("id", ticket_id)), words_cols,
                       sizeof(struct words_row), words_add, to);
}

enum status ticket_watchers(struct ctx *c, const struct ticket *t, struct who **out, size_t *n)
{
        if (ticket_lacks(t, HOLDS_WATCHERS) || !ticket_can(c, t, ACT_READ_ALL)) {
                *out = ARENA_ARRAY(c->arena, 1, struct who);
                *n = 0;
                return ST_OK;
        }
        return db_all(c->db, c->arena, &watchers_of, DB_ARGS(DB_I("id", t->id)), who_cols, sizeof **out, 100, out, n);
}

static enum status tags_read(struct ctx *c, int64_t id, struct tag **out, size_t *n)
{
        return db_all(c->db, c->arena, &tags_of, DB_ARGS(DB_I("id", id)), tag_cols, sizeof **out, TAGS_MAX, out, n);
}

enum status ticket_tags(struct ctx *c, const struct ticket *t, struct tag **out, size_t *n)
{
        if (!ticket_lacks(t, HOLDS_TAGS) && ticket_can(c, t, ACT_READ_ALL))
                return tags_read(c, t->id, out, n);
        *out = ARENA_ARRAY(c->arena, 1, struct tag);
        *n = 0;
        return ST_OK;
}

/* A word as it is kept, NULL after a form error. */
static const char *word_take(struct ctx *c, const char *raw)
{
        const char *word = text_clean(c->arena, raw ? raw : "", raw ? strnlen(raw, 400) : 0, true);

        word = text_fold(c->arena, word);
        size_t n = strlen(word), first = strspn(word, " #");
        while (n > first && word[n - 1] == ' ')
                n--;
        word = arena_strn(c->arena, word + first, n > first ? n - first : 0);
        if (text_blank(word))
                form_error(c, "tag", MSG_fields_tag_missing);
        else if (utf8_count(word) > TAG_LETTERS)
                form_error(c, "tag", MSG_fields_tag_long);
        else
                return word;
        return NULL;
}

static bool has(const struct tag *list, size_t n, const char *word)
{
        for (size_t i = 0; i < n; i++)
                if (strcmp(list[i].word, word) == 0)
                        return true;
        return false;
}

static const char *joined(struct ctx *c, const struct tag *list, size_t n)
{
        struct buf b;

        buf_init(&b, c->arena, 16 << 10);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_str(&b, ", ");
                buf_str(&b, list[i].word);
        }
        return b.p;
}

static enum status tags_write(struct ctx *c, struct change *ch, const struct tag *old, size_t n_old, const struct tag *new,
                              size_t n_new)
{
        struct changes what;
        const struct ticket *b = &ch->before;
        enum status st = ticket_touch(c, b);

        for (size_t i = 0; !st && i < n_old; i++)
                if (!has(new, n_new, old[i].word))
                        st = db_exec(c->db, &tag_drop, DB_ARGS(DB_I("id", b->id), DB_T("word", old[i].word)), NULL);
        for (size_t i = 0; !st && i < n_new; i++)
                if (!has(old, n_old, new[i].word))
                        st = db_exec(c->db, &tag_add, DB_ARGS(DB_I("id", b->id), DB_T("word", new[i].word)), NULL);
        changes_init(c, &what);
        changes_text(&what, "tags", joined(c, old, n_old), joined(c, new, n_new));
        if (!st)
                st = changes_entry(c, &what, b, false, &ch->entry_id);
        ch->event = EV_CHANGED;
        ch->hidden = ch->reindex = true;
        return st ? st : change_end(c, ch);
}

static bool same(const struct tag *a, size_t n_a, const struct tag *b, size_t n_b)
{
        for (size_t i = 0; i < n_a; i++)
                if (!has(b, n_b, a[i].word))
                        return false;
        return n_a == n_b;
}

struct wish {
        const char *const *words;
        size_t n;
        bool replace, on;
};

/* What the list becomes, in *out; errors are form errors. */
static size_t wished(struct ctx *c, const struct wish *w, const struct tag *old, size_t n_old, struct tag **out)
{
        struct tag *list = ARENA_ARRAY(c->arena, n_old + w->n + 1, struct tag);
        size_t n = 0;

        for (size_t i = 0; !w->replace && i < n_old; i++)
                list[n++] = old[i];
        for (size_t i = 0; i < w->n; i++) {
                const char *word = word_take(c, w->words[i]);
                if (!word)
                        break;
                if (w->on && !has(list, n, word))
                        list[n++].word = word;
                for (size_t k = 0; !w->on && k < n; k++)
                        if (strcmp(list[k].word, word) == 0)
                                list[k--] = list[--n];
        }
        if (n > TAGS_MAX)
                form_error(c, "tag", MSG_fields_tag_many);
        *out = list;
        return n;
}

static enum status tags_change(struct ctx *c, struct ticket *t, const struct wish *w, int64_t version)
{
        struct change ch;
        struct tag *old, *new;
        size_t n_old, n_new;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, version, &ch);
        if (!st)
                st = tags_read(c, t->id, &old, &n_old);
        if (st)
                return st;
        n_new = wished(c, w, old, n_old, &new);
        if (c->n_error)
                return ST_INVALID;
        if (same(old, n_old, new, n_new))
                return db_commit(&tx);
        st = tags_write(c, &ch, old, n_old, new, n_new);
        return st ? st : db_commit(&tx);
}

enum status ticket_tag(struct ctx *c, struct ticket *t, const char *word, bool on)
{
        return tags_change(c, t, &(struct wish){&word, 1, false, on}, 0);
}

enum status ticket_tags_put(struct ctx *c, struct ticket *t, const char *const *words, size_t n, int64_t version)
{
        return tags_change(c, t, &(struct wish){words, n, true, true}, version);
}

const struct slice slice_ticket_tags = {.name = "ticket-tags", .stmts = tag_stmts};

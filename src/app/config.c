/* See config.h.  Values are compared as texts: each part lists them in one way only, so that what was exported
 * on one engine and applied on the other has nothing left to do. */
#include "app/config.h"

#include "app/state.h"
#include "base/random.h"
#include "formats/conf.h"

enum { PARTS_MAX = 64, ITEMS_MAX = 20000 };

/* ---- items ------------------------------------------------------------------------------------------------ */

static int key_at(const struct config_part *part, const char *key)
{
        for (int i = 0; part->keys[i].name; i++)
                if (strcmp(part->keys[i].name, key) == 0)
                        return i;
        return -1;
}

struct config_item *config_add(struct config_items *to, const char *code)
{
        if (to->n_items == to->room) {
                size_t more = to->room ? to->room * 2 : 16;
                struct config_item *all = ARENA_ARRAY(to->c->arena, more, struct config_item);
                if (to->n_items)
                        memcpy(all, to->items, to->n_items * sizeof *all);
                to->items = all;
                to->room = more;
        }
        struct config_item *i = &to->items[to->n_items++];
        *i = (struct config_item){.part = to->part, .code = code};
        return i;
}

void config_set(struct ctx *c, struct config_item *i, const char *key, const char *value)
{
        int k = key_at(i->part, key);
        ASSERT(k >= 0);
        i->value[k] = arena_str(c->arena, value ? value : "");
}

void config_set_i64(struct ctx *c, struct config_item *i, const char *key, int64_t value)
{
        config_set(c, i, key, arena_fmt(c->arena, "%lld", (long long)value));
}

void config_set_flag(struct config_item *i, const char *key, bool value)
{
        int k = key_at(i->part, key);
        ASSERT(k >= 0);
        i->value[k] = value ? "true" : "false";
}

const char *config_get(const struct config_item *i, const char *key)
{
        int k = key_at(i->part, key);
        ASSERT(k >= 0);
        return i->value[k] ? i->value[k] : "";
}

int64_t config_get_i64(const struct config_item *i, const char *key)
{
        const char *s = config_get(i, key);
        int64_t v = 0;
        bool less = *s == '-';
        return text_i64(s + less, &v) ? (less ? -v : v) : 0;
}

bool config_get_flag(const struct config_item *i, const char *key)
{
        return strcmp(config_get(i, key), "true") == 0;
}

const char *config_next(struct arena *a, const char **at)
{
        if (!**at)
                return NULL;
        size_t n = strcspn(*at, "\n");
        const char *line = arena_strn(a, *at, n);
        *at += n + ((*at)[n] == '\n');
        return line;
}

/* ---- parts ------------------------------------------------------------------------------------------------ */

static int by_rank(const void *a, const void *b)
{
        const struct config_part *x = *(const struct config_part *const *)a, *y = *(const struct config_part *const *)b;
        return x->rank != y->rank ? (x->rank > y->rank) - (x->rank < y->rank) : strcmp(x->kind, y->kind);
}

static const struct config_part **parts_of(struct ctx *c, size_t *n)
{
        const struct config_part **out = ARENA_ARRAY(c->arena, PARTS_MAX, const struct config_part *);
        *n = 0;
        for (size_t i = 0; c->app->slices[i]; i++)
                for (const struct config_part *p = c->app->slices[i]->config; p && p->kind; p++) {
                        ASSERT(*n < PARTS_MAX);
                        out[(*n)++] = p;
                }
        qsort(out, *n, sizeof *out, by_rank);
        return out;
}

static int by_code(const void *a, const void *b)
{
        const struct config_item *x = a, *y = b;
        return strcmp(x->code, y->code);
}

static enum status items_of(struct ctx *c, const struct config_part *p, struct config_items *out)
{
        *out = (struct config_items){.c = c, .part = p};
        enum status st = p->list(c, out);
        if (!st && out->n_items)
                qsort(out->items, out->n_items, sizeof *out->items, by_code);
        return st;
}

/* ---- writing ---------------------------------------------------------------------------------------------- */

static void value_put(struct ctx *c, struct buf *out, enum config_type type, const char *value)
{
        if (type == CONFIG_TEXT)
                conf_put_text(out, value);
        if (type == CONFIG_NUMBER || type == CONFIG_FLAG)
                buf_str(out, value);
        if (type != CONFIG_LIST)
                return;
        size_t n = 0;
        for (const char *p = value; *p; p++)
                n += *p == '\n';
        const char **items = ARENA_ARRAY(c->arena, n + 2, const char *), *at = value, *item;
        for (n = 0; (item = config_next(c->arena, &at));)
                items[n++] = item;
        conf_put_list(out, items, n);
}

static void part_put(struct ctx *c, struct buf *out, const struct config_items *all)
{
        buf_fmt(out, "\n# %s\n", ctx_msg(c, all->part->about));
        if (all->part->flat && all->n_items)
                conf_put_head(out, all->part->kind, NULL);
        for (size_t i = 0; i < all->n_items; i++) {
                const struct config_item *item = &all->items[i];
                if (!all->part->flat) {
                        buf_str(out, i ? "\n" : "");
                        conf_put_head(out, all->part->kind, item->code);
                }
                for (int k = 0; all->part->keys[k].name; k++) {
                        if (!item->value[k])
                                continue;
                        conf_put_key(out, all->part->flat ? item->code : all->part->keys[k].name);
                        value_put(c, out, all->part->keys[k].type, item->value[k]);
                        buf_char(out, '\n');
                }
        }
}

static enum status export_parts(struct ctx *c, struct buf *out, bool people)
{
        size_t n;
        const struct config_part **part = parts_of(c, &n);
        buf_fmt(out, "# %s\n", ctx_msg(c, MSG_config_head));
        for (size_t i = 0; i < n; i++) {
                struct config_items all;
                if (part[i]->asked && !people)
                        continue;
                enum status st = items_of(c, part[i], &all);
                if (st)
                        return st;
                part_put(c, out, &all);
        }
        return buf_end(out);
}

enum status config_export(struct ctx *c, struct buf *out)
{
        return export_parts(c, out, false);
}

enum status config_export_people(struct ctx *c, struct buf *out)
{
        return export_parts(c, out, true);
}

/* ---- reading ---------------------------------------------------------------------------------------------- */

static void wrong(struct ctx *c, struct config_plan *p, size_t line, int message, const char *what)
{
        struct html_arg arg = {"what", text_short(c->arena, what ? what : "", 100), 0};
        if (p->n_errors < ARRAY_LEN(p->errors))
                p->errors[p->n_errors++] = (struct config_error){line, msg_text(c->arena, c->lang, message, 1, &arg)};
}

static const char *value_text(struct ctx *c, enum config_type type, const struct conf_entry *e)
{
        static const enum conf_type fits[] = {CONF_TEXT, CONF_NUMBER, CONF_FLAG, CONF_LIST};
        struct buf b;
        if (e->type != fits[type])
                return NULL;
        if (type == CONFIG_TEXT)
                return e->text;
        if (type == CONFIG_NUMBER)
                return arena_fmt(c->arena, "%lld", (long long)e->number);
        if (type == CONFIG_FLAG)
                return e->number ? "true" : "false";
        buf_init(&b, c->arena, CONF_BYTES);
        for (size_t i = 0; i < e->n_items; i++) {
                if (!*e->items[i] || strchr(e->items[i], '\n'))
                        return NULL;
                buf_fmt(&b, "%s%s", i ? "\n" : "", e->items[i]);
        }
        return b.n ? b.p : "";
}

static void entry_take(struct ctx *c, struct config_plan *p, struct config_item *item, const char *key, const struct conf_entry *e)
{
        static const int types[] = {MSG_config_wants_text, MSG_config_wants_number, MSG_config_wants_flag, MSG_config_wants_list};
        int k = key_at(item->part, key);
        if (k < 0) {
                wrong(c, p, e->line, MSG_config_unknown_key, key);
                return;
        }
        item->value[k] = value_text(c, item->part->keys[k].type, e);
        if (!item->value[k])
                wrong(c, p, e->line, types[item->part->keys[k].type], key);
}

static const struct config_part *part_find(const struct config_part **part, size_t n, const char *kind)
{
        for (size_t i = 0; i < n; i++)
                if (strcmp(part[i]->kind, kind) == 0)
                        return part[i];
        return NULL;
}

static void section_take(struct ctx *c, struct config_plan *p, const struct conf_section *s, struct config_items *to)
{
        if (to->part->flat != (s->code == NULL)) {
                wrong(c, p, s->line, to->part->flat ? MSG_config_no_code : MSG_config_code_missing, s->kind);
                return;
        }
        struct config_item *item = to->part->flat ? NULL : config_add(to, s->code);
        if (item)
                item->line = s->line;
        for (size_t i = 0; i < s->n_entries; i++) {
                const struct conf_entry *e = &s->entries[i];
                if (to->part->flat) {
                        item = config_add(to, e->key);
                        item->line = e->line;
                }
                entry_take(c, p, item, to->part->flat ? "value" : e->key, e);
        }
}

/* What the file wants of each part, in the order of the parts. */
static enum status file_read(struct ctx *c, const char *text, size_t n, const struct config_part **part, size_t parts,
                             struct config_items *want, struct config_plan *p)
{
        static const int said[] = {0, MSG_config_too_large, MSG_config_bad_bytes, MSG_config_bad_head, MSG_config_bad_key,
                                   MSG_config_no_equals, MSG_config_bad_value, MSG_config_unended, MSG_config_twice,
                                   MSG_config_outside, MSG_config_after};
        struct conf f;
        size_t line;
        enum conf_wrong w = conf_parse(c->arena, text, n, &f, &line);
        if (w) {
                wrong(c, p, line, said[w], NULL);
                return ST_INVALID;
        }
        for (size_t i = 0; i < parts; i++)
                want[i] = (struct config_items){.c = c, .part = part[i]};
        for (size_t i = 0; i < f.n_sections; i++) {
                const struct config_part *is = part_find(part, parts, f.sections[i].kind);
                for (size_t k = 0; is && k < parts; k++)
                        if (part[k] == is)
                                section_take(c, p, &f.sections[i], &want[k]);
                if (!is)
                        wrong(c, p, f.sections[i].line, MSG_config_unknown_kind, f.sections[i].kind);
        }
        return p->n_errors ? ST_INVALID : ST_OK;
}

/* ---- comparing -------------------------------------------------------------------------------------------- */

static struct config_change compare(const struct config_item *now, const struct config_item *want)
{
        struct config_change ch = {.part = want->part, .now = now, .want = *want};
        for (int k = 0; want->part->keys[k].name; k++) {
                const char *before = now ? now->value[k] : NULL;
                if (!want->value[k])
                        ch.want.value[k] = before;
                else if (!before || strcmp(before, want->value[k]) != 0)
                        ch.values[ch.n_values++] = (struct config_value){want->part->keys[k].name, before, want->value[k]};
        }
        return ch;
}

static void needed(struct ctx *c, struct config_plan *p, const struct config_item *want)
{
        for (int k = 0; want->part->keys[k].name; k++)
                if (want->part->keys[k].needed && !want->value[k])
                        wrong(c, p, want->line, MSG_config_key_missing, want->part->keys[k].name);
}

static void differences(struct ctx *c, const struct config_items *now, struct config_items *want, struct config_plan *p)
{
        bool *seen = ARENA_ARRAY(c->arena, now->n_items + 1, bool);
        for (size_t i = 0; i < want->n_items; i++) {
                const struct config_item key = {.code = want->items[i].code};
                const struct config_item *is =
                        now->n_items ? bsearch(&key, now->items, now->n_items, sizeof key, by_code) : NULL;
                if (is)
                        seen[is - now->items] = true;
                else
                        needed(c, p, &want->items[i]);
                struct config_change ch = compare(is, &want->items[i]);
                if (ch.n_values || !is)
                        p->changes[p->n_changes++] = ch;
        }
        bool tell = !now->part->asked || want->n_items;
        for (size_t i = 0; tell && i < now->n_items; i++)
                if (!seen[i])
                        p->left[p->n_left++] = &now->items[i];
}

static enum status plan_make(struct ctx *c, const char *text, size_t n, struct config_plan *p)
{
        size_t parts, wants = 0, there = 0;
        const struct config_part **part = parts_of(c, &parts);
        struct config_items *want = ARENA_ARRAY(c->arena, parts + 1, struct config_items);
        struct config_items *now = ARENA_ARRAY(c->arena, parts + 1, struct config_items);
        *p = (struct config_plan){0};
        enum status st = file_read(c, text, n, part, parts, want, p);
        for (size_t i = 0; !st && i < parts; i++) {
                st = items_of(c, part[i], &now[i]);
                wants += want[i].n_items;
                there += now[i].n_items;
        }
        if (st)
                return st;
        p->changes = ARENA_ARRAY(c->arena, wants + 1, struct config_change);
        p->left = ARENA_ARRAY(c->arena, there + 1, const struct config_item *);
        for (size_t i = 0; i < parts; i++)
                differences(c, &now[i], &want[i], p);
        return p->n_errors ? ST_INVALID : ST_OK;
}

/* ---- applying --------------------------------------------------------------------------------------------- */

/* What a save had to say, kept until it is known whether another one helps it. */
struct refusal {
        struct config_error error[4];
        size_t n_error;
        bool done;
};

static void refuse(struct ctx *c, const struct config_change *ch, struct refusal *r)
{
        struct html_arg arg = {"what", c->why ? c->why : ch->want.code, 0};
        r->n_error = 0;
        for (size_t i = 0; i < c->n_error && i < ARRAY_LEN(r->error); i++)
                r->error[r->n_error++] = (struct config_error){
                        ch->want.line, arena_fmt(c->arena, "%s.%s, %s: %s", ch->part->kind, ch->want.code, c->error[i].field,
                                                 c->error[i].message)};
        if (!r->n_error)
                r->error[r->n_error++] =
                        (struct config_error){ch->want.line, msg_text(c->arena, c->lang, MSG_config_refused, 1, &arg)};
}

static enum status pass(struct ctx *c, struct config_change *ch, struct refusal *r, size_t n, size_t *left)
{
        for (size_t i = 0; i < n; i++) {
                if (r[i].done)
                        continue;
                c->n_error = 0;
                c->why = NULL;
                enum status st = ch[i].part->save(c, ch[i].now, &ch[i].want);
                if (st == ST_INVALID)
                        refuse(c, &ch[i], &r[i]);
                else if (st)
                        return st;
                r[i].done = !st;
                *left -= !st;
        }
        return ST_OK;
}

/* Changes of one part may point at each other (a department at the one above it): what is refused is tried
 * again as long as another one was saved. */
static enum status part_save(struct ctx *c, struct config_plan *p, size_t from, size_t to)
{
        size_t left = to - from, before = left + 1;
        struct refusal *r = ARENA_ARRAY(c->arena, left + 1, struct refusal);
        enum status st = ST_OK;
        while (!st && left && left < before) {
                before = left;
                st = pass(c, p->changes + from, r, to - from, &left);
        }
        for (size_t i = 0; i < to - from; i++)
                for (size_t k = 0; !r[i].done && k < r[i].n_error && p->n_errors < ARRAY_LEN(p->errors); k++)
                        p->errors[p->n_errors++] = r[i].error[k];
        c->n_error = 0;
        c->why = NULL;
        return p->n_errors ? ST_INVALID : st;
}

static enum status all_saved(struct ctx *c, const char *text, size_t n, struct config_plan *p)
{
        struct config_plan again;
        enum status st = ST_OK;
        for (size_t i = 0; !st && i < p->n_changes;) {
                size_t to = i;
                while (to < p->n_changes && p->changes[to].part == p->changes[i].part)
                        to++;
                st = part_save(c, p, i, to);
                i = to;
        }
        c->n_error = 0;
        if (!st)
                st = plan_make(c, text, n, &again);
        for (size_t i = 0; !st && i < again.n_changes; i++)
                wrong(c, p, again.changes[i].want.line, MSG_config_not_held,
                      again.changes[i].n_values ? again.changes[i].values[0].key : again.changes[i].want.code);
        return st ? st : p->n_errors ? ST_INVALID : ST_OK;
}

/* Two configurations are applied one after the other: the row is held until the commit.  It is no setting
 * that anybody reads. */
DB_STMT(config_turn,
        "INSERT INTO setting (name, value, changed_at) VALUES ('config.turn', '', :now)"
        " ON CONFLICT (name) DO UPDATE SET changed_at = excluded.changed_at, version = setting.version + 1");

enum status config_lock(struct ctx *c)
{
        return db_exec(c->db, &config_turn, DB_ARGS(DB_I("now", c->now)), NULL);
}

static enum status run(struct ctx *c, const char *text, size_t n, struct config_plan *p, bool keep)
{
        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st && keep)
                st = config_lock(c);
        if (!st)
                st = plan_make(c, text, n, p);
        if (!st && p->n_changes)
                st = all_saved(c, text, n, p);
        if (!st && p->n_changes)
                st = audit(c, "config.apply", "config", 0, "ok", arena_fmt(c->arena, "%zu", p->n_changes));
        if (st || !keep) {
                db_end(&tx);
                return st;
        }
        return db_commit(&tx);
}

enum status config_preview(struct ctx *c, const char *text, size_t n, struct config_plan *p)
{
        return run(c, text, n, p, false);
}

enum status config_apply(struct ctx *c, const char *text, size_t n, struct config_plan *p)
{
        return run(c, text, n, p, true);
}

/* ---- what was shown ---------------------------------------------------------------------------------------- */

const char *config_mark(struct ctx *c, const struct buf *exported)
{
        unsigned char hash[DIGEST_BYTES];

        digest(exported->p, exported->n, hash);
        return hex(c->arena, hash, DIGEST_BYTES);
}

enum status config_mark_now(struct ctx *c, const char **out)
{
        struct buf b;

        buf_init(&b, c->arena, MAX_PAGE_BYTES);
        enum status st = config_export(c, &b);
        if (!st)
                *out = config_mark(c, &b);
        return st;
}

static void read_anew(void *arg)
{
        settings_fresh(arg);
}

enum status config_apply_seen(struct ctx *c, const char *text, size_t n, const char *seen, struct config_plan *p)
{
        const char *now;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : config_lock(c);
        if (!st)
                st = config_mark_now(c, &now);
        if (!st && !str_eq(seen, now))
                st = ST_STALE;
        if (!st)
                st = config_apply(c, text, n, p);
        if (st)
                return st;
        db_after_commit(c->db, read_anew, c);
        return db_commit(&tx);
}

/* ---- saying ----------------------------------------------------------------------------------------------- */

enum status config_say(struct ctx *c, const struct config_plan *p, struct buf *out)
{
        for (size_t i = 0; i < p->n_errors; i++) {
                if (p->errors[i].line)
                        buf_fmt(out, "%zu: ", p->errors[i].line);
                buf_fmt(out, "%s\n", p->errors[i].text);
        }
        for (size_t i = 0; !p->n_errors && i < p->n_changes; i++) {
                const struct config_change *ch = &p->changes[i];
                buf_fmt(out, "%s %s.%s\n", ch->now ? "~" : "+", ch->part->kind, ch->want.code);
                for (size_t k = 0; k < ch->n_values; k++) {
                        const struct config_value *v = &ch->values[k];
                        if (v->before)
                                buf_fmt(out, "    - %s = %s\n", v->key, v->before);
                        buf_fmt(out, "    + %s = %s\n", v->key, v->after);
                }
        }
        return buf_end(out);
}

const char *config_summary(struct ctx *c, const struct config_plan *p)
{
        const char *changes = p->n_changes ? msg_plural(c->arena, c->lang, MSG_config_changes, (int64_t)p->n_changes, 0, NULL)
                                           : ctx_msg(c, MSG_config_nothing);
        if (!p->n_left)
                return changes;
        return arena_fmt(c->arena, "%s %s", changes, msg_plural(c->arena, c->lang, MSG_config_left, (int64_t)p->n_left, 0, NULL));
}

/* ---- the settings: a part of the house itself ------------------------------------------------------------- */

static const struct config_key setting_keys[] = {{"value", CONFIG_TEXT, true}, {0}};

/* All of them, those with their default too: the file says what holds. */
static enum status settings_list(struct ctx *c, struct config_items *to)
{
        struct setting_now *s;
        size_t n;
        enum status st = setting_list(c, &s, &n);
        for (size_t i = 0; !st && i < n; i++)
                config_set(c, config_add(to, s[i].is->name), "value", s[i].value);
        return st;
}

static enum status settings_save(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        if (!now) {
                form_error(c, "value", MSG_config_unknown_setting);
                return ST_INVALID;
        }
        return setting_change(c, want->code, config_get(want, "value"), NULL);
}

static const struct config_part setting_parts[] = {
        {"settings", 90, true, MSG_config_about_settings, setting_keys, settings_list, settings_save}, {0}};

static const struct db_stmt *const config_stmts[] = {&config_turn, NULL};

const struct slice slice_config = {.name = "config", .stmts = config_stmts, .config = setting_parts};

/* Look-ups of an import: one open-addressed table from text to a small record, with a letter before the
 * key that says what it names ("l" login, "m" mail, "g" group, "s" service).  Bounded by what the file
 * names, not by what the database holds. */
#include "base/assert.h"
#include "desk/intake/known.h"

enum { FIRST_SLOTS = 4096 };

struct found {
        int64_t id, other, flag; /* group: department, closed; service: group, confidential; person: 0, without name */
};
struct slot {
        const char *key;
        struct found found;
};
struct known {
        struct arena *arena;
        struct slot *slot;
        size_t n, cap;
        struct known_group fallback; /* id 0: no group at all */
        bool fallback_named;
};

static uint64_t hash_of(char what, const char *text)
{
        uint64_t h = (14695981039346656037u ^ (unsigned char)what) * 1099511628211u;

        for (; *text; text++)
                h = (h ^ (unsigned char)*text) * 1099511628211u;
        return h;
}

static struct slot *slot_of(const struct known *k, char what, const char *text)
{
        size_t i = hash_of(what, text) & (k->cap - 1);

        while (k->slot[i].key && (k->slot[i].key[0] != what || strcmp(k->slot[i].key + 1, text) != 0))
                i = (i + 1) & (k->cap - 1);
        return &k->slot[i];
}

static struct found *find(const struct known *k, char what, const char *text)
{
        struct slot *s = slot_of(k, what, text);

        return s->key ? &s->found : NULL;
}

static void grow(struct known *k)
{
        struct slot *old = k->slot;
        size_t n = k->cap;

        k->cap = n ? 2 * n : FIRST_SLOTS;
        k->slot = calloc(k->cap, sizeof *k->slot);
        if (!k->slot)
                out_of_memory();
        for (size_t i = 0; i < n; i++)
                if (old[i].key)
                        *slot_of(k, old[i].key[0], old[i].key + 1) = old[i];
        free(old);
}

/* The first of a name stays: a code is put in before the names that may repeat it. */
static void put(struct known *k, char what, const char *text, struct found f)
{
        if (2 * (k->n + 1) > k->cap)
                grow(k);
        struct slot *s = slot_of(k, what, text);
        if (s->key)
                return;
        *s = (struct slot){arena_fmt(k->arena, "%c%s", what, text), f};
        k->n++;
}

/* The group of tickets that name none: the setting's, else the oldest. */
static void fallback_consider(struct known *k, const struct group *g, const char *wanted)
{
        bool named = strcmp(g->code, wanted) == 0;

        if (k->fallback.id && !named && (k->fallback_named || g->id > k->fallback.id))
                return;
        k->fallback = (struct known_group){g->id, g->department_id, g->closed};
        k->fallback_named = named;
}

static enum status groups_read(struct ctx *c, struct known *k)
{
        struct group *g;
        size_t n;
        enum status st = group_list(c, &g, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct found f = {g[i].id, g[i].department_id, g[i].closed};
                put(k, 'g', text_fold(c->arena, g[i].code), f);
                put(k, 'i', arena_fmt(c->arena, "%lld", (long long)g[i].id), f);
                fallback_consider(k, &g[i], setting_text(c, "ticket.group"));
        }
        for (size_t i = 0; !st && i < n; i++)
                put(k, 'g', text_fold(c->arena, g[i].name), (struct found){g[i].id, g[i].department_id, g[i].closed});
        return st;
}

static enum status services_read(struct ctx *c, struct known *k)
{
        struct service *s;
        size_t n;
        enum status st = service_list(c, &s, &n);

        for (size_t i = 0; !st && i < n; i++)
                put(k, 's', text_fold(c->arena, s[i].code), (struct found){s[i].id, s[i].group_id, s[i].confidential});
        for (size_t i = 0; !st && i < n; i++) {
                struct found f = {s[i].id, s[i].group_id, s[i].confidential};
                put(k, 's', text_fold(c->arena, s[i].name_fr), f);
                put(k, 's', text_fold(c->arena, s[i].name_en), f);
        }
        return st;
}

enum status known_new(struct ctx *c, struct known **out)
{
        struct arena *a = arena_new((size_t)1 << 30);
        struct known *k = ARENA_NEW(a, struct known);

        k->arena = a;
        grow(k);
        *out = k;
        enum status st = groups_read(c, k);
        if (!st)
                st = services_read(c, k);
        if (st)
                known_free(out);
        return st;
}

void known_free(struct known **k)
{
        if (!*k)
                return;
        struct arena *a = (*k)->arena;
        free((*k)->slot);
        *k = NULL;
        arena_free(&a);
}

/* ---- groups and services ------------------------------------------------------------------------------ */

static void group_of(const struct found *f, struct known_group *out)
{
        *out = (struct known_group){f->id, f->other, f->flag};
}

static enum status group_make(struct ctx *c, struct known *k, const char *code, const char *fold)
{
        struct department *d;
        struct group g;
        size_t n = 0;
        int64_t id, department = k->fallback.department_id;
        enum status st = department ? ST_OK : department_list(c, &d, &n);

        if (st)
                return st;
        if (!department && !n)
                return ctx_fail_text(c, ST_NOT_FOUND, "there is no department to put a group in");
        department = department ? department : d[0].id;
        st = group_ensure(c, code, code, department, &id);
        if (!st)
                st = group_load(c, id, &g);
        if (st)
                return st == ST_INVALID ? ctx_fail_text(c, st, "\"group\" holds no letter or digit") : st;
        struct found f = {id, g.department_id, g.closed};
        put(k, 'g', fold, f);
        put(k, 'i', arena_fmt(c->arena, "%lld", (long long)id), f);
        if (!k->fallback.id)
                k->fallback = (struct known_group){id, f.other, f.flag};
        return ST_OK;
}

enum status known_group(struct ctx *c, struct known *k, const char *code, struct known_group *out)
{
        const char *fold = text_fold(c->arena, code);
        const struct found *f = find(k, 'g', fold);
        enum status st = f ? ST_OK : group_make(c, k, code, fold);

        if (!st)
                group_of(find(k, 'g', fold), out);
        return st;
}

enum status known_group_by_id(struct ctx *c, struct known *k, int64_t id, struct known_group *out)
{
        const struct found *f = id ? find(k, 'i', arena_fmt(c->arena, "%lld", (long long)id)) : NULL;

        if (f)
                group_of(f, out);
        else
                *out = k->fallback;
        return out->id ? ST_OK : ctx_fail_text(c, ST_NOT_FOUND, "there is no group; name one in \"group\"");
}

bool known_service(struct ctx *c, struct known *k, const char *word, struct known_service *out)
{
        const struct found *f = find(k, 's', text_fold(c->arena, word));

        if (f)
                *out = (struct known_service){f->id, f->other, f->flag};
        return f;
}

/* ---- people -------------------------------------------------------------------------------------------- */

/* Somebody first named by login alone got it as a name; a later line knows better. */
static enum status name_learn(struct ctx *c, struct found *f, const struct import_who *w)
{
        struct person p;

        if (!f->flag || !w->name || !*w->name)
                return ST_OK;
        f->flag = 0;
        enum status st = person_load(c, f->id, &p);
        if (st || (strcmp(p.name, p.login) != 0 && strcmp(p.name, p.mail) != 0))
                return st;
        return person_change(c, f->id, &(struct person_contact){w->name, p.phone, p.lang});
}

enum status known_person(struct ctx *c, struct known *k, const struct import_who *w, int64_t *id)
{
        struct found *f = w->login ? find(k, 'l', w->login) : NULL;

        *id = 0;
        if (!w->login && !w->mail)
                return ST_OK;
        if (!f && !w->login)
                f = find(k, 'm', w->mail);
        if (f) {
                *id = f->id;
                return name_learn(c, f, w);
        }
        enum status st = person_ensure(c, w->login, w->name, w->mail, id);
        if (st)
                return st;
        struct found made = {*id, 0, !w->name || !*w->name};
        if (w->login)
                put(k, 'l', w->login, made);
        if (w->mail)
                put(k, 'm', w->mail, made);
        return ST_OK;
}

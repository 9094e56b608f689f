/* Prepared statements of one connection: 64 kept, the least recently used goes.  The key is name
 * and text, so that a composed statement may use one name for many texts.  An entry that is being
 * stepped is never given twice nor dropped: a nested use of the same statement gets a loose one. */
#include "base/assert.h"
#include "db/internal.h"

void cache_init(struct stmt_cache *c, enum db_engine e, void (*drop)(void *, struct stmt *), void *owner)
{
        *c = (struct stmt_cache){.engine = e, .drop = drop, .owner = owner};
}

static size_t bucket_of(const char *name)
{
        uint64_t h = 14695981039346656037u;

        for (; *name; name++)
                h = (h ^ (unsigned char)*name) * 1099511628211u;
        return (size_t)(h >> 32) % STMT_KEPT;
}

static void unlink_used(struct stmt_cache *c, struct stmt *s)
{
        *(s->newer ? &s->newer->older : &c->newest) = s->older;
        *(s->older ? &s->older->newer : &c->oldest) = s->newer;
}

static void link_newest(struct stmt_cache *c, struct stmt *s)
{
        s->newer = NULL;
        s->older = c->newest;
        *(c->newest ? &c->newest->newer : &c->oldest) = s;
        c->newest = s;
}

static void stmt_free(struct stmt_cache *c, struct stmt *s)
{
        c->drop(c->owner, s);
        arena_free(&s->memory);
        free(s->name);
        free(s->source);
        free(s);
}

static struct stmt *stmt_new(struct stmt_cache *c, const struct db_stmt *from)
{
        struct stmt *s = db_alloc(sizeof(*s));

        *s = (struct stmt){.name = db_strdup(from->name ? from->name : ""), .source = db_strdup(from->sql)};
        s->memory = arena_new(1u << 20);
        s->id = ++c->last_id;
        sql_rewrite(s->memory, c->engine, s->source, &s->sql);
        return s;
}

void cache_forget(struct stmt_cache *c, struct stmt *s)
{
        if (!s->loose) {
                struct stmt **p = &c->bucket[bucket_of(s->name)];
                while (*p != s)
                        p = &(*p)->chain;
                *p = s->chain;
                unlink_used(c, s);
                c->n--;
        }
        stmt_free(c, s);
}

static void drop_oldest(struct stmt_cache *c)
{
        struct stmt *s = c->oldest;

        while (s && s->busy)
                s = s->newer;
        if (s)
                cache_forget(c, s);
}

struct stmt *cache_get(struct stmt_cache *c, const struct db_stmt *want)
{
        size_t b = bucket_of(want->name ? want->name : "");
        struct stmt *s = c->bucket[b];

        while (s && (strcmp(s->source, want->sql) || strcmp(s->name, want->name ? want->name : "")))
                s = s->chain;
        /* composed statements have no name: SQLite gains from keeping them, PostgreSQL plans them anew */
        bool composed = c->engine == DB_POSTGRES && !(want->name && *want->name);
        if (composed || (s && s->busy)) {
                s = stmt_new(c, want);
                s->loose = s->busy = true;
                return s;
        }
        if (s) {
                if (c->newest != s) {
                        unlink_used(c, s);
                        link_newest(c, s);
                }
                s->busy = true;
                return s;
        }
        if (c->n >= STMT_KEPT)
                drop_oldest(c);
        s = stmt_new(c, want);
        s->chain = c->bucket[b];
        c->bucket[b] = s;
        link_newest(c, s);
        c->n++;
        s->busy = true;
        return s;
}

void cache_done(struct stmt_cache *c, struct stmt *s)
{
        s->busy = false;
        if (s->loose)
                stmt_free(c, s);
}

void cache_clear(struct stmt_cache *c)
{
        while (c->newest)
                cache_forget(c, c->newest);
}

/* The argument for a name: callers pass them in the statement's order nearly always. */
static const struct db_arg *find_arg(const char *name, size_t hint, struct db_args args)
{
        if (hint < args.n && !strcmp(args.v[hint].name, name))
                return &args.v[hint];
        for (size_t i = 0; i < args.n; i++)
                if (!strcmp(args.v[i].name, name))
                        return &args.v[i];
        return NULL;
}

void sql_bind(const struct stmt *s, struct db_args args,
              void (*fn)(void *arg, size_t at, const struct db_arg *value), void *arg)
{
        for (size_t i = 0; i < s->sql.n; i++) {
                const struct db_arg *value = find_arg(s->sql.names[i], i, args);
                /* an argument that nobody passed is a bug of the caller */
                ASSERT(value != NULL);
                fn(arg, i + 1, value);
        }
}

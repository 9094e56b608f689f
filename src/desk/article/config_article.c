/* Articles and pages in the configuration file: the newest wordings, for whom, and whether readers see them.  Whose
 * an article is, its votes and its history stay in the database.  What the file says is published is published as
 * it says it: a wording that differs is a new one. */
#include "app/config.h"
#include "desk/article/article_own.h"

static const struct config_key article_keys[] = {
        {"kind", CONFIG_TEXT, true},      {"state", CONFIG_TEXT, false},   {"service", CONFIG_TEXT, false}, {"audiences", CONFIG_LIST, false},
        {"title_fr", CONFIG_TEXT, false}, {"body_fr", CONFIG_TEXT, false}, {"title_en", CONFIG_TEXT, false}, {"body_en", CONFIG_TEXT, false},
        {0}};

static const struct {
        const char *word;
        int state;
} states[] = {{"draft", ARTICLE_DRAFT}, {"review", ARTICLE_REVIEW}, {"published", ARTICLE_PUBLISHED}, {"retired", ARTICLE_RETIRED}};

static const char *state_word(int64_t state)
{
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                if (states[i].state == state)
                        return states[i].word;
        return "draft";
}

static int state_of(const char *word)
{
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                if (str_eq(states[i].word, word))
                        return states[i].state;
        return 0;
}

static const char *lines_of(struct ctx *c, const struct article_edit *e)
{
        struct buf b;

        buf_init(&b, c->arena, 4096);
        for (size_t i = 0; i < e->n_audiences; i++)
                buf_fmt(&b, "%s%s", i ? "\n" : "", e->audiences[i]);
        return b.n ? b.p : "";
}

static enum status articles_list(struct ctx *c, struct config_items *to)
{
        struct article_edit *all, e;
        size_t n;
        enum status st = article_edit_list(c, 0, &all, &n);

        for (size_t i = 0; !st && i < n; i++) {
                st = article_edit_load(c, all[i].slug, &e);
                if (st)
                        break;
                struct config_item *x = config_add(to, e.slug);
                config_set(c, x, "kind", e.kind);
                config_set(c, x, "state", state_word(e.state));
                config_set(c, x, "service", e.service_code);
                config_set(c, x, "audiences", lines_of(c, &e));
                config_set(c, x, "title_fr", e.fr.title);
                config_set(c, x, "body_fr", e.fr.body);
                config_set(c, x, "title_en", e.en.title);
                config_set(c, x, "body_en", e.en.body);
        }
        return st;
}

static bool said_otherwise(const struct config_item *now, const struct config_item *want, const char *key)
{
        return !now || !str_eq(config_get(now, key), config_get(want, key));
}

/* A wording that differs is shown by publishing again; the rest follows the declared steps. */
static enum status state_put(struct ctx *c, const struct config_item *now, const struct config_item *want, const char *slug)
{
        static const char *const wording[] = {"title_fr", "body_fr", "title_en", "body_en"};
        const char *word = config_get(want, "state");
        int to = state_of(*word ? word : "draft"), from = now ? state_of(config_get(now, "state")) : ARTICLE_DRAFT;
        bool reworded = false;
        enum status st = ST_OK;

        for (size_t i = 0; i < ARRAY_LEN(wording); i++)
                reworded |= said_otherwise(now, want, wording[i]);
        if (to == from && !(to == ARTICLE_PUBLISHED && reworded))
                return ST_OK;
        if (to == ARTICLE_RETIRED && from != ARTICLE_PUBLISHED)
                st = article_move(c, slug, ARTICLE_PUBLISHED, 0);
        if ((to == ARTICLE_DRAFT || to == ARTICLE_REVIEW) && from == ARTICLE_PUBLISHED)
                st = article_move(c, slug, ARTICLE_RETIRED, 0);
        if (!st && to == ARTICLE_REVIEW && from >= ARTICLE_PUBLISHED)
                st = article_move(c, slug, ARTICLE_DRAFT, 0);
        if (!st)
                st = article_move(c, slug, to, 0);
        if (st != ST_CONFLICT)
                return st;
        form_error(c, "state", MSG_config_bad_word);
        return ST_INVALID;
}

static enum status article_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        const char **audience = ARENA_ARRAY(c->arena, ARTICLE_AUDIENCES + 1, const char *), *at = config_get(want, "audiences"), *line, *slug = NULL, *before = "";
        const char *state = config_get(want, "state");
        struct article_draft d = {.slug = want->code, .kind = config_get(want, "kind"), .owner = "", .service = config_get(want, "service"),
                                  .fr = {config_get(want, "title_fr"), config_get(want, "body_fr")},
                                  .en = {config_get(want, "title_en"), config_get(want, "body_en")}, .audiences = audience};

        while ((line = config_next(c->arena, &at)) && d.n_audiences <= ARTICLE_AUDIENCES) {
                if (strcmp(before, line) >= 0)
                        form_error(c, "audiences", MSG_config_unsorted);
                audience[d.n_audiences++] = before = line;
        }
        if (*state && !state_of(state))
                form_error(c, "state", MSG_config_bad_word);
        if (c->n_error)
                return ST_INVALID;
        struct article_edit e = {.owner_login = ""};
        enum status st = now ? article_edit_load(c, want->code, &e) : ST_OK;
        d.owner = e.owner_login; /* is not the file's to say */
        if (!st)
                st = article_save(c, now ? want->code : NULL, &d, 0, &slug);
        if (!st && !str_eq(slug, want->code)) {
                form_error(c, "code", MSG_admin_bad_code);
                st = ST_INVALID;
        }
        return st ? st : state_put(c, now, want, slug);
}

static const struct config_part article_parts[] = {
        {"article", 110, false, MSG_config_about_articles, article_keys, articles_list, article_put}, {0}};

const struct slice slice_config_article = {.name = "config-article", .config = article_parts};

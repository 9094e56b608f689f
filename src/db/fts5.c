/* The FTS5 tokenizer "guichet": words.c behind SQLite's interface.  Every form of a word stands at
 * the same position; in a query FTS5 joins forms of one word with OR by itself. */
#include <sqlite3.h>

#include "db/sqlite.h"
#include "db/words.h"

struct walk {
        void *ctx;
        int (*token)(void *, int, const char *, int, int, int);
};

static int create(void *arg, const char **argv, int argc, Fts5Tokenizer **out)
{
        *out = (Fts5Tokenizer *)words_new();
        return SQLITE_OK;
}

static void delete (Fts5Tokenizer *t)
{
        words_free((struct words *)t);
}

static int each(void *arg, const struct word *word)
{
        const struct walk *walk = arg;

        for (int i = 0; i < word->forms; i++) {
                int rc = walk->token(walk->ctx, i ? FTS5_TOKEN_COLOCATED : 0, word->form[i].p,
                                     (int)word->form[i].n, (int)word->from, (int)word->to);
                if (rc != SQLITE_OK)
                        return rc;
        }
        return SQLITE_OK;
}

static int tokenize(Fts5Tokenizer *t, void *ctx, int flags, const char *text, int n,
                    int (*token)(void *, int, const char *, int, int, int))
{
        struct walk walk = {ctx, token};
        bool whole = !(flags & FTS5_TOKENIZE_QUERY) || (flags & FTS5_TOKENIZE_PREFIX);

        return words_each((struct words *)t, text, text ? (size_t)n : 0, whole, each, &walk);
}

int fts5_register(sqlite3 *conn)
{
        static fts5_tokenizer guichet = {create, delete, tokenize};
        sqlite3_stmt *ask = NULL;
        fts5_api *api = NULL;
        int rc = sqlite3_prepare_v2(conn, "SELECT fts5(?1)", -1, &ask, NULL);

        if (rc != SQLITE_OK)
                return rc;
        sqlite3_bind_pointer(ask, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(ask);
        rc = sqlite3_finalize(ask);
        if (rc != SQLITE_OK)
                return rc;
        if (!api)
                return SQLITE_ERROR;
        return api->xCreateTokenizer(api, "guichet", NULL, &guichet, NULL);
}

#include "db/internal.h"
enum status postgres_pool_open(const char *url, struct arena *a, struct db_pool **out, const char **why)
{
        *why = "not built";
        return ST_UNAVAILABLE;
}

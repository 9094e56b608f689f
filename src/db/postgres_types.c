/* What the server takes the arguments of a statement for, so that many of them can be sent as arrays. */
#include "db/postgres.h"

static const char *type_name(Oid type)
{
        static const struct {
                Oid type; /* pg_type.dat: these numbers never change */
                const char *name;
        } known[] = {{16, "boolean"}, {17, "bytea"}, {20, "bigint"}, {21, "smallint"}, {23, "integer"}, {3614, "tsvector"}};

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                if (known[i].type == type)
                        return known[i].name;
        return "text";
}

enum status pg_arg_types(struct db *db, const char *sql, size_t n, const char **type)
{
        struct pg_db *h = (struct pg_db *)db;
        enum status st = pipe_leave(h);

        if (st)
                return st;
        PGresult *res = PQprepare(h->conn, "", sql, 0, NULL);
        if (PQresultStatus(res) != PGRES_COMMAND_OK)
                return pg_failed(h, res, "types");
        PQclear(res);
        res = PQdescribePrepared(h->conn, "");
        if (PQresultStatus(res) != PGRES_COMMAND_OK)
                return pg_failed(h, res, "types");
        for (size_t i = 0; i < n; i++)
                type[i] = type_name(PQparamtype(res, (int)i));
        PQclear(res);
        return ST_OK;
}

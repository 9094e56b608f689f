/* The service and what it asks for, together or not at all. */
#include "desk/ticket/service_keep.h"
#include "desk/ticket/panels.h"

static void asks_fit(struct ctx *c, const struct service_resolution *r)
{
        const struct {
                const char *field;
                int64_t value;
        } said[] = {{"ask_nature", r->nature}, {"ask_beneficiary", r->beneficiary}, {"ask_course", r->course}, {"ask_solution", r->solution}};

        for (size_t i = 0; i < ARRAY_LEN(said); i++)
                if (said[i].value < ASKS_NOT || said[i].value > ASKS_MUST)
                        form_error(c, said[i].field, MSG_form_bad_text);
}

enum status service_keep_save(struct ctx *c, const struct service_keep *k)
{
        struct service_row now;

        if (k->asks)
                asks_fit(c, k->asks);
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : service_save(c, &k->edit);
        if (!st)
                st = catalogue_service(c, k->edit.code, &now);
        if (!st)
                st = service_evidence_put(c, now.id, k->evidence);
        if (!st && k->asks)
                st = service_resolution_set(c, now.id, k->asks);
        if (!st && k->points)
                st = service_points_put(c, now.id, k->points);
        return st ? st : db_commit(&tx);
}

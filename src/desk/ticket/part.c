/* A change of what other folders keep about a ticket, told as any change of it. */
#include "desk/ticket/sheet_own.h"

enum status ticket_part_change(struct ctx *c, struct ticket *t, int64_t version,
                               enum status (*write)(struct ctx *c, const struct ticket *t, void *arg, struct ticket_said *what), void *arg)
{
        struct change ch;
        struct changes line;
        struct ticket_said what = {NULL, "", ""};

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, version, &ch);
        if (!st)
                st = write(c, &ch.before, arg, &what);
        if (st)
                return st;
        if (!what.field)
                return db_commit(&tx);
        st = ticket_touch(c, &ch.before);
        changes_init(c, &line);
        changes_text(&line, what.field, what.before, what.after);
        if (!st)
                st = changes_entry(c, &line, &ch.before, false, &ch.entry_id);
        ch.event = EV_CHANGED;
        ch.hidden = ch.reindex = true;
        if (!st)
                st = change_end(c, &ch);
        return st ? st : db_commit(&tx);
}

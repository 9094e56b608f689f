/* Rows of lists as pages show them, and cursors.  A cursor is the place of the last row seen (order,
 * sort value, id) in base64url: whatever else comes in is refused, and a forged one only moves the
 * place where a list begins, never what it may show. */
#include "desk/ticket/internal.h"

#define I(m) DB_COL_I64(struct ticket_row, m)
#define T(m) DB_COL_TEXT(struct ticket_row, m)
const struct db_col row_cols[] = {
        I(id), I(kind), I(num), I(version), I(state), I(pending), I(priority), I(due_at), I(created_at), I(updated_at),
        I(group_id), I(assignee_id), I(requester_id), I(news_at), I(news_kind), I(confidential), T(subject), T(group_name),
        T(assignee_name), T(requester_name), T(service_fr), T(service_en), DB_COL_I64(struct row_read, is_unread),
        DB_COL_I64(struct row_read, k), DB_COL_END};
#undef I
#undef T

enum { RISK_PERCENT = 75, PLACE_BYTES = 17 };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void due_fill(struct ctx *c, struct ticket_row *r)
{
        bool dated = r->due_at != MOMENT_NEVER && r->state < STATE_RESOLVED;
        int64_t span = r->due_at - r->created_at, gone = c->now - r->created_at;

        r->paused = r->state == STATE_PENDING && !dated;
        r->due_text = r->paused ? ctx_msg(c, MSG_ticket_paused) : "";
        if (!dated)
                return;
        r->late = r->due_at < c->now;
        r->gauge = span <= 0 || gone >= span ? 100 : gone <= 0 ? 0 : (int)(gone * 100 / span);
        r->risk = !r->late && r->gauge >= RISK_PERCENT;
        const char *left = human_duration(c->arena, c->lang, r->late ? c->now - r->due_at : r->due_at - c->now);
        r->due_text = r->late ? arena_fmt(c->arena, "− %s", left) : left;
}

void row_fill(struct ctx *c, struct row_read *read)
{
        struct ticket_row *r = &read->row;
        const char *service = c->lang == LANG_EN ? r->service_en : r->service_fr;

        r->number = ticket_number(c, r->kind, r->num);
        r->stub = ticket_stub(r->kind);
        r->state_text = state_label(c, r->kind, r->state, r->pending);
        r->service_name = service ? service : "";
        r->requester_initials = r->requester_name ? text_initials(c->arena, r->requester_name) : "";
        r->assignee_initials = r->assignee_name ? text_initials(c->arena, r->assignee_name) : "";
        r->unread = read->is_unread != 0;
        r->mine = r->assignee_id && r->assignee_id == c->actor->person_id;
        due_fill(c, r);
}

static void put_i64(unsigned char *p, int64_t v)
{
        for (int i = 0; i < 8; i++)
                p[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
}

static int64_t get_i64(const unsigned char *p)
{
        uint64_t v = 0;

        for (int i = 0; i < 8; i++)
                v = v << 8 | p[i];
        return (int64_t)v;
}

const char *cursor_write(struct ctx *c, struct place p)
{
        unsigned char raw[PLACE_BYTES + 1] = {(unsigned char)p.order};
        struct buf b;

        put_i64(raw + 1, p.k);
        put_i64(raw + 9, p.id);
        buf_init(&b, c->arena, 64);
        for (int i = 0; i < PLACE_BYTES; i += 3) {
                uint32_t three = (uint32_t)raw[i] << 16 | (uint32_t)raw[i + 1] << 8 | (i + 2 <= PLACE_BYTES ? raw[i + 2] : 0u);
                int chars = i + 3 <= PLACE_BYTES ? 4 : 3;
                for (int k = 0; k < chars; k++)
                        buf_char(&b, alphabet[three >> (18 - 6 * k) & 63]);
        }
        return b.p;
}

/* 17 bytes are 23 characters; the last one holds four bits. */
bool cursor_read(const char *text, enum order expected, struct place *out)
{
        unsigned char raw[PLACE_BYTES + 1];
        uint32_t bits = 0;
        int have = 0, n = 0;

        if (strlen(text) != 23)
                return false;
        for (const char *p = text; *p; p++) {
                const char *at = strchr(alphabet, *p);
                if (!at)
                        return false;
                bits = bits << 6 | (uint32_t)(at - alphabet);
                have += 6;
                if (have >= 8 && n < PLACE_BYTES) {
                        have -= 8;
                        raw[n++] = (unsigned char)(bits >> have);
                }
        }
        *out = (struct place){(enum order)raw[0], get_i64(raw + 1), get_i64(raw + 9)};
        return n == PLACE_BYTES && out->order == expected && out->k >= 0 && out->id >= 0 && !(bits & 3);
}

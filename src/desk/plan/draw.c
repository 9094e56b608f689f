/* A plan as columns of cards with lines between.  A step stands one column right of the last of those before it;
 * within its column cards share the height evenly, so that a line knows where they are without measuring.  It is a
 * list first: the lines are ornament and hidden from who listens. */
#include "desk/plan/draw.h"

enum { BOX = 300, GAP = 44 };

static void depths(const struct plan_graph *g, size_t *depth, size_t *columns)
{
        bool moved = true;

        *columns = 1;
        for (size_t i = 0; i < g->n; i++)
                depth[i] = 0;
        for (size_t round = 0; moved && round <= g->n; round++) { /* a draft may hold a cycle: then it stops */
                moved = false;
                for (size_t i = 0; i < g->n; i++)
                        for (size_t k = 0; k < g->n; k++)
                                if (g->node[i].before >> k & 1 && depth[i] < depth[k] + 1 && depth[k] + 1 < g->n) {
                                        depth[i] = depth[k] + 1;
                                        moved = true;
                                }
        }
        for (size_t i = 0; i < g->n; i++)
                if (depth[i] + 1 > *columns)
                        *columns = depth[i] + 1;
}

/* The middle of node i's card in its column, in the box of the lines. */
static int middle(const struct plan_graph *g, const size_t *depth, size_t i)
{
        int n = 0, at = 0;

        for (size_t k = 0; k < g->n; k++)
                if (depth[k] == depth[i]) {
                        at = k == i ? n : at;
                        n++;
                }
        return BOX * (2 * at + 1) / (2 * n);
}

/* Lines that cross the gap to the left of `column`; one that goes further passes in the middle. */
static void lines_of(struct ctx *c, const struct plan_graph *g, const size_t *depth, size_t column, struct plan_column *out)
{
        struct plan_line *line = ARENA_ARRAY(c->arena, PLAN_STEPS * PLAN_STEPS + 1, struct plan_line);
        uint64_t passed = graph_passed(g);
        size_t n = 0;

        for (size_t i = 0; i < g->n; i++)
                for (size_t k = 0; k < g->n; k++) {
                        if (!(g->node[i].before >> k & 1) || depth[k] >= column || depth[i] < column)
                                continue;
                        int from = depth[k] + 1 == column ? middle(g, depth, k) : BOX / 2;
                        int to = depth[i] == column ? middle(g, depth, i) : BOX / 2;
                        line[n].d = arena_fmt(c->arena, "M0 %dh%dV%dh%d", from, GAP / 2, to, GAP / 2);
                        line[n++].on = passed >> k & 1;
                }
        out->lines = line;
        out->n_lines = n;
}

void plan_draw(struct ctx *c, const struct plan_graph *g, const struct plan_card *cards, struct plan_drawn *out)
{
        size_t depth[PLAN_STEPS], columns;

        depths(g, depth, &columns);
        struct plan_column *col = ARENA_ARRAY(c->arena, columns + 1, struct plan_column);
        for (size_t k = 0; k < columns; k++) {
                struct plan_card *mine = ARENA_ARRAY(c->arena, g->n + 1, struct plan_card);
                size_t n = 0;
                for (size_t i = 0; i < g->n; i++)
                        if (depth[i] == k)
                                mine[n++] = cards[i];
                col[k] = (struct plan_column){.cards = mine, .n_cards = n, .first = k == 0};
                if (k)
                        lines_of(c, g, depth, k, &col[k]);
        }
        *out = (struct plan_drawn){.columns = col, .n_columns = g->n ? columns : 0};
        out->css = arena_fmt(c->arena, "plan plain plan--%zu", columns < 5 ? columns : 5);
        out->title = ctx_msg(c, MSG_plan_title);
}

void graph_of_steps(const struct plan_step *s, size_t n, struct plan_graph *out)
{
        *out = (struct plan_graph){.n = n < PLAN_STEPS ? n : PLAN_STEPS};
        for (size_t i = 0; i < out->n; i++) {
                out->node[i] = (struct plan_node){.step_id = s[i].id, .code = s[i].code, .phase = PHASE_WAITING};
                for (size_t k = 0; k < s[i].n_after; k++) {
                        size_t at = n;
                        for (size_t j = 0; j < n; j++)
                                at = str_eq(s[j].code, s[i].after[k]) ? j : at;
                        out->node[i].before |= UINT64_C(1) << (at < n ? at : 63);
                }
        }
}

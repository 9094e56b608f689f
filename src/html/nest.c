/* A small part of HTML5's tree construction, run before the browser does it.
 *
 * A sanitiser that keeps tags in the order they came leaves the browser's parser to repair them,
 * and that repair reaches outside: a stray <li> or <td> closes the one our page stands in.  So every
 * element is placed here as the standard would (13.2.6): a block closes an open <p>, an item closes
 * the one before, rows and cells get the parents they imply, text between cells gets a cell.  What
 * has no place (a cell without table, an item without list) loses its tag and keeps its content.
 *
 * The stack holds NEST_MAX elements, so every search is bounded and the whole stays linear.  A table
 * opens only with room for its four levels, hence implied parents always fit. */
#include "html/nest.h"

#include "base/assert.h"

#define BLOCK   1u   /* closes an open p */
#define VOID    2u   /* has no content */
#define HEADING 4u   /* closes an open heading */
#define LIST    8u   /* ul, ol */
#define SECTION 16u  /* thead, tbody, tfoot */
#define CELL    32u  /* td, th */
#define SCOPE   64u  /* td, th, caption: the inside knows nothing of the outside */
#define TABULAR 128u /* table, sections, tr: text may not stand directly inside */

static const struct {
        const char *name;
        unsigned traits;
} elements[EL__MAX] = {
    [EL_A] = {"a", 0},
    [EL_ABBR] = {"abbr", 0},
    [EL_B] = {"b", 0},
    [EL_BLOCKQUOTE] = {"blockquote", BLOCK},
    [EL_BR] = {"br", VOID},
    [EL_CAPTION] = {"caption", SCOPE},
    [EL_CITE] = {"cite", 0},
    [EL_CODE] = {"code", 0},
    [EL_DD] = {"dd", BLOCK},
    [EL_DEL] = {"del", 0},
    [EL_DFN] = {"dfn", 0},
    [EL_DIV] = {"div", BLOCK},
    [EL_DL] = {"dl", BLOCK},
    [EL_DT] = {"dt", BLOCK},
    [EL_EM] = {"em", 0},
    [EL_FIGCAPTION] = {"figcaption", BLOCK},
    [EL_FIGURE] = {"figure", BLOCK},
    [EL_H1] = {"h1", BLOCK | HEADING},
    [EL_H2] = {"h2", BLOCK | HEADING},
    [EL_H3] = {"h3", BLOCK | HEADING},
    [EL_H4] = {"h4", BLOCK | HEADING},
    [EL_H5] = {"h5", BLOCK | HEADING},
    [EL_H6] = {"h6", BLOCK | HEADING},
    [EL_HR] = {"hr", BLOCK | VOID},
    [EL_I] = {"i", 0},
    [EL_INS] = {"ins", 0},
    [EL_KBD] = {"kbd", 0},
    [EL_LI] = {"li", BLOCK},
    [EL_MARK] = {"mark", 0},
    [EL_OL] = {"ol", BLOCK | LIST},
    [EL_P] = {"p", BLOCK},
    [EL_PRE] = {"pre", BLOCK},
    [EL_Q] = {"q", 0},
    [EL_S] = {"s", 0},
    [EL_SAMP] = {"samp", 0},
    [EL_SMALL] = {"small", 0},
    [EL_SPAN] = {"span", 0},
    [EL_STRONG] = {"strong", 0},
    [EL_SUB] = {"sub", 0},
    [EL_SUP] = {"sup", 0},
    [EL_TABLE] = {"table", BLOCK | TABULAR},
    [EL_TBODY] = {"tbody", SECTION | TABULAR},
    [EL_TD] = {"td", CELL | SCOPE},
    [EL_TFOOT] = {"tfoot", SECTION | TABULAR},
    [EL_TH] = {"th", CELL | SCOPE},
    [EL_THEAD] = {"thead", SECTION | TABULAR},
    [EL_TR] = {"tr", TABULAR},
    [EL_U] = {"u", 0},
    [EL_UL] = {"ul", BLOCK | LIST},
    [EL_VAR] = {"var", 0},
    [EL_WBR] = {"wbr", VOID},
};

/* Names that are not their own element: read as a kin, or dropped with their content. */
static const struct {
        const char *name;
        enum element el;
} others[] = {
    {"acronym", EL_ABBR}, {"address", EL_DIV},  {"article", EL_DIV},   {"aside", EL_DIV},
    {"center", EL_DIV},   {"details", EL_DIV},  {"dir", EL_UL},        {"fieldset", EL_DIV},
    {"footer", EL_DIV},   {"form", EL_DIV},     {"frameset", EL_TREE}, {"header", EL_DIV},
    {"iframe", EL_RAW},   {"image", EL_IMG},    {"img", EL_IMG},       {"main", EL_DIV},
    {"math", EL_TREE},    {"menu", EL_UL},      {"nav", EL_DIV},       {"noembed", EL_RAW},
    {"noframes", EL_RAW}, {"noscript", EL_RAW}, {"plaintext", EL_RAW}, {"script", EL_RAW},
    {"section", EL_DIV},  {"select", EL_TREE},  {"strike", EL_S},      {"style", EL_RAW},
    {"summary", EL_DIV},  {"svg", EL_TREE},     {"template", EL_TREE}, {"textarea", EL_RAW},
    {"title", EL_RAW},    {"tt", EL_CODE},      {"xmp", EL_RAW},
};

static bool is(enum element el, unsigned trait)
{
        return (elements[el].traits & trait) != 0;
}

static bool same_name(const char *known, const char *name, size_t n)
{
        return known && known[0] == name[0] && strlen(known) == n && memcmp(known, name, n) == 0;
}

enum element element_find(const char *name, size_t n)
{
        for (int el = EL_A; n && el < EL__MAX; el++)
                if (same_name(elements[el].name, name, n))
                        return (enum element)el;
        for (size_t i = 0; n && i < ARRAY_LEN(others); i++)
                if (same_name(others[i].name, name, n))
                        return others[i].el;
        return EL_UNKNOWN;
}

const char *element_name(enum element el)
{
        return elements[el].name;
}

bool element_void(enum element el)
{
        return is(el, VOID);
}

static void pop(struct nest *n)
{
        const char *name = elements[n->stack[--n->depth]].name;

        buf_add(n->out, "</", 2);
        buf_str(n->out, name);
        buf_char(n->out, '>');
}

static void pop_to(struct nest *n, size_t depth)
{
        while (n->depth > depth)
                pop(n);
}

static void imply(struct nest *n, enum element el)
{
        buf_char(n->out, '<');
        buf_str(n->out, elements[el].name);
        buf_char(n->out, '>');
        nest_push(n, el);
}

/* Index + 1 of the nearest open element that is `el` or has a trait, not looking out of a cell; else 0. */
static size_t nearest(const struct nest *n, enum element el, unsigned traits)
{
        for (size_t i = n->depth; i > 0; i--) {
                if (n->stack[i - 1] == el || is(n->stack[i - 1], traits))
                        return i;
                if (is(n->stack[i - 1], SCOPE))
                        return 0;
        }
        return 0;
}

/* The same for parts of a table, which do look out of a cell up to the nearest table. */
static size_t nearest_in_table(const struct nest *n, enum element el, unsigned traits)
{
        for (size_t i = n->depth; i > 0; i--) {
                if (n->stack[i - 1] == el || is(n->stack[i - 1], traits))
                        return i;
                if (n->stack[i - 1] == EL_TABLE)
                        return 0;
        }
        return 0;
}

static void pop_nearest(struct nest *n, enum element el, unsigned traits)
{
        size_t i = nearest(n, el, traits);

        if (i)
                pop_to(n, i - 1);
}

static void need_section(struct nest *n, size_t table)
{
        size_t i = nearest_in_table(n, EL_UNKNOWN, SECTION);

        pop_to(n, i ? i : table);
        if (!i)
                imply(n, EL_TBODY);
}

static void need_row(struct nest *n, size_t table)
{
        size_t i = nearest_in_table(n, EL_TR, 0);

        if (i) {
                pop_to(n, i);
                return;
        }
        need_section(n, table);
        imply(n, EL_TR);
}

static bool prepare_table_part(struct nest *n, enum element el)
{
        size_t table = nearest_in_table(n, EL_TABLE, 0);

        if (!table)
                return false;
        if (is(el, CELL)) {
                need_row(n, table);
        } else if (el == EL_TR) {
                need_section(n, table);
        } else {
                pop_to(n, table);
        }
        return true;
}

/* An item stands directly in its list; a list item elsewhere is no item. */
static bool prepare_item(struct nest *n, enum element el)
{
        size_t list = el == EL_LI ? nearest(n, EL_UNKNOWN, LIST) : nearest(n, EL_DL, 0);

        if (!list)
                return false;
        pop_to(n, list);
        return true;
}

static bool is_table_part(enum element el)
{
        return el == EL_CAPTION || el == EL_TR || is(el, SECTION | CELL);
}

static bool room(const struct nest *n, enum element el)
{
        return n->depth + (el == EL_TABLE ? 4 : 1) <= NEST_MAX;
}

bool nest_prepare(struct nest *n, enum element el)
{
        ASSERT(el >= EL_A && el < EL__MAX);
        if (is_table_part(el))
                return prepare_table_part(n, el);
        nest_text(n);
        if (el == EL_LI || el == EL_DT || el == EL_DD)
                return prepare_item(n, el) && room(n, el);
        if (is(el, BLOCK))
                pop_nearest(n, EL_P, 0);
        if (is(el, HEADING))
                pop_nearest(n, EL_UNKNOWN, HEADING);
        if (el == EL_A)
                pop_nearest(n, EL_A, 0);
        return room(n, el);
}

void nest_push(struct nest *n, enum element el)
{
        ASSERT(n->depth < NEST_MAX);
        n->stack[n->depth++] = el;
}

void nest_close(struct nest *n, enum element el)
{
        bool part = is_table_part(el) || el == EL_TABLE;
        size_t i = part ? nearest_in_table(n, el, 0) : nearest(n, el, 0);

        if (i)
                pop_to(n, i - 1);
}

bool nest_between_cells(const struct nest *n)
{
        return n->depth && is(n->stack[n->depth - 1], TABULAR);
}

void nest_text(struct nest *n)
{
        if (!nest_between_cells(n))
                return;
        need_row(n, nearest_in_table(n, EL_TABLE, 0));
        imply(n, EL_TD);
}

bool nest_inside(const struct nest *n, enum element el)
{
        for (size_t i = 0; i < n->depth; i++)
                if (n->stack[i] == el)
                        return true;
        return false;
}

void nest_end(struct nest *n)
{
        pop_to(n, 0);
}

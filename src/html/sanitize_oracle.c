/* An independent judge of sanitised HTML: gumbo builds the tree a browser would, inside a page of
 * ours, and everything in it is held against a list written here, not taken from the sanitiser.
 *
 * Also judged: the parser found nothing to repair (so the tree is the one we wrote), nothing left
 * the <li> of our page it was put in, nesting stays bounded, and sanitising again changes nothing. */
#include "html/sanitize_oracle.h"

#include <gumbo.h>

#include "base/text.h"

#define BEFORE    "<!DOCTYPE html><html><head><title>t</title></head><body><ul><li><div>"
#define AFTER     "</div></li></ul></body></html>"
#define MAX_DEPTH 100

static const GumboTag allowed[] = {
    GUMBO_TAG_A,          GUMBO_TAG_ABBR,   GUMBO_TAG_B,      GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_BR,
    GUMBO_TAG_CAPTION,    GUMBO_TAG_CITE,   GUMBO_TAG_CODE,   GUMBO_TAG_DD,         GUMBO_TAG_DEL,
    GUMBO_TAG_DFN,        GUMBO_TAG_DIV,    GUMBO_TAG_DL,     GUMBO_TAG_DT,         GUMBO_TAG_EM,
    GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FIGURE, GUMBO_TAG_H1,     GUMBO_TAG_H2,         GUMBO_TAG_H3,
    GUMBO_TAG_H4,         GUMBO_TAG_H5,     GUMBO_TAG_H6,     GUMBO_TAG_HR,         GUMBO_TAG_I,
    GUMBO_TAG_INS,        GUMBO_TAG_KBD,    GUMBO_TAG_LI,     GUMBO_TAG_MARK,       GUMBO_TAG_OL,
    GUMBO_TAG_P,          GUMBO_TAG_PRE,    GUMBO_TAG_Q,      GUMBO_TAG_S,          GUMBO_TAG_SAMP,
    GUMBO_TAG_SMALL,      GUMBO_TAG_SPAN,   GUMBO_TAG_STRONG, GUMBO_TAG_SUB,        GUMBO_TAG_SUP,
    GUMBO_TAG_TABLE,      GUMBO_TAG_TBODY,  GUMBO_TAG_TD,     GUMBO_TAG_TFOOT,      GUMBO_TAG_TH,
    GUMBO_TAG_THEAD,      GUMBO_TAG_TR,     GUMBO_TAG_U,      GUMBO_TAG_UL,         GUMBO_TAG_VAR,
    GUMBO_TAG_WBR,
};

static bool tag_allowed(GumboTag tag)
{
        for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
                if (allowed[i] == tag)
                        return true;
        return false;
}

static bool address_fine(const char *s)
{
        static const char *const starts[] = {"http://", "https://", "mailto:", "tel:"};

        for (const char *p = s; *p; p++)
                if ((unsigned char)*p <= ' ')
                        return false;
        if (s[0] == '/')
                return s[1] != '/' && s[1] != '\\';
        for (size_t i = 0; i < ARRAY_LEN(starts); i++)
                if (strncasecmp(s, starts[i], strlen(starts[i])) == 0)
                        return true;
        return false;
}

static bool digits(const char *s)
{
        return *s && strlen(s) <= 7 && strspn(s, "0123456789") == strlen(s);
}

static bool attribute_fine(GumboTag tag, const GumboAttribute *at)
{
        const char *name = at->name, *value = at->value;

        if (at->attr_namespace != GUMBO_ATTR_NAMESPACE_NONE)
                return false;
        if (str_eq(name, "title"))
                return true;
        if (str_eq(name, "lang"))
                return strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
                       strlen(value);
        if (str_eq(name, "dir"))
                return str_eq(value, "ltr") || str_eq(value, "rtl") || str_eq(value, "auto");
        if (tag == GUMBO_TAG_A && str_eq(name, "href"))
                return address_fine(value);
        if (tag == GUMBO_TAG_A && str_eq(name, "target"))
                return str_eq(value, "_blank");
        if (tag == GUMBO_TAG_A && str_eq(name, "rel"))
                return str_eq(value, "noopener nofollow");
        if ((tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) &&
            (str_eq(name, "colspan") || str_eq(name, "rowspan")))
                return digits(value);
        return tag == GUMBO_TAG_OL && str_eq(name, "start") && digits(value);
}

static const char *judge(struct arena *a, const GumboNode *node, int depth)
{
        if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
                return NULL;
        if (node->type != GUMBO_NODE_ELEMENT)
                return "a comment, CDATA or template";
        const GumboElement *el = &node->v.element;
        if (el->tag_namespace != GUMBO_NAMESPACE_HTML)
                return "an element outside the HTML namespace";
        if (!tag_allowed(el->tag))
                return arena_fmt(a, "element %s", gumbo_normalized_tagname(el->tag));
        if (depth > MAX_DEPTH)
                return "nested too deep";
        for (unsigned i = 0; i < el->attributes.length; i++) {
                const GumboAttribute *at = el->attributes.data[i];
                if (!attribute_fine(el->tag, at))
                        return arena_fmt(a, "attribute %s=\"%s\"", at->name, at->value);
        }
        for (unsigned i = 0; i < el->children.length; i++) {
                const char *wrong = judge(a, el->children.data[i], depth + 1);
                if (wrong)
                        return wrong;
        }
        return NULL;
}

static const GumboNode *only_child(const GumboNode *node, GumboTag tag)
{
        if (!node || node->v.element.children.length != 1)
                return NULL;
        const GumboNode *child = node->v.element.children.data[0];
        return child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == tag ? child : NULL;
}

static const GumboNode *body_of(const GumboNode *root)
{
        for (unsigned i = 0; i < root->v.element.children.length; i++) {
                const GumboNode *child = root->v.element.children.data[i];
                if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_BODY)
                        return child;
        }
        return NULL;
}

static const char *judge_page(struct arena *a, const GumboOutput *page)
{
        const GumboNode *body = body_of(page->root);
        const GumboNode *div =
            only_child(only_child(only_child(body, GUMBO_TAG_UL), GUMBO_TAG_LI), GUMBO_TAG_DIV);

        if (!div)
                return "something left the element it was put in";
        for (unsigned i = 0; i < div->v.element.children.length; i++) {
                const char *wrong = judge(a, div->v.element.children.data[i], 1);
                if (wrong)
                        return wrong;
        }
        if (page->errors.length)
                return "the parser had to repair it";
        return NULL;
}

const char *sanitize_oracle(struct arena *a, struct html_safe out)
{
        GumboOptions options = kGumboDefaultOptions;
        struct buf b;

        if (!utf8_valid(out.trusted_p, out.trusted_n))
                return "not UTF-8";
        buf_init(&b, a, out.trusted_n + sizeof(BEFORE) + sizeof(AFTER));
        buf_str(&b, BEFORE);
        buf_add(&b, out.trusted_p, out.trusted_n);
        buf_str(&b, AFTER);
        options.max_errors = 1;
        GumboOutput *page = gumbo_parse_with_options(&options, b.p, b.n);
        const char *wrong = judge_page(a, page);
        gumbo_destroy_output(&options, page);
        if (wrong)
                return wrong;
        struct html_safe again = sanitize(a, out.trusted_p, out.trusted_n);
        if (again.trusted_n != out.trusted_n || memcmp(again.trusted_p, out.trusted_p, out.trusted_n) != 0)
                return "sanitising again changes it";
        return NULL;
}

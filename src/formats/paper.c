/* PDF pages from paragraphs. */
#include "formats/paper.h"

#include <pango/pangocairo.h>
#include <cairo-pdf.h>

#include "base/assert.h"

#define PAGE_W 595.28
#define PAGE_H 841.89
#define MARGIN 56.0
#define FOOT_Y (PAGE_H - 34.0)
#define BOTTOM (PAGE_H - MARGIN)
#define LABEL_W 140.0
#define SHADE_W 10.0

struct paper {
        struct arena *arena;
        struct buf *out;
        const char *foot;
        cairo_surface_t *surface;
        cairo_t *cr;
        PangoFontMap *fonts;
        PangoContext *context;
        PangoLayout *layout;
        double y;
        int page;
};

static const struct {
        const char *font;
        double before, after;
} styles[] = {
        [PAPER_TITLE] = {"DejaVu Sans Bold 16", 0, 8},  [PAPER_HEADING] = {"DejaVu Sans Bold 12", 14, 4},
        [PAPER_STRONG] = {"DejaVu Sans Bold 9", 8, 1},  [PAPER_TEXT] = {"DejaVu Sans 9", 0, 3},
        [PAPER_SMALL] = {"DejaVu Sans 8", 0, 2},
};

static cairo_status_t write_out(void *arg, const unsigned char *bytes, unsigned n)
{
        struct paper *p = arg;

        buf_add(p->out, bytes, n);
        return p->out->st ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void release(void *arg)
{
        struct paper *p = arg;

        if (!p->cr)
                return;
        g_object_unref(p->layout);
        g_object_unref(p->context);
        g_object_unref(p->fonts);
        cairo_destroy(p->cr);
        cairo_surface_destroy(p->surface);
        p->cr = NULL;
}

static void font(struct paper *p, const char *name)
{
        PangoFontDescription *d = pango_font_description_from_string(name);

        pango_layout_set_font_description(p->layout, d);
        pango_font_description_free(d);
}

static void foot(struct paper *p)
{
        int w, h;

        font(p, styles[PAPER_SMALL].font);
        pango_layout_set_width(p->layout, -1);
        pango_layout_set_text(p->layout, arena_fmt(p->arena, "%s · %d", p->foot, p->page), -1);
        pango_layout_get_pixel_size(p->layout, &w, &h);
        cairo_set_source_rgb(p->cr, .3, .35, .34);
        cairo_move_to(p->cr, PAGE_W - MARGIN - w, FOOT_Y);
        pango_cairo_show_layout(p->cr, p->layout);
        cairo_set_source_rgb(p->cr, 0, 0, 0);
}

static void next_page(struct paper *p)
{
        cairo_show_page(p->cr);
        p->page++;
        p->y = MARGIN;
}

enum status paper_open(struct arena *a, const char *title, const char *foot_text, const char *lang, struct buf *out, struct paper **made)
{
        struct paper *p = ARENA_NEW(a, struct paper);

        *p = (struct paper){.arena = a, .out = out, .foot = foot_text, .y = MARGIN, .page = 1};
        *made = p;
        p->surface = cairo_pdf_surface_create_for_stream(write_out, p, PAGE_W, PAGE_H);
        cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, title);
        cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Guichet");
        p->cr = cairo_create(p->surface);
        p->fonts = pango_cairo_font_map_new(); /* this document's own: no thread shares one */
        p->context = pango_font_map_create_context(p->fonts);
        pango_context_set_language(p->context, pango_language_from_string(lang));
        p->layout = pango_layout_new(p->context);
        pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
        arena_defer(a, release, p);
        return cairo_status(p->cr) ? ST_IO : ST_OK;
}

/* Lines of the layout from x on, on as many pages as they need. */
static void flow(struct paper *p, PangoLayout *layout, double x, bool shaded)
{
        PangoLayoutIter *it = pango_layout_get_iter(layout);

        do {
                PangoLayoutLine *line = pango_layout_iter_get_line_readonly(it);
                PangoRectangle r;
                pango_layout_iter_get_line_extents(it, NULL, &r);
                double h = (double)r.height / PANGO_SCALE, base = (double)pango_layout_iter_get_baseline(it) / PANGO_SCALE;
                double top = (double)r.y / PANGO_SCALE;
                if (p->y + h > BOTTOM) {
                        PangoLayout *kept = p->layout; /* the foot has a layout of its own */
                        p->layout = pango_layout_new(p->context);
                        foot(p);
                        g_object_unref(p->layout);
                        p->layout = kept;
                        next_page(p);
                }
                if (shaded) {
                        cairo_set_source_rgb(p->cr, .75, .6, .2);
                        cairo_rectangle(p->cr, MARGIN, p->y, 2, h);
                        cairo_fill(p->cr);
                        cairo_set_source_rgb(p->cr, 0, 0, 0);
                }
                cairo_move_to(p->cr, x + (double)r.x / PANGO_SCALE, p->y + base - top);
                pango_cairo_show_layout_line(p->cr, line);
                p->y += h;
        } while (pango_layout_iter_next_line(it));
        pango_layout_iter_free(it);
}

void paper_write(struct paper *p, enum paper_style style, const char *text, bool shaded)
{
        double x = MARGIN + (shaded ? SHADE_W : 0);

        if (!text || !*text || p->out->st)
                return;
        if (p->y > MARGIN)
                p->y += styles[style].before;
        font(p, styles[style].font);
        pango_layout_set_width(p->layout, (int)((PAGE_W - MARGIN - x) * PANGO_SCALE));
        pango_layout_set_text(p->layout, text, -1);
        flow(p, p->layout, x, shaded);
        p->y += styles[style].after;
}

void paper_pair(struct paper *p, const char *label, const char *value)
{
        if (!value || !*value || p->out->st)
                return;
        font(p, styles[PAPER_TEXT].font);
        pango_layout_set_width(p->layout, (int)((LABEL_W - 8) * PANGO_SCALE));
        pango_layout_set_text(p->layout, label, -1);
        int w, h;
        pango_layout_get_pixel_size(p->layout, &w, &h);
        if (p->y + h > BOTTOM) {
                foot(p);
                next_page(p);
                font(p, styles[PAPER_TEXT].font);
                pango_layout_set_width(p->layout, (int)((LABEL_W - 8) * PANGO_SCALE));
                pango_layout_set_text(p->layout, label, -1);
        }
        cairo_set_source_rgb(p->cr, .3, .35, .34);
        cairo_move_to(p->cr, MARGIN, p->y);
        pango_cairo_show_layout(p->cr, p->layout);
        cairo_set_source_rgb(p->cr, 0, 0, 0);
        pango_layout_set_width(p->layout, (int)((PAGE_W - 2 * MARGIN - LABEL_W) * PANGO_SCALE));
        pango_layout_set_text(p->layout, value, -1);
        flow(p, p->layout, MARGIN + LABEL_W, false);
        p->y += 2;
}

void paper_space(struct paper *p)
{
        p->y += 8;
}

enum status paper_end(struct paper *p)
{
        foot(p);
        cairo_show_page(p->cr);
        cairo_surface_finish(p->surface);
        cairo_status_t st = cairo_surface_status(p->surface);
        release(p);
        if (p->out->st)
                return p->out->st;
        return st ? ST_IO : ST_OK;
}

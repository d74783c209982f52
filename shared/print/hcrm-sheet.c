/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lays rows out on pages and draws them. */

#include "hcrm-sheet.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <math.h>
#include <pango/pangocairo.h>

#define A4_WIDTH 595.28
#define A4_HEIGHT 841.89
#define MARGIN 45
#define HEAD 24 /* from the margin to the first row */
#define FOOT 20
#define INDENT 16
#define NUMBER 24 /* the column of numbers */
#define MARK 8    /* a circle or a square */
#define GAP 4
#define LINE 21 /* from one line to write on to the next */
#define BLANK 130
/* The Chinese of a TrueType font first: of fonts with PostScript outlines (CFF), such as Noto Sans
 * CJK, cairo 1.16 loses characters when it embeds what a PDF needs of them. */
#define FAMILY "Noto Sans, WenQuanYi Micro Hei, Noto Sans CJK SC, Sans"

typedef enum { PIECE_WORDS, PIECE_LINE, PIECE_CIRCLE, PIECE_SQUARE, PIECE_TRIANGLE } PieceKind;

/**
 * Piece:
 * @x: from the left edge of the rows
 * @y: from the top of its row; of words, their baseline
 * @width: of a line
 * @top: from where it needs room
 * @bottom: up to where
 * @filled: a chosen mark
 *
 * The smallest thing that is drawn. A row longer than a page is cut between pieces.
 */
typedef struct {
  PieceKind kind;
  double x;
  double y;
  double width;
  double top;
  double bottom;
  gboolean filled;
  gboolean dim;
  PangoLayout *words;
  int nth; /* which line of them */
} Piece;

typedef struct {
  HcrmSheetRow row;
  GArray *pieces;
  double height;
  double gap; /* above it */
} Laid;

/* Pieces of one row that stand on one page. */
typedef struct {
  guint row;
  guint page;
  double y; /* of the row's own top, which lies above the page if it began on the one before */
  double from;
  double to;
} Part;

struct _HcrmSheet {
  char *title;
  char *about;
  char *foot;
  PangoContext *context;
  GPtrArray *rows; /* (element-type Laid) */
  GArray *parts;   /* (element-type Part) */
  guint n_pages;
  double width;
  double height;
  HcrmSheetDone done; /* (nullable) */
  gpointer done_data;
  GDestroyNotify free_done_data;
};

typedef struct {
  HcrmSheet *sheet;
  Laid *laid;
  double left;
  double width;
  double y;
} Pen;

/* --- making ----------------------------------------------------------------------------------- */

static void
clear_piece (gpointer piece)
{
  g_clear_object (&((Piece *) piece)->words);
}

static void
free_option (gpointer data)
{
  g_free (((HcrmSheetOption *) data)->label);
  g_free (data);
}

static void
free_laid (gpointer data)
{
  Laid *laid = data;

  g_free (laid->row.number);
  g_free (laid->row.text);
  g_free (laid->row.note);
  g_free (laid->row.answer);
  g_free (laid->row.blank);
  g_clear_pointer (&laid->row.options, g_ptr_array_unref);
  g_array_unref (laid->pieces);
  g_free (laid);
}

static PangoContext *
make_context (const char *language)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  pango_cairo_context_set_resolution (context, 72); /* a unit is a point */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_language (context, pango_language_from_string (
                                           g_str_has_prefix (language, "zh") ? "zh-cn" : "en"));
  return context;
}

HcrmSheet *
hcrm_sheet_new (const char *title, const char *about, const char *foot, const char *language)
{
  HcrmSheet *self = g_new0 (HcrmSheet, 1);

  self->title = g_strdup (title);
  self->about = g_strdup (about);
  self->foot = g_strdup (foot);
  self->context = make_context (language);
  self->rows = g_ptr_array_new_with_free_func (free_laid);
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  return self;
}

void
hcrm_sheet_free (HcrmSheet *self)
{
  if (self->free_done_data != NULL)
    self->free_done_data (self->done_data);
  g_free (self->title);
  g_free (self->about);
  g_free (self->foot);
  g_object_unref (self->context);
  g_ptr_array_unref (self->rows);
  g_array_unref (self->parts);
  g_free (self);
}

HcrmSheetRow *
hcrm_sheet_add (HcrmSheet *self, HcrmSheetStyle style, guint indent)
{
  Laid *laid = g_new0 (Laid, 1);

  laid->row.style = style;
  laid->row.indent = indent;
  laid->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (laid->pieces, clear_piece);
  g_ptr_array_add (self->rows, laid);
  return &laid->row;
}

void
hcrm_sheet_row_add_option (HcrmSheetRow *row, const char *label, gboolean chosen, gboolean alarming)
{
  HcrmSheetOption *option = g_new (HcrmSheetOption, 1);

  *option = (HcrmSheetOption){ g_strdup (label), chosen, alarming };
  if (row->options == NULL)
    row->options = g_ptr_array_new_with_free_func (free_option);
  g_ptr_array_add (row->options, option);
}

static void
append_line (GString *words, const char *line)
{
  if (line != NULL && *line != '\0')
    g_string_append_printf (words, "%s\n", line);
}

static void
append_row (GString *words, const HcrmSheetRow *row)
{
  append_line (words, row->text);
  append_line (words, row->note);
  append_line (words, row->answer);
  for (guint i = 0; row->options != NULL && i < row->options->len; i++) {
    const HcrmSheetOption *option = g_ptr_array_index (row->options, i);
    g_autofree char *line = g_strdup_printf ("[%c] %s", option->chosen ? 'x' : ' ', option->label);
    append_line (words, line);
  }
}

char *
hcrm_sheet_dup_words (HcrmSheet *self)
{
  GString *words = g_string_new (NULL);

  append_line (words, self->about);
  for (guint i = 0; i < self->rows->len; i++)
    append_row (words, &((Laid *) g_ptr_array_index (self->rows, i))->row);
  append_line (words, self->foot);
  return g_string_free (words, FALSE);
}

/* --- laying out a row ------------------------------------------------------------------------- */

static PangoLayout *
make_layout (HcrmSheet *self, const char *text, double size, gboolean bold, double width)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font = pango_font_description_from_string (FAMILY);

  pango_font_description_set_size (font, (int) (size * PANGO_SCALE));
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  if (width > 0)
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static void
add_piece (Pen *pen, Piece piece)
{
  g_array_append_val (pen->laid->pieces, piece);
}

/* Each line is a piece. Returns: the height. */
static double
add_layout (Pen *pen, PangoLayout *layout, double x, double y, gboolean dim)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  int height, nth = 0;

  do {
    int top, bottom;
    pango_layout_iter_get_line_yrange (iter, &top, &bottom);
    Piece piece = { PIECE_WORDS, x,
                    y + pango_layout_iter_get_baseline (iter) / (double) PANGO_SCALE };
    piece.top = y + top / (double) PANGO_SCALE;
    piece.bottom = y + bottom / (double) PANGO_SCALE;
    piece.dim = dim;
    piece.words = g_object_ref (layout);
    piece.nth = nth++;
    add_piece (pen, piece);
  } while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
  pango_layout_get_size (layout, NULL, &height);
  return height / (double) PANGO_SCALE;
}

static void
add_words (Pen *pen, const char *text, double size, gboolean bold, gboolean dim)
{
  g_autoptr (PangoLayout) layout = make_layout (pen->sheet, text, size, bold, pen->width);

  pen->y += add_layout (pen, layout, pen->left, pen->y, dim);
}

static void
add_mark (Pen *pen, const HcrmSheetOption *option, double x, double middle)
{
  Piece piece = { pen->laid->row.square ? PIECE_SQUARE : PIECE_CIRCLE, x, middle - MARK / 2.0 };

  piece.width = MARK;
  piece.top = piece.y;
  piece.bottom = piece.y + MARK;
  piece.filled = option->chosen;
  add_piece (pen, piece);
}

static void
add_triangle (Pen *pen, double x, double middle)
{
  Piece piece = { PIECE_TRIANGLE, x, middle - MARK / 2.0 };

  piece.width = MARK;
  piece.top = piece.y;
  piece.bottom = piece.y + MARK;
  add_piece (pen, piece);
}

/* Side by side as far as they fit; one that is wider than the row is folded. */
static void
add_options (Pen *pen)
{
  double x = 0, line = 0;

  pen->y += GAP;
  for (guint i = 0; i < pen->laid->row.options->len; i++) {
    const HcrmSheetOption *option = g_ptr_array_index (pen->laid->row.options, i);
    double room = pen->width - MARK - GAP - (option->alarming ? MARK + GAP : 0);
    g_autoptr (PangoLayout) layout =
        make_layout (pen->sheet, option->label, 10, option->chosen, room);
    int width, height;
    pango_layout_get_size (layout, &width, &height);
    double wide = (double) width / PANGO_SCALE + pen->width - room;
    if (x > 0 && x + wide > pen->width) {
      pen->y += line + 3;
      x = line = 0;
    }
    double middle =
        pen->y + (double) height / PANGO_SCALE / pango_layout_get_line_count (layout) / 2;
    add_mark (pen, option, pen->left + x, middle);
    add_layout (pen, layout, pen->left + x + MARK + GAP, pen->y, FALSE);
    if (option->alarming)
      add_triangle (pen, pen->left + x + wide - MARK, middle);
    line = MAX (line, (double) height / PANGO_SCALE);
    x += wide + 14;
  }
  pen->y += line;
}

static void
add_line (Pen *pen, double x, double width)
{
  Piece piece = { PIECE_LINE, x, pen->y + LINE - 4 };

  piece.width = width;
  piece.top = pen->y;
  piece.bottom = pen->y + LINE;
  add_piece (pen, piece);
}

static void
add_lines (Pen *pen)
{
  for (guint i = 0; i < pen->laid->row.lines; i++) {
    add_line (pen, pen->left, pen->width);
    pen->y += LINE;
  }
}

/* A short line with the unit behind it. */
static void
add_blank (Pen *pen)
{
  g_autoptr (PangoLayout) unit =
      make_layout (pen->sheet, pen->laid->row.blank, 9, FALSE, pen->width - BLANK - GAP);

  add_line (pen, pen->left, BLANK);
  add_layout (pen, unit, pen->left + BLANK + GAP, pen->y + 5, TRUE);
  pen->y += LINE;
}

static void
add_number (Pen *pen)
{
  g_autoptr (PangoLayout) layout =
      make_layout (pen->sheet, pen->laid->row.number, 10, TRUE, NUMBER * 2);

  add_layout (pen, layout, pen->left, pen->y, FALSE);
  pen->left += NUMBER;
  pen->width -= NUMBER;
}

static const struct {
  double size;
  double gap;
  gboolean bold;
} styles[] = {
  [HCRM_SHEET_TITLE] = { 16, 0, TRUE },     [HCRM_SHEET_SECTION] = { 12, 14, TRUE },
  [HCRM_SHEET_HEADING] = { 10.5, 9, TRUE }, [HCRM_SHEET_TEXT] = { 10, 6, FALSE },
  [HCRM_SHEET_QUESTION] = { 10, 8, FALSE },
};

static void
lay_row (HcrmSheet *self, Laid *laid, double width)
{
  const HcrmSheetRow *row = &laid->row;
  double left = row->indent * INDENT;
  Pen pen = { self, laid, left, width - left, 0 };

  g_array_set_size (laid->pieces, 0);
  if (row->number != NULL)
    add_number (&pen);
  if (row->text != NULL)
    add_words (&pen, row->text, styles[row->style].size, styles[row->style].bold, FALSE);
  if (row->note != NULL)
    add_words (&pen, row->note, 8.5, FALSE, TRUE);
  if (row->answer != NULL)
    add_words (&pen, row->answer, 10, TRUE, FALSE);
  if (row->options != NULL)
    add_options (&pen);
  if (row->blank != NULL)
    add_blank (&pen);
  add_lines (&pen);
  laid->height = pen.y;
  laid->gap = styles[row->style].gap;
}

/* --- parting into pages ----------------------------------------------------------------------- */

static Laid *
get_row (HcrmSheet *self, guint n)
{
  return g_ptr_array_index (self->rows, n);
}

static gboolean
keeps_with_next (HcrmSheet *self, guint n)
{
  HcrmSheetStyle style = get_row (self, n)->row.style;

  return n + 1 < self->rows->len && (style == HCRM_SHEET_SECTION || style == HCRM_SHEET_HEADING);
}

/* The height that has to be free for the row: its own, and after a heading the next one's. */
static double
measure_kept (HcrmSheet *self, guint n)
{
  double height = get_row (self, n)->height;

  while (keeps_with_next (self, n)) {
    n++;
    height += get_row (self, n)->gap + get_row (self, n)->height;
  }
  return height;
}

static void
add_part (HcrmSheet *self, guint row, double y, double from, double to)
{
  Part part = { row, self->n_pages - 1, y - from, from, to };

  g_array_append_val (self->parts, part);
}

/* How much of the row from @from on goes into @room, between two pieces. */
static double
find_cut (const Laid *laid, double from, double room)
{
  double cut = from;

  for (guint i = 0; i < laid->pieces->len; i++) {
    const Piece *piece = &g_array_index (laid->pieces, Piece, i);
    if (piece->bottom - from <= room)
      cut = MAX (cut, piece->bottom);
  }
  for (guint i = 0; i < laid->pieces->len; i++) {
    const Piece *piece = &g_array_index (laid->pieces, Piece, i);
    if (piece->top >= from && piece->top < cut && piece->bottom > cut)
      cut = piece->top;
  }
  return cut > from ? cut : laid->height; /* a piece that fits nowhere */
}

/* Returns: how far down the last page is filled. */
static double
place_long (HcrmSheet *self, guint n, double y, double height)
{
  const Laid *laid = get_row (self, n);
  double from = 0;

  while (laid->height - from > height - y) {
    double cut = find_cut (laid, from, height - y);
    add_part (self, n, y, from, cut);
    from = cut;
    y = 0;
    self->n_pages++;
  }
  add_part (self, n, y, from, laid->height);
  return y + laid->height - from;
}

static void
part_into_pages (HcrmSheet *self, double height)
{
  double y = 0;

  self->n_pages = 1;
  g_array_set_size (self->parts, 0);
  for (guint i = 0; i < self->rows->len; i++) {
    const Laid *laid = get_row (self, i);
    double gap = y > 0 ? laid->gap : 0;
    if (y > 0 && y + gap + MIN (measure_kept (self, i), height) > height) {
      self->n_pages++;
      y = gap = 0;
    }
    y = place_long (self, i, y + gap, height);
  }
}

guint
hcrm_sheet_lay_out (HcrmSheet *self, double width, double height)
{
  self->width = width;
  self->height = height;
  for (guint i = 0; i < self->rows->len; i++)
    lay_row (self, get_row (self, i), width - 2 * MARGIN);
  part_into_pages (self, height - 2 * MARGIN - HEAD - FOOT);
  return self->n_pages;
}

guint
hcrm_sheet_get_page (HcrmSheet *self, guint row, double *top, double *bottom)
{
  for (guint i = 0; i < self->parts->len; i++) {
    const Part *part = &g_array_index (self->parts, Part, i);
    if (part->row != row)
      continue;
    *top = part->y + part->from;
    *bottom = part->y + part->to;
    return part->page;
  }
  g_return_val_if_reached (0);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
set_ink (cairo_t *cr, gboolean dim)
{
  double grey = dim ? 0.38 : 0;

  cairo_set_source_rgb (cr, grey, grey, grey);
}

static void
draw_circle (cairo_t *cr, double x, double y, double radius, gboolean filled)
{
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  if (filled)
    cairo_fill (cr);
  else
    cairo_stroke (cr);
}

/* A cross: what is filled in by hand looks like that. */
static void
draw_square (cairo_t *cr, double x, double y, gboolean filled)
{
  cairo_rectangle (cr, x + 0.5, y + 0.5, MARK - 1, MARK - 1);
  cairo_stroke (cr);
  if (!filled)
    return;
  cairo_set_line_width (cr, 1.4);
  cairo_move_to (cr, x + 2, y + 2);
  cairo_line_to (cr, x + MARK - 2, y + MARK - 2);
  cairo_move_to (cr, x + MARK - 2, y + 2);
  cairo_line_to (cr, x + 2, y + MARK - 2);
  cairo_stroke (cr);
}

static void
draw_line (cairo_t *cr, double x, double y, double width)
{
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + width, y);
  cairo_stroke (cr);
}

static void
draw_piece (cairo_t *cr, const Piece *piece)
{
  double radius = MARK / 2.0;

  set_ink (cr, piece->dim || piece->kind == PIECE_LINE);
  cairo_set_line_width (cr, piece->kind == PIECE_LINE ? 0.5 : 0.8);
  switch (piece->kind) {
  case PIECE_WORDS:
    cairo_move_to (cr, piece->x, piece->y);
    pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (piece->words, piece->nth));
    return;
  case PIECE_LINE:
    draw_line (cr, piece->x, piece->y, piece->width);
    return;
  case PIECE_CIRCLE:
    draw_circle (cr, piece->x + radius, piece->y + radius, radius - 0.5, FALSE);
    if (piece->filled)
      draw_circle (cr, piece->x + radius, piece->y + radius, radius - 2, TRUE);
    return;
  case PIECE_SQUARE:
    draw_square (cr, piece->x, piece->y, piece->filled);
    return;
  case PIECE_TRIANGLE:
    cairo_move_to (cr, piece->x + radius, piece->y);
    cairo_line_to (cr, piece->x + MARK, piece->y + MARK);
    cairo_line_to (cr, piece->x, piece->y + MARK);
    cairo_fill (cr);
    return;
  }
}

/* @align: 0 left, 0.5 centred, 1 right. */
static void
draw_words (HcrmSheet *self, cairo_t *cr, const char *text, double y, double align)
{
  g_autoptr (PangoLayout) layout = make_layout (self, text, 8.5, FALSE, 0);
  double space = self->width - 2 * MARGIN;
  int width;

  pango_layout_set_width (layout, (int) (space * 0.62 * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_size (layout, &width, NULL);
  cairo_move_to (cr, MARGIN + (space - (double) width / PANGO_SCALE) * align, y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_head_and_foot (HcrmSheet *self, cairo_t *cr, guint page)
{
  double end = self->height - MARGIN - FOOT;
  /* Translators: of a printed sheet, "Page 2 of 3". */
  g_autofree char *number = g_strdup_printf (_ ("Page %u of %u"), page + 1, self->n_pages);

  set_ink (cr, TRUE);
  if (page > 0)
    draw_words (self, cr, self->title, MARGIN, 0);
  if (self->about != NULL)
    draw_words (self, cr, self->about, MARGIN, 1);
  if (self->foot != NULL)
    draw_words (self, cr, self->foot, end + 8, 0);
  draw_words (self, cr, number, end + 8, 1);
  cairo_set_line_width (cr, 0.5);
  draw_line (cr, MARGIN, MARGIN + 15, self->width - 2 * MARGIN);
  draw_line (cr, MARGIN, end + 4, self->width - 2 * MARGIN);
}

static void
draw_part (HcrmSheet *self, cairo_t *cr, const Part *part)
{
  const Laid *laid = get_row (self, part->row);

  cairo_save (cr);
  cairo_translate (cr, MARGIN, MARGIN + HEAD + part->y);
  for (guint i = 0; i < laid->pieces->len; i++) {
    const Piece *piece = &g_array_index (laid->pieces, Piece, i);
    if (piece->top >= part->from && piece->top < part->to)
      draw_piece (cr, piece);
  }
  cairo_restore (cr);
}

void
hcrm_sheet_draw (HcrmSheet *self, cairo_t *cr, guint page)
{
  draw_head_and_foot (self, cr, page);
  for (guint i = 0; i < self->parts->len; i++) {
    const Part *part = &g_array_index (self->parts, Part, i);
    if (part->page == page)
      draw_part (self, cr, part);
  }
}

/* --- to paper and to files -------------------------------------------------------------------- */

static cairo_status_t
write_cb (void *out, const unsigned char *bytes, unsigned n)
{
  g_byte_array_append (out, bytes, n);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw_pages (HcrmSheet *self, cairo_surface_t *surface)
{
  cairo_t *cr = cairo_create (surface);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  hcrm_sheet_lay_out (self, A4_WIDTH, A4_HEIGHT);
  for (guint i = 0; i < self->n_pages; i++) {
    hcrm_sheet_draw (self, cr, i);
    cairo_show_page (cr);
  }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  return cairo_surface_status (surface);
}

GBytes *
hcrm_sheet_make_pdf (HcrmSheet *self, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (write_cb, out, A4_WIDTH, A4_HEIGHT);
  cairo_status_t status = draw_pages (self, surface);

  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO,
               _ ("The file could not be written: %s"), cairo_status_to_string (status));
  return NULL;
}

gboolean
hcrm_sheet_save_pdf (HcrmSheet *self, const char *path, GError **error)
{
  cairo_surface_t *surface = cairo_pdf_surface_create (path, A4_WIDTH, A4_HEIGHT);
  cairo_status_t status = draw_pages (self, surface);

  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO,
               _ ("The file could not be written: %s"), cairo_status_to_string (status));
  return FALSE;
}

void
hcrm_sheet_set_done (HcrmSheet *self, HcrmSheetDone done, gpointer data, GDestroyNotify free_data)
{
  self->done = done;
  self->done_data = data;
  self->free_done_data = free_data;
}

void
hcrm_sheet_tell_done (HcrmSheet *self, guint copies)
{
  if (self->done != NULL)
    self->done (self->done_data, copies);
}

const char *
hcrm_sheet_get_title (HcrmSheet *self)
{
  return self->title;
}

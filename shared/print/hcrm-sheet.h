/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* What kind of row it is: how large its words are, how far from the row above. */
typedef enum {
  HCRM_SHEET_TITLE,
  HCRM_SHEET_SECTION,
  HCRM_SHEET_HEADING,
  HCRM_SHEET_TEXT,
  HCRM_SHEET_QUESTION,
} HcrmSheetStyle;

/**
 * HcrmSheetRow:
 * @indent: how deep it stands
 * @number: (nullable): in a column of its own
 * @text: (nullable)
 * @note: (nullable): small, below the text
 * @answer: (nullable): bold, below that
 * @options: (nullable) (element-type HcrmSheetOption): marks with words, in lines
 * @square: the marks are squares instead of circles
 * @blank: (nullable): what stands behind a line to write on, a unit; empty for the line alone
 * @lines: how many lines to write on go over the whole width
 *
 * A row of a printed sheet, which is never cut by the end of a page unless it is longer than one.
 */
typedef struct {
  HcrmSheetStyle style;
  guint indent;
  char *number;
  char *text;
  char *note;
  char *answer;
  GPtrArray *options;
  gboolean square;
  char *blank;
  guint lines;
} HcrmSheetRow;

/* @alarming: marked with a triangle, which paper without colours shows too. */
typedef struct {
  char *label;
  gboolean chosen;
  gboolean alarming;
} HcrmSheetOption;

/**
 * HcrmSheet:
 *
 * Something printed: rows on pages with a head and a foot. Lays itself out with Pango and draws
 * with cairo, so that it needs no display. One thread at a time.
 */
typedef struct _HcrmSheet HcrmSheet;

/**
 * hcrm_sheet_new:
 * @title: what it is, in the head of every page but the first
 * @about: (nullable): whom it is about, in the head of every page
 * @foot: (nullable): at the left of every foot, such as a version
 * @language: `en` or `zh_CN`
 */
HcrmSheet *
hcrm_sheet_new (const char *title, const char *about, const char *foot, const char *language);
void hcrm_sheet_free (HcrmSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmSheet, hcrm_sheet_free)

/* Returns: (transfer none): a new row, to be filled in; its members belong to it. */
HcrmSheetRow *hcrm_sheet_add (HcrmSheet *self, HcrmSheetStyle style, guint indent);
void hcrm_sheet_row_add_option (HcrmSheetRow *row,
                                const char *label,
                                gboolean chosen,
                                gboolean alarming);

/* Lays out for pages of this size in points. Returns: how many there are. */
guint hcrm_sheet_lay_out (HcrmSheet *self, double width, double height);
void hcrm_sheet_draw (HcrmSheet *self, cairo_t *cr, guint page);

/* Where a row stands after that: its page, and how far down; for tests. */
guint hcrm_sheet_get_page (HcrmSheet *self, guint row, double *top, double *bottom);

/* Returns: (transfer full): all that is printed, a line for each thing, the foot last; for tests.
 */
char *hcrm_sheet_dup_words (HcrmSheet *self);

/* A4 pages. Returns: (transfer full): a PDF; %NULL with a %G_FILE_ERROR. */
GBytes *hcrm_sheet_make_pdf (HcrmSheet *self, GError **error);

/* Writes A4 pages. Returns: %FALSE with a %G_FILE_ERROR. */
gboolean hcrm_sheet_save_pdf (HcrmSheet *self, const char *path, GError **error);

/* @copies: how many of it are on paper now; 1 of a file */
typedef void (*HcrmSheetDone) (gpointer data, guint copies);

/* Whom to tell when it was printed or saved, and not when that was given up. */
void
hcrm_sheet_set_done (HcrmSheet *self, HcrmSheetDone done, gpointer data, GDestroyNotify free_data);

/* Tells whom hcrm_sheet_set_done() said. */
void hcrm_sheet_tell_done (HcrmSheet *self, guint copies);

const char *hcrm_sheet_get_title (HcrmSheet *self);

G_END_DECLS

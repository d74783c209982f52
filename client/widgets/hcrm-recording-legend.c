/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who speaks how much in a recording: a line of words, each with its sample, and a bar. */

#include "hcrm-recording-legend.h"

#include <glib/gi18n.h>
#include <math.h>

#include "hcrm-clear.h"
#include "hcrm-draw.h"
#include "hcrm-wrap-box.h"

#define SAMPLE 9
#define BAR_WIDTH 160
#define BAR_HEIGHT 12

typedef struct {
  const char *color;
  gboolean hatched;
  double share;
} Part;

static void
draw_part (const HcrmCanvas *canvas, const Part *part, double x, double y, double w, double h)
{
  if (w < 0.5)
    return;
  hcrm_draw_set_color (canvas, part->color, 1);
  hcrm_draw_rect (canvas, x, y, w, h, 2);
  if (!part->hatched)
    return;
  hcrm_draw_set_color (canvas, "dim_fg_color", 0.7);
  hcrm_draw_hatch (canvas, x, y, w, h, 4);
}

static void
sample_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer part)
{
  draw_part (&(HcrmCanvas){ GTK_WIDGET (area), cr, width, height }, part, 0, 0, width, height);
}

static GtkWidget *
make_sample (const Part *part)
{
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), SAMPLE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), SAMPLE);
  gtk_widget_set_valign (area, GTK_ALIGN_CENTER);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), sample_cb,
                                  g_memdup2 (part, sizeof *part), g_free);
  return area;
}

static void
add_words (HcrmWrapBox *box, const Part *part, const char *words, const char *style)
{
  GtkWidget *item = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  GtkWidget *label = gtk_label_new (words);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "num");
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (item), make_sample (part));
  gtk_box_append (GTK_BOX (item), label);
  hcrm_wrap_box_append (box, item);
}

/* A little is not nothing. */
static char *
make_percent (double share)
{
  int percent = (int) lround (share * 100);

  return share > 0 && percent == 0 ? g_strdup ("< 1%") : g_strdup_printf ("%d%%", percent);
}

/* --- the bar ---------------------------------------------------------------------------------- */

static void
bar_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Part *parts = data;
  HcrmCanvas canvas = { GTK_WIDGET (area), cr, width, height };
  double x = 0;

  for (guint i = 0; i < 4; i++) {
    draw_part (&canvas, &parts[i], x, height / 2.0 - 4, parts[i].share * width - 2, 8);
    x += parts[i].share * width;
  }
}

static void
add_bar (GtkBox *box, const Part *parts, const char *words)
{
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), BAR_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), BAR_HEIGHT);
  gtk_widget_set_valign (area, GTK_ALIGN_CENTER);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), bar_cb,
                                  g_memdup2 (parts, 4 * sizeof *parts), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_box_append (box, area);
}

/* --- the words -------------------------------------------------------------------------------- */

static char *
make_words (const char *words, double share)
{
  g_autofree char *percent = make_percent (share);

  return g_strdup_printf (words, percent);
}

/* Pauses within what is said count too, but only long silences are hatched in the picture. */
static char *
make_silence_words (const HcrmTalkShares *shares)
{
  g_autofree char *all = make_percent (shares->nobody);
  g_autofree char *lasting = make_percent (shares->silent);

  return g_strdup_printf (_ ("Silence %s (hatched: %s)"), all, lasting);
}

static char *
make_overlap_words (const HcrmTalk *talk, double share)
{
  g_autofree char *times =
      g_strdup_printf (ngettext ("%u time", "%u times", talk->overlaps->len), talk->overlaps->len);
  g_autofree char *broken =
      g_strdup_printf (ngettext ("%u interruption", "%u interruptions", talk->n_interruptions),
                       talk->n_interruptions);

  g_autofree char *percent = make_percent (share);

  /* Translators: a share of the time; how often; how many interruptions. */
  return g_strdup_printf (_ ("Overlap %s (%s, %s)"), percent, times, broken);
}

/* Figures are read whole: where there is little room, on a second line. */
static HcrmWrapBox *
new_words (GtkBox *box)
{
  GtkWidget *words = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 12);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (box, words);
  return HCRM_WRAP_BOX (words);
}

static void
add_pair (GtkBox *box, const HcrmTalk *talk, const HcrmTalkShares *shares, Part *parts)
{
  g_autofree char *agent = make_words (_ ("Agent %s"), parts[0].share);
  g_autofree char *other = make_words (_ ("Other side %s"), parts[1].share);
  g_autofree char *silence = make_silence_words (shares);
  g_autofree char *overlap = make_overlap_words (talk, parts[3].share);
  g_autofree char *all = g_strjoin (", ", agent, other, silence, overlap, NULL);

  HcrmWrapBox *words = new_words (box);
  add_words (words, &parts[0], agent, "accent-text");
  add_words (words, &parts[1], other, "violet-text");
  add_words (words, &parts[2], silence, "dim-label");
  add_words (words, &parts[3], overlap, "warn-text");
  add_bar (box, parts, all);
}

static void
add_one (GtkBox *box, const HcrmTalkShares *shares, Part *parts)
{
  g_autofree char *speech = make_words (_ ("Speech %s"), parts[0].share);
  g_autofree char *silence = make_silence_words (shares);
  g_autofree char *all = g_strjoin (", ", speech, silence, NULL);

  HcrmWrapBox *words = new_words (box);
  add_words (words, &parts[0], speech, "accent-text");
  add_words (words, &parts[2], silence, "dim-label");
  add_bar (box, parts, all);
}

void
hcrm_recording_legend_fill (GtkBox *box, const HcrmTalk *talk)
{
  HcrmTalkShares shares = { 0 };
  GtkWidget *title = gtk_label_new (_ ("Channels"));

  hcrm_clear_box (box);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (box, title);
  if (talk == NULL || talk->n_channels == 0)
    return;
  shares = hcrm_talk_get_shares (talk);
  Part parts[] = {
    { "accent_color", FALSE, shares.alone[talk->agent] },
    { "violet_fg", FALSE, shares.alone[1 - talk->agent] },
    { "track_color", TRUE, shares.nobody },
    { "warn_fg", FALSE, shares.both },
  };
  if (talk->n_channels == 2)
    add_pair (box, talk, &shares, parts);
  else
    add_one (box, &shares, parts);
}

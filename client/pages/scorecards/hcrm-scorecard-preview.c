/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A scorecard as its reviewer will see it, and what its items weigh. */

#include "hcrm-scorecard-preview.h"

#include <glib/gi18n.h>

#include "model/hcrm-review.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

/* --- weights ---------------------------------------------------------------------------------- */

static gboolean
is_kind (HcrmRecord *item, const char *kind)
{
  return g_strcmp0 (hcrm_record_get (item, "kind"), kind) == 0;
}

gint64
hcrm_scorecard_get_weight (HcrmRecord *item)
{
  const char *weight = hcrm_record_get (item, "weight");

  return weight != NULL && !is_kind (item, "fatal") ? hcrm_review_to_hundredths (weight) : 0;
}

gint64
hcrm_scorecard_sum_weights (GPtrArray *items)
{
  gint64 sum = 0;

  for (guint i = 0; i < items->len; i++)
    sum += hcrm_scorecard_get_weight (items->pdata[i]);
  return sum;
}

char *
hcrm_scorecard_dup_weight (gint64 hundredths)
{
  char *text = hcrm_review_from_hundredths (hundredths);
  char *point = strchr (text, '.');

  for (gsize end = strlen (text); point != NULL && end > 0 && strchr ("0.", text[end - 1]); end--) {
    gboolean whole = text[end - 1] == '.';
    text[end - 1] = '\0';
    if (whole)
      break;
  }
  return text;
}

char *
hcrm_scorecard_dup_share (HcrmRecord *item, gint64 sum)
{
  gint64 weight = hcrm_scorecard_get_weight (item);
  gint64 tenths = sum > 0 ? (weight * 1000 + sum / 2) / sum : 0;
  g_autofree char *number = hcrm_scorecard_dup_weight (tenths * 10);

  return g_strdup_printf (_ ("%s %%"), number);
}

char *
hcrm_scorecard_dup_summary (GPtrArray *items)
{
  g_autofree char *sum = hcrm_scorecard_dup_weight (hcrm_scorecard_sum_weights (items));
  g_autofree char *weights = g_strdup_printf (_ ("weights add up to %s"), sum);
  g_autofree char *count =
      g_strdup_printf (ngettext ("%u item", "%u items", items->len), items->len);
  guint fatal = 0;

  for (guint i = 0; i < items->len; i++)
    fatal += is_kind (items->pdata[i], "fatal");
  g_autofree char *broken = g_strdup_printf (ngettext ("%u fatal", "%u fatal", fatal), fatal);
  return hcrm_text_join (count, weights, fatal > 0 ? broken : "", NULL);
}

/* --- as it will be seen ----------------------------------------------------------------------- */

/* What is answered: `0–5`, yes or no, or that it must not be broken. */
static GtkWidget *
make_kind (HcrmRecord *item)
{
  const char *max = hcrm_record_get (item, "max");
  g_autofree char *points = g_strdup_printf (_ ("0–%s points"), max != NULL ? max : "?");

  if (is_kind (item, "fatal"))
    return hcrm_pill_new (_ ("Fatal item"), "danger");
  return hcrm_pill_new (is_kind (item, "scale") ? points : _ ("Yes or no"), "plain");
}

static GtkWidget *
make_head (HcrmRecord *item, guint place, gint64 sum)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *text = g_strdup_printf ("%u  %s", place, hcrm_text_field (item, "text"));
  g_autofree char *share = hcrm_scorecard_dup_share (item, sum);
  GtkWidget *words = hcrm_wrapped_label_new (text, NULL), *kind = make_kind (item);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (kind, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), kind);
  if (!is_kind (item, "fatal")) {
    GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", share, "width-chars", 6, "xalign",
                                     1.0, "valign", GTK_ALIGN_START, NULL);
    gtk_widget_add_css_class (label, "num");
    gtk_box_append (GTK_BOX (line), label);
  }
  return line;
}

static void
add_item (GtkBox *box, HcrmRecord *item, guint place, gint64 sum)
{
  const char *hint = hcrm_text_field (item, "hint");

  gtk_box_append (box, make_head (item, place, sum));
  g_autofree char *more = hcrm_text_join (hint, hcrm_record_get_bool (item, "may_na")
                                          ? _ ("May be marked as not applying") : "", NULL);
  if (*more == '\0')
    return;
  GtkWidget *label = hcrm_wrapped_label_new (more, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (box, label);
}

void
hcrm_scorecard_preview_fill (GtkBox *box, GPtrArray *items)
{
  gint64 sum = hcrm_scorecard_sum_weights (items);
  g_autofree char *summary = hcrm_scorecard_dup_summary (items);
  const char *last = "";

  hcrm_clear_box (box);
  gtk_box_append (box, hcrm_wrapped_label_new (summary, "dim-label"));
  for (guint i = 0; i < items->len; i++) {
    const char *section = hcrm_text_field (items->pdata[i], "section");
    if (g_strcmp0 (section, last) != 0 && *section != '\0')
      gtk_box_append (box, hcrm_wrapped_label_new (section, "heading"));
    add_item (box, items->pdata[i], i + 1, sum);
    last = section;
  }
}

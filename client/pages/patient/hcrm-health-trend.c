/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The values of one programme through time: which indicator, a line with its target, its words. */

#include "hcrm-health-trend.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/hcrm-chart.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmHealthTrend {
  AdwBin parent_instance;

  gint64 care;
  GtkExpander *expander;
  GtkDropDown *which;
  HcrmChart *chart;
  GtkLabel *words;
  JsonArray *items; /* (nullable) */
  GArray *starts;   /* of guint: where each indicator begins in the items */
};

G_DEFINE_FINAL_TYPE (HcrmHealthTrend, hcrm_health_trend, ADW_TYPE_BIN)

static JsonObject *
get_item (HcrmHealthTrend *self, guint i)
{
  return json_array_get_object_element (self->items, i);
}

static const char *
get (JsonObject *item, const char *name)
{
  return json_object_get_string_member_with_default (item, name, NULL);
}

/* Returns: NaN where there is none; decimals come as texts. */
static double
get_number (JsonObject *item, const char *name)
{
  const char *text = get (item, name);

  return text != NULL ? g_ascii_strtod (text, NULL) : NAN;
}

/* Values of one indicator in another unit are another line. */
static gboolean
is_same (JsonObject *a, JsonObject *b)
{
  return g_strcmp0 (get (a, "code"), get (b, "code")) == 0
         && g_strcmp0 (get (a, "unit"), get (b, "unit")) == 0;
}

static guint
find_end (HcrmHealthTrend *self, guint start)
{
  guint end = start + 1, n = json_array_get_length (self->items);

  while (end < n && is_same (get_item (self, start), get_item (self, end)))
    end++;
  return end;
}

/* --- one indicator ---------------------------------------------------------------------------- */

static char *
dup_target (JsonObject *item)
{
  const char *low = get (item, "low"), *high = get (item, "high");
  gboolean strict = json_object_get_boolean_member_with_default (item, "high_strict", FALSE);

  if (low != NULL && high != NULL)
    return g_strdup_printf ("%s–%s", low, high);
  if (low != NULL)
    return g_strdup_printf ("≥ %s", low);
  return high != NULL ? g_strdup_printf ("%s %s", strict ? "<" : "≤", high) : g_strdup ("");
}

/* The targets are those of the last value: with these somebody is looked after today. */
static void
set_scale (HcrmHealthTrend *self, guint start, guint end)
{
  JsonObject *last = get_item (self, end - 1);
  double low = get_number (last, "low"), high = get_number (last, "high");
  double least = isnan (low) ? INFINITY : low, most = isnan (high) ? -INFINITY : high;

  for (guint i = start; i < end; i++) {
    least = MIN (least, get_number (get_item (self, i), "value"));
    most = MAX (most, get_number (get_item (self, i), "value"));
  }
  hcrm_chart_set_scale (self->chart, MIN (least, most), MAX (least, most), get (last, "unit"));
  hcrm_chart_set_target (self->chart, low, high);
}

static void
say (HcrmHealthTrend *self, JsonObject *last)
{
  g_autofree char *target = dup_target (last);
  g_autofree char *wanted =
      *target != '\0' ? g_strdup_printf (_ ("Target %s"), target) : g_strdup ("");
  g_autofree char *day = hcrm_text_date (get (last, "observed_on"));
  g_autofree char *value = hcrm_text_join (get (last, "value"), NULL);
  g_autofree char *now = g_strdup_printf (_ ("last: %s"), value);
  g_autofree char *text = hcrm_text_join (now, day, wanted, NULL);

  gtk_label_set_text (self->words, text);
}

static void
show_indicator (HcrmHealthTrend *self)
{
  guint at = gtk_drop_down_get_selected (self->which);

  if (at >= self->starts->len)
    return;
  guint start = g_array_index (self->starts, guint, at), end = find_end (self, start);
  hcrm_chart_begin (self->chart, TRUE);
  set_scale (self, start, end);
  hcrm_chart_add_series (self->chart, hcrm_text_member (get_item (self, start), "name"),
                         "accent_bg_color");
  for (guint i = start; i < end; i++) {
    double value = get_number (get_item (self, i), "value");
    g_autofree char *day = hcrm_text_short_date (get (get_item (self, i), "observed_on"));
    hcrm_chart_add_point (self->chart, day, &value);
  }
  hcrm_chart_end (self->chart);
  say (self, get_item (self, end - 1));
}

/* --- all of them ------------------------------------------------------------------------------ */

void
hcrm_health_trend_fill (HcrmHealthTrend *self, JsonArray *items)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n = json_array_get_length (items);

  g_return_if_fail (HCRM_IS_HEALTH_TREND (self));
  g_clear_pointer (&self->items, json_array_unref);
  self->items = json_array_ref (items);
  g_array_set_size (self->starts, 0);
  for (guint start = 0; start < n; start = find_end (self, start)) {
    JsonObject *item = get_item (self, start);
    g_autofree char *name =
        hcrm_text_join (hcrm_text_member (item, "name"), get (item, "unit"), NULL);
    gtk_string_list_append (names, name);
    g_array_append_val (self->starts, start);
  }
  gtk_drop_down_set_model (self->which, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->which), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->chart), n > 0);
  if (n > 0)
    show_indicator (self);
  else
    gtk_label_set_text (self->words, _ ("There are no values yet."));
}

gint64
hcrm_health_trend_get_care (HcrmHealthTrend *self)
{
  g_return_val_if_fail (HCRM_IS_HEALTH_TREND (self), 0);
  return self->care;
}

gboolean
hcrm_health_trend_is_open (HcrmHealthTrend *self)
{
  g_return_val_if_fail (HCRM_IS_HEALTH_TREND (self), FALSE);
  return gtk_expander_get_expanded (self->expander);
}

void
hcrm_health_trend_open (HcrmHealthTrend *self)
{
  g_return_if_fail (HCRM_IS_HEALTH_TREND (self));
  gtk_expander_set_expanded (self->expander, TRUE);
}

static void
opened_cb (HcrmHealthTrend *self)
{
  if (gtk_expander_get_expanded (self->expander) && self->items == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "health.values", "x", self->care);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_health_trend_finalize (GObject *object)
{
  HcrmHealthTrend *self = HCRM_HEALTH_TREND (object);

  g_clear_pointer (&self->items, json_array_unref);
  g_array_unref (self->starts);
  G_OBJECT_CLASS (hcrm_health_trend_parent_class)->finalize (object);
}

static void
hcrm_health_trend_class_init (HcrmHealthTrendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_health_trend_finalize;
}

static void
hcrm_health_trend_init (HcrmHealthTrend *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  self->expander = GTK_EXPANDER (gtk_expander_new (_ ("Values through time")));
  self->which = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  self->chart = HCRM_CHART (hcrm_chart_new ());
  self->words = GTK_LABEL (hcrm_wrapped_label_new (_ ("There are no values yet."), "caption"));
  gtk_widget_set_halign (GTK_WIDGET (self->which), GTK_ALIGN_START);
  gtk_widget_set_visible (GTK_WIDGET (self->which), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->chart), FALSE);
  gtk_widget_set_margin_top (box, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->which), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Indicator"), -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->which));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chart));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->words));
  gtk_expander_set_child (self->expander, box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->expander));
  g_signal_connect_swapped (self->expander, "notify::expanded", G_CALLBACK (opened_cb), self);
  g_signal_connect_swapped (self->which, "notify::selected", G_CALLBACK (show_indicator), self);
}

GtkWidget *
hcrm_health_trend_new (gint64 care)
{
  HcrmHealthTrend *self = g_object_new (HCRM_TYPE_HEALTH_TREND, NULL);

  self->care = care;
  return GTK_WIDGET (self);
}

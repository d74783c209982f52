/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The chart of rates: its words, and the room that it takes. */

#include <adwaita.h>
#include <math.h>

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "widgets/hcrm-chart.h"
#include "widgets/hcrm-pie.h"

static void
test_words (void)
{
  HcrmChart *chart = HCRM_CHART (g_object_ref_sink (hcrm_chart_new ()));
  const double ortho[] = { 0.834, -1 };

  hcrm_chart_begin (chart, TRUE);
  hcrm_chart_add_series (chart, "Covered", "accent_bg_color");
  hcrm_chart_add_series (chart, "Lost", "danger_fg");
  hcrm_chart_add_point (chart, "Orthopaedics", ortho);
  hcrm_chart_end (chart);
  g_autofree char *words = hcrm_chart_dup_words (chart, 0);
  g_assert_cmpstr (words, ==, "Orthopaedics: Covered 83%, Lost –");
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Chart: Covered, Lost");
  g_object_unref (chart);
}

/* Values have a scale of their own, with their unit; below nought is a value as any other. */
static void
test_values (void)
{
  HcrmChart *chart = HCRM_CHART (g_object_ref_sink (hcrm_chart_new ()));
  const double cold = -3.5, none = NAN;

  hcrm_chart_begin (chart, TRUE);
  hcrm_chart_set_scale (chart, -3.5, 7, "mmol/L");
  hcrm_chart_set_target (chart, NAN, 5);
  hcrm_chart_add_series (chart, "Base excess", "accent_bg_color");
  hcrm_chart_add_point (chart, "3 May", &cold);
  hcrm_chart_add_point (chart, "4 May", &none);
  hcrm_chart_end (chart);
  g_autofree char *known = hcrm_chart_dup_words (chart, 0);
  g_autofree char *gap = hcrm_chart_dup_words (chart, 1);
  g_assert_cmpstr (known, ==, "3 May: Base excess -3.5 mmol/L");
  g_assert_cmpstr (gap, ==, "4 May: Base excess –");
  hcrm_chart_begin (chart, TRUE);
  hcrm_chart_add_series (chart, "Covered", "accent_bg_color");
  hcrm_chart_add_point (chart, "May", (const double[]){ 0.5 });
  g_autofree char *rate = hcrm_chart_dup_words (chart, 0);
  g_assert_cmpstr (rate, ==, "May: Covered 50%");
  g_object_unref (chart);
}

/* What is not exact says how far off it may be; where that is not known it says nothing. */
static void
test_interval (void)
{
  HcrmChart *chart = HCRM_CHART (g_object_ref_sink (hcrm_chart_new ()));

  hcrm_chart_begin (chart, TRUE);
  hcrm_chart_set_scale (chart, 60, 100, NULL);
  hcrm_chart_add_series (chart, "Mean", "accent_bg_color");
  hcrm_chart_add_point (chart, "April", (const double[]){ 83 });
  hcrm_chart_set_interval (chart, 0, 79.5, 86.5);
  hcrm_chart_add_point (chart, "May", (const double[]){ 91 });
  hcrm_chart_set_interval (chart, 0, NAN, NAN);
  hcrm_chart_end (chart);
  g_autofree char *april = hcrm_chart_dup_words (chart, 0);
  g_autofree char *may = hcrm_chart_dup_words (chart, 1);
  g_assert_cmpstr (april, ==, "April: Mean 83 (79.5 to 86.5)");
  g_assert_cmpstr (may, ==, "May: Mean 91");
  g_object_unref (chart);
}

/* The picture of a chart with one mean, and its interval if it has one. */
static GBytes *
draw_mean (gboolean trend, double mean, double low, double high)
{
  GtkWidget *chart = hcrm_chart_new (), *window = gtk_window_new ();
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  hcrm_chart_begin (HCRM_CHART (chart), trend);
  hcrm_chart_set_scale (HCRM_CHART (chart), 0, 100, NULL);
  hcrm_chart_add_series (HCRM_CHART (chart), "Mean", "accent_bg_color");
  for (int i = 0; i < 2; i++) {
    hcrm_chart_add_point (HCRM_CHART (chart), "x", (const double[]){ mean });
    hcrm_chart_set_interval (HCRM_CHART (chart), 0, low, high);
  }
  hcrm_chart_end (HCRM_CHART (chart));
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 240);
  gtk_window_set_child (GTK_WINDOW (window), chart);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (chart);
  GTK_WIDGET_GET_CLASS (chart)->snapshot (chart, snapshot);
  g_autoptr (GskRenderNode) node = gtk_snapshot_to_node (snapshot);
  g_autoptr (GdkTexture) texture =
      gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  GBytes *bytes = gdk_texture_save_to_png_bytes (texture);
  gtk_window_destroy (GTK_WINDOW (window));
  return bytes;
}

/* Along lines and on bars, it is drawn. */
static void
test_interval_drawn (void)
{
  for (int trend = 0; trend < 2; trend++) {
    g_autoptr (GBytes) without = draw_mean (trend, 50, NAN, NAN);
    g_autoptr (GBytes) narrow = draw_mean (trend, 50, 45, 55);
    g_autoptr (GBytes) wide = draw_mean (trend, 50, 20, 80);

    g_assert_false (g_bytes_equal (without, narrow));
    g_assert_false (g_bytes_equal (narrow, wide));
  }
}

/* Nought is seen, and is not what is not known. */
static void
test_nought_drawn (void)
{
  g_autoptr (GBytes) nought = draw_mean (FALSE, 0, NAN, NAN);
  g_autoptr (GBytes) unknown = draw_mean (FALSE, NAN, NAN, NAN);

  g_assert_false (g_bytes_equal (nought, unknown));
}

/* The largest is told first, of nothing there is no slice, and a long tail is one. */
static void
test_pie (void)
{
  HcrmPie *pie = HCRM_PIE (g_object_ref_sink (hcrm_pie_new ()));

  hcrm_pie_begin (pie, "Complaints");
  hcrm_pie_add (pie, "Letter", 1);
  hcrm_pie_add (pie, "Fax", 0);
  hcrm_pie_add (pie, "Telephone", 3);
  hcrm_pie_end (pie);
  g_assert_cmpuint (hcrm_pie_get_n_slices (pie), ==, 2);
  g_autofree char *first = hcrm_pie_dup_words (pie, 0);
  g_assert_cmpstr (first, ==, "Telephone: 3 (75%)");
  gtk_test_accessible_assert_property (pie, GTK_ACCESSIBLE_PROPERTY_LABEL, "Chart: Complaints");
  hcrm_pie_begin (pie, "Complaints");
  for (guint i = 0; i < 12; i++)
    hcrm_pie_add (pie, "Ward", i < 7 ? 2 : 1);
  hcrm_pie_end (pie);
  g_assert_cmpuint (hcrm_pie_get_n_slices (pie), ==, HCRM_PIE_MAX_SLICES + 1);
  g_autofree char *rest = hcrm_pie_dup_words (pie, HCRM_PIE_MAX_SLICES);
  g_assert_cmpstr (rest, ==, "All others: 5 (26%)");
  g_object_unref (pie);
}

static HcrmChart *
make_four (void)
{
  HcrmChart *chart = HCRM_CHART (g_object_ref_sink (hcrm_chart_new ()));
  const double rates[] = { 0.8, 0.7, 0.6, 0.1 };

  hcrm_chart_begin (chart, FALSE);
  hcrm_chart_add_series (chart, "Covered by a plan", "accent_bg_color");
  hcrm_chart_add_series (chart, "Contacted at least once", "accent_bg_color");
  hcrm_chart_add_series (chart, "Completed as planned", "ok_fg");
  hcrm_chart_add_series (chart, "Lost to follow-up", "danger_fg");
  hcrm_chart_add_point (chart, "Orthopaedics", rates);
  hcrm_chart_end (chart);
  return chart;
}

static int
measure (HcrmChart *chart, GtkOrientation orientation, int for_size)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (chart), orientation, for_size, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* Where the names of the series do not fit into one line, they take more, and the rest keeps its
 * height. */
static void
test_legend (void)
{
  g_autoptr (HcrmChart) chart = make_four ();
  int one = measure (chart, GTK_ORIENTATION_VERTICAL, 2000);
  int two = measure (chart, GTK_ORIENTATION_VERTICAL, 500);
  int four = measure (chart, GTK_ORIENTATION_VERTICAL, 220);

  g_assert_cmpint (one, <, two);
  g_assert_cmpint (two, <, four);
  g_assert_cmpint (four - one, ==, 3 * (two - one));
  g_assert_cmpint (gtk_widget_get_request_mode (GTK_WIDGET (chart)), ==,
                   GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH);
}

/* In a low window it is lower, and leaves the table some room. */
static void
test_low (void)
{
  g_autoptr (HcrmChart) chart = make_four ();
  int minimum, natural;

  gtk_widget_measure (GTK_WIDGET (chart), GTK_ORIENTATION_VERTICAL, 2000, &minimum, &natural, NULL,
                      NULL);
  g_assert_cmpint (minimum, <, natural - 50);
}

static int
measure_scaled (double scale, GtkOrientation orientation)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (scale * 96 * 1024), NULL);
  g_autoptr (HcrmChart) chart = make_four ();
  return measure (chart, orientation, orientation == GTK_ORIENTATION_VERTICAL ? 4000 : -1);
}

/* Twice the size of text is twice the room. */
static void
test_scale (void)
{
  int width = measure_scaled (1, GTK_ORIENTATION_HORIZONTAL);
  int height = measure_scaled (1, GTK_ORIENTATION_VERTICAL);

  g_assert_cmpint (measure_scaled (2, GTK_ORIENTATION_HORIZONTAL), ==, 2 * width);
  g_assert_cmpint (measure_scaled (2, GTK_ORIENTATION_VERTICAL), ==, 2 * height);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/chart/interval", test_interval);
  g_test_add_func ("/chart/interval-drawn", test_interval_drawn);
  g_test_add_func ("/chart/nought-drawn", test_nought_drawn);
  g_test_add_func ("/chart/pie", test_pie);
  g_test_add_func ("/chart/words", test_words);
  g_test_add_func ("/chart/values", test_values);
  g_test_add_func ("/chart/legend", test_legend);
  g_test_add_func ("/chart/low", test_low);
  g_test_add_func ("/chart/scale", test_scale);
  return g_test_run ();
}

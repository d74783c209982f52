/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws a score on its scale of bands. */

#include "hcrm-score-gauge.h"

#include <math.h>

#define SCALE_TOP 8
#define SCALE_HEIGHT 6
#define GAP 2

struct _HcrmScoreGauge {
  GtkBox parent_instance;

  GtkLabel *value;
  GtkLabel *words;
  GtkWidget *scale;

  HcrmResponse *response;
  const char *language; /* interned */
};

G_DEFINE_FINAL_TYPE (HcrmScoreGauge, hcrm_score_gauge, GTK_TYPE_BOX)

typedef struct {
  GtkWidget *widget;
  cairo_t *cr;
  double width;
  double low;
  double high;
  gboolean names_fit;
} Scale;

static void
set_color (const Scale *scale, const char *name, double alpha)
{
  GdkRGBA color = { 0.5, 0.5, 0.5, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (scale->widget), name, &color);
  cairo_set_source_rgba (scale->cr, color.red, color.green, color.blue, color.alpha * alpha);
}

static double
get_x (const Scale *scale, double score)
{
  double share = (score - scale->low) / MAX (scale->high - scale->low, 1);

  return CLAMP (share, 0, 1) * scale->width;
}

static void
draw_bar (const Scale *scale, double from, double to)
{
  double radius = SCALE_HEIGHT / 2.0, y = SCALE_TOP + radius;
  double right = MAX (to - GAP - radius, from + radius);

  cairo_new_path (scale->cr);
  cairo_arc (scale->cr, from + radius, y, radius, G_PI_2, 3 * G_PI_2);
  cairo_arc (scale->cr, right, y, radius, -G_PI_2, G_PI_2);
  cairo_fill (scale->cr);
}

/* Lettering a little smaller than the widget's. */
static PangoLayout *
make_layout (const Scale *scale, const char *name)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (scale->widget, name);
  PangoContext *context = gtk_widget_get_pango_context (scale->widget);
  PangoFontDescription *font =
      pango_font_description_copy (pango_context_get_font_description (context));

  pango_font_description_set_absolute_size (font, pango_font_description_get_size (font) * 0.82);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  return layout;
}

/* Below its band, or as near as the scale's ends allow. Names that would run into each other are
 * left out, but for the one where the score lies. */
static void
draw_name (const Scale *scale, const char *name, double from, double to, gboolean here)
{
  g_autoptr (PangoLayout) layout = make_layout (scale, name);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  if (!scale->names_fit && !here)
    return;
  double x = CLAMP ((from + to - width) / 2, 0, MAX (scale->width - width, 0));
  cairo_move_to (scale->cr, round (x), SCALE_TOP + SCALE_HEIGHT + 3);
  pango_cairo_show_layout (scale->cr, layout);
}

/* The drawing is as high as its lettering at the text size in use. */
static void
fit_height (HcrmScoreGauge *self)
{
  Scale scale = { self->scale };
  g_autoptr (PangoLayout) layout = make_layout (&scale, "Ág");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->scale),
                                       SCALE_TOP + SCALE_HEIGHT + 3 + height);
}

static const char *
get_color_name (HcrmSeverity severity)
{
  switch (severity) {
  case HCRM_SEVERITY_OK:
    return "ok_fg";
  case HCRM_SEVERITY_WARN:
    return "warn_fg";
  case HCRM_SEVERITY_DANGER:
    return "danger_fg";
  }
  g_return_val_if_reached ("mute_fg");
}

/* A band reaches to where the next one begins. */
static void
find_ends (const Scale *scale, const GPtrArray *bands, guint n, double *from, double *to)
{
  const HcrmBand *band = g_ptr_array_index (bands, n);

  *from = n == 0 ? 0 : get_x (scale, band->low);
  *to = scale->width + GAP;
  if (n + 1 < bands->len)
    *to = get_x (scale, ((const HcrmBand *) g_ptr_array_index (bands, n + 1))->low);
}

static gboolean
names_fit (HcrmScoreGauge *self, const Scale *scale, const GPtrArray *bands)
{
  for (guint i = 0; i < bands->len; i++) {
    const HcrmBand *band = g_ptr_array_index (bands, i);
    g_autoptr (PangoLayout) layout =
        make_layout (scale, hcrm_text_get (band->label, self->language));
    double from, to;
    int width;
    find_ends (scale, bands, i, &from, &to);
    pango_layout_get_pixel_size (layout, &width, NULL);
    if (width > to - from)
      return FALSE;
  }
  return TRUE;
}

static void
draw_band (HcrmScoreGauge *self, const Scale *scale, const GPtrArray *bands, guint n)
{
  const HcrmBand *band = g_ptr_array_index (bands, n);
  gboolean here = hcrm_response_get_score (self->response)->band == band;
  double from, to;

  find_ends (scale, bands, n, &from, &to);
  set_color (scale, get_color_name (band->severity), here ? 0.9 : 0.28);
  draw_bar (scale, from, to);
  set_color (scale, here ? "window_fg_color" : "dim_fg_color", 1);
  draw_name (scale, hcrm_text_get (band->label, self->language), from, to - GAP, here);
}

static void
draw_marker (HcrmScoreGauge *self, const Scale *scale)
{
  double x = get_x (scale, hcrm_response_get_score (self->response)->value);

  x = CLAMP (x, 5, scale->width - 5);
  set_color (scale, "window_fg_color", 1);
  cairo_new_path (scale->cr);
  cairo_move_to (scale->cr, x, SCALE_TOP + 1);
  cairo_line_to (scale->cr, x - 5, SCALE_TOP - 7);
  cairo_line_to (scale->cr, x + 5, SCALE_TOP - 7);
  cairo_fill (scale->cr);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HcrmScoreGauge *self = data;
  gint64 low, high;

  if (self->response == NULL)
    return;
  HcrmQuestionnaire *questionnaire = hcrm_response_get_questionnaire (self->response);
  const GPtrArray *bands = hcrm_questionnaire_get_bands (questionnaire);
  if (!hcrm_questionnaire_get_score_range (questionnaire, &low, &high))
    return;
  Scale scale = { GTK_WIDGET (area), cr, width, low, high };
  scale.names_fit = names_fit (self, &scale, bands);
  for (guint i = 0; i < bands->len; i++)
    draw_band (self, &scale, bands, i);
  if (hcrm_response_get_score (self->response)->scored_answered > 0)
    draw_marker (self, &scale);
}

static char *
describe_rest (HcrmScoreGauge *self, const HcrmScore *score)
{
  g_autofree char *high = hcrm_score_to_text (score->high);
  const char *band =
      score->band != NULL ? hcrm_text_get (score->band->label, self->language) : NULL;

  if (band == NULL)
    return g_strdup_printf ("/ %s", high);
  /* Translators: the greatest score possible, and what the score means. */
  return g_strdup_printf (_ ("/ %s, %s"), high, band);
}

static void
update (HcrmScoreGauge *self)
{
  const HcrmScore *score = self->response != NULL ? hcrm_response_get_score (self->response) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), score != NULL && score->scored);
  if (score == NULL || !score->scored)
    return;
  g_autofree char *value =
      score->scored_answered > 0 ? hcrm_score_to_text (score->value) : g_strdup ("–");
  g_autofree char *rest = describe_rest (self, score);
  g_autofree char *spoken = g_strdup_printf (_ ("Score %s %s"), value, rest);
  gtk_label_set_label (self->value, value);
  gtk_label_set_label (self->words, rest);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_visible (
      self->scale,
      hcrm_questionnaire_get_bands (hcrm_response_get_questionnaire (self->response))->len > 0);
  gtk_widget_queue_draw (self->scale);
}

static void
hcrm_score_gauge_dispose (GObject *object)
{
  HcrmScoreGauge *self = HCRM_SCORE_GAUGE (object);

  g_clear_object (&self->response);
  gtk_widget_dispose_template (GTK_WIDGET (self), HCRM_TYPE_SCORE_GAUGE);
  G_OBJECT_CLASS (hcrm_score_gauge_parent_class)->dispose (object);
}

static void
hcrm_score_gauge_class_init (HcrmScoreGaugeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_score_gauge_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/widgets/hcrm-score-gauge.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmScoreGauge, value);
  gtk_widget_class_bind_template_child (widget_class, HcrmScoreGauge, words);
  gtk_widget_class_bind_template_child (widget_class, HcrmScoreGauge, scale);
}

static void
hcrm_score_gauge_init (HcrmScoreGauge *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->scale), draw_cb, self, NULL);
  g_signal_connect_object (self, "map", G_CALLBACK (fit_height), self, G_CONNECT_SWAPPED);
}

void
hcrm_score_gauge_set_response (HcrmScoreGauge *self, HcrmResponse *response, const char *language)
{
  if (self->response != NULL)
    g_signal_handlers_disconnect_by_data (self->response, self);
  g_set_object (&self->response, response);
  self->language = g_intern_string (language);
  if (response != NULL)
    g_signal_connect_object (response, "score-changed", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  update (self);
}

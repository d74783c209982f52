/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A recording as a picture that can be played at any place: the widget; see hcrm-waveform-draw.c.
 */

#include "hcrm-waveform-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define TILE 64 /* px: only what the cursor passes is drawn again */
#define STEP_MS 5000
#define MOST_ZOOM 64
#define LEAST_SPAN_MS 5000
#define KNOB 4.5

struct _HcrmWaveform {
  GtkWidget parent_instance;

  HcrmWave wave;
  gint64 position;
  gint64 told; /* the second that a screen reader knows of */
  double zoom;

  GPtrArray *tiles[2]; /* (element-type GdkTexture): not heard yet, and heard */
  guint n_drawn;
  double pressed; /* ms: where a stretch begins that is drawn; -1 if none is */
};

enum { SEEK, LOOP, FLAG, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmWaveform, hcrm_waveform, GTK_TYPE_WIDGET)

/* --- drawing ---------------------------------------------------------------------------------- */

static void
forget_tiles (HcrmWaveform *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->tiles); i++)
    g_ptr_array_set_size (self->tiles[i], 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Returns: (transfer full): the whole picture's bytes. */
static cairo_surface_t *
paint (HcrmWaveform *self, gboolean played, int scale)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);

  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  hcrm_wave_draw (&self->wave, &(HcrmCanvas){ widget, cr, width, height }, played);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* The tiles are windows into one picture. */
static void
cut_tiles (HcrmWaveform *self, gboolean played, int scale)
{
  cairo_surface_t *surface = paint (self, played, scale);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) all =
      g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * height,
                                  (GDestroyNotify) cairo_surface_destroy, surface);

  for (int x = 0; x < width; x += TILE * scale) {
    int wide = MIN (TILE * scale, width - x);
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (all, x * 4, stride * (height - 1) + wide * 4);
    g_ptr_array_add (self->tiles[played],
                     gdk_memory_texture_new (wide, height, GDK_MEMORY_DEFAULT, part, stride));
  }
}

static void
make_tiles (HcrmWaveform *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (self->tiles[0]->len > 0)
    return;
  hcrm_wave_measure (&self->wave, GTK_WIDGET (self));
  cut_tiles (self, FALSE, scale);
  cut_tiles (self, TRUE, scale);
  self->n_drawn++;
}

static void
append_tile (HcrmWaveform *self, GtkSnapshot *snapshot, guint i, double cursor)
{
  double x = i * TILE, width = MIN (TILE, gtk_widget_get_width (GTK_WIDGET (self)) - x);
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t all = GRAPHENE_RECT_INIT (x, 0, width, height);

  if (cursor <= x || cursor >= x + width) {
    gtk_snapshot_append_texture (snapshot, self->tiles[cursor > x]->pdata[i], &all);
    return;
  }
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (x, 0, cursor - x, height));
  gtk_snapshot_append_texture (snapshot, self->tiles[TRUE]->pdata[i], &all);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (cursor, 0, x + width - cursor, height));
  gtk_snapshot_append_texture (snapshot, self->tiles[FALSE]->pdata[i], &all);
  gtk_snapshot_pop (snapshot);
}

static void
append_cursor (HcrmWaveform *self, GtkSnapshot *snapshot, double x)
{
  GdkRGBA color = { 0.7, 0, 0, 1 };
  double top = self->wave.top, height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t knob = GRAPHENE_RECT_INIT (x - KNOB, top - 2 * KNOB, 2 * KNOB, 2 * KNOB);
  GskRoundedRect round;

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "danger_fg",
                                  &color);
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (x - 0.75, top - KNOB, 1.5,
                                                  height - top - self->wave.bottom + KNOB));
  gsk_rounded_rect_init_from_rect (&round, &knob, KNOB);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, &color, &knob);
  gtk_snapshot_pop (snapshot);
}

static void
hcrm_waveform_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HcrmWaveform *self = HCRM_WAVEFORM (widget);
  int width = gtk_widget_get_width (widget);

  if (width < 2 || gtk_widget_get_height (widget) < 2)
    return;
  make_tiles (self);
  double cursor = round (hcrm_wave_get_x (&self->wave, width, self->position)) + 0.5;
  for (guint i = 0; i < self->tiles[0]->len; i++)
    append_tile (self, snapshot, i, cursor);
  if (self->wave.duration > 0 && cursor >= self->wave.left && cursor <= width + 1)
    append_cursor (self, snapshot, cursor);
}

/* --- what of it is shown ---------------------------------------------------------------------- */

static void
show_from (HcrmWaveform *self, double from)
{
  HcrmWave *wave = &self->wave;
  double span = MAX (wave->duration / self->zoom, MIN (LEAST_SPAN_MS, wave->duration));
  double at = CLAMP (from, 0, MAX (wave->duration - span, 0));

  if (at == wave->from && span == wave->span)
    return;
  wave->from = at;
  wave->span = span;
  forget_tiles (self);
}

/* Turns the page when the cursor leaves it. */
static void
follow (HcrmWaveform *self)
{
  HcrmWave *wave = &self->wave;

  if (self->position < wave->from || self->position > wave->from + wave->span * 0.95)
    show_from (self, self->position - wave->span * 0.1);
}

void
hcrm_waveform_set_zoom (HcrmWaveform *self, double zoom)
{
  double share;

  g_return_if_fail (HCRM_IS_WAVEFORM (self));
  share = (self->position - self->wave.from) / MAX (self->wave.span, 1);
  self->zoom = CLAMP (zoom, 1, MOST_ZOOM);
  double span = self->wave.duration / self->zoom;
  show_from (self, self->position - CLAMP (share, 0.1, 0.9) * span);
}

double
hcrm_waveform_get_zoom (HcrmWaveform *self)
{
  g_return_val_if_fail (HCRM_IS_WAVEFORM (self), 1);
  return self->zoom;
}

/* --- what is shown ---------------------------------------------------------------------------- */

static void
tell_position (HcrmWaveform *self)
{
  g_autofree char *now = hcrm_talk_dup_spoken (self->position);
  g_autofree char *all = hcrm_talk_dup_spoken (self->wave.duration);
  /* Translators: how far it is played, and how long it is. */
  g_autofree char *words = g_strdup_printf (_ ("%s of %s"), now, all);

  self->told = self->position / 1000;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, self->wave.duration / 1000.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->position / 1000.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, words, -1);
}

void
hcrm_waveform_set_peaks (HcrmWaveform *self, GBytes *peaks, guint n_channels, guint per_second)
{
  g_return_if_fail (HCRM_IS_WAVEFORM (self));
  g_clear_pointer (&self->wave.peaks, g_bytes_unref);
  if (peaks != NULL && n_channels > 0 && per_second > 0) {
    self->wave.peaks = g_bytes_ref (peaks);
    self->wave.gain = hcrm_wave_find_gain (peaks);
    self->wave.n_channels = n_channels;
    self->wave.per_second = per_second;
  }
  forget_tiles (self);
}

void
hcrm_waveform_set_talk (HcrmWaveform *self, const HcrmTalk *talk)
{
  g_return_if_fail (HCRM_IS_WAVEFORM (self));
  self->wave.talk = talk;
  forget_tiles (self);
}

void
hcrm_waveform_set_duration (HcrmWaveform *self, gint64 duration_ms)
{
  g_return_if_fail (HCRM_IS_WAVEFORM (self));
  if (self->wave.duration == duration_ms)
    return;
  self->wave.duration = duration_ms;
  show_from (self, self->wave.from);
  tell_position (self);
}

void
hcrm_waveform_set_names (HcrmWaveform *self, const char *agent, const char *other)
{
  const char *names[] = { agent, other };

  g_return_if_fail (HCRM_IS_WAVEFORM (self));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_free (self->wave.names[i]);
    self->wave.names[i] = g_strdup (names[i]);
  }
  forget_tiles (self);
}

static void
clear_flag (gpointer data)
{
  g_free ((char *) ((HcrmWaveformFlag *) data)->words);
}

void
hcrm_waveform_set_flags (HcrmWaveform *self, const HcrmWaveformFlag *flags, guint n)
{
  g_return_if_fail (HCRM_IS_WAVEFORM (self));
  g_array_set_size (self->wave.flags, 0);
  for (guint i = 0; i < n; i++) {
    HcrmWaveformFlag flag = flags[i];
    flag.style = g_intern_string (flag.style);
    flag.words = g_strdup (flag.words);
    g_array_append_val (self->wave.flags, flag);
  }
  forget_tiles (self);
}

void
hcrm_waveform_set_loop (HcrmWaveform *self, HcrmStretch loop)
{
  g_return_if_fail (HCRM_IS_WAVEFORM (self));
  self->wave.loop = loop;
  forget_tiles (self);
}

void
hcrm_waveform_set_position (HcrmWaveform *self, gint64 position_ms)
{
  g_return_if_fail (HCRM_IS_WAVEFORM (self));
  if (self->position == position_ms)
    return;
  self->position = position_ms;
  follow (self);
  if (self->told != position_ms / 1000)
    tell_position (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint64
hcrm_waveform_get_position (HcrmWaveform *self)
{
  g_return_val_if_fail (HCRM_IS_WAVEFORM (self), 0);
  return self->position;
}

guint
hcrm_waveform_get_n_drawn (HcrmWaveform *self)
{
  g_return_val_if_fail (HCRM_IS_WAVEFORM (self), 0);
  return self->n_drawn;
}

/* --- pointer and keys ------------------------------------------------------------------------- */

static gint64
ms_at (HcrmWaveform *self, double x)
{
  return hcrm_wave_get_ms (&self->wave, gtk_widget_get_width (GTK_WIDGET (self)), x);
}

static void
seek (HcrmWaveform *self, gint64 to)
{
  if (self->wave.duration > 0)
    g_signal_emit (self, signals[SEEK], 0, CLAMP (to, 0, self->wave.duration));
}

/* (nullable): the flag that is drawn there. */
static const HcrmWaveformFlag *
find_flag (HcrmWaveform *self, double x, double y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (y < gtk_widget_get_height (GTK_WIDGET (self)) - self->wave.bottom)
    return NULL;
  for (guint i = self->wave.flags->len; i > 0; i--) {
    HcrmWaveformFlag *flag = &g_array_index (self->wave.flags, HcrmWaveformFlag, i - 1);
    if (fabs (hcrm_wave_get_x (&self->wave, width, flag->at) - x) <= self->wave.bottom / 2)
      return flag;
  }
  return NULL;
}

static gboolean
has_shift (GtkGesture *gesture)
{
  return (gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture))
          & GDK_SHIFT_MASK)
         != 0;
}

static void
drag_begin_cb (GtkGesture *gesture, double x, double y, HcrmWaveform *self)
{
  const HcrmWaveformFlag *flag = find_flag (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->pressed = has_shift (gesture) ? ms_at (self, x) : -1;
  if (flag != NULL)
    g_signal_emit (self, signals[FLAG], 0,
                   (guint) (flag - (HcrmWaveformFlag *) self->wave.flags->data));
  else if (self->pressed < 0)
    seek (self, ms_at (self, x));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, HcrmWaveform *self)
{
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (find_flag (self, x, y) != NULL)
    return;
  gint64 to = ms_at (self, x + dx);
  if (self->pressed < 0)
    seek (self, to);
  else
    g_signal_emit (self, signals[LOOP], 0, (gint64) MIN (self->pressed, to),
                   (gint64) MAX (self->pressed, to));
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, HcrmWaveform *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (state & GDK_CONTROL_MASK)
    hcrm_waveform_set_zoom (self, self->zoom * (dy < 0 ? 1.5 : 1 / 1.5));
  else if (self->zoom > 1 && dx != 0)
    show_from (self, self->wave.from + dx * self->wave.span / 10);
  else
    return FALSE;
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        HcrmWaveform *self)
{
  gint64 step = state & GDK_SHIFT_MASK ? 1000 : state & GDK_CONTROL_MASK ? 30000 : STEP_MS;

  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    seek (self, self->position - step);
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    seek (self, self->position + step);
  else if (key == GDK_KEY_Home)
    seek (self, 0);
  else if (key == GDK_KEY_End)
    seek (self, self->wave.duration);
  else if (key == GDK_KEY_plus || key == GDK_KEY_equal || key == GDK_KEY_KP_Add)
    hcrm_waveform_set_zoom (self, self->zoom * 2);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    hcrm_waveform_set_zoom (self, self->zoom / 2);
  else
    return FALSE;
  return TRUE;
}

static gboolean
tooltip_cb (HcrmWaveform *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const HcrmWaveformFlag *flag = keyboard ? NULL : find_flag (self, x, y);

  if (keyboard || self->wave.duration == 0 || x < self->wave.left)
    return FALSE;
  g_autofree char *time = hcrm_talk_dup_time (flag != NULL ? flag->at : ms_at (self, x), TRUE);
  g_autofree char *words =
      flag != NULL ? g_strdup_printf ("%s  %s", time, flag->words) : g_steal_pointer (&time);
  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
hcrm_waveform_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 700 : 330;
  *minimum_baseline = *natural_baseline = -1;
}

static void
hcrm_waveform_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  forget_tiles (HCRM_WAVEFORM (widget));
}

static void
hcrm_waveform_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (hcrm_waveform_parent_class)->css_changed (widget, change);
  forget_tiles (HCRM_WAVEFORM (widget));
}

static void
hcrm_waveform_finalize (GObject *object)
{
  HcrmWaveform *self = HCRM_WAVEFORM (object);

  g_clear_pointer (&self->wave.peaks, g_bytes_unref);
  g_array_unref (self->wave.flags);
  for (guint i = 0; i < 2; i++) {
    g_free (self->wave.names[i]);
    g_ptr_array_unref (self->tiles[i]);
  }
  G_OBJECT_CLASS (hcrm_waveform_parent_class)->finalize (object);
}

static void
add_signals (void)
{
  signals[SEEK] = g_signal_new ("seek", HCRM_TYPE_WAVEFORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[LOOP] = g_signal_new ("loop", HCRM_TYPE_WAVEFORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  signals[FLAG] = g_signal_new ("flag", HCRM_TYPE_WAVEFORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
hcrm_waveform_class_init (HcrmWaveformClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hcrm_waveform_finalize;
  widget_class->snapshot = hcrm_waveform_snapshot;
  widget_class->measure = hcrm_waveform_measure;
  widget_class->size_allocate = hcrm_waveform_size_allocate;
  widget_class->css_changed = hcrm_waveform_css_changed;
  gtk_widget_class_set_css_name (widget_class, "waveform");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  add_signals ();
}

static void
add_controllers (HcrmWaveform *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
hcrm_waveform_init (HcrmWaveform *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->zoom = 1;
  self->pressed = -1;
  self->wave.gain = 1;
  self->wave.flags = g_array_new (FALSE, FALSE, sizeof (HcrmWaveformFlag));
  g_array_set_clear_func (self->wave.flags, clear_flag);
  for (guint i = 0; i < 2; i++)
    self->tiles[i] = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (forget_tiles), NULL);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (forget_tiles), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (forget_tiles), self,
                           G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Recording"), -1);
  add_controllers (self);
}

GtkWidget *
hcrm_waveform_new (void)
{
  return g_object_new (HCRM_TYPE_WAVEFORM, NULL);
}

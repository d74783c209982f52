/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws what of a recording stands still: lanes, loudness, silences, overlaps, ruler and flags. */

#include "hcrm-waveform-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define BAR_STEP 2.4
#define BAR_WIDTH 1.4
#define LANE_GAP 2
#define LABEL_SPACE 72 /* px between the ruler's words at 100 % text */
#define LOUDEST 127.0
#define MOST_GAIN 12

static const char *const lane_colors[] = { "accent_color", "violet_fg" };

double
hcrm_wave_get_x (const HcrmWave *wave, double width, double ms)
{
  return wave->left + (ms - wave->from) / MAX (wave->span, 1) * (width - wave->left);
}

double
hcrm_wave_get_ms (const HcrmWave *wave, double width, double x)
{
  double ms = wave->from + (x - wave->left) / MAX (width - wave->left, 1) * wave->span;

  return CLAMP (ms, 0, wave->duration);
}

double
hcrm_wave_find_gain (GBytes *peaks)
{
  gsize size;
  const gint8 *data = g_bytes_get_data (peaks, &size);
  int loudest = 1;

  for (gsize i = 0; i < size; i++)
    loudest = MAX (loudest, abs (data[i]));
  return MIN (0.95 * LOUDEST / loudest, MOST_GAIN);
}

static guint
get_n_lanes (const HcrmWave *wave)
{
  return wave->n_channels == 2 ? 2 : 1;
}

/* The agent's is the upper one. */
static guint
get_channel (const HcrmWave *wave, guint lane)
{
  guint agent = wave->talk != NULL ? wave->talk->agent : 0;

  return wave->n_channels == 2 ? (lane + agent) % 2 : 0;
}

/* --- room ------------------------------------------------------------------------------------- */

static void
measure_text (GtkWidget *widget, const char *text, int *width, int *height)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);

  pango_layout_get_pixel_size (layout, width, height);
}

void
hcrm_wave_measure (HcrmWave *wave, GtkWidget *widget)
{
  int widest = 0, width, height;

  measure_text (widget, "0:00", &width, &height);
  for (guint i = 0; i < get_n_lanes (wave); i++) {
    int h;
    measure_text (widget, wave->names[i] != NULL ? wave->names[i] : "", &width, &h);
    widest = MAX (widest, width);
  }
  wave->left = widest > 0 ? widest + 12 : 0;
  wave->top = height + 9;
  wave->bottom = height + 9;
}

typedef struct {
  double y, height; /* of all lanes */
  double lane;      /* the height of one */
} Room;

static Room
get_room (const HcrmWave *wave, double height)
{
  Room room = { wave->top, MAX (height - wave->top - wave->bottom, 10) };

  room.lane = (room.height - LANE_GAP * (get_n_lanes (wave) - 1)) / get_n_lanes (wave);
  return room;
}

static double
get_lane_y (const Room *room, guint lane)
{
  return room->y + lane * (room->lane + LANE_GAP);
}

/* --- ruler ------------------------------------------------------------------------------------ */

static const struct {
  double step, minor; /* seconds */
} rulers[] = {
  { 1, 0.5 },   { 2, 1 },      { 5, 1 },      { 10, 5 },      { 15, 5 },
  { 30, 10 },   { 60, 20 },    { 120, 60 },   { 300, 60 },    { 600, 300 },
  { 900, 300 }, { 1800, 600 }, { 3600, 900 }, { 7200, 3600 }, { 14400, 3600 },
};

static guint
choose_ruler (const HcrmWave *wave, const HcrmCanvas *canvas)
{
  int width, height;
  guint i = 0;

  measure_text (canvas->widget, "00:00", &width, &height);
  double room = MAX (LABEL_SPACE, width * 2);
  double per_px = wave->span / 1000 / MAX (canvas->width - wave->left, 1);
  while (i + 1 < G_N_ELEMENTS (rulers) && rulers[i].step < room * per_px)
    i++;
  return i;
}

static void
draw_tick (const HcrmWave *wave, const HcrmCanvas *canvas, double s, gboolean named)
{
  double x = round (hcrm_wave_get_x (wave, canvas->width, s * 1000)) + 0.5;
  g_autofree char *words = hcrm_talk_dup_time (s * 1000, FALSE);
  int width, height;

  hcrm_draw_set_color (canvas, "grid_color", 1);
  hcrm_draw_line (canvas, x, wave->top - (named ? 8 : 5), x, wave->top - 1);
  if (!named)
    return;
  measure_text (canvas->widget, words, &width, &height);
  double middle = CLAMP (x, wave->left + width / 2.0, canvas->width - width / 2.0);
  hcrm_draw_set_color (canvas, "dim_fg_color", 1);
  hcrm_draw_text (canvas, words, middle, (wave->top - 9) / 2, 0.5, 0.85);
}

static void
draw_ruler (const HcrmWave *wave, const HcrmCanvas *canvas)
{
  guint n = choose_ruler (wave, canvas);
  double minor = rulers[n].minor, to = (wave->from + wave->span) / 1000;
  guint per_step = (guint) round (rulers[n].step / minor);

  cairo_set_line_width (canvas->cr, 1);
  for (gint64 i = (gint64) ceil (wave->from / 1000 / minor); i * minor < to; i++)
    draw_tick (wave, canvas, i * minor, i % per_step == 0);
}

/* --- lanes ------------------------------------------------------------------------------------ */

/* The loudest of what one bar stands for, from 0 to 1. */
static double
get_loudness (const HcrmWave *wave, guint channel, double from_ms, double to_ms)
{
  gsize size, stride = 2 * (gsize) wave->n_channels;
  const gint8 *data = g_bytes_get_data (wave->peaks, &size);
  gint64 n = size / stride;
  gint64 from = CLAMP ((gint64) (from_ms * wave->per_second / 1000), 0, n);
  gint64 to = CLAMP ((gint64) ceil (to_ms * wave->per_second / 1000), from, n);
  int loudest = 0;

  for (gint64 i = from; i < to; i++) {
    const gint8 *pair = data + i * stride + 2 * channel;
    loudest = MAX (loudest, MAX (abs (pair[0]), abs (pair[1])));
  }
  return MIN (loudest * wave->gain / LOUDEST, 1);
}

static gboolean
is_speech (const HcrmWave *wave, guint channel, double from_ms, double to_ms, guint *next)
{
  GArray *segments = wave->talk->segments[channel];

  while (*next < segments->len && g_array_index (segments, HcrmStretch, *next).to <= from_ms)
    (*next)++;
  return *next < segments->len && g_array_index (segments, HcrmStretch, *next).from < to_ms;
}

static void
draw_bars (const HcrmWave *wave,
           const HcrmCanvas *canvas,
           guint lane,
           double y,
           double half,
           double alpha)
{
  guint channel = get_channel (wave, lane), next = 0;
  gboolean told = wave->talk != NULL && channel < wave->talk->n_channels;
  double per_px = wave->span / MAX (canvas->width - wave->left, 1);

  cairo_set_line_width (canvas->cr, BAR_WIDTH);
  for (double x = wave->left + 1; x < canvas->width; x += BAR_STEP) {
    double ms = wave->from + (x - wave->left) * per_px;
    double tall = MAX (get_loudness (wave, channel, ms, ms + BAR_STEP * per_px) * half, 0.7);
    gboolean spoken = !told || is_speech (wave, channel, ms, ms + BAR_STEP * per_px, &next);
    hcrm_draw_set_color (canvas, spoken ? lane_colors[lane] : "dim_fg_color",
                         spoken ? alpha : alpha * 0.7);
    hcrm_draw_line (canvas, x, y - tall, x, y + tall);
  }
}

static void
draw_lane (const HcrmWave *wave, const HcrmCanvas *canvas, const Room *room, guint lane)
{
  double y = get_lane_y (room, lane);

  hcrm_draw_set_color (canvas, lane_colors[lane], 0.07);
  hcrm_draw_rect (canvas, wave->left, y, canvas->width - wave->left, room->lane, 4);
  if (wave->names[lane] == NULL)
    return;
  hcrm_draw_set_color (canvas, lane_colors[lane], 1);
  hcrm_draw_text (canvas, wave->names[lane], 0, y + room->lane / 2, 0, 0.95);
}

/* --- marks ------------------------------------------------------------------------------------ */

static void
draw_silence (const HcrmWave *wave,
              const HcrmCanvas *canvas,
              const Room *room,
              const HcrmStretch *silence)
{
  double x = hcrm_wave_get_x (wave, canvas->width, silence->from);
  double right = hcrm_wave_get_x (wave, canvas->width, silence->to);
  g_autofree char *words =
      g_strdup_printf (_ ("Silence %d s"), (int) ((silence->to - silence->from + 500) / 1000));
  int width, height;

  x = MAX (x, wave->left);
  if (right <= x)
    return;
  hcrm_draw_set_color (canvas, "track_color", 0.6);
  cairo_rectangle (canvas->cr, x, room->y, right - x, room->height);
  cairo_fill (canvas->cr);
  hcrm_draw_set_color (canvas, "dim_fg_color", 0.35);
  hcrm_draw_hatch (canvas, x, room->y, right - x, room->height, 6);
  measure_text (canvas->widget, words, &width, &height);
  if (right - x < width * 0.6)
    return;
  double middle = CLAMP ((x + right) / 2, wave->left + width / 2.0, canvas->width - width / 2.0);
  hcrm_draw_set_color (canvas, "card_bg_color", 0.92);
  hcrm_draw_rect (canvas, middle - width / 2.0 - 3, room->y + room->height / 2 - height / 2.0,
                  width + 6, height, 4);
  hcrm_draw_set_color (canvas, "dim_fg_color", 1);
  hcrm_draw_text (canvas, words, middle, room->y + room->height / 2, 0.5, 0.88);
}

static void
draw_overlap (const HcrmWave *wave,
              const HcrmCanvas *canvas,
              const Room *room,
              const HcrmStretch *overlap)
{
  double x = MAX (hcrm_wave_get_x (wave, canvas->width, overlap->from), wave->left);
  double right = hcrm_wave_get_x (wave, canvas->width, overlap->to);

  if (right < wave->left)
    return;
  double width = MAX (right - x, 3);
  hcrm_draw_set_color (canvas, "warn_fg", 0.2);
  cairo_rectangle (canvas->cr, x, room->y, width, room->height);
  cairo_fill (canvas->cr);
  hcrm_draw_set_color (canvas, "warn_fg", 1);
  cairo_rectangle (canvas->cr, x, room->y, width, 4);
  cairo_fill (canvas->cr);
}

typedef void (*DrawStretch) (const HcrmWave *wave,
                             const HcrmCanvas *canvas,
                             const Room *room,
                             const HcrmStretch *stretch);

static void
draw_stretches (const HcrmWave *wave,
                const HcrmCanvas *canvas,
                const Room *room,
                GArray *stretches,
                DrawStretch draw)
{
  for (guint i = 0; i < stretches->len; i++) {
    HcrmStretch *stretch = &g_array_index (stretches, HcrmStretch, i);
    if (stretch->to >= wave->from && stretch->from <= wave->from + wave->span)
      draw (wave, canvas, room, stretch);
  }
}

static void
draw_loop_end (const HcrmCanvas *canvas, const Room *room, double x, const char *letter)
{
  cairo_set_line_width (canvas->cr, 1.5);
  hcrm_draw_set_color (canvas, "ok_fg", 1);
  hcrm_draw_line (canvas, x, room->y, x, room->y + room->height);
  hcrm_draw_rect (canvas, x - 7, room->y + room->height - 15, 14, 15, 3);
  hcrm_draw_set_color (canvas, "card_bg_color", 1);
  hcrm_draw_text (canvas, letter, x, room->y + room->height - 8, 0.5, 0.85);
}

/* A mark set alone, whose other end is to come, is a stretch without length. */
static void
draw_loop (const HcrmWave *wave, const HcrmCanvas *canvas, const Room *room)
{
  double x = hcrm_wave_get_x (wave, canvas->width, wave->loop.from);
  double right = hcrm_wave_get_x (wave, canvas->width, wave->loop.to);

  if (wave->loop.from == wave->loop.to && wave->loop.to == 0)
    return;
  double begin = MAX (x, wave->left), end = MIN (right, canvas->width);
  hcrm_draw_set_color (canvas, "ok_fg", 0.13);
  cairo_rectangle (canvas->cr, begin, room->y, MAX (end - begin, 0), room->height);
  cairo_fill (canvas->cr);
  if (x >= wave->left)
    draw_loop_end (canvas, room, x, "A");
  if (wave->loop.to > wave->loop.from && right >= wave->left)
    draw_loop_end (canvas, room, right, "B");
}

static void
draw_flag (const HcrmWave *wave, const HcrmCanvas *canvas, const HcrmWaveformFlag *flag)
{
  double x = hcrm_wave_get_x (wave, canvas->width, flag->at);
  double size = wave->bottom - 8, y = canvas->height - size;
  g_autofree char *number = g_strdup_printf ("%u", flag->number);
  g_autofree char *color = g_str_equal (flag->style, "info")
                               ? g_strdup ("accent_color")
                               : g_strconcat (flag->style, "_fg", NULL);

  if (x < wave->left - 1)
    return;
  hcrm_draw_set_color (canvas, color, 1);
  hcrm_draw_rect (canvas, CLAMP (x - size / 2, 0, canvas->width - size), y, size, size, 4);
  hcrm_draw_set_color (canvas, "card_bg_color", 1);
  hcrm_draw_text (canvas, number, CLAMP (x, size / 2, canvas->width - size / 2), y + size / 2, 0.5,
                  0.85);
}

/* --- all of it -------------------------------------------------------------------------------- */

static void
draw_marks (const HcrmWave *wave, const HcrmCanvas *canvas, const Room *room)
{
  if (wave->talk != NULL) {
    draw_stretches (wave, canvas, room, wave->talk->silences, draw_silence);
    draw_stretches (wave, canvas, room, wave->talk->overlaps, draw_overlap);
  }
}

void
hcrm_wave_draw (const HcrmWave *wave, const HcrmCanvas *canvas, gboolean played)
{
  Room room = get_room (wave, canvas->height);

  for (guint lane = 0; lane < get_n_lanes (wave); lane++)
    draw_lane (wave, canvas, &room, lane);
  draw_marks (wave, canvas, &room);
  for (guint lane = 0; wave->peaks != NULL && lane < get_n_lanes (wave); lane++)
    draw_bars (wave, canvas, lane, get_lane_y (&room, lane) + room.lane / 2, room.lane / 2 - 4,
               played ? 1 : 0.5);
  if (wave->duration > 0)
    draw_ruler (wave, canvas);
  draw_loop (wave, canvas, &room);
  for (guint i = 0; i < wave->flags->len; i++)
    draw_flag (wave, canvas, &g_array_index (wave->flags, HcrmWaveformFlag, i));
}

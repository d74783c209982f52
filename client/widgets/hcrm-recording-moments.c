/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was answered when, in a recording. */

#include "hcrm-recording-moments.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "hcrm-clear.h"
#include "hcrm-pill.h"
#include "hcrm-talk.h"
#include "hcrm-text.h"

#define AT "at"

struct _HcrmRecordingMoments {
  GtkBox parent_instance;

  GtkListBox *rows;
  GtkWidget *empty;
  GCancellable *cancel;
  gint64 offset;
};

enum { SEEK, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmRecordingMoments, hcrm_recording_moments, GTK_TYPE_BOX)

/* --- rows ------------------------------------------------------------------------------------- */

/* What it is a moment of: the question's words, or the field's, or at least its name. */
static const char *
get_label (JsonObject *moment)
{
  static const char *const members[] = { "label", "text", "item", "field" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (*hcrm_text_member (moment, members[i]) != '\0')
      return hcrm_text_member (moment, members[i]);
  return "";
}

static GtkWidget *
make_moment (gint64 ms)
{
  g_autofree char *text = hcrm_talk_dup_time (ms, FALSE);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_width_chars (GTK_LABEL (label), 7);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "moment");
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static GtkWidget *
make_value (JsonObject *moment)
{
  GtkWidget *label = gtk_label_new (hcrm_text_member (moment, "value"));

  gtk_widget_add_css_class (label, "strong");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 18);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  return label;
}

/* What a screen reader says of a row. */
static void
name_row (GtkWidget *row, JsonObject *moment, gint64 ms)
{
  g_autofree char *time = hcrm_talk_dup_spoken (ms);
  g_autofree char *name =
      hcrm_text_join (time, get_label (moment), hcrm_text_member (moment, "value"), NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
make_row (JsonObject *moment, gint64 ms)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_label_new (get_label (moment));
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_set_margin_start (line, 12);
  gtk_widget_set_margin_end (line, 12);
  gtk_widget_set_margin_top (line, 6);
  gtk_widget_set_margin_bottom (line, 6);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (words, get_label (moment));
  gtk_box_append (GTK_BOX (line), make_moment (ms));
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), make_value (moment));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  name_row (row, moment, ms);
  g_object_set_data (G_OBJECT (row), AT, GINT_TO_POINTER ((int) ms));
  return row;
}

/* What was said before the recording began is not in it. */
static void
add_moment (HcrmRecordingMoments *self, JsonObject *moment)
{
  gint64 ms = json_object_get_int_member_with_default (moment, "offset_ms", 0) - self->offset;

  if (ms >= 0)
    gtk_list_box_append (self->rows, make_row (moment, ms));
}

static int
sort_cb (GtkListBoxRow *a, GtkListBoxRow *b, gpointer unused)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (a), AT))
         - GPOINTER_TO_INT (g_object_get_data (G_OBJECT (b), AT));
}

static void
show_emptiness (HcrmRecordingMoments *self)
{
  gboolean any = gtk_list_box_get_row_at_index (self->rows, 0) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->rows), any);
  gtk_widget_set_visible (self->empty, !any);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, HcrmRecordingMoments *self)
{
  gint64 ms = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), AT));

  g_signal_emit (self, signals[SEEK], 0, ms);
}

/* --- the server ------------------------------------------------------------------------------- */

static void
call_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRecordingMoments) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);
  JsonObject *call =
      reply != NULL && JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;

  if (call == NULL || !json_object_has_member (call, "moments"))
    return; /* whoever may not see the call still hears it */
  JsonArray *moments = json_object_get_array_member (call, "moments");
  for (guint i = 0; i < json_array_get_length (moments); i++)
    add_moment (self, json_array_get_object_element (moments, i));
  show_emptiness (self);
}

void
hcrm_recording_moments_open (HcrmRecordingMoments *self,
                             HcrmApi *api,
                             gint64 call_id,
                             gint64 offset_ms)
{
  g_autofree char *path = g_strdup_printf ("/calls/%" G_GINT64_FORMAT, call_id);

  g_return_if_fail (HCRM_IS_RECORDING_MOMENTS (self));
  g_cancellable_cancel (self->cancel);
  g_object_unref (self->cancel);
  self->cancel = g_cancellable_new ();
  self->offset = offset_ms;
  hcrm_clear_list (self->rows);
  show_emptiness (self);
  if (call_id != 0)
    hcrm_api_send_async (api, &(HcrmRequest){ .method = "GET", .path = path }, self->cancel,
                         call_cb, g_object_ref (self));
}

/* --- the card --------------------------------------------------------------------------------- */

static void
add_head (HcrmRecordingMoments *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_ ("Answers and moments"));
  GtkWidget *hint = gtk_label_new (_ ("click one to hear it"));

  gtk_widget_add_css_class (head, "card-head");
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), hint);
  gtk_box_append (GTK_BOX (self), head);
}

static void
hcrm_recording_moments_dispose (GObject *object)
{
  g_cancellable_cancel (HCRM_RECORDING_MOMENTS (object)->cancel);
  G_OBJECT_CLASS (hcrm_recording_moments_parent_class)->dispose (object);
}

static void
hcrm_recording_moments_finalize (GObject *object)
{
  g_object_unref (HCRM_RECORDING_MOMENTS (object)->cancel);
  G_OBJECT_CLASS (hcrm_recording_moments_parent_class)->finalize (object);
}

static void
hcrm_recording_moments_class_init (HcrmRecordingMomentsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_recording_moments_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_recording_moments_finalize;
  signals[SEEK] = g_signal_new ("seek", HCRM_TYPE_RECORDING_MOMENTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
hcrm_recording_moments_init (HcrmRecordingMoments *self)
{
  self->cancel = g_cancellable_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  add_head (self);
  self->empty =
      hcrm_wrapped_label_new (_ ("No answer was tied to a moment of this call."), "dim-label");
  gtk_widget_add_css_class (self->empty, "card-empty");
  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "rows");
  gtk_list_box_set_sort_func (self->rows, sort_cb, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Answers and moments"), -1);
  g_signal_connect (self->rows, "row-activated", G_CALLBACK (activated_cb), self);
  gtk_box_append (GTK_BOX (self), self->empty);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->rows));
  show_emptiness (self);
}

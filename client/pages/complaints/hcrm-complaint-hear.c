/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words of a complaint, and where they are heard. */

#include "hcrm-complaint-hear.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "widgets/hcrm-talk.h"
#include "widgets/hcrm-text.h"

/* --- which recording -------------------------------------------------------------------------- */

static gint64
get_int (JsonObject *object, const char *name)
{
  return json_object_get_int_member_with_default (object, name, 0);
}

static JsonArray *
read_list (HcrmRecord *complaint, const char *field)
{
  const char *text = hcrm_record_get (complaint, field);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_array_ref (json_node_get_array (node))
                                                      : json_array_new ();
}

static JsonArray *
get_recordings (JsonObject *call)
{
  JsonNode *node = json_object_get_member (call, "recordings");

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static guint
count (JsonArray *recordings)
{
  return recordings != NULL ? json_array_get_length (recordings) : 0;
}

/* Where in @recording the moment is; -1 if it is not in it. */
static gint64
get_place (JsonObject *recording, JsonObject *moment)
{
  gint64 at = get_int (moment, "offset_ms") - get_int (recording, "offset_ms");

  return at >= 0 && at < get_int (recording, "duration_ms") ? at : -1;
}

static char *
dup_link_in (JsonObject *call, JsonObject *moment)
{
  JsonArray *recordings = get_recordings (call);

  for (guint i = 0; i < count (recordings); i++) {
    JsonObject *recording = json_array_get_object_element (recordings, i);
    gint64 at = get_place (recording, moment);
    if (at < 0)
      continue;
    g_autofree char *time = hcrm_talk_dup_time (at, FALSE);
    return g_strdup_printf (" <a href=\"%" G_GINT64_FORMAT "@%" G_GINT64_FORMAT
                            "\" title=\"%s\">%s</a>",
                            get_int (recording, "id"), at, _ ("Hear this moment"), time);
  }
  return NULL;
}

/* A link to where it is heard, as markup; empty if the reader may not hear it. */
static char *
dup_link (HcrmRecord *complaint, JsonObject *moment)
{
  g_autoptr (JsonArray) calls = read_list (complaint, "calls");

  for (guint i = 0; i < json_array_get_length (calls); i++) {
    JsonObject *call = json_array_get_object_element (calls, i);
    char *link = get_int (call, "call_id") == get_int (moment, "call_id")
                     ? dup_link_in (call, moment)
                     : NULL;
    if (link != NULL)
      return link;
  }
  return g_strdup ("");
}

/* --- texts ------------------------------------------------------------------------------------ */

static gboolean
link_cb (GtkLabel *label, const char *place, gpointer unused)
{
  gtk_widget_activate_action (GTK_WIDGET (label), "shell.open", "(ss)", "recording", place);
  return TRUE;
}

/* Where it can be heard, keys go there: Enter plays what Tab has reached. Words that can be
 * selected take the keyboard as a whole, and with it their links. */
static void
show_markup (GtkLabel *label, const char *markup)
{
  gboolean heard = strstr (markup, "<a ") != NULL;

  gtk_label_set_selectable (label, !heard);
  gtk_widget_set_can_focus (GTK_WIDGET (label), heard);
  gtk_widget_set_focusable (GTK_WIDGET (label), heard);
  g_signal_handlers_disconnect_by_func (label, link_cb, NULL);
  g_signal_connect (label, "activate-link", G_CALLBACK (link_cb), NULL);
  gtk_label_set_markup (label, markup);
  gtk_widget_set_visible (GTK_WIDGET (label), *markup != '\0');
}

static void
append (GString *out, const char *text, glong from, glong to)
{
  const char *start = g_utf8_offset_to_pointer (text, from);
  g_autofree char *part =
      g_markup_escape_text (start, g_utf8_offset_to_pointer (start, to - from) - start);

  g_string_append (out, part);
}

void
hcrm_complaint_hear_show_text (GtkLabel *label,
                               HcrmRecord *complaint,
                               const char *field,
                               const char *named)
{
  const char *text = hcrm_record_get (complaint, field);
  glong length = text != NULL ? g_utf8_strlen (text, -1) : 0, done = 0;
  g_autoptr (JsonArray) moments = read_list (complaint, "moments");
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (moments); i++) {
    JsonObject *moment = json_array_get_object_element (moments, i);
    gint64 to = get_int (moment, "to_char");
    if (g_strcmp0 (hcrm_text_member (moment, "field"), field) != 0 || to <= done || to > length)
      continue;
    g_autofree char *link = dup_link (complaint, moment);
    append (out, text, done, to);
    g_string_append_printf (out, "%s%s", link, *link != '\0' ? " " : "");
    done = to;
  }
  if (text != NULL)
    append (out, text, done, length);
  g_autofree char *words = hcrm_text_named (named, out->str);
  show_markup (label, words);
}

void
hcrm_complaint_hear_show_note (GtkLabel *label, HcrmRecord *complaint, JsonObject *note)
{
  g_autoptr (JsonArray) moments = read_list (complaint, "moments");
  const char *text = hcrm_text_member (note, "text");
  g_autofree char *words = g_markup_escape_text (text, -1);
  g_autoptr (GString) out = g_string_new (words);

  for (guint i = 0; i < json_array_get_length (moments); i++) {
    JsonObject *moment = json_array_get_object_element (moments, i);
    if (get_int (moment, "note_id") != get_int (note, "id"))
      continue;
    g_autofree char *link = dup_link (complaint, moment);
    g_string_append (out, link);
  }
  show_markup (label, out->str);
}

/* --- whole recordings ------------------------------------------------------------------------- */

static GtkWidget *
new_button (JsonObject *recording)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();
  gint64 ms = get_int (recording, "duration_ms");
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, get_int (recording, "id"));
  g_autofree char *time = hcrm_talk_dup_time (ms, FALSE);
  g_autofree char *spoken = hcrm_talk_dup_spoken (ms);
  g_autofree char *words = g_strdup_printf (_ ("Hear the recording, %s"), spoken);

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "media-playback-start-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), time);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_widget_add_css_class (button, "small");
  gtk_widget_add_css_class (button, "outline");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "shell.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", "recording", id);
  return button;
}

GtkWidget *
hcrm_complaint_hear_new_buttons (JsonObject *call)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  JsonArray *recordings = get_recordings (call);

  gtk_widget_set_valign (box, GTK_ALIGN_START);
  for (guint i = 0; i < count (recordings); i++) {
    JsonObject *recording = json_array_get_object_element (recordings, i);
    if (g_str_equal (hcrm_text_member (recording, "state"), "ready"))
      gtk_box_append (GTK_BOX (box), new_button (recording));
  }
  return box;
}

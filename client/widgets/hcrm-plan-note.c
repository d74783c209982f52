/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The note of a follow-up plan in its three parts: shown, changed, and all its versions. */

#include "hcrm-plan-note.h"

#include <glib/gi18n.h>

#include "hcrm-clear.h"
#include "hcrm-form.h"
#include "hcrm-pill.h"
#include "hcrm-refill-words.h"
#include "hcrm-text.h"
#include "model/hcrm-followup.h"

#define WIDTH_PX 460
#define HEIGHT_PX 420
#define DIALOG "plan-note"

/* --- shown ------------------------------------------------------------------------------------ */

static GtkWidget *
new_dim (const char *words)
{
  GtkWidget *label = hcrm_wrapped_label_new (words, "caption");

  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static gboolean
add_part (GtkBox *box, const HcrmField *part, const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  gtk_box_append (box, new_dim (gettext (part->label)));
  gtk_box_append (box, hcrm_wrapped_label_new (text, "quote"));
  return TRUE;
}

/* Nobody wrote these: they are signed as what they are. */
static gboolean
add_refills (GtkBox *box, JsonArray *refills)
{
  guint n = refills != NULL ? json_array_get_length (refills) : 0;

  if (n == 0)
    return FALSE;
  gtk_box_append (box, new_dim (_ ("Drugs that run out")));
  for (guint i = 0; i < n; i++) {
    g_autofree char *words = hcrm_refill_words_new (json_array_get_object_element (refills, i));
    gtk_box_append (box, hcrm_wrapped_label_new (words, "quote"));
  }
  gtk_box_append (box, new_dim (hcrm_refill_words_get_source ()));
  return TRUE;
}

gboolean
hcrm_plan_note_fill (GtkBox *box, JsonObject *has_note)
{
  const HcrmFieldSet *set = &hcrm_followup_note;
  gboolean any = FALSE;

  hcrm_clear_box (box);
  for (guint i = 0; i < set->n_fields; i++)
    any |=
        add_part (box, &set->fields[i],
                  json_object_get_string_member_with_default (has_note, set->fields[i].name, NULL));
  gboolean computed = add_refills (box, hcrm_refill_words_get_array (has_note));
  gtk_widget_set_visible (GTK_WIDGET (box), any || computed);
  return any;
}

void
hcrm_plan_note_fill_record (GtkBox *box, HcrmRecord *has_note)
{
  const HcrmFieldSet *set = &hcrm_followup_note;
  g_autoptr (JsonObject) object = json_object_new ();
  const char *text = hcrm_record_get (has_note, "refills");

  for (guint i = 0; i < set->n_fields; i++)
    json_object_set_string_member (object, set->fields[i].name,
                                   hcrm_record_get (has_note, set->fields[i].name));
  if (text != NULL)
    json_object_set_member (object, "refills", json_from_string (text, NULL));
  hcrm_plan_note_fill (box, object);
}

/* --- changed ---------------------------------------------------------------------------------- */

typedef struct {
  HcrmPage *page; /* borrowed: the dialog goes when it goes */
  HcrmRecord *plan;
  HcrmForm *form;
  GtkWidget *window;
} Dialog;

static void
free_dialog (Dialog *self)
{
  g_object_set_data (G_OBJECT (self->page), DIALOG, NULL);
  g_object_unref (self->plan);
  g_free (self);
}

static Dialog *
find_dialog (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), DIALOG);
}

static void
saved_cb (gpointer page, JsonNode *reply)
{
  Dialog *self = find_dialog (page);

  if (self != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  hcrm_page_refresh (page);
}

/* What is wrong is said beside its field; a conflict is for the page. */
static gboolean
not_saved_cb (gpointer page, const GError *error)
{
  Dialog *self = find_dialog (page);
  gboolean shown = FALSE;

  for (guint i = 0; self != NULL && i < hcrm_error_get_n_fields (error); i++)
    shown |= hcrm_form_show_error (self->form, hcrm_error_get_field (error, i),
                                   hcrm_error_get_field_detail (error, i));
  return shown;
}

static void
save (Dialog *self)
{
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (self->form);
  g_autoptr (JsonObject) object = hcrm_record_to_json (changes);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  g_autofree char *path =
      g_strconcat ("/followup-plans/", hcrm_record_get (self->plan, "id"), NULL);

  if (!hcrm_form_check (self->form))
    return;
  if (!hcrm_form_get_dirty (self->form)) {
    gtk_window_destroy (GTK_WINDOW (self->window));
    return;
  }
  hcrm_page_send_for (self->page, self->page,
                      &(HcrmRequest){
                          .method = "PATCH", .path = path, .body = body, .seen = self->plan },
                      saved_cb, not_saved_cb);
}

static gboolean
key_cb (Dialog *self, guint key, guint code, GdkModifierType state)
{
  gboolean enters = key == GDK_KEY_Return || key == GDK_KEY_KP_Enter;

  if (enters && (state & GDK_CONTROL_MASK) != 0)
    save (self);
  else if (key == GDK_KEY_Escape)
    gtk_window_destroy (GTK_WINDOW (self->window));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
add_keys (Dialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->window, keys);
}

static GtkWidget *
new_button (const char *label, const char *style)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, style);
  return button;
}

static GtkWidget *
new_buttons (Dialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *cancel = new_button (_ ("_Cancel"), "outline");
  GtkWidget *yes = new_button (_ ("_Save"), "suggested-action");

  gtk_widget_set_halign (box, GTK_ALIGN_END);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_destroy), self->window);
  g_signal_connect_swapped (yes, "clicked", G_CALLBACK (save), self);
  gtk_box_append (GTK_BOX (box), cancel);
  gtk_box_append (GTK_BOX (box), yes);
  return box;
}

static GtkWidget *
new_content (Dialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("Change the Note"), "title-4"));
  gtk_box_append (GTK_BOX (box),
                  hcrm_wrapped_label_new (_ ("Callers see it beside the form. What it said before is kept."),
                      "dim-label"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (box), new_buttons (self));
  return box;
}

static HcrmRecord *
dup_note (HcrmRecord *plan)
{
  const HcrmFieldSet *set = &hcrm_followup_note;
  HcrmRecord *note = hcrm_record_new (set);

  for (guint i = 0; i < set->n_fields; i++)
    hcrm_record_set (note, set->fields[i].name, hcrm_record_get (plan, set->fields[i].name));
  return note;
}

static void
open_dialog (HcrmPage *page, HcrmRecord *plan)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  g_autoptr (HcrmRecord) note = dup_note (plan);
  Dialog *self = g_new0 (Dialog, 1);

  *self = (Dialog){ .page = page, .plan = g_object_ref (plan), .window = adw_window_new () };
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &hcrm_followup_note, NULL);
  hcrm_form_set_record (self->form, note);
  adw_window_set_content (ADW_WINDOW (self->window), new_content (self));
  gtk_window_set_title (GTK_WINDOW (self->window), _ ("Change the Note"));
  gtk_window_set_modal (GTK_WINDOW (self->window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self->window), WIDTH_PX, -1);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self->window), GTK_WINDOW (root));
  add_keys (self);
  g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_window_destroy), self->window,
                           G_CONNECT_SWAPPED);
  g_object_set_data (G_OBJECT (page), DIALOG, self);
  g_object_set_data_full (G_OBJECT (self->window), "dialog", self, (GDestroyNotify) free_dialog);
  gtk_window_present (GTK_WINDOW (self->window));
  hcrm_form_focus (self->form);
}

static void
plan_cb (gpointer page, JsonNode *reply)
{
  g_autoptr (HcrmRecord) plan = hcrm_record_new (&hcrm_followup_plan_fields);

  if (find_dialog (page) != NULL)
    return;
  hcrm_record_read_json (plan, json_node_get_object (reply), TRUE, NULL);
  open_dialog (page, plan);
}

void
hcrm_plan_note_edit (HcrmPage *page, gint64 plan_id)
{
  g_autofree char *path = g_strdup_printf ("/followup-plans/%" G_GINT64_FORMAT, plan_id);

  hcrm_page_send_for (page, page, &(HcrmRequest){ .method = "GET", .path = path }, plan_cb, NULL);
}

/* --- its versions ----------------------------------------------------------------------------- */

static void
add_version (GtkBox *list, JsonObject *version)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *parts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *n =
      g_strdup_printf (_ ("Version %d"),
                          (int) json_object_get_int_member_with_default (version, "n", 0));
  g_autofree char *at = hcrm_text_time (hcrm_text_member (version, "at"));
  g_autofree char *title = hcrm_text_join (n, at, hcrm_text_member (version, "user"), NULL);

  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (title, "heading"));
  hcrm_plan_note_fill (GTK_BOX (parts), version);
  gtk_box_append (GTK_BOX (box), parts);
  if (!gtk_widget_get_visible (parts))
    gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("The note was taken away."), NULL));
  gtk_box_append (list, box);
}

static GtkWidget *
new_versions (JsonArray *items)
{
  GtkWidget *place = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 15);

  for (guint i = 0; i < json_array_get_length (items); i++)
    add_version (GTK_BOX (list), json_array_get_object_element (items, i));
  gtk_widget_set_margin_end (list, 12); /* for the bar that scrolls */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (place), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (place), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (place), HEIGHT_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (place), list);
  gtk_widget_set_size_request (place, WIDTH_PX, -1);
  return place;
}

static void
versions_cb (gpointer page, JsonNode *reply)
{
  GtkRoot *root = gtk_widget_get_root (page);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _ ("Versions of the Note"), NULL);

  adw_message_dialog_set_extra_child (
      ADW_MESSAGE_DIALOG (dialog),
      new_versions (json_object_get_array_member (json_node_get_object (reply), "items")));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_window_destroy), dialog,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
hcrm_plan_note_show_versions (HcrmPage *page, gint64 plan_id)
{
  g_autofree char *path = g_strdup_printf ("/followup-plans/%" G_GINT64_FORMAT "/notes", plan_id);

  hcrm_page_send_for (page, page, &(HcrmRequest){ .method = "GET", .path = path }, versions_cb,
                      NULL);
}

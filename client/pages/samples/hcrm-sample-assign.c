/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks to whom the recordings of a sample are given, and says what each has in hand. */

#include "hcrm-sample-assign.h"

#include <glib/gi18n.h>

#include "hcrm-sample-items.h"
#include "hcrm-sample-people.h"
#include "model/hcrm-review.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define KEY "sample-assign"

typedef struct {
  HcrmPage *page; /* borrowed: the dialog goes when it goes */
  HcrmRecord *sample;
  AdwMessageDialog *dialog;
  HcrmWrapBox *people;
  HcrmInput *due;
} Question;

static const HcrmField due_field = { "due_on", HCRM_KIND_DATE, N_ ("Due on"), 0 };

static void
free_question (gpointer data)
{
  Question *self = data;

  g_object_unref (self->sample);
  g_free (self);
}

/* --- giving ----------------------------------------------------------------------------------- */

static void
assigned_cb (gpointer page, JsonNode *reply)
{
  g_autoptr (HcrmRecord) sample = hcrm_record_new (&hcrm_sample_fields);

  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
      && hcrm_record_read_json (sample, json_node_get_object (reply), TRUE, NULL)) {
    guint left = hcrm_sample_items_count_free (sample);
    g_autofree char *words = g_strdup_printf (
        ngettext ("%u recording is left: all who were chosen are barred from it, or it is reviewed "
                  "already",
                  "%u recordings are left: all who were chosen are barred from them, or they are "
                  "reviewed already",
                  left),
        left);
    hcrm_page_toast (page, left > 0 ? words : _ ("Every recording has its reviewer"), NULL, NULL);
  }
  hcrm_page_refresh (page);
}

static JsonNode *
make_body (Question *self)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *due = hcrm_input_dup_value (self->due);

  json_object_set_array_member (body, "reviewers", hcrm_sample_people_dup (self->people));
  if (due != NULL)
    json_object_set_string_member (body, "due_on", due);
  return json_node_init_object (json_node_alloc (), body);
}

static void
answered_cb (Question *self, const char *answer)
{
  g_autofree char *path =
      g_strdup_printf ("/samples/%s/actions/assign", hcrm_record_get (self->sample, "id"));

  if (!g_str_equal (answer, "yes"))
    return;
  g_autoptr (JsonNode) body = make_body (self);
  hcrm_page_send (self->page,
                  &(HcrmRequest){ .method = "POST",
                                  .path = path,
                                  .body = body,
                                  .version = hcrm_record_get_int (self->sample, "version") },
                  assigned_cb, NULL);
}

/* --- asking ----------------------------------------------------------------------------------- */

static gboolean
is_due_understood (Question *self)
{
  g_autofree char *due = hcrm_input_dup_value (self->due);
  g_autoptr (HcrmRecord) record = hcrm_record_new (&hcrm_sample_assign);

  hcrm_record_set (record, "reviewers", "[]");
  hcrm_record_set (record, "due_on", due);
  return hcrm_record_check (record, NULL);
}

static void
changed_cb (Question *self)
{
  g_autoptr (JsonArray) ids = hcrm_sample_people_dup (self->people);
  gboolean understood = is_due_understood (self);

  hcrm_input_set_invalid (self->due, !understood);
  adw_message_dialog_set_response_enabled (self->dialog, "yes",
                                           json_array_get_length (ids) > 0 && understood);
}

static void
add_reviewer (Question *self, JsonObject *reviewer)
{
  gint64 id = json_object_get_int_member_with_default (reviewer, "id", 0);
  guint open = json_object_get_int_member_with_default (reviewer, "open", 0);
  guint own = hcrm_sample_items_count_own (self->sample, id);
  g_autofree char *hand = g_strdup_printf (_ ("%u in hand"), open);
  g_autofree char *barred = g_strdup_printf (ngettext ("barred from %u: their own call",
                                                       "barred from %u: their own calls", own),
                                             own);
  g_autofree char *words =
      hcrm_text_join (hcrm_text_member (reviewer, "name"), hand, own > 0 ? barred : "", NULL);

  hcrm_sample_people_add (self->people, id, words, G_CALLBACK (changed_cb), self);
}

static GtkWidget *
new_inputs (Question *self, JsonArray *reviewers)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->people = HCRM_WRAP_BOX (hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 9));
  self->due = HCRM_INPUT (hcrm_input_new (&due_field));
  for (guint i = 0; i < json_array_get_length (reviewers); i++)
    add_reviewer (self, json_array_get_object_element (reviewers, i));
  g_signal_connect_swapped (self->due, "changed", G_CALLBACK (changed_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->people));
  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("Due on"), "caption"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->due));
  return box;
}

static void
ask (Question *self, JsonArray *reviewers)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->page));
  guint left = hcrm_sample_items_count_free (self->sample);
  g_autofree char *body =
      g_strdup_printf (ngettext ("%u recording has no reviewer. It goes to who has the least in "
                                 "hand and is not barred from it.",
                                 "%u recordings have no reviewer. Each goes to who has the least "
                                 "in hand and is not barred from it.",
                                 left),
                       left);

  self->dialog =
      ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                  _ ("Who reviews them?"), body));
  adw_message_dialog_add_response (self->dialog, "no", _ ("Cancel"));
  adw_message_dialog_add_response (self->dialog, "yes", _ ("Assign"));
  adw_message_dialog_set_response_appearance (self->dialog, "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (self->dialog, "yes");
  adw_message_dialog_set_close_response (self->dialog, "no");
  adw_message_dialog_set_extra_child (self->dialog, new_inputs (self, reviewers));
  g_signal_connect_swapped (self->dialog, "response", G_CALLBACK (answered_cb), self);
  g_signal_connect_object (self->page, "destroy", G_CALLBACK (gtk_window_destroy), self->dialog,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (self->dialog), KEY, self, free_question);
  changed_cb (self);
  gtk_window_present (GTK_WINDOW (self->dialog));
  gtk_widget_child_focus (GTK_WIDGET (self->people), GTK_DIR_TAB_FORWARD);
}

static void
reviewers_cb (gpointer page, JsonNode *reply)
{
  HcrmRecord *sample = g_object_get_data (G_OBJECT (page), KEY);
  JsonArray *reviewers = json_object_get_array_member (json_node_get_object (reply), "items");
  Question *self = g_new0 (Question, 1);

  self->page = page;
  self->sample = g_object_ref (sample);
  ask (self, reviewers);
}

void
hcrm_sample_assign_ask (HcrmPage *page, HcrmRecord *sample)
{
  g_object_set_data_full (G_OBJECT (page), KEY, g_object_ref (sample), g_object_unref);
  hcrm_page_call (page, "GET", "/reviewers", NULL, reviewers_cb);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What to do when someone else saved a record while it was being edited. */

#include "hcrm-conflict-dialog.h"

#include <glib/gi18n.h>

#include "hcrm-conflict.h"

#define WIDTH_PX 460
#define ANSWERS_WIDTH_PX 560
#define HEIGHT_PX 360

typedef struct {
  GtkWidget *dialog; /* (nullable): not owned, owns this */
  HcrmConflict *conflict;
  HcrmRecord *seen;
  HcrmRecord *mine;
  HcrmRecord *theirs;
  JsonNode *body;
  gboolean patch; /* the body has only fields of the record: what is left out stays as it is */
  HcrmConflictFunc func;
  gpointer data;
  GDestroyNotify free_data;
} Offer;

static void
free_offer (Offer *offer)
{
  if (offer->free_data != NULL && offer->data != NULL)
    offer->free_data (offer->data);
  g_clear_object (&offer->conflict);
  g_clear_object (&offer->seen);
  g_clear_object (&offer->mine);
  g_clear_object (&offer->theirs);
  g_clear_pointer (&offer->body, json_node_unref);
  g_free (offer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Offer, free_offer)

/* --- reading ---------------------------------------------------------------------------------- */

static HcrmRecord *
read_record (const HcrmFieldSet *set, JsonNode *node)
{
  HcrmRecord *record = hcrm_record_new (set);

  hcrm_record_read_json (record, json_node_get_object (node), TRUE, NULL);
  return record;
}

/* A form may send all its fields: one that says what was seen was not typed. */
static void
drop_untouched (Offer *offer)
{
  const HcrmFieldSet *set = hcrm_record_get_set (offer->seen);

  for (guint i = 0; i < set->n_fields; i++) {
    const char *name = set->fields[i].name;
    if (!hcrm_record_has (offer->mine, name) || !hcrm_record_has (offer->seen, name)
        || g_strcmp0 (hcrm_record_get (offer->mine, name), hcrm_record_get (offer->seen, name))
               != 0)
      continue;
    hcrm_record_unset (offer->mine, name);
    json_object_remove_member (json_node_get_object (offer->body), name);
  }
}

/* A second refusal of what was already sent with the current version would never end. */
static Offer *
read_offer (const HcrmRequest *request, const GError *error)
{
  const char *text =
      g_error_matches (error, HCRM_ERROR, HCRM_ERROR_STALE) ? hcrm_error_get_current (error) : NULL;
  g_autoptr (JsonNode) current = text != NULL ? json_from_string (text, NULL) : NULL;

  if (request->seen == NULL || request->body == NULL || !JSON_NODE_HOLDS_OBJECT (request->body)
      || current == NULL || !JSON_NODE_HOLDS_OBJECT (current))
    return NULL;
  const HcrmFieldSet *set = hcrm_record_get_set (request->seen);
  g_autoptr (HcrmRecord) theirs = read_record (set, current);
  if (hcrm_record_get_int (theirs, "version") == request->version)
    return NULL;
  Offer *offer = g_new0 (Offer, 1);
  offer->body = json_node_copy (request->body);
  offer->seen = g_object_ref (request->seen);
  offer->mine = read_record (set, request->body);
  offer->theirs = g_steal_pointer (&theirs);
  offer->patch = g_str_equal (request->method, "PATCH");
  if (offer->patch)
    drop_untouched (offer);
  return offer;
}

/* --- answering -------------------------------------------------------------------------------- */

static void
take_theirs (Offer *offer, JsonObject *body, const char *name)
{
  if (offer->patch) {
    json_object_remove_member (body, name);
    return;
  }
  const char *text = hcrm_record_get (offer->theirs, name);
  gboolean answers = g_str_equal (name, "response") && text != NULL;
  g_autoptr (JsonObject) theirs = hcrm_record_to_json (offer->theirs);
  json_object_set_member (body, name,
                          answers ? json_from_string (text, NULL)
                                  : json_node_copy (json_object_get_member (theirs, name)));
}

/* With the status that mine were to be sent with. */
static void
take_answers (Offer *offer, JsonObject *body)
{
  HcrmResponse *answers = hcrm_conflict_get_answers (offer->conflict);

  if (answers == NULL)
    return;
  JsonObject *mine = json_object_get_object_member (body, "response");
  g_autofree char *text =
      hcrm_response_to_fhir (answers,
                             json_object_get_string_member_with_default (mine, "status",
                                                                         "completed"),
                             json_object_get_string_member_with_default (mine, "authored", NULL));
  json_object_set_member (body, "response", json_from_string (text, NULL));
}

/* A member that is no field, or differs and was not in conflict, is still to be sent. */
static gboolean
is_theirs (Offer *offer, const char *name)
{
  gboolean field = hcrm_field_set_find (hcrm_record_get_set (offer->seen), name) >= 0;

  if (g_str_equal (name, "response") && hcrm_conflict_get_answers (offer->conflict) != NULL)
    return TRUE;
  return field
         && (hcrm_conflict_takes_theirs (offer->conflict, name)
             || g_strcmp0 (hcrm_record_get (offer->mine, name),
                           hcrm_record_get (offer->theirs, name))
                    == 0);
}

/* Whether they have it all already. */
static gboolean
is_all_theirs (Offer *offer, JsonObject *body)
{
  g_autoptr (GList) names = json_object_get_members (body);
  gboolean all = hcrm_conflict_takes_all_theirs (offer->conflict);

  for (GList *name = names; name != NULL; name = name->next)
    all = all && is_theirs (offer, name->data);
  return all;
}

static JsonNode *
make_body (Offer *offer)
{
  g_autoptr (JsonNode) body = json_node_copy (offer->body);
  JsonObject *object = json_node_get_object (body);
  const HcrmFieldSet *set = hcrm_record_get_set (offer->seen);

  for (guint i = 0; i < set->n_fields; i++)
    if (hcrm_conflict_takes_theirs (offer->conflict, set->fields[i].name))
      take_theirs (offer, object, set->fields[i].name);
  take_answers (offer, object);
  gboolean nothing =
      offer->patch ? json_object_get_size (object) == 0 : is_all_theirs (offer, object);
  return nothing ? NULL : g_steal_pointer (&body);
}

static void
answer (Offer *offer)
{
  g_autoptr (JsonNode) body = make_body (offer);

  offer->func (offer->data, body, offer->theirs);
}

static void
response_cb (Offer *offer, const char *response)
{
  if (g_str_equal (response, "save"))
    answer (offer);
}

/* --- asking ----------------------------------------------------------------------------------- */

static GtkWidget *
new_place (HcrmConflict *conflict)
{
  gboolean answers = hcrm_conflict_get_answers (conflict) != NULL;
  GtkWidget *place = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (place), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (place), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (place), HEIGHT_PX);
  gtk_widget_set_margin_end (GTK_WIDGET (conflict), 12); /* for the bar that scrolls */
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (place), GTK_WIDGET (conflict));
  gtk_widget_set_size_request (place, answers ? ANSWERS_WIDTH_PX : WIDTH_PX, -1);
  return place;
}

static const char *
get_question (Offer *offer, guint n_choices)
{
  if (n_choices == 0)
    return _ ("Look whether what you entered still holds. It is kept in the form.");
  return hcrm_conflict_get_answers (offer->conflict) != NULL
      ? _ ("Choose question by question what is to be saved. What you entered is still in the form.")
      : _ ("Choose field by field what is to be saved. What you typed is still in the form.");
}

static void
open_dialog (GtkWidget *widget, Offer *offer, guint n_choices)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _ ("Someone else saved this meanwhile"),
                                                 get_question (offer, n_choices));
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_set_extra_child (message, new_place (offer->conflict));
  adw_message_dialog_add_responses (message, "back",
                                    _ ("_Go On Editing"), "save",
                                       n_choices > 0 ? _ ("_Save the Choice")
                                                     : _ ("_Save Anyway"), NULL);
  adw_message_dialog_set_response_appearance (message, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (message, "save");
  adw_message_dialog_set_close_response (message, "back");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (response_cb), offer);
  g_object_set_data_full (G_OBJECT (dialog), "offer", offer, (GDestroyNotify) free_offer);
  g_signal_connect_object (widget, "destroy", G_CALLBACK (gtk_window_destroy), dialog,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
hcrm_conflict_dialog_offer (GtkWidget *widget,
                            const HcrmRequest *request,
                            const GError *error,
                            HcrmConflictFunc func,
                            gpointer data,
                            GDestroyNotify free_data)
{
  g_autoptr (Offer) offer = read_offer (request, error);

  if (offer == NULL)
    return FALSE;
  offer->conflict = HCRM_CONFLICT (g_object_ref_sink (g_object_new (HCRM_TYPE_CONFLICT, NULL)));
  offer->func = func;
  offer->data = data;
  offer->free_data = free_data;
  guint n = hcrm_conflict_set (offer->conflict, offer->seen, offer->mine, offer->theirs,
                               request->questionnaire);
  if (n > 0 || (!offer->patch && hcrm_conflict_get_n_news (offer->conflict) > 0))
    open_dialog (widget, g_steal_pointer (&offer), n);
  else
    answer (offer);
  return TRUE;
}

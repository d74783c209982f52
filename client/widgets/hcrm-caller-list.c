/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a telephone number may mean, as rows that are chosen by key or click. */

#include "hcrm-caller-list.h"

#include <glib/gi18n.h>

#include "core/hcrm-explain.h"
#include "hcrm-clear.h"
#include "hcrm-pill.h"
#include "hcrm-text.h"
#include "hcrm-wrap-box.h"
#include "model/hcrm-caller.h"
#include "model/hcrm-contact.h"

#define MAX_KEYS 9
#define ABOUT_CHARS 24 /* less than that beside the name would be a column of scraps */

struct _HcrmCallerList {
  AdwBin parent_instance;

  HcrmApi *api;
  char *number; /* (nullable): last asked for */
  GCancellable *cancellable;
  GtkBox *box;
  GtkLabel *note;
  GtkListBox *list;
  JsonObject *chosen;
};

G_DEFINE_FINAL_TYPE (HcrmCallerList, hcrm_caller_list, ADW_TYPE_BIN)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- words ------------------------------------------------------------------------------------ */

static char *
dup_relation (JsonObject *caller)
{
  const char *relation = hcrm_text_member (caller, "relation");

  for (const HcrmChoice *choice = hcrm_relation_choices; choice->value != NULL; choice++)
    if (g_str_equal (choice->value, relation))
      return g_strdup (gettext (choice->label));
  return g_strdup ("");
}

char *
hcrm_caller_dup_who (JsonObject *caller)
{
  g_autofree char *relation = dup_relation (caller);
  gboolean self = g_str_equal (hcrm_text_member (caller, "relation"), "self");

  return hcrm_text_join (relation, self ? "" : hcrm_text_member (caller, "contact"),
                         hcrm_text_member (caller, "department"), NULL);
}

static JsonArray *
get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static HcrmExplanation *
explain (JsonObject *reason)
{
  JsonNode *params = json_object_get_member (reason, "params");

  return hcrm_explain (hcrm_text_member (reason, "code"),
                       params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                           ? json_node_get_object (params)
                           : NULL);
}

char *
hcrm_caller_dup_why (JsonObject *caller, const char **pill)
{
  JsonArray *reasons = get_array (caller, "reasons");
  JsonObject *best = NULL;
  gint64 most = -1;

  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++) {
    JsonObject *reason = json_array_get_object_element (reasons, i);
    gint64 points = json_object_get_int_member_with_default (reason, "points", 0);
    if (ABS (points) <= most || g_str_equal (hcrm_text_member (reason, "code"), "caller.relation"))
      continue;
    best = reason;
    most = ABS (points);
  }
  if (best == NULL)
    return g_strdup ("");
  g_autoptr (HcrmExplanation) words = explain (best);
  *pill = words->pill;
  return g_steal_pointer (&words->title);
}

const char *
hcrm_caller_get_note (const char *reason)
{
  static const struct {
    const char *reason;
    const char *words;
  } notes[] = {
    { "withheld", N_ ("The number is withheld: ask who is calling.") },
      { "short", N_ ("An extension of the house: ask for the caller's number.") },
        { "switchboard", N_ ("A switchboard's number: ask who is calling.") },
          { "unknown", N_ ("Nobody is known under this number.") },
        };

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    if (g_str_equal (notes[i].reason, reason))
      return gettext (notes[i].words);
  return NULL;
}

/* --- rows ------------------------------------------------------------------------------------- */

static GtkWidget *
new_head (JsonObject *caller)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *age =
      hcrm_text_sex_age (hcrm_text_member (caller, "sex"), hcrm_text_member (caller, "birth_date"));
  GtkWidget *name = hcrm_wrapped_label_new (hcrm_text_member (caller, "name"), "strong");
  GtkWidget *details = gtk_label_new (age);

  gtk_widget_add_css_class (details, "caption");
  gtk_widget_add_css_class (details, "dim-label");
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), details);
  return head;
}

static void
append_told (HcrmWrapBox *box, JsonObject *caller)
{
  GtkWidget *pill = hcrm_pill_new ("", NULL);
  gboolean contact = json_object_has_member (caller, "contact_id")
                     && !json_object_get_null_member (caller, "contact_id");

  hcrm_pill_set_told (GTK_LABEL (pill), contact ? hcrm_text_member (caller, "relation") : NULL,
                      hcrm_text_member (caller, "may_discuss"));
  hcrm_wrap_box_append (box, pill);
}

/* What the caller may be told stands before all reasons. */
static void
append_reasons (HcrmWrapBox *box, JsonObject *caller)
{
  JsonArray *reasons = get_array (caller, "reasons");

  append_told (box, caller);
  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++) {
    JsonObject *reason = json_array_get_object_element (reasons, i);
    g_autoptr (HcrmExplanation) words = explain (reason);
    GtkWidget *pill = hcrm_pill_new (words->title, words->pill);
    if (*words->detail != '\0')
      gtk_widget_set_tooltip_text (pill, words->detail);
    if (!g_str_equal (hcrm_text_member (reason, "code"), "caller.relation"))
      hcrm_wrap_box_append (box, pill);
    else
      g_object_unref (g_object_ref_sink (pill));
  }
}

static char *
dup_last (JsonObject *caller)
{
  g_autofree char *when = hcrm_text_time (hcrm_text_member (caller, "last_contact"));

  if (*when == '\0')
    return g_strdup ("");
  if (g_str_equal (hcrm_text_member (caller, "last_direction"), "in"))
    return g_strdup_printf (_ ("called us %s"), when);
  return g_strdup_printf (_ ("called by us %s"), when);
}

static void
name_row (GtkWidget *row, JsonObject *caller, const char *who)
{
  const char *pill = NULL;
  g_autofree char *why = hcrm_caller_dup_why (caller, &pill);
  g_autofree char *words = hcrm_text_join (hcrm_text_member (caller, "name"), who, why, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* One line where there is room, so that a family of five leaves the page in sight. */
static GtkWidget *
new_line (JsonObject *caller, const char *who)
{
  GtkWidget *box = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);
  g_autofree char *last = dup_last (caller);
  g_autofree char *about = hcrm_text_join (who, last, NULL);
  GtkWidget *line = hcrm_wrapped_label_new (about, "caption");

  gtk_widget_add_css_class (line, "dim-label");
  gtk_label_set_width_chars (GTK_LABEL (line), MIN (ABOUT_CHARS, g_utf8_strlen (about, -1)));
  hcrm_wrap_box_append (HCRM_WRAP_BOX (box), new_head (caller));
  hcrm_wrap_box_append (HCRM_WRAP_BOX (box), line);
  append_reasons (HCRM_WRAP_BOX (box), caller);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static void
add_row (HcrmCallerList *self, JsonObject *caller, guint place)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *who = hcrm_caller_dup_who (caller);
  g_autofree char *key = g_strdup_printf ("%u", place + 1);

  gtk_widget_set_margin_top (content, 6);
  gtk_widget_set_margin_bottom (content, 6);
  gtk_widget_set_margin_start (content, 9);
  gtk_widget_set_margin_end (content, 9);
  gtk_box_append (GTK_BOX (content), new_line (caller, who));
  if (place < MAX_KEYS)
    gtk_box_append (GTK_BOX (content), hcrm_key_cap_new (key));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  name_row (row, caller, who);
  g_object_set_data_full (G_OBJECT (row), "caller", json_object_ref (caller),
                          (GDestroyNotify) json_object_unref);
  gtk_list_box_append (self->list, row);
}

/* --- looking up ---------------------------------------------------------------------------------
 */

static void
empty (HcrmCallerList *self)
{
  hcrm_clear_list (self->list);
  g_clear_pointer (&self->chosen, json_object_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->box), FALSE);
}

static void
show_note (HcrmCallerList *self, const char *words)
{
  gtk_label_set_text (self->note, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), words != NULL);
}

static void
show (HcrmCallerList *self, JsonObject *reply)
{
  JsonArray *items = get_array (reply, "items");
  guint n = items != NULL ? json_array_get_length (items) : 0;

  for (guint i = 0; i < n; i++)
    add_row (self, json_array_get_object_element (items, i), i);
  show_note (self, hcrm_caller_get_note (hcrm_text_member (reply, "reason")));
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->box), TRUE);
}

/* What cannot be looked up is said where it would have been shown. */
static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  HcrmCallerList *self = data;
  empty (self);
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)) {
    show (self, json_node_get_object (reply));
    return;
  }
  g_clear_pointer (&self->number, g_free); /* asked for again it may well be found */
  show_note (self, error != NULL ? error->message : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->box), error != NULL);
}

static void
stop (HcrmCallerList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
hcrm_caller_list_look_up (HcrmCallerList *self, const char *number)
{
  g_return_if_fail (HCRM_IS_CALLER_LIST (self) && self->api != NULL);
  if (g_strcmp0 (self->number != NULL ? self->number : "", number != NULL ? number : "") == 0)
    return;
  stop (self);
  empty (self);
  g_free (self->number);
  self->number = g_strdup (number);
  if (number == NULL || *number == '\0')
    return;
  g_autofree char *path = hcrm_api_query ("/callers", "number", number, NULL);
  self->cancellable = g_cancellable_new ();
  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path },
                       self->cancellable, found_cb, self);
}

void
hcrm_caller_list_show (HcrmCallerList *self, JsonObject *reply)
{
  g_return_if_fail (HCRM_IS_CALLER_LIST (self));
  stop (self);
  g_clear_pointer (&self->number, g_free);
  empty (self);
  show (self, reply);
}

void
hcrm_caller_list_show_call (HcrmCallerList *self, JsonObject *call)
{
  g_return_if_fail (HCRM_IS_CALLER_LIST (self) && call != NULL);
  JsonNode *candidates = json_object_get_member (call, "candidates");
  g_autoptr (JsonObject) reply = json_object_new ();
  if (candidates != NULL)
    json_object_set_member (reply, "items", json_node_copy (candidates));
  json_object_set_string_member (reply, "reason", hcrm_text_member (call, "reason"));
  hcrm_caller_list_show (self, reply);
}

void
hcrm_caller_list_set_api (HcrmCallerList *self, HcrmApi *api)
{
  g_return_if_fail (HCRM_IS_CALLER_LIST (self));
  g_set_object (&self->api, api);
}

/* --- choosing -----------------------------------------------------------------------------------
 */

JsonObject *
hcrm_caller_list_get_chosen (HcrmCallerList *self)
{
  g_return_val_if_fail (HCRM_IS_CALLER_LIST (self), NULL);
  return self->chosen;
}

static void
activated_cb (HcrmCallerList *self, GtkListBoxRow *row)
{
  JsonObject *caller = g_object_get_data (G_OBJECT (row), "caller");

  g_clear_pointer (&self->chosen, json_object_unref);
  self->chosen = json_object_ref (caller);
  gtk_list_box_select_row (self->list, row);
  g_signal_emit (self, signals[CHOSEN], 0);
}

gboolean
hcrm_caller_list_choose (HcrmCallerList *self, guint n)
{
  g_return_val_if_fail (HCRM_IS_CALLER_LIST (self), FALSE);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, n);
  if (row == NULL)
    return FALSE;
  activated_cb (self, row);
  return TRUE;
}

JsonObject *
hcrm_caller_list_dup_identity (HcrmCallerList *self)
{
  g_return_val_if_fail (HCRM_IS_CALLER_LIST (self) && self->chosen != NULL, NULL);
  JsonObject *object = json_object_new ();
  gint64 contact = json_object_get_int_member_with_default (self->chosen, "contact_id", 0);
  const char *relation = hcrm_text_member (self->chosen, "relation");
  json_object_set_int_member (object, "patient_id",
                              json_object_get_int_member (self->chosen, "id"));
  if (contact > 0)
    json_object_set_int_member (object, "contact_id", contact);
  else if (*relation != '\0')
    json_object_set_string_member (object, "relation", relation);
  return object;
}

JsonNode *
hcrm_caller_list_dup_record (HcrmCallerList *self, gint64 patient_id, gint64 activity_id)
{
  g_return_val_if_fail (HCRM_IS_CALLER_LIST (self), NULL);
  if (self->number == NULL || self->chosen == NULL
      || json_object_get_int_member_with_default (self->chosen, "id", 0) != patient_id)
    return NULL;
  JsonObject *object = hcrm_caller_list_dup_identity (self);
  json_object_set_string_member (object, "number", self->number);
  if (activity_id > 0)
    json_object_set_int_member (object, "activity_id", activity_id);
  return json_node_init_object (json_node_alloc (), object);
}

static gboolean
digit_cb (HcrmCallerList *self, guint key)
{
  guint32 typed = gdk_keyval_to_unicode (key);

  return typed >= '1' && typed <= '0' + MAX_KEYS && hcrm_caller_list_choose (self, typed - '1');
}

/* From anywhere in the window, to the list that is in sight. */
static gboolean
focus_cb (GtkWidget *widget, GVariant *unused, gpointer data)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (HCRM_CALLER_LIST (widget)->list, 0);

  return gtk_widget_get_mapped (widget) && first != NULL
         && gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
add_keys (HcrmCallerList *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkEventController *digits = gtk_event_controller_key_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F4, 0),
                                                          gtk_callback_action_new (focus_cb, NULL,
                                                                                   NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (digits, "key-pressed", G_CALLBACK (digit_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), digits);
}

/* --- life ---------------------------------------------------------------------------------------
 */

static void
hcrm_caller_list_dispose (GObject *object)
{
  HcrmCallerList *self = HCRM_CALLER_LIST (object);

  stop (self);
  g_clear_object (&self->api);
  g_clear_pointer (&self->number, g_free);
  g_clear_pointer (&self->chosen, json_object_unref);
  G_OBJECT_CLASS (hcrm_caller_list_parent_class)->dispose (object);
}

static void
hcrm_caller_list_class_init (HcrmCallerListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_caller_list_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", HCRM_TYPE_CALLER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_title (void)
{
  GtkWidget *title = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = hcrm_wrapped_label_new (_ ("Who Is Calling"), "section");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (title), words);
  gtk_box_append (GTK_BOX (title), hcrm_key_cap_new ("F4"));
  return title;
}

static void
hcrm_caller_list_init (HcrmCallerList *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->note = GTK_LABEL (hcrm_wrapped_label_new ("", "caption"));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Who Is Calling"), -1);
  gtk_box_append (self->box, new_title ());
  gtk_box_append (self->box, GTK_WIDGET (self->note));
  gtk_box_append (self->box, GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  add_keys (self);
  empty (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The calls of whoever sits here, above whatever page they are on. */

#include "hcrm-call-bar.h"

#include "hcrm-call-row.h"
#include "hcrm-call-wrap-up.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-caller-list.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define ASKING_WIDTH 260 /* px: a name, its pills and the key */
#define MAX_HEIGHT 220   /* px: five who have one number, and their heading */

struct _HcrmCallBar {
  AdwBin parent_instance;

  HcrmSession *session;
  HcrmPhone *phone;
  GtkRevealer *revealer;
  GtkBox *rows;
  GtkWidget *details;
  GtkWidget *asking; /* who is calling, in what scrolls */
  HcrmCallerList *callers;
  HcrmCallWrapUp *wrap_up;
  GtkWidget *links;
  GtkWidget *open_patient;
  GtkWidget *about; /* the patient in sight */
  GtkWidget *complain;
  GtkLabel *problem;
  gint64 shown_candidates; /* of which call */
  gint64 elsewhere;
  gint64 patient_in_sight;
  gboolean asked_elsewhere; /* who is calling */
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (HcrmCallBar, hcrm_call_bar, ADW_TYPE_BIN)

/* --- which call ------------------------------------------------------------------------------- */

static gint64
get_int (JsonObject *object, const char *member)
{
  return json_object_get_int_member_with_default (object, member, 0);
}

static gboolean
is_written_elsewhere (HcrmCallBar *self, JsonObject *call)
{
  return self->elsewhere != 0 && get_int (call, "activity_id") == self->elsewhere;
}

/* A call that is over, and that the page in sight writes down, needs no line. */
static gboolean
is_shown (HcrmCallBar *self, JsonObject *call)
{
  return hcrm_call_is_live (call) || !is_written_elsewhere (self, call);
}

/* What wants an answer first: what rings, what is talked in, what is dialled or waits, what is
 * over.
 */
static int
rank (JsonObject *call)
{
  gboolean held = json_object_get_boolean_member_with_default (call, "on_hold", FALSE);

  if (hcrm_call_is (call, "ringing") && hcrm_call_came_in (call))
    return 3;
  if (hcrm_call_is (call, "talking") && !held)
    return 2;
  return hcrm_call_is_live (call) ? 1 : 0;
}

JsonObject *
hcrm_call_bar_get_call (HcrmCallBar *self)
{
  JsonObject *front = NULL;

  for (guint i = 0; self->phone != NULL && i < hcrm_phone_get_n_calls (self->phone); i++) {
    JsonObject *call = hcrm_phone_get_nth (self->phone, i);
    if (is_shown (self, call) && (front == NULL || rank (call) > rank (front)))
      front = call;
  }
  return front;
}

/* --- showing ---------------------------------------------------------------------------------- */

static HcrmCallRow *
get_row (HcrmCallBar *self, guint n)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows));

  for (; n > 0 && row != NULL; n--)
    row = gtk_widget_get_next_sibling (row);
  return row != NULL ? HCRM_CALL_ROW (row) : NULL;
}

/* Rows stay where they are: the focus may be in one. */
static void
show_rows (HcrmCallBar *self)
{
  JsonObject *front = hcrm_call_bar_get_call (self);
  gint64 user = hcrm_session_get_user_id (self->session);
  guint n = 0;

  for (guint i = 0; i < hcrm_phone_get_n_calls (self->phone); i++) {
    JsonObject *call = hcrm_phone_get_nth (self->phone, i);
    if (!is_shown (self, call))
      continue;
    if (get_row (self, n) == NULL)
      gtk_box_append (self->rows, hcrm_call_row_new (self->phone));
    hcrm_call_row_set (get_row (self, n), call, user, call == front);
    n++;
  }
  while (get_row (self, n) != NULL)
    gtk_box_remove (self->rows, GTK_WIDGET (get_row (self, n)));
}

static gboolean
has_candidates (JsonObject *call)
{
  JsonNode *node = json_object_get_member (call, "candidates");

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node)
         && json_array_get_length (json_node_get_array (node)) > 0;
}

/* That nobody is known is said in the call's line. */
static void
show_candidates (HcrmCallBar *self, JsonObject *call)
{
  gboolean asks = call != NULL && hcrm_call_came_in (call) && get_int (call, "patient_id") == 0
                  && has_candidates (call) && !self->asked_elsewhere;

  gtk_widget_set_visible (self->asking, asks);
  if (!asks) {
    self->shown_candidates = 0;
    return;
  }
  if (self->shown_candidates == hcrm_call_get_id (call))
    return;
  self->shown_candidates = hcrm_call_get_id (call);
  hcrm_caller_list_show_call (self->callers, call);
}

static void
show_links (HcrmCallBar *self, JsonObject *call)
{
  gboolean known = call != NULL && get_int (call, "patient_id") != 0;
  gboolean in = call != NULL && hcrm_call_came_in (call);

  gtk_widget_set_visible (self->open_patient,
                          known && hcrm_session_may (self->session, HCRM_PERM_PATIENT_READ));
  gtk_widget_set_visible (self->about, call != NULL && !known && self->patient_in_sight != 0);
  gtk_widget_set_visible (self->complain,
                          in && hcrm_session_may (self->session, HCRM_PERM_COMPLAINT_TAKE));
  gtk_widget_set_visible (self->links, gtk_widget_get_visible (self->open_patient)
                                           || gtk_widget_get_visible (self->about)
                                           || gtk_widget_get_visible (self->complain));
}

/* What came of it is asked once somebody talks, and not where the page in sight asks it. */
static gboolean
wraps_up (HcrmCallBar *self, JsonObject *call)
{
  return call != NULL && !is_written_elsewhere (self, call)
         && (hcrm_call_is (call, "talking") || !hcrm_call_is_live (call));
}

static gboolean
tick_cb (gpointer data)
{
  HcrmCallBar *self = data;

  for (guint i = 0; get_row (self, i) != NULL; i++)
    hcrm_call_row_tick (get_row (self, i));
  return G_SOURCE_CONTINUE;
}

static gboolean
has_focus (HcrmCallBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

/* The page has the keyboard again. */
static void
give_focus_back (HcrmCallBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "shell.focus-page", NULL);
}

static void
show (HcrmCallBar *self)
{
  JsonObject *call = hcrm_call_bar_get_call (self);
  gboolean focused = has_focus (self);

  show_rows (self);
  show_candidates (self, call);
  gtk_widget_set_visible (GTK_WIDGET (self->wrap_up), wraps_up (self, call));
  hcrm_call_wrap_up_set (self->wrap_up, wraps_up (self, call) ? call : NULL);
  show_links (self, call);
  gtk_widget_set_visible (self->details,
                          gtk_widget_get_visible (self->asking)
                              || gtk_widget_get_visible (GTK_WIDGET (self->wrap_up)));
  hcrm_text_show (self->problem, "");
  gtk_revealer_set_reveal_child (self->revealer, call != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), call != NULL);
  if (call != NULL && self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, tick_cb, self);
  else if (call == NULL)
    g_clear_handle_id (&self->tick_id, g_source_remove);
  if (focused && !has_focus (self))
    give_focus_back (self);
}

void
hcrm_call_bar_set_in_sight (HcrmCallBar *self, gint64 activity_id, gint64 patient_id, gboolean asks)
{
  if (self->elsewhere == activity_id && self->patient_in_sight == patient_id
      && self->asked_elsewhere == asks)
    return;
  self->asked_elsewhere = asks;
  self->elsewhere = activity_id;
  self->patient_in_sight = patient_id;
  if (self->phone != NULL)
    show (self);
}

/* --- doing ------------------------------------------------------------------------------------ */

static void
done_cb (gpointer part, JsonObject *call, const GError *error)
{
  hcrm_text_show (HCRM_CALL_BAR (part)->problem, error != NULL ? error->message : "");
}

static void
step (HcrmCallBar *self, JsonObject *call, const char *action, JsonObject *body)
{
  hcrm_phone_step (self->phone, call, action, body, self, done_cb);
}

/* Whoever is talked with is put on hold before another is answered. */
static void
hold_others (HcrmCallBar *self, JsonObject *but)
{
  for (guint i = 0; i < hcrm_phone_get_n_calls (self->phone); i++) {
    JsonObject *call = hcrm_phone_get_nth (self->phone, i);
    if (call != but && rank (call) == 2 && hcrm_phone_can (self->phone, "hold")
        && !hcrm_phone_is_manual (self->phone, call))
      step (self, call, "hold", NULL);
  }
}

static void
do_step (HcrmCallBar *self, JsonObject *call, const char *action)
{
  if (g_str_equal (action, "answer") || g_str_equal (action, "resume"))
    hold_others (self, call);
  step (self, call, action, NULL);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmCallBar *self = HCRM_CALL_BAR (widget);
  gint64 id;
  const char *action;

  g_variant_get (target, "(x&s)", &id, &action);
  JsonObject *call = hcrm_phone_find (self->phone, id);
  if (call != NULL)
    do_step (self, call, action);
}

static void
answer_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmCallBar *self = HCRM_CALL_BAR (widget);
  JsonObject *call = hcrm_call_bar_get_call (self);

  if (call != NULL && (hcrm_call_is (call, "ringing") || hcrm_call_is (call, "dialling")))
    do_step (self, call, "answer");
}

static void
hang_up_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmCallBar *self = HCRM_CALL_BAR (widget);
  JsonObject *call = hcrm_call_bar_get_call (self);

  if (call != NULL && hcrm_call_is_live (call))
    do_step (self, call, "hang-up");
}

static void
focus_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmCallBar *self = HCRM_CALL_BAR (widget);

  if (hcrm_call_bar_get_call (self) != NULL && !hcrm_call_wrap_up_focus (self->wrap_up))
    gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
transferred_cb (gpointer part, gint64 id, const char *to)
{
  HcrmCallBar *self = part;
  JsonObject *call = hcrm_phone_find (self->phone, id), *body = json_object_new ();

  json_object_set_string_member (body, "to", to);
  if (call != NULL)
    step (self, call, "transfer", body);
  else
    json_object_unref (body);
}

static void
transfer_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_ask_line (widget, _ ("Pass the Call On"), _ ("Extension"), _ ("Transfer"),
                                                                     g_variant_get_int64 (target),
                                                                     transferred_cb);
}

static void
keyed_cb (gpointer part, gint64 id, const char *keys)
{
  HcrmCallBar *self = part;
  JsonObject *call = hcrm_phone_find (self->phone, id), *body = json_object_new ();

  json_object_set_string_member (body, "keys", keys);
  if (call != NULL)
    step (self, call, "send-keys", body);
  else
    json_object_unref (body);
}

static void
keys_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_ask_line (widget, _ ("Press Keys in the Call"), _ ("Digits, * and #"),
                                                          _ ("Send"), g_variant_get_int64 (target),
                                                             keyed_cb);
}

/* --- who it is -------------------------------------------------------------------------------- */

static void
open_record (HcrmCallBar *self, const char *page, gint64 id)
{
  g_autofree char *argument = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  gtk_widget_activate_action (GTK_WIDGET (self), "shell.open", "(ss)", page, argument);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmCallBar *self = HCRM_CALL_BAR (widget);
  JsonObject *call = hcrm_call_bar_get_call (self);

  if (call != NULL && get_int (call, "patient_id") != 0)
    open_record (self, "patient", get_int (call, "patient_id"));
  else
    hcrm_caller_list_choose (self->callers, 0);
}

static void
about_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmCallBar *self = HCRM_CALL_BAR (widget);
  JsonObject *call = hcrm_call_bar_get_call (self), *body = json_object_new ();

  json_object_set_int_member (body, "patient_id", self->patient_in_sight);
  if (call != NULL && self->patient_in_sight != 0)
    step (self, call, "identify", body);
  else
    json_object_unref (body);
}

static void
complain_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmCallBar *self = HCRM_CALL_BAR (widget);
  JsonObject *call = hcrm_call_bar_get_call (self);

  if (call == NULL || !gtk_widget_get_visible (self->complain))
    return;
  g_autofree char *query = g_strdup_printf ("call_id=%" G_GINT64_FORMAT, hcrm_call_get_id (call));
  gtk_widget_activate_action (widget, "shell.open-query", "(ss)", "complaint_form", query);
}

/* Who was chosen is who it is, and is opened. */
static void
chosen_cb (HcrmCallBar *self)
{
  JsonObject *caller = hcrm_caller_list_get_chosen (self->callers);
  JsonObject *call = hcrm_phone_find (self->phone, self->shown_candidates);

  if (call != NULL)
    step (self, call, "identify", hcrm_caller_list_dup_identity (self->callers));
  open_record (self, "patient", get_int (caller, "id"));
}

/* --- keys of the shell ------------------------------------------------------------------------ */

gboolean
hcrm_call_bar_submit (HcrmCallBar *self)
{
  if (!has_focus (self))
    return FALSE;
  hcrm_call_wrap_up_submit (self->wrap_up);
  return TRUE;
}

gboolean
hcrm_call_bar_leave (HcrmCallBar *self)
{
  if (!has_focus (self))
    return FALSE;
  give_focus_back (self);
  return TRUE;
}

/* Without a call the keys are the page's. */
static gboolean
key_cb (GtkWidget *widget, GVariant *unused, gpointer action)
{
  JsonObject *call = hcrm_call_bar_get_call (HCRM_CALL_BAR (widget));
  gboolean live = call != NULL && hcrm_call_is_live (call);

  if (call == NULL || (!live && g_str_equal (action, "phone.hang-up")))
    return FALSE;
  return gtk_widget_activate_action_variant (widget, action, NULL);
}

/* What leads to a page cannot be done in front of it. */
static const struct {
  guint key;
  GdkModifierType modifiers;
  const char *action;
  gboolean in_dialogs;
} keys[] = {
  { GDK_KEY_F8, 0, "phone.hang-up", TRUE },
  { GDK_KEY_F11, 0, "phone.answer", TRUE },
  { GDK_KEY_F11, GDK_SHIFT_MASK, "phone.open", FALSE },
  { GDK_KEY_F12, 0, "phone.focus", FALSE },
  { GDK_KEY_F12, GDK_SHIFT_MASK, "phone.complain", FALSE },
};

/* Whether a window stands in front of that of the bar. */
static gboolean
is_in_front (HcrmCallBar *self, GtkWindow *window)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  while (window != NULL && GTK_ROOT (window) != root)
    window = gtk_window_get_transient_for (window);
  return window != NULL;
}

static gboolean
dialog_key_cb (HcrmCallBar *self,
               guint key,
               guint code,
               GdkModifierType state,
               GtkEventController *controller)
{
  GtkWindow *dialog = GTK_WINDOW (gtk_event_controller_get_widget (controller));

  if (!gtk_widget_is_sensitive (GTK_WIDGET (self)) || !is_in_front (self, dialog))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].in_dialogs && keys[i].key == key
        && keys[i].modifiers == (state & gtk_accelerator_get_default_mod_mask ()))
      return key_cb (GTK_WIDGET (self), NULL, (gpointer) keys[i].action);
  return FALSE;
}

/* Shortcuts are those of one window: a dialog has a window of its own, and whoever answers it may
 * be on the telephone. */
static void
windows_cb (HcrmCallBar *self, guint position, guint removed, guint added, GListModel *windows)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    GtkEventController *controller = gtk_event_controller_key_new ();

    gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
    g_signal_connect_object (controller, "key-pressed", G_CALLBACK (dialog_key_cb), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_add_controller (window, controller);
  }
}

static void
add_keys (HcrmCallBar *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, keys[i].modifiers),
                          gtk_callback_action_new (key_cb, (gpointer) keys[i].action, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (windows_cb),
                           self, G_CONNECT_SWAPPED);
}

/* --- life ------------------------------------------------------------------------------------- */

void
hcrm_call_bar_set_session (HcrmCallBar *self, HcrmSession *session)
{
  self->session = g_object_ref (session);
  self->phone = g_object_ref (hcrm_phone_get (session));
  self->wrap_up = HCRM_CALL_WRAP_UP (hcrm_call_wrap_up_new (session));
  gtk_widget_set_hexpand (GTK_WIDGET (self->wrap_up), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->wrap_up), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->details), GTK_WIDGET (self->wrap_up));
  g_signal_connect_object (self->phone, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
hcrm_call_bar_dispose (GObject *object)
{
  HcrmCallBar *self = HCRM_CALL_BAR (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->phone != NULL)
    g_signal_handlers_disconnect_by_data (self->phone, self);
  g_clear_object (&self->phone);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hcrm_call_bar_parent_class)->dispose (object);
}

static void
hcrm_call_bar_class_init (HcrmCallBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_call_bar_dispose;
  gtk_widget_class_install_action (widget_class, "phone.step", "(xs)", step_action);
  gtk_widget_class_install_action (widget_class, "phone.answer", NULL, answer_action);
  gtk_widget_class_install_action (widget_class, "phone.hang-up", NULL, hang_up_action);
  gtk_widget_class_install_action (widget_class, "phone.focus", NULL, focus_action);
  gtk_widget_class_install_action (widget_class, "phone.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "phone.about", NULL, about_action);
  gtk_widget_class_install_action (widget_class, "phone.complain", NULL, complain_action);
  gtk_widget_class_install_action (widget_class, "phone.transfer", "x", transfer_action);
  gtk_widget_class_install_action (widget_class, "phone.keys", "x", keys_action);
}

static GtkWidget *
new_link (GtkWidget *box, const char *words, const char *key, const char *action)
{
  GtkWidget *button = hcrm_key_button_new (words, key, NULL);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
new_details (HcrmCallBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  self->callers = g_object_new (HCRM_TYPE_CALLER_LIST, NULL);
  self->asking = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->asking), GTK_WIDGET (self->callers));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->asking), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->asking), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->asking),
                                              (int) (MAX_HEIGHT * hcrm_text_get_scale ()));
  gtk_widget_set_hexpand (self->asking, TRUE);
  gtk_widget_set_size_request (self->asking, ASKING_WIDTH, -1);
  gtk_box_append (GTK_BOX (box), self->asking);
  g_signal_connect_swapped (self->callers, "chosen", G_CALLBACK (chosen_cb), self);
  return box;
}

static GtkWidget *
new_links (HcrmCallBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->open_patient = new_link (box, _ ("Open the Patient"), "Shift F11", "phone.open");
  self->about = new_link (box, _ ("It Is about This Patient"), NULL, "phone.about");
  self->complain = new_link (box, _ ("New Complaint"), "Shift F12", "phone.complain");
  return box;
}

static void
hcrm_call_bar_init (HcrmCallBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->details = new_details (self);
  self->links = new_links (self);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->problem, 0);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "field-error");
  gtk_widget_add_css_class (box, "call-bar");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem));
  gtk_box_append (GTK_BOX (box), self->details);
  gtk_box_append (GTK_BOX (box), self->links);
  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->revealer, box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  add_keys (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What came of a call, said without leaving the page one is on. */

#include "hcrm-call-wrap-up.h"

#include "model/hcrm-call.h"
#include "model/hcrm-disposition.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

#define DRAFT_KIND "call"

struct _HcrmCallWrapUp {
  AdwBin parent_instance;

  HcrmSession *session;
  JsonObject *call; /* (nullable) */
  const HcrmDisposition *chosen;
  GPtrArray *buttons; /* unowned, in the order of the dispositions */
  GtkEntry *note;
  GtkDropDown *purpose;
  GtkStringList *purposes;
  GArray *activities; /* gint64, beside @purposes */
  gint64 asked_for;   /* whose open work was asked for */
  GtkLabel *problem;
  GtkWidget *save;
  gboolean reading;
};

G_DEFINE_FINAL_TYPE (HcrmCallWrapUp, hcrm_call_wrap_up, ADW_TYPE_BIN)

static HcrmPhone *
get_phone (HcrmCallWrapUp *self)
{
  return hcrm_phone_get (self->session);
}

static char *
dup_ref (HcrmCallWrapUp *self)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, hcrm_call_get_id (self->call));
}

/* --- what is typed ---------------------------------------------------------------------------- */

static gint64
get_activity (HcrmCallWrapUp *self)
{
  guint n = gtk_drop_down_get_selected (self->purpose);

  return n < self->activities->len ? g_array_index (self->activities, gint64, n) : 0;
}

static JsonObject *
make_body (HcrmCallWrapUp *self)
{
  JsonObject *body = json_object_new ();
  const char *note = gtk_editable_get_text (GTK_EDITABLE (self->note));

  if (self->chosen != NULL)
    json_object_set_string_member (body, "disposition", self->chosen->code);
  if (*note != '\0')
    json_object_set_string_member (body, "note", note);
  if (get_activity (self) != 0)
    json_object_set_int_member (body, "activity_id", get_activity (self));
  return body;
}

static void
keep (HcrmCallWrapUp *self)
{
  HcrmJournal *journal = hcrm_session_get_journal (self->session);

  if (self->reading || self->call == NULL || journal == NULL)
    return;
  g_autofree char *ref = dup_ref (self);
  g_autoptr (JsonObject) body = make_body (self);
  g_autoptr (JsonNode) draft = json_node_init_object (json_node_alloc (), body);
  hcrm_journal_save_draft (journal, DRAFT_KIND, ref, draft);
}

static void
show_chosen (HcrmCallWrapUp *self)
{
  for (guint i = 0; i < self->buttons->len; i++) {
    GtkWidget *button = self->buttons->pdata[i];
    gboolean on = self->chosen == &hcrm_dispositions[i];
    if (on)
      gtk_widget_add_css_class (button, "chosen");
    else
      gtk_widget_remove_css_class (button, "chosen");
    gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                                 on ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE,
                                 -1);
  }
}

static void
show_state (HcrmCallWrapUp *self)
{
  gboolean over = self->call != NULL && !hcrm_call_is_live (self->call);

  gtk_widget_set_sensitive (self->save, over && self->chosen != NULL);
  hcrm_text_show (self->problem, !over ? _ ("Can be saved when the call is over.")
                                       : self->chosen == NULL
                  ? _ ("Choose what came of the call.")
                  : "");
}

static void
choose (HcrmCallWrapUp *self, const HcrmDisposition *disposition)
{
  self->chosen = disposition;
  show_chosen (self);
  show_state (self);
  keep (self);
}

gboolean
hcrm_call_wrap_up_choose_key (HcrmCallWrapUp *self, guint key)
{
  const HcrmDisposition *disposition = hcrm_disposition_find_key (key);

  if (disposition == NULL || key == 0)
    return FALSE;
  choose (self, disposition);
  return TRUE;
}

static void
chosen_cb (GtkButton *button, HcrmCallWrapUp *self)
{
  guint i = 0;

  g_ptr_array_find (self->buttons, button, &i);
  choose (self, &hcrm_dispositions[i]);
}

/* --- what it was for -------------------------------------------------------------------------- */

static void
clear_purposes (HcrmCallWrapUp *self)
{
  gtk_string_list_splice (self->purposes, 0,
                          g_list_model_get_n_items (G_LIST_MODEL (self->purposes)), NULL);
  g_array_set_size (self->activities, 0);
}

static void
add_purpose (HcrmCallWrapUp *self, gint64 activity, const char *words)
{
  for (guint i = 0; i < self->activities->len; i++)
    if (g_array_index (self->activities, gint64, i) == activity)
      return;
  g_array_append_val (self->activities, activity);
  gtk_string_list_append (self->purposes, words);
}

static void
add_task (HcrmCallWrapUp *self, JsonObject *task)
{
  g_autofree char *due = hcrm_text_due (hcrm_text_member (task, "due_on"), &(const char *){ NULL });
  g_autofree char *words =
      hcrm_text_join (_ ("Follow-up"), hcrm_text_member (task, "template"), due, NULL);

  add_purpose (self, json_object_get_int_member_with_default (task, "id", 0), words);
}

static void
add_complaint (HcrmCallWrapUp *self, JsonObject *complaint)
{
  g_autofree char *words = hcrm_text_join (_ ("Complaint"), hcrm_text_member (complaint, "number"),
                                              hcrm_text_member (complaint, "class_name"), NULL);

  add_purpose (self, json_object_get_int_member_with_default (complaint, "id", 0), words);
}

typedef struct {
  GWeakRef part;
  gint64 patient;
  void (*add) (HcrmCallWrapUp *self, JsonObject *item);
} Work;

static void
free_work (Work *work)
{
  g_weak_ref_clear (&work->part);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, free_work)

static void
work_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Work) work = data;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, NULL);
  g_autoptr (HcrmCallWrapUp) self = g_weak_ref_get (&work->part);
  JsonArray *items = hcrm_api_get_items (reply);

  if (self == NULL || self->asked_for != work->patient || items == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (items); i++)
    work->add (self, json_array_get_object_element (items, i));
}

static void
ask_work (HcrmCallWrapUp *self,
          const char *base,
          HcrmPermission need,
          void (*add) (HcrmCallWrapUp *self, JsonObject *item))
{
  if (!hcrm_session_may (self->session, need))
    return;
  g_autofree char *path =
      g_strdup_printf ("%s&limit=20&patient_id=%" G_GINT64_FORMAT, base, self->asked_for);
  Work *work = g_new0 (Work, 1);

  work->patient = self->asked_for;
  work->add = add;
  g_weak_ref_init (&work->part, self);
  hcrm_api_send_async (hcrm_session_get_api (self->session),
                       &(HcrmRequest){ .method = "GET", .path = path }, NULL, work_cb, work);
}

/* Nothing in particular, and what is open for the patient; a call that was made for something, or
 * in which a complaint was taken, is that matter's already. */
static void
show_purposes (HcrmCallWrapUp *self)
{
  gint64 patient = json_object_get_int_member_with_default (self->call, "patient_id", 0);
  gint64 matter = json_object_get_int_member_with_default (self->call, "activity_id", 0);

  gtk_widget_set_visible (GTK_WIDGET (self->purpose), matter == 0);
  if (matter != 0)
    gtk_drop_down_set_selected (self->purpose, 0);
  if (patient == self->asked_for && self->activities->len > 0)
    return;
  clear_purposes (self);
  add_purpose (self, 0, _ ("Nothing in particular"));
  gtk_drop_down_set_selected (self->purpose, 0);
  self->asked_for = patient;
  if (patient == 0)
    return;
  ask_work (self, "/followup-tasks?state=open", HCRM_PERM_FOLLOWUP_READ, add_task);
  ask_work (self, "/complaints?sort=-created_at", HCRM_PERM_COMPLAINT_READ, add_complaint);
}

/* --- showing ---------------------------------------------------------------------------------- */

static void
read_draft (HcrmCallWrapUp *self)
{
  HcrmJournal *journal = hcrm_session_get_journal (self->session);
  g_autofree char *ref = dup_ref (self);
  g_autoptr (JsonNode) draft =
      journal != NULL ? hcrm_journal_load_draft (journal, DRAFT_KIND, ref) : NULL;
  JsonObject *kept =
      draft != NULL && JSON_NODE_HOLDS_OBJECT (draft) ? json_node_get_object (draft) : self->call;

  gtk_editable_set_text (GTK_EDITABLE (self->note), hcrm_text_member (kept, "note"));
  self->chosen = hcrm_disposition_find (hcrm_text_member (kept, "disposition"));
}

/* What the telephone tells of the end is only proposed. */
static void
propose (HcrmCallWrapUp *self)
{
  if (self->chosen == NULL && !hcrm_call_is_live (self->call)) {
    const char *code = hcrm_call_suggest_disposition (hcrm_text_member (self->call, "state"),
                                                      hcrm_text_member (self->call, "hangup"));
    self->chosen = code != NULL ? hcrm_disposition_find (code) : NULL;
  }
}

void
hcrm_call_wrap_up_set (HcrmCallWrapUp *self, JsonObject *call)
{
  gboolean same = call != NULL && self->call != NULL
                  && hcrm_call_get_id (call) == hcrm_call_get_id (self->call);

  self->reading = TRUE;
  if (call != NULL)
    json_object_ref (call);
  g_clear_pointer (&self->call, json_object_unref);
  self->call = call;
  if (!same)
    clear_purposes (self);
  if (call != NULL && !same)
    read_draft (self);
  if (call != NULL) {
    propose (self);
    show_purposes (self);
    show_chosen (self);
    show_state (self);
  }
  self->reading = FALSE;
}

gboolean
hcrm_call_wrap_up_focus (HcrmCallWrapUp *self)
{
  return gtk_widget_get_mapped (GTK_WIDGET (self))
         && gtk_widget_grab_focus (GTK_WIDGET (self->buttons->pdata[0]));
}

/* --- saving ----------------------------------------------------------------------------------- */

static void
forget_draft (HcrmCallWrapUp *self, gint64 id)
{
  HcrmJournal *journal = hcrm_session_get_journal (self->session);
  g_autofree char *ref = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  if (journal != NULL)
    hcrm_journal_clear_draft (journal, DRAFT_KIND, ref);
}

static void
saved_cb (gpointer part, JsonObject *call, const GError *error)
{
  HcrmCallWrapUp *self = part;

  if (call != NULL)
    forget_draft (self, hcrm_call_get_id (call));
  if (error == NULL)
    return;
  gtk_widget_set_sensitive (self->save, TRUE);
  hcrm_text_show (self->problem, error->message);
}

void
hcrm_call_wrap_up_submit (HcrmCallWrapUp *self)
{
  if (self->call == NULL || !gtk_widget_get_sensitive (self->save))
    return;
  gtk_widget_set_sensitive (self->save, FALSE);
  hcrm_phone_step (get_phone (self), self->call, "wrap-up", make_body (self), self, saved_cb);
}

/* --- life ------------------------------------------------------------------------------------- */

/* Digits choose, but where words are typed; what is typed next is the note. */
static gboolean
digit_cb (HcrmCallWrapUp *self, guint key, guint code, GdkModifierType state)
{
  guint32 typed = gdk_keyval_to_unicode (key);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean plain = (state & GDK_CONTROL_MASK) == 0;

  if (typed < '1' || typed > '9' || (plain && GTK_IS_TEXT (focus)))
    return FALSE;
  if (!hcrm_call_wrap_up_choose_key (self, typed - '0'))
    return FALSE;
  gtk_entry_grab_focus_without_selecting (self->note);
  gtk_editable_set_position (GTK_EDITABLE (self->note), -1);
  return TRUE;
}

static GtkWidget *
new_disposition (HcrmCallWrapUp *self, const HcrmDisposition *disposition)
{
  g_autofree char *key = disposition->key > 0 ? g_strdup_printf ("%u", disposition->key) : NULL;
  GtkWidget *button = hcrm_key_button_new (gettext (disposition->label), key, NULL);

  gtk_widget_add_css_class (button, "disp");
  g_signal_connect (button, "clicked", G_CALLBACK (chosen_cb), self);
  g_ptr_array_add (self->buttons, button);
  return button;
}

static GtkWidget *
new_dispositions (HcrmCallWrapUp *self)
{
  GtkWidget *box = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);
  GtkEventController *digits = gtk_event_controller_key_new ();

  for (guint i = 0; i < hcrm_n_dispositions; i++)
    hcrm_wrap_box_append (HCRM_WRAP_BOX (box), new_disposition (self, &hcrm_dispositions[i]));
  g_signal_connect_swapped (digits, "key-pressed", G_CALLBACK (digit_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), digits);
  return box;
}

static GtkWidget *
new_save (HcrmCallWrapUp *self)
{
  self->save = hcrm_key_button_new (_ ("Save"), "Ctrl Enter", NULL);
  gtk_widget_add_css_class (self->save, "suggested-action");
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (hcrm_call_wrap_up_submit), self);
  return self->save;
}

static GtkWidget *
new_note (HcrmCallWrapUp *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->note = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->note, _ ("Note"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->note), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Note"), -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->note), TRUE);
  g_signal_connect_swapped (self->note, "changed", G_CALLBACK (keep), self);
  g_signal_connect_swapped (self->note, "activate", G_CALLBACK (hcrm_call_wrap_up_submit), self);
  self->purposes = gtk_string_list_new (NULL);
  self->purpose = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (self->purposes), NULL));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->purpose), _ ("What the call was for"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->purpose), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the call was for"), -1);
  g_signal_connect_swapped (self->purpose, "notify::selected", G_CALLBACK (keep), self);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->note));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->purpose));
  gtk_box_append (GTK_BOX (line), new_save (self));
  return line;
}

GtkWidget *
hcrm_call_wrap_up_new (HcrmSession *session)
{
  HcrmCallWrapUp *self = g_object_new (HCRM_TYPE_CALL_WRAP_UP, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

static void
hcrm_call_wrap_up_dispose (GObject *object)
{
  HcrmCallWrapUp *self = HCRM_CALL_WRAP_UP (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->call, json_object_unref);
  G_OBJECT_CLASS (hcrm_call_wrap_up_parent_class)->dispose (object);
}

static void
hcrm_call_wrap_up_finalize (GObject *object)
{
  HcrmCallWrapUp *self = HCRM_CALL_WRAP_UP (object);

  g_ptr_array_unref (self->buttons);
  g_array_unref (self->activities);
  G_OBJECT_CLASS (hcrm_call_wrap_up_parent_class)->finalize (object);
}

static void
hcrm_call_wrap_up_class_init (HcrmCallWrapUpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_call_wrap_up_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_call_wrap_up_finalize;
}

static GtkWidget *
new_title (void)
{
  GtkWidget *title = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = hcrm_wrapped_label_new (_ ("Call result"), "section");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (title), words);
  gtk_box_append (GTK_BOX (title), hcrm_key_cap_new ("F12"));
  return title;
}

static void
hcrm_call_wrap_up_init (HcrmCallWrapUp *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->buttons = g_ptr_array_new ();
  self->activities = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->reading = TRUE;
  gtk_box_append (GTK_BOX (box), new_title ());
  gtk_box_append (GTK_BOX (box), new_dispositions (self));
  gtk_box_append (GTK_BOX (box), new_note (self));
  self->problem = GTK_LABEL (hcrm_wrapped_label_new ("", "caption"));
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem));
  adw_bin_set_child (ADW_BIN (self), box);
  self->reading = FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notes of a recording: listed, written at a second, and kept. */

#include "hcrm-recording-notes.h"

#include <glib/gi18n.h>

#include "hcrm-ask.h"
#include "hcrm-clear.h"
#include "hcrm-pill.h"
#include "hcrm-text.h"

struct _HcrmRecordingNotes {
  GtkBox parent_instance;

  GtkWidget *hint; /* the key that begins one */
  GtkListBox *rows;
  GtkWidget *empty;
  GtkWidget *form;
  GtkLabel *when;
  GtkEditable *entry;
  GtkWidget *kinds;

  HcrmApi *api;
  GCancellable *cancel;
  gint64 recording;
  gint64 at;
  gint64 edited;    /* the note that is being changed; 0 for a new one */
  gint64 removed;   /* the one that is asked about */
  JsonArray *notes; /* (nullable) */
  gboolean editable;
  gboolean sending;
};

enum { SEEK, CHANGED, FAILED, CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmRecordingNotes, hcrm_recording_notes, GTK_TYPE_BOX)

/* clang-format off */
static const struct {
  const char *value, *label, *style;
} kinds[] = {
  { "note",   N_("Note"),           "info" },
  { "praise", N_("Well done"),      "ok" },
  { "fault",  N_("To be improved"), "warn" },
};
/* clang-format on */

static guint
find_kind (const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].value, value) == 0)
      return i;
  return 0;
}

static guint
get_kind (JsonObject *note)
{
  return find_kind (json_object_get_string_member_with_default (note, "kind", "note"));
}

static guint
get_n (HcrmRecordingNotes *self)
{
  return self->notes != NULL ? json_array_get_length (self->notes) : 0;
}

/* --- rows ------------------------------------------------------------------------------------- */

static GtkWidget *
make_number (guint number, const char *style)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "note-n");
  gtk_widget_add_css_class (label, style);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_margin_top (label, 1);
  return label;
}

static GtkWidget *
make_moment (gint64 ms)
{
  g_autofree char *text = hcrm_talk_dup_time (ms, FALSE);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_width_chars (GTK_LABEL (label), 7);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_margin_top (label, 1);
  gtk_widget_add_css_class (label, "moment");
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static void edit_cb (GtkWidget *within, HcrmRecordingNotes *self);
static void remove_cb (GtkWidget *within, HcrmRecordingNotes *self);

static gboolean
may_change (HcrmRecordingNotes *self, JsonObject *note)
{
  return self->editable && json_object_get_boolean_member_with_default (note, "own", FALSE);
}

static void
add_button (HcrmRecordingNotes *self,
            GtkWidget *line,
            const char *icon,
            const char *name,
            void (*clicked) (GtkWidget *within, HcrmRecordingNotes *self))
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked), self);
  gtk_box_append (GTK_BOX (line), button);
}

/* What a screen reader says of a row: when, what, of which kind, by whom. */
static void
name_row (GtkWidget *row, JsonObject *note, const char *who)
{
  g_autofree char *time =
      hcrm_talk_dup_spoken (json_object_get_int_member_with_default (note, "at_ms", 0));
  g_autofree char *name = hcrm_text_join (time, hcrm_text_member (note, "text"), who, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
make_row (HcrmRecordingNotes *self, JsonObject *note, guint number)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *text = hcrm_wrapped_label_new (hcrm_text_member (note, "text"), NULL);
  g_autofree char *who = hcrm_text_join (gettext (kinds[get_kind (note)].label),
                                         hcrm_text_member (note, "created_by"), NULL);

  gtk_widget_set_margin_start (line, 12);
  gtk_widget_set_margin_end (line, 12);
  gtk_widget_set_margin_top (line, 6);
  gtk_widget_set_margin_bottom (line, 6);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_tooltip_text (line, who);
  gtk_box_append (GTK_BOX (line), make_number (number, kinds[get_kind (note)].style));
  gtk_box_append (GTK_BOX (line), make_moment (json_object_get_int_member (note, "at_ms")));
  gtk_box_append (GTK_BOX (line), text);
  if (may_change (self, note)) {
    add_button (self, line, "document-edit-symbolic", _ ("Change this note (F2)"), edit_cb);
    add_button (self, line, "user-trash-symbolic", _ ("Remove this note (Delete)"), remove_cb);
  }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  name_row (row, note, who);
  return row;
}

static void
show_notes (HcrmRecordingNotes *self)
{
  hcrm_clear_list (self->rows);
  for (guint i = 0; i < get_n (self); i++)
    gtk_list_box_append (self->rows,
                         make_row (self, json_array_get_object_element (self->notes, i), i + 1));
  gtk_widget_set_visible (GTK_WIDGET (self->rows), get_n (self) > 0);
  gtk_widget_set_visible (self->empty, get_n (self) == 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, HcrmRecordingNotes *self)
{
  JsonObject *note = json_array_get_object_element (self->notes, gtk_list_box_row_get_index (row));

  g_signal_emit (self, signals[SEEK], 0, json_object_get_int_member (note, "at_ms"));
}

void
hcrm_recording_notes_show (HcrmRecordingNotes *self, guint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rows, index);

  if (row != NULL)
    gtk_list_box_select_row (self->rows, row);
}

/* --- the server ------------------------------------------------------------------------------- */

static gint64
get_at (JsonArray *notes, guint i)
{
  return json_object_get_int_member (json_array_get_object_element (notes, i), "at_ms");
}

static int
compare_notes (gconstpointer a, gconstpointer b, gpointer notes)
{
  gint64 difference = get_at (notes, *(const guint *) a) - get_at (notes, *(const guint *) b);

  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

/* In the order in which they are heard, whatever the server's is. */
static JsonArray *
sort_notes (JsonArray *notes)
{
  guint n = json_array_get_length (notes);
  g_autofree guint *order = g_new (guint, n + 1);
  JsonArray *sorted = json_array_new ();

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, n, sizeof *order, compare_notes, notes);
  for (guint i = 0; i < n; i++)
    json_array_add_object_element (sorted, json_object_ref (
                                               json_array_get_object_element (notes, order[i])));
  return sorted;
}

static void
take_notes (HcrmRecordingNotes *self, JsonObject *reply)
{
  if (!json_object_has_member (reply, "items"))
    return;
  g_clear_pointer (&self->notes, json_array_unref);
  self->notes = sort_notes (json_object_get_array_member (reply, "items"));
  show_notes (self);
}

static void
tell_failure (HcrmRecordingNotes *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[FAILED], 0, error->message);
}

static void
notes_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRecordingNotes) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);

  if (error != NULL)
    tell_failure (self, error);
  else if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    take_notes (self, json_node_get_object (reply));
}

static char *
make_path (HcrmRecordingNotes *self)
{
  return g_strdup_printf ("/recordings/%" G_GINT64_FORMAT "/notes", self->recording);
}

void
hcrm_recording_notes_refresh (HcrmRecordingNotes *self)
{
  g_autofree char *path = make_path (self);

  if (self->recording != 0)
    hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path }, self->cancel,
                         notes_cb, g_object_ref (self));
}

void
hcrm_recording_notes_open (HcrmRecordingNotes *self, HcrmApi *api, gint64 recording_id)
{
  g_return_if_fail (HCRM_IS_RECORDING_NOTES (self));
  g_cancellable_cancel (self->cancel);
  g_object_unref (self->cancel);
  self->cancel = g_cancellable_new ();
  g_set_object (&self->api, api);
  self->recording = recording_id;
  self->sending = FALSE;
  g_clear_pointer (&self->notes, json_array_unref);
  hcrm_recording_notes_cancel (self);
  show_notes (self);
  hcrm_recording_notes_refresh (self);
}

/* --- writing one ------------------------------------------------------------------------------ */

static void
choose_kind (HcrmRecordingNotes *self, guint kind)
{
  GtkWidget *button = gtk_widget_get_first_child (self->kinds);

  for (guint i = 0; i < kind; i++)
    button = gtk_widget_get_next_sibling (button);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

static const char *
get_chosen (HcrmRecordingNotes *self)
{
  GtkWidget *button = gtk_widget_get_first_child (self->kinds);

  for (guint i = 0; button != NULL; i++, button = gtk_widget_get_next_sibling (button))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
      return kinds[i].value;
  return kinds[0].value;
}

void
hcrm_recording_notes_add (HcrmRecordingNotes *self, gint64 at_ms)
{
  g_autofree char *time = hcrm_talk_dup_time (at_ms, FALSE);

  g_return_if_fail (HCRM_IS_RECORDING_NOTES (self));
  if (!self->editable || self->recording == 0)
    return;
  self->at = at_ms;
  self->edited = 0;
  gtk_label_set_text (self->when, time);
  gtk_widget_set_visible (self->form, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

gboolean
hcrm_recording_notes_is_typing (HcrmRecordingNotes *self)
{
  return gtk_widget_get_visible (self->form);
}

void
hcrm_recording_notes_cancel (HcrmRecordingNotes *self)
{
  gboolean open = hcrm_recording_notes_is_typing (self);

  self->edited = 0;
  gtk_editable_set_text (self->entry, "");
  choose_kind (self, 0);
  gtk_widget_set_visible (self->form, FALSE);
  if (open)
    g_signal_emit (self, signals[CLOSED], 0);
}

static void
kept_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRecordingNotes) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->sending = FALSE;
  if (error != NULL) {
    tell_failure (self, error);
    if (g_error_matches (error, HCRM_ERROR, HCRM_ERROR_STALE))
      hcrm_recording_notes_refresh (self);
    return;
  }
  hcrm_recording_notes_cancel (self);
  hcrm_recording_notes_refresh (self);
}

/* Returns: (nullable): one of them by its number. */
static JsonObject *
find_note (HcrmRecordingNotes *self, gint64 id)
{
  for (guint i = 0; i < get_n (self); i++) {
    JsonObject *note = json_array_get_object_element (self->notes, i);
    if (json_object_get_int_member_with_default (note, "id", 0) == id)
      return note;
  }
  return NULL;
}

/* @action: what follows the note's own path, of one that is there already
 * @body: (nullable) */
static void
send (HcrmRecordingNotes *self, const char *method, gint64 id, const char *action, JsonNode *body)
{
  JsonObject *note = find_note (self, id);
  g_autofree char *all = make_path (self);
  g_autofree char *one = g_strdup_printf ("%s/%" G_GINT64_FORMAT "%s", all, id, action);

  self->sending = TRUE;
  hcrm_api_send_async (self->api,
                       &(HcrmRequest){ .method = method,
                                       .path = id != 0 ? one : all,
                                       .body = body,
                                       .version = note != NULL
                                                      ? json_object_get_int_member (note, "version")
                                                      : 0 },
                       self->cancel, kept_cb, g_object_ref (self));
}

static void
keep_cb (HcrmRecordingNotes *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  JsonObject *note = json_object_new ();

  json_object_set_int_member (note, "at_ms", self->at);
  json_object_set_string_member (note, "text", text);
  json_object_set_string_member (note, "kind", get_chosen (self));
  json_node_take_object (body, note);
  if (*text == '\0' || self->sending)
    return;
  send (self, self->edited != 0 ? "PATCH" : "POST", self->edited, "", body);
}

/* --- changing one's own ----------------------------------------------------------------------- */

/* Returns: (nullable): the note whose row that is or holds it, if it may be changed. */
static JsonObject *
find_own (HcrmRecordingNotes *self, GtkWidget *within)
{
  GtkWidget *row = within != NULL ? gtk_widget_get_ancestor (within, GTK_TYPE_LIST_BOX_ROW) : NULL;
  int at = row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : -1;
  JsonObject *note =
      at >= 0 && at < (int) get_n (self) ? json_array_get_object_element (self->notes, at) : NULL;

  return note != NULL && may_change (self, note) ? note : NULL;
}

/* In the form in which it was written, at its second. */
static void
edit_cb (GtkWidget *within, HcrmRecordingNotes *self)
{
  JsonObject *note = find_own (self, within);

  if (note == NULL)
    return;
  hcrm_recording_notes_add (self, json_object_get_int_member (note, "at_ms"));
  self->edited = json_object_get_int_member (note, "id");
  gtk_editable_set_text (self->entry, hcrm_text_member (note, "text"));
  gtk_editable_set_position (self->entry, -1);
  choose_kind (self, get_kind (note));
}

static void
removed_cb (gpointer data, gboolean yes, const char *reason)
{
  HcrmRecordingNotes *self = data;

  if (yes && find_note (self, self->removed) != NULL && !self->sending)
    send (self, "POST", self->removed, "/actions/remove", NULL);
}

static void
remove_cb (GtkWidget *within, HcrmRecordingNotes *self)
{
  JsonObject *note = find_own (self, within);

  if (note == NULL)
    return;
  self->removed = json_object_get_int_member (note, "id");
  hcrm_ask (GTK_WIDGET (self), _ ("Remove This Note"), hcrm_text_member (note, "text"),
                                  _ ("Remove"), FALSE, removed_cb, self);
}

static gboolean
row_key_cb (HcrmRecordingNotes *self, guint key, guint code, GdkModifierType state)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->rows));
  GtkWidget *child = focus != NULL ? gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (focus)) : NULL;

  if (find_own (self, child) == NULL || (key != GDK_KEY_F2 && key != GDK_KEY_Delete))
    return FALSE;
  if (key == GDK_KEY_F2)
    edit_cb (child, self);
  else
    remove_cb (child, self);
  return TRUE;
}

/* Esc leaves the note; Ctrl with 1 to 3 says what kind it is. */
static gboolean
key_cb (HcrmRecordingNotes *self, guint key, guint code, GdkModifierType state)
{
  if (key == GDK_KEY_Escape)
    hcrm_recording_notes_cancel (self);
  else if ((state & GDK_CONTROL_MASK) && key >= GDK_KEY_1 && key < GDK_KEY_1 + G_N_ELEMENTS (kinds))
    choose_kind (self, key - GDK_KEY_1);
  else
    return FALSE;
  return TRUE;
}

GArray *
hcrm_recording_notes_dup_flags (HcrmRecordingNotes *self)
{
  GArray *flags = g_array_new (FALSE, FALSE, sizeof (HcrmWaveformFlag));

  for (guint i = 0; i < get_n (self); i++) {
    JsonObject *note = json_array_get_object_element (self->notes, i);
    HcrmWaveformFlag flag = { json_object_get_int_member (note, "at_ms"), i + 1,
                              kinds[get_kind (note)].style, hcrm_text_member (note, "text") };
    g_array_append_val (flags, flag);
  }
  return flags;
}

void
hcrm_recording_notes_set_editable (HcrmRecordingNotes *self, gboolean editable)
{
  self->editable = editable;
  gtk_widget_set_visible (self->hint, editable);
  show_notes (self);
}

/* --- the card --------------------------------------------------------------------------------- */

static void
add_kinds (HcrmRecordingNotes *self, GtkWidget *line)
{
  GtkWidget *first = NULL;

  self->kinds = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->kinds, "linked");
  gtk_widget_add_css_class (self->kinds, "score");
  gtk_widget_set_halign (self->kinds, GTK_ALIGN_START);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (gettext (kinds[i].label));
    g_autofree char *keys = g_strdup_printf ("Ctrl %u", i + 1);
    gtk_widget_set_tooltip_text (button, keys);
    if (first != NULL)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
    first = first != NULL ? first : button;
    gtk_box_append (GTK_BOX (self->kinds), button);
  }
  gtk_box_append (GTK_BOX (line), self->kinds);
}

static void
add_form (HcrmRecordingNotes *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->form, "note-form");
  self->when = GTK_LABEL (make_moment (0));
  gtk_widget_set_valign (GTK_WIDGET (self->when), GTK_ALIGN_CENTER);
  self->entry = GTK_EDITABLE (gtk_entry_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Enter keeps it, Esc leaves it"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Note"), -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (keep_cb), self);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->when));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (self->form), line);
  add_kinds (self, self->form);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->form, keys);
  gtk_widget_set_visible (self->form, FALSE);
  gtk_box_append (GTK_BOX (self), self->form);
}

static void
add_hint (HcrmRecordingNotes *self, GtkWidget *head)
{
  GtkWidget *words = gtk_label_new (_ ("note this second"));

  self->hint = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (words, "caption");
  gtk_widget_add_css_class (words, "dim-label");
  gtk_box_append (GTK_BOX (self->hint), hcrm_key_cap_new ("N"));
  gtk_box_append (GTK_BOX (self->hint), words);
  gtk_box_append (GTK_BOX (head), self->hint);
}

static void
add_head (HcrmRecordingNotes *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (C_ ("recording", "Notes"));

  gtk_widget_add_css_class (head, "card-head");
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_box_append (GTK_BOX (head), title);
  add_hint (self, head);
  gtk_box_append (GTK_BOX (self), head);
}

static void
add_list (HcrmRecordingNotes *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->empty = hcrm_wrapped_label_new (_ ("Nothing has been noted yet."), "dim-label");
  gtk_widget_add_css_class (self->empty, "card-empty");
  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "rows");
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_SINGLE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Notes"), -1);
  g_signal_connect (self->rows, "row-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (row_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->rows), keys);
  gtk_box_append (GTK_BOX (self), self->empty);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->rows));
}

static void
hcrm_recording_notes_dispose (GObject *object)
{
  HcrmRecordingNotes *self = HCRM_RECORDING_NOTES (object);

  g_cancellable_cancel (self->cancel);
  g_clear_object (&self->api);
  G_OBJECT_CLASS (hcrm_recording_notes_parent_class)->dispose (object);
}

static void
hcrm_recording_notes_finalize (GObject *object)
{
  HcrmRecordingNotes *self = HCRM_RECORDING_NOTES (object);

  g_object_unref (self->cancel);
  g_clear_pointer (&self->notes, json_array_unref);
  G_OBJECT_CLASS (hcrm_recording_notes_parent_class)->finalize (object);
}

static void
hcrm_recording_notes_class_init (HcrmRecordingNotesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_recording_notes_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_recording_notes_finalize;
  signals[SEEK] = g_signal_new ("seek", HCRM_TYPE_RECORDING_NOTES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_RECORDING_NOTES, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", HCRM_TYPE_RECORDING_NOTES, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", HCRM_TYPE_RECORDING_NOTES, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hcrm_recording_notes_init (HcrmRecordingNotes *self)
{
  self->cancel = g_cancellable_new ();
  self->editable = TRUE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  add_head (self);
  add_form (self);
  add_list (self);
}

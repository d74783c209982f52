/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Work that the server did not accept: what, when, why; to be mended, sent again or discarded. */

#include "hcrm-refused-page.h"

#include "model/hcrm-followup.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-text.h"

struct _HcrmRefusedPage {
  HcrmPage parent_instance;

  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *title;
  GtkLabel *reason;
  AdwBin *form_place;
  GtkLabel *rest;
  HcrmForm *form; /* (nullable): where the fields of the work are known */
  char *id;       /* of the work that is shown */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (HcrmRefusedPage, hcrm_refused_page, HCRM_TYPE_PAGE)

/* What can be mended here: the fields of each kind of work, and where its record opens. */
static const struct {
  const char *record; /* the part before the number */
  const char *action; /* the end of the path */
  const HcrmFieldSet *set;
  const char *page;
} kinds[] = {
  { "followup_task", "/complete", &hcrm_followup_complete, "call" },
  { "patient", "", NULL, "patient" },
};

static HcrmJournal *
get_journal (HcrmRefusedPage *self)
{
  return hcrm_session_get_journal (hcrm_page_get_session (HCRM_PAGE (self)));
}

static const HcrmJournalWork *
get_work (HcrmRefusedPage *self)
{
  HcrmJournal *journal = get_journal (self);
  guint n = journal != NULL ? hcrm_journal_get_n_refused (journal) : 0;

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (hcrm_journal_get_refused (journal, i)->id, self->id) == 0)
      return hcrm_journal_get_refused (journal, i);
  return NULL;
}

static int
find_kind (const HcrmJournalWork *work)
{
  g_auto (GStrv) parts = g_strsplit (work->record != NULL ? work->record : "", ":", 2);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (parts[0], kinds[i].record) == 0
        && g_str_has_suffix (work->path, kinds[i].action))
      return i;
  return -1;
}

/* --- one piece of work ------------------------------------------------------------------------ */

static char *
make_reason (const HcrmJournalWork *work)
{
  g_autofree char *time = hcrm_text_time (work->refused_at);
  g_autoptr (GString) text = g_string_new (time);
  JsonArray *fields = work->fields != NULL && JSON_NODE_HOLDS_ARRAY (work->fields)
                          ? json_node_get_array (work->fields)
                          : NULL;

  g_string_append_printf (text, "  %s", work->reason != NULL ? work->reason : "");
  for (guint i = 0; fields != NULL && i < json_array_get_length (fields); i++)
    g_string_append_printf (text, "\n%s",
                            json_object_get_string_member_with_default (
                                json_array_get_object_element (fields, i), "detail", ""));
  return g_strdup (text->str);
}

static char *
make_text (const HcrmJournalWork *work)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  if (work->body == NULL)
    return g_strdup ("");
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, work->body);
  return json_generator_to_data (generator, NULL);
}

/* Only what was entered: scalar members that the field table knows. */
static GPtrArray *
list_fields (const HcrmFieldSet *set, JsonObject *body)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < set->n_fields; i++) {
    JsonNode *node = json_object_get_member (body, set->fields[i].name);
    if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && set->fields[i].kind != HCRM_KIND_JSON)
      g_ptr_array_add (names, (gpointer) set->fields[i].name);
  }
  g_ptr_array_add (names, NULL);
  return names;
}

static void
show_form (HcrmRefusedPage *self, const HcrmJournalWork *work, const HcrmFieldSet *set)
{
  JsonObject *body = json_node_get_object (work->body);
  g_autoptr (GPtrArray) names = list_fields (set, body);
  g_autoptr (HcrmRecord) record = hcrm_record_new (set);
  JsonNode *answers = json_object_get_member (body, "response");

  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, set, (const char *const *) names->pdata);
  hcrm_record_read_json (record, body, TRUE, NULL);
  hcrm_form_set_record (self->form, record);
  adw_bin_set_child (self->form_place, GTK_WIDGET (self->form));
  gtk_label_set_text (self->rest,
                      answers != NULL ? _ ("The answers to the questionnaire are kept with it.")
                                      : "");
}

static void
show_errors (HcrmRefusedPage *self, const HcrmJournalWork *work)
{
  JsonArray *fields = work->fields != NULL ? json_node_get_array (work->fields) : NULL;

  for (guint i = 0; self->form != NULL && fields != NULL && i < json_array_get_length (fields);
       i++) {
    JsonObject *field = json_array_get_object_element (fields, i);
    hcrm_form_show_error (self->form,
                          json_object_get_string_member_with_default (field, "name", ""),
                          json_object_get_string_member_with_default (field, "detail", ""));
  }
}

static void
show_work (HcrmRefusedPage *self)
{
  const HcrmJournalWork *work = get_work (self);
  int kind = work != NULL ? find_kind (work) : -1;
  GtkWidget *widget = GTK_WIDGET (self);

  adw_bin_set_child (self->form_place, NULL);
  self->form = NULL;
  gtk_widget_action_set_enabled (widget, "refused.retry", work != NULL);
  gtk_widget_action_set_enabled (widget, "refused.discard", work != NULL);
  gtk_widget_action_set_enabled (widget, "refused.copy", work != NULL);
  gtk_widget_action_set_enabled (widget, "refused.open", kind >= 0);
  if (work == NULL)
    return;
  g_autofree char *reason = make_reason (work), *text = make_text (work);
  gtk_label_set_text (self->title, work->title);
  gtk_label_set_text (self->reason, reason);
  if (kind >= 0 && kinds[kind].set != NULL && work->body != NULL
      && JSON_NODE_HOLDS_OBJECT (work->body))
    show_form (self, work, kinds[kind].set);
  else
    gtk_label_set_text (self->rest, text);
  show_errors (self, work);
}

/* --- the list --------------------------------------------------------------------------------- */

static GtkWidget *
new_line (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
append_row (HcrmRefusedPage *self, const HcrmJournalWork *work)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *time = hcrm_text_time (work->refused_at);
  g_autofree char *line = hcrm_text_join (time, work->reason, NULL);

  gtk_box_append (GTK_BOX (box), new_line (work->title, "strong"));
  gtk_box_append (GTK_BOX (box), new_line (line, "dim-label"));
  gtk_widget_add_css_class (box, "notice");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (work->id), g_free);
  gtk_list_box_append (self->list, row);
  if (g_strcmp0 (work->id, self->id) == 0)
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

static void
selected_cb (HcrmRefusedPage *self, GtkListBoxRow *row)
{
  if (self->filling || row == NULL)
    return;
  g_free (self->id);
  self->id = g_strdup (g_object_get_data (G_OBJECT (row), "id"));
  show_work (self);
}

static void
hcrm_refused_page_refresh (HcrmPage *page)
{
  HcrmRefusedPage *self = HCRM_REFUSED_PAGE (page);
  HcrmJournal *journal = get_journal (self);
  guint n = journal != NULL ? hcrm_journal_get_n_refused (journal) : 0;

  self->filling = TRUE;
  hcrm_clear_list (self->list);
  for (guint i = 0; i < n; i++)
    append_row (self, hcrm_journal_get_refused (journal, i));
  self->filling = FALSE;
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "some" : "none");
  if (n > 0 && get_work (self) == NULL)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  else
    show_work (self);
}

/* --- what can be done ------------------------------------------------------------------------- */

static void
open_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  const HcrmJournalWork *work = get_work (HCRM_REFUSED_PAGE (widget));
  int kind = work != NULL ? find_kind (work) : -1;
  const char *colon = kind >= 0 ? strchr (work->record, ':') : NULL;

  if (colon != NULL)
    hcrm_page_open (HCRM_PAGE (widget), kinds[kind].page, colon + 1);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  const HcrmJournalWork *work = get_work (HCRM_REFUSED_PAGE (widget));

  if (work == NULL)
    return;
  g_autofree char *text = make_text (work);
  g_autofree char *whole = g_strjoin ("\n", work->title, work->reason, text, NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), whole);
  hcrm_page_toast (HCRM_PAGE (widget), _ ("Copied"), NULL, NULL);
}

/* What was entered, with what was mended laid over it. */
static JsonNode *
make_body (HcrmRefusedPage *self, const HcrmJournalWork *work)
{
  JsonNode *body = work->body != NULL ? json_node_copy (work->body) : NULL;

  if (self->form == NULL || body == NULL)
    return body;
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (self->form);
  g_autoptr (JsonObject) object = hcrm_record_to_json (changes);
  g_autoptr (GList) names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (json_node_get_object (body), l->data,
                            json_node_copy (json_object_get_member (object, l->data)));
  return body;
}

static void
send_again (HcrmRefusedPage *self, gint64 version)
{
  const HcrmJournalWork *work = get_work (self);
  g_autoptr (GError) error = NULL;

  if (work == NULL)
    return;
  g_autoptr (JsonNode) body = make_body (self, work);
  if (!hcrm_journal_retry (get_journal (self), work->id, body, version, &error)) {
    hcrm_page_show_error (HCRM_PAGE (self), error);
    return;
  }
  hcrm_journal_replay (get_journal (self), hcrm_page_get_api (HCRM_PAGE (self)));
}

static void
version_cb (gpointer self, JsonNode *reply)
{
  JsonObject *object =
      reply != NULL && JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;

  send_again (self,
              object != NULL ? json_object_get_int_member_with_default (object, "version", 0) : 0);
}

/* The record is read first: what was sent was about an older version of it. */
static void
retry_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmRefusedPage *self = HCRM_REFUSED_PAGE (widget);
  const HcrmJournalWork *work = get_work (self);

  if (work == NULL || (self->form != NULL && !hcrm_form_check (self->form)))
    return;
  const char *action = strstr (work->path, "/actions/");
  g_autofree char *path =
      action != NULL ? g_strndup (work->path, action - work->path) : g_strdup (work->path);
  if (work->version == 0)
    send_again (self, 0);
  else
    hcrm_page_send (HCRM_PAGE (self), &(HcrmRequest){ .method = "GET", .path = path }, version_cb,
                    NULL);
}

static void
discarded_cb (HcrmRefusedPage *self, const char *response)
{
  if (g_str_equal (response, "discard"))
    hcrm_journal_discard (get_journal (self), self->id);
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  const HcrmJournalWork *work = get_work (HCRM_REFUSED_PAGE (widget));

  if (work == NULL)
    return;
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                              _ ("Discard this work?"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("%s\nWhat you entered is then gone for good."), work->title);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep",
                                    _ ("Keep It"), "discard", _ ("Discard It"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (discarded_cb), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
hcrm_refused_page_submit (HcrmPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "refused.retry", NULL);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
journal_opened_cb (HcrmRefusedPage *self)
{
  HcrmJournal *journal = get_journal (self);

  if (journal != NULL)
    g_signal_connect_object (journal, "refused-changed", G_CALLBACK (hcrm_page_refresh), self,
                             G_CONNECT_SWAPPED);
  hcrm_page_refresh (HCRM_PAGE (self));
}

static void
hcrm_refused_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (hcrm_refused_page_parent_class)->constructed (object);
  g_signal_connect_object (hcrm_page_get_session (HCRM_PAGE (object)), "journal-opened",
                           G_CALLBACK (journal_opened_cb), object, G_CONNECT_SWAPPED);
  journal_opened_cb (HCRM_REFUSED_PAGE (object));
}

static void
hcrm_refused_page_finalize (GObject *object)
{
  g_free (HCRM_REFUSED_PAGE (object)->id);
  G_OBJECT_CLASS (hcrm_refused_page_parent_class)->finalize (object);
}

static void
hcrm_refused_page_class_init (HcrmRefusedPageClass *klass)
{
  static const HcrmKeyHint hints[] = { { "Ctrl Enter", N_ ("send again") }, { NULL } };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_refused_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_refused_page_finalize;
  HCRM_PAGE_CLASS (klass)->refresh = hcrm_refused_page_refresh;
  HCRM_PAGE_CLASS (klass)->submit = hcrm_refused_page_submit;
  HCRM_PAGE_CLASS (klass)->hints = hints;
  HCRM_PAGE_CLASS (klass)->help =
      N_ ("What you finished while the line was down is sent when it is back. If the server then "
          "refuses it, for instance because the step was cancelled meanwhile, it is kept here with "
          "the reason. Nothing goes away unless you discard it.");
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/refused/hcrm-refused-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmRefusedPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefusedPage, list);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefusedPage, title);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefusedPage, reason);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefusedPage, form_place);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefusedPage, rest);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_install_action (widget_class, "refused.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "refused.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "refused.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "refused.discard", NULL, discard_action);
}

static void
hcrm_refused_page_init (HcrmRefusedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

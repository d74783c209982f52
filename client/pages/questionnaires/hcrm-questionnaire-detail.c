/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One questionnaire of the library. */

#include "hcrm-questionnaire-detail.h"

#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "hcrm-questionnaire-about.h"
#include "hcrm-questionnaire-steps.h"
#include "hcrm-version-list.h"
#include "model/hcrm-questionnaire-model.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-questionnaire-form.h"
#include "widgets/hcrm-questionnaire-print.h"
#include "widgets/hcrm-text.h"

struct _HcrmQuestionnaireDetail {
  AdwBin parent_instance;

  HcrmPage *page;
  HcrmRecord *record;
  char *resource;
  HcrmResponse *response; /* to try the form out; never saved */
  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *other_title;
  GtkLabel *state;
  GtkLabel *about_line;
  GtkStack *tabs;
  HcrmQuestionnaireForm *form;
  GtkWidget *broken;
  AdwBin *about;
  HcrmVersionList *versions;
  AdwBin *used;
  AdwBin *answers;
  HcrmQuestionnaireSteps *steps;
};

enum { TAKEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmQuestionnaireDetail, hcrm_questionnaire_detail, ADW_TYPE_BIN)

/* --- words ------------------------------------------------------------------------------------ */

static const char *
get_purpose (const char *code)
{
  for (const HcrmChoice *choice = hcrm_questionnaire_purpose_choices; choice->value != NULL;
       choice++)
    if (g_strcmp0 (choice->value, code) == 0)
      return gettext (choice->label);
  return code;
}

char *
hcrm_questionnaire_purposes_dup (HcrmRecord *record)
{
  const char *text = hcrm_record_get (record, "purposes");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  GString *words = g_string_new (NULL);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return g_string_free (words, FALSE);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " · " : "",
                            get_purpose (
                                json_array_get_string_element (json_node_get_array (node), i)));
  return g_string_free (words, FALSE);
}

/* --- tabs ------------------------------------------------------------------------------------- */

static void
used_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnaireDetail *self = data;

  adw_bin_set_child (self->used, hcrm_questionnaire_used_new (self->page, reply));
}

static void
answers_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnaireDetail *self = data;

  adw_bin_set_child (self->answers, hcrm_questionnaire_answers_new (self->page, reply));
}

static void
get (HcrmQuestionnaireDetail *self, const char *path, HcrmReplyFunc done)
{
  hcrm_page_send_for (self->page, self, &(HcrmRequest){ .method = "GET", .path = path }, done,
                      NULL);
}

static void
load_used (HcrmQuestionnaireDetail *self)
{
  const char *id = hcrm_record_get (self->record, "id");
  g_autofree char *used = g_strconcat ("/questionnaires/", id, "/used", NULL);
  g_autofree char *answers = hcrm_api_query ("/responses", "questionnaire_id", id, "sort",
                                             "-authored_at", "limit", "20", NULL);

  adw_bin_set_child (self->used, NULL);
  adw_bin_set_child (self->answers, NULL);
  get (self, used, used_cb);
  if (hcrm_page_may (self->page, HCRM_PERM_RESPONSE_READ))
    get (self, answers, answers_cb);
}

static void
load_tab (HcrmQuestionnaireDetail *self)
{
  const char *tab = gtk_stack_get_visible_child_name (self->tabs);

  if (self->record == NULL || tab == NULL)
    return;
  if (g_str_equal (tab, "about"))
    adw_bin_set_child (self->about, hcrm_questionnaire_about_new (self->record, self->resource));
  else if (g_str_equal (tab, "versions"))
    hcrm_version_list_load (self->versions, hcrm_record_get (self->record, "id"));
  else if (g_str_equal (tab, "used"))
    load_used (self);
}

void
hcrm_questionnaire_detail_go (HcrmQuestionnaireDetail *self, const char *tab)
{
  gtk_stack_set_visible_child_name (self->tabs, tab);
}

/* --- what is shown ---------------------------------------------------------------------------- */

static void
show_head (HcrmQuestionnaireDetail *self)
{
  gboolean english = hcrm_language_is_english ();
  const char *other = hcrm_record_get (self->record, english ? "title" : "title_en");
  const char *title = hcrm_text_field (self->record, "title");
  g_autofree char *version =
      g_strdup_printf (_ ("Version %s"), hcrm_record_get (self->record, "version_tag"));
  g_autofree char *purposes = hcrm_questionnaire_purposes_dup (self->record);
  int n = (int) hcrm_record_get_int (self->record, "items");
  g_autofree char *items =
      g_strdup_printf (ngettext ("%d question", "%d questions", (gulong) n), n);
  g_autofree char *line = hcrm_text_join (version, items, purposes, NULL);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->other_title, other != NULL ? other : "");
  gtk_widget_set_visible (GTK_WIDGET (self->other_title),
                          other != NULL && g_strcmp0 (other, title) != 0);
  gtk_label_set_text (self->about_line, line);
  hcrm_pill_set_state (self->state, &hcrm_questionnaire_workflow,
                       hcrm_record_get (self->record, "state"));
}

static void
show_form (HcrmQuestionnaireDetail *self)
{
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (self->resource, -1, NULL);

  g_clear_object (&self->response);
  if (form != NULL)
    self->response = hcrm_response_new (form);
  hcrm_questionnaire_form_set_response (self->form, self->response, NULL, hcrm_language_get ());
  gtk_widget_set_visible (self->broken, form == NULL);
}

void
hcrm_questionnaire_detail_show (HcrmQuestionnaireDetail *self, JsonNode *reply)
{
  g_autoptr (HcrmRecord) record = hcrm_record_new (&hcrm_questionnaire_fields);

  g_clear_object (&self->record);
  g_clear_pointer (&self->resource, g_free);
  gtk_stack_set_visible_child_name (self->stack, reply != NULL ? "one" : "none");
  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (record, json_node_get_object (reply), TRUE, NULL))
    return;
  self->record = g_steal_pointer (&record);
  self->resource = g_strdup (
      json_object_get_string_member_with_default (json_node_get_object (reply), "resource", "{}"));
  show_head (self);
  show_form (self);
  hcrm_questionnaire_steps_show (self->steps, self->record, self->resource);
  load_tab (self);
}

HcrmRecord *
hcrm_questionnaire_detail_get_record (HcrmQuestionnaireDetail *self)
{
  return self->record;
}

const char *
hcrm_questionnaire_detail_get_resource (HcrmQuestionnaireDetail *self)
{
  return self->resource;
}

void
hcrm_questionnaire_detail_take_step (HcrmQuestionnaireDetail *self, const char *action)
{
  if (self->record != NULL)
    hcrm_questionnaire_steps_take (self->steps, action);
}

static void
taken_cb (HcrmQuestionnaireDetail *self, const char *action, gint64 id)
{
  g_signal_emit (self, signals[TAKEN], 0, action, id);
}

static void
open_version_cb (HcrmQuestionnaireDetail *self, gint64 id)
{
  g_signal_emit (self, signals[TAKEN], 0, "show", id);
}

static HcrmResponse *
print_cb (gpointer data, HcrmQuestionnairePrint *print)
{
  return HCRM_QUESTIONNAIRE_DETAIL (data)->response;
}

/* Empty again. */
static void
reset_cb (HcrmQuestionnaireDetail *self)
{
  if (self->resource != NULL)
    show_form (self);
}

/* --- the whole -------------------------------------------------------------------------------- */

static GtkWidget *
new_tab (HcrmQuestionnaireDetail *self, const char *name, const char *title)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_stack_add_titled (self->tabs, scroller, name, title);
  return box;
}

static GtkWidget *
new_reset (HcrmQuestionnaireDetail *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = hcrm_wrapped_label_new (_ ("Try it out: nothing is saved."), "dim-label");
  GtkWidget *button = gtk_button_new_with_label (_ ("Empty"));

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_add_css_class (button, "small");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (reset_cb), self);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), button);
  return line;
}

static void
fill_tabs (HcrmQuestionnaireDetail *self)
{
  GtkWidget *form = new_tab (self, "form", _ ("Form"));
  GtkWidget *about = new_tab (self, "about", _ ("About"));
  GtkWidget *versions = new_tab (self, "versions", _ ("Versions"));
  GtkWidget *used = new_tab (self, "used", _ ("Used by"));

  self->broken =
      hcrm_wrapped_label_new (_ ("It cannot be shown while there are faults; see About."),
                                 "danger-text");
  self->form = HCRM_QUESTIONNAIRE_FORM (hcrm_questionnaire_form_new ());
  self->about = ADW_BIN (adw_bin_new ());
  self->versions = HCRM_VERSION_LIST (hcrm_version_list_new (self->page));
  self->used = ADW_BIN (adw_bin_new ());
  self->answers = ADW_BIN (adw_bin_new ());
  gtk_box_append (GTK_BOX (form), new_reset (self));
  gtk_box_append (GTK_BOX (form), self->broken);
  gtk_box_append (GTK_BOX (form), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (about), GTK_WIDGET (self->about));
  gtk_box_append (GTK_BOX (versions), GTK_WIDGET (self->versions));
  gtk_box_append (GTK_BOX (used), GTK_WIDGET (self->used));
  gtk_box_append (GTK_BOX (used), GTK_WIDGET (self->answers));
  g_signal_connect_swapped (self->versions, "open", G_CALLBACK (open_version_cb), self);
  g_signal_connect_swapped (self->tabs, "notify::visible-child", G_CALLBACK (load_tab), self);
}

static GtkLabel *
new_head_label (const char *style)
{
  return GTK_LABEL (hcrm_wrapped_label_new (NULL, style));
}

static GtkWidget *
new_head (HcrmQuestionnaireDetail *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->title = new_head_label ("name");
  self->other_title = new_head_label ("dim-label");
  self->about_line = new_head_label ("caption");
  self->state = GTK_LABEL (hcrm_pill_new ("", NULL));
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->state));
  gtk_box_append (GTK_BOX (line), hcrm_questionnaire_print_button_new (print_cb, self));
  gtk_box_append (GTK_BOX (head), line);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->other_title));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->about_line));
  gtk_widget_set_margin_start (head, 18);
  gtk_widget_set_margin_end (head, 18);
  gtk_widget_set_margin_top (head, 12);
  gtk_widget_set_margin_bottom (head, 6);
  return head;
}

static GtkWidget *
new_one (HcrmQuestionnaireDetail *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *switcher = gtk_stack_switcher_new ();
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->tabs = GTK_STACK (gtk_stack_new ());
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->tabs);
  gtk_widget_add_css_class (switcher, "views");
  gtk_widget_set_halign (switcher, GTK_ALIGN_START);
  gtk_widget_set_margin_start (switcher, 18);
  gtk_widget_set_margin_bottom (switcher, 6);
  self->steps = HCRM_QUESTIONNAIRE_STEPS (hcrm_questionnaire_steps_new (self->page, NULL));
  g_signal_connect_swapped (self->steps, "taken", G_CALLBACK (taken_cb), self);
  gtk_box_append (GTK_BOX (foot), GTK_WIDGET (self->steps));
  gtk_widget_add_css_class (foot, "foot");
  fill_tabs (self);
  gtk_box_append (GTK_BOX (box), new_head (self));
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->tabs));
  gtk_box_append (GTK_BOX (box), foot);
  g_object_bind_property (self->steps, "visible", foot, "visible", G_BINDING_SYNC_CREATE);
  return box;
}

GtkWidget *
hcrm_questionnaire_detail_new (HcrmPage *page)
{
  HcrmQuestionnaireDetail *self = g_object_new (HCRM_TYPE_QUESTIONNAIRE_DETAIL, NULL);
  GtkWidget *none = hcrm_wrapped_label_new (_ ("Choose one from the list."), "dim-label");

  self->page = page;
  gtk_label_set_xalign (GTK_LABEL (none), 0.5);
  gtk_stack_add_named (self->stack, none, "none");
  gtk_stack_add_named (self->stack, new_one (self), "one");
  return GTK_WIDGET (self);
}

static void
hcrm_questionnaire_detail_finalize (GObject *object)
{
  HcrmQuestionnaireDetail *self = HCRM_QUESTIONNAIRE_DETAIL (object);

  g_clear_object (&self->record);
  g_clear_object (&self->response);
  g_free (self->resource);
  G_OBJECT_CLASS (hcrm_questionnaire_detail_parent_class)->finalize (object);
}

static void
hcrm_questionnaire_detail_class_init (HcrmQuestionnaireDetailClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_questionnaire_detail_finalize;
  signals[TAKEN] = g_signal_new ("taken", HCRM_TYPE_QUESTIONNAIRE_DETAIL, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
}

static void
hcrm_questionnaire_detail_init (HcrmQuestionnaireDetail *self)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->stack), "side");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What would be asked of somebody with these diagnoses, and where each question comes from. */

#include "hcrm-composition-page.h"

#include "core/hcrm-explain.h"
#include "core/hcrm-language.h"
#include "hcrm-item-fields.h"
#include "model/hcrm-questionnaire-model.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-questionnaire-form.h"
#include "widgets/hcrm-questionnaire-print.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-text.h"

#define ASK_AFTER_MS 250
#define FOCUS_AFTER_MS 50

struct _HcrmCompositionPage {
  HcrmPage parent_instance;

  GtkBox *wishes;
  GtkLabel *count;
  GtkBox *result;
  GtkBox *preview_head;
  HcrmQuestionnaireForm *preview;
  HcrmRowsEditor *diagnoses;
  HcrmInput *purpose;
  HcrmInput *day;
  HcrmResponse *response;
  char *resource;
  guint ask_id;
  guint focus_id;
  guint asked; /* only the last answer counts */
  guint answered;
};

G_DEFINE_FINAL_TYPE (HcrmCompositionPage, hcrm_composition_page, HCRM_TYPE_PAGE)

/* clang-format off */
static const HcrmField purpose_field = { "purpose", HCRM_KIND_CODE, N_("Purpose"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_questionnaire_purpose_choices };
static const HcrmField day_field = { "day", HCRM_KIND_INT, N_("Days after discharge"), 0, N_("days"), 0, 36500 };

static const HcrmLookupInfo disease_lookup = {
  "/questionnaire-categories", "code", "name", { "code" }, N_("Disease, pinyin or code"),
};

static const HcrmRowsColumn columns[] = {
  { { "code", HCRM_KIND_TEXT, N_("Diagnosis"), 0 }, &disease_lookup, "name", .line = 0, .expand = TRUE },
};
/* clang-format on */

/* --- the result ------------------------------------------------------------------------------- */

/* `8 现在还吸烟吗？` */
static char *
dup_question (HcrmQuestionnaire *form, const char *link_id)
{
  const HcrmItem *item = link_id != NULL ? hcrm_questionnaire_find (form, link_id) : NULL;
  const char *prefix = item != NULL ? hcrm_text_get (item->prefix, NULL) : NULL;
  const char *text = item != NULL ? hcrm_text_get (item->text, hcrm_language_get ()) : link_id;

  return prefix != NULL ? g_strdup_printf ("%s  %s", prefix, text) : g_strdup (text);
}

static HcrmExplanation *
explain (JsonObject *row)
{
  JsonObject *because = json_object_get_object_member (row, "because");

  return hcrm_explain (json_object_get_string_member (because, "code"),
                       json_object_get_object_member (because, "params"));
}

static GtkWidget *
new_reason (JsonObject *row)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autoptr (HcrmExplanation) reason = explain (row);

  gtk_box_append (GTK_BOX (lines), hcrm_pill_new (reason->title, reason->pill));
  if (*reason->detail != '\0')
    gtk_box_append (GTK_BOX (lines), hcrm_wrapped_label_new (reason->detail, "caption"));
  return lines;
}

static void
add_questions (GtkBox *card, HcrmQuestionnaire *form, JsonObject *source)
{
  JsonArray *asked = json_object_has_member (source, "asked")
                         ? json_object_get_array_member (source, "asked")
                         : NULL;
  const GPtrArray *all = hcrm_questionnaire_get_all_items (form);
  guint n = asked != NULL ? json_array_get_length (asked) : 0;

  for (guint i = 0; i < n; i++) {
    g_autofree char *text = dup_question (form, json_array_get_string_element (asked, i));
    gtk_box_append (card, hcrm_wrapped_label_new (text, NULL));
  }
  for (guint i = 0; n == 0 && i < all->len; i++) {
    const HcrmItem *item = g_ptr_array_index (all, i);
    g_autofree char *text = dup_question (form, item->link_id);
    if (hcrm_item_asks (item))
      gtk_box_append (card, hcrm_wrapped_label_new (text, NULL));
  }
}

static void
add_source (HcrmCompositionPage *self, HcrmQuestionnaire *form, JsonObject *source, gboolean alone)
{
  g_autofree char *version =
      g_strdup_printf (_ ("Version %s"), hcrm_text_member (source, "version_tag"));
  g_autofree char *title = hcrm_text_join (hcrm_text_member (source, "title"), version, NULL);
  GtkWidget *card = hcrm_card_new (title);

  gtk_box_append (GTK_BOX (card), new_reason (source));
  if (alone || json_object_get_int_member_with_default (source, "items", 0) > 0)
    add_questions (GTK_BOX (card), form, source);
  gtk_box_append (self->result, card);
}

/* The title of the source with this address. */
static const char *
get_title (JsonArray *sources, const char *url)
{
  for (guint i = 0; i < json_array_get_length (sources); i++) {
    JsonObject *source = json_array_get_object_element (sources, i);
    if (g_strcmp0 (json_object_get_string_member (source, "url"), url) == 0)
      return hcrm_text_member (source, "title");
  }
  return url;
}

static GtkWidget *
new_dropped (HcrmQuestionnaire *form, JsonArray *sources, JsonObject *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  const char *same = json_object_get_string_member_with_default (row, "same_as", NULL);
  g_autofree char *question = dup_question (form, same);
  g_autofree char *text =
      hcrm_text_join (get_title (sources, json_object_get_string_member (row, "from")),
                      json_object_get_string_member (row, "item"), NULL);

  if (question != NULL)
    gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (question, NULL));
  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (text, "caption"));
  gtk_box_append (GTK_BOX (box), new_reason (row));
  return box;
}

static void
add_dropped (HcrmCompositionPage *self, HcrmQuestionnaire *form, JsonObject *reply)
{
  JsonArray *dropped = json_object_get_array_member (reply, "dropped");
  guint n = json_array_get_length (dropped);
  g_autofree char *title = g_strdup_printf (ngettext ("%u question left out as a repeat",
                                                      "%u questions left out as repeats", n),
                                            n);
  GtkWidget *card = hcrm_card_new (title);

  for (guint i = 0; i < n; i++)
    gtk_box_append (GTK_BOX (card),
                    new_dropped (form, json_object_get_array_member (reply, "sources"),
                                 json_array_get_object_element (dropped, i)));
  if (n > 0)
    gtk_box_append (self->result, card);
  else
    g_object_unref (g_object_ref_sink (card));
}

static void
add_passed_over (HcrmCompositionPage *self, JsonObject *reply)
{
  JsonArray *rows = json_object_has_member (reply, "passed_over")
                        ? json_object_get_array_member (reply, "passed_over")
                        : NULL;
  GtkWidget *card;

  if (rows == NULL || json_array_get_length (rows) == 0)
    return;
  card = hcrm_card_new (_ ("Would fit, but not asked"));
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (hcrm_text_member (row, "title"), NULL));
    gtk_box_append (GTK_BOX (card), new_reason (row));
  }
  gtk_box_append (self->result, card);
}

static void
show_nothing (HcrmCompositionPage *self, const char *words)
{
  hcrm_clear_box (self->result);
  g_clear_object (&self->response);
  g_clear_pointer (&self->resource, g_free);
  hcrm_questionnaire_form_set_response (self->preview, NULL, NULL, hcrm_language_get ());
  gtk_label_set_text (self->count, "");
  gtk_box_append (self->result, hcrm_wrapped_label_new (words, "dim-label"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composition.keep", FALSE);
}

static void
show_form (HcrmCompositionPage *self, HcrmQuestionnaire *form)
{
  g_autofree char *count = NULL;
  const GPtrArray *all = hcrm_questionnaire_get_all_items (form);
  guint n = 0;

  for (guint i = 0; i < all->len; i++)
    n += hcrm_item_asks (g_ptr_array_index (all, i));
  count = g_strdup_printf (ngettext ("%d question", "%d questions", n), (int) n);
  gtk_label_set_text (self->count, count);
  g_clear_object (&self->response);
  self->response = hcrm_response_new (form);
  hcrm_questionnaire_form_set_response (self->preview, self->response, NULL, hcrm_language_get ());
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composition.keep",
                                 hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_QUESTIONNAIRE_EDIT));
}

static void
composed_cb (gpointer data, JsonNode *reply)
{
  HcrmCompositionPage *self = data;
  JsonObject *object = json_node_get_object (reply);
  const char *resource = json_object_get_string_member (object, "resource");
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (resource, -1, NULL);
  JsonArray *sources = json_object_get_array_member (object, "sources");

  if (++self->answered != self->asked || form == NULL)
    return;
  show_nothing (self, "");
  hcrm_clear_box (self->result);
  self->resource = g_strdup (resource);
  show_form (self, form);
  for (guint i = 0; i < json_array_get_length (sources); i++)
    add_source (self, form, json_array_get_object_element (sources, i),
                json_array_get_length (sources) == 1);
  add_dropped (self, form, object);
  add_passed_over (self, object);
}

static gboolean
failed_cb (gpointer data, const GError *error)
{
  HcrmCompositionPage *self = data;

  if (++self->answered == self->asked && g_error_matches (error, HCRM_ERROR, HCRM_ERROR_INVALID)) {
    show_nothing (self, error->message);
    return TRUE;
  }
  return FALSE;
}

/* --- asking ----------------------------------------------------------------------------------- */

static JsonArray *
make_codes (HcrmCompositionPage *self)
{
  g_autoptr (JsonNode) rows = hcrm_rows_editor_dup_json (self->diagnoses);
  JsonArray *codes = json_array_new ();

  for (guint i = 0; i < json_array_get_length (json_node_get_array (rows)); i++) {
    JsonObject *row = json_array_get_object_element (json_node_get_array (rows), i);
    const char *code = json_object_get_string_member_with_default (row, "code", NULL);
    if (code != NULL)
      json_array_add_string_element (codes, code);
  }
  return codes;
}

static void
ask (HcrmCompositionPage *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  g_autofree char *purpose = hcrm_input_dup_value (self->purpose);
  g_autofree char *day = hcrm_input_dup_value (self->day);
  JsonArray *codes = make_codes (self);
  guint n = json_array_get_length (codes);

  json_object_set_array_member (object, "diagnoses", codes);
  if (n == 0) {
    show_nothing (self, _ ("Choose one diagnosis or several: what all of them ask becomes one form "
                           "without repeats."));
    return;
  }
  if (purpose != NULL)
    json_object_set_string_member (object, "purpose", purpose);
  if (day != NULL)
    json_object_set_int_member (object, "day", g_ascii_strtoll (day, NULL, 10));
  self->asked++;
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = "/questionnaires/actions/compose", .body = body },
                  composed_cb, failed_cb);
}

static void
ask_due_cb (gpointer data)
{
  HCRM_COMPOSITION_PAGE (data)->ask_id = 0;
  ask (data);
}

static void
wish_cb (HcrmCompositionPage *self)
{
  g_clear_handle_id (&self->ask_id, g_source_remove);
  self->ask_id = g_timeout_add_once (ASK_AFTER_MS, ask_due_cb, self);
}

/* --- keeping ---------------------------------------------------------------------------------- */

static void
kept_cb (gpointer data, JsonNode *reply)
{
  gint64 id = json_object_get_int_member_with_default (json_node_get_object (reply), "id", 0);

  hcrm_page_open_id (HCRM_PAGE (data), "questionnaire", id);
}

/* A questionnaire of its own, which no longer follows those it came from. */
static void
keep_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmCompositionPage *self = HCRM_COMPOSITION_PAGE (widget);
  g_autoptr (HcrmFhirNode) root =
      self->resource != NULL ? hcrm_fhir_parse (self->resource, -1, NULL) : NULL;
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *url = g_strconcat ("urn:uuid:", uuid, NULL);

  if (root == NULL)
    return;
  hcrm_fhir_set (root, "id", NULL);
  hcrm_fhir_set (root, "url", hcrm_fhir_new_string (url));
  hcrm_fhir_set (root, "status", hcrm_fhir_new_string ("draft"));
  g_autofree char *text = hcrm_fhir_to_text (root);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  json_object_set_string_member (object, "resource", text);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST", .path = "/questionnaires", .body = body },
                  kept_cb, NULL);
}

static HcrmResponse *
print_cb (gpointer data, HcrmQuestionnairePrint *print)
{
  return HCRM_COMPOSITION_PAGE (data)->response;
}

/* --- the page --------------------------------------------------------------------------------- */

static void
focus_last (HcrmCompositionPage *self)
{
  guint n = hcrm_rows_editor_get_n (self->diagnoses);

  if (n > 0)
    hcrm_lookup_focus (HCRM_LOOKUP (hcrm_rows_editor_get_cell (self->diagnoses, n - 1, "code")));
}

static void
focus_due_cb (gpointer data)
{
  HCRM_COMPOSITION_PAGE (data)->focus_id = 0;
  focus_last (data);
}

/* Whoever comes here types a diagnosis; the tab takes the focus first. */
static void
hcrm_composition_page_refresh (HcrmPage *base)
{
  HcrmCompositionPage *self = HCRM_COMPOSITION_PAGE (base);

  ask (self);
  if (self->asked == 0 && self->focus_id == 0)
    self->focus_id = g_timeout_add_once (FOCUS_AFTER_MS, focus_due_cb, self);
}

static void
hcrm_composition_page_create (HcrmPage *base)
{
  hcrm_rows_editor_add (HCRM_COMPOSITION_PAGE (base)->diagnoses);
  focus_last (HCRM_COMPOSITION_PAGE (base));
}

static HcrmInput *
add_input (HcrmCompositionPage *self, const HcrmField *field)
{
  GtkWidget *input = hcrm_input_new (field);

  hcrm_input_set_label (HCRM_INPUT (input), gettext (field->label));
  g_signal_connect_swapped (input, "changed", G_CALLBACK (wish_cb), self);
  gtk_box_append (self->wishes, hcrm_wrapped_label_new (gettext (field->label), "field-label"));
  gtk_box_append (self->wishes, input);
  return HCRM_INPUT (input);
}

static void
add_wishes (HcrmCompositionPage *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *editor =
      hcrm_rows_editor_new (hcrm_page_get_api (HCRM_PAGE (self)), &hcrm_disease_fields, columns,
                            G_N_ELEMENTS (columns), _ ("Add a diagnosis"));

  self->diagnoses = HCRM_ROWS_EDITOR (editor);
  g_ptr_array_add (rows, hcrm_record_new (&hcrm_disease_fields));
  hcrm_rows_editor_set_rows (self->diagnoses, rows);
  hcrm_rows_editor_set_editable (self->diagnoses, TRUE);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (wish_cb), self);
  gtk_box_append (self->wishes, hcrm_wrapped_label_new (_ ("Diagnoses"), "heading"));
  gtk_box_append (self->wishes, editor);
  self->purpose = add_input (self, &purpose_field);
  hcrm_input_set_value (self->purpose, HCRM_PURPOSE_FOLLOW_UP);
  self->day = add_input (self, &day_field);
}

static void
hcrm_composition_page_constructed (GObject *object)
{
  HcrmCompositionPage *self = HCRM_COMPOSITION_PAGE (object);

  G_OBJECT_CLASS (hcrm_composition_page_parent_class)->constructed (object);
  add_wishes (self);
  gtk_box_append (self->preview_head, hcrm_questionnaire_print_button_new (print_cb, self));
}

static void
hcrm_composition_page_dispose (GObject *object)
{
  g_clear_handle_id (&HCRM_COMPOSITION_PAGE (object)->ask_id, g_source_remove);
  g_clear_handle_id (&HCRM_COMPOSITION_PAGE (object)->focus_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_composition_page_parent_class)->dispose (object);
}

static void
hcrm_composition_page_finalize (GObject *object)
{
  g_clear_object (&HCRM_COMPOSITION_PAGE (object)->response);
  g_free (HCRM_COMPOSITION_PAGE (object)->resource);
  G_OBJECT_CLASS (hcrm_composition_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  /* clang-format off */
  static const HcrmKeyHint hints[] = {
    { "Ctrl N", N_("another diagnosis") }, { "F5", N_("again") }, { NULL },
  };
  /* clang-format on */

  klass->refresh = hcrm_composition_page_refresh;
  klass->create = hcrm_composition_page_create;
  klass->hints = hints;
  klass->help = N_ (
      "What would be asked of somebody with these diagnoses. A disease is asked what its chapter "
      "and its block ask, and what is its own; what several of them ask is asked once. In the "
      "middle stands where each question comes from and what was left out, and why; to the right "
      "the form, to be tried out and printed.\n\nKept as a draft, it becomes a questionnaire of "
      "its own that no longer follows those it came from.");
}

#define BIND(name) gtk_widget_class_bind_template_child (klass, HcrmCompositionPage, name)

static void
bind_children (GtkWidgetClass *klass)
{
  BIND (wishes);
  BIND (count);
  BIND (result);
  BIND (preview_head);
  BIND (preview);
}

static void
hcrm_composition_page_class_init (HcrmCompositionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_composition_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_composition_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_composition_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_QUESTIONNAIRE_FORM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/questionnaires/hcrm-composition-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "composition.keep", NULL, keep_action);
}

static void
hcrm_composition_page_init (HcrmCompositionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

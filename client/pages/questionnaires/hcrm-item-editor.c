/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the chosen item of a draft is, or the questionnaire itself, to be changed. */

#include "hcrm-item-editor.h"

#include <glib/gi18n.h>

#include "hcrm-condition-editor.h"
#include "hcrm-item-fields.h"
#include "model/hcrm-questionnaire-model.h"
#include "questionnaire/hcrm-path.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-wrap-box.h"

/* Members that are true or not there. */
static const struct {
  const char *name;
  const char *label;
} flags[] = {
  { "required", N_ ("Required") },
    { "repeats", N_ ("Several answers") },
      { "readOnly", N_ ("Read-only") },
        { HCRM_URL_HIDDEN, N_ ("Hidden") },
      };

struct _HcrmItemEditor {
  AdwBin parent_instance;

  HcrmPage *page;
  HcrmDraft *draft;
  int n;
  HcrmFhirNode *base; /* the node as it was when it was shown */
  GtkStack *stack;
  GtkBox *findings;
  HcrmForm *item;
  GtkWidget *checks[G_N_ELEMENTS (flags)];
  HcrmForm *rules;
  GtkWidget *options_card;
  HcrmRowsEditor *options;
  HcrmConditionEditor *conditions;
  HcrmForm *whole;
  GtkWidget *purposes;
  HcrmRowsEditor *diseases;
  HcrmRowsEditor *bands;
  gboolean quiet;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmItemEditor, hcrm_item_editor, ADW_TYPE_BIN)

/* clang-format off */
static const char *const item_names[] = { "text", "text_en", "type", NULL };
static const char *const rule_names[] = {
  "prefix", "link_id", "control", "unit", "unit_en", "unit_code", "min", "max", "alarm_below",
  "alarm_above", "max_length", "help", "help_en", "calculated", "enable", NULL
};

static const HcrmRowsColumn option_columns[] = {
  { { "text",    HCRM_KIND_TEXT, N_("Option"),     0 }, .line = 0, .expand = TRUE },
  { { "code",    HCRM_KIND_TEXT, N_("Code"),       0 }, .line = 0 },
  { { "text_en", HCRM_KIND_TEXT, N_("In English"), 0 }, .line = 1, .expand = TRUE },
  { { "weight",  HCRM_KIND_DECIMAL, N_("Score weight"),  0 }, .line = 1 },
  { { "alarm",   HCRM_KIND_CODE, N_("Alarm"),      HCRM_FIELD_REQUIRED }, .line = 2, .initial = "no" },
  { { "note",    HCRM_KIND_TEXT, N_("What to do"), 0 }, .line = 2, .expand = TRUE },
};

static const HcrmRowsColumn band_columns[] = {
  { { "low",      HCRM_KIND_DECIMAL, N_("From"),    0 }, .line = 0 },
  { { "high",     HCRM_KIND_DECIMAL, N_("To"),      0 }, .line = 0 },
  { { "severity", HCRM_KIND_CODE, N_("Severity"),   HCRM_FIELD_REQUIRED }, .line = 0, .expand = TRUE, .initial = "ok" },
  { { "label",    HCRM_KIND_TEXT, N_("Name"),       0 }, .line = 1, .expand = TRUE },
  { { "label_en", HCRM_KIND_TEXT, N_("In English"), 0 }, .line = 1, .expand = TRUE },
};

static const HcrmLookupInfo disease_lookup = {
  "/questionnaire-categories", "code", "name", { "code" }, N_("Disease, pinyin or code"),
};

static const HcrmRowsColumn disease_columns[] = {
  { { "code", HCRM_KIND_TEXT, N_("Disease"), 0 }, &disease_lookup, "name", .line = 0, .expand = TRUE },
};
/* clang-format on */

/* --- changes ---------------------------------------------------------------------------------- */

static HcrmFhirNode *
get_node (HcrmItemEditor *self)
{
  return self->n >= 0 ? hcrm_draft_get_nth (self->draft, (guint) self->n)->node
                      : hcrm_draft_get_root (self->draft);
}

/* What is typed into one field is one step to undo. */
static gboolean
begin (HcrmItemEditor *self, const char *field)
{
  g_autofree char *what = g_strdup_printf ("%d.%s", self->n, field);

  if (self->quiet || self->draft == NULL)
    return FALSE;
  hcrm_draft_begin (self->draft, what);
  return TRUE;
}

static void
finish (HcrmItemEditor *self)
{
  hcrm_draft_touch (self->draft);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A wrong expression is said at once, as the engine says it. */
static void
check_expression (HcrmForm *form, const char *field, const char *value)
{
  g_autoptr (GError) error = NULL;
  HcrmPath *path = value != NULL ? hcrm_path_new (value, &error) : NULL;

  if (error != NULL)
    hcrm_form_show_error (form, field, error->message);
  g_clear_pointer (&path, hcrm_path_free);
}

static void show_fitting (HcrmItemEditor *self);

static void
write_item (HcrmItemEditor *self, HcrmForm *form, const char *field, const char *value)
{
  gboolean main = hcrm_draft_is_english (self->draft);
  const char *fault = NULL;

  if (g_str_equal (field, "link_id"))
    fault = hcrm_draft_rename (self->draft, (guint) self->n, value)
                ? NULL
                : _ ("Another question has this key already, or there is none");
  else
    fault = hcrm_item_write (get_node (self), main, field, value);
  if (fault != NULL)
    hcrm_form_show_error (form, field, fault);
  if (g_str_equal (field, "calculated") || g_str_equal (field, "enable"))
    check_expression (form, field, value);
}

static void
form_changed_cb (HcrmItemEditor *self, const char *field, HcrmForm *form)
{
  g_autofree char *value = hcrm_input_dup_value (hcrm_form_get_input (form, field));

  if (!begin (self, field))
    return;
  if (form == self->whole) {
    const char *fault =
        hcrm_whole_write (get_node (self), hcrm_draft_is_english (self->draft), field, value);
    if (fault != NULL)
      hcrm_form_show_error (form, field, fault);
  } else {
    write_item (self, form, field, value);
  }
  if (g_str_equal (field, "type"))
    show_fitting (self);
  finish (self);
}

static void
check_cb (HcrmItemEditor *self, GtkCheckButton *check)
{
  const char *name = g_object_get_data (G_OBJECT (check), "name");
  gboolean on = gtk_check_button_get_active (check);

  if (!begin (self, name))
    return;
  if (g_str_equal (name, HCRM_URL_HIDDEN))
    hcrm_node_set_extension (get_node (self), name, "valueBoolean",
                             on ? hcrm_fhir_new_boolean (TRUE) : NULL);
  else
    hcrm_node_set_flag (get_node (self), name, on);
  finish (self);
}

static void
purpose_cb (HcrmItemEditor *self, GtkCheckButton *check)
{
  const char *code = g_object_get_data (G_OBJECT (check), "name");

  if (!begin (self, code))
    return;
  hcrm_purpose_set (get_node (self), code, gtk_check_button_get_active (check));
  finish (self);
}

/* --- rows ------------------------------------------------------------------------------------- */

static GPtrArray *
read_rows (HcrmRowsEditor *editor, const HcrmFieldSet *set)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonNode) node = hcrm_rows_editor_dup_json (editor);
  JsonArray *array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    HcrmRecord *row = hcrm_record_new (set);
    hcrm_record_read_json (row, json_array_get_object_element (array, i), TRUE, NULL);
    g_ptr_array_add (rows, row);
  }
  return rows;
}

static void
options_cb (HcrmItemEditor *self)
{
  g_autoptr (GPtrArray) rows = read_rows (self->options, &hcrm_option_fields);

  if (!begin (self, "options"))
    return;
  hcrm_options_write (get_node (self), self->base, rows, hcrm_draft_is_english (self->draft));
  finish (self);
}

static void
conditions_cb (HcrmItemEditor *self)
{
  if (!begin (self, "conditions"))
    return;
  hcrm_condition_editor_write (self->conditions, get_node (self));
  finish (self);
}

static void
diseases_cb (HcrmItemEditor *self)
{
  g_autoptr (GPtrArray) rows = read_rows (self->diseases, &hcrm_disease_fields);

  if (!begin (self, "diseases"))
    return;
  hcrm_diseases_write (get_node (self), self->base, rows, hcrm_draft_is_english (self->draft));
  finish (self);
}

static void
bands_cb (HcrmItemEditor *self)
{
  g_autoptr (GPtrArray) rows = read_rows (self->bands, &hcrm_band_fields);

  if (!begin (self, "bands"))
    return;
  hcrm_bands_write (get_node (self), self->base, rows);
  finish (self);
}

/* --- showing ---------------------------------------------------------------------------------- */

static void
show_fitting (HcrmItemEditor *self)
{
  const char *type = hcrm_fhir_get_string (get_node (self), "type");

  for (guint i = 0; rule_names[i] != NULL; i++)
    hcrm_form_set_field_visible (self->rules, rule_names[i],
                                 hcrm_item_type_has (type, rule_names[i]));
  gtk_widget_set_visible (self->options_card, hcrm_item_type_has (type, "options"));
}

static gboolean
is_on (HcrmFhirNode *node, const char *name)
{
  if (!g_str_equal (name, HCRM_URL_HIDDEN))
    return hcrm_fhir_get_boolean (node, name);
  return g_strcmp0 (hcrm_node_get_extension_text (node, name), "true") == 0;
}

static void
show_item (HcrmItemEditor *self)
{
  gboolean main = hcrm_draft_is_english (self->draft);
  g_autoptr (HcrmRecord) record = hcrm_item_read (get_node (self), main);
  g_autoptr (GPtrArray) options = hcrm_options_read (get_node (self), main);

  hcrm_form_set_record (self->item, record);
  hcrm_form_set_record (self->rules, record);
  check_expression (self->rules, "calculated", hcrm_record_get (record, "calculated"));
  check_expression (self->rules, "enable", hcrm_record_get (record, "enable"));
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[i]),
                                 is_on (get_node (self), flags[i].name));
  hcrm_rows_editor_set_rows (self->options, options);
  hcrm_condition_editor_show (self->conditions, self->draft, (guint) self->n);
  show_fitting (self);
}

static void
show_whole (HcrmItemEditor *self)
{
  gboolean main = hcrm_draft_is_english (self->draft);
  HcrmFhirNode *root = get_node (self);
  g_autoptr (HcrmRecord) record = hcrm_whole_read (root, main);
  g_autoptr (GPtrArray) diseases = hcrm_diseases_read (root, main);
  g_autoptr (GPtrArray) bands = hcrm_bands_read (root);

  hcrm_form_set_record (self->whole, record);
  hcrm_rows_editor_set_rows (self->diseases, diseases);
  hcrm_rows_editor_set_rows (self->bands, bands);
  for (GtkWidget *check = gtk_widget_get_first_child (self->purposes); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                 hcrm_purpose_is_set (root, g_object_get_data (G_OBJECT (check),
                                                                               "name")));
}

void
hcrm_item_editor_show (HcrmItemEditor *self, HcrmDraft *draft, int n)
{
  self->draft = draft;
  self->n = n;
  g_clear_pointer (&self->base, hcrm_fhir_node_free);
  if (draft == NULL)
    return;
  self->quiet = TRUE;
  self->base = hcrm_fhir_copy (get_node (self));
  gtk_stack_set_visible_child_name (self->stack, n >= 0 ? "item" : "whole");
  if (n >= 0)
    show_item (self);
  else
    show_whole (self);
  self->quiet = FALSE;
}

void
hcrm_item_editor_set_editable (HcrmItemEditor *self, gboolean editable)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), editable);
}

void
hcrm_item_editor_focus (HcrmItemEditor *self)
{
  hcrm_form_focus (self->n >= 0 ? self->item : self->whole);
}

void
hcrm_item_editor_set_findings (HcrmItemEditor *self, GPtrArray *texts)
{
  hcrm_clear_box (self->findings);
  for (guint i = 0; i < texts->len; i++) {
    GtkWidget *label = hcrm_wrapped_label_new (g_ptr_array_index (texts, i), "field-error");
    gtk_box_append (self->findings, label);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->findings), texts->len > 0);
}

/* --- building --------------------------------------------------------------------------------- */

static HcrmForm *
new_form (HcrmItemEditor *self, const HcrmFieldSet *set, const char *const *names)
{
  HcrmForm *form = g_object_new (HCRM_TYPE_FORM, NULL);

  hcrm_form_setup (form, set, names);
  g_signal_connect_swapped (form, "changed", G_CALLBACK (form_changed_cb), self);
  return form;
}

static GtkWidget *
new_check (HcrmItemEditor *self, const char *name, const char *label, GCallback callback)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);

  g_object_set_data (G_OBJECT (check), "name", (gpointer) name);
  g_signal_connect_swapped (check, "toggled", callback, self);
  return check;
}

static GtkWidget *
add_card (GtkWidget *box, const char *title, gpointer child)
{
  GtkWidget *card = hcrm_card_new (title);

  gtk_box_append (GTK_BOX (card), child);
  gtk_box_append (GTK_BOX (box), card);
  return card;
}

static void
fill_choices (HcrmRowsEditor *rows, const HcrmFieldSet *set, const char *name)
{
  const HcrmChoice *choices = set->fields[hcrm_field_set_find (set, name)].choices;
  g_autoptr (GPtrArray) values = g_ptr_array_new (), labels = g_ptr_array_new ();

  for (; choices->value != NULL; choices++) {
    g_ptr_array_add (values, (char *) choices->value);
    g_ptr_array_add (labels, (char *) gettext (choices->label));
  }
  g_ptr_array_add (values, NULL);
  g_ptr_array_add (labels, NULL);
  hcrm_rows_editor_set_choices (rows, name, (const char *const *) values->pdata,
                                (const char *const *) labels->pdata);
}

static HcrmRowsEditor *
new_rows (HcrmItemEditor *self,
          const HcrmFieldSet *set,
          const HcrmRowsColumn *columns,
          guint n,
          const char *add,
          GCallback callback)
{
  GtkWidget *rows = hcrm_rows_editor_new (hcrm_page_get_api (self->page), set, columns, n, add);

  g_signal_connect_swapped (rows, "changed", callback, self);
  hcrm_rows_editor_set_editable (HCRM_ROWS_EDITOR (rows), TRUE);
  return HCRM_ROWS_EDITOR (rows);
}

static GtkWidget *
build_item (HcrmItemEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *checks = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 12);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->item = new_form (self, &hcrm_item_fields, item_names);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++) {
    self->checks[i] =
        new_check (self, flags[i].name, gettext (flags[i].label), G_CALLBACK (check_cb));
    hcrm_wrap_box_append (HCRM_WRAP_BOX (checks), self->checks[i]);
  }
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->item));
  gtk_box_append (GTK_BOX (head), checks);
  add_card (box, _ ("Question"), head);
  self->options =
      new_rows (self, &hcrm_option_fields, option_columns, G_N_ELEMENTS (option_columns),
                _ ("Add an option"), G_CALLBACK (options_cb));
  fill_choices (self->options, &hcrm_option_fields, "alarm");
  self->options_card = add_card (box, _ ("Options"), self->options);
  self->conditions = HCRM_CONDITION_EDITOR (hcrm_condition_editor_new ());
  g_signal_connect_swapped (self->conditions, "changed", G_CALLBACK (conditions_cb), self);
  add_card (box, _ ("Asked only if"), self->conditions);
  self->rules = new_form (self, &hcrm_item_fields, rule_names);
  add_card (box, _ ("Details"), self->rules);
  return box;
}

static GtkWidget *
build_whole (HcrmItemEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->whole = new_form (self, &hcrm_whole_fields, NULL);
  add_card (box, _ ("The questionnaire itself"), self->whole);
  self->purposes = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 12);
  for (const HcrmChoice *choice = hcrm_questionnaire_purpose_choices; choice->value != NULL;
       choice++)
    hcrm_wrap_box_append (HCRM_WRAP_BOX (self->purposes),
                          new_check (self, choice->value, gettext (choice->label),
                                     G_CALLBACK (purpose_cb)));
  add_card (box, _ ("Purposes"), self->purposes);
  self->diseases =
      new_rows (self, &hcrm_disease_fields, disease_columns, G_N_ELEMENTS (disease_columns),
                _ ("Add a disease"), G_CALLBACK (diseases_cb));
  add_card (box, _ ("Diseases"), self->diseases);
  self->bands = new_rows (self, &hcrm_band_fields, band_columns, G_N_ELEMENTS (band_columns),
                          _ ("Add a band"), G_CALLBACK (bands_cb));
  fill_choices (self->bands, &hcrm_band_fields, "severity");
  add_card (box, _ ("Score bands"), self->bands);
  return box;
}

static GtkWidget *
build (HcrmItemEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->findings = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  gtk_widget_add_css_class (GTK_WIDGET (self->findings), "alert");
  gtk_widget_set_visible (GTK_WIDGET (self->findings), FALSE);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, build_whole (self), "whole");
  gtk_stack_add_named (self->stack, build_item (self), "item");
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->findings));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  return scroller;
}

GtkWidget *
hcrm_item_editor_new (HcrmPage *page)
{
  HcrmItemEditor *self = g_object_new (HCRM_TYPE_ITEM_EDITOR, NULL);

  self->page = page;
  self->n = -1;
  adw_bin_set_child (ADW_BIN (self), build (self));
  return GTK_WIDGET (self);
}

static void
hcrm_item_editor_finalize (GObject *object)
{
  g_clear_pointer (&HCRM_ITEM_EDITOR (object)->base, hcrm_fhir_node_free);
  G_OBJECT_CLASS (hcrm_item_editor_parent_class)->finalize (object);
}

static void
hcrm_item_editor_class_init (HcrmItemEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_item_editor_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_ITEM_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_item_editor_init (HcrmItemEditor *self)
{
}

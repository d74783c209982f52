/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When an item is asked: conditions put together from menus of the questions before it. */

#include "hcrm-condition-editor.h"

#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "hcrm-item-fields.h"
#include "widgets/hcrm-input.h"

/* A question that can be asked about. */
typedef struct {
  char *link_id;
  char *label;
  HcrmFhirNode *node; /* a copy */
} Source;

typedef struct {
  HcrmConditionEditor *editor;
  HcrmFhirNode *node; /* as it came; NULL for a new one */
  GtkWidget *box;
  HcrmInput *question;
  HcrmInput *operator;
  AdwBin *place;
  HcrmInput *answer;
} Row;

struct _HcrmConditionEditor {
  AdwBin parent_instance;

  gboolean main; /* the member itself is English */
  GPtrArray *sources;
  GPtrArray *rows;
  GtkBox *box;
  GtkWidget *any;
  gboolean quiet;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmConditionEditor, hcrm_condition_editor, ADW_TYPE_BIN)

/* clang-format off */
static const HcrmChoice operators[] = {
  { "exists", N_("is answered") },
  { "=",      N_("is") },
  { "!=",     N_("is not") },
  { ">",      N_("is above") },
  { "<",      N_("is below") },
  { ">=",     N_("is at least") },
  { "<=",     N_("is at most") },
  { NULL }
};

static const HcrmChoice yes_no[] = {
  { "true",  N_("Yes") },
  { "false", N_("No") },
  { NULL }
};

static const HcrmChoice behaviours[] = {
  { "all", N_("if all of these hold") },
  { "any", N_("if any of these holds") },
  { NULL }
};

static const HcrmField question_field = { "question", HCRM_KIND_CODE, N_("Question"), 0 };
static const HcrmField operator_field = { "operator", HCRM_KIND_CODE, N_("Comparison"), HCRM_FIELD_REQUIRED, NULL, 0, 0, operators };
static const HcrmField any_field = { "any", HCRM_KIND_CODE, N_("Asked"), HCRM_FIELD_REQUIRED, NULL, 0, 0, behaviours };
static const HcrmField text_field = { "answer", HCRM_KIND_TEXT, N_("Answer"), 0 };
static const HcrmField yes_no_field = { "answer", HCRM_KIND_CODE, N_("Answer"), HCRM_FIELD_REQUIRED, NULL, 0, 0, yes_no };
static const HcrmField option_field = { "answer", HCRM_KIND_CODE, N_("Answer"), 0 };
/* clang-format on */

static void
free_source (gpointer data)
{
  Source *source = data;

  g_free (source->link_id);
  g_free (source->label);
  hcrm_fhir_node_free (source->node);
  g_free (source);
}

static void
free_row (gpointer data)
{
  Row *row = data;

  g_clear_pointer (&row->node, hcrm_fhir_node_free);
  g_free (row);
}

static void
changed (HcrmConditionEditor *self)
{
  if (!self->quiet)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* --- the questions before it ------------------------------------------------------------------ */

static Source *
find_source (HcrmConditionEditor *self, const char *link_id)
{
  for (guint i = 0; link_id != NULL && i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    if (g_str_equal (source->link_id, link_id))
      return source;
  }
  return NULL;
}

static gboolean
asks (const HcrmFhirNode *item)
{
  const char *type = hcrm_fhir_get_string (item, "type");

  return type != NULL && !g_str_equal (type, "group") && !g_str_equal (type, "display")
         && hcrm_fhir_get_string (item, "linkId") != NULL;
}

static void
collect_sources (HcrmConditionEditor *self, HcrmDraft *draft, guint n)
{
  g_ptr_array_set_size (self->sources, 0);
  for (guint i = 0; i < n; i++) {
    HcrmFhirNode *item = hcrm_draft_get_nth (draft, i)->node;
    if (!asks (item))
      continue;
    const char *text = hcrm_item_get_text (item, "text", self->main, hcrm_language_is_english ());
    const char *prefix = hcrm_fhir_get_string (item, "prefix");
    Source *source = g_new (Source, 1);
    if (text == NULL)
      text = hcrm_fhir_get_string (item, "text");
    *source =
        (Source){ g_strdup (hcrm_fhir_get_string (item, "linkId")), NULL, hcrm_fhir_copy (item) };
    source->label = g_strdup_printf ("%s %s", prefix != NULL ? prefix : source->link_id,
                                     text != NULL ? text : "");
    g_ptr_array_add (self->sources, source);
  }
}

static void
fill_question (HcrmConditionEditor *self, HcrmInput *input)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new (), labels = g_ptr_array_new ();

  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    g_ptr_array_add (values, source->link_id);
    g_ptr_array_add (labels, source->label);
  }
  g_ptr_array_add (values, NULL);
  g_ptr_array_add (labels, NULL);
  hcrm_input_set_choices (input, (const char *const *) values->pdata,
                          (const char *const *) labels->pdata);
}

/* --- answers ---------------------------------------------------------------------------------- */

static const char *
get_option_value (HcrmFhirNode *option)
{
  HcrmFhirNode *value = hcrm_node_get_value (option);

  return value == NULL                     ? NULL
         : value->kind == HCRM_FHIR_OBJECT ? hcrm_fhir_get_string (value, "code")
                                           : value->text;
}

static const char *
get_option_label (HcrmConditionEditor *self, HcrmFhirNode *option)
{
  HcrmFhirNode *value = hcrm_node_get_value (option);
  const char *label =
      hcrm_item_get_text (value, "display", self->main, hcrm_language_is_english ());

  if (label == NULL)
    label = hcrm_fhir_get_string (value, "display");
  return label != NULL ? label : get_option_value (option);
}

static void
fill_options (HcrmConditionEditor *self, HcrmInput *input, HcrmFhirNode *options)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new (), labels = g_ptr_array_new ();

  for (guint i = 0; i < hcrm_fhir_get_length (options); i++) {
    HcrmFhirNode *option = hcrm_node_get_nth (options, i);
    if (get_option_value (option) == NULL)
      continue;
    g_ptr_array_add (values, (char *) get_option_value (option));
    g_ptr_array_add (labels, (char *) get_option_label (self, option));
  }
  g_ptr_array_add (values, NULL);
  g_ptr_array_add (labels, NULL);
  hcrm_input_set_choices (input, (const char *const *) values->pdata,
                          (const char *const *) labels->pdata);
}

static gboolean
asks_existence (Row *row)
{
  g_autofree char *compared = hcrm_input_dup_value (row->operator);

  return g_strcmp0 (compared, "exists") == 0;
}

static Source *
get_source (Row *row)
{
  g_autofree char *question = hcrm_input_dup_value (row->question);

  return find_source (row->editor, question);
}

static void
answer_cb (Row *row)
{
  changed (row->editor);
}

/* The kind of input that the question and the comparison need. */
static void
make_answer (Row *row, const char *value)
{
  Source *source = get_source (row);
  const char *type = source != NULL ? hcrm_fhir_get_string (source->node, "type") : NULL;
  HcrmFhirNode *options = source != NULL ? hcrm_node_get (source->node, "answerOption") : NULL;
  gboolean either = asks_existence (row) || g_strcmp0 (type, "boolean") == 0;
  const HcrmField *field = either ? &yes_no_field : options != NULL ? &option_field : &text_field;

  row->answer = HCRM_INPUT (hcrm_input_new (field));
  hcrm_input_set_label (row->answer, _ ("Answer"));
  if (field == &option_field)
    fill_options (row->editor, row->answer, options);
  hcrm_input_set_value (row->answer, either && value == NULL ? "true" : value);
  gtk_widget_set_hexpand (GTK_WIDGET (row->answer), TRUE);
  g_signal_connect_swapped (row->answer, "changed", G_CALLBACK (answer_cb), row);
  adw_bin_set_child (row->place, GTK_WIDGET (row->answer));
}

static void
source_cb (Row *row)
{
  make_answer (row, NULL);
  changed (row->editor);
}

/* --- rows ------------------------------------------------------------------------------------- */

static void
remove_cb (Row *row)
{
  HcrmConditionEditor *self = row->editor;

  gtk_box_remove (self->box, row->box);
  g_ptr_array_remove (self->rows, row);
  gtk_widget_set_visible (self->any, self->rows->len > 1);
  changed (self);
}

static const char *
get_answer (const HcrmFhirNode *condition)
{
  for (guint i = 0; i < hcrm_fhir_get_length (condition); i++) {
    const HcrmFhirNode *member = hcrm_fhir_get_nth (condition, i);
    if (g_str_has_prefix (member->name, "answer"))
      return member->kind != HCRM_FHIR_OBJECT             ? member->text
             : g_str_equal (member->name, "answerCoding") ? hcrm_fhir_get_string (member, "code")
                                                          : hcrm_node_get_scalar (member, "value");
  }
  return NULL;
}

static HcrmInput *
new_input (Row *row, const HcrmField *field, GCallback callback)
{
  GtkWidget *input = hcrm_input_new (field);

  hcrm_input_set_label (HCRM_INPUT (input), gettext (field->label));
  g_signal_connect_swapped (input, "changed", callback, row);
  return HCRM_INPUT (input);
}

static GtkWidget *
new_remove (Row *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (remove_cb), row);
  return button;
}

static void
lay_out (Row *row)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_hexpand (GTK_WIDGET (row->question), TRUE);
  gtk_box_append (GTK_BOX (row->box), GTK_WIDGET (row->question));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (row->operator));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (row->place));
  gtk_box_append (GTK_BOX (line), new_remove (row));
  gtk_box_append (GTK_BOX (row->box), line);
  gtk_widget_add_css_class (row->box, "flat-card");
}

static void
add_row (HcrmConditionEditor *self, const HcrmFhirNode *condition)
{
  Row *row = g_new0 (Row, 1);
  const char *compared = condition != NULL ? hcrm_fhir_get_string (condition, "operator") : "=";

  row->editor = self;
  row->node = condition != NULL ? hcrm_fhir_copy (condition) : NULL;
  row->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  row->place = ADW_BIN (adw_bin_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (row->place), TRUE);
  row->question = new_input (row, &question_field, G_CALLBACK (source_cb));
  row->operator= new_input (row, &operator_field, G_CALLBACK (source_cb));
  fill_question (self, row->question);
  hcrm_input_set_value (row->question, hcrm_fhir_get_string (condition, "question"));
  hcrm_input_set_value (row->operator, compared);
  make_answer (row, condition != NULL ? get_answer (condition) : NULL);
  lay_out (row);
  gtk_box_append (self->box, row->box);
  g_ptr_array_add (self->rows, row);
  gtk_widget_set_visible (self->any, self->rows->len > 1);
}

/* The question asked most likely is the one right before. */
void
hcrm_condition_editor_add (HcrmConditionEditor *self)
{
  if (self->sources->len == 0)
    return;
  Source *last = g_ptr_array_index (self->sources, self->sources->len - 1);
  self->quiet = TRUE;
  add_row (self, NULL);
  Row *row = g_ptr_array_index (self->rows, self->rows->len - 1);
  hcrm_input_set_value (row->question, last->link_id);
  make_answer (row, NULL);
  self->quiet = FALSE;
  hcrm_input_focus (row->question);
  changed (self);
}

void
hcrm_condition_editor_show (HcrmConditionEditor *self, HcrmDraft *draft, guint n)
{
  HcrmFhirNode *item = hcrm_draft_get_nth (draft, n)->node;
  const HcrmFhirNode *conditions = hcrm_fhir_get (item, "enableWhen");
  const char *behaviour = hcrm_fhir_get_string (item, "enableBehavior");

  self->quiet = TRUE;
  self->main = hcrm_draft_is_english (draft);
  for (guint i = 0; i < self->rows->len; i++)
    gtk_box_remove (self->box, ((Row *) self->rows->pdata[i])->box);
  g_ptr_array_set_size (self->rows, 0);
  collect_sources (self, draft, n);
  for (guint i = 0; i < hcrm_fhir_get_length (conditions); i++)
    add_row (self, hcrm_fhir_get_nth (conditions, i));
  hcrm_input_set_value (HCRM_INPUT (self->any), behaviour != NULL ? behaviour : "all");
  gtk_widget_set_visible (self->any, self->rows->len > 1);
  self->quiet = FALSE;
}

/* --- writing ---------------------------------------------------------------------------------- */

static HcrmFhirNode *
make_coding (HcrmFhirNode *options, const char *code)
{
  for (guint i = 0; i < hcrm_fhir_get_length (options); i++) {
    HcrmFhirNode *option = hcrm_node_get_nth (options, i);
    if (g_strcmp0 (get_option_value (option), code) == 0)
      return hcrm_fhir_copy (hcrm_node_get_value (option));
  }
  return NULL;
}

static void
clear_answer (HcrmFhirNode *condition)
{
  for (guint i = condition->nodes->len; i > 0; i--) {
    HcrmFhirNode *member = hcrm_node_get_nth (condition, i - 1);
    if (g_str_has_prefix (member->name, "answer"))
      g_ptr_array_remove_index (condition->nodes, i - 1);
  }
}

/* Numbers as numbers, all else as text under the name that the question's kind has. */
static void
put_plain (HcrmFhirNode *condition, const char *type, const char *text)
{
  static const struct {
    const char *type;
    const char *member;
  } names[] = { { "integer", "answerInteger" },
                { "decimal", "answerDecimal" },
                { "date", "answerDate" },
                { "dateTime", "answerDateTime" },
                { "time", "answerTime" } };
  gboolean whole = g_strcmp0 (type, "integer") == 0;
  g_autofree char *number =
      whole || g_strcmp0 (type, "decimal") == 0 ? hcrm_node_dup_number (text, whole) : NULL;
  const char *member = "answerString";

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i].type, type) == 0)
      member = names[i].member;
  if (number != NULL)
    hcrm_node_set_number (condition, member, number);
  else
    hcrm_node_set_string (condition, member, text);
}

static void
put_answer (Row *row, HcrmFhirNode *condition, const char *text)
{
  Source *source = get_source (row);
  const char *type = source != NULL ? hcrm_fhir_get_string (source->node, "type") : NULL;
  HcrmFhirNode *options = source != NULL ? hcrm_node_get (source->node, "answerOption") : NULL;
  g_autoptr (HcrmFhirNode) value = options != NULL ? make_coding (options, text) : NULL;

  clear_answer (condition);
  if (text == NULL)
    return;
  if (asks_existence (row) || g_strcmp0 (type, "boolean") == 0) {
    hcrm_fhir_set (condition, "answerBoolean", hcrm_fhir_new_boolean (g_str_equal (text, "true")));
  } else if (value != NULL) {
    g_autofree char *member = g_strconcat ("answer", value->name + strlen ("value"), NULL);
    hcrm_fhir_set (condition, member, g_steal_pointer (&value));
  } else if (g_strcmp0 (type, "quantity") == 0) {
    g_autofree char *number = hcrm_node_dup_number (text, FALSE);
    hcrm_node_set_number (hcrm_fhir_open (condition, "answerQuantity", HCRM_FHIR_OBJECT), "value",
                          number);
  } else {
    put_plain (condition, type, text);
  }
}

static HcrmFhirNode *
make_condition (Row *row)
{
  HcrmFhirNode *condition =
      row->node != NULL ? hcrm_fhir_copy (row->node) : hcrm_fhir_new (HCRM_FHIR_OBJECT);
  g_autofree char *question = hcrm_input_dup_value (row->question);
  g_autofree char *compared = hcrm_input_dup_value (row->operator);
  g_autofree char *answer = hcrm_input_dup_value (row->answer);

  /* What cannot be chosen here, such as a question further down, stays as it was. */
  if (question == NULL)
    return condition;
  if (g_strcmp0 (question, hcrm_fhir_get_string (condition, "question")) == 0
      && g_strcmp0 (compared, hcrm_fhir_get_string (condition, "operator")) == 0
      && g_strcmp0 (answer, get_answer (condition)) == 0)
    return condition;
  hcrm_fhir_set (condition, "question", hcrm_fhir_new_string (question));
  hcrm_fhir_set (condition, "operator", hcrm_fhir_new_string (compared));
  put_answer (row, condition, answer);
  return condition;
}

void
hcrm_condition_editor_write (HcrmConditionEditor *self, HcrmFhirNode *item)
{
  HcrmFhirNode *conditions = hcrm_fhir_new (HCRM_FHIR_ARRAY);
  g_autofree char *behaviour = hcrm_input_dup_value (HCRM_INPUT (self->any));

  for (guint i = 0; i < self->rows->len; i++)
    hcrm_fhir_add (conditions, make_condition (g_ptr_array_index (self->rows, i)));
  hcrm_fhir_set (item, "enableWhen", conditions);
  hcrm_node_prune (item, "enableWhen");
  hcrm_node_set_string (item, "enableBehavior", self->rows->len > 1 ? behaviour : NULL);
}

GtkWidget *
hcrm_condition_editor_get_cell (HcrmConditionEditor *self, guint n, const char *name)
{
  Row *row = g_ptr_array_index (self->rows, n);

  return GTK_WIDGET (g_str_equal (name, "question")   ? row->question
                     : g_str_equal (name, "operator") ? row->operator
                                                      : row->answer);
}

/* --- the whole -------------------------------------------------------------------------------- */

GtkWidget *
hcrm_condition_editor_new (void)
{
  return g_object_new (HCRM_TYPE_CONDITION_EDITOR, NULL);
}

static void
hcrm_condition_editor_finalize (GObject *object)
{
  g_ptr_array_unref (HCRM_CONDITION_EDITOR (object)->sources);
  g_ptr_array_unref (HCRM_CONDITION_EDITOR (object)->rows);
  G_OBJECT_CLASS (hcrm_condition_editor_parent_class)->finalize (object);
}

static void
hcrm_condition_editor_class_init (HcrmConditionEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_condition_editor_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_CONDITION_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_condition_editor_init (HcrmConditionEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *add = gtk_button_new_with_label (_ ("Add a condition"));

  self->sources = g_ptr_array_new_with_free_func (free_source);
  self->rows = g_ptr_array_new_with_free_func (free_row);
  self->any = hcrm_input_new (&any_field);
  hcrm_input_set_label (HCRM_INPUT (self->any), _ ("Asked"));
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (add, "outline");
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (hcrm_condition_editor_add), self);
  g_signal_connect_swapped (self->any, "changed", G_CALLBACK (changed), self);
  gtk_box_append (GTK_BOX (box), self->any);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->box));
  gtk_box_append (GTK_BOX (box), add);
  adw_bin_set_child (ADW_BIN (self), box);
}

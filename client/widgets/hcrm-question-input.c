/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes the input that a question's kind asks for. */

#include "hcrm-question-input.h"

#include "core/hcrm-date.h"
#include "hcrm-wrap-box.h"
#include "widgets/hcrm-text.h"

typedef struct {
  void (*build) (HcrmQuestionInput *self);
  void (*sync) (HcrmQuestionInput *self);
  gboolean (*choose) (HcrmQuestionInput *self, guint n);
  gboolean on_line;
} Kind;

struct _HcrmQuestionInput {
  AdwBin parent_instance;

  HcrmResponse *response;
  HcrmQuestionnaire *questionnaire; /* keeps @item */
  const HcrmItem *item;
  guint repeat;
  const char *language;
  const Kind *kind;
  GtkWidget *label;   /* (nullable) (unowned) */
  GtkWidget *control; /* what takes the focus; of chips, their group */
  GPtrArray *chips;
  GtkLabel *echo; /* (nullable): the day that was understood */
  GtkWidget *calendar;
  gboolean writing; /* the response changes because of this input */
  gboolean showing; /* this input changes because of the response */
  char *fault;
};

G_DEFINE_FINAL_TYPE (HcrmQuestionInput, hcrm_question_input, ADW_TYPE_BIN)

enum { EDITED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- writing ---------------------------------------------------------------------------------- */

static void
set_fault (HcrmQuestionInput *self, const char *fault)
{
  g_free (self->fault);
  self->fault = g_strdup (fault);
}

static void
write_answers (HcrmQuestionInput *self, const GPtrArray *answers)
{
  self->writing = TRUE;
  hcrm_response_set_answers (self->response, self->item->link_id, self->repeat, answers);
  self->writing = FALSE;
}

/* What cannot be read is no answer. */
static void
write_text (HcrmQuestionInput *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  self->writing = TRUE;
  if (!hcrm_response_set_text (self->response, self->item->link_id, self->repeat, text, &error))
    hcrm_response_set_answer (self->response, self->item->link_id, self->repeat, NULL);
  self->writing = FALSE;
  set_fault (self, error != NULL ? error->message : NULL);
}

static void
tell_edited (HcrmQuestionInput *self)
{
  g_signal_emit (self, signals[EDITED], 0);
}

static const char *
get_text (HcrmQuestionInput *self)
{
  const char *text = hcrm_response_get_text (self->response, self->item->link_id, self->repeat);

  return text != NULL ? text : "";
}

/* Its name for a screen reader: the question, if it is on screen. */
static void
name_control (HcrmQuestionInput *self, GtkWidget *control)
{
  if (self->label != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                    self->label, NULL, -1);
}

static void
require_control (HcrmQuestionInput *self, GtkWidget *control)
{
  if (self->item->required)
    gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                    TRUE, -1);
}

/* --- chips: one or several of a few options, yes or no ---------------------------------------- */

static gboolean
is_boolean (HcrmQuestionInput *self)
{
  return self->item->type == HCRM_ITEM_BOOLEAN;
}

static gboolean
is_chosen (HcrmQuestionInput *self, guint n)
{
  if (is_boolean (self))
    return g_str_equal (get_text (self), n == 0 ? "true" : "false");
  return hcrm_response_is_chosen (self->response, self->item->link_id, self->repeat, n);
}

static void
sync_chips (HcrmQuestionInput *self)
{
  for (guint i = 0; i < self->chips->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->chips, i), is_chosen (self, i));
}

static void
write_choice (HcrmQuestionInput *self, guint n)
{
  if (is_boolean (self)) {
    write_text (self, n == 0 ? "true" : "false");
    return;
  }
  self->writing = TRUE;
  hcrm_response_choose (self->response, self->item->link_id, self->repeat, n);
  self->writing = FALSE;
}

static void
show_choice (HcrmQuestionInput *self)
{
  self->showing = TRUE;
  self->kind->sync (self);
  self->showing = FALSE;
}

static void
toggled_cb (HcrmQuestionInput *self, GtkCheckButton *chip)
{
  guint n = 0;

  g_ptr_array_find (self->chips, chip, &n);
  if (self->showing || gtk_check_button_get_active (chip) == is_chosen (self, n)
      || (!self->item->repeats && !gtk_check_button_get_active (chip)))
    return;
  write_choice (self, n);
  show_choice (self);
  tell_edited (self);
}

static gboolean
choose_chip (HcrmQuestionInput *self, guint n)
{
  if (n >= self->chips->len)
    return FALSE;
  gtk_widget_grab_focus (g_ptr_array_index (self->chips, n));
  write_choice (self, n);
  show_choice (self);
  tell_edited (self);
  return TRUE;
}

static GtkWidget *
make_key (guint n)
{
  g_autofree char *text = g_strdup_printf ("%u", n % 10);
  GtkWidget *key = gtk_label_new (text);

  gtk_widget_add_css_class (key, "key");
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  return key;
}

static GtkWidget *
make_chip_words (const char *text, guint n)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (words), label);
  if (n <= 10)
    gtk_box_append (GTK_BOX (words), make_key (n));
  return words;
}

static void
add_chip (HcrmQuestionInput *self, const char *text)
{
  GtkWidget *chip = gtk_check_button_new ();

  gtk_check_button_set_child (GTK_CHECK_BUTTON (chip),
                              make_chip_words (text, self->chips->len + 1));
  gtk_widget_add_css_class (chip, "opt");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (!self->item->repeats && self->chips->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (chip), g_ptr_array_index (self->chips, 0));
  g_ptr_array_add (self->chips, chip);
  hcrm_wrap_box_append (HCRM_WRAP_BOX (self->control), chip);
  g_signal_connect_swapped (chip, "toggled", G_CALLBACK (toggled_cb), self);
}

static void
build_chips (HcrmQuestionInput *self)
{
  GtkAccessibleRole role =
      self->item->repeats ? GTK_ACCESSIBLE_ROLE_GROUP : GTK_ACCESSIBLE_ROLE_RADIO_GROUP;

  self->control = hcrm_wrap_box_new (role, 6);
  name_control (self, self->control);
  if (is_boolean (self)) {
    add_chip (self, _ ("Yes"));
    add_chip (self, _ ("No"));
  }
  for (guint i = 0; i < self->item->options->len; i++)
    add_chip (self,
              hcrm_option_get_label (g_ptr_array_index (self->item->options, i), self->language));
  adw_bin_set_child (ADW_BIN (self), self->control);
}

/* --- a list to choose from: one of many options ----------------------------------------------- */

static guint
find_chosen (HcrmQuestionInput *self)
{
  for (guint i = 0; i < self->item->options->len; i++)
    if (is_chosen (self, i))
      return i + 1;
  return 0;
}

static void
sync_list (HcrmQuestionInput *self)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), find_chosen (self));
}

static gboolean
choose_in_list (HcrmQuestionInput *self, guint n)
{
  if (n >= self->item->options->len)
    return FALSE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), n + 1);
  return TRUE;
}

static void
selected_cb (HcrmQuestionInput *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));

  if (self->showing || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected == 0)
    write_text (self, NULL);
  else
    write_choice (self, selected - 1);
  tell_edited (self);
}

static void
build_list (HcrmQuestionInput *self)
{
  GtkStringList *words = gtk_string_list_new (NULL);

  gtk_string_list_append (words, _ ("Not answered"));
  for (guint i = 0; i < self->item->options->len; i++)
    gtk_string_list_append (words,
                            hcrm_option_get_label (g_ptr_array_index (self->item->options, i),
                                                   self->language));
  self->control =
      gtk_drop_down_new (G_LIST_MODEL (words),
                         gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->control), self->item->options->len > 10);
  gtk_widget_set_halign (self->control, GTK_ALIGN_START);
  name_control (self, self->control);
  require_control (self, self->control);
  g_signal_connect_swapped (self->control, "notify::selected", G_CALLBACK (selected_cb), self);
  adw_bin_set_child (ADW_BIN (self), self->control);
}

/* --- an entry: numbers, a short text, a day --------------------------------------------------- */

static void
sync_entry (HcrmQuestionInput *self)
{
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->control)), get_text (self)))
    gtk_editable_set_text (GTK_EDITABLE (self->control), get_text (self));
}

static void
entry_changed_cb (HcrmQuestionInput *self)
{
  if (self->showing)
    return;
  write_text (self, gtk_editable_get_text (GTK_EDITABLE (self->control)));
  tell_edited (self);
}

static int
guess_width (const HcrmItem *item)
{
  if (item->type == HCRM_ITEM_STRING)
    return item->max_length > 0 ? CLAMP ((int) item->max_length, 6, 40) : 40;
  return item->type == HCRM_ITEM_DATE ? 11 : 5;
}

static void
build_entry (HcrmQuestionInput *self)
{
  int width = guess_width (self->item);

  self->control = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->control), MIN (width, 12));
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->control), width);
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  name_control (self, self->control);
  require_control (self, self->control);
  g_signal_connect_swapped (self->control, "changed", G_CALLBACK (entry_changed_cb), self);
  adw_bin_set_child (ADW_BIN (self), self->control);
}

static void
build_number (HcrmQuestionInput *self)
{
  build_entry (self);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->control), GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_add_css_class (self->control, "num");
}

/* --- a day ------------------------------------------------------------------------------------ */

static void
show_day (HcrmQuestionInput *self)
{
  GDate date, today;
  g_autofree char *label = NULL;

  hcrm_text_get_today (&today);
  if (hcrm_date_from_iso (get_text (self), &date))
    label = hcrm_date_label (&date, &today);
  gtk_label_set_label (self->echo, label != NULL ? label : "");
}

/* A day as it is typed, else what FHIR takes, such as a year alone. */
static void
write_day (HcrmQuestionInput *self, const char *text)
{
  GDate date, today;
  g_autofree char *iso = NULL;

  hcrm_text_get_today (&today);
  if (hcrm_date_parse_typed (text, &today, &date, NULL))
    iso = hcrm_date_to_iso (&date);
  write_text (self, iso != NULL ? iso : text);
  show_day (self);
}

static void
day_changed_cb (HcrmQuestionInput *self)
{
  if (self->showing)
    return;
  write_day (self, gtk_editable_get_text (GTK_EDITABLE (self->control)));
  tell_edited (self);
}

static void
sync_day (HcrmQuestionInput *self)
{
  sync_entry (self);
  show_day (self);
}

static void
day_selected_cb (HcrmQuestionInput *self, GtkCalendar *calendar)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *iso = g_date_time_format (day, "%Y-%m-%d");

  gtk_editable_set_text (GTK_EDITABLE (self->control), iso);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->calendar));
  gtk_widget_grab_focus (self->control);
}

static void
make_calendar_cb (GtkMenuButton *button, gpointer data)
{
  HcrmQuestionInput *self = data;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *calendar = gtk_calendar_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_menu_button_set_popover (button, popover);
  g_signal_connect_swapped (calendar, "day-selected", G_CALLBACK (day_selected_cb), self);
}

static GtkWidget *
make_calendar_button (HcrmQuestionInput *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Calendar (Down)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Calendar"), -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), make_calendar_cb, self, NULL);
  return button;
}

static void
build_day (HcrmQuestionInput *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  build_entry (self);
  g_signal_handlers_disconnect_by_func (self->control, entry_changed_cb, self);
  g_signal_connect_swapped (self->control, "changed", G_CALLBACK (day_changed_cb), self);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->control), _ ("+7d, 3/15"));
  g_object_ref (self->control);
  adw_bin_set_child (ADW_BIN (self), row);
  gtk_box_append (GTK_BOX (row), self->control);
  g_object_unref (self->control);
  self->calendar = make_calendar_button (self);
  gtk_box_append (GTK_BOX (row), self->calendar);
  self->echo = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->echo), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->echo), "accent-text");
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->echo));
}

/* --- lines: a long text, or several answers, one on each ---------------------------------------
 */

static char *
dup_lines (HcrmQuestionInput *self)
{
  guint n = hcrm_response_get_n_answers (self->response, self->item->link_id, self->repeat);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        lines, "%s%s", i > 0 ? "\n" : "",
        hcrm_response_get_answer (self->response, self->item->link_id, self->repeat, i)->text);
  return g_string_free (lines, FALSE);
}

static char *
dup_buffer (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static GtkTextBuffer *
get_buffer (HcrmQuestionInput *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control));
}

static void
sync_lines (HcrmQuestionInput *self)
{
  g_autofree char *lines = dup_lines (self);
  g_autofree char *shown = dup_buffer (get_buffer (self));

  if (!g_str_equal (lines, shown))
    gtk_text_buffer_set_text (get_buffer (self), lines, -1);
}

/* Reads each line as an answer of its own; an unreadable one is a fault and no answer. */
static void
write_lines (HcrmQuestionInput *self, const char *text)
{
  HcrmAnswerKind kind = hcrm_item_get_answer_kind (self->item);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) answers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);

  set_fault (self, NULL);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_strstrip (lines[i]);
    if (*line != '\0' && hcrm_answer_is_well_formed (kind, line))
      g_ptr_array_add (answers, hcrm_answer_new (kind, line));
    else if (*line != '\0')
      set_fault (self, _ ("This cannot be read"));
  }
  write_answers (self, answers);
}

static void
lines_changed_cb (HcrmQuestionInput *self, GtkTextBuffer *buffer)
{
  g_autofree char *text = dup_buffer (buffer);

  if (self->showing)
    return;
  if (self->item->repeats)
    write_lines (self, text);
  else
    write_text (self, text);
  tell_edited (self);
}

static void
build_lines (HcrmQuestionInput *self)
{
  GtkWidget *frame = gtk_frame_new (NULL), *scroller = gtk_scrolled_window_new ();

  self->control = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->control), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->control), FALSE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 40);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 120);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->control);
  gtk_frame_set_child (GTK_FRAME (frame), scroller);
  gtk_widget_add_css_class (frame, "field");
  name_control (self, self->control);
  require_control (self, self->control);
  g_signal_connect_swapped (get_buffer (self), "changed", G_CALLBACK (lines_changed_cb), self);
  if (self->item->repeats)
    gtk_widget_set_tooltip_text (self->control, _ ("One answer on each line"));
  adw_bin_set_child (ADW_BIN (self), frame);
}

/* --- words only ------------------------------------------------------------------------------- */

static void
sync_words (HcrmQuestionInput *self)
{
  g_autofree char *answer =
      hcrm_response_dup_label (self->response, self->item->link_id, self->repeat, self->language);
  g_autofree char *none =
      g_strdup_printf (_ ("Not answered here (%s)"), hcrm_item_type_get_label (self->item->type));

  gtk_label_set_label (GTK_LABEL (self->control), *answer != '\0' ? answer : none);
}

static void
build_words (HcrmQuestionInput *self)
{
  self->control = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->control), 0);
  gtk_label_set_wrap (GTK_LABEL (self->control), TRUE);
  gtk_label_set_selectable (GTK_LABEL (self->control), TRUE);
  gtk_widget_set_can_focus (self->control, FALSE);
  gtk_widget_add_css_class (self->control, "dim-label");
  adw_bin_set_child (ADW_BIN (self), self->control);
}

/* --- which input a question gets -------------------------------------------------------------- */

static const Kind chips_kind = { build_chips, sync_chips, choose_chip, FALSE };
static const Kind list_kind = { build_list, sync_list, choose_in_list, FALSE };
static const Kind number_kind = { build_number, sync_entry, NULL, TRUE };
static const Kind entry_kind = { build_entry, sync_entry, NULL, TRUE };
static const Kind day_kind = { build_day, sync_day, NULL, TRUE };
static const Kind lines_kind = { build_lines, sync_lines, NULL, FALSE };
static const Kind words_kind = { build_words, sync_words, NULL, FALSE };

static const Kind *
choose_choice_kind (const HcrmItem *item)
{
  if (item->options->len == 0)
    return &words_kind;
  return item->repeats || item->options->len <= HCRM_QUESTION_MAX_CHIPS ? &chips_kind : &list_kind;
}

static const Kind *
choose_kind (const HcrmItem *item)
{
  if (!hcrm_item_is_answerable (item))
    return &words_kind;
  if (item->type == HCRM_ITEM_CHOICE)
    return choose_choice_kind (item);
  if (item->type == HCRM_ITEM_BOOLEAN)
    return &chips_kind;
  if (item->repeats || item->type == HCRM_ITEM_TEXT)
    return &lines_kind;
  if (item->type == HCRM_ITEM_DATE)
    return &day_kind;
  return item->type == HCRM_ITEM_STRING ? &entry_kind : &number_kind;
}

/* --- the type --------------------------------------------------------------------------------- */

static void
hcrm_question_input_finalize (GObject *object)
{
  HcrmQuestionInput *self = HCRM_QUESTION_INPUT (object);

  g_clear_object (&self->response);
  g_clear_pointer (&self->questionnaire, hcrm_questionnaire_unref);
  g_clear_pointer (&self->chips, g_ptr_array_unref);
  g_clear_pointer (&self->fault, g_free);
  G_OBJECT_CLASS (hcrm_question_input_parent_class)->finalize (object);
}

static void
hcrm_question_input_class_init (HcrmQuestionInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_question_input_finalize;
  signals[EDITED] = g_signal_new ("edited", HCRM_TYPE_QUESTION_INPUT, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_question_input_init (HcrmQuestionInput *self)
{
  self->chips = g_ptr_array_new ();
}

GtkWidget *
hcrm_question_input_new (HcrmResponse *response,
                         const HcrmItem *item,
                         guint repeat,
                         const char *language,
                         GtkWidget *label)
{
  HcrmQuestionInput *self = g_object_new (HCRM_TYPE_QUESTION_INPUT, NULL);

  self->response = g_object_ref (response);
  self->questionnaire = hcrm_questionnaire_ref (hcrm_response_get_questionnaire (response));
  self->item = item;
  self->repeat = repeat;
  self->language = language;
  self->label = label;
  self->kind = choose_kind (item);
  self->kind->build (self);
  show_choice (self);
  return GTK_WIDGET (self);
}

gboolean
hcrm_question_input_is_inline (HcrmQuestionInput *self)
{
  return self->kind->on_line;
}

gboolean
hcrm_question_input_takes_many (HcrmQuestionInput *self)
{
  return self->item->repeats;
}

void
hcrm_question_input_sync (HcrmQuestionInput *self)
{
  if (self->writing || self->showing)
    return;
  set_fault (self, NULL);
  show_choice (self);
}

gboolean
hcrm_question_input_choose (HcrmQuestionInput *self, guint digit)
{
  return digit > 0 && self->kind->choose != NULL && self->kind->choose (self, digit - 1);
}

void
hcrm_question_input_clear (HcrmQuestionInput *self)
{
  hcrm_response_set_answer (self->response, self->item->link_id, self->repeat, NULL);
}

gboolean
hcrm_question_input_is_typing (HcrmQuestionInput *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus));
}

gboolean
hcrm_question_input_is_multiline (HcrmQuestionInput *self)
{
  return GTK_IS_TEXT_VIEW (self->control);
}

gboolean
hcrm_question_input_open (HcrmQuestionInput *self)
{
  if (self->calendar == NULL)
    return FALSE;
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->calendar));
  return TRUE;
}

void
hcrm_question_input_focus (HcrmQuestionInput *self)
{
  GtkWidget *target = self->control;

  if (self->chips->len > 0)
    target = g_ptr_array_index (self->chips, 0);
  for (guint i = 0; i < self->chips->len; i++)
    if (is_chosen (self, i) && !self->item->repeats)
      target = g_ptr_array_index (self->chips, i);
  gtk_widget_grab_focus (target);
}

void
hcrm_question_input_focus_end (HcrmQuestionInput *self, gboolean last)
{
  if (self->chips->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->chips, last ? self->chips->len - 1 : 0));
  else if (last && self->calendar != NULL)
    gtk_widget_grab_focus (self->calendar);
  else
    hcrm_question_input_focus (self);
}

const char *
hcrm_question_input_get_fault (HcrmQuestionInput *self)
{
  return self->fault;
}

void
hcrm_question_input_set_wrong (HcrmQuestionInput *self, const char *message)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                               : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message != NULL ? message : "", -1);
}

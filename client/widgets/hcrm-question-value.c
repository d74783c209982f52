/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes one typed value. */

#include "hcrm-question-value.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/hcrm-date.h"
#include "hcrm-drop-down.h"
#include "hcrm-question-text.h"
#include "widgets/hcrm-text.h"

struct _HcrmQuestionValue {
  AdwBin parent_instance;

  const HcrmItem *item;
  const char *language;
  GtkWidget *label;    /* (nullable) (unowned) */
  GtkWidget *control;  /* an entry or a text view */
  GtkWidget *scale;    /* (nullable) */
  GtkWidget *calendar; /* (nullable) */
  GtkWidget *unit;     /* (nullable): a list to choose from */
  GtkLabel *echo;      /* (nullable): the day that was understood */
  GPtrArray *units;    /* (element-type HcrmAnswer) */
  gboolean showing;    /* this changes because of the response */
  const char *fault;
};

G_DEFINE_FINAL_TYPE (HcrmQuestionValue, hcrm_question_value, ADW_TYPE_BIN)

enum { EDITED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- what is typed ---------------------------------------------------------------------------- */

static gboolean
is_lines (HcrmQuestionValue *self)
{
  return GTK_IS_TEXT_VIEW (self->control);
}

static char *
dup_typed (HcrmQuestionValue *self)
{
  GtkTextIter start, end;

  if (!is_lines (self))
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->control)));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
set_typed (HcrmQuestionValue *self, const char *text)
{
  g_autofree char *typed = dup_typed (self);

  if (g_str_equal (typed, text))
    return;
  if (is_lines (self))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->control), text);
}

static const HcrmAnswer *
get_unit (HcrmQuestionValue *self)
{
  guint n = self->unit != NULL ? gtk_drop_down_get_selected (GTK_DROP_DOWN (self->unit)) : 0;

  return n < self->units->len ? g_ptr_array_index (self->units, n) : NULL;
}

HcrmAnswer *
hcrm_question_value_dup_answer (HcrmQuestionValue *self)
{
  g_autofree char *typed = dup_typed (self);

  return hcrm_question_text_read (self->item, typed, get_unit (self), &self->fault);
}

const char *
hcrm_question_value_get_fault (HcrmQuestionValue *self)
{
  return self->fault;
}

gboolean
hcrm_question_value_is_empty (HcrmQuestionValue *self)
{
  g_autofree char *typed = g_strstrip (dup_typed (self));

  return *typed == '\0';
}

/* --- showing ---------------------------------------------------------------------------------- */

static void
show_echo (HcrmQuestionValue *self, const HcrmAnswer *answer)
{
  g_autofree char *echo = answer != NULL ? hcrm_question_text_echo (answer) : g_strdup ("");

  if (self->echo == NULL)
    return;
  gtk_label_set_label (self->echo, echo);
  gtk_widget_set_visible (GTK_WIDGET (self->echo), *echo != '\0');
}

static void
show_scale (HcrmQuestionValue *self, const HcrmAnswer *answer)
{
  gboolean showing = self->showing;

  if (self->scale == NULL)
    return;
  self->showing = TRUE;
  gtk_range_set_value (GTK_RANGE (self->scale),
                       answer != NULL ? hcrm_answer_get_number (answer)
                                      : hcrm_answer_get_number (self->item->min_value));
  self->showing = showing;
  if (answer != NULL)
    gtk_widget_remove_css_class (self->scale, "unset");
  else
    gtk_widget_add_css_class (self->scale, "unset");
}

static void
edited_cb (HcrmQuestionValue *self)
{
  if (self->showing)
    return;
  g_autoptr (HcrmAnswer) answer = hcrm_question_value_dup_answer (self);
  show_echo (self, answer);
  show_scale (self, answer);
  g_signal_emit (self, signals[EDITED], 0);
}

static gboolean
has_unit (const HcrmAnswer *unit, const HcrmAnswer *answer)
{
  if (*unit->text != '\0' && answer->code != NULL)
    return g_str_equal (unit->text, answer->code) && g_strcmp0 (unit->system, answer->system) == 0;
  return g_strcmp0 (unit->display, answer->display) == 0;
}

/* A unit that is not offered is offered from now on, so that it is not lost. */
static void
show_unit (HcrmQuestionValue *self, const HcrmAnswer *answer)
{
  if (self->unit == NULL || answer == NULL)
    return;
  for (guint i = 0; i < self->units->len; i++)
    if (has_unit (g_ptr_array_index (self->units, i), answer)) {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->unit), i);
      return;
    }
  GListModel *model = gtk_drop_down_get_model (GTK_DROP_DOWN (self->unit));
  gtk_string_list_append (GTK_STRING_LIST (model), answer->display != NULL ? answer->display : "–");
  g_ptr_array_add (self->units,
                   hcrm_answer_new_coding (answer->system, answer->code != NULL ? answer->code : "",
                                           answer->display));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->unit), self->units->len - 1);
}

static gboolean
is_shown (HcrmQuestionValue *self, const HcrmAnswer *answer)
{
  g_autoptr (HcrmAnswer) shown = hcrm_question_value_dup_answer (self);

  if (shown == NULL || answer == NULL)
    return shown == NULL && answer == NULL;
  if (answer->kind == HCRM_ANSWER_CODING)
    return g_strcmp0 (shown->display, answer->display) == 0;
  return shown->kind == answer->kind && g_str_equal (shown->text, answer->text)
         && hcrm_answer_equal (shown, answer);
}

void
hcrm_question_value_set_answer (HcrmQuestionValue *self, const HcrmAnswer *answer)
{
  g_autofree char *text = answer != NULL ? hcrm_question_text_write (answer) : g_strdup ("");
  gboolean same = is_shown (self, answer);

  self->showing = TRUE;
  if (!same) {
    set_typed (self, text);
    show_unit (self, answer);
  }
  self->showing = FALSE;
  show_echo (self, answer);
  show_scale (self, answer);
}

void
hcrm_question_value_clear (HcrmQuestionValue *self)
{
  self->showing = TRUE;
  set_typed (self, "");
  self->showing = FALSE;
  self->fault = NULL;
  show_echo (self, NULL);
  show_scale (self, NULL);
}

/* --- input methods ---------------------------------------------------------------------------- */

#define COMPOSING "hcrm-composing"

static void
preedit_changed_cb (GObject *text, const char *preedit)
{
  g_object_set_data (text, COMPOSING, GINT_TO_POINTER (*preedit != '\0'));
}

void
hcrm_question_value_watch (GtkWidget *control)
{
  gpointer text = GTK_IS_EDITABLE (control) ? gtk_editable_get_delegate (GTK_EDITABLE (control))
                                            : (gpointer) control;

  g_signal_connect (text, "preedit-changed", G_CALLBACK (preedit_changed_cb), NULL);
}

gboolean
hcrm_question_value_is_composing (GtkWidget *focus)
{
  return g_object_get_data (G_OBJECT (focus), COMPOSING) != NULL;
}

/* --- building --------------------------------------------------------------------------------- */

/* Its name for a screen reader: the question, if it is on screen. */
static void
name_control (HcrmQuestionValue *self)
{
  if (self->label != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->control),
                                    GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->label, NULL, -1);
  if (self->item->required)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                    GTK_ACCESSIBLE_PROPERTY_REQUIRED, TRUE, -1);
  hcrm_question_value_watch (self->control);
}

static int
guess_width (const HcrmItem *item)
{
  switch (item->type) {
  case HCRM_ITEM_STRING:
    return item->max_length > 0 ? CLAMP ((int) item->max_length, 6, 40) : 40;
  case HCRM_ITEM_URL:
  case HCRM_ITEM_CHOICE:
  case HCRM_ITEM_OPEN_CHOICE:
    return 40;
  case HCRM_ITEM_DATE:
    return 11;
  case HCRM_ITEM_DATE_TIME:
    return 17;
  default:
    return item->entry_format != NULL ? 12 : 6;
  }
}

static const char *
get_hint (HcrmQuestionValue *self)
{
  if (self->item->entry_format != NULL)
    return hcrm_text_get (self->item->entry_format, self->language);
  switch (self->item->type) {
  case HCRM_ITEM_DATE:
    return _ ("+7d, 3/15");
  case HCRM_ITEM_DATE_TIME:
    return _ ("3/15 14:05");
  case HCRM_ITEM_TIME:
    return "14:05";
  case HCRM_ITEM_URL:
    return "https://";
  case HCRM_ITEM_CHOICE:
  case HCRM_ITEM_OPEN_CHOICE:
    return _ ("In words");
  default:
    return NULL;
  }
}

static GtkWidget *
make_entry (HcrmQuestionValue *self)
{
  int width = guess_width (self->item);

  self->control = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->control), MIN (width, 17));
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->control), width);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->control), get_hint (self));
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  name_control (self);
  g_signal_connect_swapped (self->control, "changed", G_CALLBACK (edited_cb), self);
  return self->control;
}

static GtkWidget *
make_row (HcrmQuestionValue *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (row), make_entry (self));
  return row;
}

static void
forget_wheel (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
      gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
  }
}

static void
scaled_cb (HcrmQuestionValue *self)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean whole = self->item->type == HCRM_ITEM_INTEGER;

  if (self->showing)
    return;
  g_ascii_formatd (text, sizeof text, whole ? "%.0f" : "%.1f",
                   gtk_range_get_value (GTK_RANGE (self->scale)));
  set_typed (self, text);
}

/* A number that the bounds make a line of. */
static gboolean
is_scale (const HcrmItem *item)
{
  return g_strcmp0 (item->control, "slider") == 0 && item->min_value != NULL
         && item->max_value != NULL
         && hcrm_answer_get_number (item->min_value) < hcrm_answer_get_number (item->max_value);
}

static double
get_step (const HcrmItem *item, double length)
{
  double step = item->slider_step != NULL ? hcrm_answer_get_number (item->slider_step) : 0;

  if (step > 0)
    return step;
  return item->type == HCRM_ITEM_INTEGER ? 1 : length / 100;
}

static GtkWidget *
make_scale (HcrmQuestionValue *self)
{
  double low = hcrm_answer_get_number (self->item->min_value);
  double high = hcrm_answer_get_number (self->item->max_value);
  double step = get_step (self->item, high - low);

  self->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, low, high, step);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
  gtk_widget_set_size_request (self->scale, 240, -1);
  forget_wheel (self->scale); /* it scrolls the form */
  if (self->label != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->scale),
                                    GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->label, NULL, -1);
  g_signal_connect_swapped (self->scale, "value-changed", G_CALLBACK (scaled_cb), self);
  return self->scale;
}

static const char *
get_unit_label (const HcrmAnswer *unit)
{
  return unit->display != NULL ? unit->display : unit->text;
}

static GtkWidget *
make_units (HcrmQuestionValue *self)
{
  GtkStringList *words = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->units->len; i++)
    gtk_string_list_append (words, get_unit_label (g_ptr_array_index (self->units, i)));
  self->unit = gtk_drop_down_new (G_LIST_MODEL (words), NULL);
  gtk_widget_set_valign (self->unit, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unit), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Unit"), -1);
  g_signal_connect_swapped (self->unit, "notify::selected", G_CALLBACK (edited_cb), self);
  return self->unit;
}

static GtkWidget *
build_number (HcrmQuestionValue *self)
{
  GtkWidget *row = make_row (self);

  gtk_entry_set_input_purpose (GTK_ENTRY (self->control), GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_add_css_class (self->control, "num");
  if (self->units->len > 1)
    gtk_box_append (GTK_BOX (row), make_units (self));
  else if (self->units->len == 1)
    gtk_box_append (GTK_BOX (row),
                    gtk_label_new (get_unit_label (g_ptr_array_index (self->units, 0))));
  if (is_scale (self->item))
    gtk_box_append (GTK_BOX (row), make_scale (self));
  return row;
}

/* --- a day ------------------------------------------------------------------------------------ */

/* The time that was typed stays. */
static void
day_selected_cb (HcrmQuestionValue *self, GtkCalendar *calendar)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *iso = g_date_time_format (day, "%Y-%m-%d");
  g_autoptr (HcrmAnswer) before = hcrm_question_value_dup_answer (self);
  g_autofree char *written = before != NULL ? hcrm_question_text_write (before) : g_strdup ("");
  const char *time = strchr (written, ' ');
  g_autofree char *text = g_strconcat (iso, time, NULL);

  if (self->showing)
    return;
  set_typed (self, text);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->calendar));
  gtk_widget_grab_focus (self->control);
}

static void
show_in_calendar (HcrmQuestionValue *self, GtkCalendar *calendar)
{
  g_autoptr (HcrmAnswer) answer = hcrm_question_value_dup_answer (self);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *iso = answer != NULL ? g_strdup_printf ("%.10sT00:00:00", answer->text) : NULL;
  g_autoptr (GDateTime) day = iso != NULL ? g_date_time_new_from_iso8601 (iso, zone) : NULL;

  self->showing = TRUE;
  if (day != NULL)
    gtk_calendar_select_day (calendar, day);
  self->showing = FALSE;
}

static void
make_calendar_cb (GtkMenuButton *button, gpointer data)
{
  HcrmQuestionValue *self = data;

  if (gtk_menu_button_get_popover (button) == NULL) {
    GtkWidget *popover = gtk_popover_new ();
    GtkWidget *calendar = gtk_calendar_new ();
    gtk_popover_set_child (GTK_POPOVER (popover), calendar);
    gtk_menu_button_set_popover (button, popover);
    g_signal_connect_swapped (calendar, "day-selected", G_CALLBACK (day_selected_cb), self);
  }
  GtkPopover *popover = gtk_menu_button_get_popover (button);
  show_in_calendar (self, GTK_CALENDAR (gtk_popover_get_child (popover)));
}

static GtkWidget *
make_calendar_button (HcrmQuestionValue *self)
{
  self->calendar = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->calendar), "x-office-calendar-symbolic");
  gtk_widget_set_tooltip_text (self->calendar, _ ("Calendar (Down)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->calendar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Calendar"), -1);
  gtk_widget_set_valign (self->calendar, GTK_ALIGN_CENTER);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->calendar), make_calendar_cb, self,
                                         NULL);
  return self->calendar;
}

static GtkWidget *
build_day (HcrmQuestionValue *self)
{
  GtkWidget *row = make_row (self);

  gtk_box_append (GTK_BOX (row), make_calendar_button (self));
  self->echo = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->echo), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->echo), "accent-text");
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->echo));
  return row;
}

/* --- a long text ------------------------------------------------------------------------------ */

static GtkWidget *
build_lines (HcrmQuestionValue *self)
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
  gtk_widget_set_hexpand (frame, TRUE);
  name_control (self);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), "changed",
                            G_CALLBACK (edited_cb), self);
  return frame;
}

static GtkWidget *
build (HcrmQuestionValue *self)
{
  switch (self->item->type) {
  case HCRM_ITEM_TEXT:
    return build_lines (self);
  case HCRM_ITEM_DATE:
  case HCRM_ITEM_DATE_TIME:
    return build_day (self);
  case HCRM_ITEM_INTEGER:
  case HCRM_ITEM_DECIMAL:
  case HCRM_ITEM_QUANTITY:
    return build_number (self);
  default:
    return make_entry (self);
  }
}

/* --- the focus -------------------------------------------------------------------------------- */

GtkWidget *
hcrm_question_value_get_control (HcrmQuestionValue *self)
{
  return self->control;
}

static gboolean
has_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

gboolean
hcrm_question_value_move (HcrmQuestionValue *self, gboolean forward)
{
  GtkWidget *beside = self->scale != NULL ? self->scale : self->unit;

  if (beside == NULL || has_focus (beside) == forward)
    return FALSE;
  return gtk_widget_grab_focus (forward ? beside : self->control);
}

gboolean
hcrm_question_value_open (HcrmQuestionValue *self)
{
  if (self->calendar != NULL)
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->calendar));
  else if (self->unit != NULL && has_focus (self->unit))
    hcrm_drop_down_open (GTK_DROP_DOWN (self->unit));
  else
    return FALSE;
  return TRUE;
}

/* --- the type --------------------------------------------------------------------------------- */

static void
hcrm_question_value_finalize (GObject *object)
{
  g_clear_pointer (&HCRM_QUESTION_VALUE (object)->units, g_ptr_array_unref);
  G_OBJECT_CLASS (hcrm_question_value_parent_class)->finalize (object);
}

static void
hcrm_question_value_class_init (HcrmQuestionValueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_question_value_finalize;
  signals[EDITED] = g_signal_new ("edited", HCRM_TYPE_QUESTION_VALUE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_question_value_init (HcrmQuestionValue *self)
{
  self->units = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);
}

GtkWidget *
hcrm_question_value_new (const HcrmItem *item, const char *language, GtkWidget *label)
{
  HcrmQuestionValue *self = g_object_new (HCRM_TYPE_QUESTION_VALUE, NULL);

  self->item = item;
  self->language = language;
  self->label = label;
  for (guint i = 0; item->type == HCRM_ITEM_QUANTITY && i < item->units->len; i++)
    g_ptr_array_add (self->units, hcrm_answer_copy (g_ptr_array_index (item->units, i)));
  adw_bin_set_child (ADW_BIN (self), build (self));
  hcrm_question_value_set_answer (self, NULL);
  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the kind of a field to the widget that fills it in. */

#include "hcrm-input.h"

#include "core/hcrm-date.h"
#include "hcrm-drop-down.h"
#include "hcrm-text.h"
#include "hcrm-wrap-box.h"

typedef struct {
  GtkWidget *(*create) (HcrmInput *self);
  char *(*get) (HcrmInput *self);
  void (*set) (HcrmInput *self, const char *value);
} InputKind;

struct _HcrmInput {
  AdwBin parent_instance;

  const HcrmField *field;
  const InputKind *kind;
  GtkWidget *widget; /* what is typed into, chosen from or focused */
  GListStore *items; /* of a choice; the first is that nothing is chosen */
  char *kept;        /* (nullable): what is chosen of those that are not offered, or not yet */
  GtkWidget *yes;
  GtkWidget *no;
  GtkWidget *calendar; /* made when it is first opened */
  gboolean quiet;      /* set by the program, not by the user */
  gboolean filter;     /* narrows a list: nothing chosen means all */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmInput, hcrm_input, ADW_TYPE_BIN)

static void
changed_cb (HcrmInput *self)
{
  if (self->quiet)
    return;
  g_clear_pointer (&self->kept, g_free);
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
dup_or_null (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return *stripped != '\0' ? g_steal_pointer (&stripped) : NULL;
}

/* --- one line --------------------------------------------------------------------------------- */

static GtkWidget *
create_entry (HcrmInput *self)
{
  GtkWidget *entry = gtk_entry_new ();
  HcrmKind kind = self->field->kind;

  if (kind == HCRM_KIND_INT || kind == HCRM_KIND_DECIMAL) {
    gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
    gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 10);
    gtk_widget_set_halign (entry, GTK_ALIGN_START);
  }
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE); /* in a dialog that has one */
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  self->widget = entry;
  return entry;
}

static char *
get_entry (HcrmInput *self)
{
  return dup_or_null (gtk_editable_get_text (GTK_EDITABLE (self->widget)));
}

static void
set_entry (HcrmInput *self, const char *value)
{
  gtk_editable_set_text (GTK_EDITABLE (self->widget), value != NULL ? value : "");
}

/* --- several lines ---------------------------------------------------------------------------- */

static GtkWidget *
create_lines (HcrmInput *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *view = gtk_text_view_new ();

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 72);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (scroller, "field");
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed",
                            G_CALLBACK (changed_cb), self);
  self->widget = view;
  return scroller;
}

static char *
get_lines (HcrmInput *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->widget));
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  return dup_or_null (text);
}

static void
set_lines (HcrmInput *self, const char *value)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->widget));

  gtk_text_buffer_set_text (buffer, value != NULL ? value : "", -1);
}

/* --- days ------------------------------------------------------------------------------------- */

static char *
get_date (HcrmInput *self)
{
  g_autofree char *typed = get_entry (self);
  GDate date, today;

  hcrm_text_get_today (&today);
  if (typed == NULL || !hcrm_date_parse_typed (typed, &today, &date, NULL))
    return g_steal_pointer (&typed);
  return hcrm_date_to_iso (&date);
}

/* What was understood is shown when the entry is left: `+7d` becomes its day. */
static void
spell_out_cb (HcrmInput *self)
{
  g_autofree char *value = self->kind->get (self);

  self->quiet = TRUE;
  self->kind->set (self, value);
  self->quiet = FALSE;
}

static void
day_selected_cb (HcrmInput *self, GtkCalendar *calendar)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");

  set_entry (self, text);
  gtk_popover_popdown (GTK_POPOVER (self->calendar));
}

static void
open_calendar_cb (HcrmInput *self)
{
  if (self->calendar == NULL) {
    GtkWidget *calendar = gtk_calendar_new ();
    self->calendar = gtk_popover_new ();
    gtk_popover_set_child (GTK_POPOVER (self->calendar), calendar);
    gtk_widget_set_parent (self->calendar, GTK_WIDGET (self));
    g_signal_connect_swapped (calendar, "day-selected", G_CALLBACK (day_selected_cb), self);
  }
  gtk_popover_popup (GTK_POPOVER (self->calendar));
}

static GtkWidget *
create_date (HcrmInput *self)
{
  GtkWidget *entry = create_entry (self);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry),
                                  self->field->kind == HCRM_KIND_TIME ? _ ("t 14:30, +7d 9:00")
                                                                      : _ ("t, +7d, 3/15"));
  gtk_widget_set_halign (entry, GTK_ALIGN_START);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 16);
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (entry), GTK_ENTRY_ICON_SECONDARY,
                                     "x-office-calendar-symbolic");
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (entry), GTK_ENTRY_ICON_SECONDARY, _ ("Calendar"));
  g_signal_connect_swapped (entry, "icon-press", G_CALLBACK (open_calendar_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (spell_out_cb), self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

/* --- instants: a day as above and a clock time ------------------------------------------------ */

static gboolean
read_clock (const char *text, int *hour, int *minute)
{
  char colon, rest;

  if (sscanf (text, "%2d%c%2d%c", hour, &colon, minute, &rest) == 3
      && (colon == ':' || colon == '.'))
    return *hour < 24 && *minute < 60;
  return FALSE;
}

static char *
make_instant (const GDate *date, int hour, int minute)
{
  g_autoptr (GDateTime) at = g_date_time_new_local (g_date_get_year (date), g_date_get_month (date),
                                                    g_date_get_day (date), hour, minute, 0);

  return at != NULL ? g_date_time_format (at, "%Y-%m-%dT%H:%M:%S%:z") : NULL;
}

/* `14:30` alone is today's. */
static char *
get_instant (HcrmInput *self)
{
  g_autofree char *typed = get_entry (self);
  const char *space = typed != NULL ? strrchr (typed, ' ') : NULL;
  int hour, minute;
  GDate date, today;

  hcrm_text_get_today (&today);
  if (typed == NULL || !read_clock (space != NULL ? space + 1 : typed, &hour, &minute))
    return g_steal_pointer (&typed);
  g_autofree char *day = space != NULL ? g_strndup (typed, space - typed) : g_strdup ("t");
  if (!hcrm_date_parse_typed (day, &today, &date, NULL))
    return g_steal_pointer (&typed);
  return make_instant (&date, hour, minute);
}

static void
set_instant (HcrmInput *self, const char *value)
{
  g_autoptr (GDateTime) at = value != NULL ? g_date_time_new_from_iso8601 (value, NULL) : NULL;
  g_autoptr (GDateTime) local = at != NULL ? g_date_time_to_local (at) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : NULL;

  set_entry (self, text != NULL ? text : value);
}

/* --- yes and no: unanswered is not no --------------------------------------------------------- */

static GtkWidget *
add_toggle (HcrmInput *self, GtkWidget *box, const char *label)
{
  GtkWidget *toggle = gtk_toggle_button_new_with_label (label);

  gtk_box_append (GTK_BOX (box), toggle);
  g_signal_connect_swapped (toggle, "toggled", G_CALLBACK (changed_cb), self);
  return toggle;
}

static GtkWidget *
create_yes_no (HcrmInput *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "views");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  self->yes = add_toggle (self, box, _ ("Yes"));
  self->no = add_toggle (self, box, _ ("No"));
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->no), GTK_TOGGLE_BUTTON (self->yes));
  self->widget = self->yes;
  return box;
}

static char *
get_yes_no (HcrmInput *self)
{
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->yes)))
    return g_strdup ("true");
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->no)))
    return g_strdup ("false");
  return NULL;
}

static void
set_yes_no (HcrmInput *self, const char *value)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->yes), g_strcmp0 (value, "true") == 0);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->no), g_strcmp0 (value, "false") == 0);
}

/* --- choices ---------------------------------------------------------------------------------- */

/* An empty first place: nothing is chosen before somebody has chosen. */
static void
add_none (HcrmInput *self)
{
  gboolean required = self->field->flags & HCRM_FIELD_REQUIRED;
  const char *words = self->filter ? _ ("All") : required ? _ ("Choose…") : "—";
  g_autoptr (HcrmChoiceItem) none = hcrm_choice_item_new ("", words, NULL);

  g_list_store_append (self->items, none);
}

static void
fill_choices (HcrmInput *self, GPtrArray *items)
{
  g_clear_object (&self->items);
  self->items = g_list_store_new (HCRM_TYPE_CHOICE_ITEM);
  add_none (self);
  for (guint i = 0; i < items->len; i++)
    g_list_store_append (self->items, items->pdata[i]);
  hcrm_drop_down_fill (GTK_DROP_DOWN (self->widget), G_LIST_MODEL (self->items));
}

static void
fill_own_choices (HcrmInput *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  const HcrmChoice *choice = self->field->choices;

  for (; choice != NULL && choice->value != NULL; choice++)
    g_ptr_array_add (items, hcrm_choice_item_new (choice->value, gettext (choice->label), NULL));
  fill_choices (self, items);
}

static GtkWidget *
create_choice (HcrmInput *self)
{
  self->widget = gtk_drop_down_new (NULL, NULL);
  hcrm_drop_down_setup (GTK_DROP_DOWN (self->widget));
  gtk_widget_set_halign (self->widget, GTK_ALIGN_START);
  fill_own_choices (self);
  g_signal_connect_swapped (self->widget, "notify::selected", G_CALLBACK (changed_cb), self);
  return self->widget;
}

static char *
get_choice (HcrmInput *self)
{
  HcrmChoiceItem *chosen = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (self->widget));

  if (self->kept != NULL)
    return g_strdup (self->kept);
  return chosen != NULL ? dup_or_null (hcrm_choice_item_get_value (chosen)) : NULL;
}

static guint
find_place (HcrmInput *self, const char *value)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = n; value != NULL && i > 0; i--) {
    g_autoptr (HcrmChoiceItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i - 1);
    if (g_str_equal (hcrm_choice_item_get_value (item), value))
      return i - 1;
  }
  return 0;
}

static void
set_choice (HcrmInput *self, const char *value)
{
  guint selected = find_place (self, value);

  g_clear_pointer (&self->kept, g_free);
  if (selected == 0 && value != NULL && self->field->flags & HCRM_FIELD_LISTED)
    self->kept = g_strdup (value);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->widget), selected);
}

/* --- several choices -------------------------------------------------------------------------- */

static void
add_check (HcrmInput *self, const char *value, const char *words)
{
  GtkWidget *check = gtk_check_button_new_with_label (words);

  gtk_widget_set_name (check, value);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (changed_cb), self);
  hcrm_wrap_box_append (HCRM_WRAP_BOX (self->widget), check);
}

static GtkWidget *
create_several (HcrmInput *self)
{
  const HcrmChoice *choice = self->field->choices;

  self->widget = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);
  for (; choice->value != NULL; choice++)
    add_check (self, choice->value, gettext (choice->label));
  return self->widget;
}

static char *
get_several (HcrmInput *self)
{
  g_autoptr (GString) list = g_string_new ("[");
  GtkWidget *check = gtk_widget_get_first_child (self->widget);

  for (; check != NULL; check = gtk_widget_get_next_sibling (check))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
      g_string_append_printf (list, "%s\"%s\"", list->len > 1 ? "," : "",
                              gtk_widget_get_name (check));
  return list->len > 1 ? g_strconcat (list->str, "]", NULL) : NULL;
}

static void
set_several (HcrmInput *self, const char *value)
{
  g_auto (GStrv) names = hcrm_field_split_several (value);
  GtkWidget *check = gtk_widget_get_first_child (self->widget);

  for (; check != NULL; check = gtk_widget_get_next_sibling (check))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                 g_strv_contains ((const char *const *) names,
                                                  gtk_widget_get_name (check)));
}

static void
fill_several (HcrmInput *self, GPtrArray *items)
{
  hcrm_wrap_box_clear (HCRM_WRAP_BOX (self->widget));
  for (guint i = 0; i < items->len; i++)
    add_check (self, hcrm_choice_item_get_value (items->pdata[i]),
               hcrm_choice_item_get_text (items->pdata[i]));
}

/* --- choices that are read -------------------------------------------------------------------- */

void
hcrm_input_set_items (HcrmInput *self, GPtrArray *items)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (self->widget) || HCRM_IS_WRAP_BOX (self->widget));
  g_autofree char *chosen = self->kind->get (self);

  self->quiet = TRUE;
  if (GTK_IS_DROP_DOWN (self->widget))
    fill_choices (self, items);
  else
    fill_several (self, items);
  self->kind->set (self, chosen);
  self->quiet = FALSE;
}

void
hcrm_input_set_choices (HcrmInput *self, const char *const *values, const char *const *labels)
{
  g_autoptr (GPtrArray) items = hcrm_choice_items_new (values, labels);

  hcrm_input_set_items (self, items);
}

/* --- the factory ------------------------------------------------------------------------------ */

static const InputKind entry_kind = { create_entry, get_entry, set_entry };
static const InputKind lines_kind = { create_lines, get_lines, set_lines };
static const InputKind date_kind = { create_date, get_date, set_entry };
static const InputKind instant_kind = { create_date, get_instant, set_instant };
static const InputKind yes_no_kind = { create_yes_no, get_yes_no, set_yes_no };
static const InputKind choice_kind = { create_choice, get_choice, set_choice };
static const InputKind several_kind = { create_several, get_several, set_several };

static const InputKind *
find_kind (const HcrmField *field)
{
  switch (field->kind) {
  case HCRM_KIND_TEXT:
    return field->flags & HCRM_FIELD_MULTILINE ? &lines_kind : &entry_kind;
  case HCRM_KIND_INT:
    return field->flags & HCRM_FIELD_LISTED ? &choice_kind : &entry_kind;
  case HCRM_KIND_DECIMAL:
    return &entry_kind;
  case HCRM_KIND_BOOL:
    return &yes_no_kind;
  case HCRM_KIND_DATE:
    return &date_kind;
  case HCRM_KIND_TIME:
    return &instant_kind;
  case HCRM_KIND_CODE:
    return &choice_kind;
  case HCRM_KIND_JSON:
    return hcrm_field_is_several (field) ? &several_kind : &lines_kind;
  case HCRM_KIND_ROWS:
    break;
  }
  return &lines_kind;
}

static GtkWidget *
new_input (const HcrmField *field, gboolean filter)
{
  HcrmInput *self = g_object_new (HCRM_TYPE_INPUT, NULL);

  self->field = field;
  self->filter = filter;
  self->kind = find_kind (field);
  adw_bin_set_child (ADW_BIN (self), self->kind->create (self));
  if (field->label != NULL)
    hcrm_input_set_label (self, gettext (field->label));
  gtk_widget_set_sensitive (GTK_WIDGET (self), !(field->flags & HCRM_FIELD_READONLY));
  return GTK_WIDGET (self);
}

GtkWidget *
hcrm_input_new (const HcrmField *field)
{
  return new_input (field, FALSE);
}

GtkWidget *
hcrm_input_new_filter (const HcrmField *field)
{
  return new_input (field, TRUE);
}

const HcrmField *
hcrm_input_get_field (HcrmInput *self)
{
  return self->field;
}

char *
hcrm_input_dup_value (HcrmInput *self)
{
  return self->kind->get (self);
}

static gboolean
has_focus (HcrmInput *self)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == self->widget || gtk_widget_is_ancestor (focus, self->widget));
}

/* What is laid where the cursor stands already is typed over, as what one comes to is. */
void
hcrm_input_set_value (HcrmInput *self, const char *value)
{
  self->quiet = TRUE;
  self->kind->set (self, value);
  self->quiet = FALSE;
  if (GTK_IS_EDITABLE (self->widget) && has_focus (self))
    gtk_editable_select_region (GTK_EDITABLE (self->widget), 0, -1);
}

void
hcrm_input_set_invalid (HcrmInput *self, gboolean invalid)
{
  GtkWidget *marked = self->widget != NULL && GTK_IS_TEXT_VIEW (self->widget)
                          ? gtk_widget_get_parent (self->widget)
                          : self->widget;

  if (invalid)
    gtk_widget_add_css_class (marked, "error");
  else
    gtk_widget_remove_css_class (marked, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->widget), GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

void
hcrm_input_set_label (HcrmInput *self, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

void
hcrm_input_focus (HcrmInput *self)
{
  if (self->kind == &several_kind)
    gtk_widget_child_focus (self->widget, GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_grab_focus (self->widget);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HcrmInput *self = HCRM_INPUT (widget);

  GTK_WIDGET_CLASS (hcrm_input_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->calendar != NULL)
    gtk_popover_present (GTK_POPOVER (self->calendar));
}

static void
hcrm_input_dispose (GObject *object)
{
  HcrmInput *self = HCRM_INPUT (object);

  self->quiet = TRUE;
  g_clear_pointer (&self->calendar, gtk_widget_unparent);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (hcrm_input_parent_class)->dispose (object);
}

static void
hcrm_input_finalize (GObject *object)
{
  g_free (HCRM_INPUT (object)->kept);
  G_OBJECT_CLASS (hcrm_input_parent_class)->finalize (object);
}

static void
hcrm_input_class_init (HcrmInputClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_input_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_input_finalize;
  GTK_WIDGET_CLASS (klass)->size_allocate = size_allocate;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
hcrm_input_init (HcrmInput *self)
{
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Search field and chips above a list. */

#include "hcrm-filter-bar.h"

#include "core/hcrm-date.h"
#include "hcrm-choices.h"
#include "hcrm-pill.h"
#include "hcrm-text.h"

#define MAX_NAMES 3   /* of a chip; more are counted */
#define MAX_SHOWN 100 /* choices; of a longer list those that are chosen come first */
#define INDENT 18     /* of what stands below another, in pixels */

/* One condition: its values, and what may be chosen. */
typedef struct {
  const HcrmFilter *info;
  HcrmFilterBar *bar;
  GPtrArray *values; /* of texts */
  GPtrArray *items;  /* of HcrmChoiceItem: what may be chosen */
  gboolean asked;
  GtkWidget *chip;
  GtkWidget *popover;
  GtkWidget *find; /* in it, as @list and @more */
  GtkBox *list;
  GtkLabel *more;
} Condition;

struct _HcrmFilterBar {
  GtkBox parent_instance;

  HcrmSession *session;
  GCancellable *cancellable;
  Condition *conditions;
  guint n_conditions;
  GtkSearchEntry *search;
  GtkBox *chips;
  GtkMenuButton *add;
  GtkListBox *menu;
  GtkWidget *clear;
  gboolean quiet;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmFilterBar, hcrm_filter_bar, GTK_TYPE_BOX)

static void show_condition (Condition *condition);

static gboolean
is_offered (HcrmFilterBar *self, const HcrmFilter *info)
{
  return !info->hidden && (info->need < 0 || hcrm_session_may (self->session, info->need));
}

static gboolean
holds (Condition *condition, const char *value)
{
  return g_ptr_array_find_with_equal_func (condition->values, value, g_str_equal, NULL);
}

static gboolean
any_set (HcrmFilterBar *self)
{
  for (guint i = 0; i < self->n_conditions; i++)
    if (self->conditions[i].values->len > 0)
      return TRUE;
  return *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';
}

static void
emit_changed (HcrmFilterBar *self)
{
  gtk_widget_set_visible (self->clear, any_set (self));
  if (!self->quiet)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
changed (Condition *condition)
{
  show_condition (condition);
  emit_changed (condition->bar);
}

/* --- what may be chosen ----------------------------------------------------------------------- */

static void
add_word (Condition *condition, const char *value, const char *word)
{
  g_ptr_array_add (condition->items, hcrm_choice_item_new (value, word, NULL));
}

static void
load_items (Condition *condition, JsonNode *reply)
{
  JsonArray *items = hcrm_api_get_items (reply);
  gboolean any = items != NULL && json_array_get_length (items) > 0;
  const char *value = any && json_object_has_member (json_array_get_object_element (items, 0), "id")
                          ? "id"
                          : "code";
  g_autoptr (GPtrArray) read = any ? hcrm_choices_read (reply, value) : NULL;

  for (guint i = 0; read != NULL && i < read->len; i++)
    g_ptr_array_add (condition->items, g_object_ref (read->pdata[i]));
}

static void fill_popover (Condition *condition);

static gboolean
is_item (gconstpointer item, gconstpointer value)
{
  return g_str_equal (hcrm_choice_item_get_value ((HcrmChoiceItem *) item), value);
}

typedef struct {
  HcrmFilterBar *bar;
  guint index;
} Load;

static void
loaded_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autofree Load *load = data;
  g_autoptr (HcrmFilterBar) self = load->bar;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  Condition *condition = &self->conditions[load->index];
  condition->asked = error == NULL;
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)) {
    load_items (condition, reply);
    show_condition (condition); /* not after a failure: it would ask again at once, and for ever */
  }
  fill_popover (condition);
}

static void
ask_for_items (Condition *condition)
{
  HcrmFilterBar *self = condition->bar;

  if (condition->info->path == NULL || condition->asked)
    return;
  Load *load = g_new0 (Load, 1);
  load->bar = g_object_ref (self);
  load->index = condition - self->conditions;
  condition->asked = TRUE;
  hcrm_api_send_async (hcrm_session_get_api (self->session),
                       &(HcrmRequest){
                           .method = "GET", .path = condition->info->path, .whole = TRUE },
                       self->cancellable, loaded_cb, load);
}

/* --- days ------------------------------------------------------------------------------------- */

static void
day_typed_cb (GtkEntry *entry, gpointer data)
{
  Condition *condition = data;
  GDate day, today;

  hcrm_text_get_today (&today);
  if (!hcrm_date_parse_typed (gtk_editable_get_text (GTK_EDITABLE (entry)), &today, &day, NULL)) {
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
    return;
  }
  g_ptr_array_set_size (condition->values, 0);
  g_ptr_array_add (condition->values, hcrm_date_to_iso (&day));
  changed (condition);
  gtk_popover_popdown (GTK_POPOVER (condition->popover));
}

static void
fill_day (Condition *condition)
{
  GtkWidget *entry = gtk_entry_new ();

  if (condition->values->len > 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), g_ptr_array_index (condition->values, 0));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("t, -30d, 3/15"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gettext (condition->info->title), -1);
  g_signal_connect (entry, "activate", G_CALLBACK (day_typed_cb), condition);
  gtk_popover_set_child (GTK_POPOVER (condition->popover), entry);
}

/* --- chips ------------------------------------------------------------------------------------ */

static const char *
get_word (Condition *condition, const char *value)
{
  guint i;

  if (g_str_equal (value, "me"))
    return _ ("Me");
  if (g_ptr_array_find_with_equal_func (condition->items, value, is_item, &i))
    return hcrm_choice_item_get_text (condition->items->pdata[i]);
  if (g_str_equal (value, "0") && condition->info->path != NULL)
    return _ ("(none)");
  return condition->info->path != NULL ? "…" : value;
}

static char *
make_caption (Condition *condition)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  guint n = condition->values->len, shown = MIN (n, MAX_NAMES);

  for (guint i = 0; i < shown; i++)
    g_ptr_array_add (words,
                     (gpointer) get_word (condition, g_ptr_array_index (condition->values, i)));
  g_ptr_array_add (words, NULL);
  g_autofree char *joined = g_strjoinv (_ (", "), (char **) words->pdata);
  if (n > shown)
    /* Translators: a condition, some of its values, and how many there are in all */
    return g_strdup_printf (_ ("%s: %s and others, %u"), gettext (condition->info->title), joined,
                               n);
  return g_strdup_printf (_ ("%s: %s"), gettext (condition->info->title), joined);
}

static void
remove_cb (GtkButton *button, gpointer data)
{
  Condition *condition = data;

  g_ptr_array_set_size (condition->values, 0);
  changed (condition);
}

static void
chosen_cb (GtkCheckButton *check, gpointer data)
{
  Condition *condition = data;
  const char *value = g_object_get_data (G_OBJECT (check), "value");
  guint i;

  if (gtk_check_button_get_active (check) == holds (condition, value))
    return;
  if (g_ptr_array_find_with_equal_func (condition->values, value, g_str_equal, &i)) {
    g_ptr_array_remove_index (condition->values, i);
  } else {
    if (condition->info->single) /* what was chosen may not be among what is shown */
      g_ptr_array_set_size (condition->values, 0);
    g_ptr_array_add (condition->values, g_strdup (value));
  }
  changed (condition);
}

static void
append_choice (Condition *condition, HcrmChoiceItem *item, gboolean indented, GtkWidget **group)
{
  const char *value = hcrm_choice_item_get_value (item);
  GtkWidget *check = gtk_check_button_new_with_label (hcrm_choice_item_get_text (item));

  if (condition->info->single) {
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check),
                                *group ? GTK_CHECK_BUTTON (*group) : NULL);
    *group = check;
  }
  if (indented)
    gtk_widget_set_margin_start (check, INDENT * (int) hcrm_choice_item_get_depth (item));
  g_object_set_data_full (G_OBJECT (check), "value", g_strdup (value), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), holds (condition, value));
  g_signal_connect (check, "toggled", G_CALLBACK (chosen_cb), condition);
  gtk_box_append (condition->list, check);
}

/* Returns: (transfer container): what is found by what is typed, in the order it is offered. */
static GPtrArray *
find_items (Condition *condition, const char *typed)
{
  gboolean chosen_first = condition->items->len > MAX_SHOWN;
  g_autoptr (GtkFilter) filter = GTK_FILTER (
      gtk_string_filter_new (gtk_property_expression_new (HCRM_TYPE_CHOICE_ITEM, NULL, "key")));
  GPtrArray *found = g_ptr_array_new (), *others = g_ptr_array_new ();

  gtk_string_filter_set_search (GTK_STRING_FILTER (filter), typed);
  for (guint i = 0; i < condition->items->len; i++) {
    HcrmChoiceItem *item = condition->items->pdata[i];
    gboolean first = chosen_first && holds (condition, hcrm_choice_item_get_value (item));
    if (gtk_filter_match (filter, item))
      g_ptr_array_add (first ? found : others, item);
  }
  g_ptr_array_extend_and_steal (found, others);
  return found;
}

static void
fill_list (Condition *condition)
{
  const char *typed =
      condition->find != NULL ? gtk_editable_get_text (GTK_EDITABLE (condition->find)) : "";
  g_autoptr (GPtrArray) found = find_items (condition, typed);
  gboolean indented = *typed == '\0' && condition->items->len <= MAX_SHOWN;
  guint shown = MIN (found->len, MAX_SHOWN);
  g_autofree char *more =
      /* Translators: below a list of choices: how many are not shown */
      g_strdup_printf (ngettext ("%u more: type to find it", "%u more: type to find them",
                                 found->len - shown),
                       found->len - shown);
  GtkWidget *child, *group = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (condition->list))) != NULL)
    gtk_box_remove (condition->list, child);
  for (guint i = 0; i < shown; i++)
    append_choice (condition, found->pdata[i], indented, &group);
  if (found->len == 0)
    gtk_box_append (condition->list, gtk_label_new (_ ("Nothing to choose from")));
  gtk_label_set_text (condition->more, more);
  gtk_widget_set_visible (GTK_WIDGET (condition->more), found->len > shown);
}

static GtkWidget *
make_scroller (Condition *condition)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  condition->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (condition->list));
  return scroller;
}

static GtkWidget *
make_find (void)
{
  GtkWidget *find = gtk_search_entry_new ();

  g_object_set (find, "placeholder-text", _ ("Type to find"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (find), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Type to find"), -1);
  return find;
}

static void
fill_popover (Condition *condition)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  condition->find = condition->items->len > HCRM_CHOICE_SEARCH_FROM ? make_find () : NULL;
  condition->more = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (condition->more), "dim-label");
  if (condition->find != NULL) {
    gtk_box_append (GTK_BOX (box), condition->find);
    g_signal_connect_swapped (condition->find, "search-changed", G_CALLBACK (fill_list), condition);
  }
  gtk_box_append (GTK_BOX (box), make_scroller (condition));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (condition->more));
  fill_list (condition);
  gtk_popover_set_child (GTK_POPOVER (condition->popover), box);
  if (condition->find != NULL && gtk_widget_get_visible (condition->popover))
    gtk_widget_grab_focus (condition->find);
}

static void
popover_cb (GtkPopover *popover, gpointer data)
{
  if (((Condition *) data)->info->day) {
    fill_day (data);
    return;
  }
  ask_for_items (data);
  fill_popover (data);
}

/* A condition that is closed without a value goes. */
static void
closed_cb (GtkPopover *popover, gpointer data)
{
  show_condition (data);
}

static GtkWidget *
make_remove (Condition *condition)
{
  GtkWidget *remove = gtk_button_new_with_label ("×");
  g_autofree char *label = g_strdup_printf (_ ("Remove: %s"), gettext (condition->info->title));

  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "chip-remove");
  gtk_widget_set_tooltip_text (remove, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_cb), condition);
  return remove;
}

static void
make_chip (Condition *condition)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *caption = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (caption), PANGO_ELLIPSIZE_END);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), caption);
  condition->popover = gtk_popover_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), condition->popover);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (condition->popover, "show", G_CALLBACK (popover_cb), condition);
  g_signal_connect_after (condition->popover, "closed", G_CALLBACK (closed_cb), condition);
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_add_css_class (chip, "on");
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (chip), button);
  gtk_box_append (GTK_BOX (chip), make_remove (condition));
  gtk_widget_set_visible (chip, FALSE);
  gtk_box_append (condition->bar->chips, chip);
  condition->chip = chip;
}

static void
show_condition (Condition *condition)
{
  GtkWidget *button = gtk_widget_get_first_child (condition->chip);
  gboolean open = gtk_widget_get_visible (condition->popover);

  if (condition->values->len > 0 && condition->items->len == 0)
    ask_for_items (condition);
  g_autofree char *caption =
      condition->values->len > 0
          ? make_caption (condition)
          : g_strdup_printf (_ ("%s: any"), gettext (condition->info->title));
  gtk_label_set_text (GTK_LABEL (gtk_menu_button_get_child (GTK_MENU_BUTTON (button))), caption);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, caption,
                                  -1);
  gtk_widget_set_tooltip_text (button, caption);
  gtk_widget_set_visible (condition->chip, open || condition->values->len > 0);
}

/* --- adding ----------------------------------------------------------------------------------- */

static void
row_activated_cb (HcrmFilterBar *self, GtkListBoxRow *row)
{
  Condition *condition = &self->conditions[gtk_list_box_row_get_index (row)];

  gtk_menu_button_popdown (self->add);
  gtk_widget_set_visible (condition->chip, TRUE);
  gtk_menu_button_popup (GTK_MENU_BUTTON (gtk_widget_get_first_child (condition->chip)));
}

static void
append_menu_row (HcrmFilterBar *self, const HcrmFilter *info)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (gettext (info->title));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_widget_set_visible (row, is_offered (self, info));
  gtk_list_box_append (self->menu, row);
}

/* --- the whole -------------------------------------------------------------------------------- */

static Condition *
find_condition (HcrmFilterBar *self, const char *name)
{
  for (guint i = 0; i < self->n_conditions; i++)
    if (g_str_equal (self->conditions[i].info->name, name))
      return &self->conditions[i];
  return NULL;
}

static void
take_pair (HcrmFilterBar *self, const char *name, const char *value)
{
  Condition *condition = find_condition (self, name);

  if (g_str_equal (name, "q"))
    gtk_editable_set_text (GTK_EDITABLE (self->search), value);
  else if (condition != NULL)
    g_ptr_array_add (condition->values, g_strdup (value));
}

static void
take_query (HcrmFilterBar *self, const char *query)
{
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL)) {
    take_pair (self, name, value);
    g_free (name);
    g_free (value);
  }
}

void
hcrm_filter_bar_set_query (HcrmFilterBar *self, const char *query)
{
  g_return_if_fail (HCRM_IS_FILTER_BAR (self));
  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  for (guint i = 0; i < self->n_conditions; i++)
    g_ptr_array_set_size (self->conditions[i].values, 0);
  take_query (self, query);
  for (guint i = 0; i < self->n_conditions; i++)
    show_condition (&self->conditions[i]);
  self->quiet = FALSE;
  emit_changed (self);
}

static void
append_pair (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, TRUE);

  g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", name, escaped);
}

char *
hcrm_filter_bar_dup_query (HcrmFilterBar *self)
{
  GString *query = g_string_new (NULL);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  for (guint i = 0; i < self->n_conditions; i++)
    for (guint j = 0; j < self->conditions[i].values->len; j++)
      append_pair (query, self->conditions[i].info->name,
                   g_ptr_array_index (self->conditions[i].values, j));
  if (*text != '\0')
    append_pair (query, "q", text);
  return g_string_free (query, FALSE);
}

void
hcrm_filter_bar_apply (HcrmFilterBar *self, HcrmRecordList *list)
{
  for (guint i = 0; i < self->n_conditions; i++) {
    g_autoptr (GPtrArray) values = g_ptr_array_new ();
    for (guint j = 0; j < self->conditions[i].values->len; j++)
      g_ptr_array_add (values, g_ptr_array_index (self->conditions[i].values, j));
    g_ptr_array_add (values, NULL);
    hcrm_record_list_set_filters (list, self->conditions[i].info->name,
                                  (const char *const *) values->pdata);
  }
  hcrm_record_list_set_filter (list, "q", gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

JsonNode *
hcrm_filter_bar_dup_state (HcrmFilterBar *self, HcrmRecordList *list)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *query = hcrm_filter_bar_dup_query (self);

  json_object_set_string_member (object, "query", query);
  json_object_set_member (object, "list", hcrm_record_list_dup_state (list));
  return json_node_init_object (json_node_alloc (), object);
}

void
hcrm_filter_bar_take_state (HcrmFilterBar *self,
                            HcrmRecordList *list,
                            JsonNode *state,
                            const char *otherwise)
{
  JsonObject *object = json_node_get_object (state);

  hcrm_record_list_take_state (list, json_object_get_member (object, "list"));
  hcrm_filter_bar_set_query (self, json_object_get_string_member_with_default (object, "query",
                                                                               otherwise));
}

void
hcrm_filter_bar_hide_search (HcrmFilterBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->search), FALSE);
}

void
hcrm_filter_bar_focus (HcrmFilterBar *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self->search))) {
    gtk_menu_button_popup (self->add);
    return;
  }
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
searched_cb (HcrmFilterBar *self)
{
  if (!self->quiet)
    emit_changed (self);
}

static void
clear_cb (HcrmFilterBar *self)
{
  hcrm_filter_bar_set_query (self, "");
}

static void
setup_condition (HcrmFilterBar *self, Condition *condition, const HcrmFilter *info)
{
  condition->info = info;
  condition->bar = self;
  condition->values = g_ptr_array_new_with_free_func (g_free);
  condition->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (const HcrmChoice *choice = info->choices; choice != NULL && choice->value != NULL; choice++)
    add_word (condition, choice->value, gettext (choice->label));
  make_chip (condition);
  append_menu_row (self, info);
}

void
hcrm_filter_bar_setup (HcrmFilterBar *self,
                       HcrmSession *session,
                       const HcrmFilter *filters,
                       guint n_filters)
{
  g_return_if_fail (self->conditions == NULL);
  self->session = g_object_ref (session);
  self->conditions = g_new0 (Condition, n_filters);
  self->n_conditions = n_filters;
  for (guint i = 0; i < n_filters; i++)
    setup_condition (self, &self->conditions[i], &filters[i]);
}

static void
clear_condition (Condition *condition)
{
  g_ptr_array_unref (condition->values);
  g_ptr_array_unref (condition->items);
}

static void
hcrm_filter_bar_dispose (GObject *object)
{
  HcrmFilterBar *self = HCRM_FILTER_BAR (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_FILTER_BAR);
  G_OBJECT_CLASS (hcrm_filter_bar_parent_class)->dispose (object);
}

static void
hcrm_filter_bar_finalize (GObject *object)
{
  HcrmFilterBar *self = HCRM_FILTER_BAR (object);

  for (guint i = 0; i < self->n_conditions; i++)
    clear_condition (&self->conditions[i]);
  g_free (self->conditions);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hcrm_filter_bar_parent_class)->finalize (object);
}

static void
hcrm_filter_bar_class_init (HcrmFilterBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_filter_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_filter_bar_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_FILTER_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/widgets/hcrm-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmFilterBar, search);
  gtk_widget_class_bind_template_child (widget_class, HcrmFilterBar, chips);
  gtk_widget_class_bind_template_child (widget_class, HcrmFilterBar, add);
  gtk_widget_class_bind_template_child (widget_class, HcrmFilterBar, menu);
  gtk_widget_class_bind_template_child (widget_class, HcrmFilterBar, clear);
  gtk_widget_class_bind_template_callback (widget_class, searched_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
hcrm_filter_bar_init (HcrmFilterBar *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

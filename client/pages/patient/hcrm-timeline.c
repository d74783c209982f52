/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The time line of a patient. */

#include "hcrm-timeline.h"

#include "core/hcrm-page-info.h"
#include "hcrm-timeline-row.h"
#include "model/hcrm-patient.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-text.h"

#define PAGE_SIZE 100
#define MAX_SIZE 200

struct _HcrmTimeline {
  HcrmPatientSection parent_instance;

  GtkBox *chips;
  GtkListBox *list;
  GtkWidget *card;
  GtkWidget *older;
  GtkLabel *empty;
  const char *kind; /* (nullable): of the choices; %NULL for all */
  char *next;       /* (nullable): where the older ones begin */
  gboolean appending;
};

G_DEFINE_FINAL_TYPE (HcrmTimeline, hcrm_timeline, HCRM_TYPE_PATIENT_SECTION)

/* --- rows ------------------------------------------------------------------------------------- */

static HcrmTimelineRow *
get_row (HcrmTimeline *self, int n)
{
  return (HcrmTimelineRow *) gtk_list_box_get_row_at_index (self->list, n);
}

static guint
count_rows (HcrmTimeline *self)
{
  guint n = 0;

  while (get_row (self, n) != NULL)
    n++;
  return n;
}

static char *
make_day_title (const char *day)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *date = hcrm_text_date (day);

  if (g_str_equal (day, today))
    return g_strdup_printf ("%s\u2003%s", _ ("Today"), date);
  return g_steal_pointer (&date);
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  g_autofree char *day = hcrm_timeline_row_dup_day (HCRM_TIMELINE_ROW (row));
  g_autofree char *last =
      before != NULL ? hcrm_timeline_row_dup_day (HCRM_TIMELINE_ROW (before)) : NULL;

  if (g_strcmp0 (day, last) == 0) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  g_autofree char *title = make_day_title (day);
  GtkWidget *label = gtk_label_new (title);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section");
  gtk_widget_add_css_class (label, "day");
  gtk_list_box_row_set_header (row, label);
}

static gint64
get_row_id (GtkListBoxRow *row)
{
  return row != NULL
             ? hcrm_record_get_int (hcrm_timeline_row_get_event (HCRM_TIMELINE_ROW (row)), "id")
             : 0;
}

static void
select_again (HcrmTimeline *self, gint64 id, gboolean focus)
{
  HcrmTimelineRow *row, *chosen = get_row (self, 0);

  for (int i = 0; (row = get_row (self, i)) != NULL; i++)
    if (get_row_id (GTK_LIST_BOX_ROW (row)) == id)
      chosen = row;
  if (chosen == NULL)
    return;
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (chosen));
  if (focus)
    gtk_widget_grab_focus (GTK_WIDGET (chosen));
}

/* --- loading ---------------------------------------------------------------------------------- */

static gboolean
has_focus (HcrmTimeline *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list));
}

static void
take_total (HcrmTimeline *self, JsonObject *reply)
{
  JsonNode *total = json_object_get_member (reply, "total");

  if (self->kind == NULL && total != NULL && JSON_NODE_HOLDS_OBJECT (total))
    hcrm_patient_section_set_count (
        HCRM_PATIENT_SECTION (self),
        json_object_get_int_member_with_default (json_node_get_object (total), "value", -1));
}

static void
loaded_cb (gpointer data, JsonNode *reply)
{
  HcrmTimeline *self = data;
  JsonObject *object = json_node_get_object (reply);
  gint64 id = get_row_id (gtk_list_box_get_selected_row (self->list));
  gboolean focus = has_focus (self);
  g_autoptr (GPtrArray) events = hcrm_patient_read_items (reply, &hcrm_timeline_fields);

  if (!self->appending)
    hcrm_clear_list (self->list);
  for (guint i = 0; i < events->len; i++)
    gtk_list_box_append (self->list, hcrm_timeline_row_new (g_ptr_array_index (events, i)));
  g_free (self->next);
  self->next = g_strdup (json_object_get_string_member_with_default (object, "next", NULL));
  gtk_widget_set_visible (self->older, self->next != NULL);
  gtk_widget_set_visible (self->card, get_row (self, 0) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), get_row (self, 0) == NULL);
  take_total (self, object);
  select_again (self, id, focus);
}

static void
fetch (HcrmTimeline *self, guint limit, const char *after)
{
  HcrmPatientSection *section = HCRM_PATIENT_SECTION (self);
  g_autofree char *size = g_strdup_printf ("%u", limit);
  g_autofree char *path =
      hcrm_api_query ("/timeline", "patient_id", hcrm_patient_section_get_patient (section), "kind",
                      self->kind, "sort", "-at", "limit", size, "after", after, NULL);

  self->appending = after != NULL;
  hcrm_patient_section_fetch (section, path, loaded_cb);
}

/* What is on screen is fetched again, as far as one reply can carry it. */
static void
hcrm_timeline_load (HcrmPatientSection *section)
{
  HcrmTimeline *self = HCRM_TIMELINE (section);

  fetch (self, CLAMP (count_rows (self), PAGE_SIZE, MAX_SIZE), NULL);
}

static void
older_cb (HcrmTimeline *self)
{
  if (self->next != NULL)
    fetch (self, PAGE_SIZE, self->next);
}

/* --- kinds ------------------------------------------------------------------------------------ */

static const HcrmField *
get_kind_field (void)
{
  return &hcrm_timeline_fields.fields[hcrm_field_set_find (&hcrm_timeline_fields, "kind")];
}

static void
chip_cb (GtkToggleButton *chip, gpointer data)
{
  HcrmTimeline *self = data;

  if (!gtk_toggle_button_get_active (chip))
    return;
  self->kind = g_object_get_data (G_OBJECT (chip), "kind");
  hcrm_clear_list (self->list);
  hcrm_patient_section_load (HCRM_PATIENT_SECTION (self));
}

static GtkWidget *
add_chip (HcrmTimeline *self, const char *label, const char *kind, GtkWidget *group)
{
  GtkWidget *chip = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (chip, "chip");
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (chip), (GtkToggleButton *) group);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), kind == NULL);
  g_object_set_data (G_OBJECT (chip), "kind", (gpointer) kind);
  g_signal_connect (chip, "toggled", G_CALLBACK (chip_cb), self);
  gtk_box_append (self->chips, chip);
  return chip;
}

static void
add_chips (HcrmTimeline *self)
{
  GtkWidget *all = add_chip (self, _ ("All"), NULL, NULL);

  for (const HcrmChoice *kind = get_kind_field ()->choices; kind->value != NULL; kind++)
    add_chip (self, gettext (kind->label), kind->value, all);
}

/* --- keys ------------------------------------------------------------------------------------- */

static void
move_action (GtkWidget *widget, const char *name, GVariant *by)
{
  HcrmTimeline *self = HCRM_TIMELINE (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int at = row != NULL ? gtk_list_box_row_get_index (row) + g_variant_get_int32 (by) : 0;
  HcrmTimelineRow *next = get_row (self, MAX (at, 0));

  if (next == NULL)
    return;
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (next));
  gtk_widget_grab_focus (GTK_WIDGET (next));
}

static void
expand_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (HCRM_TIMELINE (widget)->list);

  if (row != NULL)
    hcrm_timeline_row_set_expanded (HCRM_TIMELINE_ROW (row),
                                    !hcrm_timeline_row_get_expanded (HCRM_TIMELINE_ROW (row)));
}

/* Before the list box, which would unselect the row. */
static gboolean
key_cb (HcrmTimeline *self, guint key, guint code, GdkModifierType state)
{
  if (key != GDK_KEY_space || state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  expand_action (GTK_WIDGET (self), NULL, NULL);
  return GDK_EVENT_STOP;
}

/* Opens the follow-up that the event belongs to, where there is one and it may be seen. */
static void
activated_cb (HcrmTimeline *self, HcrmTimelineRow *row)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
  gint64 activity = hcrm_record_get_int (hcrm_timeline_row_get_event (row), "activity_id");
  const HcrmPageInfo *info = hcrm_page_info_find ("call");

  if (activity != 0 && info != NULL && hcrm_page_info_allows (info, hcrm_page_get_session (page)))
    hcrm_page_open_id (page, "call", activity);
  else
    hcrm_timeline_row_set_expanded (row, !hcrm_timeline_row_get_expanded (row));
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_timeline_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_TIMELINE);
  g_clear_pointer (&HCRM_TIMELINE (object)->next, g_free);
  G_OBJECT_CLASS (hcrm_timeline_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "timeline.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "timeline.expand", NULL, expand_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "timeline.move", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "timeline.move", "i", -1);
}

static void
hcrm_timeline_class_init (HcrmTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_timeline_dispose;
  HCRM_PATIENT_SECTION_CLASS (klass)->load = hcrm_timeline_load;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/patient/hcrm-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmTimeline, chips);
  gtk_widget_class_bind_template_child (widget_class, HcrmTimeline, list);
  gtk_widget_class_bind_template_child (widget_class, HcrmTimeline, card);
  gtk_widget_class_bind_template_child (widget_class, HcrmTimeline, older);
  gtk_widget_class_bind_template_child (widget_class, HcrmTimeline, empty);
  gtk_widget_class_bind_template_callback (widget_class, older_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  add_keys (widget_class);
}

static void
hcrm_timeline_init (HcrmTimeline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
  add_chips (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of pages the user may use, with what waits on each. */

#include "hcrm-sidebar.h"
#include "hcrm-template.h"
#include "widgets/hcrm-reveal.h"

#define HCRM_TYPE_SIDEBAR_ROW (hcrm_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (HcrmSidebarRow, hcrm_sidebar_row, HCRM, SIDEBAR_ROW, GtkListBoxRow)

struct _HcrmSidebarRow {
  GtkListBoxRow parent_instance;

  const HcrmPageInfo *info;
  GtkImage *icon;
  GtkLabel *label;
  GtkLabel *urgent;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (HcrmSidebarRow, hcrm_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

struct _HcrmSidebar {
  AdwBin parent_instance;

  HcrmSession *session;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (HcrmSidebar, hcrm_sidebar, ADW_TYPE_BIN)

static void
hcrm_sidebar_row_class_init (HcrmSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/core/hcrm-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HcrmSidebarRow, label);
  gtk_widget_class_bind_template_child (widget_class, HcrmSidebarRow, urgent);
  gtk_widget_class_bind_template_child (widget_class, HcrmSidebarRow, count);
}

static void
hcrm_sidebar_row_init (HcrmSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_number (GtkLabel *label, gint64 number)
{
  g_autofree char *text =
      number > 9999 ? g_strdup ("9999+") : g_strdup_printf ("%" G_GINT64_FORMAT, number);

  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), number > 0);
}

/* What a screen reader says is whole: "Worklist, 249 waiting, 37 urgent". */
static void
describe (HcrmSidebarRow *row, gint64 count, gint64 urgent)
{
  const char *title = gettext (row->info->title);
  g_autofree char *text =
      count < 0 ? g_strdup (title)
                : urgent > 0
          ? g_strdup_printf (_ ("%s, %d waiting, %d urgent"), title, (int) count, (int) urgent)
          : g_strdup_printf (_ ("%s, %d waiting"), title, (int) count);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
show_count (HcrmSidebar *self, HcrmSidebarRow *row)
{
  gint64 urgent = 0;
  gint64 count = row->info->count != NULL
                     ? hcrm_session_get_count (self->session, row->info->count, &urgent)
                     : -1;

  show_number (row->urgent, urgent);
  show_number (row->count, count);
  describe (row, count, urgent);
}

static HcrmSidebarRow *
get_row (HcrmSidebar *self, int n)
{
  return HCRM_SIDEBAR_ROW (gtk_list_box_get_row_at_index (self->list, n));
}

static void
show_counts (HcrmSidebar *self)
{
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    show_count (self, get_row (self, i));
}

static HcrmSidebarRow *
new_row (const HcrmPageInfo *info)
{
  HcrmSidebarRow *row = g_object_new (HCRM_TYPE_SIDEBAR_ROW, NULL);

  row->info = info;
  gtk_image_set_from_icon_name (row->icon, info->icon);
  gtk_label_set_text (row->label, gettext (info->title));
  return row;
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  const char *section = HCRM_SIDEBAR_ROW (row)->info->section;

  if (before != NULL && g_strcmp0 (HCRM_SIDEBAR_ROW (before)->info->section, section) == 0) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  GtkWidget *label = gtk_label_new (gettext (section));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section");
  gtk_list_box_row_set_header (row, label);
}

static void
row_activated_cb (HcrmSidebar *self, HcrmSidebarRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "shell.page", "s", row->info->id);
}

static void
add_section (HcrmSidebar *self, guint first)
{
  for (guint i = first; i < hcrm_n_pages; i++)
    if (g_str_equal (hcrm_pages[i].section, hcrm_pages[first].section)
        && !(hcrm_pages[i].flags & (HCRM_PAGE_RECORD | HCRM_PAGE_ASIDE))
        && hcrm_page_info_allows (&hcrm_pages[i], self->session))
      gtk_list_box_append (self->list, GTK_WIDGET (new_row (&hcrm_pages[i])));
}

static gboolean
is_first_of_section (guint n)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (hcrm_pages[i].section, hcrm_pages[n].section))
      return FALSE;
  return TRUE;
}

/* A section stands together, wherever its pages stand in the table. */
void
hcrm_sidebar_set_session (HcrmSidebar *self, HcrmSession *session)
{
  g_set_object (&self->session, session);
  for (guint i = 0; i < hcrm_n_pages; i++)
    if (is_first_of_section (i))
      add_section (self, i);
  show_counts (self);
  g_signal_connect_object (session, "counts-changed", G_CALLBACK (show_counts), self,
                           G_CONNECT_SWAPPED);
}

void
hcrm_sidebar_select (HcrmSidebar *self, const char *page)
{
  gtk_list_box_unselect_all (self->list);
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    if (g_strcmp0 (get_row (self, i)->info->id, page) == 0) {
      gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (get_row (self, i)));
      hcrm_reveal (GTK_WIDGET (get_row (self, i)));
    }
}

const char *
hcrm_sidebar_get_nth (HcrmSidebar *self, int n)
{
  GtkListBoxRow *row = n >= 0 ? gtk_list_box_get_row_at_index (self->list, n) : NULL;

  return row != NULL ? HCRM_SIDEBAR_ROW (row)->info->id : NULL;
}

static void
hcrm_sidebar_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  g_clear_object (&HCRM_SIDEBAR (object)->session);
  G_OBJECT_CLASS (hcrm_sidebar_parent_class)->dispose (object);
}

static void
hcrm_sidebar_class_init (HcrmSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_sidebar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/core/hcrm-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
hcrm_sidebar_init (HcrmSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A drop-down of departments. */

#include "hcrm-department-choice.h"

#include <glib/gi18n.h>

#include "hcrm-choices.h"
#include "hcrm-drop-down.h"

struct _HcrmDepartmentChoice {
  AdwBin parent_instance;

  GtkDropDown *names;
  GListStore *items; /* the first is empty: all */
  char *id;
  gboolean quiet;
  gboolean filled;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmDepartmentChoice, hcrm_department_choice, ADW_TYPE_BIN)

static const char *
get_id (HcrmDepartmentChoice *self, guint place)
{
  g_autoptr (HcrmChoiceItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), place);

  return hcrm_choice_item_get_value (item);
}

static void
show_chosen (HcrmDepartmentChoice *self)
{
  guint place = g_list_model_get_n_items (G_LIST_MODEL (self->items)) - 1;

  while (place > 0 && g_strcmp0 (get_id (self, place), self->id) != 0)
    place--;
  self->quiet = TRUE;
  gtk_drop_down_set_selected (self->names, place);
  self->quiet = FALSE;
}

static void
fill (HcrmDepartmentChoice *self, GPtrArray *departments)
{
  g_autoptr (HcrmChoiceItem) all = hcrm_choice_item_new ("", _ ("All departments"), NULL);

  g_clear_object (&self->items);
  self->items = g_list_store_new (HCRM_TYPE_CHOICE_ITEM);
  g_list_store_append (self->items, all);
  for (guint i = 0; i < departments->len; i++)
    g_list_store_append (self->items, departments->pdata[i]);
  self->quiet = TRUE;
  hcrm_drop_down_fill (self->names, G_LIST_MODEL (self->items));
  self->quiet = FALSE;
  show_chosen (self);
}

void
hcrm_department_choice_fill (HcrmDepartmentChoice *self, JsonNode *reply)
{
  g_autoptr (GPtrArray) departments = hcrm_choices_read (reply, "id");

  self->filled = TRUE;
  fill (self, departments);
}

gboolean
hcrm_department_choice_is_filled (HcrmDepartmentChoice *self)
{
  return self->filled;
}

const char *
hcrm_department_choice_get_id (HcrmDepartmentChoice *self)
{
  return self->id;
}

void
hcrm_department_choice_set_id (HcrmDepartmentChoice *self, const char *id)
{
  g_free (self->id);
  self->id = id != NULL && *id != '\0' ? g_strdup (id) : NULL;
  show_chosen (self);
}

static void
selected_cb (HcrmDepartmentChoice *self)
{
  guint place = gtk_drop_down_get_selected (self->names);

  if (self->quiet || place == GTK_INVALID_LIST_POSITION)
    return;
  g_free (self->id);
  self->id = place > 0 ? g_strdup (get_id (self, place)) : NULL;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
hcrm_department_choice_dispose (GObject *object)
{
  HCRM_DEPARTMENT_CHOICE (object)->quiet = TRUE;
  G_OBJECT_CLASS (hcrm_department_choice_parent_class)->dispose (object);
}

static void
hcrm_department_choice_finalize (GObject *object)
{
  HcrmDepartmentChoice *self = HCRM_DEPARTMENT_CHOICE (object);

  g_object_unref (self->items);
  g_free (self->id);
  G_OBJECT_CLASS (hcrm_department_choice_parent_class)->finalize (object);
}

static void
hcrm_department_choice_class_init (HcrmDepartmentChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_department_choice_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_department_choice_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_DEPARTMENT_CHOICE, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_department_choice_init (HcrmDepartmentChoice *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  self->names = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  hcrm_drop_down_setup (self->names);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->names), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Department"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->names));
  fill (self, none);
  g_signal_connect_object (self->names, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
}

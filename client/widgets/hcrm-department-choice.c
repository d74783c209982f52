/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A drop-down of departments. */

#include "hcrm-department-choice.h"

#include <glib/gi18n.h>

#include "hcrm-text.h"

struct _HcrmDepartmentChoice {
  AdwBin parent_instance;

  GtkDropDown *names;
  GPtrArray *ids; /* beside the names; the first is empty: all */
  char *id;
  gboolean quiet;
  gboolean filled;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmDepartmentChoice, hcrm_department_choice, ADW_TYPE_BIN)

static void
show_chosen (HcrmDepartmentChoice *self)
{
  guint place = 0;

  if (self->id != NULL
      && !g_ptr_array_find_with_equal_func (self->ids, self->id, g_str_equal, &place))
    place = 0;
  self->quiet = TRUE;
  gtk_drop_down_set_selected (self->names, place);
  self->quiet = FALSE;
}

static void
add (HcrmDepartmentChoice *self, GtkStringList *names, JsonObject *item)
{
  gint64 id = json_object_get_int_member_with_default (item, "id", 0);

  g_ptr_array_add (self->ids, g_strdup_printf ("%" G_GINT64_FORMAT, id));
  gtk_string_list_append (names, hcrm_text_member (item, "name"));
}

void
hcrm_department_choice_fill (HcrmDepartmentChoice *self, JsonNode *reply)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  JsonArray *items =
      reply != NULL ? json_object_get_array_member (json_node_get_object (reply), "items") : NULL;

  g_ptr_array_set_size (self->ids, 0);
  g_ptr_array_add (self->ids, g_strdup (""));
  gtk_string_list_append (names, _ ("All departments"));
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    add (self, names, json_array_get_object_element (items, i));
  self->filled = items != NULL;
  self->quiet = TRUE;
  gtk_drop_down_set_model (self->names, G_LIST_MODEL (names));
  self->quiet = FALSE;
  show_chosen (self);
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

  if (self->quiet || place >= self->ids->len)
    return;
  g_free (self->id);
  self->id = place > 0 ? g_strdup (g_ptr_array_index (self->ids, place)) : NULL;
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

  g_ptr_array_unref (self->ids);
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
  g_autoptr (GtkExpression) text =
      gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->names = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_drop_down_set_expression (self->names, text);
  gtk_drop_down_set_enable_search (self->names, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->names), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Department"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->names));
  hcrm_department_choice_fill (self, NULL);
  g_signal_connect_object (self->names, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
}

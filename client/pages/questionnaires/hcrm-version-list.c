/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The versions of a questionnaire, and what differs between two of them. */

#include "hcrm-version-list.h"

#include <glib/gi18n.h>

#include "hcrm-difference.h"
#include "model/hcrm-questionnaire-model.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmVersionList {
  AdwBin parent_instance;

  HcrmPage *page;
  char *id; /* the one that is shown */
  GtkBox *rows;
  GtkWidget *compare;
  GtkDropDown *older;
  GtkDropDown *newer;
  GtkBox *result;
  GPtrArray *ids;   /* of the rows, the newest first */
  char *older_text; /* fetched first */
  gboolean quiet;
};

enum { OPEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmVersionList, hcrm_version_list, ADW_TYPE_BIN)

/* --- comparing -------------------------------------------------------------------------------- */

static void
get (HcrmVersionList *self, guint n, HcrmReplyFunc done)
{
  g_autofree char *path =
      g_strconcat ("/questionnaires/", (char *) g_ptr_array_index (self->ids, n), NULL);

  hcrm_page_send_for (self->page, self, &(HcrmRequest){ .method = "GET", .path = path }, done,
                      NULL);
}

static const char *
get_resource (JsonNode *reply)
{
  return json_object_get_string_member_with_default (json_node_get_object (reply), "resource", "");
}

static void
newer_cb (gpointer data, JsonNode *reply)
{
  HcrmVersionList *self = data;
  g_autoptr (GPtrArray) found =
      hcrm_difference_find_in_texts (self->older_text, get_resource (reply));

  hcrm_clear_box (self->result);
  gtk_box_append (self->result, hcrm_difference_list_new (found));
}

static void
older_cb (gpointer data, JsonNode *reply)
{
  HcrmVersionList *self = data;
  guint newer = gtk_drop_down_get_selected (self->newer);

  g_free (self->older_text);
  self->older_text = g_strdup (get_resource (reply));
  if (newer < self->ids->len)
    get (self, newer, newer_cb);
}

static void
compare (HcrmVersionList *self)
{
  guint older = gtk_drop_down_get_selected (self->older);

  if (!self->quiet && older < self->ids->len)
    get (self, older, older_cb);
}

/* --- rows ------------------------------------------------------------------------------------- */

static void
open_cb (GtkWidget *button, HcrmVersionList *self)
{
  const char *id = g_object_get_data (G_OBJECT (button), "id");

  g_signal_emit (self, signals[OPEN], 0, g_ascii_strtoll (id, NULL, 10));
}

static GtkWidget *
new_row (HcrmVersionList *self, JsonObject *version, const char *id)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *tag =
      g_strdup_printf (_ ("Version %s"), hcrm_text_member (version, "version_tag"));
  GtkWidget *pill = hcrm_pill_new ("", NULL), *label = hcrm_wrapped_label_new (tag, NULL);
  const char *published =
      json_object_get_string_member_with_default (version, "published_at", NULL);
  g_autofree char *time = published != NULL ? hcrm_text_time (published) : g_strdup ("");

  if (g_strcmp0 (id, self->id) == 0)
    gtk_widget_add_css_class (label, "strong");
  hcrm_pill_set_state (GTK_LABEL (pill), &hcrm_questionnaire_workflow,
                       json_object_get_string_member_with_default (version, "state", NULL));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (time, "dim-label"));
  gtk_box_append (GTK_BOX (box), pill);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "outline");
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (id), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (open_cb), self);
  return button;
}

/* The version shown against the one before it. */
static void
choose (HcrmVersionList *self, GtkStringList *names)
{
  guint shown = 0;

  for (guint i = 0; i < self->ids->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->ids, i), self->id) == 0)
      shown = i;
  self->quiet = TRUE;
  gtk_drop_down_set_model (self->older, G_LIST_MODEL (names));
  gtk_drop_down_set_model (self->newer, G_LIST_MODEL (names));
  shown = MIN (shown, self->ids->len > 1 ? self->ids->len - 2 : 0);
  gtk_drop_down_set_selected (self->newer, shown);
  gtk_drop_down_set_selected (self->older, shown + 1);
  self->quiet = FALSE;
  gtk_widget_set_visible (self->compare, self->ids->len > 1);
}

static void
loaded_cb (gpointer data, JsonNode *reply)
{
  HcrmVersionList *self = data;
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  hcrm_clear_box (self->rows);
  hcrm_clear_box (self->result);
  g_ptr_array_set_size (self->ids, 0);
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *version = json_array_get_object_element (items, i);
    char *id = g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (version, "id"));
    g_autofree char *name =
        g_strdup_printf (_ ("Version %s"), hcrm_text_member (version, "version_tag"));
    g_ptr_array_add (self->ids, id);
    gtk_string_list_append (names, name);
    gtk_box_append (self->rows, new_row (self, version, id));
  }
  choose (self, names);
  if (self->ids->len > 1)
    compare (self);
}

void
hcrm_version_list_load (HcrmVersionList *self, const char *id)
{
  g_autofree char *path = g_strconcat ("/questionnaires/", id, "/versions", NULL);

  g_free (self->id);
  self->id = g_strdup (id);
  hcrm_page_send_for (self->page, self, &(HcrmRequest){ .method = "GET", .path = path }, loaded_cb,
                      NULL);
}

/* --- the whole -------------------------------------------------------------------------------- */

static GtkDropDown *
add_choice (HcrmVersionList *self, GtkBox *box, const char *label)
{
  GtkWidget *choice = gtk_drop_down_new (NULL, NULL);

  gtk_widget_set_hexpand (choice, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (compare), self);
  gtk_box_append (box, choice);
  return GTK_DROP_DOWN (choice);
}

static GtkWidget *
new_comparison (HcrmVersionList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("What differs"), "heading"));
  self->older = add_choice (self, GTK_BOX (line), _ ("Older version"));
  gtk_box_append (GTK_BOX (line), hcrm_wrapped_label_new ("→", "dim-label"));
  self->newer = add_choice (self, GTK_BOX (line), _ ("Newer version"));
  gtk_box_append (GTK_BOX (box), line);
  self->result = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->result));
  return box;
}

GtkWidget *
hcrm_version_list_new (HcrmPage *page)
{
  HcrmVersionList *self = g_object_new (HCRM_TYPE_VERSION_LIST, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

static void
hcrm_version_list_finalize (GObject *object)
{
  HcrmVersionList *self = HCRM_VERSION_LIST (object);

  g_free (self->id);
  g_free (self->older_text);
  g_ptr_array_unref (self->ids);
  G_OBJECT_CLASS (hcrm_version_list_parent_class)->finalize (object);
}

static void
hcrm_version_list_class_init (HcrmVersionListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_version_list_finalize;
  signals[OPEN] = g_signal_new ("open", HCRM_TYPE_VERSION_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
hcrm_version_list_init (HcrmVersionList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->compare = new_comparison (self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows));
  gtk_box_append (GTK_BOX (box), self->compare);
  adw_bin_set_child (ADW_BIN (self), box);
}

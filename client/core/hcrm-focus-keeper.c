/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hcrm-focus-keeper.h"

typedef struct {
  GtkWidget *within; /* not owned: this is freed with it */
  GtkRoot *root;     /* (nullable): watched, not owned: @within leaves it before it goes */
  gulong watch_id;
  guint idle_id;
  GPtrArray *around; /* what the focus was in, innermost first, without @within */
  gboolean held;
} Keeper;

static gboolean
holds_focus (Keeper *self)
{
  GtkWidget *focus = gtk_root_get_focus (self->root);

  return focus != NULL && gtk_widget_is_ancestor (focus, self->within);
}

/* A scrolled window with nothing to focus says that it took the focus and does not. */
static gboolean
give_to (Keeper *self, GtkWidget *around)
{
  return gtk_widget_get_mapped (around) && gtk_widget_child_focus (around, GTK_DIR_TAB_FORWARD)
         && holds_focus (self);
}

static gboolean
give_cb (gpointer data)
{
  Keeper *self = data;
  gboolean held = self->root == NULL || holds_focus (self);

  self->idle_id = 0;
  for (guint i = 0; !held && i < self->around->len; i++)
    held = gtk_widget_is_ancestor (self->around->pdata[i], self->within)
           && give_to (self, self->around->pdata[i]);
  if (!held)
    give_to (self, self->within);
  return G_SOURCE_REMOVE;
}

static void
note_around (Keeper *self)
{
  GtkWidget *at = gtk_widget_get_parent (gtk_root_get_focus (self->root));

  g_ptr_array_set_size (self->around, 0);
  for (; at != self->within; at = gtk_widget_get_parent (at))
    g_ptr_array_add (self->around, g_object_ref (at));
}

/* Nothing has the focus only where what had it is gone. In a window that is not in front, GTK then
 * gives it to the first widget of all. */
static void
moved_cb (GtkRoot *root, GParamSpec *pspec, gpointer data)
{
  Keeper *self = data;

  if (gtk_root_get_focus (root) == NULL && self->held && self->idle_id == 0)
    self->idle_id = g_idle_add_full (G_PRIORITY_HIGH, give_cb, self, NULL);
  self->held = holds_focus (self);
  if (self->held)
    note_around (self);
}

static void
rooted_cb (GtkWidget *within, GParamSpec *pspec, gpointer data)
{
  Keeper *self = data;

  if (self->root != NULL)
    g_clear_signal_handler (&self->watch_id, self->root);
  self->root = gtk_widget_get_root (within);
  self->held = FALSE;
  g_ptr_array_set_size (self->around, 0);
  if (self->root != NULL)
    self->watch_id =
        g_signal_connect (self->root, "notify::focus-widget", G_CALLBACK (moved_cb), self);
}

static void
free_cb (gpointer data, GClosure *unused)
{
  Keeper *self = data;

  g_clear_handle_id (&self->idle_id, g_source_remove);
  if (self->root != NULL)
    g_clear_signal_handler (&self->watch_id, self->root);
  g_ptr_array_unref (self->around);
  g_free (self);
}

void
hcrm_focus_keep (GtkWidget *within)
{
  Keeper *self = g_new0 (Keeper, 1);

  self->within = within;
  self->around = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_data (within, "notify::root", G_CALLBACK (rooted_cb), self, free_cb, 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Jumping in a list by typing into its sorted column. */

#include "hcrm-list-jump.h"

#include <glib/gi18n.h>

#include "core/hcrm-date.h"
#include "core/hcrm-pinyin.h"
#include "hcrm-text.h"

#define LOOK_AFTER_MS 200

struct _HcrmListJump {
  AdwBin parent_instance;

  GtkLabel *title;
  GtkEditable *entry;
  HcrmApi *api;
  char *path;
  const HcrmField *field;
  GCancellable *cancellable;
  guint look_id;
};

enum { FOUND, BEYOND, CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmListJump, hcrm_list_jump, ADW_TYPE_BIN)

static char *
make_day (const char *text)
{
  GDate day, today;

  hcrm_text_get_today (&today);
  return hcrm_date_parse_typed (text, &today, &day, NULL) ? hcrm_date_to_iso (&day) : NULL;
}

char *
hcrm_list_jump_make_key (const HcrmField *field, const char *text)
{
  g_autofree char *plain = g_strstrip (g_strdup (text));

  if (*plain == '\0')
    return NULL;
  if (field->kind == HCRM_KIND_DATE || field->kind == HCRM_KIND_TIME)
    return make_day (plain);
  if (g_str_equal (field->name, "pinyin"))
    return hcrm_pinyin_of_typed (plain);
  return g_steal_pointer (&plain);
}

/* --- looking ---------------------------------------------------------------------------------- */

typedef struct {
  HcrmListJump *self;
  char *key;
} Look;

static void
free_look (Look *look)
{
  g_object_unref (look->self);
  g_free (look->key);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, free_look)

static void
show_found (HcrmListJump *self, gboolean found)
{
  if (found)
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
}

/* Behind the last row there is nothing to go to but that row. */
static void
take_place (HcrmListJump *self, JsonObject *reply, const char *key)
{
  JsonNode *place = json_object_get_member (reply, "offset");
  JsonArray *items = json_object_get_array_member (reply, "items");
  gboolean any = items != NULL && json_array_get_length (items) > 0;

  show_found (self, any);
  if (place != NULL && JSON_NODE_HOLDS_VALUE (place))
    g_signal_emit (self, signals[FOUND], 0, (guint) MAX (json_node_get_int (place) - !any, 0));
  else if (any)
    g_signal_emit (self, signals[BEYOND], 0, key);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Look) look = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    take_place (look->self, json_node_get_object (reply), look->key);
  else
    show_found (look->self, FALSE);
}

static void
stop (HcrmListJump *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
look_cb (gpointer data)
{
  HcrmListJump *self = data;
  g_autofree char *key =
      self->field != NULL
          ? hcrm_list_jump_make_key (self->field, gtk_editable_get_text (self->entry))
          : NULL;

  self->look_id = 0;
  stop (self);
  show_found (self, key != NULL || *gtk_editable_get_text (self->entry) == '\0');
  if (key == NULL)
    return;
  g_autofree char *path = hcrm_api_query (self->path, "limit", "1", "from", key, NULL);
  Look *look = g_new0 (Look, 1);
  look->self = g_object_ref (self);
  look->key = g_steal_pointer (&key);
  self->cancellable = g_cancellable_new ();
  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path },
                       self->cancellable, looked_cb, look);
}

static void
typed_cb (HcrmListJump *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  g_clear_handle_id (&self->look_id, g_source_remove);
  self->look_id = g_timeout_add_once (LOOK_AFTER_MS, look_cb, self);
}

/* --- opening and closing ---------------------------------------------------------------------- */

void
hcrm_list_jump_open (HcrmListJump *self,
                     HcrmApi *api,
                     const char *path,
                     const HcrmField *field,
                     const char *title,
                     const char *text)
{
  g_autofree char *label = g_strdup_printf (_ ("Go to (%s)"), title);

  g_set_object (&self->api, api);
  g_free (self->path);
  self->path = g_strdup (path);
  self->field = field;
  gtk_label_set_text (self->title, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  show_found (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_editable_set_text (self->entry, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (self->entry, -1);
}

void
hcrm_list_jump_close (HcrmListJump *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  if (self->look_id != 0)
    look_cb (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[CLOSED], 0);
}

/* Up and down leave the field as Enter does. */
static gboolean
key_cb (HcrmListJump *self, guint key, guint code, GdkModifierType state)
{
  if (key != GDK_KEY_Escape && key != GDK_KEY_Down && key != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape)
    g_clear_handle_id (&self->look_id, g_source_remove);
  hcrm_list_jump_close (self);
  return GDK_EVENT_STOP;
}

static void
hcrm_list_jump_dispose (GObject *object)
{
  HcrmListJump *self = HCRM_LIST_JUMP (object);

  stop (self);
  g_clear_object (&self->api);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (hcrm_list_jump_parent_class)->dispose (object);
}

static void
hcrm_list_jump_class_init (HcrmListJumpClass *klass)
{
  GType type = HCRM_TYPE_LIST_JUMP;

  G_OBJECT_CLASS (klass)->dispose = hcrm_list_jump_dispose;
  signals[FOUND] = g_signal_new ("found", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_UINT);
  signals[BEYOND] = g_signal_new ("beyond", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLOSED] =
      g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_list_jump_init (HcrmListJump *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->title = GTK_LABEL (gtk_label_new (NULL));
  self->entry = GTK_EDITABLE (entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), entry);
  gtk_widget_add_css_class (GTK_WIDGET (self), "list-jump");
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_END);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (entry, keys);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (hcrm_list_jump_close), self);
}

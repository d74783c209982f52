/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The locked screen. */

#include "hcrm-lock.h"
#include "hcrm-template.h"

struct _HcrmLock {
  AdwBin parent_instance;

  HcrmSession *session;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *why;
  GtkEditable *password;
  GtkWidget *submit;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (HcrmLock, hcrm_lock, ADW_TYPE_BIN)

static void
show_message (HcrmLock *self, const char *text)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmLock) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->submit, TRUE);
  if (hcrm_session_finish (HCRM_SESSION (source), result, &error))
    return;
  show_message (self, error->message);
  gtk_editable_select_region (self->password, 0, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
submit_cb (HcrmLock *self)
{
  const char *password = gtk_editable_get_text (self->password);

  if (*password == '\0')
    return;
  show_message (self, NULL);
  gtk_widget_set_sensitive (self->submit, FALSE);
  hcrm_session_unlock_async (self->session, password, unlocked_cb, g_object_ref (self));
}

GtkWidget *
hcrm_lock_new (HcrmSession *session)
{
  HcrmLock *self = g_object_new (HCRM_TYPE_LOCK, NULL);
  gboolean expired = hcrm_session_get_state (session) == HCRM_SESSION_EXPIRED;

  self->session = g_object_ref (session);
  adw_avatar_set_text (self->avatar, hcrm_session_get_text (session, "name"));
  gtk_label_set_text (self->name, hcrm_session_get_text (session, "name"));
  gtk_label_set_text (self->why, expired ? _ ("The server has ended your session. Your work is "
                                              "kept; sign in again to go on with it.")
                                         : _ ("The screen is locked. Your work is kept."));
  return GTK_WIDGET (self);
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hcrm_lock_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (HCRM_LOCK (widget)->password));
}

static void
hcrm_lock_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  g_clear_object (&HCRM_LOCK (object)->session);
  G_OBJECT_CLASS (hcrm_lock_parent_class)->dispose (object);
}

static void
hcrm_lock_class_init (HcrmLockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_lock_dispose;
  widget_class->map = map;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hcrm/Client/core/hcrm-lock.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmLock, avatar);
  gtk_widget_class_bind_template_child (widget_class, HcrmLock, name);
  gtk_widget_class_bind_template_child (widget_class, HcrmLock, why);
  gtk_widget_class_bind_template_child (widget_class, HcrmLock, password);
  gtk_widget_class_bind_template_child (widget_class, HcrmLock, submit);
  gtk_widget_class_bind_template_child (widget_class, HcrmLock, message);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
}

static void
hcrm_lock_init (HcrmLock *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

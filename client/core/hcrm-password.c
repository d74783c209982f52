/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changing the password. */

#include "hcrm-password.h"
#include "hcrm-template.h"

struct _HcrmPassword {
  AdwBin parent_instance;

  HcrmSession *session;
  GtkLabel *why;
  GtkEditable *old_password;
  GtkEditable *new_password;
  GtkEditable *again;
  GtkLabel *old_error;
  GtkLabel *new_error;
  GtkLabel *again_error;
  GtkWidget *sign_out;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmPassword, hcrm_password, ADW_TYPE_BIN)

static void
show_error (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
clear_errors (HcrmPassword *self)
{
  show_error (self->old_error, NULL);
  show_error (self->new_error, NULL);
  show_error (self->again_error, NULL);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmPassword) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (hcrm_session_finish (HCRM_SESSION (source), result, &error)) {
    g_signal_emit (self, signals[CHANGED], 0);
    return;
  }
  gboolean is_new = hcrm_error_get_n_fields (error) > 0
                    && g_strcmp0 (hcrm_error_get_field (error, 0), "new_password") == 0;
  show_error (is_new ? self->new_error : self->old_error, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (is_new ? self->new_password : self->old_password));
}

static void
submit_cb (HcrmPassword *self)
{
  const char *old_password = gtk_editable_get_text (self->old_password);
  const char *new_password = gtk_editable_get_text (self->new_password);

  clear_errors (self);
  if (*old_password == '\0') {
    show_error (self->old_error, _ ("Enter your password"));
  } else if (g_strcmp0 (new_password, gtk_editable_get_text (self->again)) != 0) {
    show_error (self->again_error, _ ("The two are not the same"));
    gtk_widget_grab_focus (GTK_WIDGET (self->again));
  } else {
    gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
    hcrm_session_change_password_async (self->session, old_password, new_password, changed_cb,
                                        g_object_ref (self));
  }
}

GtkWidget *
hcrm_password_new (HcrmSession *session, gboolean forced)
{
  HcrmPassword *self = g_object_new (HCRM_TYPE_PASSWORD, NULL);

  self->session = g_object_ref (session);
  gtk_widget_set_visible (GTK_WIDGET (self->why), forced);
  gtk_widget_set_visible (self->sign_out, forced);
  return GTK_WIDGET (self);
}

void
hcrm_password_present (HcrmSession *session, GtkWindow *parent)
{
  GtkWidget *window = adw_window_new (), *content = hcrm_password_new (session, FALSE);

  gtk_window_set_title (GTK_WINDOW (window), _ ("Change Password"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 420, -1);
  adw_window_set_content (ADW_WINDOW (window), content);
  g_signal_connect_swapped (content, "changed", G_CALLBACK (gtk_window_destroy), window);
  gtk_window_present (GTK_WINDOW (window));
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hcrm_password_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (HCRM_PASSWORD (widget)->old_password));
}

static void
hcrm_password_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  g_clear_object (&HCRM_PASSWORD (object)->session);
  G_OBJECT_CLASS (hcrm_password_parent_class)->dispose (object);
}

static void
hcrm_password_class_init (HcrmPasswordClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_password_dispose;
  widget_class->map = map;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_PASSWORD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/core/hcrm-password.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmPassword, why);
  gtk_widget_class_bind_template_child (widget_class, HcrmPassword, old_password);
  gtk_widget_class_bind_template_child (widget_class, HcrmPassword, new_password);
  gtk_widget_class_bind_template_child (widget_class, HcrmPassword, again);
  gtk_widget_class_bind_template_child (widget_class, HcrmPassword, old_error);
  gtk_widget_class_bind_template_child (widget_class, HcrmPassword, new_error);
  gtk_widget_class_bind_template_child (widget_class, HcrmPassword, again_error);
  gtk_widget_class_bind_template_child (widget_class, HcrmPassword, sign_out);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
}

static void
hcrm_password_init (HcrmPassword *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

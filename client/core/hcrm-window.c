/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one window: signing in, the work, or a locked screen over work that is kept. */

#include "hcrm-window.h"

#include "hcrm-keys.h"
#include "hcrm-language.h"
#include "hcrm-lock.h"
#include "hcrm-password.h"
#include "hcrm-settings.h"
#include "hcrm-sign-in.h"
#include "hcrm-template.h"

struct _HcrmWindow {
  AdwApplicationWindow parent_instance;

  HcrmSession *session;
  char *user_at_once;
  GtkStack *stack;
  AdwBin *front; /* signing in, a forced change of password, or the lock */
  AdwBin *work;
  guint idle_id;
  gint64 active_at; /* monotonic, µs */
};

G_DEFINE_FINAL_TYPE (HcrmWindow, hcrm_window, ADW_TYPE_APPLICATION_WINDOW)

HcrmSession *
hcrm_window_get_session (HcrmWindow *self)
{
  return self->session;
}

HcrmShell *
hcrm_window_get_shell (HcrmWindow *self)
{
  GtkWidget *child = adw_bin_get_child (self->work);

  return child != NULL ? HCRM_SHELL (child) : NULL;
}

/* --- what is shown ---------------------------------------------------------------------------- */

/* Work behind a lock takes no keys: its shortcuts are global to the window. */
static void
show_front (HcrmWindow *self, GtkWidget *front)
{
  adw_bin_set_child (self->front, front);
  gtk_widget_set_sensitive (GTK_WIDGET (self->work), front == NULL);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (front != NULL ? self->front : self->work));
}

static void
show_work (HcrmWindow *self)
{
  if (hcrm_window_get_shell (self) == NULL)
    adw_bin_set_child (self->work, hcrm_shell_new (self->session, NULL));
  show_front (self, NULL);
  self->active_at = g_get_monotonic_time ();
}

static void
show_state (HcrmWindow *self)
{
  switch (hcrm_session_get_state (self->session)) {
  case HCRM_SESSION_OUT:
    adw_bin_set_child (self->work, NULL);
    show_front (self, hcrm_sign_in_new (self->session, self->user_at_once));
    g_clear_pointer (&self->user_at_once, g_free);
    break;
  case HCRM_SESSION_IN:
    if (hcrm_session_must_change_password (self->session))
      show_front (self, hcrm_password_new (self->session, TRUE));
    else
      show_work (self);
    break;
  case HCRM_SESSION_LOCKED:
  case HCRM_SESSION_EXPIRED:
    show_front (self, hcrm_lock_new (self->session));
    break;
  }
}

static void
set_action_state (HcrmWindow *self, const char *name, const char *text)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (text));
}

/* Everything is built anew from its templates, which now speak the other language. */
static void
language_changed_cb (HcrmWindow *self)
{
  HcrmShell *shell = hcrm_window_get_shell (self);

  set_action_state (self, "language", hcrm_language_get ());
  if (shell != NULL) {
    g_autoptr (JsonNode) state = hcrm_shell_dup_state (shell);
    adw_bin_set_child (self->work, NULL);
    adw_bin_set_child (self->work, hcrm_shell_new (self->session, state));
  }
  show_state (self);
}

/* --- idling ----------------------------------------------------------------------------------- */

static gboolean
idle_cb (gpointer data)
{
  HcrmWindow *self = data;
  gint64 minutes = hcrm_session_get_lock_minutes (self->session);
  gint64 idle_s = (g_get_monotonic_time () - self->active_at) / G_USEC_PER_SEC;

  if (minutes > 0 && idle_s >= minutes * 60)
    hcrm_session_lock (self->session);
  return G_SOURCE_CONTINUE;
}

static gboolean
activity_cb (HcrmWindow *self)
{
  self->active_at = g_get_monotonic_time ();
  return GDK_EVENT_PROPAGATE;
}

/* --- actions ---------------------------------------------------------------------------------- */

static void
language_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  hcrm_session_set_language (HCRM_WINDOW (data)->session, g_variant_get_string (target, NULL));
}

static void
apply_style (const char *name)
{
  AdwColorScheme scheme = g_strcmp0 (name, "dark") == 0    ? ADW_COLOR_SCHEME_FORCE_DARK
                          : g_strcmp0 (name, "light") == 0 ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                           : ADW_COLOR_SCHEME_DEFAULT;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
style_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  const char *name = g_variant_get_string (target, NULL);

  apply_style (name);
  hcrm_settings_set ("client", "style", name);
  set_action_state (data, "style", name);
}

static void
password_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  hcrm_password_present (HCRM_WINDOW (data)->session, data);
}

static void
lock_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  hcrm_session_lock (HCRM_WINDOW (data)->session);
}

static void
sign_out_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  hcrm_session_sign_out (HCRM_WINDOW (data)->session);
}

static void
shortcuts_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  HcrmShell *shell = hcrm_window_get_shell (data);

  hcrm_keys_present (data, shell != NULL ? hcrm_shell_get_page (shell) : NULL);
}

static void
about_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  adw_show_about_window (data, "application-name", "HCRM", "application-icon", "org.hcrm.Client",
                         "version", HCRM_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Follow-up and patient relations for hospitals"), NULL);
}

static void
add_actions (HcrmWindow *self)
{
  static const GActionEntry actions[] = {
    { "language", language_action, "s", "'en'" },
    { "style", style_action, "s", "'system'" },
    { "password", password_action },
    { "lock", lock_action },
    { "sign-out", sign_out_action },
    { "shortcuts", shortcuts_action },
    { "about", about_action },
  };
  g_autofree char *style = hcrm_settings_get ("client", "style");

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_action_state (self, "language", hcrm_language_get ());
  set_action_state (self, "style", style != NULL ? style : "system");
  apply_style (style);
}

/* --- construction ----------------------------------------------------------------------------- */

GtkWidget *
hcrm_window_new (GtkApplication *application, const char *server, const char *user)
{
  HcrmWindow *self = g_object_new (HCRM_TYPE_WINDOW, "application", application, NULL);
  g_autofree char *known =
      server != NULL ? g_strdup (server) : hcrm_settings_get ("client", "server");

  self->user_at_once = g_strdup (user);
  if (known != NULL)
    hcrm_session_set_server (self->session, known);
  show_state (self);
  return GTK_WIDGET (self);
}

static void
hcrm_window_dispose (GObject *object)
{
  HcrmWindow *self = HCRM_WINDOW (object);
  HcrmJournal *journal = self->session != NULL ? hcrm_session_get_journal (self->session) : NULL;

  if (journal != NULL)
    hcrm_journal_flush (journal);
  g_clear_handle_id (&self->idle_id, g_source_remove);
  /* GTK 4.8's password entry still listens to its text when it is gone, if that has the focus. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  hcrm_template_dispose (object);
  g_clear_object (&self->session);
  g_clear_pointer (&self->user_at_once, g_free);
  G_OBJECT_CLASS (hcrm_window_parent_class)->dispose (object);
}

static void
hcrm_window_class_init (HcrmWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/core/hcrm-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HcrmWindow, front);
  gtk_widget_class_bind_template_child (widget_class, HcrmWindow, work);
  gtk_widget_class_bind_template_callback (widget_class, activity_cb);
}

static void
hcrm_window_init (HcrmWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->session = hcrm_session_new ();
  self->active_at = g_get_monotonic_time ();
  self->idle_id = g_timeout_add_seconds (10, idle_cb, self);
  add_actions (self);
  g_signal_connect_object (self->session, "state-changed", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "language-changed", G_CALLBACK (language_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

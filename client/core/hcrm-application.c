/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program: its options and its one window. */

#include "hcrm-application.h"

#include <glib/gi18n.h>

#include "hcrm-language.h"
#include "hcrm-popover-keeper.h"
#include "hcrm-settings.h"
#include "hcrm-window.h"

struct _HcrmApplication {
  AdwApplication parent_instance;

  char *server;
  char *user;
};

G_DEFINE_FINAL_TYPE (HcrmApplication, hcrm_application, ADW_TYPE_APPLICATION)

static void
hcrm_application_activate (GApplication *application)
{
  HcrmApplication *self = HCRM_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    window = GTK_WINDOW (hcrm_window_new (GTK_APPLICATION (self), self->server, self->user));
  gtk_window_present (window);
}

static gboolean
print_version (const char *name, const char *value, gpointer data, GError **error)
{
  g_print ("hcrm %s\n", HCRM_VERSION);
  exit (0);
}

/* A second start with its own server is a program of its own, so that a sample can run beside. */
static int
hcrm_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  HcrmApplication *self = HCRM_APPLICATION (application);

  g_autofree char *language = NULL;

  if (g_variant_dict_lookup (options, "language", "s", &language))
    hcrm_language_insist (language);
  g_variant_dict_lookup (options, "server", "s", &self->server);
  g_variant_dict_lookup (options, "user", "s", &self->user);
  if (self->server != NULL || self->user != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
hcrm_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (hcrm_application_parent_class)->startup (application);
  hcrm_popovers_keep ();
}

static void
hcrm_application_shutdown (GApplication *application)
{
  hcrm_settings_flush ();
  G_APPLICATION_CLASS (hcrm_application_parent_class)->shutdown (application);
}

static void
hcrm_application_finalize (GObject *object)
{
  g_free (HCRM_APPLICATION (object)->server);
  g_free (HCRM_APPLICATION (object)->user);
  G_OBJECT_CLASS (hcrm_application_parent_class)->finalize (object);
}

static void
hcrm_application_class_init (HcrmApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = hcrm_application_activate;
  application_class->handle_local_options = hcrm_application_handle_local_options;
  application_class->startup = hcrm_application_startup;
  application_class->shutdown = hcrm_application_shutdown;
  G_OBJECT_CLASS (klass)->finalize = hcrm_application_finalize;
}

static void
hcrm_application_init (HcrmApplication *self)
{
  const GOptionEntry options[] = {
    { "server", 's', 0, G_OPTION_ARG_STRING, NULL, N_ ("Address of the server"), "URL" },
      { "user", 'u', 0, G_OPTION_ARG_STRING, NULL,
        N_ ("User of a sample hospital to sign in"), N_ ("NAME") },
        { "language", 'l', 0, G_OPTION_ARG_STRING, NULL,
          N_ ("en or zh_CN, whatever the user prefers"), N_ ("LANGUAGE") },
          { "version", 'v', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, print_version,
            N_ ("Show the version"), NULL },
            { NULL },
         };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

HcrmApplication *
hcrm_application_new (void)
{
  return g_object_new (HCRM_TYPE_APPLICATION, "application-id", "org.hcrm.Client",
                       "resource-base-path", "/org/hcrm/Client", NULL);
}

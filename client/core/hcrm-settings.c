/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A key file of what this desktop remembers. */

#include "hcrm-settings.h"

#define WRITE_AFTER_MS 400

static GKeyFile *settings;
static guint write_id;

static char *
make_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "hcrm", "client.ini", NULL);
}

static GKeyFile *
get_settings (void)
{
  if (settings == NULL) {
    g_autofree char *path = make_path ();
    settings = g_key_file_new ();
    g_key_file_load_from_file (settings, path, G_KEY_FILE_NONE, NULL);
  }
  return settings;
}

char *
hcrm_settings_get (const char *group, const char *key)
{
  return g_key_file_get_string (get_settings (), group, key, NULL);
}

static gboolean
write_cb (gpointer unused)
{
  g_autofree char *path = make_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  write_id = 0;
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (settings, path, &error))
    g_warning ("Settings are not saved: %s", error->message);
  return G_SOURCE_REMOVE;
}

void
hcrm_settings_set (const char *group, const char *key, const char *text)
{
  g_autofree char *old = hcrm_settings_get (group, key);

  if (g_strcmp0 (old, text) == 0)
    return;
  if (text != NULL)
    g_key_file_set_string (get_settings (), group, key, text);
  else
    g_key_file_remove_key (get_settings (), group, key, NULL);
  if (write_id == 0)
    write_id = g_timeout_add (WRITE_AFTER_MS, write_cb, NULL);
}

void
hcrm_settings_flush (void)
{
  if (write_id == 0)
    return;
  g_source_remove (write_id);
  write_cb (NULL);
}

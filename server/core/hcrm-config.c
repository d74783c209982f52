/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's options, on its command line or in a key file. */

#include "hcrm-config.h"

#include <glib/gi18n.h>
#include <unistd.h>

#define GROUP "server"
#define USUAL_FILE "/etc/hcrm/server.conf"

typedef struct {
  const char *name;
  GOptionArg kind;
  gsize offset;
  const char *description; /* marked with N_() */
  const char *value;       /* marked with N_(); %NULL for a flag */
} Option;

#define MEMBER(name) G_STRUCT_OFFSET (HcrmConfig, name)

/* clang-format off */
static const Option options[] = {
  { "database", G_OPTION_ARG_STRING, MEMBER (database), N_("Use this PostgreSQL instead of a private one"), N_("DSN") },
  { "owner-database", G_OPTION_ARG_STRING, MEMBER (owner_database), N_("The same as owner of the tables, to migrate"), N_("DSN") },
  { "data-dir", G_OPTION_ARG_FILENAME, MEMBER (data_dir), N_("Folder of the private PostgreSQL"), N_("FOLDER") },
  { "archive", G_OPTION_ARG_FILENAME, MEMBER (archive), N_("Folder of the private PostgreSQL's log and copies, to restore any moment"), N_("FOLDER") },
  { "files", G_OPTION_ARG_FILENAME, MEMBER (files), N_("Folder of recordings and attachments"), N_("FOLDER") },
  { "file-keys", G_OPTION_ARG_FILENAME, MEMBER (file_keys), N_("Encrypt recordings and attachments with the keys in this file"), N_("FILE") },
  { "listen", G_OPTION_ARG_STRING, MEMBER (listen), N_("Where clients connect"), N_("ADDRESS:PORT") },
  { "mllp", G_OPTION_ARG_STRING, MEMBER (mllp), N_("Where the HIS connects with HL7 v2"), N_("ADDRESS:PORT") },
  { "telephone", G_OPTION_ARG_STRING, MEMBER (telephone), N_("From now on the telephone system is: manual or simulator"), N_("SYSTEM") },
  { "tls-certificate", G_OPTION_ARG_FILENAME, MEMBER (tls_certificate), N_("Certificate and its chain, PEM"), N_("FILE") },
  { "tls-key", G_OPTION_ARG_FILENAME, MEMBER (tls_key), N_("Private key of the certificate, PEM"), N_("FILE") },
  { "config", G_OPTION_ARG_FILENAME, MEMBER (config), N_("Read options from this file"), N_("FILE") },
  { "sample", G_OPTION_ARG_STRING, MEMBER (sample), N_("Fill an empty database: small, medium or large"), N_("SIZE") },
  { "workers", G_OPTION_ARG_INT, MEMBER (workers), N_("Requests carried out at the same time"), N_("NUMBER") },
  { "version", G_OPTION_ARG_NONE, MEMBER (version), N_("Show the version"), NULL },
};
/* clang-format on */

static gpointer
member_of (HcrmConfig *self, const Option *option)
{
  return G_STRUCT_MEMBER_P (self, option->offset);
}

static gboolean
read_line (HcrmConfig *self, char ***args, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionEntry entries[G_N_ELEMENTS (options) + 1] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++) {
    entries[i].long_name = options[i].name;
    entries[i].arg = options[i].kind;
    entries[i].arg_data = member_of (self, &options[i]);
    entries[i].description = options[i].description;
    entries[i].arg_description = options[i].value;
  }
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, args, error))
    return FALSE;
  return g_strv_length (*args) <= 1
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, _("Unknown argument: %s"), (*args)[1]);
}

static void
read_key (HcrmConfig *self, const Option *option, GKeyFile *file, GError **error)
{
  if (option->kind == G_OPTION_ARG_INT) {
    int *number = member_of (self, option);
    if (*number == 0)
      *number = g_key_file_get_integer (file, GROUP, option->name, error);
    return;
  }
  char **text = member_of (self, option);
  if (option->kind != G_OPTION_ARG_NONE && *text == NULL)
    *text = g_key_file_get_string (file, GROUP, option->name, error);
}

static const Option *
find_option (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (g_str_equal (options[i].name, name))
      return &options[i];
  return NULL;
}

static gboolean
read_file (HcrmConfig *self, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) keys = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error)
      || (keys = g_key_file_get_keys (file, GROUP, NULL, error)) == NULL) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  for (char **key = keys; *key != NULL; key++) {
    const Option *option = find_option (*key);
    g_autoptr (GError) wrong = NULL;

    if (option == NULL)
      return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, _("%s: unknown key %s"), path, *key);
    read_key (self, option, file, &wrong);
    if (wrong != NULL)
      return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s: %s", path, wrong->message);
  }
  return TRUE;
}

static gboolean
read_files (HcrmConfig *self, GError **error)
{
  if (self->config != NULL)
    return read_file (self, self->config, error);
  return !g_file_test (USUAL_FILE, G_FILE_TEST_EXISTS) || read_file (self, USUAL_FILE, error);
}

static void
make_absolute (char **path)
{
  char *absolute = g_canonicalize_filename (*path, NULL);

  g_free (*path);
  *path = absolute;
}

static void
fill_in (HcrmConfig *self)
{
  if (self->data_dir == NULL)
    self->data_dir = geteuid () == 0 ? g_strdup ("/var/lib/hcrm")
                                     : g_build_filename (g_get_user_data_dir (), "hcrm", NULL);
  make_absolute (&self->data_dir);
  if (self->files == NULL)
    self->files = g_build_filename (self->data_dir, "files", NULL);
  make_absolute (&self->files);
  self->keys = g_build_filename (self->data_dir, "keys", NULL);
  if (self->archive != NULL)
    make_absolute (&self->archive);
  if (self->listen == NULL)
    self->listen = g_strdup ("127.0.0.1:8421");
}

static gboolean
read_certificate (HcrmConfig *self, GError **error)
{
  if (self->tls_certificate == NULL && self->tls_key == NULL)
    return TRUE;
  if (self->tls_certificate == NULL || self->tls_key == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL,
                      _("A certificate and its key are needed together"));
  self->certificate =
      g_tls_certificate_new_from_files (self->tls_certificate, self->tls_key, error);
  return self->certificate != NULL;
}

static gboolean
read_file_keys (HcrmConfig *self, GError **error)
{
  if (self->file_keys == NULL)
    return TRUE;
  self->seal_keys = hcrm_seal_keys_read (self->file_keys, error);
  return self->seal_keys != NULL;
}

static gboolean
check (HcrmConfig *self, GError **error)
{
  if (self->workers < 0 || self->workers > 256)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "workers", _("workers must be from 1 to 256"));
  if (self->database != NULL && self->archive != NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "archive",
                      _("archive is of the private PostgreSQL; your own has its own"));
  if (self->database == NULL && self->owner_database != NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "owner-database",
                      _("owner-database needs database"));
  return TRUE;
}

HcrmConfig *
hcrm_config_read (char ***args, GError **error)
{
  g_autoptr (HcrmConfig) self = g_new0 (HcrmConfig, 1);

  if (!read_line (self, args, error))
    return NULL;
  if (!self->version
      && (!read_files (self, error) || !read_certificate (self, error)
          || !read_file_keys (self, error)))
    return NULL;
  fill_in (self);
  return check (self, error) ? g_steal_pointer (&self) : NULL;
}

void
hcrm_config_free (HcrmConfig *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].kind == G_OPTION_ARG_STRING || options[i].kind == G_OPTION_ARG_FILENAME)
      g_free (*(char **) member_of (self, &options[i]));
  g_free (self->keys);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->seal_keys, hcrm_seal_keys_free);
  g_free (self);
}

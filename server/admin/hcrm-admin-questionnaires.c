/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires from files and to files: FHIR JSON, each alone or in Bundles. */

#include "admin/hcrm-admin-questionnaires.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin-questionnaires-sql.h"
#include "admin/hcrm-admin-database.h"
#include "core/hcrm-form-store.h"
#include "core/hcrm-session.h"

#define MAX_FOLDERS 16 /* one in another */

typedef struct {
  HcrmAdminDatabase database;
  gboolean publish;
  char **words; /* what to do, and with which files */
  HcrmDb *db;   /* (nullable): a check needs none */
  guint n_files, n_bad;
} Order;

static void
clear_order (Order *order)
{
  hcrm_admin_database_clear (&order->database);
  g_clear_pointer (&order->words, g_strfreev);
  g_clear_pointer (&order->db, hcrm_db_close);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, clear_order)

/* --- What a file holds ---------------------------------------------------------------------- */

static gboolean
is_type (const HcrmFhirNode *node, const char *type)
{
  return g_strcmp0 (hcrm_fhir_get_string (node, "resourceType"), type) == 0;
}

/* The questionnaires in a file: itself, byte for byte, or those of a Bundle. */
static GPtrArray *
read_resources (const char *text, gsize length, GError **error)
{
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (text, length, error);
  if (root == NULL)
    return NULL;

  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  const HcrmFhirNode *entries = hcrm_fhir_get (root, "entry");
  if (!is_type (root, "Bundle"))
    g_ptr_array_add (found, g_strndup (text, length));
  for (guint i = 0; is_type (root, "Bundle") && i < hcrm_fhir_get_length (entries); i++) {
    const HcrmFhirNode *resource = hcrm_fhir_get (hcrm_fhir_get_nth (entries, i), "resource");
    g_autoptr (GString) out = g_string_new (NULL);
    if (!is_type (resource, "Questionnaire"))
      continue;
    hcrm_fhir_write (resource, out);
    g_ptr_array_add (found, g_strdup (out->str));
  }
  return found;
}

/* --- Reports -------------------------------------------------------------------------------- */

static void
report_fault (const char *path, const GError *error)
{
  guint n = hcrm_error_get_n_fields (error);

  printf ("%s: %s\n", path, _ ("refused"));
  if (n == 0)
    printf ("  %s\n", error->message);
  for (guint i = 0; i < n; i++)
    printf ("  %s: %s\n", hcrm_error_get_field (error, i), hcrm_error_get_field_detail (error, i));
}

static void
report_good (const char *path, const HcrmQuestionnaire *form, const char *what)
{
  const GPtrArray *findings = hcrm_questionnaire_get_findings (form);
  const char *url = hcrm_questionnaire_get_url (form);

  printf ("%s: %s%s%s\n", path, what, url != NULL ? ": " : "", url != NULL ? url : "");
  for (guint i = 0; i < findings->len; i++) {
    const HcrmFinding *finding = g_ptr_array_index (findings, i);
    printf ("  %s: %s\n", finding->path, finding->detail);
  }
}

/* --- Check and import ----------------------------------------------------------------------- */

/* Returns: whether it is there already, to the last byte. */
static gboolean
is_known (HcrmDb *db, HcrmQuestionnaire *form, const char *text)
{
  const char *url = hcrm_questionnaire_get_url (form);
  const char *version = hcrm_questionnaire_get_version (form);
  gboolean same = FALSE;
  g_autofree char *id = url != NULL && version != NULL
                            ? hcrm_form_find_version (db, url, version, text, &same, NULL)
                            : NULL;

  return id != NULL && same;
}

static const char *
store (Order *order, HcrmQuestionnaire *form, const char *text, GError **error)
{
  HcrmFormFlags flags = order->publish ? HCRM_FORM_PUBLISH : 0;

  if (order->db == NULL)
    return _ ("good");
  if (is_known (order->db, form, text))
    return _ ("there already");
  g_autofree char *id = hcrm_form_create (order->db, text, -1, flags, error);
  if (id == NULL)
    return NULL;
  return order->publish ? _ ("published") : _ ("kept as a draft");
}

static gboolean
take_resource (Order *order, const char *path, const char *text, GError **error)
{
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (text, -1, error);
  const char *what = form != NULL ? store (order, form, text, error) : NULL;

  if (what == NULL)
    return FALSE;
  report_good (path, form, what);
  return TRUE;
}

static gboolean
take_resources (Order *order, const char *path, GPtrArray *resources, GError **error)
{
  if (resources->len == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("There is no questionnaire in it"));
  for (guint i = 0; i < resources->len; i++)
    if (!take_resource (order, path, g_ptr_array_index (resources, i), error))
      return FALSE;
  return TRUE;
}

/* A file is a transaction: of a Bundle with one fault nothing is kept. */
static gboolean
take_text (Order *order, const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) resources = read_resources (text, length, error);
  if (resources == NULL)
    return FALSE;

  if (order->db != NULL)
    hcrm_db_begin (order->db, &hcrm_system_context);
  gboolean ok = take_resources (order, path, resources, error);
  if (order->db != NULL)
    ok = hcrm_db_end (order->db, ok, ok ? error : NULL) && ok;
  return ok;
}

static void
take_file (Order *order, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  order->n_files++;
  if (g_file_get_contents (path, &text, &length, &error)
      && take_text (order, path, text, length, &error))
    return;
  order->n_bad++;
  report_fault (path, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
take_path (Order *order, const char *path, guint depth)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_DIR) ? g_dir_open (path, 0, NULL) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL) {
    take_file (order, path);
    return;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    const char *child = g_ptr_array_index (names, i);
    if (g_file_test (child, G_FILE_TEST_IS_DIR) && depth < MAX_FOLDERS)
      take_path (order, child, depth + 1);
    else if (g_str_has_suffix (child, ".json"))
      take_file (order, child);
  }
}

static gboolean
take_all (Order *order, GError **error)
{
  if (order->words[1] == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("Name files or folders"));
  for (char **path = order->words + 1; *path != NULL; path++)
    take_path (order, *path, 0);
  printf (_ ("%u files, %u of them refused.\n"), order->n_files, order->n_bad);
  return order->n_bad == 0
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("Not everything is good"));
}

/* --- Export --------------------------------------------------------------------------------- */

static char *
make_file_name (const char *folder, const char *url, const char *version)
{
  const char *scheme = strstr (url, "://");
  g_autofree char *name =
      g_strdup_printf ("%s-%s", scheme != NULL ? scheme + strlen ("://") : url, version);

  g_strcanon (name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-", '-');
  if (name[0] == '.')
    name[0] = '-';
  return g_strdup_printf ("%s/%s.json", folder, name);
}

static gboolean
write_rows (HcrmRows *rows, const char *folder, GError **error)
{
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    g_autofree char *path = make_file_name (folder, hcrm_rows_get (rows, i, "url"),
                                            hcrm_rows_get (rows, i, "version_tag"));
    if (!g_file_set_contents (path, hcrm_rows_get (rows, i, "resource"), -1, error))
      return FALSE;
    printf ("%s\n", path);
  }
  return TRUE;
}

/* The last word is the folder; those before it, addresses. */
static gboolean
let_urls (Order *order, const char **folder, GError **error)
{
  guint n = g_strv_length (order->words);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *urls = json_array_new ();

  json_node_take_array (node, urls);
  if (n < 2)
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("Name a folder to write to"));
  *folder = order->words[n - 1];
  for (guint i = 1; i + 1 < n; i++)
    json_array_add_string_element (urls, order->words[i]);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_db_let (order->db, "urls", n > 2 ? text : NULL);
  return g_mkdir_with_parents (*folder, 0777) == 0
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s: %s", *folder, g_strerror (errno));
}

static gboolean export(Order *order, GError **error)
{
  const char *folder = NULL;

  hcrm_db_begin (order->db, &hcrm_system_context);
  g_autoptr (HcrmRows) rows =
      let_urls (order, &folder, error)
          ? hcrm_db_rows (order->db, &SQL_ADMIN_QUESTIONNAIRES_EXPORT, NULL, error)
          : NULL;
  hcrm_db_end (order->db, FALSE, NULL);
  return rows != NULL && write_rows (rows, folder, error);
}

/* --- The command ---------------------------------------------------------------------------- */

static const struct {
  const char *name;
  gboolean (*run) (Order *order, GError **error);
  gboolean stores;
} ACTIONS[] = {
  { "check", take_all, FALSE },
  { "import", take_all, TRUE },
  { "export", export, TRUE },
};

static gboolean
read_order (Order *order, int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context =
      g_option_context_new (_ ("check FILE|FOLDER… | import FILE|FOLDER… | export [URL…] FOLDER"));
  const GOptionEntry entries[] = {
    { "publish", 0, 0, G_OPTION_ARG_NONE, &order->publish,
      N_ ("Publish what is imported, as it is"), NULL },
      { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &order->words, NULL, NULL },
      { NULL },
  };

  g_option_context_set_summary (context, _ ("Checks, imports and exports FHIR questionnaires."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  hcrm_admin_database_add_options (&order->database, context);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  return order->words != NULL
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("Say check, import or export"));
}

static gboolean
open_database (Order *order, GError **error)
{
  g_autofree char *conninfo = hcrm_admin_database_find (&order->database, FALSE, error);

  order->db = conninfo != NULL ? hcrm_db_open (conninfo, error) : NULL;
  return order->db != NULL;
}

static gboolean
carry_out (Order *order, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    if (strcmp (order->words[0], ACTIONS[i].name) == 0)
      return (!ACTIONS[i].stores || open_database (order, error)) && ACTIONS[i].run (order, error);
  return hcrm_fail (error, HCRM_ERROR_INVALID, NULL,
                    _ ("There is no command “%s”"), order->words[0]);
}

int
hcrm_admin_questionnaires (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (Order) order = { 0 };

  if (read_order (&order, argc, argv, &error) && carry_out (&order, &error))
    return EXIT_SUCCESS;
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return EXIT_FAILURE;
}

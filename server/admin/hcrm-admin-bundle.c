/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checking a bundle of evidence, wherever it went, and the key that such are signed with. */

#include "admin/hcrm-admin-bundle.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hcrm-bundle.h"
#include "core/hcrm-privilege.h"

enum { SOUND = 0, ALTERED = 1, UNREADABLE = 2, FOREIGN = 3 };

/* --- verify-bundle -------------------------------------------------------------------------- */

typedef struct {
  char *key;
  char **files;
} Order;

static void
clear_order (Order *order)
{
  g_clear_pointer (&order->key, g_free);
  g_clear_pointer (&order->files, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, clear_order)

static gboolean
read_order (Order *order, int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("FILE"));
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &order->key,
      N_ ("The hospital's public keys, as “hcrm-admin evidence-key” shows them"), N_ ("FILE") },
      { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &order->files, NULL, NULL },
      { NULL },
    };

  g_option_context_set_summary (
      context, _ ("Tells whether a bundle of evidence is what was signed, and names what is not.\n"
                  "Needs neither server nor database. Exit status: 0 it is, 1 it was changed, 2 it "
                  "is no\nbundle, 3 it was signed with another key."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  return (order->files != NULL && g_strv_length (order->files) == 1)
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("Name one file"));
}

static const char *
get_words (HcrmBundleFaultKind kind)
{
  switch (kind) {
  case HCRM_BUNDLE_CHANGED:
    return _ ("%s: was changed\n");
  case HCRM_BUNDLE_MISSING:
    return _ ("%s: is missing\n");
  case HCRM_BUNDLE_ADDED:
    return _ ("%s: was added\n");
  case HCRM_BUNDLE_UNREADABLE:
    return _ ("%s: cannot be read\n");
  }
  g_return_val_if_reached ("%s\n");
}

/* What lies between the parts has no name in the archive. */
static const char *
get_part (const char *part)
{
  if (strcmp (part, "container") == 0)
    return _ ("the archive's own headers and directory");
  if (strcmp (part, "seal") == 0)
    return _ ("the seal at the end of the file");
  return part;
}

/* Whatever a file says, a terminal is told nothing but text. */
static char *
make_plain (const char *text)
{
  char *plain = g_strdup (text);

  for (char *c = plain; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';
  return plain;
}

static void
print_fault (const HcrmBundleFault *fault)
{
  g_autofree char *plain = make_plain (get_part (fault->part));

  printf (get_words (fault->kind), plain);
}

/* Of whose clock it was made by. */
static char *
make_time (const char *text)
{
  g_autoptr (GDateTime) at = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return at != NULL ? g_date_time_format (at, "%F %H:%M %:z") : g_strdup ("—");
}

/* What the bundle says of itself, a line each. */
static void
print_about (const HcrmBundleReport *report)
{
  static const struct {
    const char *member, *words;
  } lines[] = { { "number", N_ ("Complaint: %s\n") },
                  { "hospital", N_ ("Hospital: %s\n") },
                    { "made_by", N_ ("Handed out by: %s\n") }, { "reason", N_ ("Reason: %s\n") } };
  g_autoptr (JsonNode) node = json_from_string (report->about, NULL);
  g_autofree char *at = make_time (report->made_at);

  for (guint i = 0; node != NULL && JSON_NODE_HOLDS_OBJECT (node) && i < G_N_ELEMENTS (lines);
       i++) {
    JsonNode *value = json_object_get_member (json_node_get_object (node), lines[i].member);
    const char *text = value != NULL && JSON_NODE_HOLDS_VALUE (value)
                               && json_node_get_value_type (value) == G_TYPE_STRING
                           ? json_node_get_string (value)
                           : NULL;
    g_autofree char *plain = text != NULL ? make_plain (text) : NULL;
    if (plain != NULL)
      printf (gettext (lines[i].words), plain);
  }
  printf (_ ("Made: %s\n"), at);
}

static int
print_report (const HcrmBundleReport *report, gboolean asked)
{
  if (!report->is_bundle)
    printf (_ ("This is no bundle of evidence\n"));
  for (guint i = 0; report->is_bundle && i < report->faults->len; i++)
    print_fault (&g_array_index (report->faults, HcrmBundleFault, i));
  if (report->about != NULL)
    print_about (report);
  if (*report->key.id != '\0')
    printf (_ ("Key %s\n"), report->key.id);
  if (!report->is_bundle)
    return UNREADABLE;
  if (report->foreign)
    printf (_ ("NOT SIGNED BY THIS HOSPITAL: the key is none of those named by --key\n"));
  else if (report->faults->len == 0)
    printf (ngettext ("Nothing was changed: %u part, %ld bytes\n",
                      "Nothing was changed: %u parts, %ld bytes\n", report->n_parts),
            report->n_parts, (long) report->size);
  if (!asked && report->faults->len == 0)
    printf (_ ("Whose key it is was not asked: compare its number with the hospital's, or name "
               "--key\n"));
  return report->foreign ? FOREIGN : report->faults->len == 0 ? SOUND : ALTERED;
}

static int
check (const Order *order, GError **error)
{
  g_auto (HcrmBundleReport) report = { 0 };
  g_autoptr (GArray) keys = order->key != NULL ? hcrm_public_keys_read (order->key, error) : NULL;

  if ((order->key != NULL && keys == NULL)
      || !hcrm_bundle_check (order->files[0], keys, &report, error))
    return UNREADABLE;
  return print_report (&report, keys != NULL);
}

int
hcrm_admin_verify_bundle (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (Order) order = { 0 };
  int status = read_order (&order, argc, argv, &error) ? check (&order, &error) : UNREADABLE;

  if (error != NULL)
    fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return status;
}

/* --- evidence-key --------------------------------------------------------------------------- */

typedef struct {
  char *data_dir;
  gboolean rotate;
} KeyOrder;

static void
clear_key_order (KeyOrder *order)
{
  g_clear_pointer (&order->data_dir, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeyOrder, clear_key_order)

static gboolean
read_key_order (KeyOrder *order, int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &order->data_dir,
      N_ ("The server's folder"), N_ ("FOLDER") },
      { "rotate", 0, 0, G_OPTION_ARG_NONE, &order->rotate,
        N_ ("Sign with another key from now on"), NULL },
        { NULL },
     };

  g_option_context_set_summary (
      context, _ ("Shows the public keys that evidence is and was signed with, the present one "
                  "last.\nMakes the first key if there is none."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (order->data_dir == NULL)
    order->data_dir = geteuid () == 0 ? g_strdup ("/var/lib/hcrm")
                                      : g_build_filename (g_get_user_data_dir (), "hcrm", NULL);
  return TRUE;
}

static gboolean
show_keys (const char *folder, GError **error)
{
  g_autofree char *path = hcrm_signing_key_dup_public_path (folder);
  g_autoptr (GArray) keys = hcrm_public_keys_read (path, error);

  for (guint i = 0; keys != NULL && i < keys->len; i++) {
    g_autofree char *line = hcrm_public_key_to_line (&g_array_index (keys, HcrmPublicKey, i));
    printf ("%s\n", line);
  }
  return keys != NULL;
}

/* As root, as the server's user: the key is the server's. */
static gboolean
tend_key (const KeyOrder *order, GError **error)
{
  const char *folders[] = { order->data_dir, NULL };
  g_autofree char *folder = g_build_filename (order->data_dir, "keys", NULL);

  if (!hcrm_privilege_drop (folders, error))
    return FALSE;
  g_autoptr (HcrmSigningKey) key = order->rotate ? hcrm_signing_key_rotate (folder, error)
                                                 : hcrm_signing_key_open (folder, error);
  return key != NULL && show_keys (folder, error);
}

int
hcrm_admin_evidence_key (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (KeyOrder) order = { 0 };

  if (read_key_order (&order, argc, argv, &error) && tend_key (&order, &error))
    return EXIT_SUCCESS;
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return EXIT_FAILURE;
}

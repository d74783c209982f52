/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Users from the server's host: to begin with, and when nobody can sign in any more. */

#include "admin/hcrm-admin-users.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/hcrm-admin-database.h"
#include "core/hcrm-account.h"

typedef struct {
  HcrmAdminDatabase database;
  char *role;
  char **words; /* what to do and to whom */
} Order;

static void
clear_order (Order *order)
{
  hcrm_admin_database_clear (&order->database);
  g_clear_pointer (&order->role, g_free);
  g_clear_pointer (&order->words, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, clear_order)

static gboolean
show_password (const char *password)
{
  if (password == NULL)
    return FALSE;
  printf (_ ("Password: %s (to be changed at the next sign-in)\n"), password);
  return TRUE;
}

static gboolean
create (HcrmDb *db, const Order *order, const char *operator, GError ** error)
{
  g_autofree char *password =
      hcrm_account_create (db, order->words[1],
                           order->role != NULL ? order->role : "admin", operator, error);

  return show_password (password);
}

static gboolean
reset_password (HcrmDb *db, const Order *order, const char *operator, GError ** error)
{
  g_autofree char *password = hcrm_account_reset_password (db, order->words[1], operator, error);

  return show_password (password);
}

static gboolean
lock (HcrmDb *db, const Order *order, const char *operator, GError ** error)
{
  return hcrm_account_lock (db, order->words[1], TRUE, operator, error);
}

static gboolean
unlock (HcrmDb *db, const Order *order, const char *operator, GError ** error)
{
  return hcrm_account_lock (db, order->words[1], FALSE, operator, error);
}

static const struct {
  const char *name;
  gboolean (*run) (HcrmDb *db, const Order *order, const char *operator, GError ** error);
} ACTIONS[] = {
  { "create", create },
  { "reset-password", reset_password },
  { "lock", lock },
  { "unlock", unlock },
};

/* Who stands behind it, for the audit: whoever used sudo rather than root. */
static char *
name_operator (void)
{
  const char *behind = g_getenv ("SUDO_USER");

  return g_strdup_printf ("%s@%s", behind != NULL ? behind : g_get_user_name (),
                          g_get_host_name ());
}

static gboolean
read_order (Order *order, int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context =
      g_option_context_new (_ ("create|reset-password|lock|unlock USER"));
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_STRING, &order->role,
      N_ ("Role of a new user; admin if none is given"), N_ ("ROLE") },
      { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &order->words, NULL, NULL }, { NULL },
    };

  g_option_context_set_summary (context, _ ("Makes a user, or mends one, on the server's host."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  hcrm_admin_database_add_options (&order->database, context);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  return (order->words != NULL && g_strv_length (order->words) == 2)
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("Say what to do and to whom"));
}

static gboolean
carry_out (Order *order, GError **error)
{
  g_autofree char *operator= name_operator ();
  g_autofree char *conninfo = hcrm_admin_database_find (&order->database, FALSE, error);
  g_autoptr (HcrmDb) db = conninfo != NULL ? hcrm_db_open (conninfo, error) : NULL;

  if (db == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    if (strcmp (order->words[0], ACTIONS[i].name) == 0)
      return ACTIONS[i].run (db, order, operator, error);
  return hcrm_fail (error, HCRM_ERROR_INVALID, NULL,
                    _ ("There is no command “%s”"), order->words[0]);
}

int
hcrm_admin_users (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (Order) order = { 0 };

  if (read_order (&order, argc, argv, &error) && carry_out (&order, &error))
    return EXIT_SUCCESS;
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return EXIT_FAILURE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may know that something happened to a record, where not everybody may. */

#include "hcrm-event-sight.h"

#include <string.h>

#include "core/hcrm-error.h"
#include "event-sight-sql.h"
#include "hcrm-session.h"

static const char *const guarded[] = { "complaint", "complaint_task", "complaint_warning" };

HcrmSight *
hcrm_sight_new (gboolean looking)
{
  HcrmSight *self = g_new0 (HcrmSight, 1);

  self->looking = looking;
  self->users = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
hcrm_sight_free (HcrmSight *self)
{
  g_array_unref (self->users);
  g_ptr_array_unref (self->keys);
  g_hash_table_unref (self->seen);
  g_free (self);
}

void
hcrm_sight_add_user (HcrmSight *self, gint64 user_id)
{
  for (guint i = 0; i < self->users->len; i++)
    if (g_array_index (self->users, gint64, i) == user_id)
      return;
  g_array_append_val (self->users, user_id);
}

void
hcrm_sight_add_key (HcrmSight *self, const char *key)
{
  if (!g_ptr_array_find_with_equal_func (self->keys, key, g_str_equal, NULL))
    g_ptr_array_add (self->keys, g_strdup (key));
}

/* The length of the kind if @key is of it. */
static gsize
match (const char *key, const char *kind)
{
  gsize length = strlen (kind);

  return strncmp (key, kind, length) == 0 && (key[length] == ' ' || key[length] == '\0') ? length
                                                                                         : 0;
}

gboolean
hcrm_sight_guards (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (guarded); i++)
    if (match (kind, guarded[i]) > 0)
      return TRUE;
  return FALSE;
}

gboolean
hcrm_sight_has (HcrmSight *self, gint64 user_id, const char *key)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT " %s", user_id, key);

  return g_hash_table_contains (self->seen, name);
}

/* --- Asking ----------------------------------------------------------------------------------- */

static char *
join_users (HcrmSight *self)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < self->users->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (self->users, gint64, i));
  g_string_append_c (text, '}');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* (nullable): the numbers of what is of @kind. */
static char *
join_ids (HcrmSight *self, const char *kind)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->keys->len; i++) {
    const char *key = g_ptr_array_index (self->keys, i);
    gsize length = match (key, kind);
    if (length > 0)
      g_string_append_printf (text, "%c%s", text->len == 0 ? '{' : ',', key + length + 1);
  }
  if (text->len == 0)
    return NULL;
  g_string_append_c (text, '}');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_kind (HcrmSight *self, HcrmDb *db, const char *kind, GError **error)
{
  g_autofree char *ids = join_ids (self, kind), *users = join_users (self);

  if (ids == NULL)
    return TRUE;
  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_let (db, "e_kind", kind);
  hcrm_db_let (db, "e_ids", ids);
  hcrm_db_let (db, "e_users", users);
  hcrm_db_let (db, "e_looking", self->looking ? "true" : "false");
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_EVENT_SIGHT_READERS, NULL, error);
  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    g_hash_table_add (self->seen, g_strdup_printf ("%s %s %s", hcrm_rows_get (rows, i, "user_id"),
                                                   kind, hcrm_rows_get (rows, i, "id")));
  return hcrm_db_end (db, FALSE, rows != NULL ? error : NULL) && rows != NULL;
}

void
hcrm_sight_read (HcrmSight *self, HcrmDb *db)
{
  g_autoptr (GError) error = NULL;

  self->failed = !hcrm_db_ensure (db, &error);
  for (guint i = 0; !self->failed && i < G_N_ELEMENTS (guarded); i++)
    self->failed = !read_kind (self, db, guarded[i], &error);
  if (self->failed)
    g_warning ("Who may know of events: %s", error != NULL ? error->message : "unknown");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who looks at which record, across processes. */

#include "hcrm-presence.h"

#include <string.h>

#include "hcrm-rows.h"

/* An announcement must fit a NOTIFY; beyond this number nobody reads names anyway. */
#define MAX_USERS 40
#define MAX_NAME 30 /* characters */
#define LIFE_US (90 * G_TIME_SPAN_SECOND)

/*
 * A user is "username\tname". An announcement's text: process, key and users, ended by a newline
 * each; no name has a tab or a newline in it.
 */
struct _HcrmPresence {
  char *process;
  GHashTable *own;    /* key → (user → count) */
  GHashTable *others; /* key → (process → Announced) */
};

typedef struct {
  char **users;
  gint64 heard_at;
} Announced;

static void
free_announced (Announced *announced)
{
  g_strfreev (announced->users);
  g_free (announced);
}

HcrmPresence *
hcrm_presence_new (void)
{
  HcrmPresence *self = g_new0 (HcrmPresence, 1);

  self->process = g_uuid_string_random ();
  self->own =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->others =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  return self;
}

void
hcrm_presence_free (HcrmPresence *self)
{
  g_hash_table_unref (self->own);
  g_hash_table_unref (self->others);
  g_free (self->process);
  g_free (self);
}

const char *
hcrm_presence_get_process (HcrmPresence *self)
{
  return self->process;
}

static GHashTable *
ensure_inner (GHashTable *outer, const char *key, GDestroyNotify free_value)
{
  GHashTable *inner = g_hash_table_lookup (outer, key);

  if (inner == NULL) {
    inner = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
    g_hash_table_insert (outer, g_strdup (key), inner);
  }
  return inner;
}

/* Cut where it is too long, by whole characters. */
static char *
make_user (const char *username, const char *name)
{
  g_autofree char *start = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), MAX_NAME));
  g_autofree char *user = g_strdup_printf ("%.64s\t%s", username, start);

  return g_strdelimit (g_steal_pointer (&user), "\n\r", ' ');
}

void
hcrm_presence_enter (HcrmPresence *self, const char *key, const char *username, const char *name)
{
  GHashTable *users = ensure_inner (self->own, key, NULL);
  g_autofree char *user = make_user (username, name);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (users, user));

  g_hash_table_insert (users, g_steal_pointer (&user), GUINT_TO_POINTER (count + 1));
}

void
hcrm_presence_leave (HcrmPresence *self, const char *key, const char *username, const char *name)
{
  GHashTable *users = g_hash_table_lookup (self->own, key);
  g_autofree char *user = make_user (username, name);
  guint count = users != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (users, user)) : 0;

  if (count > 1)
    g_hash_table_insert (users, g_steal_pointer (&user), GUINT_TO_POINTER (count - 1));
  else if (count == 1)
    g_hash_table_remove (users, user);
  if (users != NULL && g_hash_table_size (users) == 0)
    g_hash_table_remove (self->own, key);
}

static void
copy_key (gpointer key, gpointer value, gpointer keys)
{
  g_ptr_array_add (keys, g_strdup (key));
}

GPtrArray *
hcrm_presence_get_keys (HcrmPresence *self)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  g_hash_table_foreach (self->own, copy_key, keys);
  return keys;
}

/* --- Announcements --- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_own (HcrmPresence *self, const char *key, GHashTable *names)
{
  GHashTable *users = g_hash_table_lookup (self->own, key);
  GHashTableIter iter;
  gpointer name;

  if (users == NULL)
    return;
  g_hash_table_iter_init (&iter, users);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_hash_table_add (names, name);
}

/* Borrows the names from @names. */
static GPtrArray *
sort_names (GHashTable *names)
{
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array (names, NULL);
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; keys[i] != NULL; i++)
    g_ptr_array_add (sorted, keys[i]);
  g_ptr_array_sort (sorted, compare_names);
  g_ptr_array_set_size (sorted, MIN (sorted->len, MAX_USERS));
  return sorted;
}

char *
hcrm_presence_announce (HcrmPresence *self, const char *key)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  add_own (self, key, names);
  g_autoptr (GPtrArray) sorted = sort_names (names);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s\n%s\n", self->process, key);
  for (guint i = 0; i < sorted->len; i++)
    g_string_append_printf (text, "%s\n", (char *) g_ptr_array_index (sorted, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
put_announced (HcrmPresence *self,
               const char *process,
               const char *key,
               char *const *users,
               gint64 now_us)
{
  GHashTable *processes = ensure_inner (self->others, key, (GDestroyNotify) free_announced);
  Announced *known = g_hash_table_lookup (processes, process);
  gboolean same = known != NULL
                  && g_strv_equal ((const char *const *) known->users, (const char *const *) users);

  if (same) {
    known->heard_at = now_us;
    return FALSE;
  }
  Announced *announced = g_new0 (Announced, 1);
  *announced = (Announced){ g_strdupv ((char **) users), now_us };
  g_hash_table_insert (processes, g_strdup (process), announced);
  return TRUE;
}

static gboolean
drop_announced (HcrmPresence *self, const char *process, const char *key)
{
  GHashTable *processes = g_hash_table_lookup (self->others, key);
  gboolean had = processes != NULL && g_hash_table_remove (processes, process);

  if (processes != NULL && g_hash_table_size (processes) == 0)
    g_hash_table_remove (self->others, key);
  return had;
}

char *
hcrm_presence_hear (HcrmPresence *self, const char *announcement, gint64 now_us)
{
  g_auto (GStrv) lines = g_strsplit (announcement, "\n", MAX_USERS + 3);
  guint n = g_strv_length (lines);

  if (n < 3 || strcmp (lines[0], self->process) == 0)
    return NULL;
  g_clear_pointer (&lines[n - 1], g_free); /* what stands behind the last newline: nothing */
  gboolean changed = lines[2] != NULL ? put_announced (self, lines[0], lines[1], lines + 2, now_us)
                                      : drop_announced (self, lines[0], lines[1]);
  return changed ? g_strdup (lines[1]) : NULL;
}

static gboolean
is_stale (gpointer process, gpointer announced, gpointer now_us)
{
  return ((Announced *) announced)->heard_at + LIFE_US < *(gint64 *) now_us;
}

GPtrArray *
hcrm_presence_expire (HcrmPresence *self, gint64 now_us)
{
  GPtrArray *changed = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key, processes;

  g_hash_table_iter_init (&iter, self->others);
  while (g_hash_table_iter_next (&iter, &key, &processes)) {
    if (g_hash_table_foreach_remove (processes, is_stale, &now_us) > 0)
      g_ptr_array_add (changed, g_strdup (key));
    if (g_hash_table_size (processes) == 0)
      g_hash_table_iter_remove (&iter);
  }
  return changed;
}

/* --- What clients get --- */

static void
add_others (HcrmPresence *self, const char *key, GHashTable *names)
{
  GHashTable *processes = g_hash_table_lookup (self->others, key);
  GHashTableIter iter;
  gpointer announced;

  if (processes == NULL)
    return;
  g_hash_table_iter_init (&iter, processes);
  while (g_hash_table_iter_next (&iter, NULL, &announced))
    for (char **user = ((Announced *) announced)->users; *user != NULL; user++)
      g_hash_table_add (names, *user);
}

static void
append_user (GString *text, const char *user)
{
  g_auto (GStrv) parts = g_strsplit (user, "\t", 2);

  g_string_append (text, "{\"username\":");
  hcrm_json_append_string (text, parts[0]);
  g_string_append (text, ",\"name\":");
  hcrm_json_append_string (text, parts[1] != NULL ? parts[1] : parts[0]);
  g_string_append_c (text, '}');
}

char *
hcrm_presence_render (HcrmPresence *self, const char *key)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  add_own (self, key, names);
  add_others (self, key, names);
  g_autoptr (GPtrArray) sorted = sort_names (names);
  g_auto (GStrv) parts = g_strsplit (key, " ", 2);
  GString *text = g_string_new ("{\"viewers\":{\"kind\":");

  hcrm_json_append_string (text, parts[0]);
  g_string_append_printf (text, ",\"id\":%s,\"users\":[", parts[1]);
  for (guint i = 0; i < sorted->len; i++) {
    g_string_append (text, i > 0 ? "," : "");
    append_user (text, g_ptr_array_index (sorted, i));
  }
  g_string_append (text, "]}}");
  return g_string_free (text, FALSE);
}

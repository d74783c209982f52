/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Typed work in an encrypted, append-only file: drafts, and requests that wait for the line. */

#include "hcrm-journal.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/hcrm-json.h"
#include "hcrm-journal-key.h"

#define SAVE_AFTER_MS 500
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEAL_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define AUTO_FD __attribute__ ((cleanup (clear_fd)))
#define MAX_RECORD (16 * 1024 * 1024)

typedef HcrmJournalWork Waiting;

struct _HcrmJournal {
  GObject parent_instance;

  char *path;
  char *server;
  char *user;
  guint8 key[HCRM_JOURNAL_KEY_SIZE];
  int fd;
  guint n_records;       /* on disk; the number of the next one */
  GThreadPool *syncs;    /* one thread */
  GHashTable *drafts;    /* "kind\nref" to JsonNode */
  GHashTable *times;     /* the same names to texts: when it was kept */
  GHashTable *unwritten; /* set of such names */
  guint save_id;
  GQueue waiting;     /* of Waiting */
  GPtrArray *refused; /* of Waiting */
  gboolean replaying;
};

enum { REPLAYED, REFUSED_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmJournal, hcrm_journal, G_TYPE_OBJECT)

static void
clear_fd (int *fd)
{
  if (*fd >= 0)
    g_close (*fd, NULL);
  *fd = -1;
}

static void
free_waiting (Waiting *waiting)
{
  g_free (waiting->id);
  g_free (waiting->record);
  g_free (waiting->title);
  g_free (waiting->method);
  g_free (waiting->path);
  g_clear_pointer (&waiting->body, json_node_unref);
  g_free (waiting->refused_at);
  g_free (waiting->reason);
  g_clear_pointer (&waiting->fields, json_node_unref);
  g_free (waiting);
}

static void
hcrm_journal_dispose (GObject *object)
{
  HcrmJournal *self = HCRM_JOURNAL (object);

  if (self->fd >= 0)
    hcrm_journal_flush (self);
  g_clear_handle_id (&self->save_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_journal_parent_class)->dispose (object);
}

static void
hcrm_journal_finalize (GObject *object)
{
  HcrmJournal *self = HCRM_JOURNAL (object);

  g_thread_pool_free (self->syncs, FALSE, TRUE);
  clear_fd (&self->fd);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) free_waiting);
  g_ptr_array_unref (self->refused);
  g_hash_table_unref (self->drafts);
  g_hash_table_unref (self->times);
  g_hash_table_unref (self->unwritten);
  sodium_memzero (self->key, sizeof self->key);
  g_free (self->path);
  g_free (self->server);
  g_free (self->user);
  G_OBJECT_CLASS (hcrm_journal_parent_class)->finalize (object);
}

static void
hcrm_journal_class_init (HcrmJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_journal_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_journal_finalize;
  signals[REPLAYED] =
      g_signal_new ("replayed", HCRM_TYPE_JOURNAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_ERROR);
  signals[REFUSED_CHANGED] = g_signal_new ("refused-changed", HCRM_TYPE_JOURNAL, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sync_cb (gpointer unused, gpointer data)
{
  HcrmJournal *self = data;

  if (fdatasync (self->fd) != 0)
    g_warning ("The journal is not on the disk: %s", g_strerror (errno));
}

static void
hcrm_journal_init (HcrmJournal *self)
{
  self->fd = -1;
  self->drafts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  self->times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->unwritten = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->syncs = g_thread_pool_new (sync_cb, self, 1, FALSE, NULL);
  g_queue_init (&self->waiting);
  self->refused = g_ptr_array_new_with_free_func ((GDestroyNotify) free_waiting);
}

/* --- records on the disk ---------------------------------------------------------------------- */

static char *
make_context (HcrmJournal *self, guint number)
{
  return g_strdup_printf ("hcrm journal 1\n%s\n%s\n%u", self->server, self->user, number);
}

static GByteArray *
seal_record (HcrmJournal *self, const char *text, guint number)
{
  gsize length = strlen (text), size = NONCE_SIZE + length + SEAL_SIZE;
  guint32 head = GUINT32_TO_LE ((guint32) size);
  GByteArray *bytes = g_byte_array_sized_new (sizeof head + size);
  g_autofree char *context = make_context (self, number);

  g_byte_array_append (bytes, (guint8 *) &head, sizeof head);
  g_byte_array_set_size (bytes, sizeof head + size);
  guint8 *nonce = bytes->data + sizeof head;
  randombytes_buf (nonce, NONCE_SIZE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (nonce + NONCE_SIZE, NULL, (const guint8 *) text,
                                              length, (const guint8 *) context, strlen (context),
                                              NULL, nonce, self->key);
  return bytes;
}

/* Returns: (nullable): the text of one sealed record without its length. */
static char *
unseal_record (HcrmJournal *self, const guint8 *bytes, gsize size, guint number)
{
  g_autofree char *context = make_context (self, number);
  g_autofree char *text = NULL;

  if (size < NONCE_SIZE + SEAL_SIZE)
    return NULL;
  text = g_malloc0 (size - NONCE_SIZE - SEAL_SIZE + 1);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt ((guint8 *) text, NULL, NULL, bytes + NONCE_SIZE,
                                                  size - NONCE_SIZE, (const guint8 *) context,
                                                  strlen (context), bytes, self->key)
      != 0)
    return NULL;
  return g_steal_pointer (&text);
}

static gboolean
write_all (int fd, const guint8 *bytes, gsize size)
{
  while (size > 0) {
    gssize n = write (fd, bytes, size);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    bytes += n;
    size -= n;
  }
  return TRUE;
}

/* A failed write leaves no half record behind, for the next one would be lost with it. */
static gboolean
append_record (HcrmJournal *self, JsonNode *node)
{
  g_autofree char *text = hcrm_json_to_text (node);
  g_autoptr (GByteArray) bytes = seal_record (self, text, self->n_records);
  off_t end = lseek (self->fd, 0, SEEK_END);

  if (!write_all (self->fd, bytes->data, bytes->len)) {
    g_warning ("The journal cannot be written: %s", g_strerror (errno));
    if (ftruncate (self->fd, end) != 0)
      g_warning ("The journal has a half record: %s", g_strerror (errno));
    return FALSE;
  }
  self->n_records++;
  g_thread_pool_push (self->syncs, self, NULL);
  return TRUE;
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_alloc ();

  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

static JsonObject *
new_record (const char *op)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "op", op);
  return object;
}

static gboolean
append_draft (HcrmJournal *self, const char *name)
{
  JsonObject *object = new_record ("draft");
  JsonNode *content = g_hash_table_lookup (self->drafts, name);

  const char *at = g_hash_table_lookup (self->times, name);

  json_object_set_string_member (object, "name", name);
  if (at != NULL)
    json_object_set_string_member (object, "at", at);
  if (content != NULL)
    json_object_set_member (object, "content", json_node_copy (content));
  g_autoptr (JsonNode) node = take_object (object);
  return append_record (self, node);
}

static void
set_refusal (JsonObject *object, const Waiting *work)
{
  json_object_set_string_member (object, "at", work->refused_at);
  if (work->reason != NULL)
    json_object_set_string_member (object, "reason", work->reason);
  if (work->fields != NULL)
    json_object_set_member (object, "fields", json_node_copy (work->fields));
}

static gboolean
append_waiting (HcrmJournal *self, const Waiting *waiting)
{
  JsonObject *object = new_record (waiting->refused_at != NULL ? "refused" : "queue");

  json_object_set_string_member (object, "id", waiting->id);
  json_object_set_string_member (object, "record", waiting->record);
  json_object_set_string_member (object, "title", waiting->title);
  json_object_set_string_member (object, "method", waiting->method);
  json_object_set_string_member (object, "path", waiting->path);
  json_object_set_int_member (object, "version", waiting->version);
  if (waiting->body != NULL)
    json_object_set_member (object, "body", json_node_copy (waiting->body));
  if (waiting->refused_at != NULL)
    set_refusal (object, waiting);
  g_autoptr (JsonNode) node = take_object (object);
  return append_record (self, node);
}

static gboolean
append_done (HcrmJournal *self, const char *id)
{
  JsonObject *object = new_record ("done");

  json_object_set_string_member (object, "id", id);
  g_autoptr (JsonNode) node = take_object (object);
  return append_record (self, node);
}

/* --- reading what an earlier run left --------------------------------------------------------- */

static void
take_time (HcrmJournal *self, JsonObject *object)
{
  const char *name = json_object_get_string_member_with_default (object, "name", "");
  const char *at = json_object_get_string_member_with_default (object, "at", NULL);

  if (at != NULL && json_object_has_member (object, "content"))
    g_hash_table_replace (self->times, g_strdup (name), g_strdup (at));
}

static void
read_draft (HcrmJournal *self, JsonObject *object)
{
  const char *name = json_object_get_string_member_with_default (object, "name", "");
  JsonNode *content = json_object_get_member (object, "content");

  if (content != NULL)
    g_hash_table_replace (self->drafts, g_strdup (name), json_node_copy (content));
  else
    g_hash_table_remove (self->drafts, name);
  take_time (self, object);
}

static Waiting *
read_waiting (JsonObject *object)
{
  Waiting *waiting = g_new0 (Waiting, 1);
  JsonNode *body = json_object_get_member (object, "body");

  waiting->id = g_strdup (json_object_get_string_member_with_default (object, "id", ""));
  waiting->record = g_strdup (json_object_get_string_member_with_default (object, "record", ""));
  waiting->title = g_strdup (json_object_get_string_member_with_default (object, "title", ""));
  waiting->method =
      g_strdup (json_object_get_string_member_with_default (object, "method", "POST"));
  waiting->path = g_strdup (json_object_get_string_member_with_default (object, "path", ""));
  waiting->version = json_object_get_int_member_with_default (object, "version", 0);
  waiting->body = body != NULL ? json_node_copy (body) : NULL;
  return waiting;
}

static Waiting *
find_refused (HcrmJournal *self, const char *id, guint *place)
{
  for (guint i = 0; i < self->refused->len; i++) {
    Waiting *work = g_ptr_array_index (self->refused, i);
    if (g_strcmp0 (work->id, id) != 0)
      continue;
    *place = i;
    return work;
  }
  return NULL;
}

static void
drop_waiting (HcrmJournal *self, const char *id)
{
  guint place;

  if (find_refused (self, id, &place) != NULL)
    g_ptr_array_remove_index (self->refused, place);
  for (GList *l = self->waiting.head; l != NULL; l = l->next) {
    Waiting *waiting = l->data;
    if (g_strcmp0 (waiting->id, id) == 0) {
      g_queue_delete_link (&self->waiting, l);
      free_waiting (waiting);
      return;
    }
  }
}

/* It waited before it was refused. */
static void
read_refused (HcrmJournal *self, JsonObject *object)
{
  Waiting *work = read_waiting (object);
  JsonNode *fields = json_object_get_member (object, "fields");

  work->refused_at = g_strdup (json_object_get_string_member_with_default (object, "at", ""));
  work->reason = g_strdup (json_object_get_string_member_with_default (object, "reason", NULL));
  work->fields = fields != NULL ? json_node_copy (fields) : NULL;
  drop_waiting (self, work->id);
  g_ptr_array_add (self->refused, work);
}

static void
read_record (HcrmJournal *self, const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *object = json_node_get_object (node);
  const char *op = json_object_get_string_member_with_default (object, "op", "");
  if (g_str_equal (op, "draft"))
    read_draft (self, object);
  else if (g_str_equal (op, "queue"))
    g_queue_push_tail (&self->waiting, read_waiting (object));
  else if (g_str_equal (op, "refused"))
    read_refused (self, object);
  else if (g_str_equal (op, "done"))
    drop_waiting (self, json_object_get_string_member_with_default (object, "id", ""));
}

/* Returns: how many bytes of the file are good. */
static gsize
read_records (HcrmJournal *self, const guint8 *bytes, gsize size)
{
  gsize at = 0;
  guint32 head;

  while (size - at >= sizeof head) {
    memcpy (&head, bytes + at, sizeof head);
    gsize length = GUINT32_FROM_LE (head);
    if (length > MAX_RECORD || length > size - at - sizeof head)
      break;
    g_autofree char *text = unseal_record (self, bytes + at + sizeof head, length, self->n_records);
    if (text == NULL)
      break;
    read_record (self, text);
    sodium_memzero (text, strlen (text));
    self->n_records++;
    at += sizeof head + length;
  }
  return at;
}

/* Whether the first record is whole; if it is and cannot be read, the file is not ours. */
static gboolean
has_first_record (const guint8 *bytes, gsize size)
{
  guint32 head;

  if (size < sizeof head)
    return FALSE;
  memcpy (&head, bytes, sizeof head);
  return GUINT32_FROM_LE (head) <= size - sizeof head;
}

static guint
count_live (HcrmJournal *self)
{
  return 1 + g_hash_table_size (self->drafts) + self->waiting.length + self->refused->len;
}

static gboolean
append_all (HcrmJournal *self)
{
  GHashTableIter iter;
  gpointer name;
  g_autoptr (JsonNode) first = take_object (new_record ("open"));
  gboolean good = append_record (self, first);

  g_hash_table_iter_init (&iter, self->drafts);
  while (good && g_hash_table_iter_next (&iter, &name, NULL))
    good = append_draft (self, name);
  for (GList *l = self->waiting.head; good && l != NULL; l = l->next)
    good = append_waiting (self, l->data);
  for (guint i = 0; good && i < self->refused->len; i++)
    good = append_waiting (self, g_ptr_array_index (self->refused, i));
  return good && fdatasync (self->fd) == 0;
}

static int
open_locked (const char *path, int flags, GError **error)
{
  AUTO_FD int fd = open (path, flags | O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0) {
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
               _ ("The journal cannot be opened: %s"), g_strerror (errno));
    return -1;
  }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    hcrm_fail (error, HCRM_ERROR_CLAIMED, NULL, _ ("The journal is open in another window"));
    return -1;
  }
  return g_steal_fd (&fd);
}

/* Writes what still counts to a new file and puts it in the old one's place. */
static gboolean
rewrite (HcrmJournal *self, GError **error)
{
  g_autofree char *fresh = g_strconcat (self->path, ".new", NULL);
  AUTO_FD int old = g_steal_fd (&self->fd);

  self->fd = open_locked (fresh, O_TRUNC, error);
  if (self->fd < 0)
    return FALSE;
  self->n_records = 0;
  if (!append_all (self) || g_rename (fresh, self->path) != 0)
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("The journal cannot be written"));
  return TRUE;
}

/* What cannot be read may yet be mended by hand: it is kept beside the journal. */
static void
keep_damaged (HcrmJournal *self, const char *bytes, gsize size)
{
  g_autofree char *path = g_strconcat (self->path, ".damaged", NULL);

  g_file_set_contents_full (path, bytes, size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static gboolean
load (HcrmJournal *self, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  self->fd = open_locked (self->path, 0, error);
  if (self->fd < 0 || !g_file_get_contents (self->path, &bytes, &size, error))
    return FALSE;
  gsize good = read_records (self, (const guint8 *) bytes, size);
  if (good == 0 && has_first_record ((const guint8 *) bytes, size))
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL,
                      _ ("The journal was written with another key or by somebody else"));
  if (good < size && has_first_record ((const guint8 *) bytes + good, size - good))
    keep_damaged (self, bytes, size);
  return (good == size && size > 0 && self->n_records <= count_live (self))
         || rewrite (self, error);
}

HcrmJournal *
hcrm_journal_open (const char *path,
                   const guint8 *key,
                   const char *server,
                   const char *user,
                   GError **error)
{
  g_autoptr (HcrmJournal) self = g_object_new (HCRM_TYPE_JOURNAL, NULL);

  if (sodium_init () < 0) {
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("The journal cannot be encrypted"));
    return NULL;
  }
  self->path = g_strdup (path);
  self->server = g_strdup (server);
  self->user = g_strdup (user);
  memcpy (self->key, key, sizeof self->key);
  if (!load (self, error)) {
    clear_fd (&self->fd);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/* --- opening for a user ----------------------------------------------------------------------- */

static char *
make_path (const char *folder, const char *server, const char *user, guint copy)
{
  g_autofree char *who = g_strconcat (server, "\n", user, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, who, -1);
  g_autofree char *name = copy == 0 ? g_strdup_printf ("journal-%.16s", hash)
                                    : g_strdup_printf ("journal-%.16s-%u", hash, copy);

  return g_build_filename (folder, name, NULL);
}

static void
set_aside (const char *path)
{
  g_autofree char *aside =
      g_strdup_printf ("%s.unread-%" G_GINT64_FORMAT, path, g_get_real_time () / G_USEC_PER_SEC);

  g_warning ("A journal cannot be read and is kept as %s", aside);
  g_rename (path, aside);
}

/* A second window of the same user gets a journal of its own. */
static HcrmJournal *
open_first_free (const char *folder, const guint8 *key, char **who, GError **error)
{
  for (guint copy = 0; copy < 8; copy++) {
    g_autofree char *path = make_path (folder, who[0], who[1], copy);
    g_clear_error (error);
    HcrmJournal *journal = hcrm_journal_open (path, key, who[0], who[1], error);
    if (journal == NULL && g_error_matches (*error, HCRM_ERROR, HCRM_ERROR_FORBIDDEN)) {
      g_clear_error (error);
      set_aside (path);
      journal = hcrm_journal_open (path, key, who[0], who[1], error);
    }
    if (journal != NULL || !g_error_matches (*error, HCRM_ERROR, HCRM_ERROR_CLAIMED))
      return journal;
  }
  return NULL;
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "hcrm", NULL);
  guint8 key[HCRM_JOURNAL_KEY_SIZE];
  g_autoptr (GError) error = NULL;
  HcrmJournal *journal = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (hcrm_journal_key_load (folder, key, &error))
    journal = open_first_free (folder, key, data, &error);
  sodium_memzero (key, sizeof key);
  if (journal == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, journal, g_object_unref);
}

void
hcrm_journal_open_for_user_async (const char *server,
                                  const char *user,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  const char *who[] = { server, user, NULL };

  g_task_set_task_data (task, g_strdupv ((char **) who), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, open_thread);
}

HcrmJournal *
hcrm_journal_open_for_user_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- drafts ----------------------------------------------------------------------------------- */

static char *
make_name (const char *kind, const char *ref)
{
  return g_strconcat (kind, "\n", ref, NULL);
}

static void
write_drafts (HcrmJournal *self)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->unwritten);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (append_draft (self, name))
      g_hash_table_iter_remove (&iter);
}

static gboolean
save_cb (gpointer data)
{
  HcrmJournal *self = data;

  write_drafts (self);
  if (g_hash_table_size (self->unwritten) > 0)
    return G_SOURCE_CONTINUE;
  self->save_id = 0;
  return G_SOURCE_REMOVE;
}

static void
schedule_save (HcrmJournal *self, char *name)
{
  g_hash_table_add (self->unwritten, name);
  if (self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_AFTER_MS, save_cb, self);
}

void
hcrm_journal_save_draft (HcrmJournal *self, const char *kind, const char *ref, JsonNode *content)
{
  g_autofree char *name = make_name (kind, ref);

  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_hash_table_replace (self->drafts, g_strdup (name), json_node_copy (content));
  g_hash_table_replace (self->times, g_strdup (name), g_date_time_format_iso8601 (now));
  schedule_save (self, g_steal_pointer (&name));
}

JsonNode *
hcrm_journal_load_draft (HcrmJournal *self, const char *kind, const char *ref)
{
  g_autofree char *name = make_name (kind, ref);
  JsonNode *content = g_hash_table_lookup (self->drafts, name);

  return content != NULL ? json_node_copy (content) : NULL;
}

GDateTime *
hcrm_journal_dup_draft_time (HcrmJournal *self, const char *kind, const char *ref)
{
  g_autofree char *name = make_name (kind, ref);
  const char *at = g_hash_table_lookup (self->times, name);

  return at != NULL ? g_date_time_new_from_iso8601 (at, NULL) : NULL;
}

void
hcrm_journal_clear_draft (HcrmJournal *self, const char *kind, const char *ref)
{
  g_autofree char *name = make_name (kind, ref);

  g_hash_table_remove (self->times, name);
  if (g_hash_table_remove (self->drafts, name))
    schedule_save (self, g_steal_pointer (&name));
}

void
hcrm_journal_flush (HcrmJournal *self)
{
  write_drafts (self);
  if (fdatasync (self->fd) != 0)
    g_warning ("The journal is not on the disk: %s", g_strerror (errno));
}

/* --- requests that wait ----------------------------------------------------------------------- */

guint
hcrm_journal_get_n_waiting (HcrmJournal *self)
{
  return self->waiting.length;
}

gboolean
hcrm_journal_is_waiting (HcrmJournal *self, const char *record)
{
  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    if (g_strcmp0 (((Waiting *) l->data)->record, record) == 0)
      return TRUE;
  return FALSE;
}

static Waiting *
new_waiting (const HcrmRequest *request, const char *title)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->id = request->key != NULL ? g_strdup (request->key) : hcrm_api_make_key ();
  waiting->record = g_strdup (request->record);
  waiting->title = g_strdup (title);
  waiting->method = g_strdup (request->method);
  waiting->path = g_strdup (request->path);
  waiting->version = request->version;
  waiting->body = request->body != NULL ? json_node_copy (request->body) : NULL;
  return waiting;
}

gboolean
hcrm_journal_queue_request (HcrmJournal *self,
                            const HcrmRequest *request,
                            const char *title,
                            GError **error)
{
  g_return_val_if_fail (request->record != NULL, FALSE);
  if (hcrm_journal_is_waiting (self, request->record))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL,
                      _ ("A step for this is already waiting to be sent"));

  Waiting *waiting = new_waiting (request, title);
  if (!append_waiting (self, waiting)) {
    free_waiting (waiting);
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("The journal cannot be written"));
  }
  g_queue_push_tail (&self->waiting, waiting);
  return TRUE;
}

typedef struct {
  HcrmJournal *journal;
  HcrmApi *api;
} Replay;

static void
free_replay (Replay *replay)
{
  replay->journal->replaying = FALSE;
  g_object_unref (replay->journal);
  g_object_unref (replay->api);
  g_free (replay);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Replay, free_replay)

static void send_next (Replay *replay);

/* Whether sending it again later may succeed. */
static gboolean
may_succeed_later (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE)
         || g_error_matches (error, HCRM_ERROR, HCRM_ERROR_BUSY)
         || g_error_matches (error, HCRM_ERROR, HCRM_ERROR_TOO_MANY)
         || g_error_matches (error, HCRM_ERROR, HCRM_ERROR_IN_PROGRESS)
         || g_error_matches (error, HCRM_ERROR, HCRM_ERROR_UNAUTHENTICATED);
}

static JsonNode *
make_fields (const GError *error)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < hcrm_error_get_n_fields (error); i++) {
    JsonObject *field = json_object_new ();
    json_object_set_string_member (field, "name", hcrm_error_get_field (error, i));
    json_object_set_string_member (field, "detail", hcrm_error_get_field_detail (error, i));
    json_array_add_object_element (array, field);
  }
  JsonNode *node = json_node_init_array (json_node_alloc (), array);
  json_array_unref (array);
  return node;
}

/* One record says both, that it waits no longer and why: a crash leaves it in one place or the
 * other. */
static void
keep_refused (HcrmJournal *self, Waiting *work, const GError *error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  work->refused_at = g_date_time_format_iso8601 (now);
  work->reason = g_strdup (error->message);
  work->fields = make_fields (error);
  append_waiting (self, work);
  g_ptr_array_add (self->refused, work);
  g_signal_emit (self, signals[REFUSED_CHANGED], 0);
}

static void
settle (HcrmJournal *self, const GError *error)
{
  Waiting *waiting = g_queue_pop_head (&self->waiting);

  if (error != NULL)
    keep_refused (self, waiting, error);
  else
    append_done (self, waiting->id);
  g_signal_emit (self, signals[REPLAYED], 0, waiting->record, waiting->title, error);
  if (error == NULL)
    free_waiting (waiting);
}

static void
replayed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Replay) replay = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);

  if (error != NULL && may_succeed_later (error))
    return;
  settle (replay->journal, error);
  send_next (g_steal_pointer (&replay));
}

static void
send_next (Replay *data)
{
  g_autoptr (Replay) replay = data;
  Waiting *waiting = g_queue_peek_head (&replay->journal->waiting);

  if (waiting == NULL)
    return;
  HcrmRequest request = { .method = waiting->method,
                          .path = waiting->path,
                          .body = waiting->body,
                          .version = waiting->version,
                          .key = waiting->id };
  HcrmApi *api = replay->api;
  hcrm_api_send_async (api, &request, NULL, replayed_cb, g_steal_pointer (&replay));
}

void
hcrm_journal_replay (HcrmJournal *self, HcrmApi *api)
{
  if (self->replaying || g_queue_is_empty (&self->waiting))
    return;
  Replay *replay = g_new0 (Replay, 1);

  replay->journal = g_object_ref (self);
  replay->api = g_object_ref (api);
  self->replaying = TRUE;
  send_next (replay);
}

/* --- refused work ----------------------------------------------------------------------------- */

guint
hcrm_journal_get_n_refused (HcrmJournal *self)
{
  return self->refused->len;
}

const HcrmJournalWork *
hcrm_journal_get_refused (HcrmJournal *self, guint i)
{
  g_return_val_if_fail (i < self->refused->len, NULL);
  return g_ptr_array_index (self->refused, i);
}

gboolean
hcrm_journal_retry (HcrmJournal *self,
                    const char *id,
                    JsonNode *body,
                    gint64 version,
                    GError **error)
{
  guint place;
  Waiting *work = find_refused (self, id, &place);

  g_return_val_if_fail (work != NULL, FALSE);
  HcrmRequest request = { .method = work->method,
                          .path = work->path,
                          .body = body != NULL ? body : work->body,
                          .version = version,
                          .record = work->record };
  if (!hcrm_journal_queue_request (self, &request, work->title, error))
    return FALSE;
  hcrm_journal_discard (self, id);
  return TRUE;
}

void
hcrm_journal_discard (HcrmJournal *self, const char *id)
{
  guint place;

  if (find_refused (self, id, &place) == NULL)
    return;
  append_done (self, id);
  g_ptr_array_remove_index (self->refused, place);
  g_signal_emit (self, signals[REFUSED_CHANGED], 0);
}

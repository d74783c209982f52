/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-api.h"

G_BEGIN_DECLS

#define HCRM_JOURNAL_KEY_SIZE 32

/**
 * HcrmJournalWork:
 * @id: its idempotency key, and what it is called here
 * @record: what it changes, `followup_task:7`
 * @title: what it is, for the user
 * @version: what the record was when the work was done; 0 if that does not matter
 * @refused_at: (nullable): when the server refused it, RFC 3339
 * @reason: (nullable): what it said
 * @fields: (nullable): an array of {name, detail}
 *
 * A request that waits, or that was refused.
 */
typedef struct {
  char *id;
  char *record;
  char *title;
  char *method;
  char *path;
  JsonNode *body;
  gint64 version;
  char *refused_at;
  char *reason;
  JsonNode *fields;
} HcrmJournalWork;

/**
 * HcrmJournal:
 *
 * Typed work that must not be lost, in one encrypted file per server and user: drafts, and requests
 * that wait for the line. The file is a log of records, each `length (32 bits, little endian),
 * nonce, ciphertext`, sealed with XChaCha20-Poly1305 (libsodium's `xchacha20poly1305_ietf`);
 * server, user and the record's number are authenticated with it, so that a file of somebody else,
 * or one whose records were moved, is refused. A record cut short by a crash is dropped on opening.
 *
 * Records are written as soon as they are made and synced to the disk by a thread of their own.
 * Emits `replayed` (record, title, error) for every request that was sent or refused later, and
 * `refused-changed` when what was refused is more or less than before.
 * Main thread only.
 */
#define HCRM_TYPE_JOURNAL (hcrm_journal_get_type ())
G_DECLARE_FINAL_TYPE (HcrmJournal, hcrm_journal, HCRM, JOURNAL, GObject)

/**
 * hcrm_journal_open:
 * @path: the file, made if missing
 * @key: %HCRM_JOURNAL_KEY_SIZE bytes
 * @server: the server's address
 * @user: the user's name on it
 * @error: %HCRM_ERROR_FORBIDDEN if the file was written with another key or for somebody else; the
 *   file is left alone then
 *
 * Returns: (transfer full) (nullable): the journal with what an earlier run left in it
 */
HcrmJournal *hcrm_journal_open (const char *path,
                                const guint8 *key,
                                const char *server,
                                const char *user,
                                GError **error);

/**
 * hcrm_journal_open_for_user_async:
 *
 * The same under `$XDG_DATA_HOME/hcrm`, with the key from the Secret Service or else from a file
 * that only this user can read. A file that cannot be read is set aside, never deleted.
 */
void hcrm_journal_open_for_user_async (const char *server,
                                       const char *user,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
HcrmJournal *hcrm_journal_open_for_user_finish (GAsyncResult *result, GError **error);

/**
 * hcrm_journal_save_draft:
 * @kind: what it is a draft of, such as `followup_task`
 * @ref: which one, such as its id; `new` for one that is not yet on record
 * @content: what was typed
 *
 * Keeps @content; cheap enough for every keystroke, since it reaches the disk within a second.
 */
void
hcrm_journal_save_draft (HcrmJournal *self, const char *kind, const char *ref, JsonNode *content);

/* Returns: (transfer full) (nullable): what was last kept. */
JsonNode *hcrm_journal_load_draft (HcrmJournal *self, const char *kind, const char *ref);

/* Returns: (transfer full) (nullable): when that was, by this desktop's clock. */
GDateTime *hcrm_journal_dup_draft_time (HcrmJournal *self, const char *kind, const char *ref);
void hcrm_journal_clear_draft (HcrmJournal *self, const char *kind, const char *ref);

/**
 * hcrm_journal_queue_request:
 * @request: what to send later; its @record says what it changes
 * @title: what it is, for the user
 * @error: %HCRM_ERROR_CONFLICT if a request for that record waits already
 *
 * Returns: whether it waits now, on disk
 */
gboolean hcrm_journal_queue_request (HcrmJournal *self,
                                     const HcrmRequest *request,
                                     const char *title,
                                     GError **error);
guint hcrm_journal_get_n_waiting (HcrmJournal *self);
gboolean hcrm_journal_is_waiting (HcrmJournal *self, const char *record);

/**
 * hcrm_journal_replay:
 * @api: signed in as the journal's own user
 *
 * Sends what waits, in order, each with its own idempotency key, so that one which the server has
 * got already is not done twice. Stops when the line fails; what the server refuses is kept until
 * somebody mends or discards it. Does nothing if a replay is under way.
 */
void hcrm_journal_replay (HcrmJournal *self, HcrmApi *api);

/* Work that the server did not accept, oldest first. */
guint hcrm_journal_get_n_refused (HcrmJournal *self);
const HcrmJournalWork *hcrm_journal_get_refused (HcrmJournal *self, guint i);

/**
 * hcrm_journal_retry:
 * @id: of refused work
 * @body: (nullable): what to send instead
 * @version: the record's version now
 * @error: %HCRM_ERROR_CONFLICT if other work for that record waits already
 *
 * Puts it back among what waits, as new work; hcrm_journal_replay() sends it.
 */
gboolean hcrm_journal_retry (HcrmJournal *self,
                             const char *id,
                             JsonNode *body,
                             gint64 version,
                             GError **error);

/* Forgets refused work; nothing else does. */
void hcrm_journal_discard (HcrmJournal *self, const char *id);

/* Writes pending drafts and waits until all is on the disk. */
void hcrm_journal_flush (HcrmJournal *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-api.h"

G_BEGIN_DECLS

#define HCRM_JOURNAL_KEY_SIZE 32

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
 * Emits `replayed` (record, title, error) for every request that was sent or refused later.
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
 * got already is not done twice. Stops when the line fails; what the server refuses is kept as a
 * draft of kind `refused`. Does nothing if a replay is under way.
 */
void hcrm_journal_replay (HcrmJournal *self, HcrmApi *api);

/* Writes pending drafts and waits until all is on the disk. */
void hcrm_journal_flush (HcrmJournal *self);

G_END_DECLS

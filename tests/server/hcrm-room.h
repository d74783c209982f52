/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real server in a folder of its own: started, killed, asked, and looked after by hcrm-admin.
 */
#pragma once

#include <gio/gio.h>

/**
 * Room:
 *
 * @archive: (nullable): where the database's log is kept
 * @keys: (nullable): the file of keys that files are encrypted with
 * @most_file: how large a file the server may write; 0 for as large as it likes
 */
typedef struct {
  char *dir, *data, *files, *log;
  char *archive, *keys;
  guint64 most_file;
  GSubprocess *server;
  guint port;
} Room;

/* A folder, and nothing in it yet. */
void room_set_up (Room *self, gconstpointer unused);
void room_tear_down (Room *self, gconstpointer unused);

/* Starts the server, and waits until it listens. */
void room_start (Room *self);

/* Ends it by a signal, and waits until it is gone. */
void room_stop (Room *self, int number);

/* Runs hcrm-admin and its arguments, ended by %NULL, for the server's data folder. @good: whether
 * it ought to succeed. Returns: (transfer full): what it said */
char *room_admin (Room *self, gboolean good, const char *command, ...) G_GNUC_NULL_TERMINATED;

/* Runs SQL as the owner; the first cell of what the last statement gives, or %NULL. (transfer full)
 */
char *room_ask (Room *self, const char *sql);
void room_tell (Room *self, const char *sql);
void room_assert (Room *self, const char *sql, const char *expected);

/* --- Recordings ------------------------------------------------------------------------------ */

/* A site, and user `pbx`, who sends recordings and hears them, with a session. */
void room_furnish (Room *self);

/**
 * room_begin:
 * @path: below /api/v1, with its query
 * @length: as announced; below 0 it comes in chunks
 *
 * Returns: (transfer full): the connection on which the head of an upload has been sent
 */
GSocketConnection *room_begin (Room *self, const char *path, gint64 length);

/* Sends a part of the body. Returns: whether the server still took it */
gboolean room_send (GSocketConnection *connection, gconstpointer data, gsize n, gboolean chunked);

/**
 * room_finish:
 * @connection: (transfer full)
 * @text: (out) (optional) (transfer full): the answer
 *
 * Ends the body if it came in chunks, and waits for the answer. Returns: its status; 0 for none
 */
guint room_finish (GSocketConnection *connection, gboolean chunked, char **text);

/* Sends a whole file. Returns: the id of the recording; asserts the status */
gint64 room_upload (Room *self, const char *path, GBytes *file, guint status);

/* GET. Returns: (transfer full): the body; asserts the status */
GBytes *room_get (Room *self, const char *path, guint status);

/* How many files there are in a folder of the server's files, and those below it. */
guint room_count (Room *self, const char *folder);

/* The path of the stored file of the recording. (transfer full) */
char *room_find_file (Room *self, gint64 recording);

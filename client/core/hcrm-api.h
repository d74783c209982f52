/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"
#include "questionnaire/hcrm-questionnaire.h"

G_BEGIN_DECLS

/**
 * HcrmRequest:
 * @method: `GET`, `POST`, `PATCH`, `PUT` or `DELETE`
 * @path: below `/api/v1`, with its own query if it has one: `/patients/7`, `/search?q=zgl`
 * @body: (nullable): the JSON to send
 * @version: the version the user saw, sent as `If-Match`; 0 for none
 * @key: (nullable): idempotency key of a POST; made afresh if %NULL
 * @record: (nullable): the record it changes, as `kind:id`; see @queue
 * @queue: whether it may wait in the journal while the line is down; needs @record
 * @whole: a GET of a list that people choose from: read page after page to its end, the reply has
 *   all items and no `next`
 * @fills: (nullable): for pages: what of the page the reply is shown in, `rows`; once the page asks
 *   for that anew, or hcrm_page_drop()s it, the reply of the older request is heard no more
 * @seen: (nullable): the record as it was shown, whose fields the body sets; gives @version. For
 *   pages, which lay mine beside theirs when someone else has changed it: see hcrm_page_send()
 * @questionnaire: (nullable): with @seen: what the body's member `response` answers, so that the
 *   two people's answers can be laid side by side
 *
 * One call of the server. Only borrowed for the duration of a function call:
 * `hcrm_api_send_async (api, &(HcrmRequest){ .method = "GET", .path = "/today" }, …)`.
 */
typedef struct {
  const char *method;
  const char *path;
  JsonNode *body;
  gint64 version;
  const char *key;
  const char *record;
  gboolean queue;
  gboolean whole;
  const char *fills;
  HcrmRecord *seen;
  HcrmQuestionnaire *questionnaire;
} HcrmRequest;

/**
 * HcrmApi:
 *
 * The client's only way to the server's HTTP interface. Nothing blocks; every reply arrives on the
 * main loop. Emits `unauthenticated` when the server no longer knows the session, and keeps
 * `online` up to date from what the last call met.
 */
#define HCRM_TYPE_API (hcrm_api_get_type ())
G_DECLARE_FINAL_TYPE (HcrmApi, hcrm_api, HCRM, API, GObject)

/* @server: scheme, host and port, such as `http://127.0.0.1:8421`. */
HcrmApi *hcrm_api_new (const char *server);
const char *hcrm_api_get_server (HcrmApi *self);

/* The bearer token, kept in memory only; %NULL signs out. */
void hcrm_api_set_token (HcrmApi *self, const char *token);
const char *hcrm_api_get_token (HcrmApi *self);

/* Whether the last call reached the server. */
gboolean hcrm_api_get_online (HcrmApi *self);

/* SHA-256 of the certificate that https showed, as `AB:CD:…`; %NULL before the first call. */
const char *hcrm_api_get_fingerprint (HcrmApi *self);

/* Accepts the certificate with this fingerprint though no authority vouches for it. */
void hcrm_api_trust (HcrmApi *self, const char *fingerprint);

/* Whether the last call failed only because nobody vouches for the certificate. */
gboolean hcrm_api_get_untrusted (HcrmApi *self);

/**
 * hcrm_api_send_finish:
 * @error: an %HCRM_ERROR as the server made it, %HCRM_ERROR_OFFLINE if it could not be reached, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the reply; %NULL also for an empty one
 */
void hcrm_api_send_async (HcrmApi *self,
                          const HcrmRequest *request,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
JsonNode *hcrm_api_send_finish (HcrmApi *self, GAsyncResult *result, GError **error);

/* Sends bytes as they are with PUT: a part of a file. Ends with hcrm_api_send_finish(). */
void hcrm_api_upload_async (HcrmApi *self,
                            const char *path,
                            GBytes *bytes,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/* By how many seconds this machine's clock is ahead of the server's, as its last answer tells. */
gint64 hcrm_api_get_clock_ahead (HcrmApi *self);

/**
 * hcrm_api_download_async:
 * @path: what to fetch, `/exports/7/file`
 * @file: where to; replaced only when all of it has come
 *
 * Fetches a file of any size.
 */
void hcrm_api_download_async (HcrmApi *self,
                              const char *path,
                              GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/* The same for a request other than GET that is answered with a file. */
void hcrm_api_fetch_async (HcrmApi *self,
                           const HcrmRequest *request,
                           GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean hcrm_api_download_finish (HcrmApi *self, GAsyncResult *result, GError **error);

/**
 * hcrm_api_read_async:
 * @path: what to fetch, `/recordings/7/audio`
 *
 * Fetches bytes that are to stay in memory: never a file of them is written.
 */
void hcrm_api_read_async (HcrmApi *self,
                          const char *path,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/* Returns: (transfer full) (nullable): the bytes */
GBytes *hcrm_api_read_finish (HcrmApi *self, GAsyncResult *result, GError **error);

/**
 * hcrm_api_query:
 * @path: a path without query
 * @name: first name, followed by its text, more pairs and %NULL; pairs without text are left out
 *
 * Returns: (transfer full): @path with the pairs as its query, escaped
 */
char *hcrm_api_query (const char *path, const char *name, ...) G_GNUC_NULL_TERMINATED;

/* The same from the present fields of a record; lists (`{a,b}`) become repeated members. */
char *hcrm_api_query_record (const char *path, HcrmRecord *record);

/* A random idempotency key. */
char *hcrm_api_make_key (void);

/* The `items` of a reply that is a list, (transfer none); %NULL if it is none. */
JsonArray *hcrm_api_get_items (JsonNode *reply);

G_END_DECLS

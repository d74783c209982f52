/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <locale.h>

#include "hcrm-http.h"

G_BEGIN_DECLS

/**
 * HcrmCall:
 *
 * One request from the moment its body was read to its answer: what came, and what goes back.
 * Filled by the main loop, worked on by one worker, answered by the main loop.
 */
typedef struct {
  HcrmHttp *http;
  const HcrmRoute *route;
  const HcrmFace *face;    /* (nullable) */
  GHashTable *headers;     /* (nullable) name → value, of those that the face names */
  GHashTable *path;        /* (nullable) braced part → text */
  GHashTable *query;       /* (nullable) name → last value; repeated ones are in query_text */
  char *query_text;        /* (nullable) as sent */
  GBytes *body;            /* (nullable) */
  HcrmStoreWriter *writer; /* (nullable): instead of @body, of a route marked HCRM_ROUTE_STREAMED */
  HcrmStored stored;       /* what is in it */
  char *method, *uri_path, *token, *if_match, *key, *address, *request_id;
  char *range, *if_range, *if_none_match; /* (nullable) */
  const char *language;
  const char *scheme;
  gboolean csv;
  /* the answer */
  guint status;
  GString *reply;
  struct _HcrmReplyFile *file; /* (nullable): instead of @reply */
  char *location;
  gint64 etag;
  gint64 modified_at;
  GError *error;
  GPtrArray *events;         /* (nullable) of HcrmEvent: only after a commit */
  GPtrArray *ended_sessions; /* (nullable) hashes of tokens */
} HcrmCall;

void hcrm_call_free (HcrmCall *call);

/* Whether the session may use the route at all, before a body is taken. On a worker; fills in the
 * error. */
gboolean hcrm_call_admit (HcrmCall *call, HcrmDb *db);

/* Runs @call on a worker: session, permission, input, transaction, route. Fills in the answer. */
void hcrm_call_run (HcrmCall *call, HcrmDb *db);

#define HCRM_DEFAULT_LIMIT 50

/* Sort, limit, cursor and so on of a list. */
typedef struct _HcrmPaging HcrmPaging;
struct _HcrmPaging {
  char *sort; /* (nullable) */
  gboolean descending;
  guint limit;
  char *after_key; /* (nullable) */
  gint64 after_id;
  gint64 offset;
  char *from; /* (nullable) */
  HcrmSqlMode mode;
  enum { COUNT_SOME, COUNT_EXACT, COUNT_NONE } count;
  gint64 found; /* how many there are, up to one more than are counted; 0 if that is not known */
};

/* Takes the members that every list knows out of @members. */
gboolean hcrm_paging_read (HcrmPaging *paging, JsonObject *members, gboolean csv, GError **error);
void hcrm_paging_clear (HcrmPaging *paging);

/* Reads the query of a list as its route would: what narrows it, and how it is sorted. */
gboolean hcrm_list_query_read (const HcrmRoute *route,
                               const char *text,
                               HcrmPaging *paging,
                               HcrmRecord **args,
                               GError **error);

/**
 * HcrmSink:
 * @begin: told how many rows the list has, before the first
 * @take: given @n rows; called for an empty list as well, since it has columns
 * @set: (nullable): what the rows are, where the route cannot tell; see hcrm_request_reply_table()
 *
 * Where a whole list goes instead of one page of it.
 */
typedef struct _HcrmSink HcrmSink;
struct _HcrmSink {
  gboolean (*begin) (HcrmSink *self, gint64 total, GError **error);
  gboolean (*take) (HcrmSink *self, HcrmRows *rows, guint n, GError **error);
  const HcrmFieldSet *set;
};

/* A file on its way to the client: opened on a worker, read on the main loop. */
typedef struct _HcrmReplyFile HcrmReplyFile;
void hcrm_reply_file_free (HcrmReplyFile *self);
void hcrm_reply_file_send (HcrmReplyFile *self, SoupServerMessage *message); /* takes @self */

G_END_DECLS

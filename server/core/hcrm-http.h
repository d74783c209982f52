/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include <locale.h>

#include "core/hcrm-workflow.h"
#include "hcrm-db.h"
#include "hcrm-event.h"
#include "hcrm-session.h"
#include "hcrm-store.h"
#include "hcrm-worker.h"

G_BEGIN_DECLS

typedef struct _HcrmRoute HcrmRoute;
typedef struct _HcrmHttp HcrmHttp;

/**
 * HcrmRequest:
 * @db: a connection inside an open transaction
 * @user: who asks; the route's permission is already checked
 * @args: query or body, its members checked against the route's input set; also the braced parts of
 *   the path, bound as statement parameters; empty for a route marked %HCRM_ROUTE_RAW
 * @if_match: the version the client changed; 0 if it named none
 * @status: HTTP status of the reply; 200, or 201 for a route marked %HCRM_ROUTE_CREATES
 * @reply: JSON (or CSV) text of the reply; empty with 200 becomes 204
 * @http: the server, for what hcrm_http_find_list() and hcrm_http_get_files() tell; any thread
 *
 * One request on a worker thread. A handler touches nothing but this, since the dispatcher runs it
 * again after a serialization failure.
 */
typedef struct {
  HcrmDb *db;
  const HcrmUser *user;
  const HcrmRoute *route;
  HcrmHttp *http;
  HcrmRecord *args;
  gint64 if_match;
  guint status;
  GString *reply;
  const char *language; /* "zh_CN" or "en" */
  const char *request_id;
  const char *address;
  const char *token;  /* (nullable): the session's, for the session's own routes */
  GBytes *body;       /* (nullable): as it was sent, for what must be kept exactly */
  const char *query;  /* (nullable): as it was sent */
  const char *scheme; /* "http" or "https" */
  const char *range, *if_range, *if_none_match; /* (nullable): headers */
  HcrmStoreWriter *upload;  /* (nullable): the body, of a route marked %HCRM_ROUTE_STREAMED */
  const HcrmStored *stored; /* what is in it; valid with @upload */
  /*< private >*/
  GHashTable *path; /* name → braced part */
  struct _HcrmPaging *paging;
  struct _HcrmSink *sink;      /* (nullable): takes the whole list instead of the reply */
  struct _HcrmReplyFile *file; /* (nullable): the answer instead of @reply */
  GHashTable *headers;         /* (nullable): those that the face names */
  gint64 etag;
  gint64 modified_at; /* seconds since 1970, for Last-Modified; 0 to say nothing */
  char *location;
  gboolean csv;
  GPtrArray *events;         /* of HcrmEvent */
  GPtrArray *ended_sessions; /* hashes of tokens */
  gint64 forgotten_user;     /* -1 for nobody, 0 for all */
} HcrmRequest;

/* Returns `FALSE` to roll back and answer with @error as problem+json. */
typedef gboolean (*HcrmHandler) (HcrmRequest *req, GError **error);

/* A pure or looking-up rule over the whole record, run before it is written; may set fields. */
typedef gboolean (*HcrmCheck) (HcrmRequest *req, HcrmRecord *record, GError **error);

typedef enum {
  HCRM_ROUTE_PUBLIC = 1 << 0,    /* no session needed */
  HCRM_ROUTE_CREATES = 1 << 1,   /* answers 201 and Location */
  HCRM_ROUTE_VERSIONED = 1 << 2, /* needs If-Match; every PATCH does anyway */
  HCRM_ROUTE_REPORT = 1 << 3,    /* runs on the report pool */
  HCRM_ROUTE_ONCE = 1 << 4,      /* takes no Idempotency-Key: sign-in, claims, drafts */
  HCRM_ROUTE_RAW = 1 << 5,       /* its handler reads query and body itself */
  HCRM_ROUTE_PAGED = 1 << 6,     /* its handler answers page by page, as a list does */
  HCRM_ROUTE_ITEMS = 1 << 7,     /* GET: answers with all rows of @sql, as a short list */
  HCRM_ROUTE_STREAMED = 1 << 8,  /* a body that is no JSON goes to the disk while it comes */
} HcrmRouteFlags;

/**
 * HcrmRoute:
 * @path: below /api/v1 or its face's base, such as "/patients/{id}/actions/reveal"
 * @input: members of query or body; %NULL for none
 * @sql: what runs: GET one row as the reply; POST an INSERT returning id; PATCH an UPDATE
 * @list: instead of @sql: a list with paging and sorting
 * @lock: PATCH: selects the row FOR UPDATE with every column of @input, and version
 * @check: POST and PATCH: rules over the whole record
 * @reread: POST and PATCH: selects the record by :id as its view shows it
 * @event: (nullable): kind of the event that a POST or PATCH sends
 * @handler: instead of all these: what runs
 * @rows: of an export: what the rows of the list are, for headings and columns
 *
 * One row of a module's route table; only @check and @handler need C.
 */
struct _HcrmRoute {
  const char *method;
  const char *path;
  HcrmPermission need;
  HcrmRouteFlags flags;
  const HcrmFieldSet *input;
  const HcrmSql *sql;
  const HcrmSqlList *list;
  const HcrmSql *lock;
  HcrmCheck check;
  const HcrmSql *reread;
  const char *event;
  HcrmHandler handler;
  const HcrmFieldSet *rows;
};

/**
 * HcrmFace:
 * @base: what its paths begin with, such as "/fhir/R4"
 * @media: Content-Type of all its answers, errors included
 * @weak_etags: versions are written W/"3"; read they are either way
 * @headers: request headers that its handlers ask for, ended by %NULL
 * @accept: (nullable): on the worker, before every route: whether the client can be served at all
 * @write_error: the body that tells of an error, in the language of the calling thread; any thread
 *
 * A protocol other than our own /api/v1 (JSON, problem+json) that modules can speak.
 */
typedef struct {
  const char *base;
  const char *media;
  gboolean weak_etags;
  const char *const *headers;
  gboolean (*accept) (HcrmRequest *req, GError **error);
  char *(*write_error) (const GError *error, const char *request_id);
} HcrmFace;

typedef struct {
  const char *name;
  const HcrmRoute *routes;
  guint n_routes;
  const HcrmConstraint *constraints;
  guint n_constraints;
  const HcrmFace *face; /* (nullable): %NULL for /api/v1 */
} HcrmModule;

/* --- For handlers --- */

/* From now on gettext speaks @language ("zh_CN", else English) in this thread. Returns: what
 * uselocale() puts back. */
locale_t hcrm_speak (const char *language);

/* The braced part of the path named @name, or %NULL. Also bound as parameter :@name. */
const char *hcrm_request_get_part (HcrmRequest *req, const char *name);

/* The request header @name, one of those that the face asks for, or %NULL. */
const char *hcrm_request_get_header (HcrmRequest *req, const char *name);

/* Answers with one row; takes ETag from its version and Location from its id where asked for. */
void hcrm_request_reply_row (HcrmRequest *req, HcrmRows *rows);

/**
 * hcrm_request_reply_record:
 * @view: selects a record that was changed, by `id`
 * @kind: of its event
 *
 * Answers with the record as it is now, and tells the clients of it.
 *
 * Returns: (nullable) (transfer full): the record
 */
HcrmRows *
hcrm_request_reply_record (HcrmRequest *req, const HcrmSql *view, const char *kind, GError **error);

/**
 * hcrm_request_reply_file:
 * @path: of a file; sent piece by piece once the transaction is committed
 * @name: what it is to be called where it is saved
 * @media: its media type
 * @error: %HCRM_ERROR_NOT_FOUND if it cannot be opened
 */
gboolean hcrm_request_reply_file (HcrmRequest *req,
                                  const char *path,
                                  const char *name,
                                  const char *media,
                                  GError **error);

/* The same of a file of the store. */
gboolean hcrm_request_reply_stored (HcrmRequest *req,
                                    const char *sha256,
                                    const char *name,
                                    const char *media,
                                    GError **error);

/**
 * hcrm_request_reply_part:
 * @reader: (transfer full): what is sent
 * @tag: names this content, without quotes: its ETag
 * @cache: (nullable): Cache-Control, of static storage; %NULL for the usual `no-store`
 *
 * The same in part, as the request asks: Range (206, 416; several ranges: the whole), If-Range,
 * If-None-Match (304).
 */
gboolean hcrm_request_reply_part (HcrmRequest *req,
                                  HcrmStoreReader *reader,
                                  const char *name,
                                  const char *media,
                                  const char *tag,
                                  const char *cache);

/* Runs @sql, expecting one row, and answers with it. */
gboolean hcrm_request_reply_one (HcrmRequest *req, const HcrmSql *sql, GError **error);

/* Answers with all rows as {"items":[…],"next":null,"total":{…}}. */
void hcrm_request_reply_items (HcrmRequest *req, HcrmRows *rows);

/* The same where only the handler knows what the columns are: @set heads those of an export, and
 * need only live until this returns. */
void hcrm_request_reply_table (HcrmRequest *req, const HcrmFieldSet *set, HcrmRows *rows);

/* Answers with a list by the request's paging (sort, limit, after, offset, from, count). */
gboolean hcrm_request_reply_list (HcrmRequest *req, const HcrmSqlList *list, GError **error);

/**
 * HcrmMadeList:
 * @list: what is paged and counted: the things that the rows tell of
 * @count: one column n, how many rows there are of all of them; for exports only
 * @set: heads those of an export; need only live until the reply
 * @make: gives the rows that tell of [0, @n) of a page, none included, in the page's order
 * @data: for @make
 *
 * A list of one kind of thing answered with rows of another, such as subjects with their visits. A
 * page never parts the rows of one thing; it may have more rows than its limit, or none.
 */
typedef struct {
  const HcrmSqlList *list;
  const HcrmSql *count;
  const HcrmFieldSet *set;
  HcrmRows *(*make) (HcrmRequest *req, HcrmRows *page, guint n, gpointer data, GError **error);
  gpointer data;
} HcrmMadeList;

/* As hcrm_request_reply_list(), for a route marked %HCRM_ROUTE_PAGED. An export is made piece by
 * piece in constant memory. */
gboolean hcrm_request_reply_made (HcrmRequest *req, const HcrmMadeList *made, GError **error);

/* The same of a list whose statement finds the ids and what it is sorted by, and no more: @rows
 * reads those of a page by :page_ids, in their order. */
gboolean hcrm_request_reply_list_by_ids (HcrmRequest *req,
                                         const HcrmSqlList *list,
                                         const HcrmSql *rows,
                                         GError **error);

/* Returns: (nullable): the column the request wants its list sorted by. */
const char *hcrm_request_get_sort (HcrmRequest *req);

/**
 * HcrmPage:
 * @rows: at least @n rows
 * @n: rows of the page; @rows may hold more
 * @next: (nullable): the cursor of the page behind it
 * @total: how many there are in all; -1 if they were not counted
 * @exact: %FALSE if there are more than @total
 */
typedef struct {
  HcrmRows *rows;
  guint n;
  char *next;
  gint64 total;
  gboolean exact;
} HcrmPage;

void hcrm_page_clear (HcrmPage *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmPage, hcrm_page_clear)

/**
 * hcrm_request_read_page:
 * @paging: sort, limit, after and count as a list's query has them; emptied
 * @page: (out caller-allocates)
 *
 * Reads a page of a list for a face that writes it in its own way.
 */
gboolean hcrm_request_read_page (HcrmRequest *req,
                                 const HcrmSqlList *list,
                                 JsonObject *paging,
                                 HcrmPage *page,
                                 GError **error);

/**
 * hcrm_request_check_version:
 * @rows: one locked row with a column `version`
 *
 * Compares If-Match with the row: missing is %HCRM_ERROR_NO_VERSION, another version is
 * %HCRM_ERROR_STALE with the row as current.
 */
gboolean hcrm_request_check_version (HcrmRequest *req, HcrmRows *rows, GError **error);

/**
 * hcrm_request_attach_current:
 * @view: selects the record as replies show it, by `id`
 * @error: a %HCRM_ERROR_STALE, or any other, which is left alone
 *
 * Shows whoever came too late the record as it is now, masked as every reply is, instead of the
 * locked row.
 */
void hcrm_request_attach_current (HcrmRequest *req, const HcrmSql *view, GError *error);

/**
 * hcrm_request_take_step:
 * @lock: selects the row FOR UPDATE, with `state` and `version`
 * @flow: the workflow
 * @action: the step
 * @step: (out): the step to take
 *
 * Locks the row, checks If-Match (if the route is versioned) and the workflow.
 *
 * Returns: (nullable) (transfer full): the locked row
 */
HcrmRows *hcrm_request_take_step (HcrmRequest *req,
                                  const HcrmSql *lock,
                                  const HcrmWorkflow *flow,
                                  const char *action,
                                  const HcrmStep **step,
                                  GError **error);

/**
 * hcrm_request_take_record:
 * @view: selects the record as replies show it, by `id`
 *
 * As hcrm_request_take_step(), but whoever came too late is shown the record, as
 * hcrm_request_attach_current() does.
 */
HcrmRows *hcrm_request_take_record (HcrmRequest *req,
                                    const HcrmSql *lock,
                                    const HcrmSql *view,
                                    const HcrmWorkflow *flow,
                                    const char *action,
                                    const HcrmStep **step,
                                    GError **error);

/* What is done with one of several; the parameter `id` and @req->if_match are its own. */
typedef gboolean (*HcrmItemFunc) (HcrmRequest *req,
                                  HcrmRecord *item,
                                  gconstpointer data,
                                  GError **error);

/**
 * hcrm_request_each:
 * @step: what is done with each of the rows `items`, which have an `id` and may have a `version`
 *
 * Takes a step with several records in one transaction. One that is refused is left as it was,
 * says why, and leaves the others alone; if the database cannot go on, nothing is done.
 * Answers `{"results": [{"id", "status", "problem"}]}`, in the order of the items.
 *
 * Returns: %FALSE: nothing is done
 */
gboolean
hcrm_request_each (HcrmRequest *req, HcrmItemFunc step, gconstpointer data, GError **error);

/**
 * hcrm_request_add_event:
 *
 * Tells every client that may be showing the record that it changed, after the commit. Ids only.
 */
void hcrm_request_add_event (HcrmRequest *req, const char *kind, gint64 id, gint64 version);

/* After the commit, what a user (0: all) may do is read anew. */
void hcrm_request_forget_user (HcrmRequest *req, gint64 user_id);

/* Ends a session everywhere after the commit: its sockets are closed. Its user is to be forgotten.
 */
void hcrm_request_end_session (HcrmRequest *req, const char *token_hash);

/* --- The server --- */

typedef struct {
  const HcrmModule *const *modules; /* ended by %NULL */
  const char *conninfo;
  HcrmEvents *events;      /* (nullable) */
  guint n_workers;         /* 0 for 16 */
  guint n_report_workers;  /* 0 for 4 */
  guint max_queue;         /* requests waiting for a worker; 0 for 1024 */
  gsize max_body;          /* bytes; 0 for 1 MiB */
  guint64 max_stream;      /* bytes of a body that goes to the disk; 0 for 4 GiB and a little */
  const char *files;       /* (nullable): folder of what is too large for the database */
  const char *keys;        /* (nullable): folder of the site's signing key */
  HcrmSealKeys *file_keys; /* (nullable) (transfer full): what files are encrypted with */
} HcrmHttpOptions;

/* Makes the SoupServer with its routes and the workers; listens nowhere yet. */
HcrmHttp *hcrm_http_new (const HcrmHttpOptions *options, GError **error);

/**
 * hcrm_http_listen:
 * @address: "127.0.0.1:8421", "[::1]:8421" or "unix:PATH"; port 0 takes a free one
 * @certificate: (nullable): for TLS; without one, only loopback and Unix sockets are listened on
 * @port: (out) (optional): the port taken
 */
gboolean hcrm_http_listen (HcrmHttp *self,
                           const char *address,
                           GTlsCertificate *certificate,
                           guint *port,
                           GError **error);

/* Finishes what runs, refuses what comes; runs the main context for at most @timeout_ms. */
void hcrm_http_drain (HcrmHttp *self, guint timeout_ms);
void hcrm_http_free (HcrmHttp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmHttp, hcrm_http_free)

SoupServer *hcrm_http_get_server (HcrmHttp *self);

typedef struct {
  guint64 requests, refused, failed; /* since the start */
  guint running, waiting, connections;
  guint64 worker_us; /* time spent by workers on requests */
} HcrmHttpCounts;
void hcrm_http_get_counts (HcrmHttp *self, HcrmHttpCounts *counts);

/* Runs @work on a worker with its own connection; for gateways and jobs. %FALSE if full. */
gboolean hcrm_http_run (HcrmHttp *self, HcrmWork work, gpointer data);

/* The same on the pool for reports, where it may take long. */
gboolean hcrm_http_run_report (HcrmHttp *self, HcrmWork work, gpointer data);

/* A route of our own face by its path as it stands in the table, or %NULL; a list's by its path,
 * `/patients`. Any thread. */
const HcrmRoute *hcrm_http_find_route (HcrmHttp *self, const char *method, const char *path);
const HcrmRoute *hcrm_http_find_list (HcrmHttp *self, const char *path);

/* Where files are kept; %NULL if nowhere. Any thread. */
const char *hcrm_http_get_files (HcrmHttp *self);

/* The same with what files are encrypted with. Any thread. */
const HcrmStore *hcrm_http_get_store (HcrmHttp *self);

/* Where the site's signing key lies; %NULL if nowhere. Any thread. */
const char *hcrm_http_get_keys (HcrmHttp *self);

G_END_DECLS

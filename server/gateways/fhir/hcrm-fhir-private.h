/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the FHIR gateway share. */

#pragma once

#include "core/hcrm-http.h"
#include "questionnaire/hcrm-fhir.h"

G_BEGIN_DECLS

#define HCRM_FHIR_BASE "/fhir/R4"
#define HCRM_FHIR_MEDIA "application/fhir+json; charset=utf-8"

/* --- Queries -----------------------------------------------------------------------------------
 */

/**
 * HcrmFhirTerm:
 * @name: such as `title`
 * @modifier: (nullable): what follows the colon, such as `contains`
 * @value: as sent, without the escapes of the URL, with those of FHIR
 * @used: whether it had an effect, and so stands in the self link
 *
 * One parameter of a search.
 */
typedef struct {
  char *name;
  char *modifier;
  char *value;
  gboolean used;
} HcrmFhirTerm;

/* Returns: (transfer full) (element-type HcrmFhirTerm): those that have a value. */
GPtrArray *hcrm_fhir_terms_new (const char *query, GError **error);

/* Returns: (nullable): the value of the first term named @name, which is used then. */
const char *hcrm_fhir_terms_take (GPtrArray *terms, const char *name);

/* Parts @value at every @separator that no backslash stands before. (transfer full) */
char **hcrm_fhir_split (const char *value, char separator);

/* Takes the backslashes of FHIR away. (transfer full) */
char *hcrm_fhir_unescape (const char *value);

/* Appends a PostgreSQL array of @texts: {"a","b"}. */
char *hcrm_fhir_array (GPtrArray *texts);

/**
 * hcrm_fhir_range:
 * @value: a date or instant with a prefix, such as `ge2026-01`
 * @out: gets ranges of a PostgreSQL multirange, without the braces
 *
 * Returns: whether it could be read; "ap" is not offered
 */
gboolean hcrm_fhir_range (const char *value, GString *out);

/* Returns: (transfer full) (nullable): the first instant of a date or instant, for PostgreSQL. */
char *hcrm_fhir_dup_start (const char *value);

/**
 * hcrm_fhir_pattern:
 * @values: ended by %NULL
 * @modifier: (nullable): `contains` or `exact`
 *
 * Returns: (transfer full): a PostgreSQL regular expression for lines that begin with one of them
 */
char *hcrm_fhir_pattern (char **values, const char *modifier);

/* --- Searches ----------------------------------------------------------------------------------
 */

typedef enum {
  HCRM_FHIR_PARAM_TOKEN,
  HCRM_FHIR_PARAM_STRING,
  HCRM_FHIR_PARAM_DATE,
  HCRM_FHIR_PARAM_REFERENCE,
  HCRM_FHIR_PARAM_URI,
} HcrmFhirParamType;

typedef struct _HcrmFhirParam HcrmFhirParam;

/* Puts into @found (a set of texts) what any of @values stands for. */
typedef gboolean (*HcrmFhirFind) (HcrmRequest *req,
                                  const HcrmFhirParam *param,
                                  char **values,
                                  GHashTable *found,
                                  GError **error);

/**
 * HcrmFhirParam:
 * @bind: the statement's parameter: for strings and dates an array of patterns or ranges that all
 *   hold; for the others, and for @find, an array of which one does
 * @find: (nullable): turns values into what @found_bind takes, such as ids; %NULL takes them as
 * they are
 * @found_bind: (nullable): the parameter for what @find finds; %NULL if it is @bind
 * @modifiers: (nullable): those it takes, in blanks: " contains exact "
 * @text: what it looks at, for the CapabilityStatement
 */
struct _HcrmFhirParam {
  const char *name;
  HcrmFhirParamType type;
  const char *bind;
  HcrmFhirFind find;
  const char *found_bind;
  const char *modifiers;
  const char *text;
};

typedef struct {
  const char *name;
  const char *column;
} HcrmFhirSort;

typedef struct _HcrmFhirResource HcrmFhirResource;

/**
 * HcrmFhirResource:
 * @list: its rows have id
 * @get: one row with id, version and changed (seconds since 1970)
 * @write: appends the resource of one row of @list or @get
 * @note: what the CapabilityStatement says of it
 */
struct _HcrmFhirResource {
  const char *type;
  const HcrmFhirParam *params;
  guint n_params;
  const HcrmFhirSort *sorts;
  guint n_sorts;
  const HcrmSqlList *list;
  const HcrmSql *get;
  gboolean (*write) (HcrmRows *rows, guint row, GString *out, GError **error);
  const char *note;
  gboolean exact_versions; /* the version tells of every change: 304 can be answered */
};

extern const HcrmFhirResource hcrm_fhir_patient;
extern const HcrmFhirResource hcrm_fhir_questionnaire;
extern const HcrmFhirResource hcrm_fhir_response;
extern const HcrmFhirResource *const hcrm_fhir_resources[]; /* ended by %NULL */

/* The routes' handlers; @query is that of the URL, with the form's that was posted. */
gboolean hcrm_fhir_search (HcrmRequest *req, const HcrmFhirResource *self, GError **error);

/**
 * hcrm_fhir_find_existing:
 * @criteria: what If-None-Exist says
 * @id: (out) (transfer full) (nullable): the one that exists
 * @error: %HCRM_ERROR_PRECONDITION if there are several, %HCRM_ERROR_MALFORMED for a search that
 * would not narrow anything
 *
 * Two requests with the same criteria wait for each other.
 */
gboolean hcrm_fhir_find_existing (HcrmRequest *req,
                                  const HcrmFhirResource *self,
                                  const char *criteria,
                                  char **id,
                                  GError **error);

/* Turns references such as `Patient/12` into ids; takes the type's name away. */
const char *hcrm_fhir_reference_id (const char *value, const char *type);

/* Runs @sql, which returns a column `id`, and puts its ids into @found. */
gboolean
hcrm_fhir_find_ids (HcrmRequest *req, const HcrmSql *sql, GHashTable *found, GError **error);

/* HcrmFhirFind for _id. */
gboolean hcrm_fhir_find_own_ids (HcrmRequest *req,
                                 const HcrmFhirParam *param,
                                 char **values,
                                 GHashTable *found,
                                 GError **error);

/* Binds :systems and :values: `system|value` taken apart; NULL for any, '' for none. */
void hcrm_fhir_bind_tokens (HcrmRequest *req, char **values);

/* --- Resources ---------------------------------------------------------------------------------
 */

/* Where this server is reached: "https://host/fhir/R4". (transfer full) */
char *hcrm_fhir_dup_base (HcrmRequest *req);

/* Answers with the resource :id, or 304 if the client has it. */
gboolean hcrm_fhir_read (HcrmRequest *req, const HcrmFhirResource *self, GError **error);

/* The same for one version, which must be the present one. */
gboolean hcrm_fhir_read_version (HcrmRequest *req, const HcrmFhirResource *self, GError **error);

/* Answers with the resource @id as written: Location, ETag, and the body unless it is not wanted.
 */
gboolean hcrm_fhir_reply_written (HcrmRequest *req,
                                  const HcrmFhirResource *self,
                                  const char *id,
                                  guint status,
                                  GError **error);

/**
 * hcrm_fhir_take_body:
 * @id: (nullable): of the resource to be replaced
 *
 * Returns: (transfer full) (nullable): the body, which is a resource of this type
 */
HcrmFhirNode *hcrm_fhir_take_body (HcrmRequest *req,
                                   const HcrmFhirResource *self,
                                   const char *id,
                                   GError **error);

/* A member that a resource gets if it has none of that name; @json is its value's text. */
typedef struct {
  const char *name;
  const char *json;
} HcrmFhirExtra;

/* Locks the record :id. One that does not exist cannot be put: its id would not be ours. */
HcrmRows *hcrm_fhir_lock (HcrmRequest *req, const HcrmSql *sql, GError **error);

/**
 * hcrm_fhir_append_stored:
 * @status: (nullable): what `status` is by now; %NULL for what the text says
 * @extras: (nullable): ended by a %NULL name; those with %NULL for JSON are passed over
 *
 * Appends the resource kept in the column `resource`: member for member, but `id`,
 * `meta.versionId` and `meta.lastUpdated`, which are the server's.
 */
gboolean hcrm_fhir_append_stored (HcrmRows *rows,
                                  guint row,
                                  const char *type,
                                  const char *status,
                                  const HcrmFhirExtra *extras,
                                  GString *out,
                                  GError **error);

/* --- Questionnaires and responses ---------------------------------------------------------------
 */

gboolean hcrm_fhir_create_questionnaire (HcrmRequest *req, GError **error);
gboolean hcrm_fhir_update_questionnaire (HcrmRequest *req, GError **error);
gboolean hcrm_fhir_create_response (HcrmRequest *req, GError **error);
gboolean hcrm_fhir_update_response (HcrmRequest *req, GError **error);

/* --- The rest ----------------------------------------------------------------------------------
 */

/* Returns: (transfer full): an OperationOutcome. */
char *hcrm_fhir_write_outcome (const GError *error, const char *request_id);

gboolean hcrm_fhir_capability (HcrmRequest *req, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One row per failure a user can meet: code, HTTP status, wire type, title. */
#define HCRM_ERROR_CODES(E)                                                                        \
  E (INVALID, 422, "invalid", N_ ("The data is not valid"))                                        \
  E (MALFORMED, 400, "malformed", N_ ("The request cannot be read"))                               \
  E (UNAUTHENTICATED, 401, "unauthenticated", N_ ("Sign in to continue"))                          \
  E (FORBIDDEN, 403, "forbidden", N_ ("You may not do this"))                                      \
  E (NOT_FOUND, 404, "not-found", N_ ("There is no such record"))                                  \
  E (METHOD, 405, "method-not-allowed", N_ ("This cannot be done here"))                           \
  E (NOT_ACCEPTABLE, 406, "not-acceptable", N_ ("This format is not offered"))                     \
  E (CONFLICT, 409, "conflict", N_ ("This conflicts with something on record"))                    \
  E (WRONG_STATE, 409, "wrong-state", N_ ("This step is not possible now"))                        \
  E (CLAIMED, 409, "claimed", N_ ("Someone else is working on this"))                              \
  E (IN_PROGRESS, 409, "in-progress", N_ ("The same request is being carried out"))                \
  E (STALE, 412, "stale", N_ ("Someone else changed this record"))                                 \
  E (PRECONDITION, 412, "precondition-failed", N_ ("The condition is not met"))                    \
  E (TOO_LARGE, 413, "too-large", N_ ("This is too large"))                                        \
  E (MEDIA, 415, "media-type", N_ ("This format cannot be read"))                                  \
  E (KEY_REUSED, 422, "key-reused", N_ ("This key was used for another request"))                  \
  E (NO_VERSION, 428, "version-required", N_ ("Say which version you changed"))                    \
  E (TOO_MANY, 429, "too-many", N_ ("Too many attempts; wait a little"))                           \
  E (INTERNAL, 500, "internal", N_ ("Something went wrong on the server"))                         \
  E (BUSY, 503, "busy", N_ ("The server is busy"))                                                 \
  E (STORAGE, 507, "storage-full", N_ ("There is no room left on the server"))                     \
  E (OFFLINE, 0, "offline", N_ ("The server cannot be reached"))

typedef enum {
#define E(code, status, wire, title) HCRM_ERROR_##code,
  HCRM_ERROR_CODES (E)
#undef E
} HcrmErrorCode;

#define HCRM_ERROR (hcrm_error_quark ())
GQuark hcrm_error_quark (void);

/**
 * hcrm_fail:
 * @error: where to put the error
 * @code: what kind of failure
 * @field: (nullable): the field at fault, by its wire name
 * @format: what to tell the user, translated
 *
 * Sets @error and returns `FALSE`, so a check is one statement:
 * `return hcrm_fail (error, HCRM_ERROR_CONFLICT, "room_id", _("The room is taken"));`
 */
gboolean hcrm_fail (GError **error, HcrmErrorCode code, const char *field, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/**
 * hcrm_error_add_field:
 * @error: (inout): an %HCRM_ERROR to extend, or a %NULL error, which becomes %HCRM_ERROR_INVALID
 * @field: the field at fault, by its wire name, rows as `steps[2].offset_days`
 * @detail: what is wrong with it, translated
 *
 * Collects several bad fields in one error; the first one's detail is the error's message.
 * Does nothing if @error is %NULL.
 */
void hcrm_error_add_field (GError **error, const char *field, const char *detail);

/* The fields at fault: how many, the name and what is wrong with the nth. */
guint hcrm_error_get_n_fields (const GError *error);
const char *hcrm_error_get_field (const GError *error, guint n);
const char *hcrm_error_get_field_detail (const GError *error, guint n);

/**
 * hcrm_error_set_current:
 * @current: JSON text of the record as it now is, shown with a stale or claimed error
 */
void hcrm_error_set_current (GError *error, const char *current);
const char *hcrm_error_get_current (const GError *error);

/* HTTP status, wire type and translated title of any error; foreign domains are internal. */
guint hcrm_error_get_status (const GError *error);
const char *hcrm_error_get_wire (const GError *error);
const char *hcrm_error_get_title (const GError *error);

/**
 * hcrm_error_to_json:
 * @request_id: (nullable): the number a user can quote
 *
 * Returns: (transfer full): the text of an `application/problem+json` body (RFC 7807)
 */
char *hcrm_error_to_json (const GError *error, const char *request_id);

/**
 * hcrm_error_from_json:
 * @problem: (nullable): a problem body
 * @status: the HTTP status it came with
 *
 * Returns: (transfer full): the same error that the server made
 */
GError *hcrm_error_from_json (JsonObject *problem, guint status);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Errors as FHIR tells them: OperationOutcome. */

#include "hcrm-fhir-private.h"

/* http://hl7.org/fhir/R4/valueset-issue-type.html */
static const struct {
  HcrmErrorCode error;
  const char *issue;
} issues[] = {
  { HCRM_ERROR_INVALID, "invalid" },
  { HCRM_ERROR_MALFORMED, "structure" },
  { HCRM_ERROR_UNAUTHENTICATED, "login" },
  { HCRM_ERROR_FORBIDDEN, "forbidden" },
  { HCRM_ERROR_NOT_FOUND, "not-found" },
  { HCRM_ERROR_METHOD, "not-supported" },
  { HCRM_ERROR_NOT_ACCEPTABLE, "not-supported" },
  { HCRM_ERROR_MEDIA, "not-supported" },
  { HCRM_ERROR_CONFLICT, "duplicate" },
  { HCRM_ERROR_WRONG_STATE, "business-rule" },
  { HCRM_ERROR_CLAIMED, "lock-error" },
  { HCRM_ERROR_IN_PROGRESS, "lock-error" },
  { HCRM_ERROR_STALE, "conflict" },
  { HCRM_ERROR_PRECONDITION, "multiple-matches" },
  { HCRM_ERROR_TOO_LARGE, "too-long" },
  { HCRM_ERROR_KEY_REUSED, "duplicate" },
  { HCRM_ERROR_NO_VERSION, "required" },
  { HCRM_ERROR_TOO_MANY, "throttled" },
  { HCRM_ERROR_BUSY, "transient" },
};

static const char *
find_issue (const GError *error)
{
  for (guint i = 0; error->domain == HCRM_ERROR && i < G_N_ELEMENTS (issues); i++)
    if ((int) issues[i].error == error->code)
      return issues[i].issue;
  return "exception";
}

/* A parameter of the request is named "http.NAME"; all else is an element of the resource. */
static void
append_place (GString *out, const char *field)
{
  gboolean parameter = g_str_has_prefix (field, "http.");

  g_string_append (out, parameter ? ",\"location\":[" : ",\"expression\":[");
  hcrm_json_append_string (out, field);
  g_string_append_c (out, ']');
}

static void
append_issue (GString *out, const GError *error, const char *diagnostics, const char *field)
{
  g_string_append_printf (out, "{\"severity\":\"%s\",\"code\":\"%s\",\"details\":{\"text\":",
                          hcrm_error_get_status (error) >= 500 ? "fatal" : "error",
                          find_issue (error));
  hcrm_json_append_string (out, hcrm_error_get_title (error));
  g_string_append (out, "},\"diagnostics\":");
  hcrm_json_append_string (out, diagnostics);
  if (field != NULL)
    append_place (out, field);
  g_string_append_c (out, '}');
}

static void
append_issues (GString *out, const GError *error)
{
  guint n = hcrm_error_get_n_fields (error);

  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_issue (out, error, hcrm_error_get_field_detail (error, i),
                  hcrm_error_get_field (error, i));
  }
  /* What is no error of ours tells nothing to the outside. */
  if (n == 0)
    append_issue (out, error,
                  error->domain == HCRM_ERROR ? error->message : hcrm_error_get_title (error),
                  NULL);
}

char *
hcrm_fhir_write_outcome (const GError *error, const char *request_id)
{
  GString *out = g_string_new ("{\"resourceType\":\"OperationOutcome\"");

  if (request_id != NULL) {
    g_string_append (out, ",\"id\":");
    hcrm_json_append_string (out, request_id);
  }
  g_string_append (out, ",\"issue\":[");
  append_issues (out, error);
  g_string_append (out, "]}");
  return g_string_free (out, FALSE);
}

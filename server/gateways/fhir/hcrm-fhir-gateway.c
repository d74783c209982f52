/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The face and its routes, and in which formats it speaks. */

#include "hcrm-fhir-gateway.h"

#include <string.h>

#include "hcrm-fhir-private.h"

/* --- Formats -------------------------------------------------------------------------------------
 */

/* @type without its parameters; _format also knows short names. */
static gboolean
is_json (const char *type)
{
  static const char *const known[] = { "application/fhir+json",
                                       "application/json",
                                       "text/json",
                                       "json",
                                       "*/*",
                                       "application/*",
                                       "*",
                                       NULL };
  g_autofree char *plain = g_strdelimit (g_strdup (type), " ", '+');
  plain[strcspn (plain, ";")] = '\0';
  g_autofree char *lower = g_ascii_strdown (g_strchomp (plain), -1);

  return g_strv_contains (known, lower);
}

static gboolean
accepts_json (const char *accept)
{
  GSList *wanted = accept != NULL ? soup_header_parse_quality_list (accept, NULL) : NULL;
  gboolean found = wanted == NULL;

  for (GSList *type = wanted; type != NULL && !found; type = type->next)
    found = is_json (g_strstrip (type->data));
  soup_header_free_list (wanted);
  return found;
}

static gboolean
check_format (HcrmRequest *req, GError **error)
{
  g_autoptr (GPtrArray) terms = hcrm_fhir_terms_new (req->query, error);
  if (terms == NULL)
    return FALSE;
  const char *format = hcrm_fhir_terms_take (terms, "_format");
  gboolean good =
      format != NULL ? is_json (format) : accepts_json (hcrm_request_get_header (req, "Accept"));

  if (good)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_NOT_ACCEPTABLE, NULL, "%s",
                    _ ("Resources are offered as application/fhir+json only"));
}

static gboolean
check_body (HcrmRequest *req, GError **error)
{
  const char *type = hcrm_request_get_header (req, "Content-Type");
  gboolean search = g_str_has_suffix (req->route->path, "/_search");
  gboolean empty = req->body == NULL || g_bytes_get_size (req->body) == 0;
  gboolean good = search
                      ? type != NULL && g_str_has_prefix (type, "application/x-www-form-urlencoded")
                      : type == NULL || is_json (type);

  if (good || (search && empty) || strcmp (req->route->method, "GET") == 0)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_MEDIA, NULL, "%s",
                    search ? _ ("A search is posted as application/x-www-form-urlencoded")
                           : _ ("Resources are read as application/fhir+json only"));
}

static gboolean
accept (HcrmRequest *req, GError **error)
{
  return check_format (req, error) && check_body (req, error);
}

/* --- Routes --------------------------------------------------------------------------------------
 */

#define HANDLERS(kind)                                                                             \
  static gboolean search_##kind (HcrmRequest *req, GError **error)                                 \
  {                                                                                                \
    return hcrm_fhir_search (req, &hcrm_fhir_##kind, error);                                       \
  }                                                                                                \
  static gboolean read_##kind (HcrmRequest *req, GError **error)                                   \
  {                                                                                                \
    return hcrm_fhir_read (req, &hcrm_fhir_##kind, error);                                         \
  }                                                                                                \
  static gboolean read_##kind##_version (HcrmRequest *req, GError **error)                         \
  {                                                                                                \
    return hcrm_fhir_read_version (req, &hcrm_fhir_##kind, error);                                 \
  }

HANDLERS (patient)
HANDLERS (questionnaire)
HANDLERS (response)

const HcrmFhirResource *const hcrm_fhir_resources[] = {
  &hcrm_fhir_patient,
  &hcrm_fhir_questionnaire,
  &hcrm_fhir_response,
  NULL,
};

#define RAW HCRM_ROUTE_RAW
#define PATIENTS HCRM_PERM_PATIENT_READ
#define FORMS HCRM_PERM_QUESTIONNAIRE_READ
#define EDIT_FORMS HCRM_PERM_QUESTIONNAIRE_EDIT
#define ANSWERS HCRM_PERM_RESPONSE_READ

#define EDIT_ANSWERS HCRM_PERM_RESPONSE_EDIT

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/metadata", HCRM_PERM_SESSION, RAW | HCRM_ROUTE_PUBLIC, .handler = hcrm_fhir_capability },

  { "GET",  "/Patient",                    PATIENTS, RAW, .handler = search_patient },
  { "POST", "/Patient/_search",            PATIENTS, RAW | HCRM_ROUTE_ONCE, .handler = search_patient },
  { "GET",  "/Patient/{id}",               PATIENTS, RAW, .handler = read_patient },
  { "GET",  "/Patient/{id}/_history/{vid}", PATIENTS, RAW, .handler = read_patient_version },

  { "GET",  "/Questionnaire",              FORMS, RAW, .handler = search_questionnaire },
  { "POST", "/Questionnaire/_search",      FORMS, RAW | HCRM_ROUTE_ONCE, .handler = search_questionnaire },
  { "GET",  "/Questionnaire/{id}",         FORMS, RAW, .handler = read_questionnaire },
  { "GET",  "/Questionnaire/{id}/_history/{vid}", FORMS, RAW, .handler = read_questionnaire_version },
  { "POST", "/Questionnaire",              EDIT_FORMS, RAW, .handler = hcrm_fhir_create_questionnaire },
  { "PUT",  "/Questionnaire/{id}",         EDIT_FORMS, RAW | HCRM_ROUTE_VERSIONED, .handler = hcrm_fhir_update_questionnaire },

  { "GET",  "/QuestionnaireResponse",      ANSWERS, RAW, .handler = search_response },
  { "POST", "/QuestionnaireResponse/_search", ANSWERS, RAW | HCRM_ROUTE_ONCE, .handler = search_response },
  { "GET",  "/QuestionnaireResponse/{id}", ANSWERS, RAW, .handler = read_response },
  { "GET",  "/QuestionnaireResponse/{id}/_history/{vid}", ANSWERS, RAW, .handler = read_response_version },
  { "POST", "/QuestionnaireResponse",      EDIT_ANSWERS, RAW, .handler = hcrm_fhir_create_response },
  { "PUT",  "/QuestionnaireResponse/{id}", EDIT_ANSWERS, RAW | HCRM_ROUTE_VERSIONED, .handler = hcrm_fhir_update_response },
};
/* clang-format on */

static const char *const headers[] = {
  "Accept",           "Content-Type",      "Host", "If-None-Exist", "If-None-Match", "Prefer",
  "X-Forwarded-Host", "X-Forwarded-Proto", NULL,
};

static const HcrmFace face = {
  .base = HCRM_FHIR_BASE,
  .media = HCRM_FHIR_MEDIA,
  .weak_etags = TRUE,
  .headers = headers,
  .accept = accept,
  .write_error = hcrm_fhir_write_outcome,
};

const HcrmModule hcrm_fhir_module = { "fhir", routes, G_N_ELEMENTS (routes), .face = &face };

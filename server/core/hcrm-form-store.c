/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stores versions of questionnaires: drafts, what is published, and what is found by. */

#include "hcrm-form-store.h"

#include <string.h>

#include "core/hcrm-icd10.h"
#include "core/hcrm-pinyin.h"
#include "form-store-sql.h"
#include "model/hcrm-questionnaire-model.h"
#include "questionnaire/hcrm-fhir-edit.h"

#define FIRST_VERSION "1"

/* What stands beside a resource, read from it. */
typedef struct {
  char *url;
  char *version;
  char *title;
  char *title_en;
  guint items;
  guint errors;
  JsonNode *categories; /* [{system, code}] */
  GString *codes;
  GString *purposes; /* as a PostgreSQL array */
  char *first_day;
  char *last_day;
  gboolean diseased;
} Facts;

static void
clear_facts (Facts *facts)
{
  g_clear_pointer (&facts->url, g_free);
  g_clear_pointer (&facts->version, g_free);
  g_clear_pointer (&facts->title, g_free);
  g_clear_pointer (&facts->title_en, g_free);
  g_clear_pointer (&facts->categories, json_node_unref);
  g_clear_pointer (&facts->first_day, g_free);
  g_clear_pointer (&facts->last_day, g_free);
  g_string_free (facts->codes, TRUE);
  g_string_free (facts->purposes, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Facts, clear_facts)

/* --- What a resource says of itself --------------------------------------------------------- */

static gboolean
has_category (JsonArray *categories, const char *system, const char *code)
{
  for (guint i = 0; i < json_array_get_length (categories); i++) {
    JsonObject *category = json_array_get_object_element (categories, i);
    if (strcmp (json_object_get_string_member (category, "system"), system) == 0
        && strcmp (json_object_get_string_member (category, "code"), code) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
add_category (Facts *facts, const char *system, const char *code)
{
  JsonArray *categories = json_node_get_array (facts->categories);

  if (has_category (categories, system, code))
    return;
  JsonObject *category = json_object_new ();
  json_object_set_string_member (category, "system", system);
  json_object_set_string_member (category, "code", code);
  json_array_add_object_element (categories, category);
  if (strcmp (system, HCRM_SYSTEM_PURPOSE) != 0)
    g_string_append_printf (facts->codes, "%s%s", facts->codes->len > 0 ? " " : "", code);
}

static void
add_purpose (Facts *facts, const char *code)
{
  g_string_append_c (facts->purposes, facts->purposes->len > 1 ? ',' : '"');
  if (facts->purposes->str[facts->purposes->len - 1] == ',')
    g_string_append_c (facts->purposes, '"');
  for (const char *p = code; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (facts->purposes, '\\');
    g_string_append_c (facts->purposes, *p);
  }
  g_string_append_c (facts->purposes, '"');
}

static void
read_coding (Facts *facts, const HcrmFhirNode *coding)
{
  const char *system = hcrm_fhir_get_string (coding, "system");
  const char *code = hcrm_fhir_get_string (coding, "code");

  if (system == NULL || code == NULL || *code == '\0')
    return;
  if (strcmp (system, HCRM_SYSTEM_PURPOSE) == 0)
    add_purpose (facts, code);
  facts->diseased |= hcrm_icd10_is_system (system);
  add_category (facts, hcrm_icd10_is_system (system) ? HCRM_ICD10 : system, code);
}

static void
read_codings (Facts *facts, const HcrmFhirNode *codings)
{
  for (guint i = 0; i < hcrm_fhir_get_length (codings); i++)
    read_coding (facts, hcrm_fhir_get_nth (codings, i));
}

static char *
dup_day (const HcrmFhirNode *range, const char *name)
{
  const char *text = hcrm_fhir_get_text (hcrm_fhir_get (range, name), "value", HCRM_FHIR_NUMBER);
  gint64 day = 0;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, 36500, &day, NULL) ? g_strdup (text)
                                                                                   : NULL;
}

static void
read_context (Facts *facts, const HcrmFhirNode *context)
{
  const HcrmFhirNode *what = hcrm_fhir_get (context, "code");

  read_codings (facts, hcrm_fhir_get (hcrm_fhir_get (context, "valueCodeableConcept"), "coding"));
  if (g_strcmp0 (hcrm_fhir_get_string (what, "system"), HCRM_SYSTEM_CONTEXT) != 0
      || g_strcmp0 (hcrm_fhir_get_string (what, "code"), HCRM_CONTEXT_DAY) != 0)
    return;
  g_free (facts->first_day);
  g_free (facts->last_day);
  facts->first_day = dup_day (hcrm_fhir_get (context, "valueRange"), "low");
  facts->last_day = dup_day (hcrm_fhir_get (context, "valueRange"), "high");
}

static char *
dup_title (const HcrmFhirNode *root, const char *url)
{
  const char *title = hcrm_fhir_get_string (root, "title");
  const char *name = hcrm_fhir_get_string (root, "name");

  if (title != NULL && *title != '\0')
    return g_strdup (title);
  return g_strdup (name != NULL && *name != '\0' ? name : url);
}

static char *
dup_english (const HcrmFhirNode *root)
{
  const HcrmFhirNode *extensions = hcrm_fhir_get (hcrm_fhir_get (root, "_title"), "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    const HcrmFhirNode *part = hcrm_fhir_get_nth (extensions, i);
    const char *language =
        hcrm_fhir_get_string (hcrm_fhir_get_extension (part, "lang"), "valueCode");
    if (language != NULL && g_str_has_prefix (language, "en"))
      return g_strdup (
          hcrm_fhir_get_string (hcrm_fhir_get_extension (part, "content"), "valueString"));
  }
  return NULL;
}

static guint
count_items (const HcrmFhirNode *parent)
{
  const HcrmFhirNode *items = hcrm_fhir_get (parent, "item");
  guint n = hcrm_fhir_get_length (items);

  for (guint i = 0, m = n; i < m; i++)
    n += count_items (hcrm_fhir_get_nth (items, i));
  return n;
}

static void
read_facts (Facts *facts, const HcrmFhirNode *root)
{
  const HcrmFhirNode *contexts = hcrm_fhir_get (root, "useContext");

  facts->categories = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (facts->categories, json_array_new ());
  facts->codes = g_string_new (NULL);
  facts->purposes = g_string_new ("{");
  facts->url = g_strdup (hcrm_fhir_get_string (root, "url"));
  facts->version = g_strdup (hcrm_fhir_get_string (root, "version"));
  facts->title = dup_title (root, facts->url);
  facts->title_en = dup_english (root);
  facts->items = count_items (root);
  read_codings (facts, hcrm_fhir_get (root, "code"));
  for (guint i = 0; i < hcrm_fhir_get_length (contexts); i++)
    read_context (facts, hcrm_fhir_get_nth (contexts, i));
  if (facts->purposes->len == 1 && facts->diseased)
    add_purpose (facts, HCRM_PURPOSE_FOLLOW_UP);
  g_string_append_c (facts->purposes, '}');
}

/* Faults of a draft are counted; what is no Questionnaire at all is refused. */
static gboolean
check_resource (Facts *facts,
                const HcrmFhirNode *root,
                const char *resource,
                HcrmFormFlags flags,
                GError **error)
{
  g_autoptr (GError) bad = NULL;
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (resource, -1, &bad);

  if (form != NULL)
    return TRUE;
  facts->errors = MAX (hcrm_error_get_n_fields (bad), 1);
  gboolean named = g_strcmp0 (hcrm_fhir_get_string (root, "resourceType"), "Questionnaire") == 0;
  if ((flags & HCRM_FORM_UNFINISHED) && named
      && !g_error_matches (bad, HCRM_ERROR, HCRM_ERROR_MALFORMED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* --- Versions ------------------------------------------------------------------------------- */

char *
hcrm_form_next_version (const char *tag, const char *const *taken)
{
  gsize length = tag != NULL ? strlen (tag) : 0;
  gsize digits = length;

  while (digits > 0 && length - digits < 9 && g_ascii_isdigit (tag[digits - 1]))
    digits--;
  g_autofree char *stem = g_strndup (tag, digits);
  guint64 number = length > digits ? g_ascii_strtoull (tag + digits, NULL, 10) : 0;
  const char *joint = length > 0 && length == digits ? "." : "";
  for (;;) {
    g_autofree char *next =
        g_strdup_printf ("%s%s%" G_GUINT64_FORMAT, stem != NULL ? stem : "", joint, ++number);
    if (taken == NULL || !g_strv_contains (taken, next))
      return g_steal_pointer (&next);
  }
}

char *
hcrm_form_dup_next_version (HcrmDb *db, const char *url, const char *tag, GError **error)
{
  g_autoptr (GStrvBuilder) taken = g_strv_builder_new ();

  hcrm_db_let (db, "form_url", url);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_FORM_STORE_VERSIONS, NULL, error);
  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    g_strv_builder_add (taken, hcrm_rows_get (rows, i, "version_tag"));
  g_auto (GStrv) tags = g_strv_builder_end (taken);
  return hcrm_form_next_version (tag, (const char *const *) tags);
}

char *
hcrm_form_find_version (HcrmDb *db,
                        const char *url,
                        const char *version_tag,
                        const char *resource,
                        gboolean *same,
                        GError **error)
{
  hcrm_db_let (db, "form_url", url);
  hcrm_db_let (db, "form_version", version_tag);
  hcrm_db_let (db, "form_text", resource);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_FORM_STORE_FIND_VERSION, NULL, error);
  if (rows == NULL || hcrm_rows_get_n (rows) == 0)
    return NULL;
  if (same != NULL)
    *same = hcrm_rows_get_bool (rows, 0, "same");
  return g_strdup (hcrm_rows_get (rows, 0, "id"));
}

char *
hcrm_form_find_canonical (HcrmDb *db, const char *canonical, GError **error)
{
  const char *bar = strchr (canonical, '|');
  g_autofree char *url =
      bar != NULL ? g_strndup (canonical, bar - canonical) : g_strdup (canonical);
  g_autoptr (GError) failure = NULL;
  char *id = hcrm_form_find_version (db, url, bar != NULL ? bar + 1 : NULL, NULL, NULL, &failure);

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (id == NULL)
    hcrm_fail (error, HCRM_ERROR_INVALID, "questionnaire", "%s",
               _ ("There is no such questionnaire"));
  return id;
}

/* --- Writing -------------------------------------------------------------------------------- */

static void
let_facts (HcrmDb *db, const Facts *facts, const char *resource)
{
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_name (facts->title, &initials);
  g_autofree char *categories = json_to_string (facts->categories, FALSE);

  hcrm_db_let (db, "form_url", facts->url);
  hcrm_db_let (db, "form_version", facts->version);
  hcrm_db_let (db, "form_title", facts->title);
  hcrm_db_let (db, "form_title_en", facts->title_en);
  hcrm_db_let (db, "form_pinyin", pinyin);
  hcrm_db_let (db, "form_initials", initials);
  hcrm_db_let (db, "form_codes", facts->codes->str);
  hcrm_db_let (db, "form_purposes", facts->purposes->str);
  hcrm_db_let (db, "form_first_day", facts->first_day);
  hcrm_db_let (db, "form_last_day", facts->last_day);
  hcrm_db_let_int (db, "form_items", facts->items);
  hcrm_db_let_int (db, "form_errors", facts->errors);
  hcrm_db_let (db, "form_categories", categories);
  hcrm_db_let (db, "form_text", resource);
}

static gboolean
complete_facts (HcrmDb *db, Facts *facts, GError **error)
{
  if (facts->url == NULL || *facts->url == '\0') {
    g_autofree char *uuid = g_uuid_string_random ();
    g_free (facts->url);
    facts->url = g_strconcat ("urn:uuid:", uuid, NULL);
  }
  if (facts->title == NULL)
    facts->title = g_strdup (facts->url);
  if (facts->version == NULL || *facts->version == '\0') {
    g_free (facts->version);
    facts->version = hcrm_form_dup_next_version (db, facts->url, NULL, error);
  }
  return facts->version != NULL;
}

static char *
dup_resource (const char *resource, gssize length)
{
  return length < 0 ? g_strdup (resource) : g_strndup (resource, length);
}

char *
hcrm_form_create (HcrmDb *db,
                  const char *resource,
                  gssize length,
                  HcrmFormFlags flags,
                  GError **error)
{
  gboolean publishes = (flags & HCRM_FORM_PUBLISH) != 0;
  g_autofree char *text = dup_resource (resource, length);
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (text, -1, error);
  if (root == NULL)
    return NULL;

  g_auto (Facts) facts = { 0 };
  read_facts (&facts, root);
  if (!check_resource (&facts, root, text, publishes ? 0 : flags, error)
      || !complete_facts (db, &facts, error))
    return NULL;
  let_facts (db, &facts, text);
  hcrm_db_let (db, "form_state", publishes ? "published" : "draft");
  hcrm_db_let (db, "form_composed", flags & HCRM_FORM_COMPOSED ? "true" : "false");
  hcrm_db_queue (db, &SQL_FORM_STORE_RETIRE_PUBLISHED, NULL);
  g_autoptr (HcrmRows) made = hcrm_db_one (db, &SQL_FORM_STORE_CREATE, NULL, error);
  return made != NULL ? g_strdup (hcrm_rows_get (made, 0, "id")) : NULL;
}

gboolean
hcrm_form_update (HcrmDb *db,
                  const char *id,
                  const char *resource,
                  gssize length,
                  HcrmFormFlags flags,
                  GError **error)
{
  gboolean publishes = (flags & HCRM_FORM_PUBLISH) != 0;
  g_autofree char *text = dup_resource (resource, length);
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (text, -1, error);
  hcrm_db_let (db, "form_id", id);
  g_autoptr (HcrmRows) draft =
      root != NULL ? hcrm_db_one (db, &SQL_FORM_STORE_DRAFT, NULL, error) : NULL;
  if (draft == NULL)
    return FALSE;

  g_auto (Facts) facts = { 0 };
  read_facts (&facts, root);
  /* What the resource does not say stays as it was given. */
  if (facts.url == NULL)
    facts.url = g_strdup (hcrm_rows_get (draft, 0, "url"));
  if (facts.version == NULL && strcmp (facts.url, hcrm_rows_get (draft, 0, "url")) == 0)
    facts.version = g_strdup (hcrm_rows_get (draft, 0, "version_tag"));
  if (!check_resource (&facts, root, text, publishes ? 0 : flags, error)
      || !complete_facts (db, &facts, error))
    return FALSE;
  let_facts (db, &facts, text);
  hcrm_db_let (db, "form_state", publishes ? "published" : "draft");
  hcrm_db_queue (db, &SQL_FORM_STORE_RETIRE_PUBLISHED, NULL);
  hcrm_db_queue (db, &SQL_FORM_STORE_DROP_CATEGORIES, NULL);
  return hcrm_db_run (db, &SQL_FORM_STORE_UPDATE, NULL, error);
}

static void
set_missing (HcrmFhirNode *root, const char *name, const char *text)
{
  const char *there = hcrm_fhir_get_string (root, name);

  if (there == NULL || *there == '\0')
    hcrm_fhir_set (root, name, hcrm_fhir_new_string (text));
}

/* What is published says so itself; if it does already, not a byte of it is written anew. */
static char *
dup_published (HcrmRows *draft, GError **error)
{
  const char *text = hcrm_rows_get (draft, 0, "resource");
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (text, -1, error);

  if (root == NULL)
    return NULL;
  g_autofree char *before = hcrm_fhir_to_text (root);
  set_missing (root, "url", hcrm_rows_get (draft, 0, "url"));
  set_missing (root, "version", hcrm_rows_get (draft, 0, "version_tag"));
  if (g_strcmp0 (hcrm_fhir_get_string (root, "status"), "active") != 0)
    hcrm_fhir_set (root, "status", hcrm_fhir_new_string ("active"));
  g_autofree char *after = hcrm_fhir_to_text (root);
  return g_strdup (strcmp (before, after) == 0 ? text : after);
}

gboolean
hcrm_form_publish (HcrmDb *db, const char *id, GError **error)
{
  hcrm_db_let (db, "form_id", id);
  g_autoptr (HcrmRows) draft = hcrm_db_one (db, &SQL_FORM_STORE_DRAFT, NULL, error);
  if (draft == NULL)
    return FALSE;
  g_autofree char *resource = dup_published (draft, error);
  return resource != NULL && hcrm_form_update (db, id, resource, -1, HCRM_FORM_PUBLISH, error);
}

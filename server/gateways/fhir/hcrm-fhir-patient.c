/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patients as FHIR resources: masked as everywhere, and found by what only a whole number tells. */

#include <string.h>

#include "core/hcrm-identity.h"
#include "core/hcrm-number.h"
#include "core/hcrm-sought.h"
#include "fhir-patient-sql.h"
#include "hcrm-fhir-private.h"

#define V2_0203 "http://terminology.hl7.org/CodeSystem/v2-0203"
#define ROLE_CODE "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
#define REPRESENTATION "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"

/* --- Writing -------------------------------------------------------------------------------------
 */

static void
add_string (JsonBuilder *b, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  json_builder_set_member_name (b, name);
  json_builder_add_string_value (b, value);
}

static void
begin_array (JsonBuilder *b, const char *name)
{
  json_builder_set_member_name (b, name);
  json_builder_begin_array (b);
}

static void
begin_object (JsonBuilder *b, const char *name)
{
  json_builder_set_member_name (b, name);
  json_builder_begin_object (b);
}

static void
add_coding (JsonBuilder *b, const char *name, const char *system, const char *code)
{
  begin_object (b, name);
  begin_array (b, "coding");
  json_builder_begin_object (b);
  add_string (b, "system", system);
  add_string (b, "code", code);
  json_builder_end_object (b);
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static const char *
find_in (const char *const (*table)[2], guint n, const char *key, const char *otherwise)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (table[i][0], key) == 0)
      return table[i][1];
  return otherwise;
}

#define FIND_IN(table, key, otherwise) find_in (table, G_N_ELEMENTS (table), key, otherwise)

static const char *const identifier_codes[][2] = { { "MRN", "MR" } };

static const char *const document_codes[][2] = {
  { "resident-id", "NI" }, { "passport", "PPN" },          { "foreigner-permit", "PRC" },
  { "military", "MI" },    { "birth-certificate", "BCT" },
};

static const char *const relation_codes[][2] = {
  { "spouse", "SPS" },
  { "parent", "PRN" },
  { "child", "CHILD" },
  { "sibling", "SIB" },
  { "other-relative", "FAMMEMB" },
  { "friend", "FRND" },
  { "guardian", "GUARD" },
};

static const char *const telecom_systems[][2] = {
  { "phone", "phone" },
  { "landline", "phone" },
  { "sms", "sms" },
  { "email", "email" },
};

static JsonArray *
parse_array (HcrmRows *rows, guint row, const char *column)
{
  const char *text = hcrm_rows_get (rows, row, column);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_array_ref (json_node_get_array (node))
                                                      : json_array_new ();
}

static const char *
member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static void
add_identifier_cb (JsonArray *array, guint index, JsonNode *node, gpointer builder)
{
  JsonObject *row = json_node_get_object (node);
  const char *kind = member (row, "kind");

  json_builder_begin_object (builder);
  add_string (builder, "use", json_object_get_boolean_member (row, "old") ? "old" : "usual");
  add_coding (builder, "type", V2_0203, FIND_IN (identifier_codes, kind, kind));
  add_string (builder, "system", member (row, "system"));
  add_string (builder, "value", member (row, "value"));
  begin_object (builder, "assigner");
  add_string (builder, "display", member (row, "issuer"));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_document (JsonBuilder *b, HcrmRows *rows, guint row)
{
  const char *kind = hcrm_rows_get (rows, row, "id_kind");
  const char *number = hcrm_rows_get (rows, row, "id_number");

  if (kind == NULL || number == NULL)
    return;
  g_autofree char *system = g_strconcat ("urn:hcrm:document:", kind, NULL);
  json_builder_begin_object (b);
  add_string (b, "use", "official");
  add_coding (b, "type", V2_0203, FIND_IN (document_codes, kind, "U"));
  add_string (b, "system", system);
  add_string (b, "value", number);
  json_builder_end_object (b);
}

static void
add_identifiers (JsonBuilder *b, HcrmRows *rows, guint row)
{
  g_autoptr (JsonArray) identifiers = parse_array (rows, row, "identifiers");

  begin_array (b, "identifier");
  json_array_foreach_element (identifiers, add_identifier_cb, b);
  add_document (b, rows, row);
  json_builder_end_array (b);
}

static void
add_representation (JsonBuilder *b, const char *code)
{
  begin_array (b, "extension");
  json_builder_begin_object (b);
  add_string (b, "url", REPRESENTATION);
  add_string (b, "valueCode", code);
  json_builder_end_object (b);
  json_builder_end_array (b);
}

static void
add_name (JsonBuilder *b, const char *use, const char *text, gboolean spelled)
{
  gboolean han = g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_HAN;

  json_builder_begin_object (b);
  add_representation (b, han ? "IDE" : "ABC");
  add_string (b, "use", spelled ? "usual" : use);
  add_string (b, "text", text);
  json_builder_end_object (b);
}

static void
add_names (JsonBuilder *b, HcrmRows *rows, guint row)
{
  const char *name = hcrm_rows_get (rows, row, "name");
  const char *pinyin = hcrm_rows_get (rows, row, "pinyin");

  begin_array (b, "name");
  add_name (b, "official", name, FALSE);
  if (pinyin != NULL && *pinyin != '\0' && g_ascii_strcasecmp (pinyin, name) != 0)
    add_name (b, "usual", pinyin, TRUE);
  json_builder_end_array (b);
}

static void
add_telecom (JsonBuilder *b, JsonObject *contact)
{
  const char *channel = member (contact, "channel");

  json_builder_begin_object (b);
  add_string (b, "system", FIND_IN (telecom_systems, channel, "other"));
  add_string (b, "value", member (contact, "number"));
  if (json_object_get_boolean_member (contact, "invalid"))
    add_string (b, "use", "old");
  else if (g_strcmp0 (channel, "landline") == 0)
    add_string (b, "use", "home");
  else if (g_strcmp0 (channel, "phone") == 0)
    add_string (b, "use", "mobile");
  json_builder_set_member_name (b, "rank");
  json_builder_add_int_value (b, json_object_get_int_member (contact, "position"));
  json_builder_end_object (b);
}

static gboolean
is_own (JsonObject *contact)
{
  return g_strcmp0 (member (contact, "relation"), "self") == 0;
}

static void
add_own_cb (JsonArray *array, guint index, JsonNode *node, gpointer builder)
{
  if (is_own (json_node_get_object (node)))
    add_telecom (builder, json_node_get_object (node));
}

static void
add_contact_cb (JsonArray *array, guint index, JsonNode *node, gpointer builder)
{
  JsonObject *contact = json_node_get_object (node);

  if (is_own (contact))
    return;
  json_builder_begin_object (builder);
  begin_array (builder, "relationship");
  json_builder_begin_object (builder);
  begin_array (builder, "coding");
  json_builder_begin_object (builder);
  add_string (builder, "system", ROLE_CODE);
  add_string (builder, "code", FIND_IN (relation_codes, member (contact, "relation"), "O"));
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  if (member (contact, "name") != NULL) {
    begin_object (builder, "name");
    add_string (builder, "text", member (contact, "name"));
    json_builder_end_object (builder);
  }
  begin_array (builder, "telecom");
  add_telecom (builder, contact);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_contacts (JsonBuilder *b, HcrmRows *rows, guint row)
{
  g_autoptr (JsonArray) contacts = parse_array (rows, row, "contacts");

  begin_array (b, "telecom");
  json_array_foreach_element (contacts, add_own_cb, b);
  json_builder_end_array (b);
  begin_array (b, "contact");
  json_array_foreach_element (contacts, add_contact_cb, b);
  json_builder_end_array (b);
}

static void
add_link (JsonBuilder *b, const char *type, const char *id)
{
  g_autofree char *reference = g_strconcat ("Patient/", id, NULL);

  json_builder_begin_object (b);
  begin_object (b, "other");
  add_string (b, "reference", reference);
  json_builder_end_object (b);
  add_string (b, "type", type);
  json_builder_end_object (b);
}

static void
add_links (JsonBuilder *b, HcrmRows *rows, guint row)
{
  const char *into = hcrm_rows_get (rows, row, "merged_into_id");
  const char *survivor = hcrm_rows_get (rows, row, "survivor_id");
  g_autoptr (JsonArray) replaced = parse_array (rows, row, "replaced");

  begin_array (b, "link");
  if (into != NULL)
    add_link (b, "replaced-by", survivor);
  for (guint i = 0; i < json_array_get_length (replaced); i++)
    add_link (b, "replaces", json_array_get_string_element (replaced, i));
  json_builder_end_array (b);
}

/* Whoever reads this is told that numbers are not whole. */
static void
add_meta (JsonBuilder *b, HcrmRows *rows, guint row)
{
  g_autoptr (GString) changed = g_string_new (NULL);

  hcrm_rows_append_instant (rows, row, "changed_at", changed);
  begin_object (b, "meta");
  add_string (b, "versionId", hcrm_rows_get (rows, row, "version"));
  add_string (b, "lastUpdated", changed->str);
  begin_array (b, "security");
  json_builder_begin_object (b);
  add_string (b, "system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue");
  add_string (b, "code", "MASKED");
  json_builder_end_object (b);
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static void
add_person (JsonBuilder *b, HcrmRows *rows, guint row)
{
  const char *address = hcrm_rows_get (rows, row, "address");

  add_string (b, "gender", hcrm_rows_get (rows, row, "sex"));
  add_string (b, "birthDate", hcrm_rows_get (rows, row, "birth_date"));
  if (hcrm_rows_get (rows, row, "deceased_at") != NULL) {
    g_autoptr (GString) at = g_string_new (NULL);
    hcrm_rows_append_instant (rows, row, "deceased_at", at);
    add_string (b, "deceasedDateTime", at->str);
  }
  if (address == NULL)
    return;
  begin_array (b, "address");
  json_builder_begin_object (b);
  add_string (b, "use", "home");
  add_string (b, "text", address);
  json_builder_end_object (b);
  json_builder_end_array (b);
}

/* FHIR has no empty arrays. */
static void
drop_empty (JsonObject *patient)
{
  static const char *const names[] = { "identifier", "telecom", "contact", "link" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (json_array_get_length (json_object_get_array_member (patient, names[i])) == 0)
      json_object_remove_member (patient, names[i]);
}

static gboolean
write_patient (HcrmRows *rows, guint row, GString *out, GError **error)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  add_string (b, "resourceType", "Patient");
  add_string (b, "id", hcrm_rows_get (rows, row, "id"));
  add_meta (b, rows, row);
  add_identifiers (b, rows, row);
  json_builder_set_member_name (b, "active");
  json_builder_add_boolean_value (b, hcrm_rows_get (rows, row, "merged_into_id") == NULL);
  add_names (b, rows, row);
  add_contacts (b, rows, row);
  add_person (b, rows, row);
  add_links (b, rows, row);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  drop_empty (json_node_get_object (root));
  g_autofree char *text = json_to_string (root, FALSE);
  g_string_append (out, text);
  return TRUE;
}

/* --- Finding -------------------------------------------------------------------------------------
 */

/* Characters, pinyin with or without blanks, initials. */
static gboolean
find_names (HcrmRequest *req,
            const HcrmFhirParam *param,
            char **values,
            GHashTable *found,
            GError **error)
{
  for (char **value = values; *value != NULL; value++) {
    g_autofree char *plain = hcrm_fhir_unescape (*value);
    hcrm_sought_bind (req->db, plain);
    if (!hcrm_fhir_find_ids (req, &SQL_FHIR_PATIENT_BY_NAME, found, error))
      return FALSE;
  }
  return TRUE;
}

/* Only a whole number finds anybody. */
static gboolean
find_numbers (HcrmRequest *req,
              const HcrmFhirParam *param,
              char **values,
              GHashTable *found,
              GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  for (char **value = values; *value != NULL; value++) {
    g_auto (GStrv) parts = hcrm_fhir_split (*value, '|');
    g_autofree char *plain = hcrm_fhir_unescape (parts[1] != NULL ? parts[1] : parts[0]);
    gboolean mail = strcmp (param->name, "phone") != 0 && strchr (plain, '@') != NULL;
    if (strcmp (param->name, "email") != 0 || mail)
      g_ptr_array_add (keys, mail ? g_utf8_strdown (plain, -1) : hcrm_number_key (plain, NULL));
  }
  g_autofree char *array = hcrm_fhir_array (keys);
  hcrm_db_let (req->db, "keys", array);
  return hcrm_fhir_find_ids (req, &SQL_FHIR_PATIENT_BY_NUMBER, found, error);
}

static gboolean
find_identifiers (HcrmRequest *req,
                  const HcrmFhirParam *param,
                  char **values,
                  GHashTable *found,
                  GError **error)
{
  hcrm_fhir_bind_tokens (req, values);
  return hcrm_fhir_find_ids (req, &SQL_FHIR_PATIENT_BY_IDENTIFIER, found, error);
}

/* clang-format off */
static const HcrmFhirParam params[] = {
  { "_id",          HCRM_FHIR_PARAM_TOKEN,  "ids", hcrm_fhir_find_own_ids, .text = "Patient.id" },
  { "_lastUpdated", HCRM_FHIR_PARAM_DATE,   "changed", .text = "Patient.meta.lastUpdated" },
  { "identifier",   HCRM_FHIR_PARAM_TOKEN,  "ids", find_identifiers, .text = "Patient.identifier: system|value; whole values only" },
  { "name",         HCRM_FHIR_PARAM_STRING, "names", find_names, "ids", " contains exact ", "Patient.name: characters, pinyin or its initials" },
  { "family",       HCRM_FHIR_PARAM_STRING, "families", find_names, "ids", NULL, "The family name, with which Patient.name begins or, in other scripts, ends" },
  { "telecom",      HCRM_FHIR_PARAM_TOKEN,  "ids", find_numbers, .text = "Patient.telecom.value: whole numbers and addresses only" },
  { "phone",        HCRM_FHIR_PARAM_TOKEN,  "ids", find_numbers, .text = "Patient.telecom.where(system='phone').value: whole numbers only" },
  { "email",        HCRM_FHIR_PARAM_TOKEN,  "ids", find_numbers, .text = "Patient.telecom.where(system='email').value: whole addresses only" },
  { "birthdate",    HCRM_FHIR_PARAM_DATE,   "born", .text = "Patient.birthDate" },
  { "gender",       HCRM_FHIR_PARAM_TOKEN,  "genders", .text = "Patient.gender" },
};

static const HcrmFhirSort sorts[] = {
  { "_id", "id" }, { "_lastUpdated", "changed_at" }, { "name", "pinyin" }, { "birthdate", "birth_date" },
};
/* clang-format on */

const HcrmFhirResource hcrm_fhir_patient = {
  "Patient",
  params,
  G_N_ELEMENTS (params),
  sorts,
  G_N_ELEMENTS (sorts),
  &SQL_FHIR_PATIENT_LIST,
  &SQL_FHIR_PATIENT_GET,
  write_patient,
  "Telephone numbers, document numbers and addresses are masked, and meta.security says so. Merged "
  "patients are not active and are linked to the surviving one, which a search finds instead.",
};

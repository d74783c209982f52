/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps EVN, PID, NK1, PV1, DG1, PR1 and AL1, as the standard and Chinese hospitals write them. */
#include "hcrm-hl7-adt.h"

#include <string.h>

#include "core/hcrm-number.h"
#include "hcrm-hl7-orders.h"
#include "hcrm-hl7-terms.h"
#include "hcrm-hl7-time.h"

/* ---- what is told ---- */

static const HcrmField IDENTIFIER_FIELDS[] = {
  { "issuer", HCRM_KIND_TEXT, N_ ("Issuer") },
    { "kind", HCRM_KIND_TEXT, N_ ("Kind") },
      { "value", HCRM_KIND_TEXT, N_ ("Value") },
    };
HCRM_DEFINE_FIELD_SET (HCRM_HL7_IDENTIFIER, IDENTIFIER_FIELDS)

static const HcrmField MERGED_FIELDS[] = {
  { "pair", HCRM_KIND_INT, N_ ("Pair") },      { "side", HCRM_KIND_TEXT, N_ ("Side") },
  { "issuer", HCRM_KIND_TEXT, N_ ("Issuer") }, { "kind", HCRM_KIND_TEXT, N_ ("Kind") },
  { "value", HCRM_KIND_TEXT, N_ ("Value") },
};
HCRM_DEFINE_FIELD_SET (HCRM_HL7_MERGED, MERGED_FIELDS)

static const HcrmField
    CONTACT_FIELDS[] = {
      { "name", HCRM_KIND_TEXT, N_ ("Full name") },
        { "relation", HCRM_KIND_TEXT, N_ ("Relation") },
          { "channel", HCRM_KIND_TEXT, N_ ("Channel") },
            { "number", HCRM_KIND_TEXT, N_ ("Number") },
              { "number_key", HCRM_KIND_TEXT, N_ ("Number") },
            };
HCRM_DEFINE_FIELD_SET (HCRM_HL7_CONTACT, CONTACT_FIELDS)

static const HcrmField CODE_FIELDS[] = {
  { "kind", HCRM_KIND_TEXT, N_ ("Kind") },
  { "rank", HCRM_KIND_INT, N_ ("Rank") },
  { "system", HCRM_KIND_TEXT, N_ ("Code system") },
  { "code", HCRM_KIND_TEXT, N_ ("Code") },
  { "text", HCRM_KIND_TEXT, N_ ("Text") },
};
HCRM_DEFINE_FIELD_SET (HCRM_HL7_CODE, CODE_FIELDS)

static const HcrmField DOCTOR_FIELDS[] = {
  { "number", HCRM_KIND_TEXT, N_ ("Number") },
    { "name", HCRM_KIND_TEXT, N_ ("Name") },
  };
HCRM_DEFINE_FIELD_SET (HCRM_HL7_DOCTOR, DOCTOR_FIELDS)

static const HcrmField ADT_FIELDS[] = {
  /* clang-format off */
  { "event_at",           HCRM_KIND_TIME, N_ ("Happened") },
  { "identifiers",        HCRM_KIND_ROWS, N_ ("Identifiers"), 0, NULL, 0, 0, NULL, &HCRM_HL7_IDENTIFIER },
  { "merges",             HCRM_KIND_ROWS, N_ ("Merges"), 0, NULL, 0, 0, NULL, &HCRM_HL7_MERGED },
  { "drugs",              HCRM_KIND_ROWS, N_ ("Drugs"), 0, NULL, 0, 0, NULL, &HCRM_HL7_DRUG },
  { "results",            HCRM_KIND_ROWS, N_ ("Results"), 0, NULL, 0, 0, NULL, &HCRM_HL7_RESULT },
  { "contacts",           HCRM_KIND_ROWS, N_ ("Contacts"), 0, NULL, 0, 0, NULL, &HCRM_HL7_CONTACT },
  { "codes",              HCRM_KIND_ROWS, N_ ("Diagnoses and procedures"), 0, NULL, 0, 0, NULL, &HCRM_HL7_CODE },
  { "name",               HCRM_KIND_TEXT, N_ ("Full name") },
  { "sex",                HCRM_KIND_TEXT, N_ ("Sex") },
  { "birth_date",         HCRM_KIND_DATE, N_ ("Born") },
  { "id_kind",            HCRM_KIND_TEXT, N_ ("Document") },
  { "id_number",          HCRM_KIND_TEXT, N_ ("ID number") },
  { "address",            HCRM_KIND_TEXT, N_ ("Address") },
  { "allergies",          HCRM_KIND_TEXT, N_ ("Allergies") },
  { "deceased_at",        HCRM_KIND_TIME, N_ ("Deceased") },
  { "kind",               HCRM_KIND_TEXT, N_ ("Kind") },
  { "number",             HCRM_KIND_TEXT, N_ ("Number") },
  { "prior_number",       HCRM_KIND_TEXT, N_ ("Number before") },
  { "expected_at",        HCRM_KIND_TIME, N_ ("Expected") },
  { "bed",                HCRM_KIND_TEXT, N_ ("Bed") },
  { "started_at",         HCRM_KIND_TIME, N_ ("Admitted") },
  { "ended_at",           HCRM_KIND_TIME, N_ ("Discharged") },
  { "outcome",            HCRM_KIND_TEXT, N_ ("Outcome") },
  { "attending_number",   HCRM_KIND_TEXT, N_ ("Attending doctor") },
  { "attending_name",     HCRM_KIND_TEXT, N_ ("Attending doctor") },
  { "attending_others",   HCRM_KIND_TEXT, N_ ("Other attending doctors") },
  { "others",             HCRM_KIND_ROWS, N_ ("Other attending doctors"), 0, NULL, 0, 0, NULL, &HCRM_HL7_DOCTOR },
  { "service",            HCRM_KIND_TEXT, N_ ("Department") },
  { "service_name",       HCRM_KIND_TEXT, N_ ("Department") },
  { "point_of_care",      HCRM_KIND_TEXT, N_ ("Ward") },
  { "point_of_care_name", HCRM_KIND_TEXT, N_ ("Ward") },
  { "facility",           HCRM_KIND_TEXT, N_ ("Site") },
  { "facility_name",      HCRM_KIND_TEXT, N_ ("Site") },
  { "department_id",      HCRM_KIND_INT,  N_ ("Department") },
  { "ward_id",            HCRM_KIND_INT,  N_ ("Ward") },
  { "attending_id",       HCRM_KIND_INT,  N_ ("Attending doctor") },
  { "also_ids",           HCRM_KIND_TEXT, N_ ("Also attending") },
                                                                          /* clang-format on */
                                                                        };
HCRM_DEFINE_FIELD_SET (HCRM_HL7_ADT, ADT_FIELDS)

void
hcrm_hl7_adt_get_place (HcrmRecord *told, gboolean facility_is_site, HcrmHl7Place *place)
{
  const char *point = hcrm_record_get (told, "point_of_care");
  const char *facility = hcrm_record_get (told, "facility");
  const char *facility_name = hcrm_record_get (told, "facility_name");
  *place =
      (HcrmHl7Place){ .ward = point, .ward_name = hcrm_record_get (told, "point_of_care_name") };
  if (hcrm_record_get (told, "service")) {
    place->department = hcrm_record_get (told, "service");
    place->department_name = hcrm_record_get (told, "service_name");
  } else if (facility && !facility_is_site && (facility_name || !point)) {
    place->department = facility;
    place->department_name = facility_name;
  } else {
    place->department = point;
    place->department_name = place->ward_name;
  }
  if (g_strcmp0 (place->department, place->ward) == 0)
    place->ward = NULL;
}

static gboolean
is_empty (const char *text)
{
  return !text || !*text;
}

/* ---- one message being read ---- */

typedef struct {
  const HcrmHl7Message *message;
  const HcrmHl7Event *event;
  GTimeZone *zone;
  HcrmRecord *record;
  GError **error;
} Reader;

static char *
get_repeated (const Reader *r,
              const char *segment,
              guint nth,
              guint field,
              guint rep,
              guint component)
{
  return hcrm_hl7_message_get (r->message, segment, nth, field, rep, component, 1);
}

/* Nothing leaves the field absent; the explicit null makes it null. */
static void
tell (const Reader *r, const char *name, const char *value)
{
  if (value)
    hcrm_record_set (r->record, name, *value ? value : NULL);
}

static const struct {
  const char *name;
  const char *segment;
  guint field;
  guint component;
} COPIED[] = {
  /* clang-format off */
  { "number",             "PV1", 19, 1 },
  { "prior_number",       "MRG", 5,  1 },
  { "point_of_care",      "PV1", 3,  1 },
  { "bed",                "PV1", 3,  3 },
  { "facility",           "PV1", 3,  4 },
  { "facility_name",      "PV1", 3,  5 },
  { "point_of_care_name", "PV1", 3,  9 },
  { "service",            "PV1", 10, 1 },
  { "service_name",       "PV1", 10, 2 },
  /* clang-format on */
};

static void
read_copied (const Reader *r)
{
  for (guint i = 0; i < G_N_ELEMENTS (COPIED); i++) {
    g_autofree char *value = hcrm_hl7_message_get_first (r->message, COPIED[i].segment,
                                                         COPIED[i].field, COPIED[i].component);
    tell (r, COPIED[i].name, value);
  }
}

/* ---- times ---- */

static void
complain (const Reader *r, const char *segment, guint field, const char *detail)
{
  g_autofree char *place = g_strdup_printf ("%s-%u", segment, field);
  hcrm_error_add_field (r->error, place, detail);
}

static char *
read_time (const Reader *r, const char *segment, guint field)
{
  g_autofree char *text = hcrm_hl7_message_get_first (r->message, segment, field, 1);
  if (is_empty (text))
    return g_steal_pointer (&text);
  char *time = hcrm_hl7_time_parse (text, r->zone);
  if (!time)
    complain (r, segment, field, _ ("This is not a date and time"));
  return time;
}

/* When it happened: EVN-6, else when it was recorded, else when the message was sent. */
static void
read_event_time (const Reader *r)
{
  static const struct {
    const char *segment;
    guint field;
  } places[] = { { "EVN", 6 }, { "EVN", 2 }, { "MSH", 7 } };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *time = read_time (r, places[i].segment, places[i].field);
    if (is_empty (time))
      continue;
    hcrm_record_set (r->record, "event_at", time);
    return;
  }
  complain (r, "MSH", 7, _ ("The message does not say when this happened"));
}

static gboolean
is_before (const char *left, const char *right)
{
  g_autoptr (GDateTime) a = g_date_time_new_from_iso8601 (left, NULL);
  g_autoptr (GDateTime) b = g_date_time_new_from_iso8601 (right, NULL);
  return g_date_time_compare (a, b) < 0;
}

/* A message that begins or ends a visit does so when it happened, if it says nothing better. */
static void
read_visit_times (const Reader *r)
{
  g_autofree char *start = read_time (r, "PV1", 44);
  g_autofree char *end = read_time (r, "PV1", 45);
  g_autofree char *expected = read_time (r, "PV2", 8);
  tell (r, "expected_at", expected);
  const char *happened = hcrm_record_get (r->record, "event_at");
  tell (r, "started_at", is_empty (start) && r->event->effect == HCRM_HL7_BEGIN ? happened : start);
  tell (r, "ended_at", is_empty (end) && r->event->effect == HCRM_HL7_END ? happened : end);
  if (!is_empty (start) && !is_empty (end) && is_before (end, start))
    complain (r, "PV1", 45, _ ("The discharge lies before the admission"));
}

/* ---- names, numbers, addresses ---- */

static gboolean
has_han (const char *text)
{
  for (const char *c = text; c && *c; c = g_utf8_next_char (c))
    if (g_unichar_get_script (g_utf8_get_char (c)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

/* Family and given name stand together in Chinese, and the other way round in other scripts. */
static char *
join_name (const char *family, const char *given, const char *middle)
{
  if (has_han (family) || has_han (given))
    return g_strconcat (family ? family : "", given ? given : "", NULL);
  g_autoptr (GString) name = g_string_new (NULL);
  const char *const parts[] = { given, middle, family };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!is_empty (parts[i]))
      g_string_append_printf (name, "%s%s", name->len ? " " : "", parts[i]);
  return g_strdup (name->str);
}

/* XPN has the family name in its first component; XCN has the person's number there. */
static char *
read_name (const Reader *r, const char *segment, guint nth, guint field, guint rep, guint first)
{
  g_autofree char *family = get_repeated (r, segment, nth, field, rep, first);
  g_autofree char *given = get_repeated (r, segment, nth, field, rep, first + 1);
  g_autofree char *middle = get_repeated (r, segment, nth, field, rep, first + 2);
  if (!family && !given)
    return NULL;
  g_autofree char *name = join_name (family, given, middle);
  return g_strdup (g_strstrip (name));
}

/* Of several names the one in characters is the one that is used here. */
static void
read_patient_name (const Reader *r)
{
  guint n = hcrm_hl7_message_count_repetitions (r->message, "PID", 0, 5);
  g_autofree char *chosen = NULL;
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = read_name (r, "PID", 0, 5, i, 1);
    if (is_empty (name) || (chosen && !has_han (name)) || has_han (chosen))
      continue;
    g_free (chosen);
    chosen = g_steal_pointer (&name);
  }
  if (chosen)
    hcrm_record_set (r->record, "name", chosen);
}

static gboolean
has_digit (const char *text)
{
  return text && strpbrk (text, "0123456789");
}

/* XTN: the number as text, or in parts, or where older systems put it, as any text. */
static char *
read_number (const Reader *r, const char *segment, guint nth, guint field, guint rep)
{
  static const guint whole[] = { 1, 12 };
  for (guint i = 0; i < G_N_ELEMENTS (whole); i++) {
    g_autofree char *text = get_repeated (r, segment, nth, field, rep, whole[i]);
    if (has_digit (text))
      return g_steal_pointer (&text);
  }
  g_autofree char *area = get_repeated (r, segment, nth, field, rep, 6);
  g_autofree char *local = get_repeated (r, segment, nth, field, rep, 7);
  if (has_digit (local))
    return g_strconcat (area ? area : "", area ? "-" : "", local, NULL);
  return get_repeated (r, segment, nth, field, rep, 9);
}

/* Chinese addresses run from the large to the small and are mostly one text; others as written. */
static char *
join_address (char *const parts[5])
{
  static const guint chinese[] = { 3, 2, 0, 1 };
  static const guint others[] = { 0, 1, 2, 3, 4 };
  gboolean han = has_han (parts[0]) || has_han (parts[2]);
  g_autoptr (GString) address = g_string_new (NULL);
  for (guint i = 0; i < (han ? G_N_ELEMENTS (chinese) : G_N_ELEMENTS (others)); i++) {
    const char *part = parts[han ? chinese[i] : others[i]];
    if (is_empty (part) || (han && strstr (parts[0] ? parts[0] : "", part) && part != parts[0]))
      continue;
    g_string_append_printf (address, "%s%s", address->len && !han ? ", " : "", part);
  }
  return g_strdup (address->str);
}

static void
read_address (const Reader *r)
{
  guint n = hcrm_hl7_message_count_repetitions (r->message, "PID", 0, 11);
  for (guint i = 0; i < n; i++) {
    char *parts[6] = { NULL };
    for (guint c = 0; c < 5; c++)
      parts[c] = get_repeated (r, "PID", 0, 11, i, c + 1);
    gboolean given = parts[0] && !hcrm_hl7_is_none (parts[0]);
    g_autofree char *address = join_address (parts);
    if (given)
      tell (r, "address", address);
    for (guint c = 0; c < 5; c++)
      g_free (parts[c]);
    if (given)
      return;
  }
}

/* ---- rows ---- */

static void
add_row (JsonArray *rows, HcrmRecord *row)
{
  json_array_add_object_element (rows, hcrm_record_to_json (row));
}

/* Takes @rows. */
static void
tell_rows (const Reader *r, const char *name, JsonArray *rows)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, rows);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_record_set (r->record, name, text);
}

/* ---- identifiers ---- */

/* Where numbers of a patient stand: PID-3 or MRG-1, in any of the segments. */
typedef struct {
  const char *segment;
  guint nth;
  guint field;
} Source;

static char *
read_issuer (const Reader *r, const Source *source, guint rep)
{
  char *issuer = get_repeated (r, source->segment, source->nth, source->field, rep, 4);
  if (is_empty (issuer)) {
    g_free (issuer);
    issuer = hcrm_hl7_message_get_first (r->message, "MSH", 4, 1);
  }
  if (is_empty (issuer)) {
    g_free (issuer);
    issuer = hcrm_hl7_message_get_first (r->message, "MSH", 3, 1);
  }
  return issuer ? issuer : g_strdup ("");
}

static void
set_identifier (const Reader *r,
                const Source *source,
                guint rep,
                HcrmRecord *row,
                const char *kind,
                const char *value)
{
  g_autofree char *issuer = read_issuer (r, source, rep);
  hcrm_record_set (row, "issuer", issuer);
  hcrm_record_set (row, "kind", kind);
  hcrm_record_set (row, "value", value);
}

static const Source PATIENT = { "PID", 0, 3 };

static void
add_identifier (const Reader *r, JsonArray *rows, guint rep, const char *kind, const char *value)
{
  g_autoptr (HcrmRecord) row = hcrm_record_new (&HCRM_HL7_IDENTIFIER);
  set_identifier (r, &PATIENT, rep, row, kind, value);
  add_row (rows, row);
}

static void
tell_identity (const Reader *r, const char *kind, const char *value)
{
  hcrm_record_set (r->record, "id_kind", kind);
  hcrm_record_set (r->record, "id_number", value);
}

/* A number of an identity document is the person's, not the hospital's. */
static void
read_identifier (const Reader *r, JsonArray *rows, guint rep)
{
  g_autofree char *value = get_repeated (r, "PID", 0, 3, rep, 1);
  g_autofree char *type = get_repeated (r, "PID", 0, 3, rep, 5);
  if (is_empty (value) || hcrm_hl7_is_none (value))
    return;
  const char *document = hcrm_hl7_document_kind (type, value);
  if (document)
    tell_identity (r, document, value);
  else
    add_identifier (r, rows, rep, hcrm_hl7_identifier_kind (type), value);
}

static void
read_identifiers (const Reader *r)
{
  JsonArray *rows = json_array_new ();
  guint n = hcrm_hl7_message_count_repetitions (r->message, "PID", 0, 3);
  for (guint i = 0; i < n; i++)
    read_identifier (r, rows, i);
  g_autofree char *old_place = hcrm_hl7_message_get_first (r->message, "PID", 19, 1);
  const char *document = old_place ? hcrm_hl7_document_kind (NULL, old_place) : NULL;
  if (document)
    tell_identity (r, document, old_place);
  const char *identity = hcrm_record_get (r->record, "id_number");
  if (json_array_get_length (rows) == 0 && n > 0 && identity)
    add_identifier (r, rows, 0, "ID", identity);
  if (json_array_get_length (rows) == 0)
    complain (r, "PID", 3, _ ("The message names no patient number"));
  tell_rows (r, "identifiers", rows);
}

/* ---- merges ---- */

/* A document's number is no hospital's number, and names nobody's record. */
static void
add_merged (const Reader *r, JsonArray *rows, const Source *source, guint pair, const char *side)
{
  guint n =
      hcrm_hl7_message_count_repetitions (r->message, source->segment, source->nth, source->field);
  for (guint i = 0; i < n; i++) {
    g_autofree char *value = get_repeated (r, source->segment, source->nth, source->field, i, 1);
    g_autofree char *type = get_repeated (r, source->segment, source->nth, source->field, i, 5);
    if (is_empty (value) || hcrm_hl7_document_kind (type, value))
      continue;
    g_autoptr (HcrmRecord) row = hcrm_record_new (&HCRM_HL7_MERGED);
    hcrm_record_set_int (row, "pair", pair + 1);
    hcrm_record_set (row, "side", side);
    set_identifier (r, source, i, row, hcrm_hl7_identifier_kind (type), value);
    add_row (rows, row);
  }
}

/* The nth MRG belongs to the nth PID, whichever stands first. */
static void
read_merges (const Reader *r)
{
  JsonArray *rows = json_array_new ();
  guint n = hcrm_hl7_message_count (r->message, "MRG");
  if (n == 0 || n != hcrm_hl7_message_count (r->message, "PID"))
    complain (r, "MRG", 1, _ ("Each patient needs the one to merge into it"));
  for (guint i = 0; i < n; i++) {
    guint before = json_array_get_length (rows);
    add_merged (r, rows, &(Source){ "PID", i, 3 }, i, "survivor");
    guint between = json_array_get_length (rows);
    add_merged (r, rows, &(Source){ "MRG", i, 1 }, i, "merged");
    if (between == before)
      complain (r, "PID", 3, _ ("The message names no patient number"));
    if (json_array_get_length (rows) == between)
      complain (r, "MRG", 1, _ ("The message names no patient number"));
  }
  tell_rows (r, "merges", rows);
}

/* ---- contacts ---- */

static gboolean
is_known_number (JsonArray *rows, const char *key)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    if (g_str_equal (json_object_get_string_member (row, "number_key"), key))
      return TRUE;
  }
  return FALSE;
}

static void
add_contact (JsonArray *rows, const char *name, const char *relation, const char *number)
{
  if (!has_digit (number) || !hcrm_number_check (number, "number", NULL))
    return;
  g_autofree char *key = hcrm_number_key (number, NULL);
  if (is_known_number (rows, key))
    return;
  g_autoptr (HcrmRecord) row = hcrm_record_new (&HCRM_HL7_CONTACT);
  hcrm_record_set (row, "name", name);
  hcrm_record_set (row, "relation", relation);
  hcrm_record_set (row, "channel", hcrm_number_is_mobile (key) ? "phone" : "landline");
  hcrm_record_set (row, "number", number);
  hcrm_record_set (row, "number_key", key);
  add_row (rows, row);
}

static void
add_numbers (const Reader *r,
             JsonArray *rows,
             const char *segment,
             guint nth,
             guint field,
             const char *name,
             const char *relation)
{
  guint n = hcrm_hl7_message_count_repetitions (r->message, segment, nth, field);
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = read_number (r, segment, nth, field, i);
    g_auto (GStrv) numbers = hcrm_number_split (text ? text : "");
    for (guint j = 0; numbers[j]; j++)
      add_contact (rows, name, relation, numbers[j]);
  }
}

static void
read_relative (const Reader *r, JsonArray *rows, guint nth)
{
  g_autofree char *name = read_name (r, "NK1", nth, 2, 0, 1);
  g_autofree char *code = get_repeated (r, "NK1", nth, 3, 0, 1);
  g_autofree char *text = get_repeated (r, "NK1", nth, 3, 0, 2);
  const char *relation = hcrm_hl7_relation (code, text);
  add_numbers (r, rows, "NK1", nth, 5, name, relation);
  add_numbers (r, rows, "NK1", nth, 6, name, relation);
}

static void
read_contacts (const Reader *r)
{
  JsonArray *rows = json_array_new ();
  add_numbers (r, rows, "PID", 0, 13, NULL, "self");
  add_numbers (r, rows, "PID", 0, 14, NULL, "self");
  guint n = hcrm_hl7_message_count (r->message, "NK1");
  for (guint i = 0; i < n; i++)
    read_relative (r, rows, i);
  tell_rows (r, "contacts", rows);
}

/* ---- diagnoses, procedures, allergies ---- */

/* CE: code, text, system; older systems put the text into the field behind. */
static void
read_code (const Reader *r, JsonArray *rows, const char *segment, guint nth, const char *kind)
{
  g_autofree char *code = get_repeated (r, segment, nth, 3, 0, 1);
  g_autofree char *text = get_repeated (r, segment, nth, 3, 0, 2);
  g_autofree char *behind = get_repeated (r, segment, nth, 4, 0, 1);
  g_autofree char *system = get_repeated (r, segment, nth, 3, 0, 3);
  const char *words = !is_empty (text) ? text : behind;
  if (is_empty (code) && is_empty (words))
    return;
  g_autoptr (HcrmRecord) row = hcrm_record_new (&HCRM_HL7_CODE);
  hcrm_record_set (row, "kind", kind);
  hcrm_record_set_int (row, "rank", nth + 1);
  hcrm_record_set (row, "system", hcrm_hl7_code_system (system, kind));
  hcrm_record_set (row, "code", code ? code : "");
  hcrm_record_set (row, "text", words);
  add_row (rows, row);
}

static void
read_codes (const Reader *r)
{
  static const struct {
    const char *segment;
    const char *kind;
  } kinds[] = { { "DG1", "diagnosis" }, { "PR1", "procedure" } };
  JsonArray *rows = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    guint n = hcrm_hl7_message_count (r->message, kinds[i].segment);
    for (guint nth = 0; nth < n; nth++)
      read_code (r, rows, kinds[i].segment, nth, kinds[i].kind);
  }
  tell_rows (r, "codes", rows);
}

static void
append_allergy (const Reader *r, GString *text, guint nth)
{
  g_autofree char *code = get_repeated (r, "AL1", nth, 3, 0, 1);
  g_autofree char *words = get_repeated (r, "AL1", nth, 3, 0, 2);
  g_autofree char *reaction = get_repeated (r, "AL1", nth, 5, 0, 1);
  const char *what = !is_empty (words) ? words : code;
  if (is_empty (what))
    return;
  g_string_append_printf (text, "%s%s", text->len ? "；" : "", what);
  if (!is_empty (reaction))
    g_string_append_printf (text, "（%s）", reaction);
}

static void
read_allergies (const Reader *r)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = hcrm_hl7_message_count (r->message, "AL1");
  for (guint i = 0; i < n; i++)
    append_allergy (r, text, i);
  if (text->len)
    hcrm_record_set (r->record, "allergies", text->str);
}

/* ---- patient and visit ---- */

static void
read_sex (const Reader *r)
{
  g_autofree char *code = hcrm_hl7_message_get_first (r->message, "PID", 8, 1);
  const char *sex = is_empty (code) ? NULL : hcrm_hl7_sex (code);
  if (sex)
    hcrm_record_set (r->record, "sex", sex);
}

/* Later than today wherever the sender is. */
static gboolean
is_in_future (const char *date)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) ahead = g_date_time_add_hours (now, 14);
  g_autofree char *today = g_date_time_format (ahead, "%F");
  return strcmp (date, today) > 0;
}

static void
read_birth_date (const Reader *r)
{
  g_autofree char *text = hcrm_hl7_message_get_first (r->message, "PID", 7, 1);
  g_autofree char *date = is_empty (text) ? g_strdup (text) : hcrm_hl7_date_parse (text);
  if (text && !date)
    complain (r, "PID", 7, _ ("This is not a date"));
  else if (!is_empty (date) && is_in_future (date))
    complain (r, "PID", 7, _ ("A date of birth does not lie in the future"));
  tell (r, "birth_date", date);
}

/* That somebody lives is never told by PID-30 = N: systems send it by default. */
static void
read_death (const Reader *r)
{
  g_autofree char *at = read_time (r, "PID", 29);
  g_autofree char *dead = hcrm_hl7_message_get_first (r->message, "PID", 30, 1);
  const char *end = hcrm_record_get (r->record, "ended_at");
  const char *happened = end ? end : hcrm_record_get (r->record, "event_at");
  gboolean died =
      g_strcmp0 (dead, "Y") == 0 || g_strcmp0 (hcrm_record_get (r->record, "outcome"), "died") == 0;
  tell (r, "deceased_at", is_empty (at) && died ? happened : at);
}

static void
add_doctor (JsonArray *rows, const char *number, const char *name)
{
  g_autoptr (HcrmRecord) row = hcrm_record_new (&HCRM_HL7_DOCTOR);
  hcrm_record_set (row, "number", number);
  hcrm_record_set (row, "name", is_empty (name) ? NULL : name);
  add_row (rows, row);
}

/* Who attends besides the first, who is responsible. One doctor may be told several times, under
 * the numbers of several systems. Who has no number is told on the time line only. */
static void
read_others (const Reader *r, guint place, const char *number, const char *first)
{
  guint n = hcrm_hl7_message_count_repetitions (r->message, "PV1", 0, place);
  JsonArray *rows = json_array_new ();
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_hash_table_add (told, g_strdup (number));
  g_hash_table_add (told, g_strdup (first != NULL ? first : ""));
  for (guint i = 1; i < n; i++) {
    g_autofree char *other = get_repeated (r, "PV1", 0, place, i, 1);
    g_autofree char *name = read_name (r, "PV1", 0, place, i, 2);
    const char *said = is_empty (name) ? other : name;
    gboolean again = is_empty (said) || !g_hash_table_add (told, g_strdup (said));
    if (again || (!is_empty (other) && said != other && !g_hash_table_add (told, g_strdup (other))))
      continue;
    g_strv_builder_add (names, said);
    if (!is_empty (other))
      add_doctor (rows, other, name);
  }
  g_auto (GStrv) all = g_strv_builder_end (names);
  g_autofree char *text = g_strjoinv (", ", all);
  if (*text != '\0')
    hcrm_record_set (r->record, "attending_others", text);
  tell_rows (r, "others", rows);
}

static void
read_attending (const Reader *r)
{
  static const guint places[] = { 7, 17 }; /* attending; else who admitted */
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *number = hcrm_hl7_message_get_first (r->message, "PV1", places[i], 1);
    g_autofree char *name = read_name (r, "PV1", 0, places[i], 0, 2);
    if (is_empty (number))
      continue;
    hcrm_record_set (r->record, "attending_number", number);
    tell (r, "attending_name", name);
    read_others (r, places[i], number, name);
    return;
  }
}

/* Where systems put the number of the visit instead: PV1-19.5, or the account PID-18. */
static char *
get_visit_fallback (const Reader *r)
{
  char *number = hcrm_hl7_message_get_first (r->message, "PV1", 19, 5);
  gboolean usable = has_digit (number);
  if (!usable)
    g_free (number);
  return usable ? number : hcrm_hl7_message_get_first (r->message, "PID", 18, 1);
}

static void
read_number_and_kind (const Reader *r)
{
  g_autofree char *account = get_visit_fallback (r);
  g_autofree char *class = hcrm_hl7_message_get_first (r->message, "PV1", 2, 1);
  const char *kind = is_empty (class) ? r->event->kind : hcrm_hl7_encounter_kind (class);
  if (!hcrm_record_get (r->record, "number") && !is_empty (account))
    hcrm_record_set (r->record, "number", account);
  if (!hcrm_record_get (r->record, "number") && r->event->needs_visit)
    complain (r, "PV1", 19, _ ("The message names no visit"));
  if (kind)
    hcrm_record_set (r->record, "kind", kind);
  else if (!is_empty (class))
    complain (r, "PV1", 2, _ ("Unknown patient class"));
}

static void
read_visit (const Reader *r)
{
  g_autofree char *disposition = hcrm_hl7_message_get_first (r->message, "PV1", 36, 1);
  read_copied (r);
  read_number_and_kind (r);
  read_visit_times (r);
  read_attending (r);
  read_codes (r);
  if (!is_empty (disposition))
    hcrm_record_set (r->record, "outcome", hcrm_hl7_outcome (disposition));
}

static void
read_patient (const Reader *r)
{
  read_identifiers (r);
  read_patient_name (r);
  read_sex (r);
  read_birth_date (r);
  read_address (r);
  read_contacts (r);
  read_allergies (r);
  read_death (r);
}

HcrmRecord *
hcrm_hl7_adt_read (const HcrmHl7Message *message,
                   const HcrmHl7Event *event,
                   GTimeZone *zone,
                   GError **error)
{
  g_return_val_if_fail (message && event && zone, NULL);
  g_autoptr (HcrmRecord) record = hcrm_record_new (&HCRM_HL7_ADT);
  GError *problem = NULL;
  Reader r = { message, event, zone, record, &problem };
  read_event_time (&r);
  if (event->effect != HCRM_HL7_NO_VISIT && event->effect != HCRM_HL7_MERGE)
    read_visit (&r);
  read_patient (&r);
  if (event->effect == HCRM_HL7_MERGE)
    read_merges (&r);
  if (hcrm_hl7_event_is_order (event))
    hcrm_hl7_orders_read (message, event, zone, record, &problem);
  if (problem) {
    g_propagate_error (error, problem);
    return NULL;
  }
  return g_steal_pointer (&record);
}

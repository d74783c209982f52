/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The FHIR face over HTTP: what it says of itself, patients, searches, pages, formats, errors. */

#include <string.h>

#include "hcrm-fixture.h"

#define FHIR "/fhir/R4"
#define SHAN_ID "330102195903024423"

/* Patient 1 was treated in ORTHO, patient 2 in NEURO, 3 nowhere; 4 was merged into 1. */
static const char seed[] =
    "INSERT INTO patient_identifier (patient_id, issuer, kind, value) VALUES"
    " (1, 'EAST', 'MRN', 'M00123456'), (2, 'WEST', 'MRN', 'W0077'), (4, 'WEST', 'MRN', 'W0099');"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at) VALUES"
    " (1, 2, 'inpatient', 'Z1', 'active', 1, 1, hcrm_now() - interval '9 days'),"
    " (2, 3, 'inpatient', 'Z2', 'active', 5, NULL, hcrm_now() - interval '20 days');"
    "UPDATE patient SET merged_into_id = 1 WHERE id = 4";

static void
create (Fixture *self, const char *path, const char *body)
{
  fixture_expect (self, 201, "agent", "POST", path, body);
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  fixture_setup (self, NULL);
  create (self, "/patients",
          "{\"name\":\"单雄信\",\"sex\":\"unknown\",\"id_kind\":\"resident-id\","
          "\"id_number\":\"" SHAN_ID "\",\"address\":\"浙江省杭州市上城区平海路1号\"}");
  create (self, "/patients",
          "{\"name\":\"曾雨桐\",\"sex\":\"female\",\"birth_date\":\"1988-05-06\"}");
  create (self, "/patients", "{\"name\":\"John Smith\",\"sex\":\"male\"}");
  create (self, "/patients", "{\"name\":\"单雄\",\"sex\":\"male\"}");
  create (self, "/contacts",
          "{\"patient_id\":1,\"relation\":\"self\",\"channel\":\"phone\","
          "\"number\":\"+86 138-1234-5678\"}");
  create (self, "/contacts",
          "{\"patient_id\":1,\"name\":\"单大\",\"relation\":\"child\",\"channel\":\"landline\","
          "\"number\":\"0571-88886620\"}");
  g_free (fixture_sql (self, "%s", seed));
}

/* --- Helpers ------------------------------------------------------------------------------------
 */

static JsonNode *
get (Fixture *self, const char *user, const char *path)
{
  JsonNode *reply = fixture_call (self, user, "GET", path, NULL, NULL);

  if (fixture_answer.status != 200)
    g_error ("%s: %u %s", path, fixture_answer.status, fixture_answer.text);
  g_assert_cmpstr (fixture_answer.media, ==, "application/fhir+json; charset=utf-8");
  return reply;
}

/* The ids that a search finds, in their order: "1 3". */
static char *
find_as (Fixture *self, const char *user, const char *query)
{
  g_autofree char *path = g_strconcat (FHIR "/", query, NULL);
  g_autoptr (JsonNode) bundle = get (self, user, path);
  GString *ids = g_string_new (NULL);

  g_assert_cmpstr (json_at (bundle, "type"), ==, "searchset");
  for (guint i = 0; i < json_length_at (bundle, "entry"); i++) {
    g_autofree char *at = g_strdup_printf ("entry.%u.resource.id", i);
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", json_at (bundle, at));
  }
  return g_string_free (ids, FALSE);
}

static void
assert_finds (Fixture *self, const char *query, const char *expected)
{
  g_autofree char *found = find_as (self, "agent", query);

  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("%s", query);
  g_assert_cmpstr (found, ==, expected);
}

/* The last answer is an OperationOutcome with @status whose first issue has @code. */
static void
assert_outcome (JsonNode *reply, guint status, const char *code)
{
  if (fixture_answer.status != status)
    g_test_message ("%s", fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, status);
  g_assert_cmpstr (fixture_answer.media, ==, "application/fhir+json; charset=utf-8");
  g_assert_cmpstr (json_at (reply, "resourceType"), ==, "OperationOutcome");
  g_assert_cmpstr (json_at (reply, "issue.0.code"), ==, code);
  g_assert_nonnull (json_at (reply, "issue.0.severity"));
  g_assert_nonnull (json_at (reply, "issue.0.diagnostics"));
}

static void
assert_refused (Fixture *self, const char *path, guint status, const char *code)
{
  g_autoptr (JsonNode) reply =
      fixture_call (self, "agent", "GET", path, NULL, "Prefer: handling=strict", NULL);

  assert_outcome (reply, status, code);
}

/* --- What it says of itself
 * ----------------------------------------------------------------------- */

static void
test_metadata (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) statement = get (self, NULL, FHIR "/metadata");

  g_assert_cmpstr (json_at (statement, "resourceType"), ==, "CapabilityStatement");
  g_assert_cmpstr (json_at (statement, "fhirVersion"), ==, "4.0.1");
  g_assert_cmpuint (json_length_at (statement, "rest.0.resource"), ==, 3);
  g_assert_cmpstr (json_at (statement, "rest.0.resource.0.type"), ==, "Patient");
  g_assert_cmpstr (json_at (statement, "rest.0.resource.0.interaction.0.code"), ==, "read");
  g_assert_cmpstr (json_at (statement, "rest.0.resource.1.searchParam.2.name"), ==, "url");
  g_assert_true (g_str_has_prefix (json_at (statement, "implementation.url"), "http://127.0.0.1:"));
}

/* --- Errors
 * ---------------------------------------------------------------------------------------- */

static void
test_errors (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) nobody = fixture_call (self, NULL, "GET", FHIR "/Patient/1", NULL, NULL);
  assert_outcome (nobody, 401, "login");
  g_autoptr (JsonNode) forbidden =
      fixture_call (self, "admin", "GET", FHIR "/Patient/1", NULL, NULL);
  assert_outcome (forbidden, 403, "forbidden");
  assert_refused (self, FHIR "/Patient/99", 404, "not-found");
  assert_refused (self, FHIR "/Patient/x", 404, "not-found");
  assert_refused (self, FHIR "/Observation", 404, "not-found");
  assert_refused (self, FHIR, 404, "not-found");
  g_autoptr (JsonNode) gone = fixture_call (self, "agent", "DELETE", FHIR "/Patient/1", NULL, NULL);
  assert_outcome (gone, 405, "not-supported");
  assert_refused (self, FHIR "/Patient?colour=red", 400, "structure");
  assert_refused (self, FHIR "/Patient?name:soundex=x", 400, "structure");
  assert_refused (self, FHIR "/Patient?birthdate=yesterday", 400, "structure");
  assert_refused (self, FHIR "/Patient?birthdate=ap2000", 400, "structure");
  assert_refused (self, FHIR "/Patient?birthdate=2026-02-30", 400, "structure");
  assert_refused (self, FHIR "/Patient?_sort=shoe-size", 400, "structure");
  assert_refused (self, FHIR "/Patient?_count=many", 400, "structure");
  assert_refused (self, FHIR "/Patient?_total=some", 400, "structure");
  assert_refused (self, FHIR "/Patient?_cursor=x", 400, "structure");
  assert_refused (self, FHIR "/Patient/1/_history/9", 404, "not-found");
}

static void
test_error_language (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) reply = fixture_call (self, "agent", "GET", FHIR "/Patient?birthdate=x",
                                             NULL, "Accept-Language: zh-CN", NULL);

  assert_outcome (reply, 400, "structure");
  g_assert_cmpstr (json_at (reply, "issue.0.location.0"), ==, "http.birthdate");
}

/* Announces 3 MB; the answer comes before they would. */
static char *
announce_large (Fixture *self, const char *path)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  const char *port = strrchr (self->root, ':') + 1;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", atoi (port), NULL, &error);
  g_autofree char *head = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: x\r\n"
                                           "Content-Length: 3000000\r\n\r\n",
                                           path);
  char buffer[4096];
  gssize n = -1;

  g_assert_no_error (error);
  GIOStream *stream = G_IO_STREAM (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), head, strlen (head), NULL,
                             NULL, NULL);
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  while ((n = g_pollable_input_stream_read_nonblocking (input, buffer, sizeof buffer, NULL, NULL))
         < 0)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  return g_strndup (buffer, n);
}

/* Each face tells in its own way of what is refused before it was read. */
static void
test_large_body (Fixture *self, gconstpointer unused)
{
  g_autofree char *outcome = announce_large (self, FHIR "/Questionnaire");
  g_autofree char *problem = announce_large (self, "/api/v1/patients");

  g_assert_true (g_str_has_prefix (outcome, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (outcome, "application/fhir+json"));
  g_assert_nonnull (strstr (outcome, "\"OperationOutcome\""));
  g_assert_nonnull (strstr (outcome, "\"too-long\""));
  g_assert_true (g_str_has_prefix (problem, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (problem, "application/problem+json"));
}

static void
test_formats (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *query;
    const char *accept;
    guint status;
  } cases[] = {
    { "", "application/fhir+json", 200 },
    { "", "application/json;q=0.5, text/html", 200 },
    { "", "text/html,application/xhtml+xml,*/*;q=0.8", 200 },
    { "", "application/fhir+xml", 406 },
    { "?_format=xml", "application/fhir+json", 406 },
    { "?_format=json", "application/fhir+xml", 200 },
    { "?_format=application/fhir%2Bjson", "text/html", 200 },
    { "?_format=application/fhir+json", "text/html", 200 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat (FHIR "/Patient/1", cases[i].query, NULL);
    g_autofree char *accept = g_strconcat ("Accept: ", cases[i].accept, NULL);
    g_autoptr (JsonNode) reply = fixture_call (self, "agent", "GET", path, NULL, accept, NULL);
    g_test_message ("%s %s", path, accept);
    g_assert_cmpuint (fixture_answer.status, ==, cases[i].status);
    g_assert_cmpstr (json_at (reply, "resourceType"), ==,
                     cases[i].status == 200 ? "Patient" : "OperationOutcome");
  }
}

/* --- Patients
 * -------------------------------------------------------------------------------------- */

static void
test_patient (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) patient = get (self, "agent", FHIR "/Patient/1");

  g_assert_cmpint (fixture_answer.etag, ==, 1);
  g_assert_cmpstr (json_at (patient, "meta.versionId"), ==, "1");
  g_assert_cmpstr (json_at (patient, "meta.security.0.code"), ==, "MASKED");
  g_assert_cmpstr (json_at (patient, "active"), ==, "true");
  g_assert_cmpstr (json_at (patient, "identifier.0.type.coding.0.code"), ==, "MR");
  g_assert_cmpstr (json_at (patient, "identifier.0.system"), ==, "urn:hcrm:identifier:EAST:MRN");
  g_assert_cmpstr (json_at (patient, "identifier.0.value"), ==, "M00123456");
  g_assert_cmpstr (json_at (patient, "identifier.1.use"), ==, "old");
  g_assert_cmpstr (json_at (patient, "identifier.2.type.coding.0.code"), ==, "NI");
  g_assert_cmpstr (json_at (patient, "identifier.2.value"), ==, "3301**********4423");
  g_assert_cmpstr (json_at (patient, "name.0.text"), ==, "单雄信");
  g_assert_cmpstr (json_at (patient, "name.0.extension.0.valueCode"), ==, "IDE");
  g_assert_cmpstr (json_at (patient, "name.1.text"), ==, "shan xiong xin");
  g_assert_cmpstr (json_at (patient, "name.1.extension.0.valueCode"), ==, "ABC");
  g_assert_cmpstr (json_at (patient, "telecom.0.value"), ==, "138****5678");
  g_assert_cmpstr (json_at (patient, "telecom.0.use"), ==, "mobile");
  g_assert_cmpuint (json_length_at (patient, "telecom"), ==, 1);
  g_assert_cmpstr (json_at (patient, "contact.0.relationship.0.coding.0.code"), ==, "CHILD");
  g_assert_cmpstr (json_at (patient, "contact.0.telecom.0.value"), ==, "0571-****6620");
  g_assert_cmpstr (json_at (patient, "address.0.text"), ==, "浙江省杭州市****");
  g_assert_cmpstr (json_at (patient, "gender"), ==, "female");
  g_assert_cmpstr (json_at (patient, "birthDate"), ==, "1959-03-02");
  g_assert_cmpstr (json_at (patient, "link.0.type"), ==, "replaces");
  g_assert_cmpstr (json_at (patient, "link.0.other.reference"), ==, "Patient/4");
  g_assert_null (strstr (fixture_answer.text, "13812345678"));
  g_assert_null (strstr (fixture_answer.text, SHAN_ID));
}

static void
test_merged_patient (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) merged = get (self, "agent", FHIR "/Patient/4");

  g_assert_cmpstr (json_at (merged, "active"), ==, "false");
  g_assert_cmpstr (json_at (merged, "link.0.type"), ==, "replaced-by");
  g_assert_cmpstr (json_at (merged, "link.0.other.reference"), ==, "Patient/1");
}

static void
test_patient_search (Fixture *self, gconstpointer unused)
{
  static const char *const cases[][2] = {
    { "Patient", "1 2 3" },
    { "Patient?name=%E5%8D%95", "1" },
    { "Patient?name=%E9%9B%84", "" },
    { "Patient?name:contains=%E9%9B%84", "1" },
    { "Patient?name:exact=%E5%8D%95%E9%9B%84%E4%BF%A1", "1" },
    { "Patient?name:exact=%E5%8D%95", "" },
    { "Patient?name=shan%20xiong", "1" },
    { "Patient?name=SHANX", "1" },
    { "Patient?name=zyt", "2" },
    { "Patient?name=shan,zeng", "1 2" },
    { "Patient?name=shan&name=zeng", "" },
    { "Patient?name=john", "3" },
    { "Patient?name:contains=.*", "" },
    { "Patient?family=smith", "3" },
    { "Patient?family=%E6%9B%BE", "2" },
    { "Patient?identifier=M00123456", "1" },
    { "Patient?identifier=urn:hcrm:identifier:EAST:MRN%7CM00123456", "1" },
    { "Patient?identifier=urn:hcrm:identifier:WEST:MRN%7CM00123456", "" },
    { "Patient?identifier=W0099", "1" },
    { "Patient?identifier=W0077,M00123456", "1 2" },
    { "Patient?identifier=W0077&identifier=M00123456", "" },
    { "Patient?identifier=W0099&identifier=M00123456", "1" },
    { "Patient?identifier=urn:hcrm:document:resident-id%7C" SHAN_ID, "1" },
    { "Patient?identifier=3301", "" },
    { "Patient?telecom=13812345678", "1" },
    { "Patient?phone=phone%7C%2B86 138 1234 5678", "1" },
    { "Patient?telecom=5678", "" },
    { "Patient?email=13812345678", "" },
    { "Patient?birthdate=1988-05-06", "2" },
    { "Patient?birthdate=1988", "2" },
    { "Patient?birthdate=ge1959-03-02&birthdate=lt1988-05-06", "1" },
    { "Patient?birthdate=1959-03,1988-05", "1 2" },
    { "Patient?birthdate=ne1988", "1" },
    { "Patient?birthdate=gt1988", "" },
    { "Patient?birthdate=sa1987", "2" },
    { "Patient?gender=male", "3" },
    { "Patient?gender=http://hl7.org/fhir/administrative-gender%7Cfemale", "1 2" },
    { "Patient?gender=female&birthdate=lt1970", "1" },
    { "Patient?_id=2,3", "2 3" },
    { "Patient?_id=4", "4" },
    { "Patient?_id=x", "" },
    { "Patient?_lastUpdated=gt2020-01-01T00:00:00%2B08:00", "1 2 3" },
    { "Patient?_lastUpdated=lt2020-01-01T00:00Z", "" },
    { "Patient?_sort=-birthdate", "2 1 3" },
    { "Patient?_sort=name", "3 1 2" },
    { "Patient?name=", "1 2 3" },
    { "Patient?colour=red", "1 2 3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_finds (self, cases[i][0], cases[i][1]);
}

static void
test_patient_scope (Fixture *self, gconstpointer unused)
{
  g_autofree char *doctor = find_as (self, "doctor", "Patient");
  g_autofree char *by_number = find_as (self, "doctor", "Patient?identifier=W0077");

  g_assert_cmpstr (doctor, ==, "1");
  g_assert_cmpstr (by_number, ==, "");
  fixture_expect (self, 404, "doctor", "GET", FHIR "/Patient/2", NULL);
}

static void
test_posted_search (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) bundle =
      fixture_call (self, "agent", "POST", FHIR "/Patient/_search?_count=5",
                    "name=zeng&gender=female", "Content-Type: application/x-www-form-urlencoded",
                    NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 200);
  g_assert_cmpstr (json_at (bundle, "entry.0.resource.id"), ==, "2");
  g_assert_nonnull (
      strstr (json_at (bundle, "link.0.url"), "/Patient?_count=5&name=zeng&gender=female"));
  fixture_expect (self, 415, "agent", "POST", FHIR "/Patient/_search", "{}");
}

/* --- Pages
 * ----------------------------------------------------------------------------------------- */

static const char *
find_link (JsonNode *bundle, const char *relation)
{
  for (guint i = 0; i < json_length_at (bundle, "link"); i++) {
    g_autofree char *name = g_strdup_printf ("link.%u.relation", i);
    g_autofree char *url = g_strdup_printf ("link.%u.url", i);
    if (g_strcmp0 (json_at (bundle, name), relation) == 0)
      return json_at (bundle, url);
  }
  return NULL;
}

/* Follows the links to the end, with somebody added on the way. Returns: the ids met. */
static char *
walk (Fixture *self, const char *path)
{
  g_autofree char *at = g_strdup (path);
  GString *ids = g_string_new (NULL);

  for (guint page = 0; at != NULL; page++) {
    g_autoptr (JsonNode) bundle = get (self, "agent", at);
    g_assert_cmpuint (json_length_at (bundle, "entry"), <=, 1);
    g_string_append_printf (ids, "%s ", json_at (bundle, "entry.0.resource.id"));
    if (page == 0)
      create (self, "/patients", "{\"name\":\"Aaron Early\",\"sex\":\"male\"}");
    const char *next = find_link (bundle, "next");
    g_free (at);
    at = next != NULL ? g_strdup (strstr (next, "/fhir/")) : NULL;
  }
  return g_string_free (ids, FALSE);
}

static void
test_pages (Fixture *self, gconstpointer unused)
{
  g_autofree char *by_name = walk (self, FHIR "/Patient?_count=1&_sort=name&colour=red");
  g_autoptr (JsonNode) bundle =
      get (self, "agent", FHIR "/Patient?_count=2&colour=red&gender=male");
  g_autoptr (JsonNode) counted = get (self, "agent", FHIR "/Patient?_summary=count");
  g_autoptr (JsonNode) uncounted = get (self, "agent", FHIR "/Patient?_total=none&_count=1");

  g_assert_cmpstr (by_name, ==, "3 1 2 ");
  g_assert_cmpint (json_int_at (bundle, "total"), ==, 2);
  g_assert_true (g_str_has_suffix (find_link (bundle, "self"), "/Patient?_count=2&gender=male"));
  g_assert_null (find_link (bundle, "next"));
  g_assert_cmpint (json_int_at (counted, "total"), ==, 4);
  g_assert_cmpuint (json_length_at (counted, "entry"), ==, 0);
  g_assert_null (json_at (uncounted, "total"));
  g_assert_nonnull (find_link (uncounted, "next"));
}

/* --- Whatever is asked for
 * -------------------------------------------------------------------------- */

static char *
make_junk (GRand *random)
{
  static const char *const pieces[] = {
    "name",   "birthdate", "identifier", "_sort",      "_count", "telecom", "_id",
    "gender", ":",         "exact",      "contains",   "=",      "&",       ",",
    "%7C",    "%5C",       "ge",         "2026",       "-02",    "T10:00",  "%2B08:00",
    "%00",    "(",         "%5B",        "*",          "%27",    "%22",     "%E5%8D%95",
    "%FF",    "%7B",       "%7D",        "9999-12-31", "-",      "_cursor", "MTIgeA=="
  };
  GString *junk = g_string_new (FHIR "/Patient?");

  for (int n = g_rand_int_range (random, 1, 14); n > 0; n--)
    g_string_append (junk, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (junk, FALSE);
}

/* Every query is answered, by a Bundle or a refusal, and never by a failure of the server. */
static void
test_any_query (Fixture *self, gconstpointer unused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 400; i++) {
    g_autofree char *path = make_junk (random);
    g_autoptr (JsonNode) reply = fixture_call (self, "agent", "GET", path, NULL, NULL);
    if (fixture_answer.status != 200 && fixture_answer.status != 400)
      g_error ("%s: %u %s", path, fixture_answer.status, fixture_answer.text);
    g_assert_cmpstr (json_at (reply, "resourceType"), ==,
                     fixture_answer.status == 200 ? "Bundle" : "OperationOutcome");
  }
}

#define TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, fixture_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/fhir/metadata", test_metadata);
  TEST ("/fhir/errors", test_errors);
  TEST ("/fhir/error-language", test_error_language);
  TEST ("/fhir/large-body", test_large_body);
  TEST ("/fhir/formats", test_formats);
  TEST ("/fhir/patient/read", test_patient);
  TEST ("/fhir/patient/merged", test_merged_patient);
  TEST ("/fhir/patient/search", test_patient_search);
  TEST ("/fhir/patient/scope", test_patient_scope);
  TEST ("/fhir/patient/posted-search", test_posted_search);
  TEST ("/fhir/pages", test_pages);
  TEST ("/fhir/any-query", test_any_query);
  return g_test_run ();
}

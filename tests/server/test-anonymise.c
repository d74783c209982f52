/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Forgetting a patient: afterwards nothing in the database names the person, what is counted is
 * counted on, and the audit log's seals still fit.
 */

#include <string.h>

#include "core/hcrm-audit.h"
#include "core/hcrm-store-private.h"
#include "hcrm-fixture.h"
#include "hcrm-tone.h"

#define NAME "诸葛明霞"
#define MRN "Q700133"

/* 1 and 2 are one person, merged; every table that can hold a text about them does. */
static const char make_people[] =
    "INSERT INTO patient (name, pinyin, initials, sex, birth_date, id_kind, id_number, address,"
    " allergies, notes, kinds) VALUES"
    " ('" NAME "', 'zhu ge ming xia', 'zgmx', 'female', '1959-03-02', 'resident-id',"
    "  '330102195903024428', '江州市柳荫街道 12 号', 'penicillin for " NAME "', 'hard of hearing',"
    "  '{patient,bank}'),"
    " ('" NAME "', 'zhu ge ming xia', 'zgmx', 'female', '1959-03-02', NULL, NULL, NULL, NULL, NULL,"
    "  '{patient}'),"
    " ('周玲', 'zhou ling', 'zl', 'female', '1959-03-02', NULL, NULL, NULL, NULL, 'stays',"
    "  '{patient}');"
    "INSERT INTO patient_identifier (patient_id, issuer, kind, value) VALUES"
    " (1, 'EAST', 'MRN', '" MRN "'), (2, 'EAST', 'MRN', '" MRN "2'), (3, 'EAST', 'MRN', 'K3');"
    "INSERT INTO contact (patient_id, position, name, relation, number, number_key, note) VALUES"
    " (1, 1, '" NAME "', 'self', '138 7777 6666', '13877776666', 'evenings'),"
    " (1, 2, '欧阳小树', 'child', '13977775555', '13977775555', NULL);"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at, ended_at, summary, followup_decision) VALUES"
    " (1, 2, 'inpatient', 'ZQ700133', 'finished', 1, 1, hcrm_now() - interval '9 days',"
    "  hcrm_now() - interval '1 day', 'went home with 欧阳小树', 'none');"
    "INSERT INTO encounter_code (encounter_id, kind, rank, system, code, text) VALUES"
    " (1, 'diagnosis', 1, 'icd10', 'I21', 'infarction of " NAME "');"
    "INSERT INTO followup_plan (patient_id, encounter_id, site_id, department_id, doctor_id, note,"
    " state) VALUES (1, 1, 2, 1, 1, 'plan for " NAME "', 'finished');"
    "INSERT INTO activity (kind, patient_id, site_id) VALUES ('followup_task', 1, 2);"
    "INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id,"
    " department_id, channel, due_on, planned_on, state, finished_at, opinion) VALUES (1, 1, 1, 1,"
    " 7, 'centre', 2, 1, 'phone', hcrm_today(), hcrm_today(), 'done', hcrm_now(), 'ask 欧阳小树');"
    "INSERT INTO timeline (patient_id, kind, code, params) VALUES (1, 'record', 'record.merged',"
    " '{\"number\": \"" MRN "\"}');"
    "INSERT INTO attempt (activity_id, patient_id, contact_id, channel, number, user_id,"
    " started_at, disposition, note) VALUES (1, 1, 1, 'phone', '13877776666', 3, hcrm_now(),"
    " 'reached', '" NAME " said yes');"
    "INSERT INTO questionnaire (url, version_tag, title, state, resource, tree_hash)"
    " VALUES ('urn:q', '1', 'Q', 'draft', '{}', 'x');"
    "INSERT INTO response (questionnaire_id, patient_id, activity_id, state, site_id,"
    " department_id, channel, score, resource) VALUES (1, 1, 1, 'completed', 2, 1, 'phone', 7,"
    " '{\"identifier\":{\"value\":\"" MRN "\"},\"text\":\"" NAME "\"}'),"
    " (1, 1, NULL, 'entered-in-error', 2, 1, 'phone', 1, '{\"text\":\"" NAME "\"}');"
    "INSERT INTO answer (response_id, item, number, text) VALUES (1, 'pain', 7, '" NAME " hurts');"
    "INSERT INTO his_message (sender, control_id, sha256, type, raw, state, patient_id) VALUES"
    " ('HIS', 'C1', sha256('x'), 'ADT^A03', convert_to('PID|1||" MRN "||" NAME "', 'UTF8'),"
    " 'taken', 1);"
    "INSERT INTO his_message (sender, control_id, sha256, type, raw, state, reason) VALUES"
    " ('HIS/EAST', 'C2', sha256('2'), 'ADT^A31', convert_to(E'MSH|^~\\\\&|HIS|EAST\\rPID|1||" MRN
    "^^^EAST^MR||" NAME "', 'UTF8'), 'dead', 'not so, says " NAME "'),"
    " ('HIS/EAST', 'C3', sha256('3'), 'ADT^A31', convert_to('NK1|1|" NAME
    "||||13877776666', 'GB18030'),"
    "  'dismissed', NULL),"
    " ('HIS/EAST', 'C4', sha256('4'), 'SIU^S12', convert_to('PID|1||||" NAME "|330102195903024428',"
    "  'UTF8'), 'ignored', NULL);"
    "INSERT INTO draft (user_id, kind, ref, content) VALUES (3, 'patient', '1',"
    " '{\"name\":\"" NAME "\"}'), (3, 'patient', 'new', '{\"number\":\"13877776666\"}'),"
    " (3, 'patient', '3', '{\"notes\":\"stays\"}');"
    "INSERT INTO idempotency (user_id, key, request_hash, status, reply) VALUES (3, 'k', 'x', 200,"
    " '{\"name\":\"" NAME "\"}');"
    "INSERT INTO saved_view (user_id, page, name, content) VALUES (3, 'patients', 'v',"
    " '{\"q\":\"" NAME "\"}');"
    "INSERT INTO export (user_id, path, query, format, title, reason, language) VALUES (3,"
    " '/patients', 'q=" NAME "', 'csv', 'Patients', 'for " NAME "', 'en');"
    "INSERT INTO message (patient_id, contact_id, purpose, template, language, params, body,"
    " channel, address, site_id, state, not_before, expires_at, sent_at) VALUES (1, 1, 'thanks',"
    " 'thanks', 'zh_CN', '{\"name\":\"" NAME "\"}', 'Dear " NAME "', 'sms', '13877776666', 2,"
    " 'sent', hcrm_now(), hcrm_now(), hcrm_now());"
    "UPDATE patient SET address = 'moved, says " NAME "' WHERE id = 1;"
    "SELECT hcrm_duplicates_check(100);"
    "SELECT hcrm_patient_merge(2, 1, 'person', '" NAME " twice');";

/* Every value of every column of every table that holds the words. */
static const char make_search[] =
    "CREATE FUNCTION look_for(words text) RETURNS text LANGUAGE plpgsql AS $$"
    " DECLARE c record; n bigint; found text := ''; BEGIN"
    " FOR c IN SELECT a.attrelid::regclass AS tab, a.attname AS col, format_type(a.atttypid, NULL)"
    "   AS kind FROM pg_attribute AS a JOIN pg_class AS t ON t.oid = a.attrelid WHERE t.relkind ="
    "   'r' AND t.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
    " LOOP"
    "  EXECUTE format('SELECT count(*) FROM %s WHERE strpos(%s, $1) > 0', c.tab,"
    "   CASE c.kind WHEN 'bytea' THEN format('encode(%I, ''escape'')', c.col)"
    "               ELSE format('%I::text', c.col) END) INTO n USING"
    "   CASE c.kind WHEN 'bytea' THEN encode(convert_to(words, 'UTF8'), 'escape') ELSE words END;"
    "  IF n > 0 THEN found := found || format('%s.%s ', c.tab, c.col); END IF;"
    " END LOOP; RETURN found; END $$";

static const char *const personal[] = { NAME,
                                        "zhu ge",
                                        "zgmx",
                                        MRN,
                                        "330102195903024428",
                                        "3301**********4428",
                                        "1959-03-02",
                                        "柳荫街道",
                                        "penicillin",
                                        "hard of hearing",
                                        "13877776666",
                                        "138 7777 6666",
                                        "138****6666",
                                        "77776666",
                                        "欧阳小树",
                                        "evenings" };

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture_setup (self, NULL);
  hcrm_db_script (self->owner, make_people, &error);
  g_assert_no_error (error);
  hcrm_db_script (self->owner, make_search, &error);
  g_assert_no_error (error);
}

static char *
find_ground (Fixture *self)
{
  return fixture_sql (self, "SELECT id FROM anonymisation WHERE patient_id = 1");
}

static void
take_step (Fixture *self, guint status, const char *user, const char *action)
{
  g_autofree char *id = find_ground (self);
  g_autofree char *path = g_strdup_printf ("/anonymisations/%s/actions/%s", id, action);
  g_autofree char *version =
      fixture_sql (self, "SELECT 'If-Match: \"' || version || '\"' FROM anonymisation"
                         " WHERE patient_id = 1");

  fixture_expect (self, status, user, "POST", path, "{}", version);
}

static void
ask (Fixture *self)
{
  g_autofree char *version =
      fixture_sql (self, "SELECT 'If-Match: \"' || version || '\"' FROM patient WHERE id = 1");

  fixture_expect (self, 200, "manager", "POST", "/patients/1/actions/anonymise",
                  "{\"ground\":\"request\"}", version);
  g_assert_cmpstr (fixture_at ("state"), ==, "waiting");
}

static void
anonymise (Fixture *self)
{
  ask (self);
  take_step (self, 200, "admin", "confirm");
  g_assert_cmpstr (fixture_at ("state"), ==, "done");
  g_assert_cmpstr (fixture_at ("name"), ==, "—");
}

/* --- Nothing remains -------------------------------------------------------------------------- */

static void
assert_nothing_remains (Fixture *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (personal); i++) {
    g_autofree char *left = fixture_sql (self, "SELECT look_for('%s')", personal[i]);
    gboolean other = g_str_equal (personal[i], "1959-03-02"); /* another’s birthday, too */
    if (!other && *left != '\0')
      g_test_message ("%s in %s", personal[i], left);
    g_assert_true (other || *left == '\0');
  }
}

static void
test_nothing_remains (Fixture *self, gconstpointer unused)
{
  g_autofree char *before = fixture_sql (self, "SELECT look_for('" NAME "')");

  g_assert_nonnull (strstr (before, "audit.after"));
  g_assert_nonnull (strstr (before, "his_message.raw"));
  anonymise (self);
  assert_nothing_remains (self);
}

/* The same number of another issuer, and a short one elsewhere than where patients are named, is
 * somebody else's. */
static void
test_letters_of_others (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (
      self, "UPDATE patient_identifier SET value = '1' WHERE patient_id = 2;"
            "INSERT INTO his_message (sender, control_id, sha256, type, raw, state) VALUES"
            " ('HIS/WEST', 'C5', sha256('5'), 'ADT^A31', convert_to('PID|1||" MRN
            "^^^WEST^MR', 'UTF8'), 'dead'),"
            " ('HIS/EAST', 'C6', sha256('6'), 'SIU^S12', 'PID|||K3^^^EAST', 'ignored'),"
            " ('HIS/EAST', 'C7', sha256('7'), 'SIU^S12', E'PID|||K3^^^EAST\rAL1|1', 'ignored'),"
            " ('HIS/EAST', 'C8', sha256('8'), 'SIU^S12', E'MSH\rPID|||1^^^EAST', 'ignored')");
  anonymise (self);
  fixture_assert_sql (
      self, "C5 C6 C7",
      "SELECT string_agg(control_id, ' ' ORDER BY id) FROM his_message WHERE raw <> ''");
}

/* Who left a register, whoever withdrew from a study, and a study that is locked: all of it. */
static const char make_research[] =
    "INSERT INTO register (name, diagnoses, state) VALUES ('R', '{I21}', 'active');"
    "INSERT INTO register_member (register_id, patient_id, state, entry, exit, exit_params, "
    "left_on)"
    " VALUES (1, 1, 'left', 'manual', 'moved', '{\"note\":\"says 欧阳小树\"}', hcrm_today());"
    "INSERT INTO study (code, name, state) VALUES ('S-1', 'S', 'running'), ('S-2', 'S', 'running');"
    "INSERT INTO study_subject (study_id, number, patient_id, state, consent_version, consented_on)"
    " VALUES (1, 'S-1-0001', 1, 'consented', '1', hcrm_today()),"
    "  (2, 'S-2-0001', 1, 'consented', '1', hcrm_today());"
    "INSERT INTO study_consent (subject_id, action, on_day, reason) VALUES (1, 'given', "
    "hcrm_today(),"
    " 'read to " NAME "');"
    "INSERT INTO activity (kind, patient_id, site_id) VALUES ('study_entry', 1, 2),"
    " ('study_entry', 1, 2);"
    "INSERT INTO response (questionnaire_id, patient_id, activity_id, state, site_id,"
    " department_id, channel, resource) SELECT 1, 1, a.id, 'completed', 2, 1, 'phone',"
    " '{\"text\":\"" NAME "\"}' FROM activity AS a WHERE a.kind = 'study_entry';"
    "INSERT INTO answer (response_id, item, text) SELECT r.id, 'note', '" NAME
    " hurts' FROM response"
    " AS r JOIN activity AS a ON a.id = r.activity_id WHERE a.kind = 'study_entry';"
    "INSERT INTO study_entry (id, subject_id, visit, url, questionnaire_id, planned_on, from_on,"
    " until_on, done_on, state, response_id, reason) SELECT a.id, row_number() OVER (ORDER BY "
    "a.id),"
    " 'V1', 'urn:q', 1, hcrm_today(), hcrm_today(), hcrm_today(), hcrm_today(), 'queried', r.id,"
    " 'told by 欧阳小树' FROM activity AS a JOIN response AS r ON r.activity_id = a.id"
    " WHERE a.kind = 'study_entry';"
    "INSERT INTO study_query (entry_id, question, answer, state) SELECT e.id, 'did " NAME
    " say so?',"
    " 'her neighbour did', 'answered' FROM study_entry AS e;"
    "UPDATE study_subject SET state = 'withdrawn', withdrawn_on = hcrm_today(), data_use = 'keep'"
    " WHERE id = 2;"
    "INSERT INTO study_lock (study_id, action, reason) VALUES (1, 'lock', 'done');"
    "UPDATE study SET state = 'locked' WHERE id = 1";

/* A cycle that was closed, with everything that people write in one. */
static const char make_health[] =
    "INSERT INTO health_programme (code, name, cycle_months, window_days, state) VALUES ('pp', 'P',"
    " 3, 90, 'active');"
    "INSERT INTO health_indicator (programme_id, position, code, name, source) VALUES (1, 1, 'w',"
    " 'W', 'manual');"
    "INSERT INTO health_care (programme_id, patient_id, site_id) VALUES (1, 1, 2);"
    "SELECT hcrm_health_plan(1, hcrm_today(), hcrm_today(), NULL, '{}');"
    "UPDATE health_value SET value = 60, gap = NULL, origin = 'manual', said = '60', observed_on ="
    " hcrm_today(), note = 'told by 欧阳小树';"
    "INSERT INTO health_step (cycle_id, step, note, params) SELECT id, 'assess', 'her neighbour"
    " did', '{\"reason\":\"" NAME "\"}' FROM health_cycle;"
    "INSERT INTO health_guidance (cycle_id, position, text) SELECT id, 1, '" NAME ", walk' FROM"
    " health_cycle;"
    "INSERT INTO followup_template (code, name, state) VALUES ('t', 'T', 'published');"
    "INSERT INTO health_measure (cycle_id, kind, template_id, encounter_id, note) SELECT id,"
    " 'intervene', 1, 1, 'call 欧阳小树' FROM health_cycle;"
    "UPDATE health_cycle SET state = 'closed', until_on = hcrm_today(), judgement = 'partly',"
    " closed_on = hcrm_today();"
    "SELECT hcrm_health_plan(1, hcrm_today() + 9, hcrm_today() + 9, NULL, '{}');";

static void
run_script (Fixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  hcrm_db_script (self->owner, sql, &error);
  g_assert_no_error (error);
}

static void
test_research (Fixture *self, gconstpointer unused)
{
  run_script (self, make_research);
  g_autofree char *before = fixture_sql (self, "SELECT look_for('" NAME "')");
  g_assert_nonnull (strstr (before, "study_query.question"));
  g_assert_nonnull (strstr (before, "study_consent.reason"));
  anonymise (self);
  assert_nothing_remains (self);
  g_autofree char *kept =
      fixture_sql (self,
                   "SELECT concat_ws('|', (SELECT string_agg(concat(question, answer), ' ') FROM"
                   " study_query), (SELECT string_agg(state, ' ' ORDER BY id) FROM study_subject),"
                   " (SELECT state FROM study WHERE id = 1), (SELECT state FROM register_member))");
  g_assert_cmpstr (kept, ==, "—— ——|consented withdrawn|locked|left");
  g_autoptr (GError) error = NULL;
  g_assert_false (hcrm_db_script (self->owner, "UPDATE study_query SET question = 'x'", &error));
}

/* Who is still cared for is not forgotten; of whoever was, the values are counted on. */
static void
test_health (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  run_script (self, make_health);
  g_assert_false (hcrm_db_script (self->owner, "SELECT hcrm_anonymise(1, 'request')", &error));
  run_script (self, "SELECT hcrm_health_end(1, 'withdrawn', 'says 欧阳小树')");
  g_autofree char *before = fixture_sql (self, "SELECT look_for('欧阳小树')");
  g_assert_nonnull (strstr (before, "health_value.note"));
  g_assert_nonnull (strstr (before, "health_measure.note"));
  anonymise (self);
  assert_nothing_remains (self);
  fixture_assert_sql (self, "closed cancelled|60|—|ended withdrawn",
                      "SELECT concat_ws('|', (SELECT string_agg(state, ' ' ORDER BY id) FROM "
                      "health_cycle), (SELECT value FROM health_value), (SELECT text FROM "
                      "health_guidance), (SELECT state || ' ' || exit FROM health_care))");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM health_step WHERE note IS NOT NULL");
}

/* A number of the patient's within another number is another number. */
static void
test_whole_words (Fixture *self, gconstpointer unused)
{
  run_script (
      self,
      "UPDATE patient_identifier SET value = '4711' WHERE patient_id = 1;"
      "INSERT INTO job (kind, payload, last_error) VALUES"
      " ('x', '{\"id\":14711,\"n\":4711}', 'nobody answers at 4711, 24711');"
      "INSERT INTO export (user_id, path, query, format, title, reason, language) VALUES"
      " (3, '/patients', 'q=%E8%AF%B8%E8%91%9B%E6%98%8E%E9%9C%9E', 'csv', 'other 24711x',"
      "  'K4711 and 4711', 'en');"
      "INSERT INTO result (patient_id, site_id, issuer, order_number, code, name, observed_at,"
      " state, items, told_at) VALUES (1, 2, 'LIS', '1', 'x', 'x', hcrm_now(), 'final',"
      "  '[{\"value\":4711,\"note\":\"of 4711\"}]', hcrm_now())");
  anonymise (self);
  g_autofree char *job =
      fixture_sql (self, "SELECT concat_ws('|', payload, last_error) FROM job WHERE kind = 'x'");
  g_assert_cmpstr (job, ==, "{\"n\": 4711, \"id\": 14711}|nobody answers at —, 24711");
  g_autofree char *order =
      fixture_sql (self, "SELECT concat_ws('|', query, title, reason) FROM export WHERE id = 2");
  g_assert_cmpstr (order, ==, "q=—|other 24711x|K4711 and —");
  g_autofree char *items = fixture_sql (self, "SELECT items FROM result");
  g_assert_cmpstr (items, ==, "[{\"note\": \"of —\", \"value\": 4711}]");
}

static void
test_others_stay (Fixture *self, gconstpointer unused)
{
  anonymise (self);
  fixture_expect (self, 200, "agent", "GET", "/patients/3", NULL);
  g_assert_cmpstr (fixture_at ("notes"), ==, "stays");
  g_autofree char *draft = fixture_sql (self, "SELECT count(*) FROM draft");
  g_assert_cmpstr (draft, ==, "1");
}

static void
test_statistics_stay (Fixture *self, gconstpointer unused)
{
  anonymise (self);
  g_autofree char *person = fixture_sql (
      self, "SELECT sex || ' ' || birth_date || ' ' || (anonymised_at IS NOT NULL) FROM patient"
            " WHERE id = 1");
  g_assert_cmpstr (person, ==, "female 1959-01-01 true");
  g_autofree char *care = fixture_sql (
      self, "SELECT e.department_id || ' ' || c.code || ' ' || r.score || ' ' || a.number || ' ' ||"
            " (e.ended_at IS NOT NULL) || ' ' || t.state FROM encounter AS e JOIN encounter_code AS"
            " c ON c.encounter_id = e.id, response AS r JOIN answer AS a ON a.response_id = r.id,"
            " followup_task AS t WHERE r.id = 1");
  g_assert_cmpstr (care, ==, "1 I21 7 7 true done");
}

/* --- Never found, never edited ---------------------------------------------------------------- */

static void
test_not_found (Fixture *self, gconstpointer unused)
{
  anonymise (self);
  fixture_expect (self, 404, "supervisor", "GET", "/patients/1", NULL);
  fixture_expect (self, 404, "supervisor", "PATCH", "/patients/1", "{\"notes\":\"x\"}",
                  "If-Match: \"1\"");
  fixture_expect (self, 200, "supervisor", "GET", "/search?q=" MRN, NULL);
  g_assert_null (fixture_at ("items.0.id"));
  fixture_expect (self, 200, "supervisor", "GET", "/patients", NULL);
  g_assert_cmpstr (fixture_at ("items.0.id"), ==, "3");
  g_assert_null (fixture_at ("items.1.id"));
  fixture_expect (self, 404, "supervisor", "GET", "/fhir/R4/Patient/1", NULL);
  fixture_expect (self, 422, "supervisor", "POST", "/contacts",
                  "{\"patient_id\":1,\"relation\":\"self\",\"number\":\"13900000000\"}");
}

static void
test_written_by_nobody (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  anonymise (self);
  g_assert_false (
      hcrm_db_script (self->owner, "UPDATE patient SET name = 'x' WHERE id = 1", &error));
  g_clear_error (&error);
  g_assert_false (hcrm_db_script (self->owner,
                                  "INSERT INTO patient_identifier (patient_id, issuer, kind, "
                                  "value) VALUES (1, 'E', 'MRN', 'x')",
                                  &error));
}

/* --- Two persons ------------------------------------------------------------------------------ */

static void
test_two_persons (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 403, "supervisor", "POST", "/patients/1/actions/anonymise",
                  "{\"ground\":\"request\"}", "If-Match: \"3\"");
  fixture_expect (self, 428, "manager", "POST", "/patients/1/actions/anonymise",
                  "{\"ground\":\"request\"}");
  ask (self);
  take_step (self, 422, "manager", "confirm");
  take_step (self, 409, "admin", "ask");
  take_step (self, 200, "admin", "keep");
  take_step (self, 409, "admin", "confirm");
  g_autofree char *kept = fixture_sql (
      self, "SELECT (kept_until - hcrm_today()) || ' ' || (SELECT name FROM patient WHERE id = 1)"
            " FROM anonymisation");
  g_assert_cmpstr (kept, ==, "365 " NAME);
}

static void
test_still_cared_for (Fixture *self, gconstpointer unused)
{
  g_free (fixture_sql (self, "UPDATE followup_task SET state = 'open', finished_at = NULL"));
  ask (self);
  take_step (self, 422, "admin", "confirm");
  g_free (fixture_sql (self, "UPDATE followup_task SET state = 'cancelled'"));
  take_step (self, 200, "admin", "confirm");
}

/* --- What was heard and handed in ---------------------------------------------------------------
 */

static gint64
upload (Fixture *self, const char *name, const char *text)
{
  g_autoptr (GByteArray) samples = tone_new (1, TONE_RATE);
  tone_add (samples, 1, 0, 0, TONE_RATE, *text * 8);
  g_autoptr (GBytes) wav = tone_to_wav (samples, 1);
  g_autofree char *path = g_strconcat ("/recordings?layout=mono&name=", name, NULL);
  gsize length = 0;
  const char *data = g_bytes_get_data (wav, &length);

  g_assert_cmpuint (fixture_post_bytes (self, "agent", path, data, length), ==, 201);
  g_autoptr (JsonNode) reply = fixture_parse_answer ();
  return json_int_at (reply, "id");
}

/* A scan that came with the follow-up of patient 1, kept as the server keeps it: its hash. */
static char *
attach (Fixture *self, const char *text)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  fixture_run_sql (self,
                   "SELECT hcrm_file_keep('\\x%s', %u, 'text/plain');"
                   "INSERT INTO attachment (activity_id, file, name)"
                   " VALUES (1, '\\x%s', 'letter of " NAME "')",
                   hash, (guint) strlen (text), hash);
  return g_steal_pointer (&hash);
}

static char *
find_stored (Fixture *self, const char *hash)
{
  g_autofree char *path = hcrm_store_dup_path (self->files, hash);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

/* Recordings with the patient's voice are deleted with what was noted about them, from the disk
 * too; those of others stay. Scores still count; what reviewers wrote is gone. */
static void
test_recordings (Fixture *self, gconstpointer unused)
{
  gint64 own = upload (self, "call-of-one", "A"), other = upload (self, "call-of-other", "K");
  g_autofree char *letter = attach (self, "my letter");

  fixture_do_jobs (self);
  g_autofree char *heard =
      fixture_sql (self, "SELECT encode(file, 'hex') FROM recording WHERE id = 1");
  g_autofree char *others =
      fixture_sql (self, "SELECT encode(file, 'hex') FROM recording WHERE id = 2");
  g_autofree char *there = find_stored (self, heard);
  g_assert_nonnull (there);
  fixture_run_sql (self,
                   "UPDATE recording SET patient_id = CASE id WHEN %d THEN 2 ELSE 3 END;"
                   "INSERT INTO recording_note (recording_id, at_ms, text) VALUES"
                   " (%d, 10, 'here " NAME " laughs'), (%d, 10, 'stays');"
                   "INSERT INTO suspicion_note (id, outcome, note, looked_by) VALUES"
                   " (1, 'fine', 'she laughs in it', 1)",
                   (int) own, (int) own, (int) other);
  anonymise (self);
  assert_nothing_remains (self);
  g_autofree char *left =
      fixture_sql (self, "SELECT string_agg(concat_ws(' ', state, care, file IS NULL, (SELECT"
                         " string_agg(n.text, ',') FROM recording_note AS n WHERE n.recording_id ="
                         " r.id)), '; ' ORDER BY id) FROM recording AS r");
  g_assert_cmpstr (left, ==, "deleted deleted t; ready kept f stays");
  g_assert_null (find_stored (self, heard));
  g_autofree char *kept = find_stored (self, others);
  g_assert_nonnull (kept);
  g_autofree char *looked = fixture_sql (self, "SELECT note FROM suspicion_note");
  g_assert_cmpstr (looked, ==, "—");
  g_autofree char *handed = fixture_sql (
      self,
      "SELECT a.file IS NULL AND NOT EXISTS (SELECT 1 FROM file WHERE sha256 = '\\x%s')"
      " FROM attachment AS a",
      letter);
  g_assert_cmpstr (handed, ==, "t");
}

static void
test_held (Fixture *self, gconstpointer unused)
{
  upload (self, "call-of-one", "A");
  fixture_run_sql (self,
                   "UPDATE recording SET patient_id = 1, care = 'held', hold_reason = 'court',"
                   " held_at = hcrm_now()");
  ask (self);
  take_step (self, 422, "admin", "confirm");
  g_assert_nonnull (strstr (fixture_answer.text, "is held"));
  fixture_run_sql (self, "UPDATE recording SET care = 'kept', hold_reason = NULL, held_at = NULL");
  take_step (self, 200, "admin", "confirm");
}

/* --- Retention -------------------------------------------------------------------------------- */

/* By the hospital's calendar, whoever asks. */
static void
test_last_contact (Fixture *self, gconstpointer unused)
{
  g_free (
      fixture_sql (self,
                   "INSERT INTO patient (name, created_at) VALUES ('丁', '2020-01-01T18:00:00Z')"));
  g_autofree char *day = fixture_sql (self, "SET timezone = 'UTC'; SELECT hcrm_last_contact(id) "
                                            "FROM patient WHERE name = '丁'");
  g_assert_cmpstr (day, ==, "2020-01-02");
}

static void
test_proposed (Fixture *self, gconstpointer unused)
{
  g_autofree char *none = fixture_sql (self, "SELECT hcrm_anonymise_propose(100)");
  g_assert_cmpstr (none, ==, "0");
  g_free (fixture_sql (self, "INSERT INTO setting (code, value) VALUES ('retention_years', '15')"));
  g_autofree char *early = fixture_sql (self, "SELECT hcrm_anonymise_propose(100)");
  g_assert_cmpstr (early, ==, "0");
  g_free (fixture_sql (self, "INSERT INTO setting (code, value) VALUES ('clock_shift', '16 years')"
                             " ON CONFLICT (code, site_id) DO UPDATE SET value = '16 years'"));
  g_autofree char *late = fixture_sql (self, "SELECT hcrm_anonymise_propose(100)");
  g_assert_cmpstr (late, ==, "2"); /* 2 is merged into 1 */
  g_autofree char *again = fixture_sql (self, "SELECT hcrm_anonymise_propose(100)");
  g_assert_cmpstr (again, ==, "0");
  fixture_expect (self, 200, "manager", "GET", "/anonymisations?state=proposed", NULL);
  g_assert_nonnull (fixture_at ("items.1.name"));
}

/* --- The audit -------------------------------------------------------------------------------- */

static guint
count_breaks (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (HcrmAuditReport) report = { 0 };
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, &error);

  g_assert_no_error (error);
  g_assert_true (hcrm_audit_verify (db, NULL, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_seals, >, 0);
  return report.breaks->len;
}

static void
test_seal_holds (Fixture *self, gconstpointer unused)
{
  g_free (fixture_sql (self, "SELECT count(*) FROM hcrm_audit_seal()"));
  g_assert_cmpuint (count_breaks (self), ==, 0);
  anonymise (self);
  g_assert_cmpuint (count_breaks (self), ==, 0);
  g_free (fixture_sql (self, "SELECT count(*) FROM hcrm_audit_seal()"));
  g_assert_cmpuint (count_breaks (self), ==, 0);
  g_autofree char *told = fixture_sql (
      self, "SELECT after ->> 'ground' FROM audit WHERE action = 'anonymise' AND entity_id = 1");
  g_assert_cmpstr (told, ==, "request");
}

/* Blanking a line without an anonymisation, or slipping words into a blank one, breaks the seal. */
static void
test_seal_breaks (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  anonymise (self);
  g_free (fixture_sql (self, "SELECT count(*) FROM hcrm_audit_seal()"));
  g_assert_false (
      hcrm_db_script (self->owner, "UPDATE audit SET after = '{}' WHERE id = 1", &error));
  g_clear_error (&error);
  g_assert_true (hcrm_db_script (self->owner,
                                 "ALTER TABLE audit DISABLE TRIGGER USER; UPDATE audit SET after ="
                                 " '{\"name\":\"x\"}' WHERE id = (SELECT min(id) FROM audit WHERE"
                                 " digest IS NOT NULL); ALTER TABLE audit ENABLE TRIGGER USER",
                                 &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_breaks (self), ==, 1);
}

#define ANONYMISE_TEST(path, function)                                                             \
  g_test_add (path, Fixture, NULL, set_up, function, fixture_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ANONYMISE_TEST ("/anonymise/nothing-remains", test_nothing_remains);
  ANONYMISE_TEST ("/anonymise/letters-of-others", test_letters_of_others);
  ANONYMISE_TEST ("/anonymise/research", test_research);
  ANONYMISE_TEST ("/anonymise/health", test_health);
  ANONYMISE_TEST ("/anonymise/whole-words", test_whole_words);
  ANONYMISE_TEST ("/anonymise/others-stay", test_others_stay);
  ANONYMISE_TEST ("/anonymise/statistics-stay", test_statistics_stay);
  ANONYMISE_TEST ("/anonymise/not-found", test_not_found);
  ANONYMISE_TEST ("/anonymise/written-by-nobody", test_written_by_nobody);
  ANONYMISE_TEST ("/anonymise/two-persons", test_two_persons);
  ANONYMISE_TEST ("/anonymise/still-cared-for", test_still_cared_for);
  ANONYMISE_TEST ("/anonymise/recordings", test_recordings);
  ANONYMISE_TEST ("/anonymise/held", test_held);
  ANONYMISE_TEST ("/anonymise/last-contact", test_last_contact);
  ANONYMISE_TEST ("/anonymise/proposed", test_proposed);
  ANONYMISE_TEST ("/anonymise/seal-holds", test_seal_holds);
  ANONYMISE_TEST ("/anonymise/seal-breaks", test_seal_breaks);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hcrm-ward.h"

#define CONTEXT "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"

void
ward_seed (Fixture *self)
{
  fixture_run_sql (
      self, CONTEXT
      "INSERT INTO followup_template (code, name, name_en, state, icd10) VALUES "
      "('hip', '髋关节术后', 'After hip surgery', 'published', '{S72}'),"
      "('any', '通用', 'General', 'published', '{}'),"
      "('surgery', '术后', 'After surgery', 'published', '{}');"
      "INSERT INTO followup_template_step (template_id, position, offset_days, window_days, "
      "owner, channel) VALUES (1, 1, 7, 3, 'doctor', 'phone'), (1, 2, 15, 3, 'centre', "
      "'phone'), (1, 3, 30, 3, 'centre', 'phone'), (2, 1, 7, 3, 'centre', 'phone'), (3, 1, 8, "
      "3, 'doctor', 'phone'), (3, 2, 16, 3, 'centre', 'phone')");
}

gint64
ward_discharge (Fixture *self, const char *name, int days)
{
  g_autofree char *id = fixture_sql (
      self,
      CONTEXT
      "WITH p AS (INSERT INTO patient (name, pinyin, sex, birth_date) VALUES ('%s', 'a', 'female', "
      "'1960-05-01') RETURNING id), c AS (INSERT INTO contact (patient_id, position, name, "
      "relation, number, number_key, may_discuss) SELECT id, 1, '%s', 'self', '138' || "
      "lpad(id::text, 8, '0'), '138' || lpad(id::text, 8, '0'), 'all' FROM p), e AS (INSERT INTO "
      "encounter (patient_id, site_id, kind, number, state, department_id, ward_id, attending_id, "
      "started_at, ended_at, followup_decision) SELECT id, 2, 'inpatient', 'I' || id, 'finished', "
      "1, "
      "2, 1, hcrm_now() - interval '%d days', (hcrm_today(2) - %d + time '00:30') AT TIME ZONE "
      "'Asia/Shanghai', 'undecided' FROM p RETURNING id), x AS (INSERT INTO encounter_code "
      "(encounter_id, kind, rank, system, code, text) SELECT id, 'diagnosis', 1, 'icd10', "
      "'S72.001', '股骨颈骨折' FROM e) SELECT id FROM e",
      name, name, days + 9, days);

  return g_ascii_strtoll (id, NULL, 10);
}

void
ward_decide (Fixture *self, guint status, const char *user, gint64 encounter, const char *body)
{
  g_autofree char *path =
      g_strdup_printf ("/encounters/%" G_GINT64_FORMAT "/actions/decide", encounter);

  fixture_step (self, status, user, path, body, fixture_get_version (self, "encounter", encounter));
}

gint64
ward_call (Fixture *self, const char *name)
{
  ward_decide (self, 200, "doctor", ward_discharge (self, name, 7),
               "{\"decision\":\"plan\",\"template_id\":2,\"note\":\"注意切口\"}");
  g_autofree char *id = fixture_sql (self, "SELECT max(id) FROM followup_task");
  return g_ascii_strtoll (id, NULL, 10);
}

void
ward_complete (Fixture *self,
               guint status,
               const char *user,
               gint64 task,
               const char *disposition,
               const char *more)
{
  g_autofree char *path =
      g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "/actions/complete", task);
  g_autofree char *body =
      g_strdup_printf ("{\"disposition\":\"%s\",\"started_at\":\"2026-01-05T10:00:00+08:00\","
                       "\"ended_at\":\"2026-01-05T10:03:00+08:00\"%s}",
                       disposition, more);

  fixture_step (self, status, user, path, body, fixture_get_version (self, "followup_task", task));
}

const char *
ward_fault (guint n)
{
  g_autofree char *path = g_strdup_printf ("fields.%u.name", n);

  return fixture_at (path);
}

void
ward_forward (Fixture *self, const char *interval)
{
  fixture_run_sql (
      self,
      "INSERT INTO setting (code, value) VALUES ('clock_shift', '%s') ON CONFLICT (code, site_id) "
      "DO UPDATE SET value = excluded.value RETURNING id",
      interval);
}

void
ward_live_at (Fixture *self, const char *at)
{
  fixture_assert_sql (
      self, "set",
      "INSERT INTO setting (code, value) VALUES ('clock_shift', (timestamptz '%s+08' - "
      "clock_timestamp())::text) ON CONFLICT (code, site_id) DO UPDATE SET value = excluded.value "
      "RETURNING 'set'",
      at);
  g_hash_table_remove_all (self->tokens);
}

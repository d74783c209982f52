/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recordings of the sample hospital's calls: their sound, and when in it each answer was given. */

#include "core/hcrm-error.h"
#include "hcrm-sample-private.h"
#include "model/hcrm-recording.h"

/* Follow-ups and complaints of the last ten weeks and callers of the last days, those among them
 * that did not take long, so that files stay small; and some that were over too soon for what was
 * answered. */
static const char heard[] =
    "CREATE TEMP TABLE sample_heard ON COMMIT DROP AS"
    " SELECT x.id AS call_id, x.seconds FROM ("
    "  SELECT c.id, c.seconds, c.kind, row_number() OVER (PARTITION BY c.kind ORDER BY c.id) AS n, "
    "count(*) OVER (PARTITION BY c.kind) AS of"
    "   FROM (SELECT c.id, extract(epoch FROM c.ended_at - c.answered_at)::int AS seconds,"
    "           CASE WHEN k.id IS NOT NULL THEN 'complaint' WHEN c.direction = 'in' THEN 'in' WHEN "
    "c.ended_at - c.answered_at < interval "
    "'30 s' THEN 'short' ELSE 'out' END AS kind"
    "          FROM call AS c JOIN app_user AS u ON u.id = c.user_id AND u.username IN ('agent', "
    "'agent2') LEFT JOIN complaint AS k ON k.id = c.activity_id"
    "         WHERE c.state = 'ended' AND c.patient_id IS NOT NULL AND c.started_at >= "
    "hcrm_today() "
    "- CASE WHEN c.direction = 'in' AND k.id IS NULL THEN 8 ELSE 70 END AND (c.direction = 'in' OR "
    "EXISTS (SELECT 1 "
    "FROM response AS r WHERE r.activity_id = "
    "c.activity_id AND r.state = 'completed'))) AS c"
    "  WHERE c.seconds < 120) AS x"
    "  JOIN (VALUES ('out', 24), ('complaint', 6), ('in', 4), ('short', 2)) AS w (kind, wanted) ON "
    "w.kind = x.kind"
    "  WHERE x.n * w.wanted / x.of > (x.n - 1) * w.wanted / x.of";

/* Where they belong is where the product would put them. They are measured one after the other, the
 * latest first, so that what somebody records meanwhile does not wait for all of them. */
static const char recordings[] =
    "INSERT INTO file (sha256, size, media_type) SELECT decode(k.sha256, 'hex'), k.size, "
    "'audio/x-wav' FROM sample_kept AS k;"
    "INSERT INTO recording (call_id, file, name, media_type, site_id, department_id, user_id, "
    "patient_id, activity_id, started_at, offset_ms, layout, duration_ms, created_at, created_by)"
    " SELECT c.id, decode(k.sha256, 'hex'), to_char(c.started_at AT TIME ZONE "
    "hcrm_zone(c.site_id), "
    "'YYYYMMDD-HH24MISS') || '.wav', 'audio/x-wav', p.site_id, p.department_id, p.user_id, "
    "p.patient_id, p.activity_id, p.started_at,"
    "  (extract(epoch FROM c.answered_at - c.started_at) * 1000)::int, 'agent-left', k.seconds * "
    "1000, c.ended_at + interval '5 s', NULL"
    "  FROM sample_kept AS k JOIN call AS c ON c.id = k.call_id CROSS JOIN LATERAL "
    "hcrm_recording_place(c.id, NULL, NULL) AS p ORDER BY c.started_at;"
    "UPDATE call AS c SET recorded = true FROM sample_kept AS k WHERE k.call_id = c.id;"
    "INSERT INTO job (kind, unique_key, payload, run_at) SELECT 'recording.make', 'recording:' || "
    "r.id, jsonb_build_object('recording', r.id), hcrm_now() + make_interval(secs => 8 * "
    "row_number() OVER (ORDER BY r.started_at DESC)) FROM recording AS r;";

/* Questions are answered one after the other, in the order of the questionnaire. */
static const char moments[] =
    "CREATE TEMP TABLE sample_moment ON COMMIT DROP AS"
    " SELECT g.call_id, r.id AS response_id, w.item, w.repeat, c.started_at,"
    "  g.offset_ms + (g.duration_ms * (0.1 + 0.85 * row_number() OVER (PARTITION BY g.id ORDER BY "
    "min(q.n), w.repeat) / (count(*) OVER (PARTITION BY g.id) + 1)))::int AS offset_ms"
    "  FROM recording AS g JOIN call AS c ON c.id = g.call_id JOIN response AS r ON r.activity_id "
    "= "
    "g.activity_id AND r.state = 'completed' JOIN answer AS w ON w.response_id = r.id"
    "  CROSS JOIN LATERAL (SELECT i.n FROM jsonb_path_query(r.resource::jsonb, 'strict "
    "$.**.linkId') WITH ORDINALITY AS i (link, n) WHERE i.link #>> '{}' = w.item) AS q"
    " GROUP BY g.id, g.call_id, g.offset_ms, g.duration_ms, c.started_at, r.id, w.item, w.repeat;"
    "INSERT INTO call_moment (call_id, offset_ms, kind, response_id, item, repeat, created_at, "
    "created_by) SELECT m.call_id, m.offset_ms, 'answer', m.response_id, m.item, m.repeat, "
    "m.started_at + make_interval(secs => m.offset_ms / 1000.0), r.author_id FROM sample_moment AS "
    "m JOIN response AS r ON r.id = m.response_id ORDER BY m.call_id, m.offset_ms;"
    "UPDATE answer AS w SET at = m.started_at + make_interval(secs => m.offset_ms / 1000.0) FROM "
    "sample_moment AS m WHERE w.response_id = m.response_id AND w.item = m.item AND w.repeat = "
    "m.repeat;";

/* What somebody complains of comes first, what they wish for in the end. */
static const char sentences[] =
    "INSERT INTO call_moment (call_id, offset_ms, kind, complaint_id, field, from_char, to_char, "
    "said, created_at, created_by)"
    " SELECT g.call_id, g.offset_ms + g.duration_ms * f.tenths / 10, 'sentence', k.id, f.field, 0, "
    "char_length(f.words), md5(f.words), g.started_at + make_interval(secs => g.duration_ms * "
    "f.tenths / 10000.0), k.first_receiver_id"
    "  FROM recording AS g JOIN complaint AS k ON k.id = g.activity_id CROSS JOIN LATERAL (VALUES "
    "('matter', k.matter, 3), ('wish', k.wish, 7)) AS f (field, words, tenths) WHERE f.words <> '' "
    "ORDER BY g.call_id, f.tenths;";

/* Of a few, nobody was asked: the answers came when the call was long over. */
static const char afterwards[] =
    "UPDATE answer AS w SET at = c.ended_at + interval '25 minutes' FROM call AS c JOIN response "
    "AS "
    "r ON r.activity_id = c.activity_id AND r.state = 'completed' WHERE w.response_id = r.id AND "
    "c.state = 'ended' AND NOT c.recorded AND c.id % 283 = 9;";

/* Two were played again in the night by who made the call. */
static const char nights[] =
    "INSERT INTO audit (at, user_id, action, entity, entity_id)"
    " SELECT n.at, n.user_id, 'listen', 'recording', n.id FROM ("
    "  SELECT g.id, g.user_id, ((g.started_at AT TIME ZONE hcrm_zone(g.site_id))::date + 1 + "
    "interval '2:17') AT TIME ZONE hcrm_zone(g.site_id) AS at"
    "   FROM recording AS g JOIN followup_task AS t ON t.id = g.activity_id"
    "  WHERE g.started_at < hcrm_today() - 2 AND t.state = 'done' ORDER BY g.started_at DESC LIMIT "
    "2) "
    "AS n ORDER BY n.at;";

static gboolean
keep_sound (const HcrmStore *store, GBytes *sound, HcrmStored *stored, GError **error)
{
  g_autoptr (HcrmStoreWriter) writer = hcrm_store_writer_new (store, error);
  gsize n = 0;
  const guint8 *data = g_bytes_get_data (sound, &n);

  if (writer == NULL || !hcrm_store_writer_write (writer, data, n, error)
      || !hcrm_store_writer_finish (writer, stored, error)
      || !hcrm_store_writer_keep (writer, error))
    return FALSE;
  hcrm_store_writer_settle (writer);
  return TRUE;
}

static gboolean
keep_one (const HcrmStore *store,
          GRand *rand,
          const char *call,
          const char *seconds,
          HcrmCopy *kept,
          GError **error)
{
  g_autoptr (GBytes) sound = hcrm_sample_talk (g_rand_int (rand), atoi (seconds));
  g_auto (HcrmStored) stored = { .size = 0 };

  if (!keep_sound (store, sound, &stored, error))
    return FALSE;
  hcrm_copy_text (kept, call);
  hcrm_copy_text (kept, seconds);
  hcrm_copy_text (kept, stored.sha256);
  hcrm_copy_int (kept, stored.size);
  hcrm_copy_end_row (kept);
  return TRUE;
}

static gboolean
keep_all (PGconn *conn, const HcrmStore *store, GRand *rand, GError **error)
{
  g_autoptr (HcrmCopy) kept = hcrm_copy_new ("sample_kept", "call_id, seconds, sha256, size");
  PGresult *calls = PQexec (conn, "SELECT call_id, seconds FROM sample_heard ORDER BY call_id");
  gboolean ok = PQresultStatus (calls) == PGRES_TUPLES_OK
                || hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQresultErrorMessage (calls));

  for (int i = 0; ok && i < PQntuples (calls); i++)
    ok = keep_one (store, rand, PQgetvalue (calls, i, 0), PQgetvalue (calls, i, 1), kept, error);
  PQclear (calls);
  return ok && hcrm_copy_flush (kept, conn, error);
}

gboolean
hcrm_sample_write_recordings (PGconn *conn, const HcrmStore *store, GRand *rand, GError **error)
{
  return hcrm_sample_run (conn, heard, error)
         && hcrm_sample_run (conn,
                             "CREATE TEMP TABLE sample_kept (call_id bigint, seconds int, sha256 "
                             "text, size bigint) ON COMMIT DROP",
                             error)
         && keep_all (conn, store, rand, error) && hcrm_sample_run (conn, recordings, error)
         && hcrm_sample_run (conn, moments, error) && hcrm_sample_run (conn, sentences, error)
         && hcrm_sample_run (conn, afterwards, error) && hcrm_sample_run (conn, nights, error);
}

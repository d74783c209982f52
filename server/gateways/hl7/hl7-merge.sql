-- The HIS feed: patients that are one.

-- Whom each pair of a merge names, and how far they are one already: `path_*` is about the merges that lead
-- from the survivor up to the one merged into it, where the message turns round what is on record.
-- name: find
WITH RECURSIVE told AS (
  SELECT x.pair, x.side, i.patient_id, p.survivor_id
    FROM jsonb_to_recordset(:merges::jsonb) AS x (pair int, side text, issuer text, kind text, value text)
    LEFT JOIN patient_identifier_scoped AS i ON i.issuer = x.issuer AND i.kind = x.kind AND i.value = x.value
    LEFT JOIN patient_scoped AS p ON p.id = i.patient_id
), pairs AS (
  SELECT t.pair,
         min(t.patient_id) FILTER (WHERE t.side = 'survivor') AS survivor, min(t.patient_id) FILTER (WHERE t.side = 'merged') AS merged,
         min(t.survivor_id) FILTER (WHERE t.side = 'survivor') AS survivor_root, min(t.survivor_id) FILTER (WHERE t.side = 'merged') AS merged_root,
         count(DISTINCT t.survivor_id) FILTER (WHERE t.side = 'survivor') AS survivors,
         count(DISTINCT t.survivor_id) FILTER (WHERE t.side = 'merged') AS merged_ones
    FROM told AS t GROUP BY t.pair
), path AS (
  SELECT w.pair, p.id, p.merged_into_id FROM pairs AS w JOIN patient_scoped AS p ON p.id = w.survivor
  UNION
  SELECT path.pair, p.id, p.merged_into_id FROM path JOIN patient_scoped AS p ON p.id = path.merged_into_id
)
SELECT w.pair, w.survivor, w.merged, w.survivor_root, w.merged_root, w.survivors, w.merged_ones,
       (SELECT bool_or(m.source <> 'his') FROM path JOIN patient_merge_scoped AS m ON m.from_id = path.id AND m.into_id = path.merged_into_id
         WHERE path.pair = w.pair AND m.undone_at IS NULL) AS by_person,
       (SELECT coalesce(bool_and(:event_at::timestamptz > h.event_at), true)
          FROM path
          JOIN patient_merge_scoped AS m ON m.from_id = path.id AND m.into_id = path.merged_into_id AND m.undone_at IS NULL
          JOIN his_merge_scoped AS h ON h.merge_id = m.id
         WHERE path.pair = w.pair) AS newer,
       EXISTS (SELECT 1 FROM patient_merge_scoped AS m
                WHERE m.from_id = w.merged AND m.into_id = w.survivor AND m.undone_at >= :event_at::timestamptz
                  AND NOT EXISTS (SELECT 1 FROM his_merge_scoped AS h WHERE h.merge_id = m.id AND h.turned)) AS parted
  FROM pairs AS w ORDER BY w.pair

-- What one side of a pair is called becomes a number of the other, whom alone we know.
-- name: join_numbers
INSERT INTO patient_identifier_write (patient_id, issuer, kind, value)
SELECT DISTINCT :joined_id::bigint, x.issuer, x.kind, x.value
  FROM jsonb_to_recordset(:merges::jsonb) AS x (pair int, side text, issuer text, kind text, value text)
 WHERE x.pair = :pair::int AND x.side = :side
   AND NOT EXISTS (SELECT 1 FROM patient_identifier_scoped AS i WHERE i.issuer = x.issuer AND i.kind = x.kind AND i.value = x.value)

-- Merges, whoever says so, go one after the other.
-- name: queue
SELECT hcrm_patient_merge_queue()

-- name: merge
INSERT INTO his_merge_write (merge_id, event_at)
SELECT hcrm_patient_merge(:merged::bigint, :survivor::bigint, 'his', NULL), :event_at::timestamptz

-- The survivor of the new message was merged into another by an older one: that is undone first.
-- name: turn
UPDATE his_merge_write AS h SET turned = true
  FROM patient_merge_scoped AS m
 WHERE m.from_id = :survivor::bigint AND m.undone_at IS NULL AND h.merge_id = m.id

-- name: part
SELECT hcrm_patient_unmerge(:survivor::bigint, 'his', NULL)

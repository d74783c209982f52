-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who calls: who was said to be on a line, whom a number may mean, and who shares numbers.

-- One row for each person who was found to be on the line. number_key: NULL if it was withheld. contact_id: NULL if the
-- person is nobody's contact; relation: what they are to the patient.
CREATE TABLE caller (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number_key  text CHECK (number_key <> ''),
  patient_id  bigint NOT NULL REFERENCES patient,
  contact_id  bigint REFERENCES contact,
  relation    text,
  activity_id bigint REFERENCES activity,
  at          timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id     bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user
);
CREATE INDEX ON caller (number_key, at DESC) WHERE number_key IS NOT NULL;
CREATE INDEX ON caller (patient_id, at);
CREATE INDEX ON caller (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX ON caller (activity_id) WHERE activity_id IS NOT NULL;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON caller FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('caller', 'id', 'number_key');

CREATE VIEW caller_scoped AS SELECT c.* FROM caller AS c WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = c.patient_id);
SELECT hcrm_hide_staff();
CREATE VIEW caller_view AS
SELECT c.id, hcrm_mask_key(c.number_key) AS number, c.patient_id, p.name AS patient, c.contact_id, k.name AS contact, c.relation,
       c.activity_id, c.at, (SELECT n.name FROM app_user_name AS n WHERE n.id = c.user_id) AS "user"
  FROM caller_scoped AS c
  LEFT JOIN patient AS p ON p.id = c.patient_id
  LEFT JOIN contact AS k ON k.id = c.contact_id;
CREATE VIEW caller_write AS SELECT * FROM caller;

-- What a contact may be told, their place in the family considered: patients themselves everything, and so parents and
-- guardians of a child.
CREATE FUNCTION hcrm_may_hear(relation text, said text, child boolean) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN relation = 'self' OR (coalesce(child, false) AND relation IN ('parent', 'guardian')) THEN 'all' ELSE coalesce(said, 'none') END;

-- The patients within the reader's scope whom a number may mean, with what is known of each: those who have it among their
-- contacts, if not more than a switchboard's many do, and those about whom somebody called or complained from it. Of a
-- patient's contacts with this number the one who was last on the line counts, else the patient's own, else the first.
-- with_complaints: whether the reader may know of complaints.
CREATE FUNCTION hcrm_caller_facts(key text, many int, with_complaints boolean)
RETURNS TABLE (id bigint, contact_id bigint, contact text, relation text, may_discuss text, child boolean, invalid boolean, merged boolean,
               deceased boolean, named_hours bigint, named_last boolean, missed_hours bigint, last_contact timestamptz, last_direction text, talked_hours bigint,
               open_tasks int, due int, own_complaints int, complaints int)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  at_desk boolean := (SELECT count(*) FROM (SELECT 1 FROM contact AS c WHERE c.number_key = key LIMIT many + 1) AS x) > many;
  last_named bigint := (SELECT c.id FROM caller_scoped AS c WHERE c.number_key = key ORDER BY c.at DESC, c.id DESC LIMIT 1);
BEGIN
  RETURN QUERY
  WITH named AS (
    SELECT n.id, p.survivor_id, n.contact_id, n.relation, n.at
      FROM (SELECT c.* FROM caller AS c WHERE c.number_key = key ORDER BY c.at DESC, c.id DESC LIMIT 200) AS n
      JOIN patient_scoped AS p ON p.id = n.patient_id
  ), line AS (
    SELECT p.survivor_id, c.id AS contact_id, c.patient_id, c.name, c.relation, c.may_discuss, c.invalid_at, c.position
      FROM (SELECT c.* FROM contact AS c WHERE c.number_key = key AND NOT at_desk) AS c
      JOIN patient_scoped AS p ON p.id = c.patient_id
  ), complained AS (
    SELECT p.survivor_id FROM complaint_scoped AS c JOIN patient_scoped AS p ON p.id = c.patient_id
     WHERE with_complaints AND c.caller_number_key = key AND c.state NOT IN ('draft', 'joined') AND coalesce(c.closed_at, 'infinity') > hcrm_now() - interval '1 year'
  ), candidate AS (
    SELECT x.survivor_id, p.birth_date > hcrm_today() - interval '14 years' AS child, hcrm_died_at(x.survivor_id) IS NOT NULL AS deceased, ARRAY (SELECT m.id FROM patient AS m WHERE m.survivor_id = x.survivor_id) AS tree
      FROM (SELECT survivor_id FROM line UNION SELECT survivor_id FROM named UNION SELECT survivor_id FROM complained) AS x
      JOIN patient AS p ON p.id = x.survivor_id
  )
  SELECT k.survivor_id, l.contact_id, l.name, coalesce(l.relation, n.relation), hcrm_may_hear(l.relation, l.may_discuss, k.child), coalesce(k.child, false), l.invalid_at IS NOT NULL,
         coalesce(l.patient_id <> k.survivor_id, false), k.deceased,
         floor(extract(epoch FROM hcrm_now() - n.at) / 3600)::bigint, coalesce(n.id = last_named, false),
         floor(extract(epoch FROM hcrm_now() - m.at) / 3600)::bigint, t.at, t.direction,
         floor(extract(epoch FROM hcrm_now() - t.at) / 3600)::bigint,
         w.n, w.due, coalesce(d.own, 0), coalesce(d.other, 0)
    FROM candidate AS k
    LEFT JOIN LATERAL (SELECT n.* FROM named AS n WHERE n.survivor_id = k.survivor_id ORDER BY n.at DESC, n.id DESC LIMIT 1) AS n ON true
    LEFT JOIN LATERAL (SELECT l.* FROM line AS l WHERE l.survivor_id = k.survivor_id
                        ORDER BY l.contact_id IS DISTINCT FROM n.contact_id, l.invalid_at IS NOT NULL, l.relation <> 'self',
                                 l.patient_id <> k.survivor_id, l.position, l.contact_id LIMIT 1) AS l ON true
    LEFT JOIN LATERAL (SELECT x.at, x.direction
                         FROM ((SELECT a.started_at AS at, 'out' AS direction FROM attempt AS a
                                 WHERE a.patient_id = ANY (k.tree) AND a.disposition = 'reached' ORDER BY a.started_at DESC LIMIT 1)
                                UNION ALL
                               (SELECT c.at, 'in' FROM caller AS c WHERE c.patient_id = ANY (k.tree) ORDER BY c.at DESC LIMIT 1)) AS x
                        ORDER BY x.at DESC LIMIT 1) AS t ON true
    LEFT JOIN LATERAL (SELECT a.started_at AS at FROM attempt AS a
                        WHERE a.contact_id IN (SELECT l.contact_id FROM line AS l WHERE l.survivor_id = k.survivor_id)
                          AND a.disposition <> 'reached' AND a.started_at > coalesce(t.at, '-infinity') AND a.started_at > hcrm_now() - interval '7 days'
                        ORDER BY a.started_at DESC LIMIT 1) AS m ON true
    LEFT JOIN LATERAL (SELECT count(*)::int AS n, (count(*) FILTER (WHERE f.due_on <= hcrm_today(f.site_id)))::int AS due
                         FROM followup_task AS f WHERE f.patient_id = ANY (k.tree) AND f.state = 'open') AS w ON true
    LEFT JOIN LATERAL (SELECT (count(*) FILTER (WHERE c.caller_number_key = key))::int AS own,
                              (count(*) FILTER (WHERE c.caller_number_key IS DISTINCT FROM key))::int AS other
                         FROM complaint_scoped AS c
                        WHERE with_complaints AND c.patient_id = ANY (k.tree) AND c.state IN ('taken', 'handling', 'answered', 'told', 'mediation')) AS d ON true;
END $$;

-- The other patients within the reader's scope who can be reached under a number of this one: derived each time, never kept.
-- A switchboard's number makes no household.
CREATE FUNCTION hcrm_household(patient bigint) RETURNS TABLE (id bigint, number text, contact_id bigint, relation text, own_relation text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT DISTINCT ON (q.survivor_id) q.survivor_id, hcrm_mask_key(c.number_key), c.id, o.relation, c.relation
    FROM patient_scoped AS p
    JOIN patient AS m ON m.survivor_id = p.survivor_id
    JOIN contact AS c ON c.patient_id = m.id AND c.invalid_at IS NULL AND c.number_key <> ''
    JOIN contact AS o ON o.number_key = c.number_key AND o.invalid_at IS NULL
    JOIN patient_scoped AS q ON q.id = o.patient_id AND q.survivor_id <> p.survivor_id
   WHERE p.id = patient AND (SELECT count(*) FROM (SELECT 1 FROM contact AS x WHERE x.number_key = c.number_key LIMIT 51) AS y) <= 50
   ORDER BY q.survivor_id, o.relation <> 'self', c.position, c.id, o.id;
END $$;

-- RIGHTS, FORGETTING A PATIENT --------------------------------------------------------------------

GRANT SELECT ON caller_scoped, caller_view TO hcrm_app;
GRANT INSERT, SELECT (id) ON caller_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_caller_facts(text, int, boolean), hcrm_household(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_caller_facts(text, int, boolean), hcrm_household(bigint) TO hcrm_app;

ALTER FUNCTION hcrm_blank_care(bigint[]) RENAME TO hcrm_blank_complaints;
CREATE FUNCTION hcrm_blank_care(tree bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_blank_complaints(tree);
  UPDATE caller AS c SET number_key = NULL WHERE c.patient_id = ANY (tree);
END $$;
REVOKE EXECUTE ON FUNCTION hcrm_blank_care(bigint[]) FROM PUBLIC;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a patient's record is made of, named once; and what goes on when a stay that plans waited for is none.

-- Everything that is read together with these records, by kind: all of it and not only what the reader's scope shows. The kinds
-- are those of shared/model/hcrm-merge.h. What is derived from these, or is only on its way, is no part; a test compares this
-- with the tables there are.
CREATE FUNCTION hcrm_patient_parts(records bigint[]) RETURNS TABLE (kind text, n bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
  SELECT 'identifiers', count(*) FROM patient_identifier AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'contacts', count(*) FROM contact AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'consents', count(*) FROM consent AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'encounters', count(*) FROM encounter AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'results', count(*) FROM result AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'dispensings', count(*) FROM dispensing AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'reminders', count(*) FROM medication_reminder AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'doses', count(*) FROM medication_dose AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'plans', count(*) FROM followup_plan AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'tasks', count(*) FROM followup_task AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'responses', count(*) FROM response AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'questions', count(*) FROM question AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'attempts', count(*) FROM attempt AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'calls', count(*) FROM call AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'callers', count(*) FROM caller AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'recordings', count(*) FROM recording AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'messages', count(*) FROM message AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'complaints', count(*) FROM complaint AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'registers', count(*) FROM register_member AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'studies', count(*) FROM study_subject AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'programmes', count(*) FROM health_care AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'cycles', count(*) FROM health_cycle AS x WHERE x.patient_id = ANY (records)
   UNION ALL SELECT 'files', count(*) FROM attachment AS x JOIN activity AS a ON a.id = x.activity_id
                     WHERE a.patient_id = ANY (records) AND x.removed_at IS NULL
   UNION ALL SELECT 'timeline', count(*) FROM timeline AS x WHERE x.patient_id = ANY (records);
END;

CREATE OR REPLACE FUNCTION hcrm_patient_counts(patient bigint) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tree AS (SELECT array_agg(m.id) AS ids FROM patient AS p JOIN patient AS m ON m.survivor_id = p.survivor_id WHERE p.id = $1)
  SELECT (SELECT jsonb_object_agg(x.kind, x.n) FROM hcrm_patient_parts(tree.ids) AS x) || jsonb_build_object('records', cardinality(tree.ids)) FROM tree
$$;

-- A plan that was held goes on as if a person had resumed it, unless somebody has ended it or holds it for another reason.
CREATE FUNCTION hcrm_plan_go_on(held bigint, number text, why text DEFAULT 'plan.released') RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH plan AS MATERIALIZED (
    SELECT f.id, f.patient_id, f.department_id, f.template_id
      FROM followup_plan AS f WHERE f.id = held AND f.state = 'suspended' AND f.reason = 'readmitted' FOR UPDATE
  ), going AS (
    UPDATE followup_plan AS w SET state = 'active', reason = NULL FROM plan WHERE w.id = plan.id
  ), rest AS (
    UPDATE followup_task AS w SET state = 'open'
      FROM plan
     WHERE w.plan_id = plan.id AND w.state = 'waiting'
       AND NOT EXISTS (SELECT 1 FROM followup_task AS d
                        WHERE d.plan_id = w.plan_id AND d.position = 1 AND w.position > 1 AND d.owner = 'doctor'
                          AND d.state IN ('open', 'waiting') AND d.due_on + d.window_days >= hcrm_today(d.site_id))
  )
  INSERT INTO timeline (patient_id, kind, code, params, department_id)
  SELECT plan.patient_id, 'followup', why,
         jsonb_strip_nulls(jsonb_build_object('plan_id', plan.id, 'number', number, 'template', t.name, 'template_en', t.name_en)),
         plan.department_id
    FROM plan LEFT JOIN followup_template AS t ON t.id = plan.template_id
$$;

-- What waits for a visit that did not take place, or is none in hospital.
CREATE FUNCTION hcrm_plans_release_visit(visit bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH held AS (
    DELETE FROM his_plan_hold AS h USING encounter AS e WHERE h.encounter_id = visit AND e.id = visit RETURNING h.plan_id, e.number
  )
  SELECT hcrm_plan_go_on(held.plan_id, held.number) FROM held ORDER BY held.plan_id
$$;

-- What waits for a stay of somebody who is another person after all.
CREATE OR REPLACE FUNCTION hcrm_plans_release(patients bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH held AS (
    DELETE FROM his_plan_hold AS h USING followup_plan AS f, patient AS p, encounter AS e, patient AS o
     WHERE f.id = h.plan_id AND p.id = f.patient_id AND e.id = h.encounter_id AND o.id = e.patient_id
       AND o.survivor_id <> p.survivor_id AND p.survivor_id = ANY (hcrm_plans_release.patients)
    RETURNING h.plan_id, e.number
  )
  SELECT hcrm_plan_go_on(held.plan_id, held.number) FROM held ORDER BY held.plan_id
$$;

-- Where a patient lies in hospital, what runs waits: after other visits, as when the patient was admitted, until somebody decides;
-- what was begun during this very stay, until the discharge. Not what somebody has let go on.
CREATE OR REPLACE FUNCTION hcrm_plans_hold(patient bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tree AS MATERIALIZED (
    SELECT m.id FROM patient AS m WHERE m.survivor_id = (SELECT p.survivor_id FROM patient AS p WHERE p.id = hcrm_plans_hold.patient)
  ), stay AS MATERIALIZED (
    SELECT e.id, e.number, e.department_id FROM encounter AS e
     WHERE e.patient_id IN (SELECT tree.id FROM tree) AND e.kind = 'inpatient' AND e.state = 'active'
     ORDER BY e.started_at DESC NULLS LAST, e.id DESC LIMIT 1
  ), plan AS MATERIALIZED (
    SELECT f.id, f.patient_id, f.department_id, f.template_id, s.id AS encounter_id, s.number, s.department_id AS stays_in, e.id = s.id AS own
      FROM stay AS s
      JOIN followup_plan AS f ON f.patient_id IN (SELECT tree.id FROM tree) AND f.state = 'active'
      JOIN encounter AS e ON e.id = f.encounter_id AND (e.id = s.id OR NOT (e.kind = 'inpatient' AND e.state = 'active'))
     WHERE NOT EXISTS (SELECT 1 FROM his_plan_hold AS h WHERE h.plan_id = f.id AND h.encounter_id = s.id)
       FOR UPDATE OF f
  ), held AS (
    INSERT INTO his_plan_hold (plan_id, encounter_id) SELECT plan.id, plan.encounter_id FROM plan
  ), stopped AS (
    UPDATE followup_plan AS w SET state = 'suspended', reason = 'readmitted' FROM plan WHERE w.id = plan.id
  ), rest AS (
    UPDATE followup_task AS w SET state = 'waiting' FROM plan WHERE w.plan_id = plan.id AND w.state = 'open'
  )
  INSERT INTO timeline (patient_id, kind, code, params, department_id)
  SELECT plan.patient_id, 'followup', CASE WHEN plan.own THEN 'plan.stays' ELSE 'plan.readmitted' END,
         jsonb_strip_nulls(jsonb_build_object('plan_id', plan.id, 'number', plan.number, 'department', d.name, 'department_en', d.name_en,
                                              'template', t.name, 'template_en', t.name_en)),
         plan.department_id
    FROM plan
    LEFT JOIN followup_template AS t ON t.id = plan.template_id
    LEFT JOIN department AS d ON d.id = plan.stays_in
$$;

CREATE FUNCTION hcrm_stay_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  held bigint;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM patient AS p JOIN patient AS h ON h.id = p.survivor_id
                  WHERE p.id = NEW.patient_id AND coalesce(p.deceased_at, h.deceased_at) IS NOT NULL) THEN
    FOR held IN
      DELETE FROM his_plan_hold AS h USING followup_plan AS f WHERE h.encounter_id = NEW.id AND f.id = h.plan_id AND f.encounter_id = NEW.id
      RETURNING h.plan_id
    LOOP
      PERFORM hcrm_plan_go_on(held, NEW.number, 'plan.discharged');
    END LOOP;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER stay_ended AFTER UPDATE OF state ON encounter FOR EACH ROW
  WHEN (NEW.kind = 'inpatient' AND OLD.state = 'active' AND NEW.state = 'finished') EXECUTE FUNCTION hcrm_stay_ended();

REVOKE EXECUTE ON FUNCTION hcrm_patient_parts(bigint[]), hcrm_plan_go_on(bigint, text, text), hcrm_plans_release_visit(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_plans_release_visit(bigint) TO hcrm_app;

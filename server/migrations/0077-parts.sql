-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a patient's record is made of, named once.

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

REVOKE EXECUTE ON FUNCTION hcrm_patient_parts(bigint[]) FROM PUBLIC;

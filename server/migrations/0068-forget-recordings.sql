-- Forgetting a patient: what was heard and handed in goes, too, from the disk as well.

-- What reviewers wrote about a call may name whom it was with.
ALTER FUNCTION hcrm_blank_care(bigint[]) RENAME TO hcrm_blank_calls;
CREATE FUNCTION hcrm_blank_care(tree bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  reviews bigint[] := ARRAY (SELECT v.id FROM review AS v JOIN recording AS r ON r.id = v.recording_id WHERE r.patient_id = ANY (tree));
BEGIN
  PERFORM hcrm_blank_calls(tree);
  UPDATE review AS v
     SET note = NULL, coaching = NULL, skip_reason = CASE WHEN v.skip_reason IS NOT NULL THEN '—' END,
         appeal_reason = CASE WHEN v.appeal_reason IS NOT NULL THEN '—' END, settle_note = CASE WHEN v.settle_note IS NOT NULL THEN '—' END
   WHERE v.id = ANY (reviews);
  UPDATE review_score AS s SET note = NULL WHERE s.review_id = ANY (reviews) AND s.note IS NOT NULL;
  UPDATE review_history AS h SET params = h.params - 'why' WHERE h.review_id = ANY (reviews) AND h.params ? 'why';
  UPDATE suspicion_note AS n SET note = '—' FROM followup_task AS t WHERE t.id = n.id AND t.patient_id = ANY (tree);
  UPDATE recording AS r SET name = '—', hold_reason = NULL, ask_reason = NULL WHERE r.patient_id = ANY (tree);
END $$;

-- What is held is held against everything.
ALTER FUNCTION hcrm_anonymise_check(bigint[]) RENAME TO hcrm_anonymise_check_complaints;
CREATE FUNCTION hcrm_anonymise_check(tree bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_anonymise_check_complaints(tree);
  IF EXISTS (SELECT 1 FROM recording AS r WHERE r.patient_id = ANY (tree) AND r.care = 'held') THEN
    RAISE EXCEPTION 'a recording is held' USING ERRCODE = 'check_violation', CONSTRAINT = 'anonymise_held';
  END IF;
END $$;

-- Deletes recordings of a forgotten patient and lets go of what was attached to their matters; gives the files that nothing else names.
CREATE FUNCTION hcrm_anonymise_files(patient bigint) RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  tree bigint[] := ARRAY (SELECT p.id FROM patient AS p
                           WHERE p.survivor_id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = $1) AND p.anonymised_at IS NOT NULL);
  which bigint;
  hash bytea;
BEGIN
  FOR which IN SELECT r.id FROM recording AS r WHERE r.patient_id = ANY (tree) AND r.state <> 'deleted' ORDER BY r.id LOOP
    UPDATE recording AS r SET care = 'asked', asked_at = hcrm_now() WHERE r.id = which AND r.care = 'kept';
    UPDATE recording AS r SET asked_by = NULL WHERE r.id = which;
    RETURN QUERY SELECT d FROM hcrm_recording_delete(which) AS d;
  END LOOP;
  FOR hash IN SELECT DISTINCT t.file FROM attachment AS t JOIN activity AS a ON a.id = t.activity_id
               WHERE a.patient_id = ANY (tree) AND t.file IS NOT NULL ORDER BY t.file LOOP
    PERFORM hcrm_file_lock(hash);
    UPDATE attachment AS t
       SET file = NULL, name = '—', removed_at = coalesce(t.removed_at, hcrm_now()), removed_by = coalesce(t.removed_by, hcrm_user()), removed_reason = '—'
      FROM activity AS a WHERE a.id = t.activity_id AND a.patient_id = ANY (tree) AND t.file = hash;
    IF NOT hcrm_file_used(hash) THEN
      DELETE FROM file AS f WHERE f.sha256 = hash;
      RETURN NEXT encode(hash, 'hex');
    END IF;
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION hcrm_blank_care(bigint[]), hcrm_anonymise_check(bigint[]), hcrm_anonymise_files(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_anonymise_files(bigint) TO hcrm_app;

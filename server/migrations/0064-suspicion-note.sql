-- SPDX-License-Identifier: GPL-3.0-or-later
-- What came of looking into a suspicious follow-up; how far a calibration session is.

-- One for each follow-up; whoever looks again changes it, and the audit log keeps what was said before.
CREATE TABLE suspicion_note (
  id         bigint PRIMARY KEY REFERENCES followup_task,
  outcome    text NOT NULL CHECK (outcome IN ('fine', 'not-fine')),
  note       text NOT NULL,
  looked_at  timestamptz NOT NULL DEFAULT hcrm_now(),
  looked_by  bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user,
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz
);
CREATE TRIGGER bump BEFORE UPDATE ON suspicion_note FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON suspicion_note FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('suspicion_note', 'id');

-- Nobody clears themselves.
CREATE FUNCTION hcrm_suspicion_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM attempt AS a WHERE a.activity_id = NEW.id AND a.user_id = NEW.looked_by) THEN
    PERFORM hcrm_review_refuse('suspicion_own', 'nobody judges a follow-up of their own');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_check BEFORE INSERT OR UPDATE OF looked_by ON suspicion_note FOR EACH ROW EXECUTE FUNCTION hcrm_suspicion_check();

CREATE VIEW suspicion_note_scoped AS
SELECT n.* FROM suspicion_note AS n WHERE EXISTS (SELECT 1 FROM followup_task_scoped AS t WHERE t.id = n.id);
CREATE VIEW suspicion_note_write AS SELECT * FROM suspicion_note;
GRANT SELECT ON suspicion_note_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, outcome, note, version) ON suspicion_note_write TO hcrm_app;

-- Who has submitted how many of a session: no scores, so whoever is in it may know before it is over.
CREATE FUNCTION hcrm_calibration_progress(which bigint) RETURNS TABLE (reviewer_id bigint, reviewer text, submitted int, wanted int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.reviewer_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = r.reviewer_id), count(r.submitted_at)::int, count(*)::int
    FROM review AS r
   WHERE r.calibration_id = which AND r.state <> 'skipped' AND EXISTS (SELECT 1 FROM calibration_scoped AS c WHERE c.id = which)
   GROUP BY 1
$$;
REVOKE EXECUTE ON FUNCTION hcrm_calibration_progress(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_calibration_progress(bigint) TO hcrm_app;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Steps of a follow-up that are asked by message: the invitation, how long it is waited for, and the answer that ends the step.

-- token: what the address in the message knows of the step, and nothing else does.
CREATE TABLE survey_invitation (
  task_id    bigint PRIMARY KEY REFERENCES followup_task,
  token      text NOT NULL UNIQUE
             DEFAULT substr(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex'), 1, 32),
  created_at timestamptz NOT NULL DEFAULT hcrm_now()
);

CREATE INDEX followup_task_message ON followup_task (due_on, id) WHERE state = 'open' AND channel = 'message';

-- A step has one token, however often the patient is written to.
CREATE FUNCTION hcrm_survey_token(task bigint) RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO survey_invitation AS i (task_id) VALUES (task) ON CONFLICT (task_id) DO UPDATE SET task_id = i.task_id RETURNING token
$$;

-- Nobody calls about a step while its invitation is under way; where it comes to nothing, at once.
CREATE FUNCTION hcrm_survey_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO followup_task_progress AS p (task_id, not_before)
  SELECT t.id, CASE WHEN NEW.state IN ('queued', 'sending', 'sent', 'delivered')
                    THEN hcrm_message_awake((t.due_on + t.window_days + 1)::timestamp AT TIME ZONE hcrm_zone(t.site_id), t.site_id) END
    FROM followup_task AS t WHERE t.id = NEW.activity_id AND t.state = 'open'
  ON CONFLICT (task_id) DO UPDATE SET not_before = excluded.not_before WHERE p.last_disposition IS DISTINCT FROM 'call_later';
  RETURN NULL;
END $$;
CREATE TRIGGER survey_wait AFTER INSERT OR UPDATE OF state ON message FOR EACH ROW
  WHEN (NEW.purpose = 'survey' AND NEW.activity_id IS NOT NULL) EXECUTE FUNCTION hcrm_survey_wait();

-- What was done otherwise, put off or given up is no longer asked by message.
CREATE FUNCTION hcrm_survey_stop() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE message SET state = 'cancelled', reason = CASE NEW.state WHEN 'done' THEN 'answered' ELSE 'step' END, reason_detail = NULL
   WHERE activity_id = NEW.id AND purpose = 'survey' AND state IN ('queued', 'blocked', 'failed');
  RETURN NULL;
END $$;
CREATE TRIGGER survey_stop AFTER UPDATE ON followup_task FOR EACH ROW
  WHEN (OLD.channel = 'message' AND OLD.state = 'open' AND (NEW.state <> 'open' OR NEW.channel <> 'message' OR NEW.due_on > OLD.due_on))
  EXECUTE FUNCTION hcrm_survey_stop();

-- The step that an answer names, locked: by its number, or by the token of its invitation. asked: an answer to it counts already.
CREATE FUNCTION hcrm_survey_step(task bigint, invitation text)
RETURNS TABLE (id bigint, state text, plan_id bigint, patient_id bigint, survivor_id bigint, encounter_id bigint, site_id bigint,
               department_id bigint, questionnaire_id bigint, url text, answered boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, t.state, t.plan_id, t.patient_id, p.survivor_id, f.encounter_id, t.site_id, t.department_id, t.questionnaire_id,
         (SELECT q.url FROM questionnaire AS q WHERE q.id = t.questionnaire_id),
         EXISTS (SELECT 1 FROM response AS r WHERE r.activity_id = t.id AND NOT r.late AND r.state IN ('completed', 'amended'))
    FROM followup_task AS t
    JOIN followup_plan AS f ON f.id = t.plan_id
    JOIN patient AS p ON p.id = t.patient_id
   WHERE t.id = coalesce(task, (SELECT i.task_id FROM survey_invitation AS i WHERE i.token = invitation))
     FOR UPDATE OF t
$$;

-- The patient answered: the step is done, and all that follows from that. An answer to a step that is not open any more is
-- told of and changes nothing. task: locked
CREATE FUNCTION hcrm_survey_answered(task bigint, authored timestamptz, score text, band text, band_en text, late boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  step followup_task;
  template jsonb;
BEGIN
  SELECT t.* INTO step FROM followup_task AS t WHERE t.id = task;
  SELECT jsonb_build_object('template', x.name, 'template_en', x.name_en) INTO template
    FROM followup_plan AS f LEFT JOIN followup_template AS x ON x.id = f.template_id WHERE f.id = step.plan_id;
  IF NOT late THEN
    INSERT INTO attempt (activity_id, patient_id, channel, started_at, disposition)
    VALUES (task, step.patient_id, 'message', coalesce(authored, hcrm_now()), 'reached');
    UPDATE followup_task SET state = 'done', finished_at = hcrm_now() WHERE id = task;
    UPDATE followup_task SET state = 'open' WHERE plan_id = step.plan_id AND state = 'waiting' AND step.owner = 'doctor' AND step.position = 1;
    DELETE FROM followup_ladder_case WHERE task_id = task;
  END IF;
  INSERT INTO timeline (patient_id, kind, code, params, activity_id, department_id)
  VALUES (step.patient_id, 'followup', CASE WHEN late THEN 'followup.answer-late' ELSE 'followup.answered' END,
          jsonb_strip_nulls(template || jsonb_build_object('score', score, 'band', band, 'band_en', band_en, 'step', step.position, 'steps',
                              (SELECT count(*) FROM followup_task AS x WHERE x.plan_id = step.plan_id))), task, step.department_id);
  IF late THEN
    RETURN;
  END IF;
  UPDATE followup_plan AS f SET state = 'finished'
   WHERE f.id = step.plan_id AND f.state = 'active'
     AND NOT EXISTS (SELECT 1 FROM followup_task AS x WHERE x.plan_id = f.id AND x.state IN ('open', 'waiting'));
  IF FOUND THEN
    INSERT INTO timeline (patient_id, kind, code, params, department_id)
    VALUES (step.patient_id, 'followup', 'plan.finished', jsonb_strip_nulls(template), step.department_id);
  END IF;
END $$;

-- What somebody has begun to answer does not keep others from finishing: only whole answers are one for each step.
DROP INDEX response_one;
CREATE UNIQUE INDEX response_one ON response (activity_id, questionnaire_id) WHERE state IN ('completed', 'amended') AND NOT late;

REVOKE EXECUTE ON FUNCTION hcrm_survey_token(bigint), hcrm_survey_step(bigint, text),
  hcrm_survey_answered(bigint, timestamptz, text, text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_survey_token(bigint), hcrm_survey_step(bigint, text),
  hcrm_survey_answered(bigint, timestamptz, text, text, text, boolean) TO hcrm_app;

INSERT INTO message_template (code, purpose, name, name_en, text, text_en) VALUES
  ('survey', 'survey', '康复问卷邀请', 'Invitation to a recovery questionnaire',
   '{name}{title}，您好！为了解{your}恢复情况，{hospital}{department}请您填写“{questionnaire}”：{link} 。如有不适，请及时与我们联系。',
   'Dear {title}{name}, {department}, {hospital}, would like to know how {you} recover. Please fill in “{questionnaire}”: {link} . Please contact us if anything worries you.');

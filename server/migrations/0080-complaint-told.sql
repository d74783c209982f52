-- SPDX-License-Identifier: GPL-3.0-or-later
-- The answer told in writing, to the contact that the caller left.

-- Where a message to the caller may go: to the verified number or address of a mailbox, a letter to the address that was left.
CREATE FUNCTION hcrm_complaint_reaches(c complaint, channel text, address text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(CASE WHEN channel = 'letter' THEN c.caller_address = address
                     ELSE c.caller_number = address AND c.number_verified_at IS NOT NULL AND c.number_false_at IS NULL END, false);

-- What waits to be sent is not sent any more where the case goes back or ends, or what the caller left is another, or false.
CREATE FUNCTION hcrm_complaint_answer_stale() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE message AS m SET state = 'cancelled', reason = CASE WHEN NEW.state IN ('answered', 'told') THEN 'invalid' ELSE 'step' END, reason_detail = NULL
   WHERE m.activity_id = NEW.id AND m.template = 'complaint-answer' AND m.state IN ('queued', 'blocked')
     AND (NEW.state NOT IN ('answered', 'told') OR NOT hcrm_complaint_reaches(NEW, m.channel, m.address));
  RETURN NULL;
END $$;
CREATE TRIGGER answer_stale AFTER UPDATE ON complaint FOR EACH ROW
  WHEN (OLD.state IN ('answered', 'told')
        AND (NEW.state NOT IN ('answered', 'told') OR (NEW.caller_number, NEW.caller_address) IS DISTINCT FROM (OLD.caller_number, OLD.caller_address)
             OR (OLD.number_false_at IS NULL AND NEW.number_false_at IS NOT NULL)))
  EXECUTE FUNCTION hcrm_complaint_answer_stale();

-- Nor where a department changed its answer meanwhile.
CREATE FUNCTION hcrm_complaint_answer_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE message AS m SET state = 'cancelled', reason = 'changed', reason_detail = NULL
   WHERE m.activity_id = NEW.complaint_id AND m.template = 'complaint-answer' AND m.state IN ('queued', 'blocked');
  RETURN NULL;
END $$;
CREATE TRIGGER answer_changed AFTER UPDATE ON complaint_task FOR EACH ROW
  WHEN (OLD.state = 'answered' AND OLD.answer IS DISTINCT FROM NEW.answer) EXECUTE FUNCTION hcrm_complaint_answer_changed();

-- Since when what is written to the caller is the answer as it stands.
CREATE FUNCTION hcrm_complaint_answer_since(complaint bigint) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT greatest(c.answered_at, (SELECT max(t.answered_at) FROM complaint_task AS t WHERE t.complaint_id = c.id AND t.round = c.reopened AND t.state = 'answered'))
    FROM complaint AS c WHERE c.id = $1
$$;
REVOKE EXECUTE ON FUNCTION hcrm_complaint_answer_since(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_complaint_answer_since(bigint) TO hcrm_app;

-- Nor is it sent once more then.
CREATE FUNCTION hcrm_complaint_answer_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM complaint AS c
                  WHERE c.id = NEW.activity_id AND c.state IN ('answered', 'told') AND NEW.created_at >= hcrm_complaint_answer_since(c.id)
                    AND hcrm_complaint_reaches(c, NEW.channel, NEW.address)) THEN
    RAISE EXCEPTION 'the answer is not to be sent there' USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_answer_again';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER answer_again BEFORE UPDATE ON message FOR EACH ROW
  WHEN (NEW.template = 'complaint-answer' AND NEW.state = 'queued' AND OLD.state IN ('blocked', 'failed', 'expired'))
  EXECUTE FUNCTION hcrm_complaint_answer_again();

-- Whatever keeps it from the caller is in the history, with the reason.
CREATE FUNCTION hcrm_complaint_answer_failed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_complaint_note(NEW.activity_id, CASE NEW.state WHEN 'cancelled' THEN 'complaint.unwritten' ELSE 'complaint.undelivered' END,
                              jsonb_strip_nulls(jsonb_build_object('channel', NEW.channel, 'why', NEW.reason, 'words', NEW.reason_detail)));
  RETURN NULL;
END $$;
CREATE TRIGGER answer_failed AFTER UPDATE ON message FOR EACH ROW
  WHEN (NEW.template = 'complaint-answer' AND NEW.state IN ('failed', 'expired', 'cancelled') AND OLD.state <> NEW.state)
  EXECUTE FUNCTION hcrm_complaint_answer_failed();
CREATE INDEX message_answer_failed ON message (activity_id) WHERE template = 'complaint-answer' AND state = 'failed';

-- The answers that were written to a caller, whoever sees them in the outbox.
CREATE FUNCTION hcrm_complaint_written(complaint bigint) RETURNS TABLE (id bigint, channel text, address text, body text, language text, state text, created_at timestamptz, sent_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.id, m.channel, m.address, m.body, m.language, m.state, m.created_at, m.sent_at FROM message AS m WHERE m.activity_id = $1 AND m.template = 'complaint-answer'
$$;
REVOKE EXECUTE ON FUNCTION hcrm_complaint_written(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_complaint_written(bigint) TO hcrm_app;

-- Who was told by what did not arrive, and by nothing else; a case that was closed because nobody could be asked what they think of it, too.
CREATE FUNCTION hcrm_complaints_untold() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id FROM complaint AS c
   WHERE (c.state = 'told' OR (c.state = 'closed' AND c.told_at IS NOT NULL AND c.closed_as IN ('unreached', 'false-number'))) AND c.satisfied IS NULL
     AND c.id IN (SELECT m.activity_id FROM message AS m WHERE m.template = 'complaint-answer' AND m.state = 'failed' AND m.created_at >= c.answered_at)
     AND NOT EXISTS (SELECT 1 FROM message AS m
                      WHERE m.activity_id = c.id AND m.template = 'complaint-answer' AND m.state IN ('sent', 'delivered') AND m.created_at >= c.answered_at)
     AND NOT EXISTS (SELECT 1 FROM attempt AS a WHERE a.activity_id = c.id AND a.disposition = 'reached' AND a.started_at >= c.answered_at)
$$;
REVOKE EXECUTE ON FUNCTION hcrm_complaints_untold() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_complaints_untold() TO hcrm_app;

-- The days on which nobody was reached since there was an answer to tell, one row for each attempt: calls, messages that were not
-- delivered, and questions in writing that were not answered, where there is no telephone to call.
CREATE OR REPLACE FUNCTION hcrm_complaint_unreached(complaint bigint) RETURNS SETOF date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (x.at AT TIME ZONE hcrm_zone(c.site_id))::date
    FROM complaint AS c
   CROSS JOIN LATERAL (SELECT a.started_at AS at FROM attempt AS a
                        WHERE a.activity_id = c.id AND a.started_at >= c.answered_at AND (a.channel = 'phone' OR c.caller_number IS NULL OR c.caller_number ~ '@')
                          AND a.disposition NOT IN (SELECT k.code FROM code AS k WHERE k.system = 'disposition' AND k.parent = 'reached')
                        UNION ALL
                       SELECT coalesce(m.sent_at, m.not_before) FROM message AS m
                        WHERE m.activity_id = c.id AND m.template = 'complaint-answer' AND m.state = 'failed' AND m.created_at >= c.answered_at) AS x
   WHERE c.id = $1
$$;

-- As it was; and in which way the caller was spoken with.
CREATE OR REPLACE FUNCTION hcrm_complaint_calls(complaint bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('id', x.id, 'call_id', x.call_id, 'started_at', x.started_at, 'ended_at', x.ended_at, 'direction', x.direction,
                                             'channel', x.channel, 'state', x.state, 'disposition', x.disposition, 'note', x.note, 'number', x.number,
                                             'user', (SELECT u.name FROM app_user_name AS u WHERE u.id = x.user_id),
                                             'recorded', EXISTS (SELECT 1 FROM recording AS r WHERE r.call_id = x.call_id AND r.state <> 'deleted'),
                                             'recordings', hcrm_call_recordings(x.call_id))
                           ORDER BY x.started_at, x.id), '[]')
    FROM (SELECT a.id, a.call_id, a.started_at, a.ended_at, c.direction, a.channel, c.state, a.disposition, a.note, hcrm_mask_number(a.number) AS number, a.user_id
            FROM attempt AS a LEFT JOIN call AS c ON c.id = a.call_id WHERE a.activity_id = $1
          UNION ALL
          SELECT NULL, c.id, c.started_at, c.ended_at, c.direction, 'phone', c.state, c.disposition, NULL,
                 CASE WHEN c.number_key IS NOT NULL THEN hcrm_mask_key(c.number_key) ELSE hcrm_mask_number(c.number) END, c.user_id
            FROM call AS c
           WHERE c.id IN (SELECT hcrm_complaint_call_ids($1)) AND NOT EXISTS (SELECT 1 FROM attempt AS a WHERE a.call_id = c.id AND a.activity_id = $1)) AS x
$$;

INSERT INTO message_template (code, purpose, name, name_en, text, text_en) VALUES
  ('complaint-answer', 'complaint', '投诉答复', 'Answer to a complaint',
   '您好！您向{hospital}反映的问题（编号{number}）答复如下：{answer}',
   'Dear caller, this is our answer to your complaint to {hospital} (number {number}): {answer}');

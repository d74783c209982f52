-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who is accountable for a complaint that turns out to be about whoever received it.

-- Somebody else who may mediate there and has least to see to; NULL if there is nobody.
CREATE FUNCTION hcrm_complaint_receiver(site bigint, against bigint[]) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT g.user_id
    FROM hcrm_users_permissions(ARRAY (SELECT r.user_id FROM user_role AS r
                                         JOIN role_permission AS p ON p.role_id = r.role_id AND p.permission = 'complaint.manage'
                                         JOIN app_user AS u ON u.id = r.user_id AND u.state = 'active'
                                        WHERE r.during @> hcrm_now() AND (u.staff_id IS NULL OR u.staff_id <> ALL ($2))),
                                ARRAY['complaint.manage']) AS g
   WHERE g.scope = 'all' OR $1 = ANY (g.sites)
   ORDER BY (SELECT count(*) FROM complaint AS c
              WHERE c.first_receiver_id = g.user_id AND c.state IN ('taken', 'handling', 'answered', 'told', 'mediation')), g.user_id
   LIMIT 1
$$;
REVOKE EXECUTE ON FUNCTION hcrm_complaint_receiver(bigint, bigint[]) FROM PUBLIC;

-- Whoever it is about sees it no more, and so cannot be who has it in hand.
CREATE FUNCTION hcrm_complaint_accused() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  receiver bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM app_user AS u WHERE u.id = NEW.first_receiver_id AND u.staff_id = ANY (NEW.against)) THEN
    receiver := hcrm_complaint_receiver(NEW.site_id, NEW.against);
  END IF;
  IF receiver IS NOT NULL THEN
    NEW.first_receiver_id := receiver;
    INSERT INTO complaint_history (complaint_id, code, params)
    VALUES (NEW.id, 'complaint.receiver-changed', jsonb_build_object('receiver', (SELECT u.name FROM app_user_name AS u WHERE u.id = receiver)));
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accused BEFORE UPDATE ON complaint FOR EACH ROW
  WHEN (NEW.state <> 'draft' AND NEW.against <> '{}' AND OLD.against <> NEW.against) EXECUTE FUNCTION hcrm_complaint_accused();

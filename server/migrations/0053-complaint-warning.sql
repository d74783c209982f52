-- SPDX-License-Identifier: GPL-3.0-or-later
-- What complaints warn of: rules that people keep, warnings that grow with their cases, and charts of how many there are a week.

-- RULES -----------------------------------------------------------------------------------------

-- words: that a matter holds (kind words). grade: this grave or graver (kind grade). least: so many events (repeat-*) or callers
-- (cluster) within days; what days apart is one event, for the others. likeness: the share of their pairs of characters, in
-- percent, that two matters of one event have in common. ratio, run_length, weeks: of the charts, see shared/core/hcrm-cusum.h.
-- tell: codes of the roles that are told.
CREATE TABLE complaint_warning_rule (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL,
  name_en    text,
  kind       text NOT NULL CHECK (kind IN ('words', 'grade', 'repeat-person', 'repeat-department', 'cluster', 'chart')),
  words      text[] NOT NULL DEFAULT '{}',
  grade      int CHECK (grade BETWEEN 1 AND 4),
  least      int CHECK (least BETWEEN 2 AND 1000),
  days       int NOT NULL DEFAULT 3 CHECK (days BETWEEN 1 AND 366),
  likeness   int NOT NULL DEFAULT 35 CHECK (likeness BETWEEN 10 AND 100),
  ratio      numeric CHECK (ratio BETWEEN 1.1 AND 10),
  run_length int CHECK (run_length BETWEEN 10 AND 10000),
  weeks      int CHECK (weeks BETWEEN 4 AND 260),
  tell       text[] NOT NULL DEFAULT '{}',
  enabled    boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CONSTRAINT complaint_warning_rule_words CHECK (kind <> 'words' OR words <> '{}'),
  CONSTRAINT complaint_warning_rule_grade CHECK (kind <> 'grade' OR grade IS NOT NULL),
  CONSTRAINT complaint_warning_rule_least CHECK (kind NOT IN ('repeat-person', 'repeat-department', 'cluster') OR least IS NOT NULL),
  CONSTRAINT complaint_warning_rule_chart CHECK (kind <> 'chart' OR (ratio IS NOT NULL AND run_length IS NOT NULL AND weeks IS NOT NULL))
);
CREATE UNIQUE INDEX complaint_warning_rule_one_chart ON complaint_warning_rule (kind) WHERE kind = 'chart' AND enabled;
CREATE TRIGGER bump BEFORE UPDATE ON complaint_warning_rule FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON complaint_warning_rule FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('complaint_warning_rule', 'id');

-- WARNINGS --------------------------------------------------------------------------------------

-- department_id, staff_id, drug_id: whom or what it is about, of repeats and charts; NULL for what is one event. words: of the rule, that were found.
CREATE TABLE complaint_warning (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rule_id         bigint NOT NULL REFERENCES complaint_warning_rule,
  kind            text NOT NULL,
  site_id         bigint NOT NULL REFERENCES site,
  department_id   bigint REFERENCES department,
  staff_id        bigint REFERENCES staff,
  drug_id         bigint REFERENCES drug,
  words           text[] NOT NULL DEFAULT '{}',
  state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'acknowledged', 'closed')),
  opened_at       timestamptz NOT NULL DEFAULT hcrm_now(),
  grown_at        timestamptz NOT NULL DEFAULT hcrm_now(),
  acknowledged_at timestamptz,
  acknowledged_by bigint REFERENCES app_user,
  closed_at       timestamptz,
  closed_by       bigint REFERENCES app_user,
  reason          text,
  false_alarm     boolean,
  version         int NOT NULL DEFAULT 1,
  updated_at      timestamptz,
  CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CHECK (state <> 'closed' OR (reason IS NOT NULL AND false_alarm IS NOT NULL))
);
CREATE INDEX ON complaint_warning (rule_id, state);
CREATE INDEX ON complaint_warning (state, grown_at, id);
CREATE INDEX ON complaint_warning (grown_at, id);
CREATE INDEX ON complaint_warning (opened_at, id);
-- A warning that grows is not another version: only what people do to it is.
CREATE TRIGGER bump BEFORE UPDATE ON complaint_warning FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump('grown_at', 'words');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON complaint_warning FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('complaint_warning', 'id');

CREATE TABLE complaint_warning_case (
  warning_id   bigint NOT NULL REFERENCES complaint_warning,
  complaint_id bigint NOT NULL REFERENCES complaint,
  words        text[] NOT NULL DEFAULT '{}',
  added_at     timestamptz NOT NULL DEFAULT hcrm_now(),
  PRIMARY KEY (warning_id, complaint_id)
);
CREATE INDEX ON complaint_warning_case (complaint_id);

-- What was taken or changed and is yet to be looked at: by one sweep at a time, so that callers of one moment are one warning.
CREATE TABLE complaint_watch (
  complaint_id bigint PRIMARY KEY
);

CREATE FUNCTION hcrm_complaint_watched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO complaint_watch (complaint_id) VALUES ((to_jsonb(NEW) ->> TG_ARGV[0])::bigint) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER watched_new AFTER INSERT ON complaint FOR EACH ROW WHEN (NEW.taken_at IS NOT NULL) EXECUTE FUNCTION hcrm_complaint_watched('id');
CREATE TRIGGER watched AFTER UPDATE ON complaint FOR EACH ROW
  WHEN (NEW.taken_at IS NOT NULL AND (OLD.taken_at IS NULL OR (OLD.matter, OLD.wish, OLD.grade, OLD.root_id) IS DISTINCT FROM (NEW.matter, NEW.wish, NEW.grade, NEW.root_id)))
  EXECUTE FUNCTION hcrm_complaint_watched('id');
CREATE TRIGGER watched AFTER INSERT ON complaint_object FOR EACH ROW
  WHEN (NEW.staff_id IS NOT NULL OR NEW.department_id IS NOT NULL OR NEW.drug_id IS NOT NULL) EXECUTE FUNCTION hcrm_complaint_watched('complaint_id');

-- ONE EVENT -------------------------------------------------------------------------------------

-- Whether two are about the same: a person, department or drug in common, or neither names one and both are of one class.
CREATE FUNCTION hcrm_complaint_meets(a bigint, b bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM complaint_object AS x JOIN complaint_object AS y ON y.complaint_id = $2
                  WHERE x.complaint_id = $1 AND (x.staff_id = y.staff_id OR x.department_id = y.department_id OR x.drug_id = y.drug_id))
      OR (NOT EXISTS (SELECT 1 FROM complaint_object AS x WHERE x.complaint_id IN ($1, $2) AND coalesce(x.department_id, x.staff_id, x.drug_id) IS NOT NULL)
          AND EXISTS (SELECT 1 FROM complaint_nature AS x JOIN complaint_nature AS y ON y.complaint_id = $2 AND y.main AND y.class_code = x.class_code
                       WHERE x.complaint_id = $1 AND x.main))
$$;

-- The complaints of one event, itself among them: joined with it; or received within so many days of it, on what happened within
-- a day of it, about the same, in much the same words.
CREATE FUNCTION hcrm_complaint_event(complaint bigint, days int, likeness int) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH x AS (SELECT c.id, c.root_id, c.site_id, c.received_at, c.incident_on, hcrm_bigrams(c.matter) AS pairs FROM complaint AS c WHERE c.id = $1),
  near AS MATERIALIZED (
    SELECT c.id, c.root_id, c.matter FROM x
      JOIN complaint AS c ON c.received_at BETWEEN x.received_at - make_interval(days => $2) AND x.received_at + make_interval(days => $2)
     WHERE c.site_id = x.site_id AND c.taken_at IS NOT NULL AND c.state <> 'withdrawn' AND c.id <> x.id
       AND (c.incident_on IS NULL OR x.incident_on IS NULL OR c.incident_on BETWEEN x.incident_on - 1 AND x.incident_on + 1)
       AND (c.root_id = x.root_id OR hcrm_complaint_meets(x.id, c.id))
     ORDER BY c.received_at DESC LIMIT 500
  )
  SELECT x.id FROM x
   UNION
  SELECT n.id FROM near AS n, x WHERE n.root_id = x.root_id OR hcrm_likeness(x.pairs, hcrm_bigrams(n.matter)) * 100 >= $3
   UNION
  SELECT c.id FROM complaint AS c, x WHERE c.root_id = x.root_id AND c.state <> 'withdrawn' AND c.taken_at IS NOT NULL
$$;

-- How many events there are among complaints: those of one event count once.
CREATE FUNCTION hcrm_complaint_events(complaints bigint[], days int, likeness int) RETURNS int LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  rest bigint[] := complaints;
  n int := 0;
BEGIN
  WHILE rest <> '{}' LOOP
    n := n + 1;
    rest := ARRAY (SELECT r FROM unnest(rest) AS r EXCEPT SELECT hcrm_complaint_event(rest[1], days, likeness));
  END LOOP;
  RETURN n;
END $$;

-- RAISING ---------------------------------------------------------------------------------------

-- Adds cases to a warning; whether any of them is new to it.
CREATE FUNCTION hcrm_complaint_warning_grow(warning bigint, cases bigint[], hits text[]) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  added int;
BEGIN
  INSERT INTO complaint_warning_case (warning_id, complaint_id, words) SELECT warning, c, hits FROM unnest(cases) AS c ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS added = ROW_COUNT;
  IF added > 0 THEN
    UPDATE complaint_warning AS w
       SET grown_at = hcrm_now(), words = ARRAY (SELECT DISTINCT f FROM unnest(w.words || hits) AS f ORDER BY f)
     WHERE w.id = warning;
  END IF;
  RETURN added > 0;
END $$;

-- Opens a warning, or lets one grow. What was closed is not raised again by the same event; cases of it are added all the same.
-- event: the cases that make it the same one; NULL where it is the same by whom it is about, as long as it is not closed.
-- Returns the warning, if there is anything new.
CREATE FUNCTION hcrm_complaint_raise(r complaint_warning_rule, site bigint, department bigint, person bigint, cases bigint[], event bigint[], hits text[], drug bigint DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  warning bigint;
BEGIN
  SELECT w.id INTO warning FROM complaint_warning AS w
   WHERE w.rule_id = r.id
     AND CASE WHEN event IS NULL THEN w.state <> 'closed' AND (w.department_id, w.staff_id, w.drug_id) IS NOT DISTINCT FROM (department, person, drug)
              ELSE EXISTS (SELECT 1 FROM complaint_warning_case AS k WHERE k.warning_id = w.id AND k.complaint_id = ANY (event)) END
   ORDER BY w.state = 'closed', w.id DESC LIMIT 1;
  IF warning IS NULL THEN
    INSERT INTO complaint_warning (rule_id, kind, site_id, department_id, staff_id, drug_id) VALUES (r.id, r.kind, site, department, person, drug) RETURNING id INTO warning;
  END IF;
  RETURN CASE WHEN hcrm_complaint_warning_grow(warning, cases, hits) THEN warning END;
END $$;

-- The complaints about a person or a department that count for a rule: within its days, and since a warning of it was last closed.
CREATE FUNCTION hcrm_complaint_repeats(r complaint_warning_rule, department bigint, person bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT c.id), '{}')
    FROM complaint_object AS o JOIN complaint AS c ON c.id = o.complaint_id
   WHERE CASE WHEN person IS NOT NULL THEN o.staff_id = person ELSE o.department_id = department END
     AND c.taken_at IS NOT NULL AND c.state <> 'withdrawn'
     AND c.received_at > greatest(hcrm_now() - make_interval(days => r.days),
                                  (SELECT max(w.closed_at) FROM complaint_warning AS w
                                    WHERE w.rule_id = r.id AND (w.department_id, w.staff_id) IS NOT DISTINCT FROM (department, person)))
$$;

CREATE FUNCTION hcrm_complaint_warn_event(r complaint_warning_rule, x complaint) RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  hits text[] := ARRAY (SELECT DISTINCT w FROM unnest(r.words) AS w WHERE strpos(lower(concat_ws(' ', x.matter, x.wish)), lower(w)) > 0 ORDER BY w);
  event bigint[];
BEGIN
  IF (r.kind = 'words' AND hits = '{}') OR (r.kind = 'grade' AND x.grade > r.grade) THEN
    RETURN;
  END IF;
  event := ARRAY (SELECT hcrm_complaint_event(x.id, r.days, r.likeness));
  IF r.kind = 'cluster' AND (SELECT count(DISTINCT coalesce(c.caller_number_key, c.id::text)) FROM complaint AS c WHERE c.id = ANY (event)) < r.least THEN
    RETURN;
  END IF;
  RETURN NEXT hcrm_complaint_raise(r, x.site_id, NULL, NULL, CASE r.kind WHEN 'cluster' THEN event ELSE ARRAY[x.id] END, event, hits);
END $$;

CREATE FUNCTION hcrm_complaint_warn_repeat(r complaint_warning_rule, x complaint) RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  person bigint;
  department bigint;
  cases bigint[];
BEGIN
  FOR department, person IN
    SELECT DISTINCT CASE r.kind WHEN 'repeat-department' THEN o.department_id END, CASE r.kind WHEN 'repeat-person' THEN o.staff_id END
      FROM complaint_object AS o WHERE o.complaint_id = x.id
  LOOP
    CONTINUE WHEN coalesce(department, person) IS NULL;
    cases := hcrm_complaint_repeats(r, department, person);
    IF cardinality(cases) >= r.least AND hcrm_complaint_events(cases, r.days, r.likeness) >= r.least THEN
      RETURN NEXT hcrm_complaint_raise(r, x.site_id, department, person, cases, NULL, '{}');
    END IF;
  END LOOP;
END $$;

-- Looks at one complaint by every rule; the warnings that were opened or have grown. What came in long ago warns nobody.
CREATE FUNCTION hcrm_complaint_warn(complaint bigint) RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  x complaint;
  r complaint_warning_rule;
BEGIN
  SELECT c.* INTO x FROM complaint AS c
   WHERE c.id = $1 AND c.taken_at IS NOT NULL AND c.state <> 'withdrawn' AND c.received_at > hcrm_now() - interval '30 days';
  IF x.id IS NULL THEN
    RETURN;
  END IF;
  FOR r IN SELECT * FROM complaint_warning_rule AS k WHERE k.enabled AND k.kind <> 'chart' ORDER BY k.id LOOP
    IF r.kind IN ('repeat-person', 'repeat-department') THEN
      RETURN QUERY SELECT w FROM hcrm_complaint_warn_repeat(r, x) AS w WHERE w IS NOT NULL;
    ELSE
      RETURN QUERY SELECT w FROM hcrm_complaint_warn_event(r, x) AS w WHERE w IS NOT NULL;
    END IF;
  END LOOP;
END $$;

-- CHARTS ----------------------------------------------------------------------------------------

-- One for each department, ward, member of staff and drug, written by server/modules/complaint/complaint-chart.c alone. basis: whether
-- what is expected follows the visits, or is the same each week. points: of {week, count, visits, expected, sum, signal, since}.
CREATE TABLE complaint_chart (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind           text NOT NULL CHECK (kind IN ('department', 'ward', 'staff', 'drug')),
  site_id        bigint NOT NULL REFERENCES site,
  department_id  bigint REFERENCES department,
  staff_id       bigint REFERENCES staff,
  drug_id        bigint REFERENCES drug,
  basis          text NOT NULL CHECK (basis IN ('visits', 'counts')),
  mean           numeric NOT NULL,
  ratio          numeric NOT NULL,
  k              numeric NOT NULL,
  h              numeric NOT NULL,
  in_control     numeric NOT NULL,
  out_of_control numeric NOT NULL,
  weeks          int NOT NULL,
  n              int NOT NULL,
  signal_on      date,
  points         jsonb NOT NULL,
  computed_at    timestamptz NOT NULL DEFAULT hcrm_now(),
  CHECK ((kind = 'staff') = (staff_id IS NOT NULL)),
  CHECK ((kind = 'drug') = (drug_id IS NOT NULL)),
  CHECK ((kind IN ('staff', 'drug')) = (department_id IS NULL))
);
CREATE UNIQUE INDEX complaint_chart_once ON complaint_chart (coalesce(department_id, 0), coalesce(staff_id, 0), coalesce(drug_id, 0));
CREATE INDEX ON complaint_chart (coalesce(signal_on, '-infinity'), id);
CREATE INDEX ON complaint_chart (n, id);

-- The complaints of charts: a department's are those about it or one of its wards; about nobody's, those that it answers for.
CREATE FUNCTION hcrm_complaint_charted(first date) RETURNS TABLE (kind text, department_id bigint, staff_id bigint, drug_id bigint, complaint_id bigint, day date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH c AS MATERIALIZED (
    SELECT x.id, (x.received_at AT TIME ZONE hcrm_zone())::date AS day, x.reopened FROM complaint AS x
     WHERE x.received_at >= first::timestamp AT TIME ZONE hcrm_zone() AND x.taken_at IS NOT NULL AND x.state NOT IN ('withdrawn', 'joined')
  ), place AS (
    SELECT c.id, c.day, o.department_id FROM c JOIN complaint_object AS o ON o.complaint_id = c.id AND o.department_id IS NOT NULL
     UNION
    SELECT c.id, c.day, t.department_id FROM c JOIN complaint_task AS t ON t.complaint_id = c.id AND t.round = c.reopened AND t.lead AND t.state NOT IN ('returned', 'withdrawn')
     WHERE NOT EXISTS (SELECT 1 FROM complaint_object AS o WHERE o.complaint_id = c.id AND o.department_id IS NOT NULL)
  )
  SELECT DISTINCT 'department', CASE d.kind WHEN 'ward' THEN coalesce(d.parent_id, d.id) ELSE d.id END, NULL::bigint, NULL::bigint, p.id, p.day
    FROM place AS p JOIN department AS d ON d.id = p.department_id
   UNION ALL
  SELECT DISTINCT 'ward', d.id, NULL::bigint, NULL::bigint, p.id, p.day FROM place AS p JOIN department AS d ON d.id = p.department_id AND d.kind = 'ward' AND d.parent_id IS NOT NULL
   UNION ALL
  SELECT DISTINCT 'staff', NULL::bigint, o.staff_id, NULL::bigint, c.id, c.day FROM c JOIN complaint_object AS o ON o.complaint_id = c.id AND o.staff_id IS NOT NULL
   UNION ALL
  SELECT DISTINCT 'drug', NULL::bigint, NULL::bigint, o.drug_id, c.id, c.day FROM c JOIN complaint_object AS o ON o.complaint_id = c.id AND o.drug_id IS NOT NULL
$$;

-- For each of them, how many there were and how many visits, week by week from a Monday on.
CREATE FUNCTION hcrm_complaint_series(first date, n int) RETURNS TABLE (kind text, site_id bigint, department_id bigint, staff_id bigint, drug_id bigint, counts int[], visits int[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH told AS MATERIALIZED (SELECT k.*, (k.day - first) / 7 AS week FROM hcrm_complaint_charted(first) AS k),
  visited AS MATERIALIZED (
    SELECT x.place, ((e.started_at AT TIME ZONE hcrm_zone())::date - first) / 7 AS week, count(*)::int AS n
      FROM encounter AS e CROSS JOIN LATERAL (VALUES (e.department_id), (nullif(e.ward_id, e.department_id))) AS x (place)
     WHERE e.started_at >= first::timestamp AT TIME ZONE hcrm_zone() AND e.started_at <= hcrm_now() AND e.state <> 'cancelled' AND x.place IS NOT NULL
     GROUP BY 1, 2
  )
  SELECT s.kind, coalesce((SELECT d.site_id FROM department AS d WHERE d.id = s.department_id),
                          (SELECT d.site_id FROM staff_post AS p JOIN department AS d ON d.id = p.department_id WHERE p.staff_id = s.staff_id ORDER BY p.id DESC LIMIT 1),
                          (SELECT min(f.id) FROM site AS f)),
         s.department_id, s.staff_id, s.drug_id,
         ARRAY (SELECT count(t.complaint_id)::int FROM generate_series(0, $2 - 1) AS g
                  LEFT JOIN told AS t ON t.week = g AND t.kind = s.kind AND (t.department_id, t.staff_id, t.drug_id) IS NOT DISTINCT FROM (s.department_id, s.staff_id, s.drug_id)
                 GROUP BY g ORDER BY g),
         ARRAY (SELECT coalesce(sum(v.n), 0)::int FROM generate_series(0, $2 - 1) AS g LEFT JOIN visited AS v ON v.week = g AND v.place = s.department_id GROUP BY g ORDER BY g)
    FROM (SELECT DISTINCT t.kind, t.department_id, t.staff_id, t.drug_id FROM told AS t) AS s
   ORDER BY 1, 3, 4, 5
$$;

-- The first day of the week on which a complaint was ever received, and the last week's.
CREATE FUNCTION hcrm_complaint_weeks() RETURNS TABLE (first date, last date) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT date_trunc('week', (min(c.received_at) AT TIME ZONE hcrm_zone())::date)::date, date_trunc('week', hcrm_today())::date
    FROM complaint AS c WHERE c.received_at = (SELECT min(x.received_at) FROM complaint AS x WHERE x.taken_at IS NOT NULL)
$$;

-- The complaints behind a signal: those of its weeks.
CREATE FUNCTION hcrm_complaint_chart_cases(chart_kind text, department bigint, person bigint, drug bigint, since date, until date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.complaint_id FROM hcrm_complaint_charted(since) AS k
   WHERE k.kind = $1 AND (k.department_id, k.staff_id, k.drug_id) IS NOT DISTINCT FROM ($2, $3, $4) AND k.day BETWEEN since AND until
$$;

-- A signal of this week or the last warns; what was closed since that week began does not warn again.
CREATE FUNCTION hcrm_complaint_chart_raise(department bigint, person bigint, drug bigint, site bigint, chart_kind text, since date, week date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  r complaint_warning_rule;
BEGIN
  SELECT * INTO r FROM complaint_warning_rule AS k WHERE k.kind = 'chart' AND k.enabled;
  IF r.id IS NULL OR week IS NULL OR week < hcrm_today() - 13
     OR EXISTS (SELECT 1 FROM complaint_warning AS w WHERE w.rule_id = r.id AND w.state = 'closed' AND (w.department_id, w.staff_id, w.drug_id) IS NOT DISTINCT FROM (department, person, drug)
                   AND w.closed_at >= week::timestamp AT TIME ZONE hcrm_zone()) THEN
    RETURN NULL;
  END IF;
  RETURN hcrm_complaint_raise(r, site, department, person, ARRAY (SELECT hcrm_complaint_chart_cases(chart_kind, department, person, drug, since, week + 6)), NULL, '{}', drug);
END $$;

-- WHO SEES IT -----------------------------------------------------------------------------------

-- Not whom it, or any of its cases, is about.
CREATE VIEW complaint_warning_scoped AS
SELECT w.* FROM complaint_warning AS w
 WHERE (w.staff_id IS NULL OR (SELECT hcrm_staff()) IS NULL OR w.staff_id <> (SELECT hcrm_staff()))
   AND NOT EXISTS (SELECT 1 FROM complaint_warning_case AS k WHERE k.warning_id = w.id AND k.complaint_id IN (SELECT hcrm_complaints_against()))
   AND ((SELECT hcrm_all()) OR w.site_id = ANY ((SELECT hcrm_sites())::bigint[]) OR w.department_id = ANY ((SELECT hcrm_departments())::bigint[])
        OR EXISTS (SELECT 1 FROM complaint_warning_case AS k JOIN complaint_object AS o ON o.complaint_id = k.complaint_id
                    WHERE k.warning_id = w.id AND o.department_id = ANY ((SELECT hcrm_departments())::bigint[])));

CREATE VIEW complaint_warning_view AS
SELECT w.id, w.version, w.state, w.kind, w.rule_id, r.name AS rule, r.name_en AS rule_en, 'warning.' || w.kind AS code,
       jsonb_strip_nulls(jsonb_build_object('n', (SELECT count(*) FROM complaint_warning_case AS k WHERE k.warning_id = w.id), 'days', r.days,
                                            'words', nullif(array_to_string(w.words, '、'), ''), 'department', d.name, 'department_en', d.name_en,
                                            'staff', s.name, 'drug', g.name)) AS params,
       w.site_id, w.department_id, d.name AS department, d.name_en AS department_en, w.staff_id, s.name AS staff, w.drug_id, g.name AS drug,
       (SELECT count(*) FROM complaint_warning_case AS k WHERE k.warning_id = w.id)::int AS n, w.opened_at, w.grown_at,
       w.state = 'open' AND EXISTS (SELECT 1 FROM user_role AS u JOIN role AS x ON x.id = u.role_id
                                     WHERE u.user_id = (SELECT hcrm_user()) AND u.during @> (SELECT hcrm_now()) AND x.code = ANY (r.tell)) AS mine,
       w.acknowledged_at, (SELECT u.name FROM app_user_name AS u WHERE u.id = w.acknowledged_by) AS acknowledged_by,
       w.closed_at, (SELECT u.name FROM app_user_name AS u WHERE u.id = w.closed_by) AS closed_by, w.reason, w.false_alarm
  FROM complaint_warning_scoped AS w
  LEFT JOIN complaint_warning_rule AS r ON r.id = w.rule_id
  LEFT JOIN department AS d ON d.id = w.department_id
  LEFT JOIN staff AS s ON s.id = w.staff_id
  LEFT JOIN drug AS g ON g.id = w.drug_id;

CREATE VIEW complaint_warning_case_scoped AS
SELECT k.* FROM complaint_warning_case AS k WHERE EXISTS (SELECT 1 FROM complaint_warning_scoped AS w WHERE w.id = k.warning_id);

CREATE VIEW complaint_warning_rule_view AS
SELECT r.id, r.version, r.name, r.name_en, r.kind, array_to_string(r.words, ' ') AS words, r.grade, r.least, r.days, r.likeness, r.ratio, r.run_length, r.weeks,
       array_to_string(r.tell, ' ') AS tell, r.enabled
  FROM complaint_warning_rule AS r WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW complaint_chart_scoped AS
SELECT c.* FROM complaint_chart AS c
 WHERE (c.staff_id IS NULL OR (SELECT hcrm_staff()) IS NULL OR c.staff_id <> (SELECT hcrm_staff()))
   AND ((SELECT hcrm_all()) OR c.site_id = ANY ((SELECT hcrm_sites())::bigint[]) OR c.department_id = ANY ((SELECT hcrm_departments())::bigint[])
        OR EXISTS (SELECT 1 FROM staff_post AS p WHERE p.staff_id = c.staff_id AND p.during @> (SELECT hcrm_today()) AND p.department_id = ANY ((SELECT hcrm_departments())::bigint[])));

CREATE VIEW complaint_chart_view AS
SELECT c.id, c.kind, c.site_id, c.department_id, d.name AS department, d.name_en AS department_en, c.staff_id, s.name AS staff,
       (SELECT p.service_code FROM staff_post AS p WHERE p.staff_id = c.staff_id AND p.service_code IS NOT NULL ORDER BY upper(p.during) DESC NULLS FIRST, p.id DESC LIMIT 1) AS service_code,
       c.drug_id, g.name AS drug, c.basis, c.mean, c.ratio, c.k, c.h, c.in_control, c.out_of_control, c.weeks, c.n, c.signal_on, c.computed_at
  FROM complaint_chart_scoped AS c
  LEFT JOIN department AS d ON d.id = c.department_id
  LEFT JOIN staff AS s ON s.id = c.staff_id
  LEFT JOIN drug AS g ON g.id = c.drug_id;

-- Nor do they read of it in the audit.
DO $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW audit_view AS SELECT v.* FROM (%s) AS v WHERE v.entity <> ''complaint_warning'' OR EXISTS (SELECT 1 FROM complaint_warning_scoped AS w WHERE w.id = v.entity_id)',
                 rtrim(pg_get_viewdef('audit_view'::regclass), ';'));
END $$;

-- RIGHTS ----------------------------------------------------------------------------------------

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{complaint_warning,complaint_warning_rule,complaint_chart,complaint_watch}'::text[] LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', entity || '_write', entity);
  END LOOP;
END $$;
GRANT SELECT ON complaint_warning_scoped, complaint_warning_view, complaint_warning_case_scoped, complaint_warning_rule_view, complaint_chart_scoped, complaint_chart_view TO hcrm_app;
GRANT UPDATE (id) ON complaint_warning_scoped TO hcrm_app;
GRANT UPDATE, SELECT (id, version) ON complaint_warning_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT ON complaint_warning_rule_write TO hcrm_app;
GRANT INSERT, UPDATE, DELETE, SELECT ON complaint_chart_write TO hcrm_app;
GRANT SELECT, DELETE ON complaint_watch_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_complaint_meets(bigint, bigint), hcrm_complaint_event(bigint, int, int), hcrm_complaint_events(bigint[], int, int),
  hcrm_complaint_warning_grow(bigint, bigint[], text[]),
  hcrm_complaint_raise(complaint_warning_rule, bigint, bigint, bigint, bigint[], bigint[], text[], bigint),
  hcrm_complaint_repeats(complaint_warning_rule, bigint, bigint), hcrm_complaint_warn_event(complaint_warning_rule, complaint),
  hcrm_complaint_warn_repeat(complaint_warning_rule, complaint), hcrm_complaint_warn(bigint), hcrm_complaint_charted(date), hcrm_complaint_series(date, int),
  hcrm_complaint_weeks(), hcrm_complaint_chart_cases(text, bigint, bigint, bigint, date, date), hcrm_complaint_chart_raise(bigint, bigint, bigint, bigint, text, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_complaint_warn(bigint), hcrm_complaint_series(date, int), hcrm_complaint_weeks(),
  hcrm_complaint_chart_cases(text, bigint, bigint, bigint, date, date), hcrm_complaint_chart_raise(bigint, bigint, bigint, bigint, text, date, date) TO hcrm_app;

-- WHAT THE PRODUCT COMES WITH -------------------------------------------------------------------

INSERT INTO complaint_warning_rule (name, name_en, kind, words, grade, least, days, likeness, tell) VALUES
  ('涉及伤亡或自伤', 'Death, injury or self-harm', 'words', '{死亡,去世,致残,自杀,轻生,抢救}', NULL, NULL, 3, 35, '{supervisor,manager}'),
  ('涉及媒体、诉讼或报警', 'Press, courts or police', 'words', '{媒体,记者,曝光,起诉,律师,报警,上访}', NULL, NULL, 3, 35, '{supervisor,manager}'),
  ('涉及暴力或威胁', 'Violence or threats', 'words', '{打人,砸,拿刀,威胁,报复,堵门}', NULL, NULL, 3, 35, '{supervisor,manager}'),
  ('重大投诉', 'A critical complaint', 'grade', '{}', 1, NULL, 3, 35, '{supervisor,manager}'),
  ('同一人员一个月内多次被投诉', 'The same person several times within a month', 'repeat-person', '{}', NULL, 3, 30, 35, '{supervisor,manager}'),
  ('同一科室一周内多次被投诉', 'The same department several times within a week', 'repeat-department', '{}', NULL, 5, 7, 35, '{supervisor,manager,head}'),
  ('多人反映同一事件', 'Several callers about one event', 'cluster', '{}', NULL, 3, 3, 35, '{supervisor,manager}');
INSERT INTO complaint_warning_rule (name, name_en, kind, ratio, run_length, weeks, tell) VALUES
  ('投诉数持续升高', 'More complaints than there used to be', 'chart', 2, 250, 52, '{supervisor,manager}');

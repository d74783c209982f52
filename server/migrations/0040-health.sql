-- SPDX-License-Identifier: GPL-3.0-or-later
-- The loop of health management: what is collected of somebody, judged, advised, done about it and evaluated, cycle by cycle.

-- UNITS -----------------------------------------------------------------------------------------

-- A unit as it is compared: mm[Hg], mmHg and MMHG are one.
CREATE FUNCTION hcrm_health_unit(unit text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(translate(lower(regexp_replace(normalize(unit, NFKC), '[\s\[\]]', '', 'g')), 'μ·', 'u.'), '');

-- value_to = value_from * factor + shift, for one substance: a mole of glucose weighs another than one of cholesterol.
-- Units are written as hcrm_health_unit() gives them. source: where the factor comes from.
CREATE TABLE health_conversion (
  substance text NOT NULL,
  unit_from text NOT NULL CHECK (unit_from = hcrm_health_unit(unit_from)),
  unit_to   text NOT NULL CHECK (unit_to = hcrm_health_unit(unit_to)),
  factor    numeric NOT NULL CHECK (factor > 0),
  shift     numeric NOT NULL DEFAULT 0,
  source    text NOT NULL,
  PRIMARY KEY (substance, unit_from, unit_to)
);
INSERT INTO health_conversion (substance, unit_from, unit_to, factor, shift, source)
SELECT x.substance, u.unit_from, u.unit_to, u.factor, 0, 'molar mass ' || x.mass || ' g/mol'
  FROM (VALUES ('glucose', 180.156, 10, 'mmol/l', 'mg/dl'), ('cholesterol', 386.65, 10, 'mmol/l', 'mg/dl'),
               ('triglycerides', 885.43, 10, 'mmol/l', 'mg/dl'), ('creatinine', 113.12, 10000, 'umol/l', 'mg/dl'),
               ('urate', 168.11, 10000, 'umol/l', 'mg/dl')) AS x (substance, mass, parts, molar, weight)
 CROSS JOIN LATERAL (VALUES (x.weight, x.molar, x.parts / x.mass), (x.molar, x.weight, x.mass / x.parts)) AS u (unit_from, unit_to, factor)
 UNION ALL
SELECT x.substance, 'g/l', 'mmol/l', 1000 / x.mass, 0, 'molar mass ' || x.mass || ' g/mol'
  FROM (VALUES ('glucose', 180.156), ('cholesterol', 386.65), ('triglycerides', 885.43)) AS x (substance, mass)
 UNION ALL VALUES
  ('hba1c', 'mmol/mol', '%', 0.09148, 2.152, 'IFCC-NGSP master equation, Clin Chem 2004;50:166'),
  ('hba1c', '%', 'mmol/mol', 10.9314, -23.5242, 'IFCC-NGSP master equation, Clin Chem 2004;50:166'),
  ('pressure', 'kpa', 'mmhg', 7.50062, 0, '1 mmHg = 133.322 Pa'), ('pressure', 'mmhg', 'kpa', 0.133322, 0, '1 mmHg = 133.322 Pa'),
  ('weight', 'g', 'kg', 0.001, 0, 'SI'), ('weight', '斤', 'kg', 0.5, 0, '1 斤 = 0.5 kg'), ('length', 'm', 'cm', 100, 0, 'SI');

-- NULL where units cannot be converted: what is not known is not guessed. Rounded to hundredths.
CREATE FUNCTION hcrm_health_convert(substance text, value numeric, unit_from text, unit_to text) RETURNS numeric
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN unit_to IS NULL OR hcrm_health_unit(unit_from) = hcrm_health_unit(unit_to) THEN round(value, 2)
              ELSE (SELECT round(value * c.factor + c.shift, 2) FROM health_conversion AS c
                     WHERE c.substance = $1 AND c.unit_from = hcrm_health_unit($3) AND c.unit_to = hcrm_health_unit($4)) END
$$;

-- NULL for what is no plain number: `<0.5`, `negative`.
CREATE FUNCTION hcrm_health_number(said text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN btrim(normalize(said, NFKC)) ~ '^[+-]?[0-9]{1,12}([.][0-9]{1,8})?$' THEN btrim(normalize(said, NFKC))::numeric END;

-- PROGRAMMES ------------------------------------------------------------------------------------

CREATE TABLE health_programme (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code          text NOT NULL CHECK (code ~ '^[a-z][a-z0-9-]{1,39}$'),
  name          text NOT NULL,
  name_en       text,
  pinyin        text COLLATE "C" NOT NULL DEFAULT '',
  initials      text NOT NULL DEFAULT '',
  note          text,
  department_id bigint REFERENCES department, -- NULL: the whole hospital's
  state         text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'active', 'retired')),
  cycle_months  int NOT NULL CHECK (cycle_months BETWEEN 1 AND 24),
  window_days   int NOT NULL CHECK (window_days BETWEEN 1 AND 366), -- a value older than this does not count
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CONSTRAINT health_programme_code UNIQUE (code)
);

-- lookup: codes or names of result items, in capitals. low, high: the target, both ends at target unless high_strict.
-- plausible_from, plausible_to: what is beyond is a mistake. pick: which of several values in the window counts.
CREATE TABLE health_indicator (
  programme_id      bigint NOT NULL REFERENCES health_programme,
  position          int NOT NULL,
  code              text NOT NULL,
  name              text NOT NULL,
  name_en           text,
  source            text NOT NULL CHECK (source IN ('result', 'answer', 'score', 'manual')),
  lookup            text[] NOT NULL DEFAULT '{}',
  questionnaire_url text,
  item              text,
  substance         text,
  unit              text,
  low               numeric,
  high              numeric CHECK (high >= low),
  high_strict       boolean NOT NULL DEFAULT false,
  plausible_from             numeric,
  plausible_to          numeric CHECK (plausible_to > plausible_from),
  sex               text CHECK (sex IN ('male', 'female')),
  pick              text NOT NULL DEFAULT 'latest' CHECK (pick IN ('latest', 'mean')),
  target_source     text,
  target_source_en  text,
  PRIMARY KEY (programme_id, code),
  CHECK (source <> 'result' OR cardinality(lookup) > 0),
  CHECK (source NOT IN ('answer', 'score') OR questionnaire_url IS NOT NULL),
  CHECK (source <> 'answer' OR item IS NOT NULL)
);

CREATE TABLE health_advice (
  programme_id bigint NOT NULL,
  position     int NOT NULL,
  indicator    text NOT NULL,
  finding      text NOT NULL CHECK (finding IN ('within', 'above', 'below', 'missing')),
  text         text NOT NULL,
  text_en      text,
  source       text NOT NULL,
  source_en    text,
  PRIMARY KEY (programme_id, indicator, finding),
  CONSTRAINT health_advice_indicator FOREIGN KEY (programme_id, indicator) REFERENCES health_indicator
);

-- `HBA1C, 4548-4` as it is looked for.
CREATE FUNCTION hcrm_health_words(list text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT upper(btrim(w))), '{}') FROM regexp_split_to_table(list, '[,;，；、\n]') AS w WHERE btrim(w) <> ''
$$;

-- What was sent of a programme, in its order.
CREATE FUNCTION hcrm_health_indicators(sent jsonb)
RETURNS TABLE (n bigint, code text, name text, name_en text, source text, lookup text, questionnaire_url text, item text, substance text, unit text,
               low numeric, high numeric, high_strict boolean, plausible_from numeric, plausible_to numeric, sex text, pick text, target_source text, target_source_en text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT e.n, r.* FROM jsonb_array_elements(sent) WITH ORDINALITY AS e (row, n)
   CROSS JOIN LATERAL jsonb_to_record(e.row) AS r (code text, name text, name_en text, source text, lookup text, questionnaire_url text, item text,
     substance text, unit text, low numeric, high numeric, high_strict boolean, plausible_from numeric, plausible_to numeric, sex text, pick text, target_source text,
     target_source_en text)
$$;
CREATE FUNCTION hcrm_health_advised(sent jsonb)
RETURNS TABLE (n bigint, indicator text, finding text, text text, text_en text, source text, source_en text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT e.n, r.* FROM jsonb_array_elements(coalesce(sent, '[]')) WITH ORDINALITY AS e (row, n)
   CROSS JOIN LATERAL jsonb_to_record(e.row) AS r (indicator text, finding text, text text, text_en text, source text, source_en text)
$$;

-- WHO IS CARED FOR, AND THEIR CYCLES ------------------------------------------------------------

-- patient_id is the record that was enrolled, for ever; read by survivor. Who comes again has another row.
CREATE TABLE health_care (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  programme_id bigint NOT NULL REFERENCES health_programme,
  patient_id   bigint NOT NULL REFERENCES patient,
  site_id      bigint NOT NULL REFERENCES site,
  manager_id   bigint REFERENCES app_user,
  state        text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'ended')),
  started_on   date NOT NULL DEFAULT hcrm_today(),
  exit         text CHECK (exit IN ('died', 'withdrawn', 'moved', 'finished', 'other')),
  reason       text,
  ended_on     date,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CHECK ((state = 'ended') = (exit IS NOT NULL AND ended_on IS NOT NULL))
);
CREATE UNIQUE INDEX health_care_once ON health_care (programme_id, patient_id) WHERE state = 'active';
CREATE INDEX ON health_care (patient_id);

-- state: which of the five steps is to be done. planned_on: what the interval gave; due_on: the working day it was moved to.
-- from_on, until_on: when the values must have been taken that count; until_on is known when the collecting is finished.
-- late_on: since when it is known that there is something the assessment did not know.
CREATE TABLE health_cycle (
  id         bigint PRIMARY KEY REFERENCES activity,
  care_id    bigint NOT NULL REFERENCES health_care,
  patient_id bigint NOT NULL REFERENCES patient,
  number     int NOT NULL CHECK (number > 0),
  state      text NOT NULL DEFAULT 'planned'
             CHECK (state IN ('planned', 'collect', 'assess', 'guide', 'intervene', 'evaluate', 'closed', 'skipped', 'cancelled')),
  planned_on date NOT NULL,
  due_on     date NOT NULL,
  moved      text CHECK (moved IN ('holiday', 'weekend', 'person')),
  reason     text,
  begun_on   date,
  from_on    date,
  until_on   date,
  judgement  text CHECK (judgement IN ('controlled', 'partly', 'uncontrolled', 'unjudged')),
  late_on    date,
  closed_on  date,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  UNIQUE (care_id, number),
  CHECK ((begun_on IS NULL) = (from_on IS NULL)),
  CHECK (state IN ('planned', 'skipped', 'cancelled') OR begun_on IS NOT NULL),
  CHECK (state IN ('planned', 'collect', 'skipped', 'cancelled') OR until_on IS NOT NULL),
  CHECK (state NOT IN ('guide', 'intervene', 'evaluate', 'closed') OR judgement IS NOT NULL),
  CHECK (state NOT IN ('skipped', 'cancelled') OR reason IS NOT NULL),
  CHECK ((state IN ('closed', 'skipped', 'cancelled')) = (closed_on IS NOT NULL))
);
CREATE UNIQUE INDEX health_cycle_open ON health_cycle (care_id) WHERE closed_on IS NULL;
CREATE INDEX ON health_cycle (patient_id);
CREATE INDEX health_cycle_due ON health_cycle (due_on, id) WHERE closed_on IS NULL;

-- What was done on which day by whom; never changed, also if it is done again.
CREATE TABLE health_step (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cycle_id bigint NOT NULL REFERENCES health_cycle,
  step     text NOT NULL CHECK (step IN ('begin', 'collect', 'assess', 'guide', 'intervene', 'evaluate', 'reopen', 'move', 'skip', 'cancel')),
  on_day   date NOT NULL DEFAULT hcrm_today(),
  at       timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id  bigint DEFAULT hcrm_user(),
  note     text,
  params   jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX ON health_step (cycle_id);

-- rule: the indicator as it was when the cycle began. value: in the rule's unit; NULL with the gap, which says why there is none:
-- it is missing, and counts as nothing else. said: what was told, in said_unit. others: how many more values lay in the window.
CREATE TABLE health_value (
  cycle_id    bigint NOT NULL REFERENCES health_cycle,
  code        text NOT NULL,
  position    int NOT NULL,
  rule        jsonb NOT NULL,
  value       numeric,
  gap         text DEFAULT 'none' CHECK (gap IN ('none', 'preliminary', 'no-number', 'no-unit', 'unit', 'implausible')),
  origin      text CHECK (origin IN ('result', 'answer', 'score', 'manual')),
  said        text,
  said_unit   text,
  observed_on date,
  others      int NOT NULL DEFAULT 0,
  result_id   bigint REFERENCES result,
  response_id bigint REFERENCES response,
  note        text,
  entered_by  bigint REFERENCES app_user,
  PRIMARY KEY (cycle_id, code),
  CHECK ((value IS NULL) = (gap IS NOT NULL)),
  CHECK (value IS NULL OR (origin IS NOT NULL AND observed_on IS NOT NULL))
);
CREATE INDEX ON health_value (result_id) WHERE result_id IS NOT NULL;
CREATE INDEX ON health_value (response_id) WHERE response_id IS NOT NULL;

-- What the patient was advised, in the words that were given.
CREATE TABLE health_guidance (
  cycle_id  bigint NOT NULL REFERENCES health_cycle,
  position  int NOT NULL,
  indicator text,
  finding   text,
  text      text NOT NULL,
  source    text,
  PRIMARY KEY (cycle_id, position)
);

-- Plans of follow-up that were asked for: kind collect for missing values, intervene for what was found.
CREATE TABLE health_measure (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cycle_id     bigint NOT NULL REFERENCES health_cycle,
  kind         text NOT NULL CHECK (kind IN ('collect', 'intervene')),
  template_id  bigint NOT NULL REFERENCES followup_template,
  encounter_id bigint NOT NULL REFERENCES encounter,
  note         text,
  at           timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id      bigint DEFAULT hcrm_user()
);
CREATE INDEX ON health_measure (cycle_id);
CREATE INDEX ON health_measure (encounter_id);

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{health_programme,health_care,health_cycle}'::text[]
  LOOP
    EXECUTE format('CREATE TRIGGER bump BEFORE UPDATE ON %I FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump(%s)', entity,
                   CASE entity WHEN 'health_programme' THEN '''pinyin'', ''initials''' WHEN 'health_cycle' THEN '''late_on''' ELSE '' END);
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row(%1$L, ''id'', ''pinyin'', ''initials'')', entity);
  END LOOP;
  FOREACH entity IN ARRAY '{health_indicator,health_advice}'::text[]
  LOOP
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row(''health_programme'', ''programme_id'')', entity);
  END LOOP;
  FOREACH entity IN ARRAY '{health_step,health_value,health_guidance,health_measure}'::text[]
  LOOP
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row(''health_cycle'', ''cycle_id'', ''rule'')', entity);
  END LOOP;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON health_step FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change();

-- A cycle that is over stays as it was; of whom is forgotten with the patient.
CREATE FUNCTION hcrm_health_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('hcrm.forgetting', true) IS DISTINCT FROM 'on'
     AND EXISTS (SELECT 1 FROM health_cycle AS c WHERE c.id = (to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[0])::bigint
                                                   AND c.closed_on IS NOT NULL) THEN
    RAISE EXCEPTION 'a cycle that is over is history' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep BEFORE DELETE ON health_cycle FOR EACH ROW EXECUTE FUNCTION hcrm_refuse_change();
CREATE TRIGGER keep_over BEFORE UPDATE ON health_cycle FOR EACH ROW
  WHEN (OLD.closed_on IS NOT NULL AND to_jsonb(OLD) - '{late_on,version,updated_at}'::text[] <> to_jsonb(NEW) - '{late_on,version,updated_at}'::text[])
  EXECUTE FUNCTION hcrm_health_keep('id');
CREATE TRIGGER keep BEFORE INSERT OR UPDATE OR DELETE ON health_value FOR EACH ROW EXECUTE FUNCTION hcrm_health_keep('cycle_id');
CREATE TRIGGER keep BEFORE INSERT OR UPDATE OR DELETE ON health_guidance FOR EACH ROW EXECUTE FUNCTION hcrm_health_keep('cycle_id');

-- COLLECTING ------------------------------------------------------------------------------------

-- What lies in a cycle's window, of all records of the person: for each indicator that has any, the value that counts, or
-- why what there is does not count. Who may see the cycle sees the values that it collects.
CREATE FUNCTION hcrm_health_find(cycle bigint)
RETURNS TABLE (code text, value numeric, gap text, said text, said_unit text, observed_on date, others int, result_id bigint, response_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH c AS MATERIALIZED (
    SELECT y.id, y.from_on, coalesce(y.until_on, hcrm_today(k.site_id)) AS until_on, s.time_zone,
           ARRAY (SELECT m.id FROM patient AS p JOIN patient AS m ON m.survivor_id = p.survivor_id WHERE p.id = y.patient_id) AS tree
      FROM health_cycle AS y JOIN health_care AS k ON k.id = y.care_id JOIN site AS s ON s.id = k.site_id
     WHERE y.id = cycle
  ), rule AS MATERIALIZED (
    SELECT v.code, r.* FROM health_value AS v
     CROSS JOIN LATERAL jsonb_to_record(v.rule) AS r (source text, lookup text[], questionnaire_url text, item text, substance text, unit text,
                                                      plausible_from numeric, plausible_to numeric, pick text)
     WHERE v.cycle_id = cycle
  ), told AS (
    SELECT r.code, x.observed_at AS at, i.item ->> 'value' AS said, i.item ->> 'unit' AS said_unit,
           x.state = 'preliminary' OR coalesce(i.item ->> 'state', '') = 'preliminary' AS preliminary, x.id AS result_id, NULL::bigint AS response_id
      FROM c JOIN result AS x ON x.patient_id = ANY (c.tree) AND x.state <> 'cancelled'
      JOIN LATERAL jsonb_array_elements(x.items) AS i (item) ON coalesce(i.item ->> 'state', '') <> 'cancelled'
      JOIN rule AS r ON r.source = 'result' AND (upper(i.item ->> 'code') = ANY (r.lookup) OR upper(i.item ->> 'name') = ANY (r.lookup))
     WHERE (x.observed_at AT TIME ZONE c.time_zone)::date BETWEEN c.from_on AND c.until_on
     UNION ALL
    SELECT r.code, x.authored_at, CASE r.source WHEN 'score' THEN x.score::text ELSE coalesce(a.number::text, a.text, a.code) END, r.unit, false,
           NULL, x.id
      FROM c JOIN response AS x ON x.patient_id = ANY (c.tree) AND x.state IN ('completed', 'amended') AND NOT x.late
      JOIN questionnaire AS q ON q.id = x.questionnaire_id
      JOIN rule AS r ON r.source IN ('answer', 'score') AND r.questionnaire_url = q.url
      LEFT JOIN LATERAL (SELECT n.number, n.text, n.code FROM answer AS n WHERE n.response_id = x.id AND n.item = r.item
                          ORDER BY n.repeat, n.ordinal LIMIT 1) AS a ON r.source = 'answer'
     WHERE (x.authored_at AT TIME ZONE c.time_zone)::date BETWEEN c.from_on AND c.until_on
       AND CASE r.source WHEN 'score' THEN x.score IS NOT NULL ELSE coalesce(a.number::text, a.text, a.code) IS NOT NULL END
  ), judged AS (
    SELECT t.*, r.pick, n.number, u.value AS turned, (t.at AT TIME ZONE (SELECT c.time_zone FROM c))::date AS observed_on,
           CASE WHEN t.preliminary THEN 'preliminary' WHEN n.number IS NULL THEN 'no-number'
                WHEN r.unit IS NOT NULL AND hcrm_health_unit(t.said_unit) IS NULL THEN 'no-unit' WHEN u.value IS NULL THEN 'unit'
                WHEN u.value < r.plausible_from OR u.value > r.plausible_to THEN 'implausible' END AS gap
      FROM told AS t JOIN rule AS r USING (code)
     CROSS JOIN LATERAL (SELECT hcrm_health_number(t.said) AS number) AS n
     CROSS JOIN LATERAL (SELECT hcrm_health_convert(r.substance, n.number, t.said_unit, r.unit) AS value) AS u
  )
  SELECT DISTINCT ON (j.code) j.code,
         CASE WHEN j.gap IS NULL THEN CASE j.pick WHEN 'mean' THEN round(avg(j.turned) FILTER (WHERE j.gap IS NULL) OVER w, 2) ELSE j.turned END END,
         j.gap, j.said, j.said_unit, j.observed_on,
         (count(*) FILTER (WHERE j.gap IS NULL) OVER w - (j.gap IS NULL)::int)::int, j.result_id, j.response_id
    FROM judged AS j
  WINDOW w AS (PARTITION BY j.code)
   ORDER BY j.code, j.gap IS NOT NULL, j.at DESC, j.result_id DESC, j.response_id DESC
$$;

-- Takes what is found; what was entered by hand stays unless something newer was taken. Returns how many changed.
CREATE FUNCTION hcrm_health_gather(cycle bigint) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  n int;
BEGIN
  UPDATE health_value AS v
     SET value = f.value, gap = CASE WHEN f.value IS NULL THEN coalesce(f.gap, 'none') END, said = f.said, said_unit = f.said_unit,
         observed_on = f.observed_on, others = coalesce(f.others, 0), result_id = f.result_id, response_id = f.response_id,
         origin = CASE WHEN f.code IS NOT NULL THEN v.rule ->> 'source' END, note = NULL, entered_by = NULL
    FROM health_value AS o LEFT JOIN hcrm_health_find(cycle) AS f ON f.code = o.code
   WHERE o.cycle_id = cycle AND v.cycle_id = o.cycle_id AND v.code = o.code
     AND (o.origin IS DISTINCT FROM 'manual' OR (f.value IS NOT NULL AND f.observed_on > o.observed_on))
     AND (o.value, o.gap, o.said, o.said_unit, o.observed_on, o.others, o.result_id, o.response_id)
         IS DISTINCT FROM (f.value, CASE WHEN f.value IS NULL THEN coalesce(f.gap, 'none') END, f.said, f.said_unit, f.observed_on,
                           coalesce(f.others, 0), f.result_id, f.response_id);
  GET DIAGNOSTICS n = ROW_COUNT;
  UPDATE health_cycle SET version = version + 1 WHERE id = cycle AND n > 0;
  RETURN n;
END $$;

-- What is known by now that the cycle does not say: names of indicators, in both languages.
CREATE FUNCTION hcrm_health_late(cycle bigint) RETURNS TABLE (names text, names_en text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT string_agg(v.rule ->> 'name', '、' ORDER BY v.position), string_agg(coalesce(v.rule ->> 'name_en', v.rule ->> 'name'), ', ' ORDER BY v.position)
    FROM health_value AS v LEFT JOIN hcrm_health_find(cycle) AS f ON f.code = v.code
   WHERE v.cycle_id = cycle AND f.value IS DISTINCT FROM v.value
     AND (v.origin IS DISTINCT FROM 'manual' OR (f.value IS NOT NULL AND f.observed_on > v.observed_on))
$$;

-- What a value says against its target.
CREATE FUNCTION hcrm_health_finding(value numeric, rule jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value IS NULL THEN 'missing'
            WHEN coalesce(rule ->> 'low', rule ->> 'high') IS NULL THEN 'noted'
            WHEN value < (rule ->> 'low')::numeric THEN 'below'
            WHEN value > (rule ->> 'high')::numeric OR (value = (rule ->> 'high')::numeric AND (rule ->> 'high_strict')::boolean) THEN 'above'
            ELSE 'within' END;

-- How far from its target; 0 at it.
CREATE FUNCTION hcrm_health_distance(value numeric, rule jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest((rule ->> 'low')::numeric - value, value - (rule ->> 'high')::numeric, 0);

-- What became of it since the last cycle.
CREATE FUNCTION hcrm_health_effect(was numeric, value numeric, rule jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN was IS NULL OR value IS NULL THEN 'unknown'
            WHEN coalesce(rule ->> 'low', rule ->> 'high') IS NULL THEN 'noted'
            WHEN hcrm_health_finding(value, rule) = 'within' THEN CASE WHEN hcrm_health_finding(was, rule) = 'within' THEN 'kept' ELSE 'reached' END
            WHEN hcrm_health_finding(was, rule) = 'within' THEN 'lost'
            WHEN hcrm_health_distance(value, rule) < hcrm_health_distance(was, rule) THEN 'closer'
            WHEN hcrm_health_distance(value, rule) > hcrm_health_distance(was, rule) THEN 'farther'
            ELSE 'same' END;

-- WHAT IS DONE ----------------------------------------------------------------------------------

CREATE FUNCTION hcrm_health_note(cycle bigint, what text, params jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO timeline (patient_id, kind, code, params, activity_id)
  SELECT c.patient_id, 'followup', what,
         jsonb_strip_nulls(jsonb_build_object('programme', p.name, 'programme_en', p.name_en, 'number', c.number) || coalesce(params, '{}')), c.id
    FROM health_cycle AS c JOIN health_care AS k ON k.id = c.care_id JOIN health_programme AS p ON p.id = k.programme_id WHERE c.id = cycle
$$;

-- Names of the values that are missing, in both languages; nothing if none is.
CREATE FUNCTION hcrm_health_missing(cycle bigint) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object(
           'missing', string_agg(v.rule ->> 'name', '、' ORDER BY v.position),
           'missing_en', string_agg(coalesce(v.rule ->> 'name_en', v.rule ->> 'name'), ', ' ORDER BY v.position)))
    FROM health_value AS v WHERE v.cycle_id = cycle AND v.value IS NULL
$$;

-- Begins a cycle: its indicators as they are now, those for the patient's sex, and what there is of them. Values taken since
-- the last collecting count, none older than the programme says; what the last cycle was judged by is not used again.
CREATE FUNCTION hcrm_health_begin(cycle bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c record;
BEGIN
  SELECT y.id, y.care_id, y.number, k.programme_id, p.window_days, hcrm_today(k.site_id) AS today, h.sex,
         (SELECT max(o.until_on) FROM health_cycle AS o WHERE o.care_id = y.care_id AND o.number < y.number AND o.state = 'closed') AS used_until
    INTO c
    FROM health_cycle AS y
    JOIN health_care AS k ON k.id = y.care_id
    JOIN health_programme AS p ON p.id = k.programme_id
    JOIN patient AS o ON o.id = y.patient_id
    JOIN patient AS h ON h.id = o.survivor_id
   WHERE y.id = cycle;
  UPDATE health_cycle SET state = 'collect', begun_on = c.today, from_on = least(greatest(c.today - c.window_days, c.used_until + 1), c.today)
   WHERE id = cycle;
  INSERT INTO health_value (cycle_id, code, position, rule)
  SELECT cycle, i.code, i.position, jsonb_strip_nulls(to_jsonb(i) - '{programme_id,position,code,sex}'::text[])
    FROM health_indicator AS i WHERE i.programme_id = c.programme_id AND (i.sex IS NULL OR i.sex = c.sex);
  INSERT INTO health_step (cycle_id, step, on_day) VALUES (cycle, 'begin', c.today);
  PERFORM hcrm_health_gather(cycle);
  PERFORM hcrm_health_note(cycle, 'health.begun', hcrm_health_missing(cycle));
END $$;

-- The site whose calendar counts: of the department that the patient was with last.
CREATE FUNCTION hcrm_health_site(patient bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT d.site_id FROM patient AS p JOIN patient_summary AS u ON u.patient_id = p.survivor_id JOIN department AS d ON d.id = u.department_id
                    WHERE p.id = $1), (SELECT min(s.id) FROM site AS s))
$$;

-- Plans a cycle. why: what the time line says about its day.
CREATE FUNCTION hcrm_health_plan(care bigint, planned date, due date, off text, why jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  work bigint;
BEGIN
  INSERT INTO activity (kind, patient_id, site_id) SELECT 'health_cycle', k.patient_id, k.site_id FROM health_care AS k WHERE k.id = care RETURNING id INTO work;
  INSERT INTO health_cycle (id, care_id, patient_id, number, planned_on, due_on, moved)
  SELECT work, k.id, k.patient_id, 1 + coalesce((SELECT max(c.number) FROM health_cycle AS c WHERE c.care_id = k.id), 0), planned, due, off
    FROM health_care AS k WHERE k.id = care;
  PERFORM hcrm_health_note(work, 'health.planned', jsonb_build_object('due_on', due, 'off', off, 'planned_on', CASE WHEN planned <> due THEN planned END) || why);
  IF due <= (SELECT hcrm_today(k.site_id) FROM health_care AS k WHERE k.id = care) THEN
    PERFORM hcrm_health_begin(work);
  END IF;
  RETURN work;
END $$;

-- Ends the care of a person with the cycle that is open: death, or somebody says so.
CREATE FUNCTION hcrm_health_end(care bigint, why text, words text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  open_cycle bigint := (SELECT c.id FROM health_cycle AS c WHERE c.care_id = care AND c.closed_on IS NULL);
  today date := (SELECT hcrm_today(k.site_id) FROM health_care AS k WHERE k.id = care);
BEGIN
  IF open_cycle IS NOT NULL THEN
    INSERT INTO health_step (cycle_id, step, on_day, note, params) VALUES (open_cycle, 'cancel', today, words, jsonb_build_object('exit', why));
    UPDATE health_cycle SET state = 'cancelled', reason = coalesce(words, why), closed_on = today WHERE id = open_cycle;
  END IF;
  UPDATE health_care SET state = 'ended', exit = why, reason = words, ended_on = today WHERE id = care;
  INSERT INTO timeline (patient_id, kind, code, params, activity_id)
  SELECT k.patient_id, 'followup', 'health.ended',
         jsonb_strip_nulls(jsonb_build_object('programme', p.name, 'programme_en', p.name_en, 'exit', why, 'reason', words)), open_cycle
    FROM health_care AS k JOIN health_programme AS p ON p.id = k.programme_id WHERE k.id = care;
  RETURN open_cycle;
END $$;

-- Of two cares of one person in one programme, whose records were merged, the earlier one goes on; the other rests until they are parted.
CREATE FUNCTION hcrm_health_rests(care bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM health_care AS k JOIN patient AS p ON p.id = k.patient_id
                   JOIN patient AS m ON m.survivor_id = p.survivor_id
                   JOIN health_care AS o ON o.patient_id = m.id AND o.programme_id = k.programme_id AND o.state = 'active' AND o.id < k.id
                  WHERE k.id = care AND k.state = 'active')
$$;

-- WHAT HAPPENS BY ITSELF ------------------------------------------------------------------------

-- Patients of whom something was told since their cycles were looked at.
CREATE TABLE health_stale (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id bigint NOT NULL
);

CREATE FUNCTION hcrm_health_stale() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO health_stale (patient_id)
  SELECT DISTINCT x.id FROM (VALUES (NEW.patient_id), (CASE WHEN TG_OP = 'UPDATE' THEN OLD.patient_id END)) AS x (id)
   WHERE EXISTS (SELECT 1 FROM patient AS p JOIN patient AS m ON m.survivor_id = p.survivor_id JOIN health_care AS k ON k.patient_id = m.id
                  WHERE p.id = x.id AND k.state = 'active');
  RETURN NULL;
END $$;
CREATE TRIGGER health_new AFTER INSERT ON result FOR EACH ROW EXECUTE FUNCTION hcrm_health_stale();
CREATE TRIGGER health AFTER UPDATE ON result FOR EACH ROW
  WHEN ((OLD.patient_id, OLD.state, OLD.observed_at, OLD.items) IS DISTINCT FROM (NEW.patient_id, NEW.state, NEW.observed_at, NEW.items))
  EXECUTE FUNCTION hcrm_health_stale();
CREATE TRIGGER health_new AFTER INSERT ON response FOR EACH ROW WHEN (NEW.patient_id IS NOT NULL) EXECUTE FUNCTION hcrm_health_stale();
CREATE TRIGGER health AFTER UPDATE ON response FOR EACH ROW
  WHEN (NEW.patient_id IS NOT NULL AND (OLD.state, OLD.score, OLD.resource) IS DISTINCT FROM (NEW.state, NEW.score, NEW.resource))
  EXECUTE FUNCTION hcrm_health_stale();

-- What two records that were merged, or parted, know together is another thing.
CREATE FUNCTION hcrm_health_stale_tree() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO health_stale (patient_id)
  SELECT DISTINCT k.patient_id FROM patient AS p JOIN health_care AS k ON k.patient_id = p.id AND k.state = 'active'
   WHERE p.survivor_id IN (OLD.survivor_id, NEW.survivor_id);
  RETURN NULL;
END $$;
CREATE TRIGGER health AFTER UPDATE ON patient FOR EACH ROW WHEN (OLD.survivor_id <> NEW.survivor_id) EXECUTE FUNCTION hcrm_health_stale_tree();

-- Looks again: what is still collected takes what is new; where it was assessed, that is noted once for somebody to decide on.
CREATE FUNCTION hcrm_health_catch_up(wanted int) RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c record;
  late record;
BEGIN
  FOR c IN
    WITH next AS (SELECT s.id FROM health_stale AS s ORDER BY s.id LIMIT wanted FOR UPDATE SKIP LOCKED),
         gone AS (DELETE FROM health_stale AS s USING next WHERE s.id = next.id RETURNING s.patient_id)
    SELECT y.id, y.state, y.late_on, hcrm_today(k.site_id) AS today
      FROM health_cycle AS y JOIN health_care AS k ON k.id = y.care_id AND k.state = 'active'
      JOIN patient AS p ON p.id = y.patient_id
     WHERE y.state IN ('collect', 'assess', 'guide', 'intervene', 'evaluate', 'closed')
       AND (y.closed_on IS NULL OR y.number = (SELECT max(o.number) FROM health_cycle AS o WHERE o.care_id = y.care_id AND o.state = 'closed'))
       AND p.survivor_id IN (SELECT x.survivor_id FROM gone JOIN patient AS x ON x.id = gone.patient_id)
     ORDER BY y.id FOR UPDATE OF y
  LOOP
    IF c.state = 'collect' THEN
      IF hcrm_health_gather(c.id) > 0 THEN
        RETURN NEXT c.id;
      END IF;
    ELSE
      SELECT * INTO late FROM hcrm_health_late(c.id);
      IF late.names IS NOT NULL AND c.late_on IS NULL THEN
        UPDATE health_cycle SET late_on = c.today WHERE id = c.id;
        PERFORM hcrm_health_note(c.id, 'health.late', jsonb_build_object('names', late.names, 'names_en', late.names_en));
        RETURN NEXT c.id;
      END IF;
    END IF;
  END LOOP;
END $$;

-- Ends the care of who has died, and begins what is due.
CREATE FUNCTION hcrm_health_go_on(wanted int) RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c record;
BEGIN
  FOR c IN
    SELECT k.id, (SELECT y.id FROM health_cycle AS y WHERE y.care_id = k.id AND y.closed_on IS NULL) AS cycle_id
      FROM health_care AS k JOIN patient AS p ON p.id = k.patient_id
     WHERE k.state = 'active' AND EXISTS (SELECT 1 FROM patient AS m WHERE m.survivor_id = p.survivor_id AND m.deceased_at IS NOT NULL)
     ORDER BY k.id LIMIT wanted FOR UPDATE OF k SKIP LOCKED
  LOOP
    PERFORM hcrm_health_end(c.id, 'died', NULL);
    RETURN NEXT coalesce(c.cycle_id, 0);
  END LOOP;
  FOR c IN
    SELECT y.id FROM health_cycle AS y JOIN health_care AS k ON k.id = y.care_id AND k.state = 'active'
     WHERE y.state = 'planned' AND y.due_on <= hcrm_today() + 1 AND y.due_on <= hcrm_today(k.site_id) AND NOT hcrm_health_rests(k.id)
     ORDER BY y.due_on, y.id LIMIT wanted FOR UPDATE OF y SKIP LOCKED
  LOOP
    PERFORM hcrm_health_begin(c.id);
    RETURN NEXT c.id;
  END LOOP;
END $$;

-- VIEWS -----------------------------------------------------------------------------------------

-- A programme of the whole hospital is seen by everybody who may see programmes.
CREATE VIEW health_programme_scoped AS
SELECT * FROM health_programme
 WHERE (SELECT hcrm_all()) OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR (department_id IS NULL AND (SELECT hcrm_user()) IS NOT NULL);
CREATE VIEW health_care_scoped AS
SELECT * FROM health_care AS k WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = k.patient_id);
CREATE VIEW health_cycle_scoped AS
SELECT * FROM health_cycle AS c WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = c.patient_id);

CREATE VIEW health_programme_view AS
SELECT p.id, p.version, p.code, p.name, p.name_en, p.pinyin, p.note, p.department_id, d.name AS department, d.name_en AS department_en, p.state,
       p.cycle_months, p.window_days,
       (SELECT coalesce(json_agg(json_build_object('code', i.code, 'name', i.name, 'name_en', i.name_en, 'source', i.source,
                 'lookup', nullif(array_to_string(i.lookup, ', '), ''), 'questionnaire_url', i.questionnaire_url, 'questionnaire', q.title,
                 'questionnaire_en', q.title_en, 'item', i.item,
                 'substance', i.substance, 'unit', i.unit, 'low', i.low::text, 'high', i.high::text, 'high_strict', i.high_strict,
                 'plausible_from', i.plausible_from::text, 'plausible_to', i.plausible_to::text, 'sex', i.sex, 'pick', i.pick, 'target_source', i.target_source,
                 'target_source_en', i.target_source_en) ORDER BY i.position), '[]')
          FROM health_indicator AS i
          LEFT JOIN LATERAL (SELECT x.title, x.title_en FROM questionnaire AS x WHERE x.url = i.questionnaire_url
                              ORDER BY x.state <> 'published', x.id DESC LIMIT 1) AS q ON true
         WHERE i.programme_id = p.id) AS indicators,
       (SELECT coalesce(json_agg(json_build_object('indicator', a.indicator, 'finding', a.finding, 'text', a.text, 'text_en', a.text_en,
                 'source', a.source, 'source_en', a.source_en) ORDER BY a.position), '[]') FROM health_advice AS a WHERE a.programme_id = p.id) AS advice,
       (SELECT count(*) FROM health_care_scoped AS k WHERE k.programme_id = p.id AND k.state = 'active') AS people,
       (SELECT hcrm_all()) OR coalesce(p.department_id = ANY ((SELECT hcrm_departments())::bigint[]), false) AS editable, p.created_at
  FROM health_programme_scoped AS p LEFT JOIN department AS d ON d.id = p.department_id;

-- rests: the person is in the programme by another record, too.
CREATE VIEW health_care_view AS
SELECT k.id, k.version, k.programme_id, p.name AS programme, p.name_en AS programme_en, h.id AS patient_id, h.name AS patient, h.pinyin, h.sex, h.birth_date,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = h.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       k.manager_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = k.manager_id) AS manager, k.state, k.started_on, k.exit, k.reason, k.ended_on,
       p.cycle_months, hcrm_health_rests(k.id) AS rests,
       o.id AS cycle_id, o.number AS cycle, o.state AS cycle_state, o.due_on,
       (SELECT l.judgement FROM health_cycle AS l WHERE l.care_id = k.id AND l.state = 'closed' ORDER BY l.number DESC LIMIT 1) AS last_judgement,
       (SELECT l.closed_on FROM health_cycle AS l WHERE l.care_id = k.id AND l.state = 'closed' ORDER BY l.number DESC LIMIT 1) AS last_closed_on
  FROM health_care_scoped AS k
  JOIN health_programme AS p ON p.id = k.programme_id
  LEFT JOIN patient AS r ON r.id = k.patient_id
  LEFT JOIN patient AS h ON h.id = r.survivor_id
  LEFT JOIN health_cycle AS o ON o.care_id = k.id AND o.closed_on IS NULL;

CREATE VIEW health_cycle_view AS
SELECT c.id, c.version, c.care_id, k.programme_id, p.name AS programme, p.name_en AS programme_en, h.id AS patient_id, h.name AS patient, h.pinyin, h.sex, h.birth_date,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = h.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       u.department_id, d.name AS department, d.name_en AS department_en,
       k.manager_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = k.manager_id) AS manager, c.number, c.state, c.planned_on, c.due_on, c.moved, c.reason,
       CASE WHEN c.closed_on IS NOT NULL THEN 'over' WHEN c.due_on < t.today THEN 'overdue' WHEN c.due_on = t.today THEN 'today'
            WHEN c.due_on <= t.today + 14 THEN 'soon' ELSE 'later' END AS bucket,
       CASE WHEN c.closed_on IS NULL THEN greatest(t.today - c.due_on, 0) ELSE 0 END AS overdue_days,
       c.begun_on, c.from_on, c.until_on, n.missing, n.missing_en, coalesce(n.missing_count, 0) AS missing_count, coalesce(n.off_target, 0) AS off_target,
       c.judgement, c.late_on, c.closed_on, hcrm_health_rests(k.id) AS rests
  FROM health_cycle_scoped AS c
  JOIN health_care AS k ON k.id = c.care_id
  JOIN health_programme AS p ON p.id = k.programme_id
  LEFT JOIN patient AS o ON o.id = c.patient_id
  LEFT JOIN patient AS h ON h.id = o.survivor_id
  LEFT JOIN patient_summary AS u ON u.patient_id = h.id
  LEFT JOIN department AS d ON d.id = u.department_id
  LEFT JOIN LATERAL (
    SELECT string_agg(v.rule ->> 'name', '、' ORDER BY v.position) FILTER (WHERE v.value IS NULL) AS missing,
           string_agg(coalesce(v.rule ->> 'name_en', v.rule ->> 'name'), ', ' ORDER BY v.position) FILTER (WHERE v.value IS NULL) AS missing_en,
           count(*) FILTER (WHERE v.value IS NULL) AS missing_count,
           count(*) FILTER (WHERE hcrm_health_finding(v.value, v.rule) IN ('above', 'below')) AS off_target
      FROM health_value AS v WHERE v.cycle_id = c.id) AS n ON true
 CROSS JOIN LATERAL (SELECT hcrm_today(k.site_id) AS today) AS t;

-- One cycle with all that is in it. was: of the last cycle that was closed. proposals: the programme's advice for what was found,
-- in the patient's language. plans: what follow-up was asked for and what became of it.
CREATE VIEW health_cycle_detail_view AS
SELECT c.*,
       (SELECT coalesce(json_agg(json_build_object('code', v.code, 'name', v.rule ->> 'name', 'name_en', v.rule ->> 'name_en', 'unit', v.rule ->> 'unit',
                 'source', v.rule ->> 'source', 'low', v.rule ->> 'low', 'high', v.rule ->> 'high', 'high_strict', v.rule -> 'high_strict',
                 'target_source', v.rule ->> 'target_source', 'target_source_en', v.rule ->> 'target_source_en', 'pick', v.rule ->> 'pick',
                 'value', trim_scale(v.value)::text, 'gap', v.gap, 'origin', v.origin, 'said', v.said, 'said_unit', v.said_unit, 'observed_on', v.observed_on,
                 'others', v.others, 'note', v.note, 'entered_by', (SELECT n.name FROM app_user_name AS n WHERE n.id = v.entered_by),
                 'finding', hcrm_health_finding(v.value, v.rule), 'was', trim_scale(w.value)::text, 'was_on', w.observed_on,
                 'trend', CASE WHEN w.value IS NULL OR v.value IS NULL THEN 'unknown' WHEN v.value > w.value THEN 'rising'
                               WHEN v.value < w.value THEN 'falling' ELSE 'steady' END,
                 'effect', hcrm_health_effect(w.value, v.value, v.rule)) ORDER BY v.position), '[]')
          FROM health_value AS v LEFT JOIN health_value AS w ON w.cycle_id = l.id AND w.code = v.code AND w.rule ->> 'unit' IS NOT DISTINCT FROM v.rule ->> 'unit'
         WHERE v.cycle_id = c.id) AS "values",
       l.number AS last_number, l.closed_on AS last_closed_on, l.judgement AS last_judgement,
       (SELECT coalesce(json_agg(json_build_object('step', s.step, 'on_day', s.on_day, 'at', s.at, 'user', (SELECT n.name FROM app_user_name AS n WHERE n.id = s.user_id),
                 'note', s.note, 'params', s.params) ORDER BY s.id), '[]') FROM health_step AS s WHERE s.cycle_id = c.id) AS steps,
       (SELECT coalesce(json_agg(json_build_object('indicator', a.indicator, 'finding', a.finding,
                 'text', CASE WHEN h.english THEN coalesce(a.text_en, a.text) ELSE a.text END,
                 'source', CASE WHEN h.english THEN coalesce(a.source_en, a.source) ELSE a.source END) ORDER BY v.position), '[]')
          FROM health_value AS v
          JOIN health_advice AS a ON a.programme_id = c.programme_id AND a.indicator = v.code AND a.finding = hcrm_health_finding(v.value, v.rule)
         WHERE v.cycle_id = c.id) AS proposals,
       (SELECT coalesce(json_agg(json_build_object('indicator', g.indicator, 'finding', g.finding, 'text', g.text, 'source', g.source) ORDER BY g.position), '[]')
          FROM health_guidance AS g WHERE g.cycle_id = c.id) AS guidance,
       (SELECT coalesce(json_agg(json_build_object('kind', m.kind, 'template', t.name, 'template_en', t.name_en, 'note', m.note, 'at', m.at,
                 'plan_id', f.id, 'plan_state', f.state, 'due_on', f.due_on) ORDER BY m.id), '[]')
          FROM health_measure AS m JOIN followup_template AS t ON t.id = m.template_id
          LEFT JOIN LATERAL (
            SELECT f.id, f.state, (SELECT min(k.due_on) FROM followup_task AS k WHERE k.plan_id = f.id AND k.state IN ('open', 'waiting')) AS due_on
              FROM followup_plan AS f JOIN patient AS x ON x.id = f.patient_id
             WHERE x.survivor_id = c.patient_id AND f.template_id = m.template_id AND (f.created_at >= m.at OR f.state IN ('active', 'suspended'))
             ORDER BY f.id LIMIT 1) AS f ON true
         WHERE m.cycle_id = c.id) AS plans,
       (SELECT json_build_object('id', m.id, 'state', m.state, 'reason', m.reason) FROM message AS m WHERE m.activity_id = c.id ORDER BY m.id DESC LIMIT 1) AS message
  FROM health_cycle_view AS c
  LEFT JOIN LATERAL (SELECT o.id, o.number, o.closed_on, o.judgement FROM health_cycle AS o
                      WHERE o.care_id = c.care_id AND o.number < c.number AND o.state = 'closed' ORDER BY o.number DESC LIMIT 1) AS l ON true
 CROSS JOIN LATERAL (SELECT coalesce((SELECT p.profile ->> 'language' FROM patient AS p WHERE p.id = c.patient_id) = 'en', false) AS english) AS h;

-- The values of a care that are known, whatever cycle they are of.
CREATE VIEW health_trend_view AS
SELECT c.care_id, c.number, v.position, v.code, v.rule ->> 'name' AS name, v.rule ->> 'name_en' AS name_en, v.rule ->> 'unit' AS unit,
       (v.rule ->> 'low')::numeric AS low, (v.rule ->> 'high')::numeric AS high, coalesce((v.rule ->> 'high_strict')::boolean, false) AS high_strict,
       trim_scale(v.value) AS value, v.observed_on, hcrm_health_finding(v.value, v.rule) AS finding
  FROM health_cycle_scoped AS c JOIN health_value AS v ON v.cycle_id = c.id
 WHERE v.value IS NOT NULL;

-- RIGHTS ----------------------------------------------------------------------------------------

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{health_programme,health_indicator,health_advice,health_care,health_cycle,health_step,health_value,health_guidance,health_measure}'::text[]
  LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', entity || '_write', entity);
  END LOOP;
END $$;
SELECT hcrm_hide_staff();
GRANT SELECT ON health_programme_scoped, health_programme_view, health_care_scoped, health_care_view, health_cycle_scoped, health_cycle_view,
  health_cycle_detail_view, health_trend_view TO hcrm_app;
GRANT UPDATE (id) ON health_programme_scoped, health_care_scoped, health_cycle_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, state) ON health_programme_write TO hcrm_app;
GRANT INSERT, DELETE, SELECT ON health_indicator_write, health_advice_write TO hcrm_app;
GRANT INSERT, UPDATE (manager_id), SELECT (id, version, state) ON health_care_write TO hcrm_app;
GRANT UPDATE (state, planned_on, due_on, moved, reason, until_on, judgement, late_on, closed_on, version), SELECT (id, version, state) ON health_cycle_write TO hcrm_app;
GRANT UPDATE (value, gap, origin, said, said_unit, observed_on, others, result_id, response_id, note, entered_by), SELECT (cycle_id, code, rule, value)
  ON health_value_write TO hcrm_app;
GRANT INSERT ON health_step_write TO hcrm_app;
GRANT INSERT, DELETE, SELECT (cycle_id) ON health_guidance_write TO hcrm_app;
GRANT INSERT, SELECT (id) ON health_measure_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_health_find(bigint), hcrm_health_gather(bigint), hcrm_health_late(bigint), hcrm_health_note(bigint, text, jsonb),
  hcrm_health_missing(bigint), hcrm_health_begin(bigint), hcrm_health_plan(bigint, date, date, text, jsonb), hcrm_health_end(bigint, text, text),
  hcrm_health_rests(bigint), hcrm_health_site(bigint), hcrm_health_catch_up(int), hcrm_health_go_on(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_health_gather(bigint), hcrm_health_note(bigint, text, jsonb), hcrm_health_missing(bigint), hcrm_health_begin(bigint),
  hcrm_health_plan(bigint, date, date, text, jsonb), hcrm_health_end(bigint, text, text), hcrm_health_rests(bigint), hcrm_health_site(bigint),
  hcrm_health_catch_up(int), hcrm_health_go_on(int) TO hcrm_app;

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES ('vip', 'all', '{health.read,health.work,health.edit,followup.read,followup.plan,questionnaire.read,message.read,message.send}'::text[]),
               ('supervisor', 'all', '{health.read,health.work,health.edit}'),
               ('agent', 'all', '{health.read}'),
               ('doctor', 'department', '{health.read,health.work}'),
               ('nurse', 'department', '{health.read,health.work}'),
               ('head', 'department', '{health.read,health.work,health.edit}'),
               ('manager', 'all', '{health.read}')) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p;

INSERT INTO message_template (code, purpose, name, name_en, text, text_en) VALUES
  ('health-advice', 'plan', '健康管理指导', 'Health guidance',
   '{name}{title}，您好！{hospital}根据{your}近期的健康管理评估，建议如下：{plan} 如有疑问，请与我们联系；请勿自行停药或改药。',
   'Dear {title}{name}, after the latest assessment {hospital} advises {you}: {plan} Please contact us with any questions, and do not stop or change medicines on your own.');

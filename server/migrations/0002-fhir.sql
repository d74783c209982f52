-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the FHIR face searches by and reads: keys taken from the resources, and views of its own.

-- Kept by trigger, whichever way the resource comes in. A draft may hold anything: what cannot be read
-- has no keys.
CREATE TABLE questionnaire_key (
  questionnaire_id bigint PRIMARY KEY REFERENCES questionnaire ON DELETE CASCADE,
  name             text,
  publisher        text,
  identifiers      jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX ON questionnaire_key USING gin (identifiers jsonb_path_ops);

CREATE TABLE response_key (
  response_id bigint PRIMARY KEY REFERENCES response ON DELETE CASCADE,
  system      text NOT NULL DEFAULT '',
  value       text NOT NULL
);
CREATE INDEX ON response_key (value, system);

CREATE FUNCTION hcrm_fhir_json(resource text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN resource::jsonb;
EXCEPTION WHEN others THEN
  RETURN '{}';
END $$;

CREATE FUNCTION hcrm_questionnaire_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  tree jsonb := hcrm_fhir_json(NEW.resource);
BEGIN
  INSERT INTO questionnaire_key (questionnaire_id, name, publisher, identifiers)
  VALUES (NEW.id, tree ->> 'name', tree ->> 'publisher',
          CASE WHEN jsonb_typeof(tree -> 'identifier') = 'array' THEN tree -> 'identifier' ELSE '[]' END)
  ON CONFLICT (questionnaire_id) DO UPDATE
     SET name = EXCLUDED.name, publisher = EXCLUDED.publisher, identifiers = EXCLUDED.identifiers;
  RETURN NULL;
END $$;
CREATE TRIGGER keys AFTER INSERT OR UPDATE OF resource ON questionnaire FOR EACH ROW EXECUTE FUNCTION hcrm_questionnaire_keys();

CREATE FUNCTION hcrm_response_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  identifier jsonb := hcrm_fhir_json(NEW.resource) -> 'identifier';
BEGIN
  IF jsonb_typeof(identifier -> 'value') = 'string' THEN
    INSERT INTO response_key (response_id, system, value) VALUES (NEW.id, coalesce(identifier ->> 'system', ''), identifier ->> 'value')
    ON CONFLICT (response_id) DO UPDATE SET system = EXCLUDED.system, value = EXCLUDED.value;
  ELSE
    DELETE FROM response_key AS k WHERE k.response_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
-- Most responses have none.
CREATE TRIGGER keys_new AFTER INSERT ON response FOR EACH ROW
  WHEN (NEW.resource LIKE '%"identifier"%') EXECUTE FUNCTION hcrm_response_keys();
CREATE TRIGGER keys_changed AFTER UPDATE OF resource ON response FOR EACH ROW
  WHEN (NEW.resource LIKE '%"identifier"%' OR OLD.resource LIKE '%"identifier"%') EXECUTE FUNCTION hcrm_response_keys();

INSERT INTO questionnaire_key (questionnaire_id, name, publisher, identifiers)
SELECT q.id, q.tree ->> 'name', q.tree ->> 'publisher',
       CASE WHEN jsonb_typeof(q.tree -> 'identifier') = 'array' THEN q.tree -> 'identifier' ELSE '[]' END
  FROM (SELECT id, hcrm_fhir_json(resource) AS tree FROM questionnaire) AS q;

-- An identifier is looked for without knowing who gave it; and what changed is asked for again and again.
CREATE INDEX ON patient_identifier (value);
CREATE INDEX ON patient (coalesce(updated_at, created_at), id);
CREATE INDEX ON response (coalesce(updated_at, created_at), id);

CREATE VIEW fhir_patient_view AS
SELECT p.id, p.version, coalesce(p.updated_at, p.created_at) AS changed_at,
       extract(epoch FROM coalesce(p.updated_at, p.created_at))::bigint AS changed, p.survivor_id, p.merged_into_id, p.name,
       p.pinyin, p.initials, p.sex, p.birth_date,
       (SELECT min(m.deceased_at) FROM patient AS m WHERE m.survivor_id = p.survivor_id) AS deceased_at, hcrm_mask_address(p.address) AS address, p.id_kind,
       hcrm_mask_identity(p.id_number) AS id_number,
       (SELECT json_agg(json_build_object('system', 'urn:hcrm:identifier:' || i.issuer || ':' || i.kind, 'issuer', i.issuer, 'kind', i.kind,
                                          'value', i.value, 'old', i.patient_id <> p.id) ORDER BY i.patient_id <> p.id, i.id)
          FROM patient AS m JOIN patient_identifier AS i ON i.patient_id = m.id
         WHERE m.id = p.id OR m.survivor_id = p.id) AS identifiers,
       (SELECT json_agg(json_build_object('position', c.position, 'name', c.name, 'relation', c.relation, 'channel', c.channel,
                                          'number', hcrm_mask_key(c.number_key), 'invalid', c.invalid_at IS NOT NULL) ORDER BY c.position)
          FROM contact AS c WHERE c.patient_id = p.id) AS contacts,
       (SELECT json_agg(m.id::text ORDER BY m.id) FROM patient AS m WHERE m.merged_into_id = p.id) AS replaced
  FROM patient_scoped AS p;

CREATE VIEW fhir_questionnaire_view AS
SELECT q.id, q.version, coalesce(q.updated_at, q.created_at) AS changed_at,
       extract(epoch FROM coalesce(q.updated_at, q.created_at))::bigint AS changed, q.url, q.version_tag, q.title, q.title_en, q.state,
       q.published_at, q.resource, k.name, k.publisher
  FROM questionnaire AS q
  LEFT JOIN questionnaire_key AS k ON k.questionnaire_id = q.id
 WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW questionnaire_key_scoped AS SELECT * FROM questionnaire_key WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW response_key_scoped AS
SELECT k.* FROM response_key AS k WHERE EXISTS (SELECT 1 FROM response_scoped AS r WHERE r.id = k.response_id);

CREATE VIEW fhir_response_view AS
SELECT r.id, r.version, coalesce(r.updated_at, r.created_at) AS changed_at,
       extract(epoch FROM coalesce(r.updated_at, r.created_at))::bigint AS changed, r.patient_id, r.questionnaire_id, r.state,
       r.authored_at, r.channel, r.resource, q.url, q.version_tag
  FROM response_scoped AS r
  LEFT JOIN questionnaire AS q ON q.id = r.questionnaire_id;

GRANT SELECT ON fhir_patient_view, fhir_questionnaire_view, fhir_response_view, questionnaire_key_scoped, response_key_scoped TO hcrm_app;

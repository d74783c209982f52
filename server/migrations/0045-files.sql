-- SPDX-License-Identifier: GPL-3.0-or-later
-- Files by their content, how they come up, and what they are attached to.

-- The content lies in the folder of files under its hash and never changes.
CREATE TABLE file (
  sha256     bytea PRIMARY KEY CHECK (length(sha256) = 32),
  size       bigint NOT NULL CHECK (size > 0),
  media_type text NOT NULL, -- told from the content
  stored_at  timestamptz NOT NULL DEFAULT hcrm_now()
);

-- On its way up, part by part. Nobody else's business; not audited.
CREATE TABLE upload (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id    bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user,
  name       text NOT NULL,
  size       bigint NOT NULL CHECK (size > 0),
  sha256     bytea CHECK (length(sha256) = 32), -- as its sender announced it
  received   bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
  file       bytea REFERENCES file,
  created_at timestamptz NOT NULL DEFAULT hcrm_now()
);
CREATE INDEX ON upload (user_id) WHERE file IS NULL;
CREATE INDEX ON upload (created_at);

-- Evidence: it can be taken off, with a reason, and stays on record.
CREATE TABLE attachment (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  activity_id    bigint NOT NULL REFERENCES activity,
  file           bytea REFERENCES file,
  name           text NOT NULL,
  removed_at     timestamptz,
  removed_by     bigint REFERENCES app_user,
  removed_reason text,
  created_at     timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by     bigint DEFAULT hcrm_user(),
  version        int NOT NULL DEFAULT 1,
  updated_at     timestamptz,
  CHECK ((removed_at IS NULL) = (removed_reason IS NULL)),
  -- A forgotten patient's are not kept.
  CHECK (file IS NOT NULL OR removed_at IS NOT NULL)
);
CREATE INDEX ON attachment (activity_id, id);
CREATE UNIQUE INDEX attachment_once ON attachment (activity_id, file) WHERE removed_at IS NULL;
CREATE INDEX ON attachment (file);

CREATE TRIGGER bump BEFORE UPDATE ON attachment FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON attachment FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('attachment', 'id');

-- Whether an activity may be seen as the present request asks: the scope of its own kind of work tells.
CREATE FUNCTION hcrm_activity_kind(which bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.kind FROM activity AS a WHERE a.id = which
$$;
CREATE FUNCTION hcrm_activity_seen(which bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  kind text := hcrm_activity_kind(which);
  seen boolean := false;
BEGIN
  IF kind IS NOT NULL THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I AS x WHERE x.id = $1)', kind || '_scoped') INTO seen USING which;
  END IF;
  RETURN seen;
END $$;

-- Whoever puts a file among the others, or takes it away, is alone with it until the transaction ends.
CREATE FUNCTION hcrm_file_lock(hash bytea) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended(encode(hash, 'hex'), 45))
$$;

-- Before its content is put among the others; a transaction that comes to nothing leaves a file that nobody names.
CREATE FUNCTION hcrm_file_keep(hash bytea, length bigint, media text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_file_lock(hash);
  INSERT INTO file (sha256, size, media_type) VALUES (hash, length, media) ON CONFLICT DO NOTHING;
END $$;

-- VIEWS, RIGHTS ---------------------------------------------------------------------------------

CREATE VIEW upload_scoped AS SELECT * FROM upload WHERE user_id = (SELECT hcrm_user());
CREATE VIEW attachment_scoped AS SELECT * FROM attachment AS a WHERE (SELECT hcrm_user()) IS NOT NULL AND hcrm_activity_seen(a.activity_id);

CREATE VIEW upload_view AS
SELECT u.id, u.name, u.size, u.received, encode(f.sha256, 'hex') AS sha256, f.media_type, u.created_at
  FROM upload_scoped AS u LEFT JOIN file AS f ON f.sha256 = u.file;
CREATE VIEW attachment_view AS
SELECT a.id, a.version, a.activity_id, a.name, f.size, f.media_type, encode(a.file, 'hex') AS sha256, a.created_at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = a.created_by) AS created_by,
       a.removed_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = a.removed_by) AS removed_by, a.removed_reason
  FROM attachment_scoped AS a LEFT JOIN file AS f ON f.sha256 = a.file;

CREATE VIEW upload_write AS SELECT * FROM upload;
CREATE VIEW attachment_write AS SELECT * FROM attachment;
GRANT SELECT ON upload_scoped, upload_view, attachment_scoped, attachment_view TO hcrm_app;
GRANT UPDATE (id) ON upload_scoped, attachment_scoped TO hcrm_app;
GRANT INSERT, UPDATE, DELETE, SELECT (id, user_id, size, received, file, created_at) ON upload_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, activity_id, file, removed_at) ON attachment_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_activity_kind(bigint), hcrm_file_keep(bytea, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_activity_kind(bigint), hcrm_file_keep(bytea, bigint, text) TO hcrm_app;

INSERT INTO setting (code, value) VALUES ('attachment_megabytes', '50');

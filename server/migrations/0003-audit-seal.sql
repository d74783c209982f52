-- SPDX-License-Identifier: GPL-3.0-or-later
-- The audit log is sealed: each seal chains the rows written since the seal before into one SHA-256, so that
-- a row that was changed, taken away or slipped in is noticed. The order of ids is not that of commits: a row
-- may appear long after its neighbours. So a seal covers a range of transactions, and only those of which none
-- can still be running (xid below pg_snapshot_xmin).

CREATE TABLE audit_seal (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  above_xid bigint NOT NULL, -- covers rows with above_xid <= xid < below_xid
  below_xid bigint NOT NULL,
  n         bigint NOT NULL CHECK (n > 0),
  first_id  bigint NOT NULL,
  last_id   bigint NOT NULL,
  hash      bytea NOT NULL CHECK (length(hash) = 32),
  at        timestamptz NOT NULL DEFAULT hcrm_now(),
  CHECK (above_xid < below_xid),
  EXCLUDE USING gist (int8range(above_xid, below_xid) WITH &&)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change();

-- A transaction's number without its epoch's type, which BRIN does not know; rows come nearly in this order.
CREATE FUNCTION hcrm_xid(xid8) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1::text::bigint $$;
CREATE INDEX audit_xid ON audit USING brin (hcrm_xid(xid)) WITH (pages_per_range = 8);

-- One row as the text that is hashed, whatever the session's settings.
CREATE FUNCTION hcrm_audit_text(a audit) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_array(a.id, extract(epoch FROM a.at), hcrm_xid(a.xid), a.user_id, a.request_id, host(a.address), a.action, a.entity,
                           a.entity_id, a.before, a.after, a.reason)::text
$$;

-- chain(hash, text): SHA-256 of the hash before and the text, row after row, in constant memory.
CREATE FUNCTION hcrm_chain_link(bytea, text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT sha256($1 || convert_to($2, 'UTF8'))
$$;
CREATE AGGREGATE hcrm_chain(text) (SFUNC = hcrm_chain_link, STYPE = bytea, INITCOND = '');

-- The hash over what a seal covers, with the seal before: SHA-256(hash before || chain of the rows || their number).
CREATE FUNCTION hcrm_audit_hash(previous bytea, above bigint, below bigint, OUT n bigint, OUT first_id bigint, OUT last_id bigint, OUT hash bytea)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT count(*), min(a.id), max(a.id),
         sha256(previous || coalesce(hcrm_chain(hcrm_audit_text(a) ORDER BY a.id), '') || convert_to(count(*)::text, 'UTF8'))
    FROM audit AS a WHERE hcrm_xid(a.xid) >= above AND hcrm_xid(a.xid) < below
$$;

-- Seals what was written since. Returns the new seal, or no row if there is nothing to seal.
CREATE FUNCTION hcrm_audit_seal() RETURNS SETOF audit_seal LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last audit_seal;
  covered record;
  above bigint;
  below bigint := hcrm_xid(pg_snapshot_xmin(pg_current_snapshot()));
BEGIN
  LOCK TABLE audit_seal IN SHARE ROW EXCLUSIVE MODE;
  SELECT * INTO last FROM audit_seal ORDER BY id DESC LIMIT 1;
  above := coalesce(last.below_xid, 0);
  IF below <= above THEN
    RETURN;
  END IF;
  SELECT * INTO covered FROM hcrm_audit_hash(coalesce(last.hash, ''), above, below);
  IF covered.n > 0 THEN
    RETURN QUERY INSERT INTO audit_seal (above_xid, below_xid, n, first_id, last_id, hash)
    VALUES (above, below, covered.n, covered.first_id, covered.last_id, covered.hash) RETURNING *;
  END IF;
END $$;

-- Every seal with whether the rows it covers still are what they were, and whether it follows the one before.
CREATE FUNCTION hcrm_audit_verify() RETURNS TABLE (id bigint, at timestamptz, n bigint, found bigint, first_id bigint, last_id bigint, hash bytea, intact boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id, s.at, s.n, h.n, s.first_id, s.last_id, s.hash, s.hash = h.hash AND s.above_xid = s.follows
    FROM (SELECT *, lag(x.hash, 1, '') OVER w AS previous, lag(x.below_xid, 1, 0::bigint) OVER w AS follows
            FROM audit_seal AS x WINDOW w AS (ORDER BY x.id)) AS s,
         LATERAL hcrm_audit_hash(s.previous, s.above_xid, s.below_xid) AS h
   ORDER BY s.id
$$;

REVOKE ALL ON FUNCTION hcrm_audit_seal(), hcrm_audit_verify(), hcrm_audit_hash(bytea, bigint, bigint), hcrm_audit_text(audit) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_audit_seal(), hcrm_audit_verify() TO hcrm_app;

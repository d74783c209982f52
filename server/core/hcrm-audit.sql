-- Sealing the audit log, and looking whether it still is what was sealed (migration 0003).

-- name: seal
SELECT id, n, encode(hash, 'hex') AS hash FROM hcrm_audit_seal()

-- name: verify
SELECT id, at, n, found, first_id, last_id, encode(hash, 'hex') AS hash, intact FROM hcrm_audit_verify()

-- The files on record.

-- name: after
SELECT f.sha256, f.named FROM hcrm_files_after(decode(:after, 'hex')) AS f

-- name: lock
SELECT hcrm_file_named(decode(:sha256, 'hex')) AS named

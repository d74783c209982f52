-- Which telephone system there is.

-- name: choose
UPDATE setting_write SET value = :chosen WHERE code = 'telephone' AND site_id IS NULL AND value IS DISTINCT FROM :chosen

-- How names are spelt.

-- name: unspelt
-- Names of drugs and departments that came, or were changed, since.
SELECT x.name FROM (SELECT g.name FROM drug_view AS g UNION SELECT d.name FROM department AS d) AS x
 WHERE NOT EXISTS (SELECT 1 FROM spelling_view AS s WHERE s.name = x.name)
 ORDER BY x.name LIMIT 1000

-- name: spell
INSERT INTO spelling_write (name, keys) VALUES (:spelt::text, :spelt_keys) ON CONFLICT DO NOTHING

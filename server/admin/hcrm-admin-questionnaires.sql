-- What is written to files: of each address the version that is published, else the newest.

-- name: export
SELECT DISTINCT ON (q.url) q.url, q.version_tag, q.resource FROM questionnaire AS q
 WHERE NOT q.composed AND (:urls::jsonb IS NULL OR :urls::jsonb ? q.url)
 ORDER BY q.url, q.state = 'published' DESC, q.id DESC

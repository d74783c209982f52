-- The library of questionnaires: FHIR resources, kept as the text they came as, and what is known about them.

-- name: list
-- sort: title text, pinyin text, title_en text null zzzz, published_at timestamptz null -infinity, updated_at timestamptz null -infinity
-- What was put together for one disease shows only if it is asked for.
SELECT v.* FROM questionnaire_view AS v
 WHERE v.composed = coalesce(:composed::boolean, false)
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:url::text IS NULL OR v.url = :url)
   AND (:purpose::text[] IS NULL OR v.id IN (SELECT x.id FROM questionnaire AS x WHERE x.purposes && :purpose::text[]))
   AND (:category::text IS NULL OR v.id IN (SELECT c.questionnaire_id FROM questionnaire_category AS c
                                             WHERE c.system = 'icd10' AND hcrm_icd10_covers(:category, c.code)))
   AND (:diagnosis::text IS NULL OR v.id IN (SELECT c.questionnaire_id FROM questionnaire_category AS c
                                              WHERE c.system = 'icd10' AND hcrm_icd10_covers(c.code, :diagnosis)))
   AND (:q::text IS NULL OR v.id IN (SELECT x.id FROM questionnaire AS x WHERE strpos(x.search, lower(:q)) > 0))

-- name: get
SELECT v.*, q.resource FROM questionnaire_view AS v JOIN questionnaire AS q ON q.id = v.id WHERE v.id = :id::bigint

-- name: lock
SELECT w.id, w.version, w.state, w.url, w.version_tag, q.resource
  FROM questionnaire_write AS w JOIN questionnaire AS q ON q.id = w.id
 WHERE w.id = :id::bigint
   FOR UPDATE OF w

-- name: versions
SELECT v.* FROM questionnaire_view AS v
 WHERE v.url = (SELECT q.url FROM questionnaire AS q WHERE q.id = :id::bigint)
 ORDER BY v.id DESC

-- name: used
-- Templates name the address, tasks and answers the version.
SELECT (SELECT coalesce(json_agg(json_build_object('id', t.id, 'code', t.code, 'revision', t.revision, 'name', t.name, 'name_en', t.name_en,
                                                   'state', t.state, 'steps', t.steps) ORDER BY t.name, t.revision), '[]')
          FROM (SELECT x.id, x.code, x.revision, x.name, x.name_en, x.state, json_agg(s.position ORDER BY s.position) AS steps
                  FROM followup_template_step AS s JOIN followup_template AS x ON x.id = s.template_id
                 WHERE s.questionnaire_url = q.url GROUP BY x.id) AS t) AS templates,
       (SELECT count(DISTINCT t.plan_id) FROM followup_task_scoped AS t WHERE t.questionnaire_id = q.id) AS plans,
       (SELECT count(*) FROM followup_task_scoped AS t WHERE t.questionnaire_id = q.id) AS tasks,
       (SELECT count(*) FROM followup_task_scoped AS t WHERE t.questionnaire_id = q.id AND t.state IN ('open', 'waiting')) AS open_tasks,
       (SELECT count(*) FROM response_scoped AS r WHERE r.questionnaire_id = q.id) AS responses
  FROM questionnaire AS q WHERE q.id = :id::bigint AND (SELECT hcrm_user()) IS NOT NULL

-- name: set_state
UPDATE questionnaire_write SET state = :new_state WHERE id = :id::bigint

-- name: other_draft
SELECT q.id FROM questionnaire AS q WHERE q.url = :draft_url AND q.state = 'draft'

-- name: before
-- What a version takes the place of: the published one of its address, else the newest that was.
SELECT q.resource FROM questionnaire AS q JOIN questionnaire AS n ON n.url = q.url
 WHERE n.id = :id::bigint AND q.id < n.id AND q.published_at IS NOT NULL
 ORDER BY q.state = 'published' DESC, q.id DESC LIMIT 1

-- name: taken
SELECT EXISTS (SELECT 1 FROM questionnaire AS q WHERE q.url = :wanted) AS taken

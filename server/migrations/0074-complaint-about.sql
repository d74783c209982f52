-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whom or what a complaint is about, in words, for lists and exports.

-- A person by name or by the code that nobody had, a department or drug by name, all else by its kind.
CREATE VIEW complaint_about_words AS
SELECT o.id, o.complaint_id, coalesce(s.name, o.service_code, g.name, d.name, k.name) AS name,
       coalesce(s.name, o.service_code, g.name, d.name_en, d.name, k.name_en) AS name_en
  FROM complaint_object AS o
  JOIN (VALUES ('person', '员工', 'A member of staff'), ('department', '科室', 'A department'), ('drug', '药品', 'A drug'), ('price', '价格或账单', 'A price or bill'),
               ('environment', '环境', 'The premises'), ('equipment', '设备', 'Equipment'), ('procedure', '流程', 'A procedure'),
               ('other', '其他', 'Something else')) AS k (kind, name, name_en) ON k.kind = o.kind
  LEFT JOIN staff AS s ON s.id = o.staff_id
  LEFT JOIN department AS d ON d.id = o.department_id
  LEFT JOIN drug AS g ON g.id = o.drug_id;

DO $$
BEGIN
  EXECUTE format($view$CREATE OR REPLACE VIEW complaint_view AS
    SELECT v.*, (SELECT string_agg(w.name, '、' ORDER BY w.id) FROM complaint_about_words AS w WHERE w.complaint_id = v.id) AS about,
           (SELECT string_agg(w.name_en, ', ' ORDER BY w.id) FROM complaint_about_words AS w WHERE w.complaint_id = v.id) AS about_en
      FROM (%s) AS v$view$, rtrim(pg_get_viewdef('complaint_view'::regclass), ';'));
END $$;

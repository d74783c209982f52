-- SPDX-License-Identifier: GPL-3.0-or-later
-- How the names that people look things up by are spelt in pinyin.

-- One row for each name, whatever bears it; made by a sweep, as PostgreSQL cannot spell. keys: initials and pinyin without blanks.
CREATE TABLE spelling (
  name text COLLATE "C" PRIMARY KEY,
  keys text COLLATE "C" NOT NULL
);
CREATE VIEW spelling_view AS SELECT s.name, s.keys FROM spelling AS s WHERE (SELECT hcrm_user()) IS NOT NULL;
CREATE VIEW spelling_write AS SELECT s.name, s.keys FROM spelling AS s WHERE (SELECT hcrm_all());
GRANT SELECT ON spelling_view TO hcrm_app;
GRANT INSERT ON spelling_write TO hcrm_app;

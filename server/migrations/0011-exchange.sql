-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whole lists as files, ordered by a user, made by a job, kept for a day.

CREATE TABLE export (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id     bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user,
  path        text NOT NULL,
  query       text NOT NULL DEFAULT '',
  columns     jsonb NOT NULL DEFAULT '[]',
  format      text NOT NULL CHECK (format IN ('csv', 'xlsx')),
  title       text NOT NULL,
  reason      text NOT NULL CHECK (length(reason) >= 2),
  language    text NOT NULL,
  state       text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'expired')),
  total       bigint,
  done        bigint NOT NULL DEFAULT 0,
  file        text, -- below the folder of files
  size        bigint,
  problem     text,
  created_at  timestamptz NOT NULL DEFAULT hcrm_now(),
  finished_at timestamptz,
  expires_at  timestamptz,
  CHECK (state <> 'done' OR (file IS NOT NULL AND size IS NOT NULL AND expires_at IS NOT NULL))
);
CREATE INDEX ON export (user_id, created_at, id);
CREATE INDEX ON export (expires_at) WHERE file IS NOT NULL;

-- Only who ordered it sees it, whatever else they may do.
CREATE VIEW export_scoped AS SELECT * FROM export WHERE user_id = (SELECT hcrm_user());
CREATE VIEW export_view AS
SELECT id, path, title, format, reason, state, total, done, size, problem, created_at, finished_at, expires_at,
       title || to_char(created_at, ' YYYY-MM-DD HH24.MI') || '.' || format AS name
  FROM export_scoped;
CREATE VIEW export_write AS SELECT * FROM export;
GRANT SELECT ON export_scoped, export_view TO hcrm_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON export_write TO hcrm_app;

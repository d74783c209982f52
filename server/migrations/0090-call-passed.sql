-- SPDX-License-Identifier: GPL-3.0-or-later
-- A call that was passed on to where nobody is known to sit is no longer talked in by who passed it on.

ALTER TABLE call DROP CONSTRAINT call_state_check, DROP CONSTRAINT call_check3,
  ADD CONSTRAINT call_state_check CHECK (state IN ('dialling', 'ringing', 'talking', 'passed', 'ended', 'missed', 'failed')),
  ADD CONSTRAINT call_answered CHECK (state = 'passed' OR (state IN ('talking', 'ended')) = (answered_at IS NOT NULL));
-- What goes on, and what was never ended.
CREATE INDEX call_going ON call (started_at) WHERE ended_at IS NULL;

-- What searches of the FHIR face share.

-- name: lock_criteria
-- Two creations on one condition: the second waits, and then finds what the first has made.
SELECT pg_advisory_xact_lock(hashtextextended(:criteria, 4711))

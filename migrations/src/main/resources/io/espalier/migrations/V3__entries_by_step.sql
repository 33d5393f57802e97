-- Finds the entries about a step without reading whole chains: a step is held against them before its result is used again.
-- IF NOT EXISTS: H2 keeps what a migration did before it was killed.

ALTER TABLE audit_event ADD COLUMN IF NOT EXISTS step_key VARCHAR(64);
COMMENT ON COLUMN audit_event.step_key IS 'The step that body names, to find it by; the hash is over body alone.';

UPDATE audit_event SET step_key = SUBSTRING(body FROM POSITION('"step":"' IN body) + 8 FOR 64)
WHERE step_key IS NULL AND POSITION('"step":"' IN body) > 0;

CREATE INDEX IF NOT EXISTS ix_audit_event_step ON audit_event (step_key, kind);

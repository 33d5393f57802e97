-- Roles for a store in PostgreSQL, each with what it needs and no more. Run this as an administrator
-- of the database, after the store was first opened and again after an upgrade has migrated it:
--
--   espalier store roles | psql -v ON_ERROR_STOP=1 -d espalier
--
--   espalier_owner    owns the tables: migrates, collects garbage, repairs
--   espalier_worker   submits runs, works on them, reads; cannot change or remove a record of the audit,
--                     of lineage or of measurements, nor remove a run, a task, a step or an artifact that
--                     one of them uses (checkpoints it removes)
--   espalier_reader   reads
--
-- They are groups that nobody logs in as. A person or a process gets a user in one of them:
--
--   CREATE ROLE worker_1 LOGIN PASSWORD '…' IN ROLE espalier_worker;
DO $$
DECLARE
  role_name text;
  it record;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['espalier_owner', 'espalier_worker', 'espalier_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA "public" TO %I', role_name);
  END LOOP;
  REVOKE CREATE ON SCHEMA "public" FROM PUBLIC;
  GRANT CREATE ON SCHEMA "public" TO espalier_owner;
  FOR it IN SELECT * FROM (VALUES
    ('artifact', 'SELECT, INSERT, UPDATE, DELETE'),
    ('artifact_pin', 'SELECT'),
    ('attempt', 'SELECT, INSERT, UPDATE'),
    ('attempt_log', 'SELECT, INSERT, DELETE'),
    ('audit_event', 'SELECT, INSERT'),
    ('audit_head', 'SELECT, INSERT, UPDATE'),
    ('checkpoint', 'SELECT, INSERT, DELETE'),
    ('curves', 'SELECT'),
    ('experiment', 'SELECT, INSERT'),
    ('flyway_schema_history', 'SELECT'),
    ('journal_head', 'SELECT'),
    ('measurement', 'SELECT, INSERT'),
    ('measurements', 'SELECT'),
    ('metric_point', 'SELECT, INSERT, DELETE'),
    ('metric_series', 'SELECT, INSERT, UPDATE, DELETE'),
    ('results', 'SELECT'),
    ('run', 'SELECT, INSERT, UPDATE'),
    ('runtime', 'SELECT, INSERT'),
    ('step', 'SELECT, INSERT, UPDATE'),
    ('step_io', 'SELECT, INSERT'),
    ('store_identity', 'SELECT, INSERT'),
    ('store_owner', 'SELECT'),
    ('task', 'SELECT, INSERT, UPDATE'),
    ('worker', 'SELECT, INSERT, UPDATE, DELETE')
  ) AS tables (name, worker) LOOP
    EXECUTE format('REVOKE ALL ON "public".%I FROM PUBLIC, espalier_worker, espalier_reader', it.name);
    EXECUTE format('ALTER TABLE "public".%I OWNER TO espalier_owner', it.name);
    EXECUTE format('GRANT %s ON "public".%I TO espalier_worker', it.worker, it.name);
    EXECUTE format('GRANT SELECT ON "public".%I TO espalier_reader', it.name);
  END LOOP;
END $$;

-- Ids and names may have 250 code points, as in Airflow. H2 counts UTF-16 units, of which a code point can take two; PostgreSQL counts
-- code points. The statements can be repeated: on H2 a process that is killed among them begins anew.

ALTER TABLE experiment ALTER COLUMN name SET DATA TYPE VARCHAR(500);
ALTER TABLE task ALTER COLUMN task_id SET DATA TYPE VARCHAR(500);
ALTER TABLE task ALTER COLUMN arm SET DATA TYPE VARCHAR(500);
ALTER TABLE attempt ALTER COLUMN task_id SET DATA TYPE VARCHAR(500);

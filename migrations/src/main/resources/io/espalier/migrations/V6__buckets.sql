-- Artifacts in a bucket, and logs of attempts that other machines can read while they run.
-- The statements can be repeated: on H2 a process that is killed among them begins anew.

ALTER TABLE artifact ADD COLUMN IF NOT EXISTS object_name VARCHAR(64);
COMMENT ON COLUMN artifact.object_name IS 'Which object of the bucket holds the bytes: each write has a name of its own. NULL where artifacts are files.';

CREATE TABLE IF NOT EXISTS attempt_log (
  attempt_id BIGINT NOT NULL,
  chunk INT NOT NULL,
  body VARCHAR(1000000) NOT NULL,
  CONSTRAINT pk_attempt_log PRIMARY KEY (attempt_id, chunk),
  CONSTRAINT fk_attempt_log_attempt FOREIGN KEY (attempt_id) REFERENCES attempt (id));
COMMENT ON TABLE attempt_log IS 'Shared stores only: what a running attempt has logged so far, in whole lines. It becomes the log''s artifact when the attempt ends.';

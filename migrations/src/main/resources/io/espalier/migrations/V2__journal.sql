-- IF NOT EXISTS: H2 keeps what a migration did before it was killed.

CREATE TABLE IF NOT EXISTS journal_head (
  id INT DEFAULT 1 NOT NULL,
  journal VARCHAR(64) NOT NULL,
  seq BIGINT NOT NULL,
  record_hash VARCHAR(64) NOT NULL,
  byte_offset BIGINT NOT NULL,
  CONSTRAINT pk_journal_head PRIMARY KEY (id),
  CONSTRAINT ck_journal_head_one CHECK (id = 1));
COMMENT ON TABLE journal_head IS 'H2 only: one row, the last record of the journal file whose changes the other tables hold; written with them.';

-- Numbers about results, arms and pairs of them, and what questions in SQL are asked of.
-- The statements can be repeated: on H2 a process that is killed among them begins anew.
-- A later migration that changes a column of a view drops the views first and makes them again at its end.

CREATE TABLE IF NOT EXISTS measurement (
  step_id BIGINT NOT NULL,
  ordinal INT NOT NULL,
  name VARCHAR(120) NOT NULL,
  replicate INT,
  arm VARCHAR(500),
  draw INT,
  round INT,
  other_replicate INT,
  other_arm VARCHAR(500),
  other_draw INT,
  other_round INT,
  layer VARCHAR(120),
  item VARCHAR(250),
  measured DOUBLE PRECISION NOT NULL,
  n BIGINT,
  low DOUBLE PRECISION,
  high DOUBLE PRECISION,
  unit VARCHAR(32) NOT NULL,
  CONSTRAINT pk_measurement PRIMARY KEY (step_id, ordinal),
  CONSTRAINT fk_measurement_step FOREIGN KEY (step_id) REFERENCES step (id),
  CONSTRAINT ck_measurement_ordinal CHECK (ordinal >= 0));
CREATE INDEX IF NOT EXISTS ix_measurement_name ON measurement (name);
COMMENT ON TABLE measurement IS 'One number that a step found out, written with the step''s completion. The places are those of its inputs, or of a pair of them.';

-- The draw of a task is in its id alone: r1.reinit.03.d2.evaluate.

CREATE OR REPLACE VIEW results AS
SELECT e.name AS experiment, r.run_id AS run, t.replicate, t.arm,
  CASE WHEN t.arm IS NOT NULL
    THEN COALESCE(CAST(REGEXP_SUBSTR(REGEXP_SUBSTR(t.task_id, '\.d[0-9]+\.[^.]+$'), '[0-9]+') AS INT), 1) END AS draw,
  t.round_no AS round,
  COALESCE(
    (SELECT MAX(CAST(REGEXP_SUBSTR(REGEXP_SUBSTR(p.result_json, '"density":[^,}]*'), '[-+0-9.Ee]+$') AS DOUBLE PRECISION))
      FROM step_io w
      JOIN step_io trained ON trained.artifact_id = w.artifact_id AND trained.direction = 'O' AND trained.role = 'weights'
      JOIN step_io mask ON mask.step_id = trained.step_id AND mask.direction = 'I' AND mask.role = 'mask'
      JOIN step_io made ON made.artifact_id = mask.artifact_id AND made.direction = 'O' AND made.role = 'mask'
      JOIN step p ON p.id = made.step_id
      WHERE w.step_id = t.step_id AND w.direction = 'I' AND w.role = 'weights'), 1) AS density,
  CAST(REGEXP_SUBSTR(REGEXP_SUBSTR(t.result_json, '"testAccuracy":[^,}]*'), '[-+0-9.Ee]+$') AS DOUBLE PRECISION) AS test_accuracy,
  CAST(REGEXP_SUBSTR(REGEXP_SUBSTR(t.result_json, '"testLoss":[^,}]*'), '[-+0-9.Ee]+$') AS DOUBLE PRECISION) AS test_loss,
  CAST(REGEXP_SUBSTR(REGEXP_SUBSTR(t.result_json, '"validationAccuracy":[^,}]*'), '[-+0-9.Ee]+$') AS DOUBLE PRECISION) AS validation_accuracy,
  CAST(REGEXP_SUBSTR(REGEXP_SUBSTR(t.result_json, '"validationLoss":[^,}]*'), '[-+0-9.Ee]+$') AS DOUBLE PRECISION) AS validation_loss,
  t.task_id AS task
FROM task t
JOIN step s ON s.id = t.step_id
JOIN run r ON r.id = t.run_id
JOIN experiment e ON e.id = r.experiment_id
WHERE s.operator = 'evaluate' AND t.state = 'success' AND t.round_no IS NOT NULL;

CREATE OR REPLACE VIEW measurements AS
SELECT e.name AS experiment, r.run_id AS run,
  CASE WHEN t.task_id LIKE 'analyses.%.%'
    THEN SUBSTRING(t.task_id FROM 10 FOR POSITION('.' IN SUBSTRING(t.task_id FROM 10)) - 1) END AS analysis,
  m.name, m.replicate, m.arm, m.draw, m.round, m.other_replicate, m.other_arm, m.other_draw, m.other_round,
  m.layer, m.item, m.measured, m.n, m.low, m.high, m.unit,
  t.task_id AS task, s.operator
FROM measurement m
JOIN step s ON s.id = m.step_id
JOIN task t ON t.step_id = s.id
JOIN run r ON r.id = t.run_id
JOIN experiment e ON e.id = r.experiment_id
WHERE t.state = 'success';

CREATE OR REPLACE VIEW curves AS
SELECT e.name AS experiment, r.run_id AS run, t.replicate, t.arm, t.round_no AS round,
  c.name, CASE WHEN c.layer <> '' THEN c.layer END AS layer, p.iteration, p.metric_value AS measured, c.unit,
  t.task_id AS task, s.operator
FROM metric_point p
JOIN metric_series c ON c.id = p.series_id
JOIN step s ON s.id = c.step_id
JOIN task t ON t.step_id = s.id
JOIN run r ON r.id = t.run_id
JOIN experiment e ON e.id = r.experiment_id
WHERE t.state = 'success';

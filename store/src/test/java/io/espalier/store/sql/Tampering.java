package io.espalier.store.sql;

import java.util.List;
import java.util.Map;

/**
 * One way to change rows by hand. Names in braces stand for ids and keys of {@link TamperedStore}.
 *
 * @param columns the columns it is an example of, as {@code table.column}
 * @param sql statements, separated by semicolons
 * @param named what {@code verify} says of it
 */
record Tampering(List<String> columns, String sql, String named) {
  private static Tampering of(String columns, String sql, String named) {
    return new Tampering(List.of(columns.split(" ", -1)), sql, named);
  }

  private static final String JOURNAL =
      "how far of the journal the database is: opening holds the rows against it";

  /** At least one for each column that a number or a picture can come from. */
  static final List<Tampering> ALL =
      List.of(
          of(
              "run.run_id",
              "UPDATE run SET run_id = 'other' WHERE id = {run:1}",
              "run run:1: it has no row (recorded by entry 1 of chain run:1)"),
          of(
              "run.experiment_id experiment.name",
              "UPDATE experiment SET name = 'other'",
              "run run:2: experiment_id: other (recorded: quickstart, by entry 1 of chain run:2)"),
          of(
              "run.workflow_id",
              "UPDATE run SET workflow_id = 'other' WHERE id = {run:1}",
              "run run:1: workflow_id: other"),
          of(
              "run.config_artifact_id",
              "UPDATE run SET config_artifact_id = {other state} WHERE id = {run:1}",
              "run run:1: config_artifact_id:"),
          of(
              "run.plan_artifact_id",
              "UPDATE run SET plan_artifact_id = {other state} WHERE id = {run:1}",
              "run run:1: plan_artifact_id:"),
          of(
              "run.logical_date",
              "UPDATE run SET logical_date = CURRENT_TIMESTAMP WHERE id = {run:1}",
              "run run:1: logical_date:"),
          of(
              "run.seed",
              "UPDATE run SET seed = 43 WHERE id = {run:1}",
              "run run:1: seed: 43 (recorded: 42"),
          of(
              "run.state",
              "UPDATE run SET state = 'success' WHERE id = {run:1}",
              "run run:1: state: success (recorded: running"),
          of(
              "run.reason",
              "UPDATE run SET reason = 'none was needed' WHERE id = {run:2}",
              "run run:2: reason: none was needed (recorded: all done"),
          of(
              "run.created_at",
              "UPDATE run SET created_at = created_at + INTERVAL '1' HOUR WHERE id = {run:1}",
              "run run:1: created_at:"),
          of(
              "run.ended_at",
              "UPDATE run SET ended_at = NULL WHERE id = {run:2}",
              "run run:2: ended_at: none"),
          of(
              "task.run_id",
              "UPDATE task SET run_id = {run:2} WHERE task_id = 'c'",
              "task c of run run:1: it has no row"),
          of(
              "task.task_id",
              "UPDATE task SET task_id = 'i' WHERE task_id = 'c'",
              "task c of run run:1: it has no row"),
          of(
              "task.task_id",
              "DELETE FROM task WHERE task_id = 'h'",
              "run run:1: number of its tasks: 7 (recorded: 8"),
          of(
              "task.seq_no",
              "UPDATE task SET seq_no = 99 WHERE task_id = 'c'",
              "run run:1: digest over task_id, seq_no, replicate, arm and round_no of its tasks:"),
          of(
              "task.replicate",
              "UPDATE task SET replicate = 2 WHERE task_id = 'c'",
              "run run:1: digest over task_id, seq_no, replicate, arm and round_no of its tasks:"),
          of(
              "task.arm",
              "UPDATE task SET arm = 'other' WHERE task_id = 'c'",
              "run run:1: digest over task_id, seq_no, replicate, arm and round_no of its tasks:"),
          of(
              "task.round_no",
              "UPDATE task SET round_no = 7 WHERE task_id = 'c'",
              "run run:1: digest over task_id, seq_no, replicate, arm and round_no of its tasks:"),
          of(
              "task.state",
              "UPDATE task SET state = 'none' WHERE task_id = 'd'",
              "task d of run run:1: state: none (recorded: failed"),
          of(
              "task.state",
              "UPDATE task SET state = 'failed' WHERE task_id = 'g'",
              "task g of run run:1: state: failed (recorded: none"),
          of(
              "task.state task.disposition task.step_id",
              "UPDATE task SET state = 'success', disposition = 'CACHED', step_id = {a} WHERE task_id = 'd'",
              "task d of run run:1: state: success (recorded: failed"),
          of(
              "task.state task.step_id",
              "UPDATE task SET state = 'none', step_id = NULL, disposition = NULL, result_json = NULL WHERE task_id = 'b' AND run_id = {run:1}",
              "task b of run run:1: state: none (recorded: success"),
          of(
              "task.step_id",
              "UPDATE task SET step_id = {b} WHERE task_id = 'a' AND run_id = {run:1}",
              "task a of run run:1: step_id: {key b} (recorded: {key a}"),
          of(
              "task.step_id",
              "UPDATE task SET step_id = {a} WHERE task_id = 'd'",
              "task d of run run:1: step_id: step {key a} (expected: one that it tried)"),
          of(
              "task.disposition",
              "UPDATE task SET disposition = 'EXECUTED' WHERE run_id = {run:2} AND task_id = 'a'",
              "task a of run run:2: disposition: EXECUTED (recorded: CACHED"),
          of(
              "task.try_number",
              "UPDATE task SET try_number = 3 WHERE task_id = 'a' AND run_id = {run:1}",
              "task a of run run:1: try_number: 3 (recorded: 1"),
          of(
              "task.started_at",
              "UPDATE task SET started_at = started_at + INTERVAL '1' HOUR WHERE task_id = 'a' AND run_id = {run:1}",
              "task a of run run:1: started_at:"),
          of(
              "task.ended_at",
              "UPDATE task SET ended_at = ended_at + INTERVAL '1' HOUR WHERE task_id = 'a'",
              "task a of run run:2: ended_at:"),
          of(
              "task.failure_text",
              "UPDATE task SET failure_text = 'no reason' WHERE task_id = 'd'",
              "task d of run run:1: failure_text: no reason (recorded: loss is NaN"),
          of(
              "task.skip_reason",
              "UPDATE task SET skip_reason = 'no reason' WHERE task_id = 'c'",
              "task c of run run:1: skip_reason: no reason (recorded: not wanted"),
          of(
              "task.result_json",
              "UPDATE task SET result_json = '{\"testAccuracy\":0.9999}' WHERE run_id = {run:2} AND task_id = 'a'",
              "task a of run run:2: result_json: {\"testAccuracy\":0.9999} (recorded: a text of SHA-256"),
          of(
              "task.result_json",
              "UPDATE task SET result_json = '{}' WHERE task_id = 'e'",
              "task e of run run:1: result_json: {} (expected: none"),
          of(
              "step.step_key",
              "UPDATE step SET step_key = '0000000000000000000000000000000000000000000000000000000000000000' WHERE id = {b}",
              "step {key b}: it has no row"),
          of(
              "step.step_key",
              "UPDATE step SET step_key = '0000000000000000000000000000000000000000000000000000000000000000' WHERE id = {g}",
              "step 0000000000000000000000000000000000000000000000000000000000000000: key_json: its SHA-256 is not the step's key"),
          of(
              "step.key_version",
              "UPDATE step SET key_version = 2 WHERE id = {a}",
              "step {key a}: key_version: 2 (its key was made with: 1)"),
          of(
              "step.operator",
              "UPDATE step SET operator = 'prune' WHERE id = {a}",
              "step {key a}: operator: prune (its key was made with:"),
          of(
              "step.key_json",
              "UPDATE step SET key_json = '{}' WHERE id = {a}",
              "step {key a}: key_json: its SHA-256 is not the step's key"),
          of(
              "step.state",
              "UPDATE step SET state = 'READY' WHERE id = {a}",
              "step {key a}: state: READY (recorded: COMPLETED"),
          of(
              "step.state step.won_attempt_id",
              "UPDATE step SET state = 'COMPLETED', result_json = '{}', won_attempt_id = {attempt d} WHERE id = {d}",
              "step {key d}: state: COMPLETED (no entry of a chain says so)"),
          of(
              "step.state",
              "UPDATE step SET state = 'READY', closed_text = NULL WHERE id = {f}",
              "step {key f}: state: READY (recorded: IRREPRODUCIBLE"),
          of(
              "step.result_json",
              "UPDATE step SET result_json = '{\"testAccuracy\":0.9999}' WHERE id = {a}",
              "step {key a}: result_json: {\"testAccuracy\":0.9999} (recorded: a text of SHA-256"),
          of(
              "step.result_json task.result_json",
              "UPDATE step SET result_json = '{\"testAccuracy\":0.9999}' WHERE id = {a};UPDATE task SET result_json = '{\"testAccuracy\":0.9999}' WHERE step_id = {a}",
              "step {key a}: result_json: {\"testAccuracy\":0.9999} (recorded: a text of SHA-256"),
          of(
              "step.fence",
              "UPDATE step SET fence = 7 WHERE id = {a}",
              "step {key a}: fence: 7 (expected: that of its latest attempt, 1)"),
          of(
              "step.won_attempt_id",
              "UPDATE step SET won_attempt_id = {attempt b} WHERE id = {a}",
              "step {key a}: won_attempt_id: none (recorded: 1"),
          of(
              "step.completed_at",
              "UPDATE step SET completed_at = completed_at + INTERVAL '1' HOUR WHERE id = {a}",
              "step {key a}: completed_at:"),
          of(
              "step.closed_text",
              "UPDATE step SET closed_text = 'no reason' WHERE id = {f}",
              "step {key f}: closed_text: no reason (recorded:"),
          of(
              "step.closed_text",
              "UPDATE step SET closed_text = 'no reason' WHERE id = {a}",
              "step {key a}: closed_text: no reason (expected: none"),
          of(
              "step_io.artifact_id",
              "UPDATE step_io SET artifact_id = {other weights} WHERE step_id = {a} AND direction = 'O' AND role = 'weights'",
              "step {key a}: output weights/0:"),
          of(
              "step_io.artifact_id",
              "UPDATE step_io SET artifact_id = {other weights} WHERE step_id = {b} AND direction = 'I'",
              "step {key b}: input weights/0:"),
          of(
              "step_io.artifact_id",
              "UPDATE step_io SET artifact_id = {other weights} WHERE step_id = {e} AND direction = 'I'",
              "step {key e}: inputs: {weights/0="),
          of(
              "step_io.role",
              "UPDATE step_io SET role = 'mask' WHERE step_id = {a} AND direction = 'O' AND role = 'weights'",
              "step {key a}: output mask/0:"),
          of(
              "step_io.ordinal",
              "UPDATE step_io SET ordinal = 1 WHERE step_id = {a} AND role = 'weights'",
              "step {key a}: output weights/0: none"),
          of(
              "step_io.direction",
              "UPDATE step_io SET direction = 'O' WHERE step_id = {a} AND role = 'data'",
              "step {key a}: output data/0:"),
          of(
              "step_io.step_id",
              "UPDATE step_io SET step_id = {d} WHERE step_id = {b} AND direction = 'O'",
              "step {key d}: output mask/0:"),
          of(
              "step_io.step_id",
              "DELETE FROM step_io WHERE step_id = {a} AND role = 'losses'",
              "step {key a}: output losses/0: none"),
          of(
              "step_io.step_id",
              "INSERT INTO step_io (step_id, direction, role, ordinal, artifact_id) VALUES ({b}, 'O', 'weights', 0, {other weights})",
              "step {key b}: output weights/0:"),
          of(
              "artifact.sha256",
              "UPDATE artifact SET sha256 = '1111111111111111111111111111111111111111111111111111111111111111' WHERE id = {weights of a}",
              "step {key a}: output weights/0: 1111111111111111111111111111111111111111111111111111111111111111"),
          of(
              "artifact.size_bytes",
              "UPDATE artifact SET size_bytes = 7 WHERE id = {weights of a}",
              "sizeBytes=7"),
          of(
              "artifact.kind",
              "UPDATE artifact SET kind = 'mask' WHERE id = {weights of a}",
              "kind=mask"),
          of(
              "artifact.media_type",
              "UPDATE artifact SET media_type = 'image/png' WHERE id = {weights of a}",
              "mediaType=image/png"),
          of(
              "metric_point.metric_value",
              "UPDATE metric_point SET metric_value = 0.5 WHERE series_id = {loss of a} AND iteration = 3",
              "metrics of step {key a}: digest of the series:"),
          of(
              "metric_point.iteration",
              "UPDATE metric_point SET iteration = 9 WHERE series_id = {loss of a} AND iteration = 3",
              "metrics of step {key a}: digest of the series:"),
          of(
              "metric_point.iteration",
              "DELETE FROM metric_point WHERE series_id = {loss of a} AND iteration = 3",
              "metrics of step {key a}: digest of the series:"),
          of(
              "metric_point.series_id",
              "DELETE FROM metric_point WHERE series_id = {loss of a} AND iteration = 1;UPDATE metric_point SET series_id = {loss of a} WHERE series_id = {loss of b} AND iteration = 1",
              "metrics of step {key b}: digest of the series:"),
          of(
              "metric_point.metric_value",
              "UPDATE metric_point SET metric_value = 0.5 WHERE series_id = {loss of e} AND iteration = 3",
              "metrics of step {key e}: digest of the series:"),
          of(
              "metric_series.name",
              "UPDATE metric_series SET name = 'accuracy' WHERE id = {loss of a}",
              "metrics of step {key a}: digest of the series:"),
          of(
              "metric_series.layer",
              "UPDATE metric_series SET layer = 'fc2' WHERE id = {loss of a}",
              "metrics of step {key a}: digest of the series:"),
          of(
              "metric_series.unit",
              "UPDATE metric_series SET unit = 'bits' WHERE id = {loss of a}",
              "metrics of step {key a}: digest of the series:"),
          of(
              "metric_series.step_id",
              "UPDATE metric_series SET step_id = {d} WHERE id = {loss of a}",
              "metrics of step {key d}: digest of the series:"),
          of(
              "metric_series.last_iteration",
              "UPDATE metric_series SET last_iteration = 9 WHERE id = {loss of a}",
              "series loss of step {key a}:"),
          of(
              "metric_series.last_value",
              "UPDATE metric_series SET last_value = 0.5 WHERE id = {loss of a}",
              "series loss of step {key a}:"),
          of(
              "metric_series.min_value",
              "UPDATE metric_series SET min_value = 0 WHERE id = {loss of a}",
              "series loss of step {key a}:"),
          of(
              "metric_series.max_value",
              "UPDATE metric_series SET max_value = 5 WHERE id = {loss of a}",
              "series loss of step {key a}:"),
          of(
              "measurement.name",
              "UPDATE measurement SET name = 'other' WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.replicate",
              "UPDATE measurement SET replicate = 2 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.arm",
              "UPDATE measurement SET arm = 'other' WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.draw",
              "UPDATE measurement SET draw = 2 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.round",
              "UPDATE measurement SET round = 2 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.other_replicate",
              "UPDATE measurement SET other_replicate = 2 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.other_arm",
              "UPDATE measurement SET other_arm = 'x' WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.other_draw",
              "UPDATE measurement SET other_draw = 2 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.other_round",
              "UPDATE measurement SET other_round = 2 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.layer",
              "UPDATE measurement SET layer = 'fc9' WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.item",
              "UPDATE measurement SET item = 'other' WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.measured",
              "UPDATE measurement SET measured = 0.5 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.n",
              "UPDATE measurement SET n = 8 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.low",
              "UPDATE measurement SET low = 0 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.high",
              "UPDATE measurement SET high = 0.75 WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.unit",
              "UPDATE measurement SET unit = 'nats' WHERE step_id = {a} AND ordinal = 0",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.ordinal",
              "UPDATE measurement SET ordinal = 7 WHERE step_id = {a} AND ordinal = 1",
              "measurements of step {key a}: digest of the measurements:"),
          of(
              "measurement.ordinal",
              "DELETE FROM measurement WHERE step_id = {a}",
              "measurements of step {key a}: digest of the measurements: none"),
          of(
              "measurement.step_id",
              "UPDATE measurement SET step_id = {b} WHERE step_id = {a} AND ordinal = 1",
              "measurements of step {key b}: digest of the measurements:"),
          of(
              "measurement.step_id",
              "INSERT INTO measurement (step_id, ordinal, name, measured, unit) VALUES ({d}, 0, 'x', 1, '')",
              "measurements of step {key d}: digest of the measurements:"),
          of(
              "checkpoint.artifact_id",
              "UPDATE checkpoint SET artifact_id = {other state} WHERE step_id = {e} AND iteration = 4",
              "checkpoint at iteration 4 of step {key e}: artifact_id:"),
          of(
              "checkpoint.iteration",
              "UPDATE checkpoint SET iteration = 9 WHERE step_id = {e} AND iteration = 4",
              "checkpoint at iteration 9 of step {key e}: artifact_id:"),
          of(
              "checkpoint.fence",
              "INSERT INTO attempt (step_id, fence, run_id, task_id, try_number, worker, runtime_id, state) SELECT step_id, 2, run_id, task_id, 1, worker, runtime_id, 'RUNNING' FROM attempt WHERE id = {attempt e};UPDATE checkpoint SET fence = 2 WHERE step_id = {e} AND iteration = 4",
              "(no entry says that attempt 2 made one)"),
          of(
              "checkpoint.step_id",
              "UPDATE checkpoint SET step_id = {g} WHERE step_id = {e} AND iteration = 4",
              "checkpoint at iteration 4 of step {key g}: artifact_id:"),
          of(
              "checkpoint.created_at",
              "UPDATE checkpoint SET created_at = created_at + INTERVAL '1' HOUR WHERE step_id = {e}",
              "checkpoint at iteration 4 of step {key e}: created_at:"),
          of(
              "attempt.step_id",
              "UPDATE attempt SET step_id = {a}, fence = 9 WHERE id = {attempt d}",
              "attempt 1 at step {key d}: it has no row"),
          of(
              "attempt.fence",
              "UPDATE attempt SET fence = 9 WHERE id = {attempt d}",
              "attempt 1 at step {key d}: it has no row"),
          of(
              "attempt.run_id",
              "UPDATE attempt SET run_id = {run:2}, task_id = 'a' WHERE id = {attempt d}",
              "attempt 1 at step {key d}: run_id: run:2"),
          of(
              "attempt.task_id",
              "UPDATE attempt SET task_id = 'b' WHERE id = {attempt d}",
              "attempt 1 at step {key d}: task_id: b (recorded: d"),
          of(
              "attempt.try_number",
              "UPDATE attempt SET try_number = 2 WHERE id = {attempt d}",
              "attempt 1 at step {key d}: try_number: 2 (recorded: 1"),
          of(
              "attempt.worker",
              "UPDATE attempt SET worker = 'other' WHERE id = {attempt d}",
              "attempt 1 at step {key d}: worker: other"),
          of(
              "attempt.runtime_id",
              "INSERT INTO runtime (digest, jar, git_commit, dirty, java, os_arch, cpu_features, backend, blas, threads, device) SELECT '2222222222222222222222222222222222222222222222222222222222222222', jar, git_commit, dirty, java, os_arch, cpu_features, backend, blas, 8, device FROM runtime;UPDATE attempt SET runtime_id = (SELECT MAX(id) FROM runtime) WHERE id = {attempt d}",
              "attempt 1 at step {key d}: runtime_id:"),
          of(
              "attempt.state",
              "UPDATE attempt SET state = 'LOST' WHERE id = {attempt d}",
              "attempt 1 at step {key d}: state: LOST (recorded: FAILED"),
          of(
              "attempt.state",
              "UPDATE attempt SET state = 'FAILED' WHERE id = {attempt g}",
              "attempt 1 at step {key g}: state: FAILED (expected: RUNNING"),
          of(
              "attempt.started_at",
              "UPDATE attempt SET started_at = started_at - INTERVAL '1' HOUR WHERE id = {attempt d}",
              "attempt 1 at step {key d}: started_at:"),
          of(
              "attempt.ended_at",
              "UPDATE attempt SET ended_at = ended_at + INTERVAL '1' HOUR WHERE id = {attempt d}",
              "attempt 1 at step {key d}: ended_at:"),
          of(
              "attempt.failure_type",
              "UPDATE attempt SET failure_type = 'other' WHERE id = {attempt d}",
              "attempt 1 at step {key d}: failure_type: other (recorded: DivergedException"),
          of(
              "attempt.failure_text",
              "UPDATE attempt SET failure_text = 'no reason' WHERE id = {attempt d}",
              "attempt 1 at step {key d}: failure_text: no reason"),
          of(
              "attempt.log_artifact_id",
              "UPDATE attempt SET log_artifact_id = {other state} WHERE id = {attempt d}",
              "attempt 1 at step {key d}: log_artifact_id:"),
          of(
              "attempt.log_artifact_id",
              "UPDATE attempt SET log_artifact_id = NULL WHERE id = {attempt a}",
              "attempt 1 at step {key a}: log_artifact_id: none"),
          of(
              "runtime.digest",
              "UPDATE runtime SET digest = '2222222222222222222222222222222222222222222222222222222222222222'",
              "its columns do not have this digest"),
          of("runtime.jar", "UPDATE runtime SET jar = 'x'", "its columns do not have this digest"),
          of(
              "runtime.git_commit",
              "UPDATE runtime SET git_commit = 'x'",
              "its columns do not have this digest"),
          of(
              "runtime.dirty",
              "UPDATE runtime SET dirty = TRUE",
              "its columns do not have this digest"),
          of(
              "runtime.java",
              "UPDATE runtime SET java = 'x'",
              "its columns do not have this digest"),
          of(
              "runtime.os_arch",
              "UPDATE runtime SET os_arch = 'x'",
              "its columns do not have this digest"),
          of(
              "runtime.cpu_features",
              "UPDATE runtime SET cpu_features = 'x'",
              "its columns do not have this digest"),
          of(
              "runtime.backend",
              "UPDATE runtime SET backend = 'x'",
              "its columns do not have this digest"),
          of(
              "runtime.blas",
              "UPDATE runtime SET blas = 'x'",
              "its columns do not have this digest"),
          of(
              "runtime.threads",
              "UPDATE runtime SET threads = 9",
              "its columns do not have this digest"),
          of(
              "runtime.device",
              "UPDATE runtime SET device = 'x'",
              "its columns do not have this digest"),
          of(
              "audit_event.chain",
              "INSERT INTO audit_head (chain, last_seq, last_hash) VALUES ('other', 2, 'x');UPDATE audit_event SET chain = 'other' WHERE chain = 'run:1' AND seq = 2",
              "entry 2 of chain run:1 is missing"),
          of(
              "audit_event.seq",
              "UPDATE audit_event SET seq = 99 WHERE chain = 'run:1' AND seq = 2",
              "entry 2 of chain run:1 is missing"),
          of(
              "audit_event.kind",
              "UPDATE audit_event SET kind = 'run.success' WHERE chain = 'run:1' AND seq = 2",
              "entry 2 of chain run:1 (run.success) was altered"),
          of(
              "audit_event.body",
              "UPDATE audit_event SET body = '{}' WHERE chain = 'run:1' AND seq = 2",
              "entry 2 of chain run:1 (run.running) was altered"),
          of(
              "audit_event.prev_hash",
              "UPDATE audit_event SET prev_hash = 'x' WHERE chain = 'run:1' AND seq = 2",
              "entry 2 of chain run:1 does not follow"),
          of(
              "audit_event.entry_hash",
              "UPDATE audit_event SET entry_hash = 'x' WHERE chain = 'run:1' AND seq = 2",
              "entry 2 of chain run:1 (run.running) was altered"),
          of(
              "audit_event.recorded_at",
              "UPDATE audit_event SET recorded_at = recorded_at + INTERVAL '1' SECOND WHERE chain = 'run:1' AND seq = 2",
              "entry 2 of chain run:1 (run.running) was altered"),
          of(
              "audit_event.step_key",
              "UPDATE audit_event SET step_key = NULL WHERE step_key = '{key a}' AND kind = 'step.completed'",
              ": step_key: none (recorded: {key a}, in its body)"),
          of(
              "audit_head.chain",
              "INSERT INTO audit_head (chain, last_seq, last_hash) SELECT 'other', last_seq, last_hash FROM audit_head WHERE chain = 'run:2'",
              "entry 1 of chain other is missing"),
          of(
              "audit_head.last_seq",
              "UPDATE audit_head SET last_seq = 99 WHERE chain = 'run:2'",
              "of chain run:2 is missing: the chain ends at"),
          of(
              "audit_head.last_hash",
              "UPDATE audit_head SET last_hash = 'x' WHERE chain = 'run:2'",
              "the head of chain run:2 does not hold the hash of entry"),
          of(
              "audit_event.seq audit_head.last_seq",
              "DELETE FROM audit_event WHERE chain = 'run:2' AND seq = 3;UPDATE audit_head SET last_seq = 2, last_hash = (SELECT entry_hash FROM audit_event WHERE chain = 'run:2' AND seq = 2) WHERE chain = 'run:2'",
              "run run:2: state: success (recorded: queued"));

  private static final String ID =
      "names a row to others: foreign keys refuse another, and where none refers to it nothing changes";
  private static final String CLAIM =
      "says who may compute now; whoever does, the result is recorded when it is there";
  private static final String RETRY = "says when and how often a task is tried, not what it gives";

  private static final String WORKER =
      "who works on the store just now; attempts have who computed what";

  /** The columns that no number and no picture comes from, each with the reason. */
  static final Map<String, String> NOTHING_SHOWN =
      Map.ofEntries(
          Map.entry("experiment.id", ID),
          Map.entry("artifact.id", ID),
          Map.entry("run.id", ID),
          Map.entry("step.id", ID),
          Map.entry("runtime.id", ID),
          Map.entry("attempt.id", ID),
          Map.entry("metric_series.id", ID),
          Map.entry("experiment.created_at", "nothing reads it"),
          Map.entry(
              "artifact.state",
              "decides about nothing but whether bytes are read, which are held against their digest then; fsck reads them all"),
          Map.entry("artifact.state_since", "the collector waits by it"),
          Map.entry("artifact.verified_at", "when fsck last read the bytes"),
          Map.entry("artifact_pin.artifact_id", "keeps bytes from the collector"),
          Map.entry("artifact_pin.reason", "nothing reads it"),
          Map.entry("run.forked_from_run_id", "nothing writes or reads it yet"),
          Map.entry("step.owner_epoch", CLAIM),
          Map.entry("step.lease_owner", CLAIM),
          Map.entry("step.lease_expires_at", CLAIM),
          Map.entry("task.max_tries", RETRY),
          Map.entry("task.lost_workers", RETRY),
          Map.entry("task.next_try_at", RETRY),
          Map.entry("attempt.heartbeat_at", "when a worker was last heard of"),
          Map.entry("store_owner.epoch", "who owned the store, and when; no result depends on it"),
          Map.entry(
              "store_owner.instance_id", "who owned the store, and when; no result depends on it"),
          Map.entry("store_owner.pid", "who owned the store, and when; no result depends on it"),
          Map.entry(
              "store_owner.command", "who owned the store, and when; no result depends on it"),
          Map.entry(
              "store_owner.started_at", "who owned the store, and when; no result depends on it"),
          Map.entry("store_identity.id", WORKER),
          Map.entry("store_identity.name", WORKER),
          Map.entry("worker.id", WORKER),
          Map.entry("worker.name", WORKER),
          Map.entry("worker.host", WORKER),
          Map.entry("worker.pid", WORKER),
          Map.entry("worker.build", WORKER),
          Map.entry("worker.queues", WORKER),
          Map.entry("worker.trainers", WORKER),
          Map.entry("worker.draining", WORKER),
          Map.entry("worker.running_json", WORKER),
          Map.entry("worker.waiting_json", WORKER),
          Map.entry("worker.started_at", WORKER),
          Map.entry("worker.seen_at", WORKER),
          Map.entry("journal_head.id", JOURNAL),
          Map.entry("journal_head.journal", JOURNAL),
          Map.entry("journal_head.seq", JOURNAL),
          Map.entry("journal_head.record_hash", JOURNAL),
          Map.entry("journal_head.byte_offset", JOURNAL));
}

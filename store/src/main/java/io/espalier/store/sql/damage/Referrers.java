package io.espalier.store.sql.damage;

import io.espalier.store.step.StepState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The rows that refer to an artifact: what its bytes were for, and what can make them again.
 *
 * @param outputs steps that wrote it
 * @param logs attempts whose log it is
 * @param checkpoints checkpoints that it holds
 * @param runFiles runs whose configuration or plan it is
 * @param readers steps that read it
 */
public record Referrers(
    List<Output> outputs,
    List<Log> logs,
    List<Checkpoint> checkpoints,
    List<RunFile> runFiles,
    List<Reader> readers) {
  public Referrers {
    outputs = List.copyOf(outputs);
    logs = List.copyOf(logs);
    checkpoints = List.copyOf(checkpoints);
    runFiles = List.copyOf(runFiles);
    readers = List.copyOf(readers);
  }

  /** A task of a run, as people know it. */
  public record Place(String runId, String taskId) {
    @Override
    public String toString() {
      return "task " + taskId + " of run " + runId;
    }
  }

  /** An output of a step, and the task whose attempt won it. */
  public record Output(
      long step,
      String stepKey,
      String operator,
      StepState state,
      long fence,
      String role,
      Place by) {
    boolean closed() {
      return state == StepState.IRREPRODUCIBLE;
    }

    /** Whether the step counts as done, so that nothing will write the bytes by itself. */
    public boolean completed() {
      return state == StepState.COMPLETED;
    }
  }

  /** The log of an attempt. */
  public record Log(long attempt, long fence, Place by) {}

  /** A checkpoint of a step. */
  public record Checkpoint(long step, long iteration, Place by) {}

  /** What a run was made from: {@code configuration} or {@code plan}. */
  public record RunFile(String runId, String what) {}

  /** A step that read the artifact, and the task whose attempt won or tried it last. */
  public record Reader(String role, Place by) {}

  /** What can be done about damaged bytes. */
  public enum Cure {
    /** The steps that wrote it count as done; reopened they write it again. */
    RECOMPUTE,
    /** A step that was reopened writes it again when it is needed next. */
    AWAIT,
    /** Nothing in the store can make it again: a copy is needed. */
    RESTORE,
    /** No number rests on it, or its step is closed for good: the references are dropped. */
    DROP
  }

  /** What refers to the artifact of this row. */
  public static Referrers of(Handle handle, long artifact) {
    return new Referrers(
        list(
            handle,
            artifact,
            """
            SELECT s.id, s.step_key, s.operator, s.state, s.fence, io.role, r.run_id, a.task_id
            FROM step_io io JOIN step s ON s.id = io.step_id
            JOIN attempt a ON a.id = s.won_attempt_id JOIN run r ON r.id = a.run_id
            WHERE io.artifact_id = :artifact AND io.direction = 'O' ORDER BY s.id, io.role
            """,
            (rows, context) ->
                new Output(
                    rows.getLong(1),
                    rows.getString(2),
                    rows.getString(3),
                    StepState.valueOf(rows.getString(4)),
                    rows.getLong(5),
                    rows.getString(6),
                    new Place(rows.getString(7), rows.getString(8)))),
        list(
            handle,
            artifact,
            """
            SELECT a.id, a.fence, r.run_id, a.task_id
            FROM attempt a JOIN run r ON r.id = a.run_id
            WHERE a.log_artifact_id = :artifact ORDER BY a.id
            """,
            (rows, context) ->
                new Log(
                    rows.getLong(1),
                    rows.getLong(2),
                    new Place(rows.getString(3), rows.getString(4)))),
        list(
            handle,
            artifact,
            """
            SELECT c.step_id, c.iteration, r.run_id, a.task_id
            FROM checkpoint c JOIN attempt a ON a.step_id = c.step_id AND a.fence = c.fence
            JOIN run r ON r.id = a.run_id
            WHERE c.artifact_id = :artifact ORDER BY c.step_id, c.iteration
            """,
            (rows, context) ->
                new Checkpoint(
                    rows.getLong(1),
                    rows.getLong(2),
                    new Place(rows.getString(3), rows.getString(4)))),
        list(
            handle,
            artifact,
            """
            SELECT run_id, CASE WHEN config_artifact_id = :artifact THEN 'configuration'
              ELSE 'plan' END
            FROM run WHERE config_artifact_id = :artifact OR plan_artifact_id = :artifact
            ORDER BY id
            """,
            (rows, context) -> new RunFile(rows.getString(1), rows.getString(2))),
        list(
            handle,
            artifact,
            """
            SELECT io.role, r.run_id, a.task_id
            FROM step_io io JOIN step s ON s.id = io.step_id
            JOIN attempt a ON a.id = COALESCE(s.won_attempt_id,
              (SELECT MAX(l.id) FROM attempt l WHERE l.step_id = s.id))
            JOIN run r ON r.id = a.run_id
            WHERE io.artifact_id = :artifact AND io.direction = 'I' ORDER BY io.step_id, io.role
            """,
            (rows, context) ->
                new Reader(rows.getString(1), new Place(rows.getString(2), rows.getString(3)))));
  }

  private static <T> List<T> list(Handle handle, long artifact, String sql, RowMapper<T> mapper) {
    return handle.createQuery(sql).bind("artifact", artifact).map(mapper).list();
  }

  /** What can be done about it. */
  public Cure cure() {
    if (outputs.stream().anyMatch(Output::completed)) {
      return Cure.RECOMPUTE;
    }
    if (outputs.stream().anyMatch(output -> !output.closed())) {
      return Cure.AWAIT;
    }
    boolean source = outputs.isEmpty() && !readers.isEmpty();
    return source || !runFiles.isEmpty() ? Cure.RESTORE : Cure.DROP;
  }

  /** The runs whose record the damage is part of; empty where nothing refers to the artifact. */
  public Set<String> runs() {
    Set<String> runs = new LinkedHashSet<>();
    outputs.forEach(output -> runs.add(output.by().runId()));
    logs.forEach(log -> runs.add(log.by().runId()));
    checkpoints.forEach(checkpoint -> runs.add(checkpoint.by().runId()));
    runFiles.forEach(file -> runs.add(file.runId()));
    if (outputs.isEmpty()) {
      readers.forEach(reader -> runs.add(reader.by().runId()));
    }
    return runs;
  }

  /** What the artifact was, and whether a number rests on it. */
  public String meaning() {
    List<String> parts = new ArrayList<>();
    outputs.forEach(
        output ->
            parts.add(
                "output "
                    + output.role()
                    + " of step "
                    + output.stepKey().substring(0, 12)
                    + " ("
                    + output.operator()
                    + ", "
                    + output.by()
                    + ")"));
    logs.forEach(log -> parts.add("log of attempt " + log.fence() + " at " + log.by()));
    checkpoints.forEach(
        checkpoint ->
            parts.add(
                "checkpoint at iteration " + checkpoint.iteration() + " of " + checkpoint.by()));
    runFiles.forEach(file -> parts.add("the " + file.what() + " of run " + file.runId()));
    if (outputs.isEmpty()) {
      readers.stream()
          .limit(1)
          .forEach(reader -> parts.add("input " + reader.role() + " of " + reader.by()));
    }
    return (parts.isEmpty() ? "nothing refers to it" : String.join(", ", parts)) + ": " + weight();
  }

  private String weight() {
    if (!readers.isEmpty()) {
      return readers.size() == 1
          ? "1 step read it, numbers rest on it"
          : readers.size() + " steps read it, numbers rest on it";
    }
    return runFiles.isEmpty()
        ? "no number rests on it"
        : "no number rests on it, but the run cannot go on without it";
  }
}

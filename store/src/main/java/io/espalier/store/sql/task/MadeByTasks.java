package io.espalier.store.sql.task;

import io.espalier.store.measurement.Measurement;
import io.espalier.store.sql.artifact.StepIo;
import io.espalier.store.sql.check.StepProof;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.measurement.MeasurementRow;
import io.espalier.store.step.StepArtifact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What those of some tasks made that succeeded.
 *
 * @param steps row ids of their steps
 * @param io their outputs; none while a step is being made again
 * @param proof what the chains hold of the steps, null where the rows were not held against them
 */
record MadeByTasks(
    Map<String, Long> steps, Map<String, List<StepArtifact>> io, @Nullable StepProof proof) {

  /** As the rows say. */
  static MadeByTasks of(Handle handle, String runId, Collection<String> taskIds) {
    MadeByTasks made = new MadeByTasks(new TreeMap<>(), new TreeMap<>(), null);
    handle
        .createQuery(
            """
            SELECT t.task_id, t.step_id, io.role, io.ordinal, a.sha256, a.size_bytes, a.kind,
              a.media_type
            FROM task t
            JOIN run r ON r.id = t.run_id
            LEFT JOIN step_io io ON io.step_id = t.step_id AND io.direction = 'O'
            LEFT JOIN artifact a ON a.id = io.artifact_id
            WHERE r.run_id = :run AND t.task_id = ANY(:tasks) AND t.state = 'success'
            ORDER BY t.task_id, io.role, io.ordinal
            """)
        .bind("run", Text.checked("run id", runId, Text.NAME))
        .bind("tasks", taskIds.stream().map(id -> Text.id("task id", id)).toArray(String[]::new))
        .map(
            (rows, context) -> {
              String task = rows.getString("task_id");
              made.steps().put(task, rows.getLong("step_id"));
              List<StepArtifact> io = made.io().computeIfAbsent(task, id -> new ArrayList<>());
              return rows.getString("role") == null || io.add(StepIo.read(rows));
            })
        .list();
    return made;
  }

  /**
   * The same, held against the audit chain.
   *
   * @throws io.espalier.store.audit.AlteredException when they differ
   */
  static MadeByTasks proven(Handle handle, String runId, Collection<String> taskIds) {
    MadeByTasks made = of(handle, runId, taskIds);
    StepProof proof = StepProof.of(handle, new TreeSet<>(made.steps.values()));
    made.io.forEach(
        (task, io) ->
            proof.require(Objects.requireNonNull(made.steps.get(task)), StepIo.digests(io), null));
    proof.requireSucceeded(runId, made.steps);
    return new MadeByTasks(made.steps, made.io, proof);
  }

  /** Their results as JSON. */
  Map<String, String> results(Handle handle) {
    Map<Long, String> byStep =
        handle
            .createQuery("SELECT id, result_json FROM step WHERE id = ANY(:steps)")
            .bind("steps", stepIds())
            .map((rows, context) -> Map.entry(rows.getLong(1), rows.getString(2)))
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    Map<String, String> results = new TreeMap<>();
    steps.forEach((task, step) -> results.put(task, byStep.getOrDefault(step, "null")));
    return results;
  }

  /**
   * What they measured, in that order.
   *
   * @throws io.espalier.store.audit.AlteredException when it differs from what the chain says
   */
  Map<String, List<Measurement>> measurements(Handle handle) {
    Map<String, List<Measurement>> byKey = new HashMap<>();
    handle
        .createQuery(MeasurementRow.SELECT + " WHERE s.id = ANY(:steps) ORDER BY s.id, m.ordinal")
        .bind("steps", stepIds())
        .map((rows, context) -> MeasurementRow.read(rows))
        .forEach(
            row ->
                byKey.computeIfAbsent(row.step(), key -> new ArrayList<>()).add(row.measurement()));
    StepProof chains = Objects.requireNonNull(proof);
    Map<String, List<Measurement>> measured = new TreeMap<>();
    steps.forEach((task, step) -> measured.put(task, chains.measured(step, byKey)));
    return measured;
  }

  private Long[] stepIds() {
    return steps.values().stream().distinct().toArray(Long[]::new);
  }
}

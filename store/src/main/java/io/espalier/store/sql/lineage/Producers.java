package io.espalier.store.sql.lineage;

import io.espalier.store.lineage.Upstream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Which step made the bytes that another one read. Equal bytes are one artifact, whoever made them:
 * the run's plan says whose were read, and where it cannot, a step of the run comes first.
 */
public final class Producers {
  /** A step that wrote an artifact, in a role. */
  public record Producer(long step, String role) {}

  private final Upstream upstream;
  private final Map<Long, List<Producer>> producers = new HashMap<>();
  private final Map<Long, String> taskByStep = new HashMap<>();
  private final Map<String, Long> stepByTask = new HashMap<>();

  /**
   * Producers as a run had them.
   *
   * @param run row of the run, null for none
   */
  public Producers(Handle handle, @Nullable Long run, Upstream upstream) {
    this.upstream = upstream;
    if (run != null) {
      handle
          .createQuery(
              "SELECT task_id, step_id FROM task WHERE run_id = :run AND step_id IS NOT NULL"
                  + " ORDER BY seq_no")
          .bind("run", run)
          .map((rows, context) -> Map.entry(rows.getString(1), rows.getLong(2)))
          .forEach(
              task -> {
                stepByTask.put(task.getKey(), task.getValue());
                taskByStep.putIfAbsent(task.getValue(), task.getKey());
              });
    }
  }

  /** Reads who wrote these artifacts, as far as that is not known yet. */
  public void load(Handle handle, Collection<Long> artifacts) {
    Long[] fresh =
        artifacts.stream()
            .distinct()
            .filter(id -> producers.putIfAbsent(id, new ArrayList<>()) == null)
            .toArray(Long[]::new);
    if (fresh.length == 0) {
      return;
    }
    handle
        .createQuery(
            """
            SELECT io.artifact_id, io.step_id, io.role FROM step_io io JOIN step s ON s.id = io.step_id
            WHERE io.direction = 'O' AND io.artifact_id = ANY(:ids) AND s.won_attempt_id IS NOT NULL
            ORDER BY io.step_id, io.role, io.ordinal
            """)
        .bind("ids", fresh)
        .map(
            (rows, context) ->
                Map.entry(rows.getLong(1), new Producer(rows.getLong(2), rows.getString(3))))
        .forEach(
            entry ->
                producers
                    .computeIfAbsent(entry.getKey(), artifact -> new ArrayList<>())
                    .add(entry.getValue()));
  }

  /** Everybody who wrote an artifact, in the order of their steps. */
  public List<Producer> of(long artifact) {
    return producers.getOrDefault(artifact, List.of());
  }

  /** Whose bytes the run means by an artifact; empty where none of its tasks made them. */
  public Optional<Producer> ofRun(long artifact) {
    return of(artifact).stream().filter(one -> taskByStep.containsKey(one.step())).findFirst();
  }

  /** Whose bytes a step read in a place; empty for what no task makes. */
  public Optional<Producer> read(long step, String role, int ordinal, long artifact) {
    String task = taskByStep.get(step);
    Optional<Upstream.Source> source =
        task == null ? Optional.empty() : upstream.of(task, role, ordinal);
    if (source.isPresent()) {
      String from = source.get().task();
      if (from == null) {
        return Optional.empty();
      }
      Long made = stepByTask.get(from);
      if (source.get().result()) {
        return Optional.ofNullable(made).map(result -> new Producer(result, "result"));
      }
      Optional<Producer> planned =
          of(artifact).stream().filter(one -> made != null && one.step() == made).findFirst();
      if (planned.isPresent()) {
        return planned;
      }
    }
    return ofRun(artifact).or(() -> of(artifact).stream().findFirst());
  }
}

package io.espalier.step;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How far the tasks are that run in this process right now; in memory only. Thread-safe. */
public final class ProgressBoard {
  private record Key(String runId, String taskId) {}

  private final Map<Key, Double> fractions = new ConcurrentHashMap<>();

  /** Says that a task runs and how far it is, in [0, 1]. */
  void report(String runId, String taskId, double fraction) {
    fractions.put(new Key(runId, taskId), fraction);
  }

  /** Says that a task runs here no more. */
  void remove(String runId, String taskId) {
    fractions.remove(new Key(runId, taskId));
  }

  /** How far a task is, in [0, 1]; empty when it does not run in this process. */
  public OptionalDouble fraction(String runId, String taskId) {
    Double fraction = fractions.get(new Key(runId, taskId));
    return fraction == null ? OptionalDouble.empty() : OptionalDouble.of(fraction);
  }

  /** All tasks of a run that run in this process, by id, with how far they are. */
  public Map<String, Double> running(String runId) {
    Map<String, Double> running = new TreeMap<>();
    fractions.forEach(
        (key, fraction) -> {
          if (key.runId().equals(runId)) {
            running.put(key.taskId(), fraction);
          }
        });
    return running;
  }
}

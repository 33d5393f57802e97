package io.espalier.cli.worker;

import io.espalier.store.worker.RunningTask;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a worker prints while it works: tasks that come and go, as far as they last. */
final class WorkerLines {
  private record Key(String runId, String taskId) {
    static Key of(RunningTask task) {
      return new Key(task.runId(), task.taskId());
    }

    @Override
    public String toString() {
      return taskId + " of run " + runId;
    }
  }

  private final Consumer<String> out;
  private final Map<Key, Instant> begun = new LinkedHashMap<>();
  private boolean away;

  WorkerLines(Consumer<String> out) {
    this.out = out;
  }

  /** Tells what has changed since the last call. */
  void show(List<RunningTask> running) {
    Set<Key> now = running.stream().map(Key::of).collect(Collectors.toSet());
    begun
        .entrySet()
        .removeIf(
            entry -> {
              if (now.contains(entry.getKey())) {
                return false;
              }
              long seconds = Duration.between(entry.getValue(), Instant.now()).toSeconds();
              out.accept("- " + entry.getKey() + " after " + seconds + " s");
              return true;
            });
    for (RunningTask task : running) {
      if (begun.putIfAbsent(Key.of(task), Instant.now()) == null) {
        out.accept("+ " + Key.of(task));
      }
    }
  }

  /** Tells when the Temporal server goes away and comes back. */
  void temporal(boolean isAway) {
    if (isAway != away) {
      away = isAway;
      out.accept(
          isAway ? "Temporal does not answer; tasks under way go on" : "Temporal answers again");
    }
  }
}

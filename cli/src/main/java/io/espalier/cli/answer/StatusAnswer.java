package io.espalier.cli.answer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code status}: who owns the store and where a run stands.
 *
 * @param owner null while no process owns the store
 * @param run null in an empty store
 * @param counts number of tasks by what is shown for them
 * @param tasks all tasks of the run, in topological order
 */
public record StatusAnswer(
    String home,
    @Nullable Owner owner,
    ListAnswer.@Nullable Run run,
    Map<String, Integer> counts,
    List<TaskLine> tasks) {
  public StatusAnswer {
    tasks = List.copyOf(tasks);
  }

  /** The process that owns the store. */
  public record Owner(long pid, String command, @Nullable String runId, Instant startedAt) {}
}

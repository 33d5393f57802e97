package io.espalier.service.answer;

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
 * @param tasks all tasks of the run, in topological order; none where the owner cannot read them
 * @param waits what the run waits for just now, with growing delay and without using up tries
 */
public record StatusAnswer(
    String home,
    @Nullable Owner owner,
    ListAnswer.@Nullable Run run,
    Map<String, Integer> counts,
    List<TaskLine> tasks,
    List<Wait> waits) {
  public StatusAnswer {
    tasks = List.copyOf(tasks);
    waits = List.copyOf(waits);
  }

  /**
   * One thing that is waited for; the run goes on by itself.
   *
   * @param waitsFor {@code disk}, {@code store}, {@code step} or {@code temporal}
   * @param tasks ids of the tasks that wait; none where only the walk itself does
   * @param freeBytes room left on the store's disk, null unless that is waited for
   * @param text all of it in a sentence
   */
  public record Wait(
      String waitsFor, Instant since, List<String> tasks, @Nullable Long freeBytes, String text) {
    public Wait {
      tasks = List.copyOf(tasks);
    }
  }

  /** The process that owns the store. */
  public record Owner(long pid, String command, @Nullable String runId, Instant startedAt) {}
}

package io.espalier.service.query.run;

import io.espalier.dag.Task;
import io.espalier.plan.Plan;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.query.Live;
import io.espalier.step.waiting.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that could begin and whose queue no worker serves.
 *
 * @param tasks ids of tasks by queue
 */
record Unserved(Map<String, List<String>> tasks) {
  /**
   * Looks for them.
   *
   * @param queued ids of the tasks that could begin
   */
  static Unserved of(Plan plan, Set<String> queued, Live live) {
    Map<String, List<String>> tasks = new TreeMap<>();
    for (Task task : plan.dag().tasks()) {
      String queue = task.node().settings().taskQueue();
      if (queued.contains(task.node().taskId()) && !live.serves(queue)) {
        tasks.computeIfAbsent(queue, key -> new ArrayList<>()).add(task.node().taskId());
      }
    }
    return new Unserved(tasks);
  }

  /** Why a task does not begin, null where its queue is served. */
  @Nullable String why(String taskId) {
    return tasks.entrySet().stream()
        .filter(entry -> entry.getValue().contains(taskId))
        .map(entry -> text(entry.getKey()))
        .findFirst()
        .orElse(null);
  }

  /**
   * One wait for each queue.
   *
   * @param since when the last of the run's tasks ended
   */
  List<StatusAnswer.Wait> waits(Instant since) {
    String what = Wait.For.WORKER.name().toLowerCase(Locale.ROOT);
    return tasks.entrySet().stream()
        .map(e -> new StatusAnswer.Wait(what, since, e.getValue(), null, text(e.getKey())))
        .toList();
  }

  private static String text(String queue) {
    return "waiting for a worker of queue " + queue + " (none alive)";
  }
}

package io.espalier.service.query.run;

import io.espalier.dag.Task;
import io.espalier.plan.Plan;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.query.Live;
import io.espalier.step.waiting.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that could begin and whose queue no worker serves.
 *
 * @param queues the queue of each of them, by its id
 */
record Unserved(Map<String, String> queues) {
  /**
   * Looks for them.
   *
   * @param queued ids of the tasks that could begin
   */
  static Unserved of(Plan plan, Set<String> queued, Live live) {
    Map<String, String> queues = new LinkedHashMap<>();
    for (Task task : plan.dag().tasks()) {
      String queue = task.node().settings().taskQueue();
      if (queued.contains(task.node().taskId()) && !live.serves(queue)) {
        queues.put(task.node().taskId(), queue);
      }
    }
    return new Unserved(queues);
  }

  /** Why a task does not begin, null where its queue is served. */
  @Nullable String why(String taskId) {
    String queue = queues.get(taskId);
    return queue == null ? null : text(queue);
  }

  /**
   * One wait for each queue.
   *
   * @param since when the last of the run's tasks ended
   */
  List<StatusAnswer.Wait> waits(Instant since) {
    Map<String, List<String>> tasks = new TreeMap<>();
    queues.forEach((id, queue) -> tasks.computeIfAbsent(queue, q -> new ArrayList<>()).add(id));
    String what = Wait.For.WORKER.name().toLowerCase(Locale.ROOT);
    return tasks.entrySet().stream()
        .map(e -> new StatusAnswer.Wait(what, since, e.getValue(), null, text(e.getKey())))
        .toList();
  }

  private static String text(String queue) {
    return "waiting for a worker of queue " + queue + " (none alive)";
  }
}

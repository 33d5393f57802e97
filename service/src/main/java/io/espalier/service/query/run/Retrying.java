package io.espalier.service.query.run;

import io.espalier.service.answer.StatusAnswer;
import io.espalier.state.TaskState;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.text.HumanFormat;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tasks that failed and rest until their next try. */
final class Retrying {
  /** What is waited for: time. */
  private static final String WHAT = "retry";

  private Retrying() {}

  /** Told as one wait, empty where no task rests. */
  static Optional<StatusAnswer.Wait> wait(Collection<TaskRecord> tasks, Instant now) {
    List<TaskRecord> resting =
        tasks.stream()
            .filter(task -> task.state() == TaskState.UP_FOR_RETRY)
            .filter(task -> at(task).isAfter(now))
            .sorted(Comparator.comparing(Retrying::at).thenComparing(TaskRecord::taskId))
            .toList();
    if (resting.isEmpty()) {
      return Optional.empty();
    }
    TaskRecord first = resting.get(0);
    Instant since = first.endedAt() == null ? now : first.endedAt();
    String text =
        "retrying at "
            + HumanFormat.clock(at(first), now)
            + ": "
            + first.taskId()
            + (resting.size() == 1 ? "" : " (and " + (resting.size() - 1) + " more, later)");
    List<String> ids = resting.stream().map(TaskRecord::taskId).toList();
    return Optional.of(new StatusAnswer.Wait(WHAT, since, ids, null, text));
  }

  private static Instant at(TaskRecord task) {
    return task.nextTryAt() == null ? Instant.MIN : task.nextTryAt();
  }
}

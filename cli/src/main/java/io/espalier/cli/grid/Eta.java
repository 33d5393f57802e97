package io.espalier.cli.grid;

import io.espalier.service.answer.Shown;
import io.espalier.service.answer.TaskLine;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Time left, from how fast the trainings go that this process has seen and how many of them run
 * side by side. What was recorded before does not count as work done, nor does the part of a
 * training that lies before the checkpoint from which it goes on.
 */
public final class Eta {
  /** With less time spent on training, the speed says nothing yet. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** The part of one training that was seen, as shares of its iterations. */
  private record Span(long iterations, double from, Instant since, double to, Instant until) {
    double work() {
      return iterations * (to - from);
    }

    Duration time() {
      return Duration.between(since, until);
    }
  }

  private final Map<String, Span> seen = new HashMap<>();
  private int sideBySide = 1;

  /** Starts to watch a run that stands here. */
  public Eta(List<TaskLine> tasks, Instant now) {
    for (TaskLine task : tasks) {
      if (ended(task)) {
        seen.put(task.taskId(), new Span(task.iterations(), 1, now, 1, now));
      }
    }
  }

  /** The time left of a run that stands here; empty as long as there is no telling. */
  public Optional<Duration> left(List<TaskLine> tasks, Instant now) {
    List<TaskLine> trainings = tasks.stream().filter(task -> task.iterations() > 0).toList();
    trainings.forEach(task -> see(task, now));
    long running = trainings.stream().filter(task -> task.shown() == Shown.RUNNING).count();
    sideBySide = Math.max(sideBySide, (int) running);
    Duration time = seen.values().stream().map(Span::time).reduce(Duration.ZERO, Duration::plus);
    double work = seen.values().stream().mapToDouble(Span::work).sum();
    List<TaskLine> open = trainings.stream().filter(task -> !ended(task)).toList();
    double left =
        open.stream().mapToDouble(task -> task.iterations() * (1 - task.progress())).sum();
    if (work <= 0 || left <= 0 || time.compareTo(SETTLING) < 0) {
      return Optional.empty();
    }
    double millis = time.toMillis() * left / work / Math.min(sideBySide, open.size());
    return Optional.of(Duration.ofMillis(Math.round(millis)));
  }

  private void see(TaskLine task, Instant now) {
    String id = task.taskId();
    double progress = task.progress();
    Span before = seen.get(id);
    if (task.shown() == Shown.RUNNING && progress > 0) {
      // First seen, or thrown back: what lies before this moment is not known.
      Span from =
          before == null || progress < before.to()
              ? new Span(task.iterations(), progress, now, progress, now)
              : before;
      seen.put(id, new Span(from.iterations(), from.from(), from.since(), progress, now));
    } else if (task.shown() == Shown.EXECUTED && (before == null || before.to() < 1)) {
      Instant start = before != null ? before.since() : task.startedAt();
      Instant end = task.endedAt();
      if (start != null && end != null && end.isAfter(start)) {
        seen.put(
            id, new Span(task.iterations(), before == null ? 0 : before.from(), start, 1, end));
      }
    }
  }

  private static boolean ended(TaskLine task) {
    return task.state().finished();
  }
}

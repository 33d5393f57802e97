package io.espalier.cli.grid;

import io.espalier.cli.answer.TaskLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Time left, from the training iterations done since this process began to walk. Trainings that
 * were recorded before do not count as work done.
 */
public final class Eta {
  /** Below this the rate says nothing yet. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  private final double doneAtStart;

  /** Starts to watch a run that stands here. */
  public Eta(List<TaskLine> tasks) {
    doneAtStart = executed(tasks);
  }

  /**
   * The time left.
   *
   * @param elapsed since the start
   */
  public Optional<Duration> left(List<TaskLine> tasks, Duration elapsed) {
    double done = executed(tasks) - doneAtStart;
    double left =
        tasks.stream()
            .filter(task -> !ended(task))
            .mapToDouble(task -> task.iterations() * (1 - task.progress()))
            .sum();
    if (done <= 0 || left <= 0 || elapsed.compareTo(SETTLING) < 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis(Math.round(elapsed.toMillis() * left / done)));
  }

  private static double executed(List<TaskLine> tasks) {
    return tasks.stream()
        .filter(task -> !task.shown().equals("CACHED"))
        .mapToDouble(task -> task.iterations() * task.progress())
        .sum();
  }

  private static boolean ended(TaskLine task) {
    return switch (task.state()) {
      case "success", "failed", "upstream_failed", "skipped", "removed" -> true;
      default -> false;
    };
  }
}

package io.espalier.cli.grid;

import io.espalier.service.answer.Shown;
import io.espalier.service.answer.TaskLine;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several tasks seen as one.
 *
 * @param state the most telling of their states, null where there is no task
 * @param progress share of the work done, in [0, 1]; trainings weigh by their iterations
 */
record Cell(@Nullable Shown state, double progress) {
  /** From the most telling to the least. */
  private static final List<Shown> TELLING =
      List.of(
          Shown.FAILED,
          Shown.RETRY,
          Shown.WAITS,
          Shown.RUNNING,
          Shown.INTERRUPTED,
          Shown.UPSTREAM_FAILED,
          Shown.QUEUED,
          Shown.SCHEDULED,
          Shown.RESTARTING);

  /** What has come to its end without an error. */
  private static final Set<Shown> FINISHED =
      EnumSet.of(Shown.EXECUTED, Shown.CACHED, Shown.SKIPPED, Shown.REMOVED);

  static Cell of(List<TaskLine> tasks) {
    if (tasks.isEmpty()) {
      return new Cell(null, 0);
    }
    for (Shown state : TELLING) {
      if (tasks.stream().anyMatch(task -> task.shown() == state)) {
        return new Cell(state, share(tasks));
      }
    }
    if (tasks.stream().allMatch(task -> finished(task))) {
      return new Cell(
          tasks.stream().anyMatch(task -> task.shown() == Shown.EXECUTED)
              ? Shown.EXECUTED
              : tasks.stream().anyMatch(task -> task.shown() == Shown.CACHED)
                  ? Shown.CACHED
                  : tasks.get(0).shown(),
          1);
    }
    double share = share(tasks);
    // Between two of its tasks a group is still under way, although none of them runs.
    return tasks.stream().anyMatch(task -> task.shown() == Shown.EXECUTED)
        ? new Cell(Shown.RUNNING, share)
        : new Cell(Shown.WAITING, share);
  }

  boolean underWay() {
    return state != Shown.WAITING && !(progress >= 1);
  }

  String text() {
    if (state == null) {
      return "";
    }
    return switch (state) {
      case RUNNING -> state.text() + " " + percent(progress);
      case WAITING -> "·";
      default -> state.text();
    };
  }

  static String percent(double share) {
    return (int) Math.floor(share * 100) + "%";
  }

  private static boolean finished(TaskLine task) {
    return FINISHED.contains(task.shown());
  }

  private static double share(List<TaskLine> tasks) {
    boolean trains = tasks.stream().anyMatch(task -> task.iterations() > 0);
    double done = 0;
    double all = 0;
    for (TaskLine task : tasks) {
      double weight = trains ? task.iterations() : 1;
      done += weight * (finished(task) ? 1 : task.progress());
      all += weight;
    }
    return all == 0 ? 0 : done / all;
  }
}

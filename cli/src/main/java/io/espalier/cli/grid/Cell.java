package io.espalier.cli.grid;

import io.espalier.service.answer.TaskLine;
import java.util.List;

/**
 * Several tasks seen as one.
 *
 * @param state the most telling of their states
 * @param progress share of the work done, in [0, 1]; trainings weigh by their iterations
 */
record Cell(String state, double progress) {
  /** From the most telling to the least. */
  private static final List<String> TELLING =
      List.of(
          "FAILED",
          "RETRY",
          "WAITS",
          "RUNNING",
          "interrupted",
          "upstream_failed",
          "queued",
          "scheduled",
          "restarting");

  static Cell of(List<TaskLine> tasks) {
    if (tasks.isEmpty()) {
      return new Cell("", 0);
    }
    for (String state : TELLING) {
      if (tasks.stream().anyMatch(task -> task.shown().equals(state))) {
        return new Cell(state, share(tasks));
      }
    }
    if (tasks.stream().allMatch(task -> finished(task))) {
      return new Cell(
          tasks.stream().anyMatch(task -> task.shown().equals("EXECUTED"))
              ? "EXECUTED"
              : tasks.stream().anyMatch(task -> task.shown().equals("CACHED"))
                  ? "CACHED"
                  : tasks.get(0).shown(),
          1);
    }
    double share = share(tasks);
    // Between two of its tasks a group is still under way, although none of them runs.
    return tasks.stream().anyMatch(task -> task.shown().equals("EXECUTED"))
        ? new Cell("RUNNING", share)
        : new Cell("waiting", share);
  }

  boolean underWay() {
    return !state.equals("waiting") && !(progress >= 1);
  }

  String text() {
    return switch (state) {
      case "RUNNING" -> state + " " + percent(progress);
      case "waiting" -> "·";
      default -> state;
    };
  }

  static String percent(double share) {
    return (int) Math.floor(share * 100) + "%";
  }

  private static boolean finished(TaskLine task) {
    return task.shown().equals("EXECUTED")
        || task.shown().equals("CACHED")
        || task.shown().equals("skipped")
        || task.shown().equals("removed");
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

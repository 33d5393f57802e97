package io.espalier.cli.report;

import io.espalier.service.answer.ReportAnswer.Task;
import io.espalier.state.TaskState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The Dag as inline SVG: lanes are replicates and arms, columns follow the way of the data. */
final class DagPicture {
  private static final int LEFT = 120;
  private static final int STEP = 20;
  private static final int LANE = 26;
  private static final int TOP = 14;

  private DagPicture() {}

  /** Draws the tasks, given in topological order. */
  static String draw(List<Task> tasks) {
    Map<String, Integer> lanes = new LinkedHashMap<>();
    Map<String, Integer> column = new HashMap<>();
    Map<String, Integer> nextInLane = new HashMap<>();
    int columns = 0;
    for (Task task : tasks) {
      lanes.putIfAbsent(lane(task), lanes.size());
      int after = nextInLane.getOrDefault(lane(task), 0);
      for (String upstream : task.upstream()) {
        after = Math.max(after, column.getOrDefault(upstream, -1) + 1);
      }
      column.put(task.taskId(), after);
      nextInLane.put(lane(task), after + 1);
      columns = Math.max(columns, after + 1);
    }
    Svg svg =
        Svg.picture(
            LEFT + columns * STEP + 10, TOP + lanes.size() * LANE + 4, "The tasks of the run");
    lanes.forEach((lane, row) -> svg.label(LEFT - 12, TOP + row * LANE + 12, "end", lane));
    Map<String, double[]> places = new HashMap<>();
    for (Task task : tasks) {
      double x = LEFT + column.getOrDefault(task.taskId(), 0) * STEP + 6.0;
      double y = TOP + lanes.getOrDefault(lane(task), 0) * LANE + 8.0;
      places.put(task.taskId(), new double[] {x, y});
      for (String upstream : task.upstream()) {
        double[] from = places.get(upstream);
        if (from != null) {
          svg.path(
              String.format(
                  Locale.ROOT,
                  "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f",
                  from[0],
                  from[1],
                  (from[0] + x) / 2,
                  from[1],
                  (from[0] + x) / 2,
                  y,
                  x,
                  y),
              "edge");
        }
      }
    }
    for (Task task : tasks) {
      double[] at = places.getOrDefault(task.taskId(), new double[2]);
      svg.dot(at[0], at[1], 5, "task " + style(task), task.taskId() + ": " + words(task));
    }
    return svg.close();
  }

  /** Such as {@code r1 ticket}, or {@code r1 random 2} for the second draw. */
  private static String lane(Task task) {
    return (task.replicate() == null ? "" : "r" + task.replicate() + " ")
        + (task.arm() == null ? "dense" : task.arm())
        + (task.draw() == null || task.draw() < 2 ? "" : " " + task.draw());
  }

  private static String style(Task task) {
    return task.state() == TaskState.SUCCESS && task.disposition() != null
        ? task.disposition().name().toLowerCase(Locale.ROOT)
        : task.state().id();
  }

  private static String words(Task task) {
    return task.disposition() == null ? task.state().id() : task.disposition().name();
  }
}

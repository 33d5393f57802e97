package io.espalier.cli.report;

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

  /**
   * A task to be drawn.
   *
   * @param lane such as {@code r1 ticket}
   * @param state Airflow's spelling
   * @param disposition {@code EXECUTED}, {@code CACHED} or empty
   */
  record Node(
      String taskId, String lane, List<String> upstream, String state, String disposition) {}

  private DagPicture() {}

  /** Draws the tasks, given in topological order. */
  static String draw(List<Node> nodes) {
    Map<String, Integer> lanes = new LinkedHashMap<>();
    Map<String, Integer> column = new HashMap<>();
    Map<String, Integer> nextInLane = new HashMap<>();
    int columns = 0;
    for (Node node : nodes) {
      lanes.putIfAbsent(node.lane(), lanes.size());
      int after = nextInLane.getOrDefault(node.lane(), 0);
      for (String upstream : node.upstream()) {
        after = Math.max(after, column.getOrDefault(upstream, -1) + 1);
      }
      column.put(node.taskId(), after);
      nextInLane.put(node.lane(), after + 1);
      columns = Math.max(columns, after + 1);
    }
    Svg svg =
        Svg.picture(
            LEFT + columns * STEP + 10, TOP + lanes.size() * LANE + 4, "The tasks of the run");
    lanes.forEach((lane, row) -> svg.label(LEFT - 12, TOP + row * LANE + 12, "end", lane));
    Map<String, double[]> places = new HashMap<>();
    for (Node node : nodes) {
      double x = LEFT + column.getOrDefault(node.taskId(), 0) * STEP + 6.0;
      double y = TOP + lanes.getOrDefault(node.lane(), 0) * LANE + 8.0;
      places.put(node.taskId(), new double[] {x, y});
      for (String upstream : node.upstream()) {
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
    for (Node node : nodes) {
      double[] at = places.getOrDefault(node.taskId(), new double[2]);
      svg.dot(at[0], at[1], 5, "task " + style(node), node.taskId() + ": " + words(node));
    }
    return svg.close();
  }

  private static String style(Node node) {
    return "success".equals(node.state())
        ? node.disposition().toLowerCase(Locale.ROOT)
        : node.state();
  }

  private static String words(Node node) {
    return node.disposition().isEmpty() ? node.state() : node.disposition();
  }
}

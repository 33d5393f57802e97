package io.espalier.cli.report;

import java.util.List;

/** Groups of bars as inline SVG, from zero upwards or downwards. */
final class BarChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 62;
  private static final int TOP = 14;
  private static final int BOTTOM = 30;

  private BarChart() {}

  /**
   * Draws the chart.
   *
   * @param groups names below the groups
   * @param bars names of the bars of each group, one colour each
   * @param values {@code values[group][bar]}; NaN leaves the bar out
   */
  static String draw(String label, List<String> groups, List<String> bars, double[][] values) {
    double low = 0;
    double high = 0;
    for (double[] group : values) {
      for (double value : group) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    Axis axis = Axis.linear(low, high, "");
    Svg svg = Svg.picture(WIDTH, HEIGHT, label);
    for (double tick : axis.ticks()) {
      svg.line(LEFT, y(axis, tick), WIDTH, y(axis, tick), "grid");
      svg.label(LEFT - 6, y(axis, tick) + 4, "end", axis.text(tick));
    }
    double group = (double) (WIDTH - LEFT) / groups.size();
    double bar = group * 0.8 / bars.size();
    for (int g = 0; g < groups.size(); g++) {
      svg.label(LEFT + (g + 0.5) * group, HEIGHT - 10, "middle", groups.get(g));
      for (int b = 0; b < bars.size(); b++) {
        double value = values[g][b];
        if (!Double.isNaN(value)) {
          double from = y(axis, Math.max(value, 0));
          svg.cell(
              LEFT + g * group + group * 0.1 + b * bar,
              from,
              Math.max(1, bar - 1),
              y(axis, Math.min(value, 0)) - from,
              "fill:var(--c" + b % Charts.COLOURS + ")",
              groups.get(g) + ", " + bars.get(b) + ": " + value);
        }
      }
    }
    return svg.close();
  }

  private static double y(Axis axis, double value) {
    return HEIGHT - BOTTOM - axis.position(value) * (HEIGHT - TOP - BOTTOM);
  }
}

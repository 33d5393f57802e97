package io.espalier.cli.report;

import java.util.List;
import java.util.Locale;

/** A line chart as inline SVG: bold means with a band of spread, thin single replicates. */
final class LineChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;
  private static final int LEFT = 62;
  private static final int RIGHT = 16;
  private static final int TOP = 14;
  private static final int BOTTOM = 48;

  /**
   * One line.
   *
   * @param name shown under the mouse
   * @param colour index into the page's palette
   * @param thin whether it is a single replicate drawn below a mean
   * @param points from left to right
   */
  record Series(String name, int colour, boolean thin, List<Point> points) {}

  /** A point with the ends of its spread; both equal {@code y} where there is none. */
  record Point(double x, double y, double low, double high) {
    static Point of(double x, double y) {
      return new Point(x, y, y, y);
    }
  }

  private LineChart() {}

  /**
   * Draws the chart.
   *
   * @param reference a horizontal line such as the dense network's accuracy; NaN for none
   */
  static String draw(
      String label,
      String xTitle,
      String yTitle,
      Axis x,
      Axis y,
      List<Series> series,
      double reference) {
    Svg svg = Svg.picture(WIDTH, HEIGHT, label);
    for (double tick : x.ticks()) {
      double at = px(x, tick);
      svg.line(at, TOP, at, HEIGHT - BOTTOM, "grid");
      svg.label(at, HEIGHT - BOTTOM + 16, "middle", x.text(tick));
    }
    for (double tick : y.ticks()) {
      double at = py(y, tick);
      svg.line(LEFT, at, WIDTH - RIGHT, at, "grid");
      svg.label(LEFT - 6, at + 4, "end", y.text(tick));
    }
    svg.label((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", xTitle);
    svg.label(LEFT, TOP - 3, "start", yTitle);
    if (!Double.isNaN(reference)) {
      svg.line(LEFT, py(y, reference), WIDTH - RIGHT, py(y, reference), "reference");
    }
    series.forEach(line -> draw(svg, x, y, line));
    return svg.close();
  }

  private static void draw(Svg svg, Axis x, Axis y, Series series) {
    List<Point> points = series.points();
    if (points.isEmpty()) {
      return;
    }
    String colour = " c" + series.colour();
    if (points.stream().anyMatch(point -> point.high() > point.low())) {
      StringBuilder band = new StringBuilder("M");
      points.forEach(point -> band.append(at(px(x, point.x()), py(y, point.high()))));
      for (int i = points.size() - 1; i >= 0; i--) {
        band.append(at(px(x, points.get(i).x()), py(y, points.get(i).low())));
      }
      svg.path(band.append('Z').toString(), "band" + colour);
    }
    StringBuilder line = new StringBuilder("M");
    points.forEach(point -> line.append(at(px(x, point.x()), py(y, point.y()))));
    svg.path(line.toString(), (series.thin() ? "thin" : "mean") + colour);
    if (!series.thin() && points.size() <= 60) {
      points.forEach(
          point ->
              svg.dot(
                  px(x, point.x()),
                  py(y, point.y()),
                  3.2,
                  "dot" + colour,
                  series.name() + ", " + x.text(point.x()) + ": " + exact(point.y())));
    }
  }

  private static double px(Axis axis, double value) {
    return LEFT + axis.position(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double py(Axis axis, double value) {
    return HEIGHT - BOTTOM - axis.position(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String at(double x, double y) {
    return String.format(Locale.ROOT, "%.1f %.1f ", x, y);
  }

  private static String exact(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}

package io.espalier.analyse;

import java.util.ArrayList;
import java.util.List;

/**
 * A sum in place of an integral over [0, 1].
 *
 * @param points where the function is taken, and what each value counts
 */
record Quadrature(List<Point> points) {
  /** A position in [0, 1] and its weight; all weights add up to 1. */
  record Point(double position, double weight) {}

  /**
   * A rule over equal parts.
   *
   * @param rule {@code right}: the end of each part, as Sundararajan et al. write it; {@code
   *     midpoint}; {@code trapezoid}: both ends, and so one point more than parts
   * @param steps how many parts, at least 1
   */
  static Quadrature of(String rule, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: " + steps + " (expected: >= 1)");
    }
    List<Point> points = new ArrayList<>();
    double weight = 1.0 / steps;
    switch (rule) {
      case "right" -> {
        for (int i = 1; i <= steps; i++) {
          points.add(new Point((double) i / steps, weight));
        }
      }
      case "midpoint" -> {
        for (int i = 0; i < steps; i++) {
          points.add(new Point((i + 0.5) / steps, weight));
        }
      }
      case "trapezoid" -> {
        for (int i = 0; i <= steps; i++) {
          boolean end = i == 0 || i == steps;
          points.add(new Point((double) i / steps, end ? weight / 2 : weight));
        }
      }
      default ->
          throw new IllegalArgumentException(
              "rule: " + rule + " (expected one of: right, midpoint, trapezoid)");
    }
    return new Quadrature(List.copyOf(points));
  }
}

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
   * @param rule {@code right}: the end of each part, as Sundararajan et al. write it; {@code left}:
   *     its beginning; {@code midpoint}; {@code trapezoid}: both ends, and so one point more than
   *     parts; {@code gauss_legendre}: as many points as parts, exact for polynomials of degree 2
   *     steps − 1
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
      case "left" -> {
        for (int i = 0; i < steps; i++) {
          points.add(new Point((double) i / steps, weight));
        }
      }
      case "gauss_legendre" -> {
        for (int i = 0; i < steps; i++) {
          points.add(gaussLegendre(i, steps));
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
              "rule: "
                  + rule
                  + " (expected one of: right, left, midpoint, trapezoid, gauss_legendre)");
    }
    return new Quadrature(List.copyOf(points));
  }

  /** Point i from the left: a zero of the Legendre polynomial P_n, by Newton's method. */
  private static Point gaussLegendre(int i, int n) {
    double x = -StrictMath.cos(Math.PI * (i + 0.75) / (n + 0.5));
    double slope = 1;
    for (int step = 0; step < 100; step++) {
      double before = 1;
      double at = x;
      for (int k = 2; k <= n; k++) {
        double next = ((2 * k - 1) * x * at - (k - 1) * before) / k;
        before = at;
        at = next;
      }
      slope = n * (x * at - before) / (x * x - 1);
      double moved = at / slope;
      x -= moved;
      if (Math.abs(moved) < 1e-15) {
        break;
      }
    }
    return new Point((x + 1) / 2, 1 / ((1 - x * x) * slope * slope));
  }
}

package io.espalier.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Maps values to pixels and chooses where its ticks stand. */
sealed interface Axis {
  /** Where a value lies, from 0 (start of the axis) to 1 (its end). */
  double position(double value);

  /** Values that get a tick. */
  List<Double> ticks();

  /** How a value is written at its tick. */
  String text(double value);

  /** A plain axis over [low, high], widened to whole ticks. */
  static Axis linear(double low, double high, String unit) {
    double span = high > low ? high - low : Math.max(Math.abs(low), 1) * 0.1;
    double raw = span / 5;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = power * (raw / power >= 5 ? 5 : raw / power >= 2 ? 2 : 1);
    return new Linear(Math.floor(low / step) * step, Math.ceil(high / step) * step, step, unit);
  }

  /** Densities on a log axis, from dense (left) to sparse (right), as the field draws them. */
  static Axis density(double sparsest) {
    return new Density(Math.min(sparsest, 0.5));
  }

  /** Evenly spaced ticks at round numbers. */
  record Linear(double low, double high, double step, String unit) implements Axis {
    @Override
    public double position(double value) {
      return high == low ? 0.5 : (value - low) / (high - low);
    }

    @Override
    public List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      for (long i = 0; low + i * step <= high + step / 1e6; i++) {
        ticks.add(low + i * step);
      }
      return ticks;
    }

    @Override
    public String text(double value) {
      int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
      return String.format(Locale.ROOT, "%." + decimals + "f%s", value, unit);
    }
  }

  /** Kept fraction, log scale, descending. */
  record Density(double sparsest) implements Axis {
    private static final double[] MARKS = {
      1, 0.7, 0.5, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005,
      0.0002, 0.0001
    };

    @Override
    public double position(double value) {
      return Math.log(value) / Math.log(sparsest);
    }

    @Override
    public List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      for (double mark : MARKS) {
        if (mark >= sparsest * 0.98) {
          ticks.add(mark);
        }
      }
      return ticks;
    }

    @Override
    public String text(double value) {
      double percent = 100 * value;
      return (percent >= 1 ? String.format(Locale.ROOT, "%.0f", percent) : Double.toString(percent))
          + " %";
    }
  }
}

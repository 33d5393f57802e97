package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016) in its tanh form, 0.5 x (1 + tanh(√(2/π)
 * (x + 0.044715 x³))): PyTorch's {@code approximate="tanh"}. It differs from x Φ(x) by less than
 * 5e-4.
 */
@Doc(
    "Gaussian error linear unit in its tanh form, PyTorch's approximate='tanh' (Hendrycks and Gimpel 2016).")
public record Gelu() implements Elementwise {
  /** √(2/π). */
  public static final double ROOT = Math.sqrt(2 / Math.PI);

  /** The factor of x³. */
  public static final double CUBE = 0.044715;

  private static double inner(double x) {
    return ROOT * (x + CUBE * x * x * x);
  }

  /** The derivative of {@link #inner}. */
  private static double rise(double x) {
    return ROOT * (1 + 3 * CUBE * x * x);
  }

  @Override
  public double of(double x) {
    return 0.5 * x * (1 + StrictMath.tanh(inner(x)));
  }

  @Override
  public double slope(double x) {
    double t = StrictMath.tanh(inner(x));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * rise(x);
  }

  @Override
  public double bend(double x) {
    double t = StrictMath.tanh(inner(x));
    double sech = 1 - t * t;
    double rise = rise(x);
    double turn = ROOT * 6 * CUBE * x;
    return sech * rise + 0.5 * x * sech * (turn - 2 * t * rise * rise);
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Gelu.class);
    }
  }
}

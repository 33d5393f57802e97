package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;

/** Hyperbolic tangent. */
@Doc("Hyperbolic tangent.")
public record Tanh() implements Elementwise {
  @Override
  public double of(double x) {
    return StrictMath.tanh(x);
  }

  @Override
  public double slope(double x) {
    double y = of(x);
    return 1 - y * y;
  }

  @Override
  public double bend(double x) {
    double y = of(x);
    return -2 * y * (1 - y * y);
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Tanh.class);
    }
  }
}

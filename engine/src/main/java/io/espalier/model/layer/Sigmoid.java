package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;

/** 1 / (1 + exp(-x)). A unit that nothing enters gives 1/2, so that units cannot be taken out. */
@Doc("1 / (1 + exp(-x)).")
public record Sigmoid() implements Elementwise {
  @Override
  public double of(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  @Override
  public double slope(double x) {
    double y = of(x);
    return y * (1 - y);
  }

  @Override
  public double bend(double x) {
    double y = of(x);
    return y * (1 - y) * (1 - 2 * y);
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Sigmoid.class);
    }
  }
}

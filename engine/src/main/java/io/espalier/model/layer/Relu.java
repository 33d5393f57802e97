package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;

/** max(x, 0). */
@Doc("max(x, 0).")
public record Relu() implements Elementwise {
  @Override
  public double of(double x) {
    return Math.max(x, 0);
  }

  @Override
  public double slope(double x) {
    return x > 0 ? 1 : 0;
  }

  @Override
  public double bend(double x) {
    return 0;
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Relu.class);
    }
  }
}

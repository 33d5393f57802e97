package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;

/** min(max(x, 0), 6). */
@Doc("min(max(x, 0), 6).")
public record Relu6() implements Elementwise {
  @Override
  public double of(double x) {
    return Math.min(Math.max(x, 0), 6);
  }

  @Override
  public double slope(double x) {
    return x > 0 && x < 6 ? 1 : 0;
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
      super(Relu6.class);
    }
  }
}

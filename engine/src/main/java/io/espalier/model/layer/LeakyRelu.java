package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;

/**
 * x where it is above 0, a fraction of it elsewhere (Maas et al. 2013).
 *
 * @param slope the slope below 0
 */
@Doc("x where it is above 0, slope · x elsewhere.")
public record LeakyRelu(
    @Doc("The slope below 0.") @Range(min = 0, max = 1, below = true) @Default("0.01") @Shorthand
        double slope)
    implements Elementwise {
  @Override
  public double of(double x) {
    return x > 0 ? x : slope * x;
  }

  @Override
  public double slope(double x) {
    return x > 0 ? 1 : slope;
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
      super(LeakyRelu.class);
    }
  }
}

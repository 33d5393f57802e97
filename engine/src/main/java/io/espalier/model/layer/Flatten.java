package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;

/** {@code [C, H, W]} to {@code [C·H·W]}, row-major. */
@Doc("Channels and positions as one row of values, as dense layers take them.")
public record Flatten() implements Layer {
  @Override
  public int[] after(int[] in) {
    Layer.requireImage(in);
    return new int[] {Math.multiplyExact(Math.multiplyExact(in[0], in[1]), in[2])};
  }

  @Override
  public Units passing() {
    return Units.APART;
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Flatten.class);
    }
  }
}

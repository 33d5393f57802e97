package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;

/** Mean over all positions: {@code [C, H, W]} to {@code [C]}. */
@Doc("Mean of every channel over all positions: one value a channel.")
public record GlobalAveragePool() implements Layer {
  @Override
  public int[] after(int[] in) {
    Layer.requireImage(in);
    return new int[] {in[0]};
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
      super(GlobalAveragePool.class);
    }
  }
}

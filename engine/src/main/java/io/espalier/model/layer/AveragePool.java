package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import org.jspecify.annotations.Nullable;

/**
 * Mean of windows of {@code size} × {@code size}, moved by {@code stride}; what does not fill a
 * window at the right and at the bottom is left out.
 *
 * @param size side of a window
 * @param stride the side of a window where null
 */
@Doc("Mean of every square window.")
public record AveragePool(
    @Doc("Side of a window.") @Range(min = 1, max = 99) @Default("2") @Shorthand int size,
    @Doc("Step from one window to the next; size where left out.") @Range(min = 1, max = 99)
        @Nullable Integer stride)
    implements Layer {
  /** Step from one window to the next. */
  public int step() {
    return stride == null ? size : stride;
  }

  @Override
  public int[] after(int[] in) {
    Layer.requireSizes(size, step());
    Layer.requireImage(in);
    return ConvShape.slid(in, in[0], size, step(), 0);
  }

  @Override
  public Units passing() {
    return Units.APART;
  }

  @Override
  public AveragePool settled() {
    return new AveragePool(size, step());
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(AveragePool.class);
    }
  }
}

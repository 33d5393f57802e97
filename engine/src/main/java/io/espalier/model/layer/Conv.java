package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Convolution over all channels, see {@link ConvShape}.
 *
 * @param filters channels it gives
 * @param padding zeros on every side; null for the smaller number that keeps the sides at stride 1
 *     for an odd kernel
 * @param bias whether it has one
 * @param name prefix of its parameters
 */
@Doc("Convolution of square kernels over all channels.")
public record Conv(
    @Doc("Number of its filters, the channels it gives.") @Range(min = 1, max = 1e5) @Shorthand
        int filters,
    @Doc("Side of a kernel.") @Range(min = 1, max = 99) @Default("3") int kernel,
    @Doc("Step from one position to the next.") @Range(min = 1, max = 99) @Default("1") int stride,
    @Doc("Zeros on every side; where left out, (kernel - 1) / 2 rounded down.")
        @Range(min = 0, max = 98)
        @Nullable Integer padding,
    @Doc("Whether it has a bias; not needed before a batch_norm.") @Default("true") boolean bias,
    @Doc("Its name; conv1, conv2, … where left out.") @Nullable String name)
    implements Layer {
  /**
   * The layer on images of so many channels.
   *
   * @throws NullPointerException for a layer without a name
   */
  public ConvShape at(int channels) {
    int zeros = padding(padding, kernel);
    String named = Objects.requireNonNull(name, "name");
    return new ConvShape(named, channels, filters, kernel, stride, zeros, 1, bias);
  }

  @Override
  public int[] after(int[] in) {
    Layer.requireSizes(filters, kernel, stride);
    Layer.requireImage(in);
    return at(in[0]).after(in);
  }

  @Override
  public List<NetworkTensor> tensors(int[] in) {
    return at(in[0]).tensors();
  }

  @Override
  public Units passing() {
    return Units.WEIGHTED;
  }

  @Override
  public Conv withUnits(int units) {
    return new Conv(units, kernel, stride, padding, bias, name);
  }

  @Override
  public Conv settled() {
    return new Conv(filters, kernel, stride, padding(padding, kernel), bias, name);
  }

  static int padding(@Nullable Integer padding, int kernel) {
    return padding == null ? (kernel - 1) / 2 : padding;
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Conv.class, "conv");
    }
  }
}

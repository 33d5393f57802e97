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
 * Convolution with one filter for every channel, see {@link ConvShape}.
 *
 * @param padding zeros on every side; null as for {@link Conv}
 * @param bias whether it has one
 * @param name prefix of its parameters
 */
@Doc("Convolution with one square kernel for every channel.")
public record DepthwiseConv(
    @Doc("Side of a kernel.") @Range(min = 1, max = 99) @Default("3") @Shorthand int kernel,
    @Doc("Step from one position to the next.") @Range(min = 1, max = 99) @Default("1") int stride,
    @Doc("Zeros on every side; where left out, (kernel - 1) / 2 rounded down.")
        @Range(min = 0, max = 98)
        @Nullable Integer padding,
    @Doc("Whether it has a bias; not needed before a batch_norm.") @Default("true") boolean bias,
    @Doc("Its name, counted with the convolutions where left out.") @Nullable String name)
    implements Layer {
  /**
   * The layer on images of so many channels.
   *
   * @throws NullPointerException for a layer without a name
   */
  public ConvShape at(int channels) {
    int zeros = Conv.padding(padding, kernel);
    String named = Objects.requireNonNull(name, "name");
    return new ConvShape(named, channels, channels, kernel, stride, zeros, channels, bias);
  }

  @Override
  public int[] after(int[] in) {
    Layer.requireSizes(kernel, stride);
    Layer.requireImage(in);
    return at(in[0]).after(in);
  }

  @Override
  public List<NetworkTensor> tensors(int[] in) {
    return at(in[0]).tensors();
  }

  @Override
  public Units passing() {
    return Units.FILTERED;
  }

  @Override
  public DepthwiseConv settled() {
    return new DepthwiseConv(kernel, stride, Conv.padding(padding, kernel), bias, name);
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(DepthwiseConv.class, "conv");
    }
  }
}

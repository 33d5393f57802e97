package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Shorthand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation of every channel over examples and positions (Ioffe and Szegedy 2015), in
 * PyTorch's conventions: the scale γ is {@code name.weight} {@code [channels]}, the shift β {@code
 * name.bias}. Training normalises by the mean and the biased variance of the batch, and moves the
 * buffers {@code name.running_mean} and {@code name.running_var} by {@link #MOMENTUM} towards that
 * mean and the unbiased variance; prediction normalises by the buffers.
 *
 * @param name prefix of parameters and buffers
 */
@Doc("Normalises every channel over the batch (Ioffe and Szegedy 2015), as PyTorch does.")
public record BatchNorm(
    @Doc("Its name; bn1, bn2, … where left out.") @Shorthand @Nullable String name)
    implements Layer {
  /** Added to the variance under the root. */
  public static final double EPSILON = 1e-5;

  /** Share of the batch in the new running statistics. */
  public static final double MOMENTUM = 0.1;

  @Override
  public int[] after(int[] in) {
    Layer.requireImage(in);
    return in;
  }

  @Override
  public List<NetworkTensor> tensors(int[] in) {
    int[] channels = {in[0]};
    return List.of(
        new NetworkTensor(name + ".weight", channels, NetworkTensor.Role.SCALE),
        new NetworkTensor(name + ".bias", channels, NetworkTensor.Role.SHIFT),
        new NetworkTensor(name + ".running_mean", channels, NetworkTensor.Role.RUNNING_MEAN),
        new NetworkTensor(name + ".running_var", channels, NetworkTensor.Role.RUNNING_VARIANCE));
  }

  @Override
  public Units passing() {
    return Units.SCALED;
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(BatchNorm.class, "bn");
    }
  }
}

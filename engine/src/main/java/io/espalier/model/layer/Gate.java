package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Shorthand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A factor that is trained, which begins at 1: {@code name.weight}, {@code [1]} or {@code
 * [channels]}. One for all values is a gate on a block; one for each channel after a batch norm is
 * what Molchanov et al. 2019 score.
 *
 * @param per what has a factor of its own
 * @param name prefix of its parameter
 */
@Doc("A factor that is trained and begins at 1: one for all values, or one for each channel.")
public record Gate(
    @Doc("Whether there is one factor for all values, or one for each channel.")
        @Default("layer")
        @Shorthand
        Per per,
    @Doc("Its name; gate1, gate2, … where left out.") @Nullable String name)
    implements Layer {
  /** What has a factor of its own. */
  public enum Per {
    /** All values together. */
    LAYER,
    /** Every channel of an image, or every one of the values. */
    CHANNEL
  }

  @Override
  public int[] after(int[] in) {
    return in;
  }

  @Override
  public List<NetworkTensor> tensors(int[] in) {
    int[] shape = {per == Per.LAYER ? 1 : in[0]};
    return List.of(new NetworkTensor(name + ".weight", shape, NetworkTensor.Role.SCALE));
  }

  @Override
  public Units passing() {
    return per == Per.LAYER ? Units.APART : Units.SCALED;
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Gate.class, "gate");
    }
  }
}

package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fully connected: weight {@code [units, in]}, bias {@code [units]}.
 *
 * @param units number of its outputs
 * @param name prefix of its parameters
 */
@Doc("Fully connected, with bias. The last layer is one, with as many units as classes.")
public record Dense(
    @Doc("Number of its outputs.") @Range(min = 1, max = 1e6) @Shorthand int units,
    @Doc("Its name; fc1, fc2, … where left out.") @Nullable String name)
    implements Layer {
  @Override
  public int[] after(int[] in) {
    Layer.requireSizes(units);
    if (in.length != 1) {
      throw Layer.misfit(in, "one dimension: put flatten in front of it");
    }
    return new int[] {units};
  }

  @Override
  public List<NetworkTensor> tensors(int[] in) {
    return List.of(
        new NetworkTensor(name + ".weight", new int[] {units, in[0]}, NetworkTensor.Role.WEIGHT),
        new NetworkTensor(name + ".bias", new int[] {units}, NetworkTensor.Role.BIAS));
  }

  @Override
  public Units passing() {
    return Units.WEIGHTED;
  }

  @Override
  public Dense withUnits(int other) {
    return new Dense(other, name);
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Dense.class, "fc");
    }
  }
}

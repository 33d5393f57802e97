package io.espalier.analyse;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Graph;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code live_inputs}: inputs {@code mask} with their places and {@code split}. Measures
 * {@code live_weights}, the part of the kept weights of the first layer whose input is other than 0
 * for some training example, as the network sees it, and {@code live_weights_expected}, the same
 * part of all weights of the layer. A convolution passes over the whole image, so an input there is
 * a channel. A first layer that no mask touches gives no row.
 */
@AutoService(Descriptor.class)
public final class LiveInputsOperator implements Operator<LiveInputsOperator.Parameters> {
  /**
   * Parameters.
   *
   * @param network name of the network
   */
  public record Parameters(String network) {}

  @Override
  public String name() {
    return "live_inputs";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Counts kept weights of the first layer on inputs that are ever used.";
  }

  @Override
  public Class<Parameters> parameters() {
    return Parameters.class;
  }

  @Override
  public boolean seesPlaces() {
    return true;
  }

  @Override
  public @Nullable Object run(Parameters parameters, StepContext context) {
    NetworkTensor weights;
    try {
      weights = firstLayer(parameters.network(), context.catalog());
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
    Subset train = SplitData.of(context).train();
    boolean[] used = used(train);
    for (PlacedInput input : context.placedInputs("mask")) {
      Mask mask = MaskFiles.read(input.read());
      if (!mask.names().contains(weights.name())) {
        continue;
      }
      boolean[] kept = mask.flags(weights.name());
      Subject subject = Subject.of(input.place());
      boolean[] all = new boolean[kept.length];
      Arrays.fill(all, true);
      measure(context, subject, "live_weights", weights.shape(), kept, used);
      measure(context, subject, "live_weights_expected", weights.shape(), all, used);
    }
    return null;
  }

  /**
   * The weights of the layer that sees the inputs.
   *
   * @throws IllegalArgumentException when something comes before it that makes other values of them
   */
  static NetworkTensor firstLayer(String name, Catalog catalog) {
    NetworkSpec network = catalog.get(Network.class, name).spec();
    for (Graph.Node node : network.graph().nodes()) {
      for (NetworkTensor tensor : node.tensors()) {
        if (tensor.role() == NetworkTensor.Role.WEIGHT) {
          return tensor;
        }
      }
      if (!(node.layer() instanceof Flatten)) {
        throw new IllegalArgumentException(node.layer().label() + " before the first weights");
      }
    }
    throw new IllegalArgumentException(name + " without weights");
  }

  /** Which values are other than 0 for some example. */
  static boolean[] used(Subset train) {
    boolean[] used = new boolean[train.pixelsPerExample()];
    for (int i = 0; i < train.count(); i++) {
      float[] values = train.inputs(i, 1);
      for (int p = 0; p < used.length; p++) {
        used[p] |= values[p] != 0;
      }
    }
    return used;
  }

  /** The part of chosen weights that lies on used inputs; no row where none is chosen. */
  private static void measure(
      StepContext context,
      Subject subject,
      String name,
      int[] shape,
      boolean[] chosen,
      boolean[] used) {
    long count = 0;
    long live = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i]) {
        count++;
        live += live(i, shape, used) ? 1 : 0;
      }
    }
    if (count > 0) {
      context.measure(name, subject, (double) live / count, count, null, null, "fraction");
    }
  }

  /**
   * Whether the input of a weight is used.
   *
   * @param shape {@code [out, in]} or {@code [out, in, kH, kW]}
   */
  static boolean live(int weight, int[] shape, boolean[] used) {
    int kernel = shape.length == 4 ? shape[2] * shape[3] : 1;
    int in = weight / kernel % shape[1];
    int each = used.length / shape[1];
    for (int p = in * each; p < (in + 1) * each; p++) {
      if (used[p]) {
        return true;
      }
    }
    return false;
  }
}

package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.model.Network;
import io.espalier.operator.compress.QuantiseParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Rounds weights to a symmetric grid; see {@link QuantiseParameters}. */
@AutoService(Descriptor.class)
public final class QuantiseOperator implements Operator<QuantiseParameters> {
  @Override
  public String name() {
    return "quantise";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Rounds weights to a symmetric grid of few values.";
  }

  @Override
  public Class<QuantiseParameters> parameters() {
    return QuantiseParameters.class;
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public @Nullable Object run(QuantiseParameters parameters, StepContext context) {
    int bits = parameters.bits();
    boolean channel = parameters.per().equals("channel");
    if (bits < 2 || bits > 16) {
      throw new FatalTaskException("bits: " + bits + " (expected: 2 to 16)");
    }
    if (!channel && !parameters.per().equals("layer")) {
      throw new FatalTaskException(
          "per: " + parameters.per() + " (expected one of: [layer, channel])");
    }
    SortedMap<String, Tensor> weights = Safetensors.read(context.input("weights"));
    Map<String, int[]> shapes =
        context.catalog().get(Network.class, parameters.network()).spec().weightShapes();
    shapes.forEach(
        (name, shape) -> {
          Tensor tensor = weights.get(name);
          if (tensor == null) {
            throw new FatalTaskException("weights: no tensor " + name);
          }
          int size = tensor.data().length;
          int group = channel ? size / shape[0] : size;
          for (int from = 0; from < size; from += group) {
            quantise(tensor.data(), from, group, bits);
          }
        });
    context.output(
        "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, weights));
    return null;
  }

  /**
   * Rounds values that share a scale, in place: q s, q = HALF_EVEN(w / s), s = max|w| / (2^(bits−1)
   * − 1), in double precision. The largest stays as it is, and 0 stays 0.
   */
  static void quantise(float[] data, int from, int count, int bits) {
    double largest = 0;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, Math.abs(data[i]));
    }
    if (largest == 0) {
      return;
    }
    int levels = (1 << (bits - 1)) - 1;
    for (int i = from; i < from + count; i++) {
      // + 0.0: a weight that rounds to nothing is +0.0, as a pruned one is.
      data[i] = (float) (Math.rint(data[i] / largest * levels) * largest / levels + 0.0);
    }
  }
}

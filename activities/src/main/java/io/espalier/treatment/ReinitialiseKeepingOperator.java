package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Initialisation;
import io.espalier.model.NetworkSpec;
import io.espalier.plan.treatment.ReinitialiseKeeping.Parameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code reinitialise_keeping}: weights are drawn again but for the signs, or the layers'
 * norms under the mask, of the weights that are given; biases begin as {@code reinitialise} has
 * them.
 */
@AutoService(Descriptor.class)
public final class ReinitialiseKeepingOperator implements Operator<Parameters> {
  @Override
  public String name() {
    return "reinitialise_keeping";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Draws the kept weights anew, with signs or norms of others.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public Class<Parameters> parameters() {
    return Parameters.class;
  }

  @Override
  public @Nullable Object run(Parameters parameters, StepContext context) {
    NetworkSpec network =
        InitialWeights.network(context, parameters.network(), parameters.distribution());
    SortedMap<String, Tensor> initial = Safetensors.read(context.input("weights"));
    SortedMap<String, Tensor> redrawn =
        Initialisation.weights(network, context.random("reinitialise"));
    Mask mask = MaskFiles.read(context.input("mask"));
    for (String name : network.weightShapes().keySet()) {
      float[] from = Tensors.get(initial, name).data();
      float[] to = Tensors.get(redrawn, name).data();
      if ("constant".equals(parameters.sizes())) {
        fill(to, Math.sqrt(squares(from, null) / from.length));
      }
      switch (parameters.keep()) {
        case "signs" -> signs(from, to);
        case "norms" ->
            scale(to, Math.sqrt(squares(from, mask.of(name)) / squares(to, mask.of(name))));
        default ->
            throw new FatalTaskException(
                "keep: " + parameters.keep() + " (expected: signs or norms)");
      }
    }
    MaskedWeights.write(context, redrawn);
    return null;
  }

  private static void fill(float[] values, double size) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.copySign(size, values[i]);
    }
  }

  private static void signs(float[] from, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = Math.copySign(to[i], from[i]);
    }
  }

  private static void scale(float[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor);
    }
  }

  /** Sum of squares of what is kept, of everything where there is no mask. */
  private static double squares(float[] values, boolean @Nullable [] kept) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += kept == null || kept[i] ? (double) values[i] * values[i] : 0;
    }
    return sum;
  }
}

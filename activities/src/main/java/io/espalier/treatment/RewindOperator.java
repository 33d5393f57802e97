package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.operator.RewindParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code rewind}: the kept weights go back to θ_k (Frankle and Carbin 2019, k = 0; Frankle
 * et al. 2020, k > 0); the pruned ones are 0, or frozen (Zhou et al. 2019). Works on bytes read
 * from the store, so the saved θ_k cannot change with it.
 */
@AutoService(Descriptor.class)
public final class RewindOperator implements Operator<RewindParameters> {
  @Override
  public String name() {
    return "rewind";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Sets the kept weights back to an earlier iteration.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public Class<RewindParameters> parameters() {
    return RewindParameters.class;
  }

  @Override
  public @Nullable Object run(RewindParameters parameters, StepContext context) {
    SortedMap<String, Tensor> weights = Safetensors.read(context.input("weights"));
    String pruned = parameters.pruned();
    if (pruned == null) {
      MaskedWeights.write(context, weights);
      return null;
    }
    if (pruned.equals("by_movement")) {
      silenceSmaller(
          weights,
          MaskFiles.read(context.input("mask")),
          Safetensors.read(context.input("trained")));
    } else if (!pruned.equals("frozen")) {
      throw new FatalTaskException("pruned: " + pruned + " (expected: frozen or by_movement)");
    }
    context.output(
        "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, weights));
    return null;
  }

  /** Stores +0.0 in every pruned weight that training has brought nearer to 0. */
  private static void silenceSmaller(
      SortedMap<String, Tensor> weights, Mask mask, SortedMap<String, Tensor> trained) {
    for (String name : mask.names()) {
      boolean[] kept = mask.flags(name);
      float[] from = Tensors.get(weights, name).data();
      float[] to = Tensors.get(trained, name).data();
      for (int i = 0; i < from.length; i++) {
        if (!kept[i] && Math.abs(to[i]) < Math.abs(from[i])) {
          from[i] = 0f;
        }
      }
    }
  }
}

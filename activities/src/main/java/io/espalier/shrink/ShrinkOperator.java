package io.espalier.shrink;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.ShrinkParameters;
import io.espalier.operator.ShrinkResult;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import java.util.Arrays;

/** Operator {@code shrink}: says what of a network is left under a mask, see {@link Shrinking}. */
@AutoService(Descriptor.class)
public final class ShrinkOperator implements Operator<ShrinkParameters> {
  @Override
  public String name() {
    return "shrink";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Finds the smaller network that is left of a pruned one.";
  }

  @Override
  public Class<ShrinkParameters> parameters() {
    return ShrinkParameters.class;
  }

  @Override
  public ShrinkResult run(ShrinkParameters parameters, StepContext context) {
    Shrinking shrinking;
    long before;
    try {
      NetworkSpec network = context.catalog().get(Network.class, parameters.network()).spec();
      Mask mask = MaskFiles.read(context.input("mask"));
      shrinking = Shrinking.of(network, mask);
      before = parameters(network);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
    long left = parameters(shrinking.network());
    context.log(left + " of " + before + " parameters are left, units: " + shrinking.units());
    context.output(
        ShrinkingFiles.KIND,
        ShrinkingFiles.KIND,
        Safetensors.MEDIA_TYPE,
        out -> ShrinkingFiles.write(out, shrinking));
    return new ShrinkResult(left, before, shrinking.units());
  }

  private static long parameters(NetworkSpec network) {
    return network.parameterShapes().values().stream()
        .mapToLong(shape -> Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact))
        .sum();
  }
}

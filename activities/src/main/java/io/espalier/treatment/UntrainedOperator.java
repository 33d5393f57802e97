package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.plan.treatment.Untrained;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import org.jspecify.annotations.Nullable;

/** Operator {@code untrained}: weights where a mask keeps them, to be evaluated as they are. */
@AutoService(Descriptor.class)
public final class UntrainedOperator implements Operator<Untrained.Parameters> {
  @Override
  public String name() {
    return "untrained";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Gives weights where the mask keeps them, untrained.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public Class<Untrained.Parameters> parameters() {
    return Untrained.Parameters.class;
  }

  @Override
  public @Nullable Object run(Untrained.Parameters parameters, StepContext context) {
    MaskedWeights.write(context, Safetensors.read(context.input("weights")));
    return null;
  }
}

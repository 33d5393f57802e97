package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.operator.FineTuneParameters;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import org.jspecify.annotations.Nullable;

/** Operator {@code fine_tune}: the kept weights stay as trained (Han et al. 2015). */
@AutoService(Descriptor.class)
public final class FineTuneOperator implements Operator<FineTuneParameters> {
  @Override
  public String name() {
    return "fine_tune";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Goes on from the trained weights that are kept.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public Class<FineTuneParameters> parameters() {
    return FineTuneParameters.class;
  }

  @Override
  public @Nullable Object run(FineTuneParameters parameters, StepContext context) {
    MaskedWeights.write(context, Safetensors.read(context.input("weights")));
    return null;
  }
}

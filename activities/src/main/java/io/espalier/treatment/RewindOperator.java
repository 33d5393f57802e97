package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.operator.RewindParameters;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code rewind}: the kept weights go back to θ_k (Frankle and Carbin 2019, k = 0; Frankle
 * et al. 2020, k > 0). Works on bytes read from the store, so the saved θ_k cannot change with it.
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
    MaskedWeights.write(context, Safetensors.read(context.input("weights")));
    return null;
  }
}

package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.model.Initialisation;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.ReinitialiseParameters;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code reinitialise}: the mask stays, the weights are drawn again from the network's
 * initial distribution; biases begin at 0 as they did.
 */
@AutoService(Descriptor.class)
public final class ReinitialiseOperator implements Operator<ReinitialiseParameters> {
  @Override
  public String name() {
    return "reinitialise";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Draws the kept weights anew.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public Class<ReinitialiseParameters> parameters() {
    return ReinitialiseParameters.class;
  }

  @Override
  public @Nullable Object run(ReinitialiseParameters parameters, StepContext context) {
    NetworkSpec network =
        InitialWeights.network(context, parameters.network(), parameters.distribution());
    MaskedWeights.write(context, Initialisation.weights(network, context.random("reinitialise")));
    return null;
  }
}

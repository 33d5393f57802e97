package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.model.Initialisation;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.InitialiseParameters;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Operator {@code initialise}: draws the weights that a replicate begins with. */
@AutoService(Descriptor.class)
public final class InitialiseOperator implements Operator<InitialiseParameters> {
  @Override
  public String name() {
    return "initialise";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Draws a network's initial weights.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public Class<InitialiseParameters> parameters() {
    return InitialiseParameters.class;
  }

  @Override
  public @Nullable Object run(InitialiseParameters parameters, StepContext context) {
    NetworkSpec network =
        InitialWeights.network(context, parameters.network(), parameters.distribution());
    SortedMap<String, Tensor> weights =
        Initialisation.weights(network, context.random("initialise"));
    context.output(
        "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, weights));
    return null;
  }
}

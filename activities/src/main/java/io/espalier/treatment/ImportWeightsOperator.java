package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.model.ForeignWeights;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.ImportWeightsParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code import_weights}: begins with weights from elsewhere, such as a PyTorch state.
 * They are published under the network's own names and in its shapes like any others, so that what
 * comes after cannot tell them from drawn ones.
 */
@AutoService(Descriptor.class)
public final class ImportWeightsOperator implements Operator<ImportWeightsParameters> {
  @Override
  public String name() {
    return "import_weights";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Takes a network's initial weights from a safetensors file.";
  }

  @Override
  public Class<ImportWeightsParameters> parameters() {
    return ImportWeightsParameters.class;
  }

  @Override
  public @Nullable Object run(ImportWeightsParameters parameters, StepContext context) {
    NetworkSpec network = InitialWeights.network(context, parameters.network(), null);
    try {
      SortedMap<String, Tensor> weights =
          ForeignWeights.take(network, context.input("file"), parameters.tensors());
      context.output(
          "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, weights));
      return null;
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
  }
}

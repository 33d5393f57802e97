package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * Criterion {@code synflow}: synaptic saliency |θ ⊙ ∂R/∂θ| of R = 1ᵀf(|θ|; 1), the sum of the
 * logits of one input of ones through the network of absolute parameters (Tanaka, Kunin, Yamins and
 * Ganguli 2020, equation 5). A batch norm normalises by its running statistics. For a filter, the
 * sum over its weights. Looks at no data.
 *
 * <p>In a network of ReLUs without biases what flows into a unit flows out of it, and every layer's
 * scores add up to R. A global ranking in many small steps (the paper takes 100) then never empties
 * a layer while another can give; in one step it may.
 */
@AutoService(Descriptor.class)
public final class SynFlowCriterion implements Criterion {
  @Override
  public String name() {
    return "synflow";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Flow through a weight or a filter from an input of ones, without data; takes 100 steps.";
  }

  @Override
  public Set<Granularity> granularities() {
    return EnumSet.allOf(Granularity.class);
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    SortedMap<String, Tensor> absolute = new TreeMap<>(context.parameters());
    for (String name : context.network().parameterShapes().keySet()) {
      absolute.put(name, absolute(Tensors.get(absolute, name)));
    }
    float[] ones = new float[context.network().inputSize()];
    Arrays.fill(ones, 1f);
    SortedMap<String, Tensor> gradients;
    try (Session session = context.open(absolute)) {
      gradients = session.outputGradients(ones, 1, Readout.sumOfLogits());
    }
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Tensors.get(absolute, name);
          Tensor gradient = Tensors.get(gradients, name);
          requireFinite(gradient, name);
          IntToDoubleFunction flow = i -> Math.abs((double) gradient.data()[i] * weights.data()[i]);
          return context.granularity() == Granularity.WEIGHT
              ? Scores.perWeight(weights, flow)
              : Scores.perFilter(weights, flow, DoubleUnaryOperator.identity());
        });
  }

  private static Tensor absolute(Tensor tensor) {
    Tensor copy = tensor.copy();
    for (int i = 0; i < copy.data().length; i++) {
      copy.data()[i] = Math.abs(copy.data()[i]);
    }
    return copy;
  }

  /** Absolute weights add up from layer to layer: a network of 30 layers may leave the floats. */
  private static void requireFinite(Tensor gradient, String name) {
    for (float value : gradient.data()) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "synflow: the flow at "
                + name
                + " is "
                + value
                + " (expected: a number below 3.4e38; this network is too deep for it, take"
                + " another criterion or smaller initial weights)");
      }
    }
  }
}

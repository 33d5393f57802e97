package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.KnownFault;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Criterion {@code synflow}: synaptic saliency |θ ⊙ ∂R/∂θ| of R = 1ᵀf(|θ|; 1), the sum of the
 * logits of one input of ones through the network of absolute parameters (Tanaka, Kunin, Yamins and
 * Ganguli 2020, equation 5). A batch norm normalises by its running statistics. For a filter, the
 * sum over its weights. Looks at no data. Where floats cannot hold R, the input is smaller than 1.
 *
 * <p>In a network of ReLUs without biases what flows into a unit flows out of it, and every layer's
 * scores add up to R. A global ranking in many small steps (the paper takes 100) then never empties
 * a layer while another can give; in one step it may.
 */
@AutoService(Descriptor.class)
public final class SynFlowCriterion implements Criterion {
  /**
   * The scales, as exponents: absolute weights add up from layer to layer, to 1e60 in 56 of them.
   */
  private static final int[] HALVINGS = {0, 32, 64, 96, 120};

  /** Below the largest float by what a filter may sum. */
  private static final double MOST = 1e31;

  private static final Set<NetworkTensor.Role> ADDED =
      EnumSet.of(
          NetworkTensor.Role.BIAS, NetworkTensor.Role.SHIFT, NetworkTensor.Role.RUNNING_MEAN);

  @Override
  public String name() {
    return "synflow";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<KnownFault> knownFaults() {
    return List.of(
        new KnownFault(
            1,
            "flows that floats cannot hold, as in networks of more than about 30 layers, and units"
                + " that ReLU6 bounds scored 0 or infinity, so that names and indices decided what"
                + " went"));
  }

  @Override
  public String summary() {
    return "Flow through a weight or a filter from an input of ones, without data; takes 100"
               + " steps.";
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
    SortedMap<String, Tensor> gradients = gradients(context, absolute);
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Tensors.get(absolute, name);
          Tensor gradient = Tensors.get(gradients, name);
          return Scores.perPiece(
              context, weights, i -> flow(weights, gradient, i), DoubleUnaryOperator.identity());
        });
  }

  /**
   * ∂R/∂θ at the first scale at which floats hold the flow. In a network of ReLUs an input of half
   * the size, with all that is added on the way, halves what every unit gives: one factor for all
   * scores, a power of two, so that the ranking stays.
   *
   * @throws IllegalArgumentException where there is none, or a layer that nothing flows through
   */
  private static SortedMap<String, Tensor> gradients(
      ScoreContext context, SortedMap<String, Tensor> absolute) {
    String beyond = "";
    for (int halvings : HALVINGS) {
      SortedMap<String, Tensor> gradients = gradients(context, absolute, halvings);
      boolean fits = true;
      String dry = null;
      for (String name : names(context)) {
        double largest = largest(Tensors.get(absolute, name), Tensors.get(gradients, name));
        dry = largest > 0 || dry != null ? dry : name;
        if (!(largest <= MOST)) {
          fits = false;
          beyond = name;
        }
      }
      if (fits && dry == null) {
        return gradients;
      }
      if (fits) {
        throw new IllegalArgumentException(
            "synflow: nothing flows through "
                + dry
                + ZeroScores.cause(context)
                + " (expected: a way of kept weights to the logits, and no unit on it that an input"
                + " of ones drives to its bound, as in networks of ReLU6; take another criterion)");
      }
    }
    throw new IllegalArgumentException(
        "synflow: the flow at "
            + beyond
            + " is beyond the floats (expected: smaller weights, or another criterion)");
  }

  /** The prunable tensors in the order the data takes. */
  private static List<String> names(ScoreContext context) {
    return context.network().layerNames().stream()
        .map(layer -> layer + ".weight")
        .filter(context.mask().names()::contains)
        .toList();
  }

  private static SortedMap<String, Tensor> gradients(
      ScoreContext context, SortedMap<String, Tensor> absolute, int halvings) {
    float scale = Math.scalb(1f, -halvings);
    SortedMap<String, Tensor> scaled = new TreeMap<>(absolute);
    context
        .network()
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (ADDED.contains(tensor.role())) {
                scaled.computeIfPresent(name, (same, whole) -> scaled(whole, scale));
              }
            });
    float[] input = new float[context.network().inputSize()];
    Arrays.fill(input, scale);
    Readout sum = Readout.sumOfLogits();
    try (Session session = context.open(scaled)) {
      return session.outputGradients(
          input,
          1,
          (example, logits, slopes) -> {
            double of = sum.of(example, logits, slopes);
            for (int i = 0; i < slopes.length; i++) {
              slopes[i] *= scale;
            }
            return of;
          });
    }
  }

  private static double flow(Tensor weights, Tensor gradient, int i) {
    return Math.abs((double) gradient.data()[i] * weights.data()[i]);
  }

  /** The largest flow through a weight; NaN where there is one. */
  private static double largest(Tensor weights, Tensor gradient) {
    double largest = 0;
    for (int i = 0; i < weights.data().length; i++) {
      largest = Math.max(largest, flow(weights, gradient, i));
    }
    return largest;
  }

  private static Tensor absolute(Tensor tensor) {
    Tensor copy = tensor.copy();
    for (int i = 0; i < copy.data().length; i++) {
      copy.data()[i] = Math.abs(copy.data()[i]);
    }
    return copy;
  }

  private static Tensor scaled(Tensor tensor, float scale) {
    Tensor copy = tensor.copy();
    for (int i = 0; i < copy.data().length; i++) {
      copy.data()[i] *= scale;
    }
    return copy;
  }
}

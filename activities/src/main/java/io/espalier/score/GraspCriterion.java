package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.KnownFault;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.engine.hessian.LossDerivatives;
import io.espalier.model.Network;
import io.espalier.model.layer.Layer;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Criterion {@code grasp}: how much the gradient's squared length would fall without a weight, to
 * first order (Wang, Zhang and Grosse 2020, equation 8). The paper removes the highest of −θ ⊙ Hg;
 * here the lowest go, so the score is θ ⊙ Hg. For a filter, its sum. g and H are those of the mean
 * cross-entropy at the temperature of {@link Settings} over as many examples of each class (the
 * paper: 10), and of convolutions' and dense layers' weights alone.
 *
 * <p>Dividing the logits by T is dividing the output layer's parameters by T: with θ' = Sθ, where S
 * holds 1/T there and 1 elsewhere, g = Sg' and H = SH'S, so that θ ⊙ Hg = θ' ⊙ H'(S²g').
 */
@AutoService(Descriptor.class)
public final class GraspCriterion implements Criterion {
  /**
   * Settings of {@code grasp}.
   *
   * @param temperature what the logits are divided by, above 0
   */
  public record Settings(
      @Doc("What the logits are divided by before the loss (the authors' code: 200).")
          @Range(min = 0, above = true, max = 1e6)
          @Default("200")
          @Shorthand
          double temperature) {}

  @Override
  public String name() {
    return "grasp";
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
            "the Hessian's products were differences across the kinks of ReLUs and pools, so that"
                + " in a network with any of them the scores say little of GraSP's (masks of"
                + " density .02 shared 6 to 15 % with the authors')"));
  }

  @Override
  public String summary() {
    return "How much a weight or a filter adds to the gradient's length on a few examples per"
               + " class.";
  }

  @Override
  public Set<Granularity> granularities() {
    return EnumSet.allOf(Granularity.class);
  }

  @Override
  public Optional<UnfitLayer> unfit(NetworkDescriptor network) {
    return network instanceof Network known
        ? LossDerivatives.unfit(known.spec())
        : Optional.empty();
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    double temperature = context.settings(Settings.class).temperature();
    String output = outputLayer(context.network().layers());
    SortedMap<String, Tensor> cooled = new TreeMap<>(context.parameters());
    cooled.replaceAll(
        (name, tensor) ->
            name.equals(output + ".weight") || name.equals(output + ".bias")
                ? divided(tensor, temperature)
                : tensor);
    ScoringBatch batch = context.balancedExamples();
    LossDerivatives loss =
        new LossDerivatives(context.network(), cooled, batch.inputs(), batch.labels())
            .watched(context::goOn);
    SortedMap<String, Tensor> product =
        loss.hessianTimes(direction(context, loss.gradient(), output + ".weight", temperature));
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Tensors.get(cooled, name);
          Tensor along = Tensors.get(product, name);
          return Scores.perPiece(
              context,
              weights,
              i -> (double) weights.data()[i] * along.data()[i],
              DoubleUnaryOperator.identity());
        });
  }

  /** S²g', 0 where the mask prunes: the gradient of what is left. */
  private static SortedMap<String, Tensor> direction(
      ScoreContext context,
      SortedMap<String, Tensor> gradients,
      String outputWeight,
      double temperature) {
    SortedMap<String, Tensor> direction = new TreeMap<>();
    for (String name : context.network().weightShapes().keySet()) {
      Tensor gradient = Tensors.get(gradients, name);
      direction.put(
          name,
          name.equals(outputWeight) ? divided(gradient, temperature * temperature) : gradient);
    }
    context.mask().applyTo(direction);
    return direction;
  }

  /** The layer whose parameters the logits are linear in: every network ends with a dense one. */
  private static String outputLayer(List<Layer> layers) {
    return Objects.requireNonNull(layers.get(layers.size() - 1).name());
  }

  private static Tensor divided(Tensor tensor, double divisor) {
    Tensor copy = tensor.copy();
    for (int i = 0; i < copy.data().length; i++) {
      copy.data()[i] = (float) (copy.data()[i] / divisor);
    }
    return copy;
  }
}

package io.espalier.score.path;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.score.Criterion;
import io.espalier.score.ScoreContext;
import io.espalier.score.Scores;
import io.espalier.tensor.Tensor;
import java.util.Set;
import java.util.SortedMap;

/**
 * Criterion {@code singe}: gradients along the path on which a unit's own parameters shrink to 0,
 * after SInGE (Yvinec, Dapogny, Cord and Bailly 2022; its abstract and formulas quoted from it were
 * at hand, not the code). A unit is a neuron or a filter; its parameters W are the weights that
 * enter it, as far as they are not pruned, and its bias. L is the mean cross-entropy over {@code
 * prune.examples} training examples, all other parameters as they are:
 *
 * <ul>
 *   <li>{@code ig}: ‖Σ_s ∇_W L(μˢ W)‖_p
 *   <li>{@code singe}: Σ_s ‖μˢ W ⊙ ∇_W L(μˢ W)‖_p
 *   <li>{@code signed}, which is ours: −⟨W, ∫₀¹ ∇_W L(t W) dt⟩ = L(0) − L(W), by the midpoint rule
 *       with S parts; the lowest go, so a unit goes first without which the loss falls
 * </ul>
 *
 * for s = 0, …, S − 1. (1 − μ) Σ_s ⟨μˢ W, ∇L(μˢ W)⟩ is a Riemann sum of ∫ ⟨W, ∇L(t W)⟩ dt, so that
 * {@code singe} adds up what an integral adds up, and {@code ig} does not.
 *
 * <p>A batch norm normalises by its running statistics: by those of the batch the loss would not
 * depend on the size of W at all, and ⟨W, ∇_W L⟩ would be 0 along the whole path.
 */
@AutoService(Descriptor.class)
public final class SingeCriterion implements Criterion {
  /** What is made of the gradients along the path. */
  public enum Variant {
    /** The norm of their sum. */
    IG,
    /** The sum of the norms of parameters times gradients. */
    SINGE,
    /** The loss without the unit less the loss with it. */
    SIGNED
  }

  /**
   * Settings of {@code singe}.
   *
   * @param p of the norms, at least 1
   * @param mu μ, the ratio of the grid, in (0, 1)
   * @param steps S, gradients that are taken
   */
  public record Settings(
      @Doc(
              "What is made of the gradients along the path: ig is the norm of their sum, singe the"
                  + " sum of the norms of parameters times gradients, signed the loss without the"
                  + " unit less the loss with it.")
          @Default("singe")
          @Shorthand
          Variant variant,
      @Doc("Power of the norms; without effect on signed.") @Range(min = 1, max = 100) @Default("2")
          double p,
      @Doc(
              "Ratio of the grid on which parameters shrink: after s steps they are mu^s of what they"
                  + " were; without effect on signed, whose grid is even.")
          @Range(min = 0, above = true, max = 1, below = true)
          @Default("0.9")
          double mu,
      @Doc("Steps of the grid, each of which takes gradients for every unit.")
          @Range(min = 1, max = 1000)
          @Default("20")
          int steps) {}

  @Override
  public String name() {
    return "singe";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Gradients on the path from a unit's parameters to 0 on a few training examples.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  /** A path for every single weight would take a pass for each of them. */
  @Override
  public Set<Granularity> granularities() {
    return Set.of(Granularity.FILTER);
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
    Settings settings = context.settings(Settings.class);
    return Scores.ofEach(
        context,
        name -> {
          Tensor scores = Tensor.zeros(Scores.weights(context, name).shape()[0]);
          try (LayerPath path = LayerPath.of(context, name, GradientPath.positions(settings))) {
            for (int unit = 0; unit < scores.data().length; unit++) {
              context.goOn();
              if (path.alive(unit)) {
                scores.data()[unit] =
                    (float) GradientPath.score(settings, path.unit(unit), path.slopes(unit));
              }
            }
          }
          return scores;
        });
  }
}

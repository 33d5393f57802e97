package io.espalier.plan.protocol;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Inherits;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.PruneConfig;
import io.espalier.plan.Spot;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code gradual}: prunes within one training, from the initial weights, after Zhu and
 * Gupta 2017. Every {@code every} iterations from {@code begin} to {@code end} the weights of that
 * moment are scored and pruned, and the training goes on with its optimizer and its place in the
 * schedule; what is pruned stays 0. The density after iteration t is d_f + (d_i − d_f)(1 − (t − t₀)
 * / (n Δt))³, their equation 1 for the sparsity s = 1 − d. Each of {@code prune.densities} is a
 * round with a training of its own that ends at it.
 */
@AutoService(Descriptor.class)
public final class Gradual extends RoundPerDensity<Gradual.Settings> {
  /** Masks of one training at most. */
  static final long MOST_MASKS = 1000;

  /**
   * Its settings.
   *
   * @param begin t₀, iteration of the first mask
   * @param end t₀ + n Δt, iteration of the last mask
   * @param every Δt, iterations between two masks
   * @param initialDensity d_i, kept / prunable at {@code begin}
   * @param prune how weights are scored and ranked; its densities are the final ones
   */
  public record Settings(
      @Doc("Iteration of the training at which the first mask is made.")
          @Range(min = 0, max = 1e9)
          @Iterations
          @Default("0")
          long begin,
      @Doc("Iteration at which the last mask is made, that of the final density.")
          @Range(min = 1, max = 1e9)
          @Iterations
          long end,
      @Doc("Iterations from one mask to the next.") @Range(min = 1, max = 1e9) @Iterations
          long every,
      @Doc("Kept / prunable weights at begin; 1 makes no mask there.")
          @Range(min = 0, above = true, max = 1)
          @Default("1")
          double initialDensity,
      @Doc(
              "What differs from the prune settings of the experiment in this arm; each of"
                  + " densities is the final one of a training of its own.")
          @Inherits("prune")
          @Nullable PruneConfig prune) {

    /** Number of steps from the first mask to the last, n. */
    long masks() {
      return (end - begin) / every;
    }
  }

  @Override
  public String name() {
    return "gradual";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Prunes more and more within one training, to densities along a cubic curve.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Record completed(Record settings, ChoicePlace place) {
    Settings own = (Settings) settings;
    return own.prune() != null
        ? own
        : new Settings(
            own.begin(), own.end(), own.every(), own.initialDensity(), place.experiment().prune());
  }

  @Override
  public void check(ChoicePlace place) {
    new GradualChecks(place, place.settings(Settings.class)).check();
  }

  @Override
  public OptionalLong weightsLeft(
      Named chosen, Experiment experiment, Catalog catalog, NetworkDescriptor network, int round) {
    PruneConfig prune = Objects.requireNonNull(chosen.settings(Settings.class).prune());
    return WeightsLeft.of(network, prune, round);
  }

  @Override
  @Nullable PruneConfig prune(Settings settings) {
    return settings.prune();
  }

  @Override
  void add(Spot spot, Settings settings, PruneConfig prune, double density) {
    new GradualTraining(spot.arm(), settings, prune).add(spot, density);
  }
}

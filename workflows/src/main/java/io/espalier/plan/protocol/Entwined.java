package io.espalier.plan.protocol;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Inherits;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.LearningRateChecks;
import io.espalier.experiment.LearningRateConfig;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.TrainConfig;
import io.espalier.plan.Spot;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code entwined}: pruning and fine-tuning in turn, layer by layer, after SInGE (Yvinec
 * et al. 2022). From the trained dense network each layer, in the order the data takes, loses its
 * part in small steps; after each step the network is tuned for a while, and what is left of the
 * layer is scored anew. All tuning together is one training of {@code iterations} on one schedule,
 * so that {@code finetune} for as many iterations after pruning in one go is the same compute.
 */
@AutoService(Descriptor.class)
public final class Entwined extends RoundPerDensity<Entwined.Settings> {
  /**
   * Its settings.
   *
   * @param steps small steps of each layer
   * @param iterations of tuning over all steps of all layers, null for those of the schedule
   * @param learningRate over these iterations, null for the last rate of the experiment's
   * @param prune how pieces are scored; its densities are those of every layer in the end
   */
  public record Settings(
      @Doc("Small steps in which each layer loses what it is to lose.")
          @Range(min = 1, max = 1000)
          @Default("5")
          int steps,
      @Doc(
              "Iterations of tuning, over all steps of all layers together; where left out,"
                  + " train.iterations.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Nullable Long iterations,
      @Doc(
              "The learning rate over all of them; where left out, the rate at the end of"
                  + " train.learning_rate.")
          @Nullable LearningRateConfig learningRate,
      @Doc(
              "What differs from the prune settings of the experiment in this arm; each of"
                  + " densities is that of every layer at the end of a round of its own.")
          @Inherits("prune")
          @Nullable PruneConfig prune) {}

  @Override
  public String name() {
    return "entwined";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Prunes layer by layer in small steps, and tunes and scores anew after each.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Record completed(Record settings, ChoicePlace place) {
    Settings own = (Settings) settings;
    TrainConfig train = place.experiment().train();
    double last = train.learningRate().parameters(train.iterations()).at(train.iterations() - 1);
    return new Settings(
        own.steps(),
        own.iterations() == null ? Long.valueOf(train.iterations()) : own.iterations(),
        own.learningRate() == null ? LearningRateConfig.constant(last) : own.learningRate(),
        own.prune() == null ? place.experiment().prune() : own.prune());
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    PruneConfig prune = ChainChecks.check(place, settings.prune());
    if (!prune.scope().name().equals("layer")) {
      throw place.fail(
          "prune.scope", prune.scope().name(), "layer, since every layer is pruned by itself");
    }
    requireKept(place, prune);
    long iterations = Objects.requireNonNull(settings.iterations());
    LearningRateConfig rate = Objects.requireNonNull(settings.learningRate());
    if (rate.base() <= 0) {
      throw place.fail(
          "entwined at learning rate 0",
          "entwined.learning_rate, or a train.learning_rate that ends above 0");
    }
    LearningRateChecks.check(place.path("learning_rate"), rate, iterations, place.failure());
    if (place.experiment().train().select() == TrainConfig.Select.BEST_VALIDATION) {
      throw place.fail(
          "entwined", "train.select final, since training goes on from the last weights");
    }
    long pieces = (long) MaskPlan.layers(place.network(), prune).size() * settings.steps();
    if (pieces > iterations || pieces > Gradual.MOST_MASKS) {
      throw place.fail(
          "steps",
          settings.steps() + ", " + pieces + " in all layers together",
          "at most "
              + Math.min(iterations, Gradual.MOST_MASKS)
              + ", an iteration of tuning for each");
    }
  }

  private static void requireKept(ChoicePlace place, PruneConfig prune) {
    List<Double> densities = ChainChecks.densities(prune);
    for (int i = 0; i < densities.size(); i++) {
      double density = densities.get(i);
      int number = i;
      MaskPlan.layers(place.network(), prune)
          .forEach(
              (layer, pieces) -> {
                if (EntwinedRound.kept(pieces, density) == 0) {
                  throw place.fail(
                      "prune.densities." + number,
                      density + ", 0 of the " + pieces + " of " + layer,
                      "densities that keep something of every layer");
                }
              });
    }
  }

  @Override
  @Nullable PruneConfig prune(Settings settings) {
    return settings.prune();
  }

  @Override
  void add(Spot spot, Settings settings, PruneConfig prune, double density) {
    new EntwinedRound(spot.arm(), settings, prune).add(spot, density);
  }
}

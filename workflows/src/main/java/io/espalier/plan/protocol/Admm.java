package io.espalier.plan.protocol;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Inherits;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.Teachers;
import io.espalier.experiment.TrainConfig;
import io.espalier.operator.FineTuneParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code admm}: after Zhang et al. 2018 ("A systematic DNN weight pruning framework using
 * alternating direction method of multipliers"). From the dense training on, the network is trained
 * for its loss + ρ/2 Σ_l ‖W_l − Z_l + U_l‖²; every {@code every} iterations Z = Π(W + U), the
 * largest weights of each layer, and U ← U + W − Z. Then everything but the largest weights of each
 * layer goes at once, and what is left is trained over the whole schedule. Each density is a round
 * of its own.
 */
@AutoService(Descriptor.class)
public final class Admm extends RoundPerDensity<Admm.Settings> {
  /**
   * Its settings.
   *
   * @param rho ρ
   * @param iterations of the training towards sparse weights, null for those of the schedule
   * @param every iterations between two updates of Z and U
   * @param prune its densities are those of every layer in the end
   */
  public record Settings(
      @Doc("ρ, how strongly weights are drawn to sparse ones.")
          @Range(min = 0, above = true, max = 1e6)
          @Default("0.01")
          @Shorthand
          double rho,
      @Doc(
              "Iterations of the training towards sparse weights, along the schedule from its"
                  + " beginning; where left out, train.iterations.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Nullable Long iterations,
      @Doc("Iterations from one update of Z and U to the next.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Default("100")
          long every,
      @Doc(
              "What differs from the prune settings of the experiment in this arm; each of"
                  + " densities is that of every layer at the end of a round of its own.")
          @Inherits("prune")
          @Nullable PruneConfig prune) {}

  /**
   * Parameters of the operator {@code admm}: inputs {@code weights} and {@code split}; streams
   * {@code order} and, with augmentation, {@code augment} (replicate); output {@code weights}.
   *
   * @param network its name
   * @param train how it is trained
   * @param rho ρ
   * @param every iterations from one update of Z and U to the next
   * @param density of each layer that is pruned
   * @param ignore layers that are not
   */
  public record Parameters(
      String network,
      TrainParameters train,
      double rho,
      long every,
      double density,
      List<String> ignore) {
    public Parameters {
      ignore = List.copyOf(ignore);
    }
  }

  @Override
  public String name() {
    return "admm";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Draws weights to sparse ones while they train, prunes once and trains what is left.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Record completed(Record settings, ChoicePlace place) {
    Settings own = (Settings) settings;
    Experiment experiment = place.experiment();
    return new Settings(
        own.rho(),
        own.iterations() == null ? Long.valueOf(experiment.train().iterations()) : own.iterations(),
        own.every(),
        own.prune() == null ? experiment.prune() : own.prune());
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    PruneConfig prune = ChainChecks.check(place, settings.prune());
    require(place, "prune.criterion", prune.criterion().name(), "magnitude");
    require(place, "prune.scope", prune.scope().name(), "layer");
    if (prune.granularity() != Granularity.WEIGHT) {
      throw place.fail(
          "prune.granularity", prune.granularity().id(), "weight, since Z keeps single weights");
    }
    if (!prune.byLayer().isEmpty()) {
      throw place.fail("prune.by_layer", "other settings for single layers", "one for all layers");
    }
    if (prune.remove() != PruneConfig.Remove.LOWEST) {
      throw place.fail("prune.remove", "highest", "lowest, since Z keeps the largest");
    }
    long iterations = Objects.requireNonNull(settings.iterations());
    if (settings.every() > iterations) {
      throw place.fail(
          "every",
          String.valueOf(settings.every()),
          "at most the " + iterations + " iterations of the training towards sparse weights");
    }
    requireNoTeacher(place);
    TrainConfig train = place.experiment().train();
    if (train.select() == TrainConfig.Select.BEST_VALIDATION) {
      throw place.fail("admm", "train.select final, since pruning goes on from the last weights");
    }
  }

  private static void requireNoTeacher(ChoicePlace place) {
    Named objective = place.objective();
    if (Teachers.of(objective).isPresent()) {
      throw place.fail("admm", objective.name(), "an objective without a teacher");
    }
  }

  private static void require(ChoicePlace place, String key, String given, String expected) {
    if (!given.equals(expected)) {
      throw place.fail(key, given, expected + ", since Z keeps the largest weights of each layer");
    }
  }

  @Override
  @Nullable PruneConfig prune(Settings settings) {
    return settings.prune();
  }

  @Override
  void add(Spot spot, Settings settings, PruneConfig prune, double density) {
    Replicate replicate = spot.arm().replicate();
    long iterations = Objects.requireNonNull(settings.iterations());
    TrainParameters train = spot.arm().schedule(0, iterations);
    Parameters parameters =
        new Parameters(
            replicate.network().name(),
            train,
            settings.rho(),
            settings.every(),
            density,
            MaskPlan.ignored(replicate.network(), prune));
    TaskBuilder sparse =
        spot
            .task(
                "admm",
                "admm",
                parameters,
                List.of(Input.weights(replicate.dense()), Input.of("split", replicate.split())))
            .stream("order", replicate.seed(), replicate.path());
    if (train.augment() != null) {
      sparse.stream("augment", replicate.seed(), replicate.path());
    }
    TaskBuilder mask =
        new MaskPlan(replicate, prune)
            .add(spot, new MaskPlan.Cut("", spot.round(), density), sparse, null);
    TaskBuilder start =
        spot.task(
            "fine_tune",
            "fine_tune",
            new FineTuneParameters(),
            List.of(Input.weights(sparse), Input.mask(mask)));
    Training rest =
        spot.train(
            "train",
            spot.arm().schedule(0, replicate.iterations()),
            start,
            List.of(Input.mask(mask)));
    TaskBuilder evaluation = spot.evaluate("evaluate", rest.task(), List.of());
    spot.result(rest, mask, evaluation, MaskPlan.prunable(replicate.network(), prune));
  }
}

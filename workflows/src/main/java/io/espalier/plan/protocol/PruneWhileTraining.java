package io.espalier.plan.protocol;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Inherits;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.PruneConfig;
import io.espalier.plan.Arm;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code prune_while_training}: within one training so many pieces go every so many
 * iterations, until a density is reached, by a running mean of their scores. After Molchanov et al.
 * 2019, who remove 100 filters every 30 minibatches with a running mean of .9; they score on the
 * minibatches that are trained on, while the weights move, here the weights of the moment are
 * scored on {@code prune.examples} training examples drawn anew each time. Which layers lose them
 * is the scope's business: another one than {@code global} takes the density that they leave and
 * keeps as many of each layer as it would of that, so that the sum may differ by its rounding.
 */
@AutoService(Descriptor.class)
public final class PruneWhileTraining extends RoundPerDensity<PruneWhileTraining.Settings> {
  /**
   * Its settings.
   *
   * @param begin iteration from which on iterations are counted
   * @param every iterations between two masks
   * @param remove pieces that go each time, weights, filters or channels as prune.granularity says
   * @param memory m of the running mean m · before + (1 − m) · new, in [0, 1)
   * @param prune how pieces are scored; its densities are the final ones
   */
  public record Settings(
      @Doc("Iteration of the training from which on every is counted.")
          @Range(min = 0, max = 1e9)
          @Iterations
          @Default("0")
          long begin,
      @Doc("Iterations before the first mask, and from one mask to the next.")
          @Range(min = 1, max = 1e9)
          @Iterations
          long every,
      @Doc(
              "Pieces (weights, filters or channels, as prune.granularity says) that go each time,"
                  + " of all layers together; the last time as many as the density asks for.")
          @Range(min = 1, max = 1e9)
          long remove,
      @Doc(
              "Part of the scores of before in the scores that a mask is made by; the rest are"
                  + " those of the weights of the moment.")
          @Range(min = 0, max = 1, below = true)
          @Default("0.9")
          double memory,
      @Doc(
              "What differs from the prune settings of the experiment in this arm; each of"
                  + " densities is the final one of a training of its own.")
          @Inherits("prune")
          @Nullable PruneConfig prune) {}

  @Override
  public String name() {
    return "prune_while_training";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Removes so many pieces every so many iterations within one training.";
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
            own.begin(), own.every(), own.remove(), own.memory(), place.experiment().prune());
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    PruneConfig prune = ChainChecks.check(place, settings.prune());
    if (!prune.byLayer().isEmpty()) {
      throw place.fail(
          "prune.by_layer",
          "other settings for single layers",
          "one for all layers, since remove counts their pieces together");
    }
    long iterations = place.experiment().train().iterations();
    for (double density : ChainChecks.densities(prune)) {
      Cuts cuts = new Cuts(MaskPlan.pieces(place.network(), prune), settings.remove(), density);
      if (cuts.count() > Gradual.MOST_MASKS) {
        throw place.fail(
            "remove",
            settings.remove() + ", " + cuts.count() + " masks",
            "at most " + Gradual.MOST_MASKS + " masks");
      }
      long last = settings.begin() + cuts.count() * settings.every();
      if (last >= iterations) {
        throw place.fail(
            "every",
            settings.every() + ", the last of " + cuts.count() + " masks at iteration " + last,
            "less than the "
                + iterations
                + " of train.iterations, so that the last mask is trained with");
      }
    }
  }

  @Override
  @Nullable PruneConfig prune(Settings settings) {
    return settings.prune();
  }

  @Override
  void add(Spot spot, Settings settings, PruneConfig prune, double density) {
    Arm arm = spot.arm();
    MaskPlan masks = new MaskPlan(arm.replicate(), prune);
    TrainingChain chain = new TrainingChain(arm, spot);
    Cuts cuts =
        new Cuts(MaskPlan.pieces(arm.replicate().network(), prune), settings.remove(), density);
    TaskBuilder mask = null;
    TaskBuilder scores = null;
    for (long number = 1; number <= cuts.count(); number++) {
      long at = settings.begin() + number * settings.every();
      TaskBuilder weights = chain.trainTo(at, mask);
      MaskPlan.Special special = MaskPlan.Special.remembering(settings.memory(), scores);
      MaskPlan.Tasks made =
          masks.both(
              spot,
              new MaskPlan.Cut("_at_" + at, number, cuts.density(number), special),
              weights,
              mask);
      mask = made.mask();
      scores = made.score();
    }
    chain.end(mask, MaskPlan.prunable(arm.replicate().network(), prune));
  }
}

package io.espalier.plan.protocol.dense;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Protocol;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code dense_seeds}: further dense networks on the replicate's data in the replicate's
 * order, which differ from its own in nothing but their initial weights. Each is a round. Trained
 * for a few epochs they score the difficulty of training examples (Paul et al. 2021 average over
 * such networks); trained in full they say how good the best of several seeds is.
 */
@AutoService(Descriptor.class)
public final class DenseSeeds implements Protocol, SettingsRules {
  /**
   * Its settings.
   *
   * @param networks how many
   * @param until iteration of the schedule at which their trainings end, null for its end
   */
  public record Settings(
      @Doc("How many further networks are trained.") @Range(min = 1, max = 99) @Shorthand
          int networks,
      @Doc("Iteration of the schedule at which their trainings end; its end where left out.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Nullable Long until) {}

  @Override
  public String name() {
    return "dense_seeds";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Never prunes; trains further networks from initial weights of their own.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    long iterations = place.experiment().train().iterations();
    if (place.experiment().model().startWeights() != null) {
      throw place.fail(
          "dense_seeds with model.start_weights", "weights that are drawn, since it draws others");
    }
    if (settings.until() != null && settings.until() > iterations) {
      throw place.fail(
          "until", String.valueOf(settings.until()), "at most train.iterations, " + iterations);
    }
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    return chosen.settings(Settings.class).networks();
  }

  @Override
  public void plan(Arm arm) {
    Settings settings = arm.settings(Settings.class);
    Replicate replicate = arm.replicate();
    InitialiseParameters drawn =
        new InitialiseParameters(
            replicate.network().name(), replicate.experiment().model().initialiserId());
    TrainParameters training =
        settings.until() == null || settings.until() == replicate.iterations()
            ? arm.schedule(0, replicate.iterations())
            : arm.stretch(0, settings.until());
    arm.dense(1, replicate.weights());
    for (int round = 1; round <= settings.networks(); round++) {
      Spot spot = arm.round(round);
      TaskBuilder start =
          spot.task("initialise", "initialise", drawn, List.of()).stream(
              "initialise", replicate.seed(), replicate.path(round));
      Training trained = spot.train("train", training, start, List.of());
      TaskBuilder evaluation = spot.evaluate("evaluate", trained.task(), List.of());
      spot.result(trained, null, evaluation, replicate.weights());
    }
  }
}

package com.example.protocols;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.InitialiseParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Protocol;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;

/** Protocol {@code fresh_dense}: dense networks from initial weights of their own, one a round. */
public final class FreshDense implements Protocol, SettingsRules {
  /** Settings of {@code fresh_dense}. */
  public record Settings(
      @Doc("How many further networks are trained.") @Range(min = 1, max = 99) @Shorthand
          int networks) {}

  @Override
  public String name() {
    return "fresh_dense";
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
    if (place.experiment().model().startWeights() != null) {
      throw place.fail(
          "fresh_dense with model.start_weights", "weights that are drawn, since it draws others");
    }
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    return chosen.settings(Settings.class).networks();
  }

  @Override
  public void plan(Arm arm) {
    Replicate replicate = arm.replicate();
    InitialiseParameters parameters =
        new InitialiseParameters(
            replicate.network().name(), replicate.experiment().model().initialiserId());
    arm.dense(1, replicate.weights());
    for (int round = 1; round <= arm.settings(Settings.class).networks(); round++) {
      Spot spot = arm.round(round);
      TaskBuilder start =
          spot.task("initialise", "initialise", parameters, List.of()).stream(
              "initialise", replicate.seed(), replicate.path(round));
      Training training =
          spot.train("train", arm.schedule(0, replicate.iterations()), start, List.of());
      TaskBuilder evaluation = spot.evaluate("evaluate", training.task(), List.of());
      spot.result(training, null, evaluation, replicate.weights());
    }
  }
}

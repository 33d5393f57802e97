package io.espalier.plan.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;

/**
 * Treatment {@code learning_rate_rewind}: the weights that the arm's round before has trained stay,
 * the schedule begins again at an iteration of it (after Renda, Frankle and Carbin 2020). The
 * optimizer starts afresh.
 */
@AutoService(Descriptor.class)
public final class LearningRateRewind implements Treatment, SettingsRules {
  /**
   * Its settings.
   *
   * @param to iteration of the schedule to begin from
   */
  public record Settings(
      @Doc("Iteration of the schedule to begin from.")
          @Range(min = 0, max = 1e9)
          @Iterations
          @Default("0")
          @Shorthand
          long to) {}

  @Override
  public String name() {
    return "learning_rate_rewind";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Keeps the trained weights and goes through the schedule again.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Stretches.requireBeforeTheEnd(place, "to", place.settings(Settings.class).to());
  }

  @Override
  public Training plan(Round round) {
    TaskBuilder start = round.kept(round.trained());
    long from = round.settings(Settings.class).to();
    return round.train(start, round.arm().schedule(from, round.replicate().iterations()));
  }
}

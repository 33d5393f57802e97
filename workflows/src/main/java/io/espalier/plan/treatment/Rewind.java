package io.espalier.plan.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.RewindParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Input;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;

/**
 * Treatment {@code rewind}: back to θ_k of the dense training, then the schedule from k on (Frankle
 * and Carbin 2019 for k = 0; Frankle et al. 2020 for k > 0).
 */
@AutoService(Descriptor.class)
public final class Rewind implements Treatment, SettingsRules {
  /**
   * Its settings.
   *
   * @param to iteration of the dense training, 0 for the initial weights
   * @param optimizer whether the optimizer starts afresh or with its state of that iteration
   */
  public record Settings(
      @Doc("Iteration of the dense training; 0 for the initial weights.")
          @Range(min = 0, max = 1e9)
          @Iterations
          @Shorthand
          long to,
      @Doc("Whether the optimizer starts afresh or with its state of that iteration.")
          @Default("fresh")
          OptimizerState optimizer) {}

  /** Which optimizer state a rewound training begins with. */
  public enum OptimizerState {
    /** Nothing. */
    FRESH,
    /** What it had at that iteration of the dense training. */
    RESTORE
  }

  @Override
  public String name() {
    return "rewind";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Back to the weights of an iteration of the dense training, then the rest of the"
        + " schedule.";
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
  public boolean startsUntrained(Named chosen) {
    return chosen.settings(Settings.class).to() == 0;
  }

  @Override
  public Training plan(Round round) {
    Settings settings = round.settings(Settings.class);
    TaskBuilder origin = round.replicate().denseAt(settings.to());
    TaskBuilder start =
        round.masked("rewind", "rewind", new RewindParameters(), List.of(Input.weights(origin)));
    TrainParameters rest = round.arm().schedule(settings.to(), round.replicate().iterations());
    return settings.optimizer() == OptimizerState.RESTORE && settings.to() > 0
        ? round.train(start, rest, Input.optimizer(origin))
        : round.train(start, rest);
  }
}

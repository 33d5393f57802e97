package io.espalier.plan.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.LeftOut;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Treatment {@code rewind}: back to θ_k of the dense training, then the schedule from k on (Frankle
 * and Carbin 2019 for k = 0; Frankle et al. 2020 for k > 0). Pruned weights are 0, or frozen at
 * their values of then (Zhou et al. 2019).
 */
@AutoService(Descriptor.class)
public final class Rewind implements Treatment, SettingsRules {
  /**
   * Its settings.
   *
   * @param to iteration of the dense training, 0 for the initial weights
   * @param optimizer whether the optimizer starts afresh or with its state of that iteration
   * @param pruned what pruned weights are, null for 0
   */
  public record Settings(
      @Doc("Iteration of the dense training; 0 for the initial weights.")
          @Range(min = 0, max = 1e9)
          @Iterations
          @Shorthand
          long to,
      @Doc("Whether the optimizer starts afresh or with its state of that iteration.")
          @Default("fresh")
          OptimizerState optimizer,
      @Doc(
              "What pruned weights are while the others train: frozen at their values of that"
                  + " iteration, or by_movement, 0 where training had made them smaller and frozen"
                  + " elsewhere (Zhou et al. 2019). Where left out, 0.")
          @LeftOut
          @Nullable Pruned pruned) {}

  /** What pruned weights are while the others train, where that is not 0. */
  public enum Pruned {
    /** What they were at the iteration that the others go back to. */
    FROZEN,
    /** 0 where the training that the mask was made of has made them smaller, else frozen. */
    BY_MOVEMENT
  }

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
  public boolean freezes(Named chosen) {
    return chosen.settings(Settings.class).pruned() != null;
  }

  @Override
  public Training plan(Round round) {
    Settings settings = round.settings(Settings.class);
    TaskBuilder origin = round.replicate().denseAt(settings.to());
    List<Input> inputs = new ArrayList<>(List.of(Input.weights(origin)));
    if (settings.pruned() == Pruned.BY_MOVEMENT) {
      inputs.add(new Input("trained", round.scored(), "weights"));
    }
    TrainParameters rest = round.arm().schedule(settings.to(), round.replicate().iterations());
    Pruned pruned = settings.pruned();
    RewindParameters parameters = new RewindParameters();
    if (pruned != null) {
      parameters = new RewindParameters(pruned.name().toLowerCase(Locale.ROOT));
      rest = rest.freezing();
    }
    TaskBuilder start = round.masked("rewind", "rewind", parameters, inputs);
    return settings.optimizer() == OptimizerState.RESTORE && settings.to() > 0
        ? round.train(start, rest, Input.optimizer(origin))
        : round.train(start, rest);
  }
}

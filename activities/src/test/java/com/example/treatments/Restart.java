package com.example.treatments;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.RewindParameters;
import io.espalier.plan.Input;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import io.espalier.plan.treatment.Round;
import io.espalier.plan.treatment.Treatment;
import java.util.List;

/** Treatment {@code restart}: θ_k where the mask keeps it, then the whole schedule. */
public final class Restart implements Treatment, SettingsRules {
  /** Settings of {@code restart}. */
  public record Settings(
      @Doc("Iteration of the dense training whose weights are taken; 0 for the initial ones.")
          @Range(min = 0, max = 1e9)
          @Iterations
          @Shorthand
          long from) {}

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Back to the weights of an iteration of the dense training, then the whole schedule.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    long from = place.settings(Settings.class).from();
    long iterations = place.experiment().train().iterations();
    if (from >= iterations) {
      throw place.fail("from", String.valueOf(from), "less than train.iterations, " + iterations);
    }
  }

  @Override
  public boolean startsUntrained(Named chosen) {
    return chosen.settings(Settings.class).from() == 0;
  }

  @Override
  public Training plan(Round round) {
    TaskBuilder weights = round.replicate().denseAt(round.settings(Settings.class).from());
    TaskBuilder start =
        round.masked("restart", "rewind", new RewindParameters(), List.of(Input.weights(weights)));
    return round.train(start, round.arm().schedule(0, round.replicate().iterations()));
  }
}

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
import io.espalier.plan.Input;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;

/**
 * Treatment {@code rewind_reordered}: as {@link Rewind}, on another order of data. Beside an arm
 * with {@code rewind} it says how alike masks can be that differ in nothing but chance: the ceiling
 * of their similarity. The dense training and so the first mask are those of all arms.
 */
@AutoService(Descriptor.class)
public final class RewindReordered implements Treatment, SettingsRules {
  /**
   * Its settings.
   *
   * @param to iteration of the dense training, 0 for the initial weights
   * @param order which other order of data
   */
  public record Settings(
      @Doc("Iteration of the dense training; 0 for the initial weights.")
          @Range(min = 0, max = 1e9)
          @Iterations
          @Shorthand
          long to,
      @Doc("Which other order of data all its rounds see.") @Range(min = 1, max = 1e6) @Default("1")
          long order) {}

  @Override
  public String name() {
    return "rewind_reordered";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "As rewind, on another order of data: what chance alone does to masks.";
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
    return round.trainReordered(
        start,
        round.arm().schedule(settings.to(), round.replicate().iterations()),
        settings.order());
  }
}

package io.espalier.plan.protocol.dense;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.ArmName;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ArmRules;
import io.espalier.experiment.Experiment;
import io.espalier.plan.Arm;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Protocol;
import io.espalier.plan.Spot;
import io.espalier.plan.Training;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Protocol {@code extended_dense}: never prunes. After the dense training the schedule is gone
 * through again and again, the weights kept and the optimizer fresh each time, until as many
 * iterations are done as another arm's result rests on (after the extended dense training of Jin et
 * al. 2022, of which the abstract was at hand and not the code). Each round of the other arm has a
 * round here with exactly its sum of iterations; where that is no whole number of schedules, the
 * last piece is the beginning of one.
 */
@AutoService(Descriptor.class)
public final class ExtendedDense implements Protocol {
  /**
   * Its settings.
   *
   * @param asLongAs the arm whose iterations are matched, round by round
   */
  public record Settings(
      @Doc("The arm whose iterations are matched, round by round.") @ArmName @Shorthand
          String asLongAs) {}

  @Override
  public String name() {
    return "extended_dense";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Never prunes; repeats the schedule for as many iterations as another arm.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    return ArmRules.rounds(chosen.settings(Settings.class).asLongAs(), experiment, catalog);
  }

  @Override
  public void plan(Arm arm) {
    // All draws of a round rest on equally many iterations.
    List<PlannedResult> others =
        arm.replicate().results(arm.settings(Settings.class).asLongAs()).stream()
            .filter(other -> other.draw() == 1)
            .toList();
    Map<Integer, Training> trained = new HashMap<>();
    Repeated repeated = new Repeated(arm);
    others.stream()
        .filter(other -> other.round() > 0)
        .sorted(
            Comparator.comparing(PlannedResult::iterationsTotal)
                .thenComparing(PlannedResult::round))
        .forEach(
            other ->
                trained.put(
                    other.round(),
                    repeated.upTo(arm.round(other.round()), other.iterationsTotal())));
    for (PlannedResult other : others) {
      if (other.round() == 0) {
        arm.dense(1, other.prunable());
      } else {
        Spot spot = arm.round(other.round());
        Training training = Objects.requireNonNull(trained.get(other.round()));
        spot.result(
            training,
            null,
            spot.evaluate("evaluate", training.task(), List.of()),
            other.prunable());
      }
    }
  }
}

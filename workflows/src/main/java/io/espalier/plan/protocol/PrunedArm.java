package io.espalier.plan.protocol;

import io.espalier.catalog.setting.Named;
import io.espalier.operator.ShrinkParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import io.espalier.plan.protocol.PruneAndTrain.Settings;
import io.espalier.plan.treatment.Round;
import io.espalier.plan.treatment.Treatment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Plans one arm that prunes and trains, round by round. */
final class PrunedArm {
  private final Arm arm;
  private final Named chosen;
  private final Treatment treatment;
  private final Masks masks;
  private final int draws;

  /** What the next round of each draw, from 1, goes on from. */
  private final TaskBuilder[] trained;

  PrunedArm(Arm arm, Settings settings) {
    Replicate replicate = arm.replicate();
    this.arm = arm;
    this.chosen = settings.afterPrune();
    this.treatment = replicate.catalog().get(Treatment.class, chosen.name());
    this.masks = Masks.of(replicate, settings);
    this.draws = treatment.draws(chosen);
    this.trained = new TaskBuilder[draws + 1];
    Arrays.fill(trained, replicate.dense());
  }

  void plan() {
    for (int draw = 1; draw <= draws; draw++) {
      arm.dense(draw, masks.prunable());
    }
    for (int round = 1; round <= masks.rounds(); round++) {
      for (int draw = 1; draw <= draws; draw++) {
        add(arm.round(round, draw, draws));
      }
    }
  }

  private void add(Spot spot) {
    Masks.Made mask = masks.add(spot, trained[spot.draw()]);
    List<Input> shrinking = masks.shrink() ? List.of(shrink(spot, mask.task())) : List.of();
    List<Input> inputs = new ArrayList<>(List.of(Input.mask(mask.task())));
    inputs.addAll(shrinking);
    int rounds = masks.fromDense() ? 0 : spot.round() - 1;
    Training training =
        treatment.plan(
            new Round(spot, chosen, trained[spot.draw()], rounds, mask.scored(), inputs));
    TaskBuilder evaluation = spot.evaluate("evaluate", training.task(), shrinking);
    if (!masks.fromDense()) {
      trained[spot.draw()] = training.task();
    }
    spot.result(training, mask.task(), evaluation, masks.prunable());
  }

  private Input shrink(Spot spot, TaskBuilder mask) {
    Record parameters = new ShrinkParameters(arm.replicate().network().name());
    return Input.of(
        "shrinking", spot.task("shrink", "shrink", parameters, List.of(Input.mask(mask))));
  }
}

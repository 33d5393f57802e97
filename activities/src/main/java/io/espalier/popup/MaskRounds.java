package io.espalier.popup;

import io.espalier.operator.EvaluateParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;

/** A round whose mask is trained at the replicate's initial weights. */
final class MaskRounds {
  private MaskRounds() {}

  static void add(Arm arm, int round, TrainMaskOperator.Parameters parameters) {
    Replicate replicate = arm.replicate();
    Spot spot = arm.round(round);
    TaskBuilder start = replicate.denseAt(0);
    TaskBuilder trained =
        spot
            .task(
                "train_mask",
                "train_mask",
                parameters,
                List.of(Input.weights(start), Input.of("split", replicate.split())))
            .stream("order", replicate.seed(), replicate.path())
            .stream("scores", replicate.seed(), replicate.path(round));
    TaskBuilder evaluation =
        spot.task(
            "evaluate",
            "evaluate",
            new EvaluateParameters(replicate.network().name()),
            List.of(
                Input.weights(trained), Input.mask(trained), Input.of("split", replicate.split())));
    spot.result(
        new Training(start, trained, parameters.iterations()),
        trained,
        evaluation,
        replicate.weights());
  }
}

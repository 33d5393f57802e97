package io.espalier.plan.protocol;

import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schedule from the initial weights on, divided where masks are made: each piece goes on from
 * the weights and the optimizer of the one before, whose state is 0 for what the mask prunes.
 */
final class TrainingChain {
  private final Arm arm;
  private final Replicate replicate;
  private final Spot spot;
  private final List<String> pieces = new ArrayList<>();
  private TaskBuilder weights;
  private long position;

  TrainingChain(Arm arm, Spot spot) {
    this.arm = arm;
    this.replicate = arm.replicate();
    this.spot = spot;
    this.weights = replicate.denseAt(0);
  }

  /**
   * Trains up to an iteration and returns the task with the weights of that moment.
   *
   * @param mask what prunes on the way, null for nothing
   */
  TaskBuilder trainTo(long at, @Nullable TaskBuilder mask) {
    if (at > position) {
      List<Input> inputs = inputs(mask);
      weights = spot.train("train_to_" + at, arm.stretch(position, at), weights, inputs).task();
      pieces.add(weights.id());
      position = at;
    }
    return weights;
  }

  /**
   * Trains to the end of the schedule, evaluates and says that this is the round's result.
   *
   * @param prunable weights that could be removed
   */
  void end(@Nullable TaskBuilder mask, long prunable) {
    long length = replicate.iterations();
    Training end = spot.train("train", arm.schedule(position, length), weights, inputs(mask));
    Training whole = new Training(replicate.denseAt(0), end.task(), length);
    TaskBuilder evaluation = spot.evaluate("evaluate", end.task(), List.of());
    spot.result(whole, pieces, mask, evaluation, prunable);
  }

  private List<Input> inputs(@Nullable TaskBuilder mask) {
    List<Input> inputs = new ArrayList<>();
    if (mask != null) {
      inputs.add(Input.mask(mask));
    }
    if (position > 0) {
      inputs.add(Input.optimizer(weights));
    }
    return inputs;
  }
}

package io.espalier.plan;

import io.espalier.catalog.setting.TrainedWeights;
import io.espalier.dag.TaskInput;
import io.espalier.operator.TrainParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a training reads of its teacher: the weights, and what the network is that has them. */
final class Teaching {
  private Teaching() {}

  /**
   * The inputs.
   *
   * @param round of the training
   * @param draw of the training; where the teacher has fewer, its last one teaches
   */
  static List<Input> inputs(Replicate replicate, TrainedWeights teacher, int round, int draw) {
    if (teacher.ofDense()) {
      return List.of(new Input(TrainParameters.TEACHER, replicate.dense(), "weights"));
    }
    String arm = teacher.arm();
    int draws = replicate.results(arm).stream().mapToInt(PlannedResult::draw).max().orElse(1);
    PlannedResult result = replicate.result(arm, teacher.roundFor(round), Math.min(draw, draws));
    TaskBuilder training = replicate.task(result.trainTask());
    List<Input> inputs = new ArrayList<>();
    inputs.add(new Input(TrainParameters.TEACHER, training, "weights"));
    // A mask says where weights are 0: not where they are frozen.
    if (result.maskTask() != null && !training.freezes()) {
      inputs.add(
          new Input(TrainParameters.TEACHER_MASK, replicate.task(result.maskTask()), "mask"));
    }
    training.inputs().stream()
        .filter(input -> input.role().equals("shrinking"))
        .map(TaskInput::fromTask)
        .filter(Objects::nonNull)
        .map(replicate::task)
        .forEach(
            task -> inputs.add(new Input(TrainParameters.TEACHER_SHRINKING, task, "shrinking")));
    return inputs;
  }
}

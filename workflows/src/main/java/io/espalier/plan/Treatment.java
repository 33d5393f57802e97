package io.espalier.plan;

import io.espalier.dag.RandomStream;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.AfterPrune;
import io.espalier.operator.FineTuneParameters;
import io.espalier.operator.ObjectiveParameters;
import io.espalier.operator.ReinitialiseParameters;
import io.espalier.operator.RewindParameters;
import io.espalier.operator.TrainParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tasks that follow a mask: what becomes of the weights, and their training. */
final class Treatment {
  private final ReplicatePlan replicate;
  private final AfterPrune settings;
  private final @Nullable ObjectiveParameters objective;

  /**
   * @param objective what is trained for, null for what always was
   */
  Treatment(ReplicatePlan replicate, AfterPrune settings, @Nullable ObjectiveParameters objective) {
    this.replicate = replicate;
    this.settings = settings;
    this.objective = objective;
  }

  /**
   * A training of one round.
   *
   * @param start task with the weights it begins from
   * @param task the training
   * @param iterations its length
   */
  record Training(String start, String task, long iterations) {}

  /** Whether a round goes on with the weights that the round before has trained. */
  boolean keepsWeights() {
    return !(settings instanceof AfterPrune.Rewind)
        && !(settings instanceof AfterPrune.Reinitialise);
  }

  /**
   * Adds the tasks of one round behind its mask.
   *
   * @param shrinking what is left of the network, empty where it stays whole
   * @param teacher what the objective learns from, empty where it has no teacher
   */
  Training add(
      Spot spot, String trained, String mask, List<TaskInput> shrinking, List<TaskInput> teacher) {
    List<TaskInput> masks = new ArrayList<>(List.of(TaskInput.of("mask", mask, "mask")));
    masks.addAll(shrinking);
    List<TaskInput> inputs = new ArrayList<>();
    String start = start(spot, trained, masks, inputs);
    TrainParameters schedule = schedule(spot).with(objective);
    inputs.add(0, TaskInput.of("weights", start, "weights"));
    inputs.addAll(1, masks);
    inputs.addAll(teacher);
    String task = spot.group() + "train";
    replicate.train(task, schedule, spot.place(), inputs);
    return new Training(start, task, schedule.until() - schedule.from());
  }

  /** Adds the task that gives the start weights; whatever else training needs goes to inputs. */
  private String start(Spot spot, String trained, List<TaskInput> masks, List<TaskInput> inputs) {
    if (settings instanceof AfterPrune.Rewind rewind) {
      String origin = replicate.denseAt(rewind.to());
      if (rewind.optimizer() == AfterPrune.OptimizerState.RESTORE && rewind.to() > 0) {
        inputs.add(TaskInput.of("optimizer", origin, "optimizer"));
      }
      return weights(spot, "rewind", new RewindParameters(), origin, masks);
    }
    if (settings instanceof AfterPrune.Reinitialise) {
      RandomStream stream = replicate.stream("reinitialise", spot.round(), spot.draw());
      return replicate
          .tasks()
          .add(
              spot.group() + "reinitialise",
              "reinitialise",
              new ReinitialiseParameters(replicate.network(), replicate.initialiser()),
              spot.place(),
              masks,
              List.of(stream));
    }
    if (settings instanceof AfterPrune.Continue) {
      inputs.add(TaskInput.of("optimizer", trained, "optimizer"));
    }
    return weights(spot, "fine_tune", new FineTuneParameters(), trained, masks);
  }

  private String weights(
      Spot spot, String operator, Record parameters, String from, List<TaskInput> masks) {
    List<TaskInput> inputs = new ArrayList<>(masks);
    inputs.add(0, TaskInput.of("weights", from, "weights"));
    return replicate
        .tasks()
        .add(spot.group() + operator, operator, parameters, spot.place(), inputs, List.of());
  }

  private TrainParameters schedule(Spot spot) {
    long end = replicate.iterations();
    if (settings instanceof AfterPrune.Rewind rewind) {
      return replicate.schedule(rewind.to(), end);
    }
    if (settings instanceof AfterPrune.LearningRateRewind rewind) {
      return replicate.schedule(rewind.to(), end);
    }
    if (settings instanceof AfterPrune.Finetune finetune) {
      long iterations = Objects.requireNonNull(finetune.iterations());
      return replicate.training(
          Objects.requireNonNull(finetune.learningRate()).parameters(iterations), 0, iterations);
    }
    if (settings instanceof AfterPrune.Continue further) {
      long iterations = Objects.requireNonNull(further.iterations());
      long from = end + (spot.round() - 1L) * iterations;
      return replicate.schedule(from, from + iterations);
    }
    return replicate.schedule(0, end);
  }
}

package io.espalier.plan;

import io.espalier.dag.Place;
import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.TrainParameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the tasks of one round of an arm go, and of one draw where it has several. */
public final class Spot {
  private final Arm arm;
  private final String prefix;
  private final Place place;
  private final int round;
  private final int draw;

  Spot(Arm arm, String prefix, Place place, int round, int draw) {
    this.arm = arm;
    this.prefix = prefix;
    this.place = place;
    this.round = round;
    this.draw = draw;
  }

  /** The arm. */
  public Arm arm() {
    return arm;
  }

  /** The round, from 1. */
  public int round() {
    return round;
  }

  /** The draw, from 1. */
  public int draw() {
    return draw;
  }

  /**
   * Adds a task.
   *
   * @param name its id within this spot: {@code prune} becomes {@code r1.ticket.03.prune}
   * @param operator name of the operator
   * @param parameters the operator's own record
   * @param inputs what it reads, in this order
   */
  public TaskBuilder task(String name, String operator, Record parameters, List<Input> inputs) {
    TaskBuilder task =
        arm.replicate().tasks().add(prefix + name, operator, parameters, place, inputs);
    arm.placed(task, round);
    return task;
  }

  /**
   * Adds a training. It reads the split and the teacher that the arm's objective may have, sees the
   * replicate's order of data and counts among the iterations of every result that rests on it.
   *
   * @param name its id within this spot
   * @param start task whose output {@code weights} it begins from
   * @param further what else it reads: a mask, the state of an optimizer, …
   */
  public Training train(
      String name, TrainParameters parameters, TaskBuilder start, List<Input> further) {
    return train(name, parameters, start, further, arm.replicate().split());
  }

  /**
   * As {@link #train(String, TrainParameters, TaskBuilder, List)}, on other examples.
   *
   * @param split task whose output {@code split} says which
   */
  public Training train(
      String name,
      TrainParameters parameters,
      TaskBuilder start,
      List<Input> further,
      TaskBuilder split) {
    return train(name, parameters, start, further, split, new long[0]);
  }

  /**
   * As {@link #train(String, TrainParameters, TaskBuilder, List)}, on another order of data than
   * all other trainings of the replicate.
   *
   * @param order which one, from 1
   */
  public Training trainReordered(
      String name, TrainParameters parameters, TaskBuilder start, List<Input> further, long order) {
    return train(name, parameters, start, further, arm.replicate().split(), new long[] {order});
  }

  private Training train(
      String name,
      TrainParameters parameters,
      TaskBuilder start,
      List<Input> further,
      TaskBuilder split,
      long[] order) {
    List<Input> inputs = new ArrayList<>(List.of(Input.weights(start)));
    inputs.addAll(further);
    inputs.addAll(arm.teacher(round, draw));
    inputs.add(Input.of("split", split));
    TaskBuilder task =
        arm.replicate().tasks().train(prefix + name, parameters, place, inputs, order);
    arm.placed(task, round);
    return new Training(start, task, parameters.until() - parameters.from());
  }

  /**
   * Adds the evaluation of a task's output {@code weights} on validation and test split.
   *
   * @param further what else it reads: what is left of a network that was shrunk
   */
  public TaskBuilder evaluate(String name, TaskBuilder trained, List<Input> further) {
    List<Input> inputs = new ArrayList<>(List.of(Input.weights(trained)));
    inputs.addAll(further);
    Replicate replicate = arm.replicate();
    inputs.add(Input.of("split", replicate.split()));
    EvaluateParameters parameters = new EvaluateParameters(replicate.network().name());
    return task(name, "evaluate", parameters, inputs);
  }

  /**
   * Says what this round gives: a row of the table of results.
   *
   * @param mask task whose output {@code mask} is used, and whose result says how much is kept;
   *     null where nothing is pruned
   * @param evaluation task whose result holds the accuracies
   * @param prunable weights that could be removed
   */
  public void result(
      Training training, @Nullable TaskBuilder mask, TaskBuilder evaluation, long prunable) {
    result(training, List.of(), mask, evaluation, prunable);
  }

  /**
   * As {@link #result(Training, TaskBuilder, TaskBuilder, long)}, of a training that goes through
   * several tasks.
   *
   * @param pieces ids of those before the last, in order
   */
  public void result(
      Training training,
      List<String> pieces,
      @Nullable TaskBuilder mask,
      TaskBuilder evaluation,
      long prunable) {
    arm.add(
        new PlannedResult(
            arm.replicate().number(),
            arm.name(),
            draw,
            round,
            prunable,
            training.iterations(),
            arm.replicate().tasks().iterationsUpTo(training.task(), arm.replicate().dense()),
            training.start().id(),
            mask == null ? null : mask.id(),
            training.task().id(),
            evaluation.id(),
            pieces));
  }
}

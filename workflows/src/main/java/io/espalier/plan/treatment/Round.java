package io.espalier.plan.treatment;

import io.espalier.catalog.setting.Named;
import io.espalier.operator.FineTuneParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.ArrayList;
import java.util.List;

/** One round and draw of an arm, after its mask: what a treatment is given, and adds tasks to. */
public final class Round {
  private final Spot spot;
  private final Named chosen;
  private final TaskBuilder trained;
  private final int trainedRounds;
  private final TaskBuilder scored;
  private final List<Input> masks;

  /**
   * A round.
   *
   * @param spot where its tasks go
   * @param chosen the treatment with its settings
   * @param trained the training that this round goes on from
   * @param trainedRounds rounds of the arm that it is the last of, 0 for the dense training
   * @param scored the training whose weights were scored for the mask
   * @param masks inputs that say what is kept: the mask itself, and what is left of the network
   *     where that becomes smaller
   */
  public Round(
      Spot spot,
      Named chosen,
      TaskBuilder trained,
      int trainedRounds,
      TaskBuilder scored,
      List<Input> masks) {
    this.spot = spot;
    this.chosen = chosen;
    this.trained = trained;
    this.trainedRounds = trainedRounds;
    this.scored = scored;
    this.masks = List.copyOf(masks);
  }

  /** The treatment's settings; see {@link Named#settings(Class)}. */
  public <S extends Record> S settings(Class<S> type) {
    return chosen.settings(type);
  }

  /** The round, from 1. */
  public int number() {
    return spot.round();
  }

  /** The draw, from 1. */
  public int draw() {
    return spot.draw();
  }

  /** The arm, which has the experiment's schedule. */
  public Arm arm() {
    return spot.arm();
  }

  /** What all arms share, such as the dense training. */
  public Replicate replicate() {
    return spot.arm().replicate();
  }

  /**
   * The training that this round goes on from: the arm's own in the round before, in round 1 and
   * with one-shot pruning the dense one.
   */
  public TaskBuilder trained() {
    return trained;
  }

  /** Rounds that the arm has trained the weights of {@link #trained}, 0 for the dense training. */
  public int trainedRounds() {
    return trainedRounds;
  }

  /**
   * The training whose weights were scored for this round's mask: the one that {@link #trained}
   * gives, or that of the arm whose masks this one takes. The dense one where a mask was made of
   * weights that no training has made.
   */
  public TaskBuilder scored() {
    return scored;
  }

  /**
   * Adds a task that gives weights where the mask keeps them, output {@code weights}: built in are
   * the operators {@code rewind}, {@code fine_tune} and {@code reinitialise}.
   *
   * @param name its id within the round
   * @param operator name of the operator; the mask is among its inputs
   * @param parameters the operator's own record
   * @param inputs what else it reads, before the mask
   */
  public TaskBuilder masked(String name, String operator, Record parameters, List<Input> inputs) {
    List<Input> all = new ArrayList<>(inputs);
    all.addAll(masks);
    return spot.task(name, operator, parameters, all);
  }

  /** Adds the task that gives the weights of a training where the mask keeps them, as they are. */
  public TaskBuilder kept(TaskBuilder training) {
    return masked(
        "fine_tune", "fine_tune", new FineTuneParameters(), List.of(Input.weights(training)));
  }

  /**
   * Adds the training, of which pruned weights stay zero, or as they are where the parameters
   * freeze them.
   *
   * @param start task whose output {@code weights} it begins from
   * @param further what else it reads, such as the state of an optimizer
   */
  public Training train(TaskBuilder start, TrainParameters parameters, Input... further) {
    List<Input> all = new ArrayList<>(masks);
    all.addAll(List.of(further));
    return spot.train("train", parameters, start, all);
  }

  /**
   * As {@link #train}, on another order of data than all other trainings of the replicate.
   *
   * @param order which one, from 1
   */
  public Training trainReordered(TaskBuilder start, TrainParameters parameters, long order) {
    return spot.trainReordered("train", parameters, start, masks, order);
  }
}

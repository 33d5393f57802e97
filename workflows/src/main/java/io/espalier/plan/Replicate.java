package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.experiment.Experiment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all arms of one replicate share while they are planned: the split, the initial weights, the
 * dense training at any iteration, and the results of arms that are planned already.
 */
public final class Replicate {
  private final Experiment experiment;
  private final Catalog catalog;
  private final NetworkDescriptor network;
  private final int number;
  private final TaskSet tasks;
  private final SharedTasks shared;
  private final Map<String, Arm> arms = new HashMap<>();

  /** A replicate without arms; see {@link SharedTasks} for the files. */
  Replicate(
      Experiment experiment,
      Catalog catalog,
      int number,
      DagBuilder dag,
      List<String> data,
      @Nullable String startWeights) {
    this.experiment = experiment;
    this.catalog = catalog;
    DataSetDescriptor set = catalog.get(DataSetDescriptor.class, experiment.data().name());
    this.network = catalog.get(NetworkDescriptor.class, experiment.model().network(set, catalog));
    this.number = number;
    this.tasks = new TaskSet(dag, experiment.seed(), number, network.drawsRandomly());
    this.shared =
        new SharedTasks(experiment, catalog, network.name(), number, tasks, data, startWeights);
  }

  /** Its number, from 1. */
  public int number() {
    return number;
  }

  /** The whole file. */
  public Experiment experiment() {
    return experiment;
  }

  /** What can be named. */
  public Catalog catalog() {
    return catalog;
  }

  /** The network. */
  public NetworkDescriptor network() {
    return network;
  }

  /** Weights of all layers that have weights, those that could be removed at most. */
  public long weights() {
    return network.layers().stream().mapToLong(LayerShape::weights).sum();
  }

  /** Length of the schedule, and of the dense training. */
  public long iterations() {
    return experiment.train().iterations();
  }

  /** The task that divides the data, output {@code split}. */
  public TaskBuilder split() {
    return shared.split();
  }

  /** The dense training, outputs {@code weights} and {@code optimizer}. */
  public TaskBuilder dense() {
    return shared.train();
  }

  /** The evaluation of the dense training. */
  public TaskBuilder denseEvaluation() {
    return shared.evaluate();
  }

  /**
   * The task whose output {@code weights} are those after some iterations of the dense training;
   * after 1 and more its output {@code optimizer} is the state of the optimizer then.
   *
   * @param iteration 0 for the initial weights, less than the schedule has
   */
  public TaskBuilder denseAt(long iteration) {
    return shared.at(iteration);
  }

  /** Seed of all random numbers. */
  public long seed() {
    return experiment.seed();
  }

  /** The path of a stream of random numbers of this replicate: its number, and what is given. */
  public long[] path(long... further) {
    return tasks.path(further);
  }

  /**
   * The results of an arm by round and draw, as far as they are planned: all of them where the arm
   * whose protocol asks names this one in its settings.
   *
   * @throws IllegalArgumentException if the arm is none, or is not planned yet
   */
  public List<PlannedResult> results(String arm) {
    Arm planned = arms.get(arm);
    if (planned == null) {
      throw new IllegalArgumentException(
          "arm: " + arm + " (expected: one that is planned before, of: " + arms.keySet() + ")");
    }
    return planned.results();
  }

  /** One result of an arm; see {@link #results}. */
  public PlannedResult result(String arm, int round, int draw) {
    return results(arm).stream()
        .filter(result -> result.round() == round && result.draw() == draw)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "arm: " + arm + ": round " + round + ", draw " + draw + " (not planned)"));
  }

  /** A task of this replicate by its id. */
  public TaskBuilder task(String id) {
    return tasks.get(id);
  }

  /** Plans an arm. */
  Arm plan(String name) {
    Arm arm = new Arm(this, name, experiment.arm(name));
    arms.put(name, arm);
    catalog.get(Protocol.class, arm.config().protocol().name()).plan(arm);
    return arm;
  }

  TaskSet tasks() {
    return tasks;
  }

  SharedTasks shared() {
    return shared;
  }
}

package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Place;
import io.espalier.experiment.Experiment;
import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.ImportWeightsParameters;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.SplitParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tasks that all arms of a replicate rest on: split, initial weights, dense training. */
final class SharedTasks {
  private final Experiment experiment;
  private final String network;
  private final int replicate;
  private final TaskSet tasks;
  private final TrainRecipe recipe;
  private final TaskBuilder split;
  private final TaskBuilder initialise;
  private final SortedMap<Long, TaskBuilder> prefixes = new TreeMap<>();
  private final TaskBuilder train;
  private final TaskBuilder evaluate;

  /**
   * Adds the tasks.
   *
   * @param data SHA-256 of the data set's files
   * @param startWeights SHA-256 of the file with the start weights, null to draw them
   */
  SharedTasks(
      Experiment experiment,
      Catalog catalog,
      String network,
      int replicate,
      TaskSet tasks,
      List<String> data,
      @Nullable String startWeights) {
    this.experiment = experiment;
    this.network = network;
    this.replicate = replicate;
    this.tasks = tasks;
    this.recipe = new TrainRecipe(experiment, catalog, network, experiment.train().objective());
    Place place = new Place(replicate, null, null, null);
    this.split = split(place, data);
    this.initialise = initialise(place, startWeights);
    List<Input> inputs = List.of(Input.weights(initialise), Input.of("split", split));
    this.train =
        tasks.train("dense.train", recipe.schedule(0, recipe.iterations()), inRound0(), inputs);
    this.evaluate =
        tasks.add(
            "dense.evaluate",
            "evaluate",
            new EvaluateParameters(network),
            inRound0(),
            List.of(Input.weights(train), Input.of("split", split)));
  }

  TaskBuilder split() {
    return split;
  }

  TaskBuilder train() {
    return train;
  }

  TaskBuilder evaluate() {
    return evaluate;
  }

  /** The task whose output {@code weights} are those of an iteration of the dense training. */
  TaskBuilder at(long iteration) {
    if (iteration == 0) {
      return initialise;
    }
    return prefixes.computeIfAbsent(iteration, this::prefix);
  }

  /** All of them, in the order in which they are planned. */
  List<TaskBuilder> inOrder() {
    List<TaskBuilder> all = new ArrayList<>(List.of(split, initialise));
    all.addAll(prefixes.values());
    all.add(train);
    all.add(evaluate);
    return all;
  }

  private TaskBuilder prefix(long until) {
    TaskBuilder task =
        tasks.train(
            "dense.train_to_" + until,
            recipe.prefix(until),
            inRound0(),
            List.of(Input.weights(initialise), Input.of("split", split)));
    tasks.isPrefix(task);
    return task;
  }

  private TaskBuilder split(Place place, List<String> data) {
    SplitParameters parameters = experiment.data().parameters();
    TaskBuilder task = tasks.add("split", "split", parameters, place, List.of());
    data.forEach(digest -> task.artifact("data", digest));
    task.stream("split", experiment.seed(), tasks.path());
    if (parameters.subset() != null) {
      task.stream("subset", experiment.seed(), tasks.path());
    }
    if (parameters.labelNoise() != null) {
      task.stream("label-noise", experiment.seed(), tasks.path());
    }
    return task;
  }

  private TaskBuilder initialise(Place place, @Nullable String startWeights) {
    if (startWeights != null) {
      Record parameters = new ImportWeightsParameters(network, experiment.model().tensors());
      return tasks
          .add("initialise", "import_weights", parameters, place, List.of())
          .artifact("file", startWeights);
    }
    Record parameters = new InitialiseParameters(network, experiment.model().initialiserId());
    return tasks.add("initialise", "initialise", parameters, place, List.of()).stream(
        "initialise", experiment.seed(), tasks.path());
  }

  private Place inRound0() {
    return new Place(replicate, null, null, 0);
  }
}

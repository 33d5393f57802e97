package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.ObjectiveDescriptor;
import io.espalier.catalog.OptimizerDescriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.AfterPrune;
import io.espalier.experiment.ArmConfig;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.TrainConfig;
import io.espalier.experiment.read.Settings;
import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.ImportWeightsParameters;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.ObjectiveParameters;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.TrainParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One replicate: the dense network that all arms share, then the arms, round by round. */
final class ReplicatePlan {
  private final Experiment experiment;
  private final TrainConfig train;
  private final List<String> data;
  private final @Nullable String startWeights;
  private final String network;
  private final int replicate;
  private final TaskList tasks;
  private final Catalog catalog;
  private final Map<String, ArmPlan> arms = new HashMap<>();

  ReplicatePlan(
      Experiment experiment,
      Catalog catalog,
      List<String> data,
      @Nullable String startWeights,
      int replicate,
      TaskList tasks) {
    this.experiment = experiment;
    this.train = experiment.train();
    this.catalog = catalog;
    this.data = data;
    this.startWeights = startWeights;
    this.network =
        experiment.model().network(catalog.get(DataSetDescriptor.class, experiment.data().name()));
    this.replicate = replicate;
    this.tasks = tasks;
  }

  /** Adds the tasks of this replicate and says which make each result. */
  List<PlannedResult> plan() {
    split();
    initialise();
    dense();
    List<ArmPlan> ordered = new ArrayList<>();
    int rounds = 0;
    for (String name : sourcesFirst()) {
      ArmConfig arm = experiment.arm(name);
      ArmPlan source = arm.masksFrom() == null ? null : arms.get(arm.masksFrom());
      ArmPlan planned = new ArmPlan(this, name, arm, source);
      arms.put(name, planned);
      ordered.add(planned);
      rounds = Math.max(rounds, planned.rounds());
    }
    for (int round = 1; round <= rounds; round++) {
      for (ArmPlan arm : ordered) {
        if (round <= arm.rounds()) {
          arm.addRoundsUpTo(round);
        }
      }
    }
    List<PlannedResult> results = new ArrayList<>();
    experiment
        .arms()
        .keySet()
        .forEach(name -> results.addAll(Objects.requireNonNull(arms.get(name)).results()));
    return results;
  }

  private void split() {
    List<TaskInput> files = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      files.add(new TaskInput("data", i, null, null, data.get(i)));
    }
    SplitParameters split = experiment.data().parameters();
    List<RandomStream> streams = new ArrayList<>(List.of(stream("split")));
    if (split.subset() != null) {
      streams.add(stream("subset"));
    }
    if (split.labelNoise() != null) {
      streams.add(stream("label-noise"));
    }
    tasks.add(id("split"), "split", split, place(), files, streams);
  }

  private void initialise() {
    if (startWeights != null) {
      tasks.add(
          id("initialise"),
          "import_weights",
          new ImportWeightsParameters(network, experiment.model().tensors()),
          place(),
          List.of(new TaskInput("file", 0, null, null, startWeights)),
          List.of());
      return;
    }
    tasks.add(
        id("initialise"),
        "initialise",
        new InitialiseParameters(network, initialiser()),
        place(),
        List.of(),
        List.of(stream("initialise")));
  }

  private void dense() {
    TaskInput start = TaskInput.of("weights", id("initialise"), "weights");
    for (long until : rewindPoints()) {
      // Nothing is looked at on the way: these are the first iterations of the dense training.
      TrainParameters prefix = parameters(rate(), 0, until, 0, "final");
      train(id("dense.train_to_" + until), prefix, place(0), List.of(start));
    }
    train(denseTrain(), schedule(0, train.iterations()), place(0), List.of(start));
    evaluate(denseEvaluate(), denseTrain(), place(0), List.of());
  }

  private Set<Long> rewindPoints() {
    Set<Long> points = new TreeSet<>();
    for (ArmConfig arm : experiment.arms().values()) {
      if (arm.afterPrune() instanceof AfterPrune.Rewind rewind && rewind.to() > 0) {
        points.add(rewind.to());
      }
    }
    return points;
  }

  /** Names of the arms, each behind the one whose masks it takes. */
  private List<String> sourcesFirst() {
    List<String> ordered = new ArrayList<>();
    while (ordered.size() < experiment.arms().size()) {
      int before = ordered.size();
      experiment
          .arms()
          .forEach(
              (name, arm) -> {
                String source = arm.masksFrom();
                if (!ordered.contains(name) && (source == null || ordered.contains(source))) {
                  ordered.add(name);
                }
              });
      if (ordered.size() == before) {
        throw new IllegalArgumentException("arms: masks_from leads in a circle");
      }
    }
    return ordered;
  }

  /** Adds a training behind the tasks it reads from; the split is always among them. */
  void train(String id, TrainParameters parameters, Place place, List<TaskInput> inputs) {
    List<TaskInput> all = new ArrayList<>(inputs);
    all.add(splitInput());
    List<RandomStream> streams = new ArrayList<>(List.of(stream("order")));
    if (parameters.augment() != null) {
      streams.add(stream("augment"));
    }
    tasks.add(id, "train", parameters, place, all, streams);
  }

  /** Adds the evaluation of what a training gave out; the split is always among its inputs. */
  void evaluate(String id, String trainTask, Place place, List<TaskInput> further) {
    List<TaskInput> inputs = new ArrayList<>(further);
    inputs.add(0, TaskInput.of("weights", trainTask, "weights"));
    inputs.add(splitInput());
    tasks.add(id, "evaluate", new EvaluateParameters(network()), place, inputs, List.of());
  }

  /** The experiment's own schedule over a stretch of iterations. */
  TrainParameters schedule(long from, long until) {
    return training(rate(), from, until);
  }

  private LearningRateParameters rate() {
    return train.learningRate().parameters(train.iterations());
  }

  /** A training with the experiment's optimizer and batch under any schedule. */
  TrainParameters training(LearningRateParameters rate, long from, long until) {
    // Without a validation split there is nothing to look at, however often.
    long every = experiment.data().validation() == 0 ? 0 : train.evaluateEvery();
    return parameters(rate, from, until, every, train.select().id());
  }

  private TrainParameters parameters(
      LearningRateParameters rate, long from, long until, long evaluateEvery, String select) {
    return new TrainParameters(
        network(),
        catalog
            .get(OptimizerDescriptor.class, train.optimizer().name())
            .parameters(train.optimizer().settings()),
        rate,
        train.batch(),
        from,
        until,
        evaluateEvery,
        select,
        train.labelSmoothing() == 0 ? null : train.labelSmoothing(),
        train.augment().parameters(),
        objective(train.objective()));
  }

  /** What trainings say of an objective: nothing where it is the one that always was. */
  @Nullable ObjectiveParameters objective(Named objective) {
    return objective.name().equals(ObjectiveDescriptor.CROSS_ENTROPY)
        ? null
        : new ObjectiveParameters(objective.name(), Settings.changed(objective, catalog));
  }

  /** An arm, its rounds planned or not. */
  ArmPlan arm(String name) {
    return Objects.requireNonNull(arms.get(name), name);
  }

  /** Task whose output {@code weights} are those of an iteration of the dense training. */
  String denseAt(long iteration) {
    return iteration == 0 ? id("initialise") : id("dense.train_to_" + iteration);
  }

  String denseTrain() {
    return id("dense.train");
  }

  String denseEvaluate() {
    return id("dense.evaluate");
  }

  TaskInput splitInput() {
    return TaskInput.of("split", id("split"), "split");
  }

  String id(String rest) {
    return "r" + replicate + "." + rest;
  }

  String network() {
    return network;
  }

  /** The initialiser that the file asks for, null for the network's own. */
  @Nullable String initialiser() {
    return experiment.model().initialiserId();
  }

  long iterations() {
    return train.iterations();
  }

  Catalog catalog() {
    return catalog;
  }

  TaskList tasks() {
    return tasks;
  }

  int replicate() {
    return replicate;
  }

  /** A stream of random numbers of this replicate. */
  RandomStream stream(String purpose, long... further) {
    List<Long> path = new ArrayList<>(List.of((long) replicate));
    for (long step : further) {
      path.add(step);
    }
    return new RandomStream(purpose, experiment.seed(), path);
  }

  private Place place() {
    return new Place(replicate, null, null, null);
  }

  private Place place(int round) {
    return new Place(replicate, null, null, round);
  }
}

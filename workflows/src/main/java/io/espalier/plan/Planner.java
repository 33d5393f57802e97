package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Dag;
import io.espalier.dag.Task;
import io.espalier.dag.TaskSettings;
import io.espalier.experiment.ArmOrder;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.ExperimentJson;
import io.espalier.experiment.read.Choices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns an experiment into the Dag that computes it. A pure function: the same experiment, catalog
 * and data give the same plan, byte for byte.
 *
 * <p>Nothing of a task depends on how many replicates, rounds or arms there are besides it, so that
 * raising any of them leaves every recorded step usable.
 */
public final class Planner {
  private Planner() {}

  /** Plans an experiment that draws its initial weights. */
  public static Plan plan(Experiment experiment, Catalog catalog, List<String> data) {
    return plan(experiment, catalog, data, null);
  }

  /**
   * Plans an experiment.
   *
   * @param data SHA-256 of the data set's files, in the data set's order; empty for a procedural
   *     one
   * @param startWeights SHA-256 of the file of the model's start weights, null where it names none
   */
  public static Plan plan(
      Experiment experiment, Catalog catalog, List<String> data, @Nullable String startWeights) {
    if ((startWeights == null) != (experiment.model().startWeights() == null)) {
      throw new IllegalArgumentException(
          "startWeights: " + startWeights + " for " + experiment.model().startWeights());
    }
    String executor = Objects.requireNonNull(experiment.executor(), "executor");
    DagBuilder dag = new DagBuilder(experiment.name(), catalog, null, settings(experiment.tasks()));
    List<TaskBuilder> order = new ArrayList<>();
    List<PlannedResult> results = new ArrayList<>();
    List<String> arms = ArmOrder.of(experiment);
    for (int number = 1; number <= experiment.replicates(); number++) {
      Replicate replicate = new Replicate(experiment, catalog, number, dag, data, startWeights);
      List<Arm.Placed> tasks = new ArrayList<>();
      arms.forEach(name -> tasks.addAll(replicate.plan(name).tasks()));
      experiment.arms().keySet().forEach(name -> results.addAll(replicate.results(name)));
      order.addAll(replicate.shared().inOrder());
      tasks.stream()
          .sorted(Comparator.comparing(Arm.Placed::round))
          .forEach(placed -> order.add(placed.task()));
    }
    List<PlannedAnalysis> analyses =
        AnalysisPlanner.plan(experiment, catalog, dag.inOrder(order), order, results);
    ClaimPlanner.plan(experiment, dag, results);
    Dag planned = dag.build(executor);
    TestDataCheck.check(planned.tasks(), catalog);
    return new Plan(
        PlanJson.VERSION,
        PlanJson.normal(ExperimentJson.of(experiment)),
        executor,
        planned,
        results,
        plugins(experiment, catalog, planned.tasks()),
        null,
        analyses);
  }

  /**
   * Plans a Dag written in Java.
   *
   * @param params its parameters, such as {@code times=3}; later ones win, values are YAML
   * @throws io.espalier.experiment.read.ExperimentException for the first parameter that does not
   *     fit
   * @throws IllegalArgumentException if its tasks do not fit together or name what does not exist
   */
  public static Plan plan(DagDefinition definition, List<String> params, Catalog catalog) {
    DagBuilder builder =
        new DagBuilder(
            definition.name(),
            catalog,
            DagParams.read(definition, params, catalog),
            TaskSettings.DEFAULTS);
    definition.define(builder);
    return builder.plan();
  }

  private static TaskSettings settings(Experiment.TasksConfig tasks) {
    return TaskSettings.builder()
        .retries(tasks.retries())
        .retryDelaySeconds(tasks.retryDelay())
        .build();
  }

  private static Map<String, String> plugins(
      Experiment experiment, Catalog catalog, List<Task> tasks) {
    List<Descriptor> used = new ArrayList<>();
    var unused =
        Choices.map(
            experiment,
            choice -> {
              used.add(catalog.get(choice.kind(), choice.named().name()));
              return choice.named();
            });
    DataSetDescriptor data = catalog.get(DataSetDescriptor.class, experiment.data().name());
    used.add(catalog.get(NetworkDescriptor.class, experiment.model().network(data, catalog)));
    tasks.forEach(task -> used.add(catalog.get(OperatorDescriptor.class, task.operator())));
    Map<String, String> digests = new TreeMap<>();
    for (Descriptor descriptor : used) {
      String digest = catalog.plugins().get(Catalog.id(descriptor));
      if (digest != null) {
        digests.put(Catalog.id(descriptor), digest);
      }
    }
    return digests;
  }
}

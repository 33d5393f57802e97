package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Dag;
import io.espalier.dag.Task;
import io.espalier.dag.TaskSettings;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.ExperimentJson;
import io.espalier.experiment.read.Choices;
import java.util.ArrayList;
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
    TaskList tasks = new TaskList(catalog, settings(experiment.tasks()), executor);
    List<PlannedResult> results = new ArrayList<>();
    for (int replicate = 1; replicate <= experiment.replicates(); replicate++) {
      results.addAll(
          new ReplicatePlan(experiment, catalog, data, startWeights, replicate, tasks).plan());
    }
    return new Plan(
        PlanJson.VERSION,
        PlanJson.normal(ExperimentJson.of(experiment)),
        executor,
        new Dag(experiment.name(), tasks.tasks()),
        results,
        plugins(experiment, catalog, tasks.tasks()));
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
        new DagBuilder(definition.name(), catalog, DagParams.read(definition, params, catalog));
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
            (kind, choice, path, around) -> {
              used.add(catalog.get(kind, choice.name()));
              return choice;
            });
    DataSetDescriptor data = catalog.get(DataSetDescriptor.class, experiment.data().name());
    used.add(catalog.get(NetworkDescriptor.class, experiment.model().network(data)));
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

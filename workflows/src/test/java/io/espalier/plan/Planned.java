package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.TestCatalog;
import io.espalier.dag.Task;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Plans of small experiment files, for tests. */
public final class Planned {
  private Planned() {}

  /**
   * A file whose dense training has 100 iterations.
   *
   * @param prune the line {@code prune: …}, or empty
   * @param arms what stands under {@code arms:}, two spaces before each arm
   */
  public static String file(String prune, String arms) {
    return """
        name: small
        data: {name: mnist, validation: 5000}
        model: lenet-300-100
        train: {optimizer: adam, learning_rate: 0.1, batch: 60, iterations: 100}
        %s
        arms:
        %s"""
        .formatted(prune, arms.indent(2).stripTrailing());
  }

  /** The experiment of a file. */
  public static Experiment experiment(String file) {
    return experiment(TestCatalog.get(), file);
  }

  /** The experiment of a file whose errors call it {@code small.yaml}. */
  public static Experiment experiment(Catalog catalog, String file) {
    return Experiments.parse("small.yaml", file.getBytes(StandardCharsets.UTF_8), catalog);
  }

  /** The plan of a file. */
  public static Plan plan(String file) {
    return plan(TestCatalog.get(), file);
  }

  /** The plan of a file. */
  public static Plan plan(Catalog catalog, String file) {
    return Planner.plan(experiment(catalog, file), catalog, List.of("a".repeat(64)));
  }

  /** The tasks of a plan by their ids. */
  public static Map<String, Task> tasks(Plan plan) {
    return plan.dag().tasks().stream()
        .collect(Collectors.toMap(task -> task.node().taskId(), Function.identity()));
  }

  /** A task of a plan. */
  public static Task task(Plan plan, String id) {
    return Objects.requireNonNull(tasks(plan).get(id), id);
  }

  /** The results of an arm in a plan. */
  public static List<PlannedResult> results(Plan plan, String arm) {
    return plan.results().stream().filter(result -> result.arm().equals(arm)).toList();
  }

  /** Iterations behind each result of an arm, from round 0. */
  public static List<Long> totals(Plan plan, String arm) {
    return results(plan, arm).stream()
        .filter(result -> result.draw() == 1)
        .map(PlannedResult::iterationsTotal)
        .toList();
  }
}

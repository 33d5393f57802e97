package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.engine.Executor;
import io.espalier.model.Network;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Plan;

/**
 * How many trainings of a plan run at the same time on this machine: one a core, fewer where they
 * would not fit into the memory.
 *
 * @param trainers how many, at least 1
 * @param trainerBytes memory that each needs, roughly; 0 where the plan trains no network
 */
public record SideBySide(int trainers, long trainerBytes) {
  /** The part of the Java heap that trainers may fill; the rest is for data and bookkeeping. */
  private static final double SHARE = 0.7;

  /** For this machine. */
  public static SideBySide of(Plan plan, Catalog catalog) {
    Runtime machine = Runtime.getRuntime();
    return of(plan, catalog, machine.availableProcessors(), (long) (SHARE * machine.maxMemory()));
  }

  static SideBySide of(Plan plan, Catalog catalog, int cores, long budgetBytes) {
    long largest =
        plan.dag().tasks().stream().mapToLong(task -> bytes(task, plan, catalog)).max().orElse(0);
    long fitting = largest == 0 ? cores : budgetBytes / largest;
    return new SideBySide((int) Math.max(1, Math.min(cores, fitting)), largest);
  }

  private static long bytes(Task task, Plan plan, Catalog catalog) {
    int batch = task.parameters().path("batch").asInt();
    if (batch < 1) {
      return 0;
    }
    boolean taught =
        task.inputs().stream().anyMatch(input -> input.role().equals(TrainParameters.TEACHER));
    // A teacher is open as well, and predicts as many examples.
    return (taught ? 2 : 1) * bytes(task, plan, catalog, batch);
  }

  private static long bytes(Task task, Plan plan, Catalog catalog, int batch) {
    return catalog
        .find(Network.class, task.parameters().path("network").asText())
        .map(Network::spec)
        .map(
            network ->
                catalog
                    .find(Executor.class, plan.executor())
                    .map(executor -> executor.trainerBytes(network, batch))
                    .orElseGet(() -> network.trainerBytes(batch)))
        .orElse(0L);
  }
}

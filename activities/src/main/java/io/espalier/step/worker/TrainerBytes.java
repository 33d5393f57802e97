package io.espalier.step.worker;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.engine.Executor;
import io.espalier.model.Network;
import io.espalier.operator.TrainParameters;

/** Memory that a task's training needs, roughly. */
public final class TrainerBytes {
  /** The part of the Java heap that trainers may fill; the rest is for data and bookkeeping. */
  private static final double SHARE = 0.7;

  private TrainerBytes() {}

  /** What trainers may fill together in this process. */
  public static long budget() {
    return (long) (SHARE * Runtime.getRuntime().maxMemory());
  }

  /**
   * Bytes of one task's training, 0 where it trains no network.
   *
   * @param executor name of the plan's executor
   */
  public static long of(Task task, String executor, Catalog catalog) {
    int batch = task.parameters().path("batch").asInt();
    if (batch < 1) {
      return 0;
    }
    boolean taught =
        task.inputs().stream().anyMatch(input -> input.role().equals(TrainParameters.TEACHER));
    // A teacher is open as well, and predicts as many examples.
    return (taught ? 2 : 1) * of(task, executor, catalog, batch);
  }

  private static long of(Task task, String executor, Catalog catalog, int batch) {
    return catalog
        .find(Network.class, task.parameters().path("network").asText())
        .map(Network::spec)
        .map(
            network ->
                catalog
                    .find(Executor.class, executor)
                    .map(known -> known.trainerBytes(network, batch))
                    .orElseGet(() -> network.trainerBytes(batch)))
        .orElse(0L);
  }
}

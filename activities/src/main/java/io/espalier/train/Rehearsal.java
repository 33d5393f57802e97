package io.espalier.train;

import io.espalier.catalog.Catalog;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.engine.BatchSource;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.Initialisation;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Plan;
import io.espalier.random.RandomSource;
import io.espalier.step.Parameters;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Trains a plan's network on noise while the run is being prepared, so that the JVM has compiled
 * the arithmetic when the first training begins. Nothing of it is kept.
 */
public final class Rehearsal {
  /** Enough for the last of its methods to be compiled. */
  private static final int ITERATIONS = 400;

  private Rehearsal() {}

  /**
   * Rehearses on the calling thread, where the plan's executor is Java code at all and its network
   * is fully connected: an iteration of a large convolutional one would last into the training, and
   * need as much memory.
   *
   * @param over asked between iterations: whether to stop
   * @throws IllegalArgumentException when the plan's parameters are unfit, which the training
   *     itself will say too
   */
  public static void run(
      Plan plan, Catalog catalog, List<Executor> executors, BooleanSupplier over) {
    executors.stream()
        .filter(executor -> executor.name().equals(plan.executor()) && executor.isJava())
        .forEach(executor -> rehearse(plan, catalog, executor, over));
  }

  private static void rehearse(
      Plan plan, Catalog catalog, Executor executor, BooleanSupplier over) {
    TrainOperator operator = new TrainOperator();
    Task training =
        plan.dag().tasks().stream()
            .filter(task -> task.operator().equals(operator.name()))
            .findFirst()
            .orElse(null);
    if (training == null) {
      return;
    }
    TrainParameters parameters = Parameters.read(operator, training.parameters());
    catalog
        .find(Network.class, parameters.network())
        .map(Network::spec)
        .filter(NetworkSpec::fullyConnected)
        .ifPresent(spec -> train(spec, parameters, executor, over));
  }

  private static void train(
      NetworkSpec spec, TrainParameters parameters, Executor executor, BooleanSupplier over) {
    RandomSource random = RandomSource.of(new RandomStream("rehearse", 0, List.of()));
    TrainingState start = TrainingState.fresh(Initialisation.weights(spec, random), null);
    Optimizer optimizer = TrainOperator.optimizer(parameters.optimizer());
    BatchSource noise = new Noise(spec, parameters.batch());
    try (Session session = executor.open(spec, start, optimizer)) {
      for (int i = 0; i < ITERATIONS && !over.getAsBoolean(); i++) {
        session.train(noise, i, i + 1, iteration -> 1e-6);
      }
    }
  }

  /** The same noise in every batch. */
  private static final class Noise implements BatchSource {
    private final int batch;
    private final int classes;
    private final float[] values;

    Noise(NetworkSpec spec, int batch) {
      this.batch = batch;
      this.classes = spec.classes();
      this.values = new float[batch * spec.inputSize()];
      Random random = new Random(0);
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
    }

    @Override
    public int batchSize() {
      return batch;
    }

    @Override
    public void fill(long iteration, float[] inputs, int[] labels) {
      System.arraycopy(values, 0, inputs, 0, values.length);
      for (int i = 0; i < batch; i++) {
        labels[i] = i % classes;
      }
    }
  }
}

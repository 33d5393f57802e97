package io.espalier.engine;

import io.espalier.dag.RandomStream;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import io.espalier.random.RandomSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Starts executors, and says why where one does not start. */
public final class ExecutorStart {
  private static final NetworkSpec TINY =
      new NetworkSpec(
          "tiny",
          List.of(1, 8, 8),
          2,
          List.of(
              new Conv(4, 3, 1, 1, true, "conv1"),
              new Relu(),
              new MaxPool(2, 2),
              new Flatten(),
              new Dense(2, "fc1")),
          Initialiser.KAIMING_NORMAL);

  private static final BatchSource ONES =
      new BatchSource() {
        @Override
        public int batchSize() {
          return 4;
        }

        @Override
        public void fill(long iteration, float[] inputs, int[] labels) {
          Arrays.fill(inputs, 1f);
          Arrays.fill(labels, 1);
        }
      };

  /**
   * What a class failed with at first: at every later use Java says only that it cannot be used.
   */
  private static final Map<Class<?>, LinkageError> FIRST = new ConcurrentHashMap<>();

  private ExecutorStart() {}

  /**
   * Loads what the executor needs.
   *
   * @throws ExecutorStartException when that fails, in whatever way
   */
  public static NumericRuntime runtime(Executor executor) {
    try {
      return executor.runtime();
    } catch (RuntimeException e) {
      throw new ExecutorStartException(executor.name(), e);
    } catch (LinkageError e) {
      throw new ExecutorStartException(
          executor.name(), FIRST.computeIfAbsent(executor.getClass(), unused -> e));
    }
  }

  /**
   * Does what a run would do: trains a convolution and a dense layer for an iteration, and predicts
   * with them.
   *
   * @throws ExecutorStartException when that fails, in whatever way
   */
  public static NumericRuntime tryOut(Executor executor) {
    NumericRuntime runtime = runtime(executor);
    RandomSource random = RandomSource.of(new RandomStream("weights", 1, List.of()));
    TrainingState state = TrainingState.fresh(Initialisation.weights(TINY, random), null);
    try (Session session = executor.open(TINY, state, Optimizer.NONE)) {
      session.train(ONES, 0, 1, iteration -> 0.1);
      session.predict(new float[64], 1);
    } catch (RuntimeException | LinkageError e) {
      throw new ExecutorStartException(executor.name(), e);
    }
    return runtime;
  }
}

package io.espalier.analyse;

import io.espalier.data.split.Subset;
import io.espalier.engine.BatchSource;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.tensor.Tensor;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes the running statistics of batch norms anew for given weights, as interpolated networks need
 * it: their activations shrink, and statistics of the ends do not fit them (Jordan et al. 2022,
 * "REPAIR", reset them so).
 */
final class BatchStatistics {
  private static final int BATCH = 100;

  private BatchStatistics() {}

  /** Whether a network has any. */
  static boolean in(NetworkSpec network) {
    return !network.bufferShapes().isEmpty();
  }

  /**
   * The tensors with statistics of some examples: those of all batches, the later ones with more
   * weight as in a training, without a trace of what was there before.
   *
   * @param tensors of the whole network; not written to
   */
  static SortedMap<String, Tensor> taken(
      Executor executor, NetworkSpec network, SortedMap<String, Tensor> tensors, Subset examples) {
    SortedMap<String, Tensor> begun = new TreeMap<>(tensors);
    network.bufferShapes().forEach((name, shape) -> begun.put(name, Tensor.zeros(shape)));
    int batch = Math.min(BATCH, examples.count());
    int batches = examples.count() / batch;
    TrainingState state = TrainingState.fresh(begun, null);
    SortedMap<String, Tensor> moved;
    try (Session session = executor.open(network, state, Optimizer.NONE)) {
      // At rate 0 an iteration moves nothing but the statistics.
      var unused = session.train(new InOrder(examples, batch), 0, batches, iteration -> 0);
      moved = session.state().parameters();
    }
    // They began at 0, so what is missing to a mean is known.
    double share = 1 - Math.pow(1 - BatchNorm.MOMENTUM, batches);
    for (String name : network.bufferShapes().keySet()) {
      Tensor statistics = Objects.requireNonNull(moved.get(name), name).copy();
      for (int i = 0; i < statistics.data().length; i++) {
        statistics.data()[i] /= (float) share;
      }
      begun.put(name, statistics);
    }
    return begun;
  }

  /** Batches of examples in their order. */
  private record InOrder(Subset examples, int batchSize) implements BatchSource {
    @Override
    public void fill(long iteration, float[] inputs, int[] labels) {
      int from = Math.toIntExact(iteration) * batchSize;
      for (int i = 0; i < batchSize; i++) {
        examples.copy(from + i, inputs, i);
        labels[i] = examples.label(from + i);
      }
    }
  }
}

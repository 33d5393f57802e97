package io.espalier.score;

import io.espalier.catalog.Granularity;
import io.espalier.engine.Executor;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/** A score context with an executor and a batch, for criteria that run the network. */
record OnExecutor(
    Executor executor,
    NetworkSpec network,
    SortedMap<String, Tensor> parameters,
    Mask mask,
    Granularity granularity,
    ScoringBatch balancedExamples)
    implements ScoreContext {

  static SortedMap<String, Tensor> scores(
      Criterion criterion,
      Executor executor,
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      Granularity granularity,
      ScoringBatch batch) {
    Mask dense = dense(network);
    return criterion.score(
        new OnExecutor(executor, network, parameters, dense, granularity, batch));
  }

  /** Keeps every weight of the network. */
  static Mask dense(NetworkSpec network) {
    SortedMap<String, boolean[]> kept = new java.util.TreeMap<>();
    network
        .weightShapes()
        .forEach(
            (name, shape) -> {
              boolean[] all = new boolean[Tensor.zeros(shape).data().length];
              java.util.Arrays.fill(all, true);
              kept.put(name, all);
            });
    return new Mask(network.weightShapes(), kept);
  }

  @Override
  public SortedMap<String, Tensor> gradients() {
    throw new IllegalStateException("not given");
  }

  @Override
  public RandomSource random() {
    throw new IllegalStateException("not given");
  }
}

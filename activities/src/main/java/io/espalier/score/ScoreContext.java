package io.espalier.score;

import io.espalier.catalog.Granularity;
import io.espalier.engine.Executor;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/** What a criterion may look at. */
public interface ScoreContext {
  /** The network. */
  NetworkSpec network();

  /** Every parameter, pruned weights +0.0; not to be written to. */
  SortedMap<String, Tensor> parameters();

  /** What is kept so far; its names are the prunable tensors. */
  Mask mask();

  /** Single weights or filters. */
  Granularity granularity();

  /** Mean gradient over the scoring examples; only where {@code needsData()}. */
  SortedMap<String, Tensor> gradients();

  /**
   * {@code prune.examples} training examples, as many of each class; only where {@code
   * needsData()}.
   */
  default ScoringBatch balancedExamples() {
    throw new IllegalStateException("examples: the criterion does not declare needsData()");
  }

  /** What the network runs on; only where {@code needsNetwork()}. */
  default Executor executor() {
    throw new IllegalStateException("executor: the criterion does not declare needsNetwork()");
  }

  /** Random numbers; only where {@code needsRandomness()}. */
  RandomSource random();
}

package io.espalier.score;

import io.espalier.catalog.Granularity;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.hessian.LossDerivatives;
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

  /**
   * Every parameter as the replicate's dense training begins with it, θ₀, not masked; not to be
   * written to. Only where {@code needsInitialWeights()}.
   */
  default SortedMap<String, Tensor> initial() {
    throw new IllegalStateException(
        "initial weights: the criterion does not declare needsInitialWeights()");
  }

  /** What is kept so far; its names are the prunable tensors. */
  Mask mask();

  /** Single weights, filters or channels. */
  Granularity granularity();

  /** Mean gradient over the scoring examples; only where {@code needsData()}. */
  SortedMap<String, Tensor> gradients();

  /**
   * {@code prune.examples} training examples drawn at random, those of {@link #gradients}, a few
   * hundred at a time; only where {@code needsData()}.
   */
  default Iterable<ScoringBatch> batches() {
    throw new IllegalStateException("examples: the criterion does not declare needsData()");
  }

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

  /**
   * Opens the network: losses and gradients of the loss, of single examples, of the outputs and by
   * activations and inputs. Only where {@code needsNetwork()}; to be closed.
   *
   * @param parameters where to open it: {@link #parameters} or any of the same shapes
   */
  default Session open(SortedMap<String, Tensor> parameters) {
    TrainingState state = TrainingState.fresh(parameters, null);
    return executor().open(network(), state, Optimizer.NONE);
  }

  /**
   * The Hessian of the mean loss over {@link #batches} at {@link #parameters}, times a direction,
   * exactly, see {@link LossDerivatives}; only where {@code needsData()} and {@code
   * needsNetwork()}.
   *
   * @param direction by parameter name; what it does not name is 0, and not in the product
   */
  default SortedMap<String, Tensor> hessianProduct(SortedMap<String, Tensor> direction) {
    MeanOverBatches mean = new MeanOverBatches();
    for (ScoringBatch batch : batches()) {
      mean.add(
          new LossDerivatives(network(), parameters(), batch.inputs(), batch.labels())
              .watched(this::goOn)
              .hessianTimes(direction),
          batch.labels().length);
    }
    return mean.get();
  }

  /**
   * The criterion's settings, every value of them.
   *
   * @param type the record that its {@code settings()} names
   */
  default <S extends Record> S settings(Class<S> type) {
    throw new IllegalStateException("settings: the criterion does not declare settings()");
  }

  /**
   * Says that the criterion is at work: cheap, to be called every few seconds by one that computes
   * for longer by itself.
   *
   * @throws io.espalier.step.StoppedException when the task is to stop
   */
  default void goOn() {}

  /** Random numbers; only where {@code needsRandomness()}. */
  RandomSource random();
}

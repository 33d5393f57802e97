package io.espalier.engine.flat;

import io.espalier.engine.Statistics;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.random.RandomSource;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forward and backward passes of a network over batches in plain arrays. Belongs to the thread that
 * makes it.
 */
public interface Passes extends AutoCloseable {
  /** The order of {@link #parameters} and {@link #gradients}. */
  FlatLayout layout();

  /** The parameters that the next pass uses, in the layout's order. */
  FloatBuffer parameters();

  /** The gradients of the last pass that computes them, in the layout's order. */
  FloatBuffer gradients();

  /** The running statistics of all batch norms. */
  List<RunningStatistics> statistics();

  /**
   * Computes the gradient of the summed loss of some examples, divided by {@code divisor}; a batch
   * norm normalises by the statistics of these examples.
   *
   * @return the sum of the losses
   */
  double differentiate(LossBatch batch, int divisor, Loss loss);

  /**
   * What layers draw from in the differentiations that follow, null for none of them drawing: only
   * the passes of a training draw.
   */
  void noise(@Nullable RandomSource iteration);

  /**
   * Differentiates the readouts of some examples with respect to all that a tracing asks for, and
   * their sum with respect to the parameters.
   *
   * @param batch {@code [≥ first + count, C, H, W]}
   */
  void trace(float[] batch, int first, int count, Tracing tracing);

  /**
   * Writes the logits of some examples to {@code target}, from index {@code first · classes} on.
   */
  void predict(float[] batch, int first, int count, Statistics statistics, float[] target);

  @Override
  void close();
}

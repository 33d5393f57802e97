package io.espalier.engine.flat;

import io.espalier.engine.BatchSource;
import io.espalier.engine.DivergedException;
import io.espalier.engine.Session;
import io.espalier.model.NetworkSpec;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.random.RandomSource;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the sessions of all executors do alike: they train in iterations, on one thread. */
public abstract class OneThreadSession implements Session {
  private final Thread owner = Thread.currentThread();
  private final NetworkSpec spec;
  private final int chunk;

  /**
   * A session that belongs to the thread that opens it.
   *
   * @param chunk examples that pass at a time where the batch is ours to cut
   */
  protected OneThreadSession(NetworkSpec spec, int chunk) {
    this.spec = spec;
    this.chunk = chunk;
  }

  /** The network. */
  protected final NetworkSpec spec() {
    return spec;
  }

  /** Examples that pass at a time where the batch is ours to cut. */
  protected final int chunk() {
    return chunk;
  }

  /** The iterations of a training with batches of one size. */
  protected interface Iterations {
    /** Where a batch is filled in: {@code [≥ size, C, H, W]}. */
    float[] inputs();

    /**
     * Passes a batch through the network.
     *
     * @param noise what layers draw from in this iteration, null where none draws
     * @return the sum of the losses
     */
    double pass(LossBatch batch, Loss loss, @Nullable RandomSource noise);

    /** Updates the parameters by the gradient of the mean loss of the last batch. */
    void update(double learningRate);
  }

  /** Begins to train. */
  protected abstract Iterations iterations(int batchSize);

  /**
   * Writes the logits of some examples to {@code target}, from index {@code first · classes} on, as
   * {@link Session#predict} gives them.
   */
  protected abstract void predict(float[] inputs, int first, int count, float[] target);

  @Override
  public final float[] train(
      BatchSource batches, Loss loss, long from, long to, LongToDoubleFunction learningRate) {
    prepare();
    int size = batches.batchSize();
    if (size < 1 || from < 0 || to < from) {
      throw new IllegalArgumentException(
          "batch "
              + size
              + ", iterations "
              + from
              + " to "
              + to
              + " (expected: batch >= 1, to >= from >= 0)");
    }
    RandomSource noise = Noise.of(spec, batches);
    Iterations iterations = iterations(size);
    float[] inputs = iterations.inputs();
    int[] labels = new int[size];
    LossBatch batch = new LossBatch(inputs, labels, 0, size, spec.inputSize(), spec.classes());
    float[] losses = new float[Math.toIntExact(to - from)];
    for (long iteration = from; iteration < to; iteration++) {
      batches.fill(iteration, inputs, labels);
      double mean = iterations.pass(batch, loss, noise == null ? null : noise.at(iteration)) / size;
      if (!Float.isFinite((float) mean)) {
        throw new DivergedException(iteration, mean);
      }
      losses[(int) (iteration - from)] = (float) mean;
      iterations.update(learningRate.applyAsDouble(iteration));
    }
    return losses;
  }

  @Override
  public final float[] predict(float[] inputs, int count) {
    prepare();
    float[] logits = new float[Math.multiplyExact(count, spec.classes())];
    for (int first = 0; first < count; first += chunk) {
      predict(inputs, first, Math.min(chunk, count - first), logits);
    }
    return logits;
  }

  /**
   * Refuses any thread but the one that opened the session; called before everything that computes.
   *
   * @throws IllegalStateException naming both threads
   */
  protected void prepare() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "thread: "
              + Thread.currentThread().getName()
              + " (expected: "
              + owner.getName()
              + ", which opened the session)");
    }
  }
}

package io.espalier.objective;

/**
 * A loss of logits, with its gradient by them: all that an executor has to know of what a network
 * is trained for. Belongs to one thread.
 *
 * <p>Equal batches and logits give equal bits, on every machine and after every restart: sums in
 * double precision and in a fixed order, exponentials and logarithms from {@link StrictMath}.
 */
@FunctionalInterface
public interface Loss {
  /**
   * The sum of the losses of a batch, and the gradient of that sum divided by {@code divisor}.
   *
   * @param logits {@code [≥ batch.count(), classes]} row-major; not to be written to
   * @param divisor at least 1: the examples of the whole batch, of which these may be a part
   * @param gradient receives {@code [batch.count(), classes]}
   * @return the sum, in nats for losses of probabilities; not finite where the training has
   *     diverged
   */
  double gradient(LossBatch batch, float[] logits, int divisor, float[] gradient);
}

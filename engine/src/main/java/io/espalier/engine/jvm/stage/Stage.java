package io.espalier.engine.jvm.stage;

import org.jspecify.annotations.Nullable;

/**
 * A step of the way through a network, with the arrays that it needs. Everything that passes is
 * feature-major, {@code [features, lanes]}; the rows of features that nothing reads hold anything.
 */
public interface Stage {
  /** Makes the outputs of a batch; they stay until the next call. */
  float[] forward(float[] inputs, Batch batch);

  /**
   * Passes the gradient of the loss on, for the batch of the last {@link #forward}, and gives the
   * parameters' gradients to the sink, after it has read their values for the last time.
   *
   * @param gradient with respect to the outputs; may be overwritten
   * @return the gradient with respect to the inputs; null where there is nothing before this stage
   */
  float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink);
}

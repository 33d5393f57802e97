package io.espalier.engine.jvm;

import io.espalier.model.Layer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected stage that keeps what passed it: the gradient of an example is their product.
 */
final class TracedStage implements Stage {
  private final Layer.Dense layer;
  private final Stage stage;
  private float @Nullable [] inputs;
  private float @Nullable [] gradient;

  TracedStage(Layer.Dense layer, Stage stage) {
    this.layer = layer;
    this.stage = stage;
  }

  Layer.Dense layer() {
    return layer;
  }

  /** Inputs of the last pass, {@code [in, lanes]}. */
  float[] inputs() {
    return Objects.requireNonNull(inputs, "a forward pass");
  }

  /** Gradients with respect to the outputs in the last pass, {@code [out, lanes]}. */
  float[] gradient() {
    return Objects.requireNonNull(gradient, "a backward pass");
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    return stage.forward(x, batch);
  }

  @Override
  public float @Nullable [] backward(float[] dy, Batch batch, GradientSink sink) {
    gradient = dy.clone();
    return stage.backward(dy, batch, sink);
  }
}

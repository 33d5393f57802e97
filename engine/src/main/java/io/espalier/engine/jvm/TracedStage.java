package io.espalier.engine.jvm;

import io.espalier.kernel.Kernels;
import io.espalier.model.Layer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected stage that keeps what passed it: the gradient of an example is their product.
 */
final class TracedStage implements Stage {
  private final Kernels kernels;
  private final Layer.Dense layer;
  private final boolean first;
  private final Stage stage;
  private float[] inputs = {};
  private @Nullable Factors factors;

  /**
   * @param first whether its inputs are the data
   */
  TracedStage(Kernels kernels, Layer.Dense layer, boolean first, Stage stage) {
    this.kernels = kernels;
    this.layer = layer;
    this.first = first;
    this.stage = stage;
  }

  /** What passed last, in arrays that nobody else writes to. */
  Factors factors() {
    return Objects.requireNonNull(factors, "a backward pass");
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    return stage.forward(x, batch);
  }

  @Override
  public float @Nullable [] backward(float[] dy, Batch batch, GradientSink sink) {
    // At once: the stage itself may work in place of the gradient.
    float[] slopes = examples(dy, layer.out(), batch);
    float[] data = first ? batch.inputs() : examples(inputs, layer.in(), batch);
    factors = new Factors(layer.name(), layer.in(), layer.out(), data, slopes);
    return stage.backward(dy, batch, sink);
  }

  private float[] examples(float[] values, int features, Batch batch) {
    float[] rows = new float[batch.count() * features + Kernels.BLOCK];
    kernels.toExamples(values, batch.lanes(), batch.count(), features, rows, features);
    return rows;
  }
}

package io.espalier.engine.jvm;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.kernel.Kernels;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected stage that keeps what passed it: the gradient of an example is their product.
 */
final class TracedStage implements Stage {
  private final Kernels kernels;
  private final String name;
  private final int in;
  private final int out;
  private final boolean first;
  private final Stage stage;
  private float[] inputs = {};
  private @Nullable Factors factors;

  /**
   * @param name of the layer
   * @param in number of its inputs
   * @param out number of its units
   * @param first whether its inputs are the data
   */
  TracedStage(Kernels kernels, String name, int in, int out, boolean first, Stage stage) {
    this.kernels = kernels;
    this.name = name;
    this.in = in;
    this.out = out;
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
    float[] slopes = examples(dy, out, batch);
    float[] data = first ? batch.inputs() : examples(inputs, in, batch);
    factors = new Factors(name, in, out, data, slopes);
    return stage.backward(dy, batch, sink);
  }

  private float[] examples(float[] values, int features, Batch batch) {
    float[] rows = new float[batch.count() * features + Kernels.BLOCK];
    kernels.toExamples(values, batch.lanes(), batch.count(), features, rows, features);
    return rows;
  }
}

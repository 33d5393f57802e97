package io.espalier.engine.jvm;

import io.espalier.engine.flat.Tracing;
import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.kernel.Kernels;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** A stage whose outputs and their gradients are written down for a {@link Tracing}. */
final class RecordedStage implements Stage {
  private final Kernels kernels;
  private final String layer;
  private final int features;
  private final Stage stage;
  private final Tracing tracing;
  private final Buffer examples = new Buffer();

  /**
   * @param layer whose activations this stage gives
   * @param features values of an example there
   */
  RecordedStage(Kernels kernels, String layer, int features, Stage stage, Tracing tracing) {
    this.kernels = kernels;
    this.layer = layer;
    this.features = features;
    this.stage = stage;
    this.tracing = tracing;
  }

  @Override
  public float[] forward(float[] inputs, Batch batch) {
    float[] outputs = stage.forward(inputs, batch);
    // At once: the stage after this one may work in place.
    write(outputs, batch, tracing.activations(layer));
    return outputs;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    write(gradient, batch, tracing.gradients(layer));
    return stage.backward(gradient, batch, sink);
  }

  private void write(float[] values, Batch batch, FloatBuffer target) {
    int count = batch.count() * features;
    float[] rows = examples.of(count);
    kernels.toExamples(values, batch.lanes(), batch.count(), features, rows, features);
    target.put(0, rows, 0, count);
  }
}

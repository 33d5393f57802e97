package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.model.layer.Elementwise;
import org.jspecify.annotations.Nullable;

/** Any non-linearity, value by value in double precision. */
final class ElementwiseStage implements Stage {
  private final Elementwise layer;
  private final int features;
  private final Buffer outputs = new Buffer();
  private float[] inputs = {};

  ElementwiseStage(Elementwise layer, int features) {
    this.layer = layer;
    this.features = features;
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    int count = features * batch.lanes();
    float[] y = outputs.of(count);
    for (int i = 0; i < count; i++) {
      y[i] = (float) layer.of(x[i]);
    }
    return y;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    for (int i = 0; i < features * batch.lanes(); i++) {
      gradient[i] = (float) (gradient[i] * layer.slope(inputs[i]));
    }
    return gradient;
  }
}

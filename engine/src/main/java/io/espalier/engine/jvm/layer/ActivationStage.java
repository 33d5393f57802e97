package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Stage;
import org.jspecify.annotations.Nullable;

/** A non-linearity, made in place of its inputs where nothing else reads them. */
final class ActivationStage implements Stage {
  private final Activations function;
  private final int features;
  private final boolean inPlace;
  private final Buffer copy = new Buffer();
  private float[] values = {};

  ActivationStage(Activations function, int features, boolean inPlace) {
    this.function = function;
    this.features = features;
    this.inPlace = inPlace;
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    int count = features * batch.lanes();
    values = x;
    if (!inPlace) {
      values = copy.of(count);
      System.arraycopy(x, 0, values, 0, count);
    }
    function.forward(values, count);
    return values;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    function.backward(values, gradient, features * batch.lanes());
    return gradient;
  }
}

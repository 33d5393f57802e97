package io.espalier.engine.jvm;

import io.espalier.kernel.Kernels;
import io.espalier.model.Layer;
import org.jspecify.annotations.Nullable;

/** An element-wise non-linearity, made in place of its inputs: no stage reads its outputs again. */
final class ActivationStage implements Stage {
  private final Kernels kernels;
  private final Layer.Activation.Kind kind;
  private final int features;
  private float[] values = {};

  ActivationStage(Kernels kernels, Layer.Activation.Kind kind, int features) {
    this.kernels = kernels;
    this.kind = kind;
    this.features = features;
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    values = x;
    int count = features * batch.lanes();
    switch (kind) {
      case RELU -> kernels.relu(x, count);
      case RELU6 -> {
        kernels.relu(x, count);
        for (int i = 0; i < count; i++) {
          x[i] = Math.min(x[i], 6f);
        }
      }
      case TANH -> {
        for (int i = 0; i < count; i++) {
          x[i] = (float) StrictMath.tanh(x[i]);
        }
      }
    }
    return x;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    int count = features * batch.lanes();
    float[] y = values;
    switch (kind) {
      case RELU -> kernels.reluGradient(y, gradient, count);
      case RELU6 -> {
        kernels.reluGradient(y, gradient, count);
        for (int i = 0; i < count; i++) {
          gradient[i] = y[i] < 6f ? gradient[i] : 0f;
        }
      }
      case TANH -> {
        for (int i = 0; i < count; i++) {
          gradient[i] *= 1 - y[i] * y[i];
        }
      }
    }
    return gradient;
  }
}

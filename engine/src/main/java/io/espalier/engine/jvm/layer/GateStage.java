package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Parameter;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** A factor for all values, or one for each channel, see {@link io.espalier.model.layer.Gate}. */
final class GateStage implements Stage {
  private final Kernels kernels;
  private final Parameter factors;
  private final int features;
  private final int area;
  private final boolean[] read;
  private final float[] gradients;
  private final Buffer outputs = new Buffer();
  private float[] inputs = {};

  /**
   * @param area values that share a factor
   * @param read which outputs something reads: the others have no gradient
   */
  GateStage(Kernels kernels, Parameter factors, int features, int area, boolean[] read) {
    this.kernels = kernels;
    this.factors = factors;
    this.features = features;
    this.area = area;
    this.read = read.clone();
    this.gradients = new float[features / area];
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    int lanes = batch.lanes();
    float[] y = outputs.of(features * lanes);
    for (int g = 0; g < gradients.length; g++) {
      kernels.scale(factors.values()[g], x, g * area * lanes, y, g * area * lanes, area * lanes);
    }
    return y;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    int lanes = batch.lanes();
    for (int g = 0; g < gradients.length; g++) {
      double slope = 0;
      for (int f = g * area; f < (g + 1) * area; f++) {
        if (read[f]) {
          slope += kernels.product(gradient, 0f, inputs, 0f, f, f + 1, lanes, batch.count());
        }
      }
      gradients[g] = (float) slope;
      int from = g * area * lanes;
      kernels.scale(factors.values()[g], gradient, from, gradient, from, area * lanes);
    }
    sink.take(factors, gradients, 0, 0, gradients.length);
    return gradient;
  }
}

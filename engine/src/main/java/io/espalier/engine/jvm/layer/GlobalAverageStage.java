package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Image;
import io.espalier.engine.jvm.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The mean of every channel over its positions, summed in their order. */
final class GlobalAverageStage implements Stage {
  private final Image in;
  private final Buffer outputs = new Buffer();
  private final Buffer inputGradient = new Buffer();

  GlobalAverageStage(Image in) {
    this.in = in;
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    int lanes = batch.lanes();
    float[] y = outputs.of(in.channels() * lanes);
    for (int c = 0; c < in.channels(); c++) {
      int to = c * lanes;
      System.arraycopy(x, c * in.area() * lanes, y, to, lanes);
      for (int p = 1; p < in.area(); p++) {
        int from = (c * in.area() + p) * lanes;
        for (int b = 0; b < lanes; b++) {
          y[to + b] += x[from + b];
        }
      }
      for (int b = 0; b < lanes; b++) {
        y[to + b] /= in.area();
      }
    }
    return y;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    int lanes = batch.lanes();
    float[] dx = inputGradient.of(in.size() * lanes);
    for (int c = 0; c < in.channels(); c++) {
      int first = c * in.area() * lanes;
      for (int b = 0; b < lanes; b++) {
        dx[first + b] = gradient[c * lanes + b] / in.area();
      }
      for (int p = 1; p < in.area(); p++) {
        System.arraycopy(dx, first, dx, first + p * lanes, lanes);
      }
    }
    return dx;
  }
}

package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Image;
import io.espalier.engine.jvm.stage.Place;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.model.layer.AveragePool;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Means over windows, summed in the order of their values. */
final class AveragePoolStage implements Stage {
  private final int size;
  private final int stride;
  private final Image in;
  private final Image out;
  private final int[] channels;
  private final Buffer outputs = new Buffer();
  private final Buffer inputGradient = new Buffer();

  /**
   * @param channels those that something reads
   */
  AveragePoolStage(AveragePool layer, Place place, int[] channels) {
    this.size = layer.size();
    this.stride = layer.step();
    this.in = place.in();
    this.out = place.out();
    this.channels = channels;
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    int lanes = batch.lanes();
    float[] y = outputs.of(out.size() * lanes);
    for (int c : channels) {
      for (int window = 0; window < out.area(); window++) {
        int to = (c * out.area() + window) * lanes;
        System.arraycopy(x, place(c, window, 0) * lanes, y, to, lanes);
        for (int value = 1; value < size * size; value++) {
          int from = place(c, window, value) * lanes;
          for (int b = 0; b < lanes; b++) {
            y[to + b] += x[from + b];
          }
        }
        for (int b = 0; b < lanes; b++) {
          y[to + b] /= size * size;
        }
      }
    }
    return y;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    int lanes = batch.lanes();
    float[] dx = inputGradient.of(in.size() * lanes);
    for (int c : channels) {
      Arrays.fill(dx, c * in.area() * lanes, (c + 1) * in.area() * lanes, 0f);
      for (int window = 0; window < out.area(); window++) {
        int from = (c * out.area() + window) * lanes;
        for (int value = 0; value < size * size; value++) {
          int to = place(c, window, value) * lanes;
          for (int b = 0; b < lanes; b++) {
            dx[to + b] += gradient[from + b] / (size * size);
          }
        }
      }
    }
    return dx;
  }

  /** Where a value of a window is among the inputs. */
  private int place(int c, int window, int value) {
    int y = window / out.width() * stride + value / size;
    int x = window % out.width() * stride + value % size;
    return (c * in.height() + y) * in.width() + x;
  }
}

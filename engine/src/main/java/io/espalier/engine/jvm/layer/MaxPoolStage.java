package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Image;
import io.espalier.engine.jvm.stage.Place;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.kernel.Kernels;
import io.espalier.model.layer.MaxPool;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Maxima over windows; the gradient goes to the first value of a window that is its maximum. */
final class MaxPoolStage implements Stage {
  private final Kernels kernels;
  private final int size;
  private final int stride;
  private final Image in;
  private final Image out;
  private final int[] channels;
  private final Buffer outputs = new Buffer();
  private final Buffer inputGradient = new Buffer();
  private final Buffer maxima = new Buffer();
  private final Buffer rest = new Buffer();
  private float[] inputs = {};

  /**
   * @param channels those that something reads
   */
  MaxPoolStage(MaxPool layer, Place place, int[] channels) {
    this.kernels = place.kernels();
    this.size = layer.size();
    this.stride = layer.step();
    this.in = place.in();
    this.out = place.out();
    this.channels = channels;
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    int lanes = batch.lanes();
    float[] y = outputs.of(out.size() * lanes);
    for (int c : channels) {
      for (int h = 0; h < out.height(); h++) {
        for (int w = 0; w < out.width(); w++) {
          maximum(c, h, w, lanes, y, ((c * out.height() + h) * out.width() + w) * lanes);
        }
      }
    }
    return y;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    int lanes = batch.lanes();
    float[] dx = inputGradient.of(in.size() * lanes);
    float[] y = maxima.of(lanes);
    float[] left = rest.of(lanes);
    for (int c : channels) {
      Arrays.fill(dx, c * in.area() * lanes, (c + 1) * in.area() * lanes, 0f);
      for (int h = 0; h < out.height(); h++) {
        for (int w = 0; w < out.width(); w++) {
          // Again, since the stage after this one may work in place.
          maximum(c, h, w, lanes, y, 0);
          int from = ((c * out.height() + h) * out.width() + w) * lanes;
          System.arraycopy(gradient, from, left, 0, lanes);
          for (int i = 0; i < size * size; i++) {
            kernels.maxGradient(inputs, place(c, h, w, i, lanes), y, left, dx, lanes);
          }
        }
      }
    }
    return dx;
  }

  private void maximum(int c, int h, int w, int lanes, float[] y, int at) {
    System.arraycopy(inputs, place(c, h, w, 0, lanes), y, at, lanes);
    for (int i = 1; i < size * size; i++) {
      kernels.max(inputs, place(c, h, w, i, lanes), y, at, lanes);
    }
  }

  /** Where a value of a window is among the inputs. */
  private int place(int c, int h, int w, int value, int lanes) {
    int y = h * stride + value / size;
    int x = w * stride + value % size;
    return ((c * in.height() + y) * in.width() + x) * lanes;
  }
}

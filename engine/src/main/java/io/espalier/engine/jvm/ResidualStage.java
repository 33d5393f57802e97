package io.espalier.engine.jvm;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sum of two ways. Neither begins with a stage that works in place. */
final class ResidualStage implements Stage {
  private final List<Stage> body;
  private final List<Stage> shortcut;
  private final int in;
  private final int out;
  private final Buffer outputs = new Buffer();
  private final Buffer inputGradient = new Buffer();
  private final Buffer second = new Buffer();

  /**
   * @param shortcut empty for the input as it is
   * @param in values of an example
   * @param out values of the sum
   */
  ResidualStage(List<Stage> body, List<Stage> shortcut, int in, int out) {
    this.body = List.copyOf(body);
    this.shortcut = List.copyOf(shortcut);
    this.in = in;
    this.out = out;
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    float[] sum = outputs.of(out * batch.lanes());
    add(forward(body, x, batch), forward(shortcut, x, batch), sum, out * batch.lanes());
    return sum;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    float[] copy = second.of(out * batch.lanes());
    System.arraycopy(gradient, 0, copy, 0, out * batch.lanes());
    float[] through = backward(body, gradient, batch, sink);
    float[] past = backward(shortcut, copy, batch, sink);
    float[] dx = inputGradient.of(in * batch.lanes());
    add(through, past, dx, in * batch.lanes());
    return dx;
  }

  private static float[] forward(List<Stage> stages, float[] x, Batch batch) {
    float[] data = x;
    for (Stage stage : stages) {
      data = stage.forward(data, batch);
    }
    return data;
  }

  private static float[] backward(
      List<Stage> stages, float[] gradient, Batch batch, GradientSink sink) {
    float[] back = gradient;
    for (int i = stages.size() - 1; i >= 0; i--) {
      back = Objects.requireNonNull(stages.get(i).backward(back, batch, sink), "a gradient");
    }
    return back;
  }

  private static void add(float[] a, float[] b, float[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = a[i] + b[i];
    }
  }
}

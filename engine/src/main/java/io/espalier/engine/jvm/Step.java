package io.espalier.engine.jvm;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Stage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One node of a network on its way over a table of values, all feature-major. */
sealed interface Step {
  /** Makes its value from those that it reads. */
  void forward(float[][] values, Batch batch);

  /**
   * Takes the gradient of its value on to those that it reads.
   *
   * @param gradients by value
   */
  void backward(Gradients gradients, Batch batch, GradientSink sink);

  /** A stage, or none where a value is the same as another. */
  record Through(@Nullable Stage stage, int from, int to) implements Step {
    @Override
    public void forward(float[][] values, Batch batch) {
      values[to] = stage == null ? values[from] : stage.forward(values[from], batch);
    }

    @Override
    public void backward(Gradients gradients, Batch batch, GradientSink sink) {
      float[] at = gradients.of(to);
      // Before the first layer with parameters nothing asks for a gradient.
      if (at != null) {
        gradients.give(from, stage == null ? at : stage.backward(at, batch, sink));
      }
    }
  }

  /** The sum of two values. */
  final class Add implements Step {
    private final int one;
    private final int other;
    private final int to;
    private final int size;
    private final Buffer sum = new Buffer();
    private final Buffer second = new Buffer();

    /**
     * @param size values of an example
     */
    Add(int one, int other, int to, int size) {
      this.one = one;
      this.other = other;
      this.to = to;
      this.size = size;
    }

    @Override
    public void forward(float[][] values, Batch batch) {
      int count = size * batch.lanes();
      float[] a = values[one];
      float[] b = values[other];
      float[] total = sum.of(count);
      for (int i = 0; i < count; i++) {
        total[i] = a[i] + b[i];
      }
      values[to] = total;
    }

    @Override
    public void backward(Gradients gradients, Batch batch, GradientSink sink) {
      int count = size * batch.lanes();
      float[] at = Objects.requireNonNull(gradients.of(to), "a gradient");
      // A copy: what takes a gradient may overwrite it.
      float[] copy = second.of(count);
      System.arraycopy(at, 0, copy, 0, count);
      gradients.give(one, at);
      gradients.give(other, copy);
    }
  }
}

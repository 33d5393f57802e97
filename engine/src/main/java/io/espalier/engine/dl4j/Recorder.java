package io.espalier.engine.dl4j;

import io.espalier.engine.flat.Tracing;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes down what passes a network while there is a {@link Tracing}. */
final class Recorder {
  private @Nullable Tracing tracing;

  /** Begins to write, or ends with null. */
  void set(@Nullable Tracing next) {
    tracing = next;
  }

  /** Whether the gradient of the inputs is wanted too. */
  boolean isActive() {
    return tracing != null;
  }

  void activations(String layer, INDArray values) {
    if (tracing != null && tracing.layers().contains(layer)) {
      copy(values, tracing.activations(layer));
    }
  }

  void gradients(String layer, INDArray values) {
    if (tracing != null && tracing.layers().contains(layer)) {
      copy(values, tracing.gradients(layer));
    }
  }

  /** Copies an array in row-major order. */
  static void copy(INDArray values, FloatBuffer target) {
    INDArray rows = values.ordering() == 'c' && !values.isView() ? values : values.dup('c');
    target.put(0, rows.data().asNioFloat(), 0, Math.toIntExact(rows.length()));
  }
}

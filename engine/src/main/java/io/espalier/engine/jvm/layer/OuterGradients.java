package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.Wiring;
import io.espalier.kernel.Kernels;

/** Makes the gradients of all weights of a fully connected layer, a few rows at a time. */
public final class OuterGradients {
  /** Takes the gradients of a row. */
  public interface Rows {
    /**
     * Takes a row.
     *
     * @param values a gradient for every input from index {@code at} on; may be overwritten
     */
    void take(int row, float[] values, int at);
  }

  private final Kernels kernels;
  private final int in;
  private final Buffer examples = new Buffer();
  private final float[] gradients;

  /**
   * @param in number of inputs
   */
  public OuterGradients(Kernels kernels, int in) {
    this.kernels = kernels;
    this.in = in;
    this.gradients = new float[Kernels.ROWS * Kernels.lanes(in)];
  }

  /**
   * Makes the gradients of every output that something reads.
   *
   * @param gradient of the loss with respect to the outputs, {@code [out, lanes]}
   * @param inputs {@code [in, lanes]}
   */
  void make(float[] gradient, float[] inputs, Batch batch, Wiring wiring, Rows sink) {
    float[] x = wiring.first() ? batch.inputs() : exampleMajor(inputs, batch);
    make(gradient, batch.lanes(), wiring.outputs(), x, batch.count(), sink);
  }

  /**
   * Makes the gradients of some outputs.
   *
   * @param gradient of the loss with respect to the outputs, {@code [out, lanes]}
   * @param x the inputs, {@code [count, in]}, with room for one block of the kernels after them
   */
  public void make(float[] gradient, int lanes, int[] rows, float[] x, int count, Rows sink) {
    for (int from = 0; from < rows.length; from += Kernels.ROWS) {
      int to = Math.min(rows.length, from + Kernels.ROWS);
      kernels.outerProducts(gradient, lanes, rows, from, to, x, in, count, gradients);
      for (int i = from; i < to; i++) {
        sink.take(rows[i], gradients, (i - from) * Kernels.lanes(in));
      }
    }
  }

  private float[] exampleMajor(float[] inputs, Batch batch) {
    float[] x = examples.of(batch.count() * in + Kernels.BLOCK);
    kernels.toExamples(inputs, batch.lanes(), batch.count(), in, x, in);
    return x;
  }
}

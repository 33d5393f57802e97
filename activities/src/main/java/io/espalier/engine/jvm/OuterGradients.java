package io.espalier.engine.jvm;

import io.espalier.kernel.Kernels;

/** Makes the gradients of all weights of a fully connected layer, a few rows at a time. */
final class OuterGradients {
  /** Takes the gradients of a row. */
  interface Rows {
    /**
     * Takes a row.
     *
     * @param values a gradient for every input from index {@code at} on; may be overwritten
     */
    void take(int row, float[] values, int at);
  }

  private final Kernels kernels;
  private final int in;
  private final Wiring wiring;
  private final Buffer examples = new Buffer();
  private final float[] gradients;

  /**
   * @param in number of inputs
   */
  OuterGradients(Kernels kernels, int in, Wiring wiring) {
    this.kernels = kernels;
    this.in = in;
    this.wiring = wiring;
    this.gradients = new float[Kernels.ROWS * Kernels.lanes(in)];
  }

  /**
   * Makes the gradients of every output that something reads.
   *
   * @param gradient of the loss with respect to the outputs, {@code [out, lanes]}
   * @param inputs {@code [in, lanes]}
   */
  void make(float[] gradient, float[] inputs, Batch batch, Rows sink) {
    float[] x = exampleMajor(inputs, batch);
    int[] rows = wiring.outputs();
    for (int from = 0; from < rows.length; from += Kernels.ROWS) {
      int to = Math.min(rows.length, from + Kernels.ROWS);
      kernels.outerProducts(
          gradient, batch.lanes(), rows, from, to, x, in, batch.count(), gradients);
      for (int i = from; i < to; i++) {
        sink.take(rows[i], gradients, (i - from) * Kernels.lanes(in));
      }
    }
  }

  private float[] exampleMajor(float[] inputs, Batch batch) {
    if (wiring.first()) {
      return batch.inputs();
    }
    float[] x = examples.of(batch.count() * in + Kernels.BLOCK);
    kernels.toExamples(inputs, batch.lanes(), batch.count(), in, x, in);
    return x;
  }
}

package io.espalier.engine.jvm;

import io.espalier.kernel.Kernels;
import io.espalier.model.Layer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A fully connected layer of which only the surviving weights are held, output by output. */
final class SparseStage implements Stage {
  private final Kernels kernels;
  private final Layer.Dense layer;
  private final Parameter weight;
  private final Bias bias;
  private final Wiring wiring;
  private final SparseRows rows;
  private final @Nullable SparseRows transposed;
  private final float[] byInput;
  private final Buffer outputs = new Buffer();
  private final Buffer inputGradient = new Buffer();
  private final float[] gradients;
  private float[] inputs = {};

  /**
   * @param kept which weights are kept, {@code [out, in]}
   */
  SparseStage(
      Kernels kernels,
      Layer.Dense layer,
      Parameter weight,
      Bias bias,
      Wiring wiring,
      boolean[] kept) {
    this.kernels = kernels;
    this.layer = layer;
    this.weight = weight;
    this.bias = bias;
    this.wiring = wiring;
    this.rows = SparseRows.of(kept, layer.out(), layer.in());
    this.transposed = wiring.first() ? null : rows.transposed(layer.in());
    this.byInput = new float[wiring.first() ? 0 : weight.values().length];
    this.gradients = new float[layer.in() + Kernels.ROOM];
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    float[] y = outputs.of(layer.out() * batch.lanes());
    kernels.multiplySparse(
        weight.values(),
        rows.starts(),
        rows.columns(),
        wiring.outputs(),
        x,
        bias.values(),
        y,
        batch.lanes());
    return y;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    float[] dx = null;
    if (transposed != null) {
      float[] values = weight.values();
      int[] source = transposed.source();
      for (int k = 0; k < byInput.length; k++) {
        byInput[k] = values[source[k]];
      }
      dx = inputGradient.of(layer.in() * batch.lanes());
      kernels.multiplySparse(
          byInput,
          transposed.starts(),
          transposed.columns(),
          wiring.inputs(),
          gradient,
          null,
          dx,
          batch.lanes());
    }
    giveWeights(gradient, batch, sink);
    bias.give(gradient, batch.lanes(), sink);
    return dx;
  }

  private void giveWeights(float[] gradient, Batch batch, GradientSink sink) {
    int[] starts = rows.starts();
    for (int output : wiring.outputs()) {
      int from = starts[output];
      int count = starts[output + 1] - from;
      kernels.innerProducts(
          gradient, output, inputs, rows.columns(), from, from + count, batch.lanes(), gradients);
      sink.take(weight, gradients, 0, from, count);
    }
    for (int dead : wiring.deadOutputs()) {
      int count = starts[dead + 1] - starts[dead];
      Arrays.fill(gradients, 0, count, 0f);
      sink.take(weight, gradients, 0, starts[dead], count);
    }
  }
}

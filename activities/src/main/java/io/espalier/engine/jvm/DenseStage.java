package io.espalier.engine.jvm;

import io.espalier.kernel.Kernels;
import io.espalier.model.Layer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A fully connected layer whose weights are held in full, {@code [out, in]}. */
final class DenseStage implements Stage {
  private final Kernels kernels;
  private final Layer.Dense layer;
  private final Parameter weight;
  private final Bias bias;
  private final Wiring wiring;
  private final Buffer outputs = new Buffer();
  private final Buffer examples = new Buffer();
  private final Buffer inputGradient = new Buffer();
  private final float[] gradients;
  private float[] inputs = {};

  DenseStage(Kernels kernels, Layer.Dense layer, Parameter weight, Bias bias, Wiring wiring) {
    this.kernels = kernels;
    this.layer = layer;
    this.weight = weight;
    this.bias = bias;
    this.wiring = wiring;
    this.gradients = new float[Kernels.ROWS * Kernels.lanes(layer.in())];
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    float[] y = outputs.of(layer.out() * batch.lanes());
    kernels.multiply(
        weight.values(),
        layer.in(),
        1,
        wiring.outputs(),
        wiring.inputs(),
        x,
        bias.values(),
        y,
        batch.lanes());
    return y;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    float[] dx = null;
    if (!wiring.first()) {
      dx = inputGradient.of(layer.in() * batch.lanes());
      kernels.multiply(
          weight.values(),
          1,
          layer.in(),
          wiring.inputs(),
          wiring.outputs(),
          gradient,
          null,
          dx,
          batch.lanes());
    }
    if (sink != GradientSink.NONE) {
      giveWeights(gradient, exampleMajor(batch), batch, sink);
      bias.give(gradient, batch.lanes(), sink);
    }
    return dx;
  }

  private float[] exampleMajor(Batch batch) {
    if (wiring.first()) {
      return batch.inputs();
    }
    int in = layer.in();
    float[] x = examples.of(batch.count() * in + Kernels.BLOCK);
    kernels.toExamples(inputs, batch.lanes(), batch.count(), in, x, in);
    return x;
  }

  private void giveWeights(float[] gradient, float[] x, Batch batch, GradientSink sink) {
    int in = layer.in();
    int[] rows = wiring.outputs();
    for (int from = 0; from < rows.length; from += Kernels.ROWS) {
      int to = Math.min(rows.length, from + Kernels.ROWS);
      kernels.outerProducts(
          gradient, batch.lanes(), rows, from, to, x, in, batch.count(), gradients);
      for (int i = from; i < to; i++) {
        sink.take(weight, gradients, (i - from) * Kernels.lanes(in), rows[i] * in, in);
      }
    }
    for (int dead : wiring.deadOutputs()) {
      Arrays.fill(gradients, 0, in, 0f);
      sink.take(weight, gradients, 0, dead * in, in);
    }
  }
}

package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Bias;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Parameter;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.engine.jvm.stage.Wiring;
import io.espalier.kernel.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A fully connected layer whose weights are held in full, {@code [out, in]}. */
final class DenseStage implements Stage {
  private final Kernels kernels;
  private final int in;
  private final int out;
  private final Parameter weight;
  private final Bias bias;
  private final Wiring wiring;
  private final Buffer outputs = new Buffer();
  private final Buffer inputGradient = new Buffer();
  private final OuterGradients all;
  private final float[] none;
  private float[] inputs = {};

  DenseStage(Kernels kernels, int in, int out, Parameter weight, Bias bias, Wiring wiring) {
    this.kernels = kernels;
    this.in = in;
    this.out = out;
    this.weight = weight;
    this.bias = bias;
    this.wiring = wiring;
    this.all = new OuterGradients(kernels, in);
    this.none = new float[wiring.deadOutputs().length == 0 ? 0 : in];
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    float[] y = outputs.of(out * batch.lanes());
    kernels.multiply(
        weight.values(),
        in,
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
      dx = inputGradient.of(in * batch.lanes());
      kernels.multiply(
          weight.values(),
          1,
          in,
          wiring.inputs(),
          wiring.outputs(),
          gradient,
          null,
          dx,
          batch.lanes());
    }
    if (sink != GradientSink.NONE) {
      giveWeights(gradient, batch, sink);
      bias.give(gradient, batch.lanes(), sink);
    }
    return dx;
  }

  private void giveWeights(float[] gradient, Batch batch, GradientSink sink) {
    all.make(
        gradient,
        inputs,
        batch,
        wiring,
        (row, values, at) -> sink.take(weight, values, at, row * in, in));
    for (int dead : wiring.deadOutputs()) {
      Arrays.fill(none, 0f);
      sink.take(weight, none, 0, dead * in, in);
    }
  }
}

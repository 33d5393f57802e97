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

/** A fully connected layer of which only the surviving weights are held, output by output. */
final class SparseStage implements Stage {
  /**
   * Where more of the weights are left, the gradients of all weights cost less than those of the
   * survivors one by one. A fixed number, as {@link NetworkBuilder#SPARSE_UP_TO}.
   */
  private static final double SINGLY_UP_TO = 0.12;

  private final Kernels kernels;
  private final int in;
  private final int out;
  private final Parameter weight;
  private final Bias bias;
  private final Wiring wiring;
  private final SurvivorRows rows;
  private final int[] pieces;
  private final @Nullable SurvivorRows transposed;
  private final int[] transposedPieces;
  private final float[] byInput;
  private final Buffer outputs = new Buffer();
  private final Buffer inputGradient = new Buffer();
  private final @Nullable OuterGradients all;
  private final float[] gradients;
  private float[] inputs = {};

  /**
   * @param kept which weights are kept, {@code [out, in]}
   */
  SparseStage(
      Kernels kernels,
      int in,
      int out,
      Parameter weight,
      Bias bias,
      Wiring wiring,
      boolean[] kept) {
    this.kernels = kernels;
    this.in = in;
    this.out = out;
    this.weight = weight;
    this.bias = bias;
    this.wiring = wiring;
    this.rows = SurvivorRows.of(kept, out, in);
    this.pieces = rows.pieces(wiring.outputs(), in);
    this.transposed = wiring.first() ? null : rows.transposed(in);
    this.transposedPieces =
        transposed == null ? new int[0] : transposed.pieces(wiring.inputs(), out);
    this.byInput = new float[wiring.first() ? 0 : weight.values().length];
    boolean many = weight.values().length > SINGLY_UP_TO * kept.length;
    this.all = many ? new OuterGradients(kernels, in) : null;
    this.gradients = new float[in + Kernels.ROOM];
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    float[] y = outputs.of(out * batch.lanes());
    kernels.multiplySparse(
        weight.values(),
        rows.columns(),
        pieces,
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
      dx = inputGradient.of(in * batch.lanes());
      kernels.multiplySparse(
          byInput,
          transposed.columns(),
          transposedPieces,
          wiring.inputs(),
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
    int[] starts = rows.starts();
    if (all != null) {
      all.make(
          gradient, inputs, batch, wiring, (row, values, at) -> giveRow(row, values, at, sink));
    } else {
      for (int output : wiring.outputs()) {
        int from = starts[output];
        int to = starts[output + 1];
        kernels.innerProducts(
            gradient, output, inputs, rows.columns(), from, to, batch.lanes(), gradients);
        sink.take(weight, gradients, 0, from, to - from);
      }
    }
    for (int dead : wiring.deadOutputs()) {
      int count = starts[dead + 1] - starts[dead];
      Arrays.fill(gradients, 0, count, 0f);
      sink.take(weight, gradients, 0, starts[dead], count);
    }
  }

  /** Gives the survivors' gradients out of those of all weights of a row. */
  private void giveRow(int row, float[] values, int at, GradientSink sink) {
    int from = rows.starts()[row];
    int to = rows.starts()[row + 1];
    int[] columns = rows.columns();
    for (int k = from; k < to; k++) {
      gradients[k - from] = values[at + columns[k]];
    }
    sink.take(weight, gradients, 0, from, to - from);
  }
}

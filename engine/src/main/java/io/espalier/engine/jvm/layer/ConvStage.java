package io.espalier.engine.jvm.layer;

import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Bias;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Image;
import io.espalier.engine.jvm.stage.Parameter;
import io.espalier.engine.jvm.stage.Place;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.engine.jvm.stage.Wiring;
import io.espalier.kernel.Convolutions;
import io.espalier.kernel.Kernels;
import io.espalier.kernel.Plane;
import io.espalier.model.layer.ConvShape;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of which only the surviving weights are held, filter by filter; all of them where
 * nothing is pruned. {@link Wiring} is that of its channels.
 *
 * <p>The gradient of the inputs is a convolution too: of the gradients of the outputs, spread by
 * the stride, with the kernels turned by half.
 */
final class ConvStage implements Stage {
  private final Convolutions convolutions;
  private final Image in;
  private final Image out;
  private final Parameter weight;
  private final @Nullable Bias bias;
  private final Wiring wiring;
  private final Filters filters;
  private final @Nullable Filters back;
  private final Plane inside;
  private final Plane positions;
  private final Plane spread;
  private final Plane turned;
  private final float[] turnedWeights;
  private final Buffer sums;
  private final float[] gradients;
  private final Buffer packed = new Buffer();
  private final Buffer packedGradient = new Buffer();
  private final Buffer outputs = new Buffer();
  private final Buffer inputGradient = new Buffer();

  /**
   * @param kept which weights are kept, {@code [out, in / groups, kernel, kernel]}; null for all of
   *     them
   */
  ConvStage(
      ConvShape layer,
      Place place,
      Parameter weight,
      @Nullable Bias bias,
      Wiring wiring,
      boolean @Nullable [] kept) {
    this.convolutions = new Convolutions(place.kernels());
    this.in = place.in();
    this.out = place.out();
    this.weight = weight;
    this.bias = bias;
    this.wiring = wiring;
    int padding = layer.padding();
    int height = in.height() + 2 * padding;
    int width = in.width() + 2 * padding;
    this.filters = Filters.of(layer, kept, height, width);
    this.inside = Plane.of(layer.in(), height, width, padding, 1);
    this.positions = Plane.of(layer.in(), height, width, 0, layer.stride());
    int border = layer.kernel() - 1;
    int backHeight = in.height() + border;
    int backWidth = in.width() + border;
    this.back = wiring.first() ? null : filters.transposed(layer, backHeight, backWidth);
    this.spread = Plane.of(layer.out(), backHeight, backWidth, border - padding, layer.stride());
    this.turned = Plane.of(layer.out(), backHeight, backWidth, 0, 1);
    int count = filters.offsets().length;
    this.turnedWeights = new float[wiring.first() ? 0 : count];
    this.sums = place.scratch();
    this.gradients = new float[count];
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    int lanes = batch.lanes();
    float[] images = packed.of(Math.multiplyExact(inside.block(), lanes / Kernels.BLOCK));
    convolutions.pack(x, wiring.inputs(), in.height(), in.width(), lanes, images, inside);
    float[] y = outputs.of(out.size() * lanes);
    convolutions.convolve(
        weight.values(),
        filters.rows().starts(),
        filters.offsets(),
        wiring.outputs(),
        images,
        positions,
        out.height(),
        out.width(),
        bias == null ? null : bias.values(),
        y,
        lanes);
    return y;
  }

  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    int lanes = batch.lanes();
    float[] slopes = packedGradient.of(Math.multiplyExact(spread.block(), lanes / Kernels.BLOCK));
    convolutions.pack(gradient, wiring.outputs(), out.height(), out.width(), lanes, slopes, spread);
    float[] dx = back == null ? null : giveBack(back, slopes, lanes);
    if (sink != GradientSink.NONE) {
      giveParameters(gradient, slopes, lanes, sink);
    }
    return dx;
  }

  private void giveParameters(float[] gradient, float[] slopes, int lanes, GradientSink sink) {
    convolutions.correlate(
        slopes,
        spread,
        packed.of(0),
        positions,
        filters.rows().starts(),
        filters.offsets(),
        wiring.outputs(),
        out.height(),
        out.width(),
        lanes,
        sums.of(gradients.length * Kernels.BLOCK),
        gradients);
    sink.take(weight, gradients, 0, 0, gradients.length);
    if (bias != null) {
      bias.give(gradient, out.height() * out.width() * lanes, sink);
    }
  }

  private float[] giveBack(Filters filtersBack, float[] slopes, int lanes) {
    float[] values = weight.values();
    int[] source = filtersBack.rows().source();
    for (int k = 0; k < source.length; k++) {
      turnedWeights[k] = values[source[k]];
    }
    float[] dx = inputGradient.of(in.size() * lanes);
    convolutions.convolve(
        turnedWeights,
        filtersBack.rows().starts(),
        filtersBack.offsets(),
        wiring.inputs(),
        slopes,
        turned,
        in.height(),
        in.width(),
        null,
        dx,
        lanes);
    return dx;
  }
}

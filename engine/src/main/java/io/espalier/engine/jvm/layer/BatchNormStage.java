package io.espalier.engine.jvm.layer;

import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Parameter;
import io.espalier.engine.jvm.stage.Place;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.kernel.Kernels;
import io.espalier.model.layer.BatchNorm;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation, see {@link BatchNorm}. Sums over examples and positions are those of {@link
 * Kernels#sum}: over examples in single, over positions in double precision.
 */
final class BatchNormStage implements Stage {
  private final Kernels kernels;
  private final Parameter scale;
  private final Parameter shift;
  private final boolean[] read;
  private final int area;
  private final RunningStatistics statistics;
  private final float[] centres;
  private final float[] factors;
  private final float[] scaleGradient;
  private final float[] shiftGradient;
  private final Buffer outputs = new Buffer();
  private final Buffer inputGradient = new Buffer();
  private float[] inputs = {};
  private long values;

  BatchNormStage(BatchNorm layer, Place place) {
    String name = Objects.requireNonNull(layer.name());
    int channels = place.in().channels();
    this.kernels = place.kernels();
    this.scale = place.parameter(name + ".weight");
    this.shift = place.parameter(name + ".bias");
    this.read = place.out().channels(place.read());
    this.area = place.in().area();
    this.centres = new float[channels];
    this.factors = new float[channels];
    this.scaleGradient = new float[channels];
    this.shiftGradient = new float[channels];
    this.statistics =
        new RunningStatistics(
            name,
            FloatBuffer.allocate(channels),
            FloatBuffer.allocate(channels),
            FloatBuffer.allocate(channels),
            FloatBuffer.allocate(channels),
            () -> values);
    place.keep(statistics);
  }

  @Override
  public float[] forward(float[] x, Batch batch) {
    inputs = x;
    int lanes = batch.lanes();
    float[] y = outputs.of(centres.length * area * lanes);
    for (int c = 0; c < centres.length; c++) {
      if (batch.training()) {
        measure(c, batch);
      }
      FloatBuffer means = batch.training() ? statistics.batchMean() : statistics.mean();
      FloatBuffer spreads = batch.training() ? statistics.batchVariance() : statistics.variance();
      centres[c] = means.get(c);
      factors[c] = (float) (1 / Math.sqrt(spreads.get(c) + BatchNorm.EPSILON));
      float centre = centres[c];
      float factor = factors[c] * scale.values()[c];
      float start = shift.values()[c];
      for (int i = c * area * lanes; i < (c + 1) * area * lanes; i++) {
        y[i] = Math.fma(x[i] - centre, factor, start);
      }
    }
    return y;
  }

  /**
   * γ/σ (g − mean(g) − x̂ · mean(g · x̂)) for every channel; γ/σ g where the statistics are not
   * those of the batch, and do not move with it. 0 in the lanes of no example.
   */
  @Override
  public float @Nullable [] backward(float[] gradient, Batch batch, GradientSink sink) {
    int lanes = batch.lanes();
    float[] dx = inputGradient.of(centres.length * area * lanes);
    for (int c = 0; c < centres.length; c++) {
      double slopes = 0;
      double products = 0;
      if (read[c]) {
        int from = c * area;
        int to = from + area;
        slopes = kernels.sum(gradient, from, to, lanes, batch.count());
        products =
            kernels.product(gradient, 0f, inputs, centres[c], from, to, lanes, batch.count())
                * factors[c];
      }
      shiftGradient[c] = (float) slopes;
      scaleGradient[c] = (float) products;
      float mean = batch.training() ? (float) (slopes / values) : 0f;
      float part = batch.training() ? (float) (products / values) * factors[c] : 0f;
      float factor = factors[c] * scale.values()[c];
      for (int p = c * area; p < (c + 1) * area; p++) {
        for (int i = p * lanes; i < p * lanes + batch.count(); i++) {
          float slope = read[c] ? gradient[i] : 0f;
          dx[i] = factor * (slope - mean - (inputs[i] - centres[c]) * part);
        }
        for (int i = p * lanes + batch.count(); i < (p + 1) * lanes; i++) {
          dx[i] = 0f;
        }
      }
    }
    sink.take(scale, scaleGradient, 0, 0, centres.length);
    sink.take(shift, shiftGradient, 0, 0, centres.length);
    return dx;
  }

  private void measure(int c, Batch batch) {
    values = (long) area * batch.count();
    int from = c * area;
    int to = from + area;
    int lanes = batch.lanes();
    float mean = (float) (kernels.sum(inputs, from, to, lanes, batch.count()) / values);
    double squares = kernels.product(inputs, mean, inputs, mean, from, to, lanes, batch.count());
    statistics.batchMean().put(c, mean);
    statistics.batchVariance().put(c, (float) (squares / values));
  }
}

package io.espalier.engine.hessian;

import io.espalier.model.layer.BatchNorm;

/**
 * Batch normalisation by the statistics of the batch, see {@link BatchNorm}: mean and variance move
 * with the inputs, and so does what the way back makes of them.
 */
final class DualNorm implements DualStage {
  private final DualParameter scale;
  private final DualParameter shift;
  private final int channels;
  private Dual normalised = Dual.zeros(0);
  private final Dual factors;

  DualNorm(int channels, DualParameter scale, DualParameter shift) {
    this.scale = scale;
    this.shift = shift;
    this.channels = channels;
    this.factors = Dual.zeros(channels);
  }

  @Override
  public Dual forward(Dual in) {
    normalised = Dual.zeros(in.size());
    Dual out = Dual.zeros(in.size());
    int size = in.size() / channels;
    for (int c = 0; c < channels; c++) {
      normalise(in, c, size);
      double gamma = scale.at().value()[c];
      double gammaMoving = scale.at().tangent()[c];
      for (int i = c * size; i < (c + 1) * size; i++) {
        double x = normalised.value()[i];
        out.value()[i] = gamma * x + shift.at().value()[c];
        out.tangent()[i] =
            gammaMoving * x + gamma * normalised.tangent()[i] + shift.at().tangent()[c];
      }
    }
    return out;
  }

  /** x̂ = (x − μ)s with s = 1/√(σ² + ε), for one channel. */
  private void normalise(Dual in, int c, int size) {
    double[] x = in.value();
    double[] moving = in.tangent();
    int from = c * size;
    double mean = 0;
    double meanMoving = 0;
    for (int i = from; i < from + size; i++) {
      mean += x[i] / size;
      meanMoving += moving[i] / size;
    }
    double variance = 0;
    double varianceMoving = 0;
    for (int i = from; i < from + size; i++) {
      variance += (x[i] - mean) * (x[i] - mean) / size;
      varianceMoving += 2 * (x[i] - mean) * (moving[i] - meanMoving) / size;
    }
    double factor = 1 / Math.sqrt(variance + BatchNorm.EPSILON);
    double factorMoving = -0.5 * factor * factor * factor * varianceMoving;
    factors.value()[c] = factor;
    factors.tangent()[c] = factorMoving;
    for (int i = from; i < from + size; i++) {
      normalised.value()[i] = (x[i] - mean) * factor;
      normalised.tangent()[i] = (moving[i] - meanMoving) * factor + (x[i] - mean) * factorMoving;
    }
  }

  /**
   * γs (g − mean(g) − x̂ · mean(g · x̂)) for every channel, and by the product rule its tangent.
   */
  @Override
  public Dual backward(Dual slopes) {
    Dual back = Dual.zeros(slopes.size());
    int size = slopes.size() / channels;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double sumMoving = 0;
      double product = 0;
      double productMoving = 0;
      for (int i = c * size; i < (c + 1) * size; i++) {
        double g = slopes.value()[i];
        double gMoving = slopes.tangent()[i];
        sum += g;
        sumMoving += gMoving;
        product += g * normalised.value()[i];
        productMoving += gMoving * normalised.value()[i] + g * normalised.tangent()[i];
      }
      shift.gradient().value()[c] += sum;
      shift.gradient().tangent()[c] += sumMoving;
      scale.gradient().value()[c] += product;
      scale.gradient().tangent()[c] += productMoving;
      double factor = scale.at().value()[c] * factors.value()[c];
      double factorMoving =
          scale.at().tangent()[c] * factors.value()[c]
              + scale.at().value()[c] * factors.tangent()[c];
      for (int i = c * size; i < (c + 1) * size; i++) {
        double x = normalised.value()[i];
        double rest = slopes.value()[i] - (sum + x * product) / size;
        double restMoving =
            slopes.tangent()[i]
                - (sumMoving + x * productMoving + normalised.tangent()[i] * product) / size;
        back.value()[i] = factor * rest;
        back.tangent()[i] = factorMoving * rest + factor * restMoving;
      }
    }
    return back;
  }
}

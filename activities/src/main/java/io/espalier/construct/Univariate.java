package io.espalier.construct;

import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.LeakyRelu;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Sigmoid;
import io.espalier.model.layer.Tanh;

/**
 * How Σ v_k φ(w_k x) over neurons that read one value x becomes w x, for a non-linearity φ.
 *
 * <p>ReLU and leaky ReLU: φ(w_k x) = |w_k| φ(±x), and φ(x) − φ(−x) = (1 + α) x. So the neurons with
 * w_k above 0 and those with w_k below 0 each have to sum to w / (1 + α): exact for every x.
 *
 * <p>tanh and sigmoid: φ(w_k x) = φ(0) + φ′(0) w_k x with an error of at most c |w_k x|³. Weights
 * w_k ~ U(−σ/√φ′(0), σ/√φ′(0)) are small, v_k ~ U(−1/(σ√φ′(0)), 1/(σ√φ′(0))) large, so that φ′(0)
 * v_k w_k is the product of two U(−1, 1) for every σ. Σ v_k φ(0) has to be taken back by the bias.
 *
 * @param layer φ
 * @param copies neurons for each value: 2ρ where the sign divides them, else ρ
 * @param inScale w_k ~ U(−inScale, inScale)
 * @param outScale v_k ~ U(−outScale, outScale)
 * @param bySign whether neurons of either sign sum up by themselves
 * @param part what each sum is of w: 1 / (1 + α), or 1
 * @param slope of the line that φ is taken for: φ′(0), or (1 + α) / 2 at a kink
 * @param cubic c
 * @param lipschitz largest slope of φ
 */
record Univariate(
    Elementwise layer,
    int copies,
    double inScale,
    double outScale,
    boolean bySign,
    double part,
    double slope,
    double cubic,
    double lipschitz) {

  /**
   * The way for a non-linearity.
   *
   * @param rho ρ, values of each subset sum
   * @param sigma σ
   * @throws IllegalArgumentException for a layer that there is no way for
   */
  static Univariate of(Layer layer, int rho, double sigma) {
    if (layer instanceof Relu relu) {
      return bySign(relu, rho, 0);
    }
    if (layer instanceof LeakyRelu leaky) {
      return bySign(leaky, rho, leaky.slope());
    }
    if (layer instanceof Tanh tanh) {
      return smooth(tanh, rho, sigma, 1, 1.0 / 3);
    }
    if (layer instanceof Sigmoid sigmoid) {
      return smooth(sigmoid, rho, sigma, 0.25, 1.0 / 48);
    }
    throw new IllegalArgumentException(
        "relu, leaky_relu, tanh or sigmoid between the layers, not " + layer.label());
  }

  private static Univariate bySign(Elementwise layer, int rho, double alpha) {
    return new Univariate(
        layer, 2 * rho, 2, 1, true, 1 / (1 + alpha), (1 + alpha) / 2, 0, Math.max(1, alpha));
  }

  private static Univariate smooth(
      Elementwise layer, int rho, double sigma, double slope, double cubic) {
    double root = Math.sqrt(slope);
    return new Univariate(
        layer, rho, sigma / root, 1 / (sigma * root), false, 1, slope, cubic, slope);
  }

  /** φ(0), which sums of neurons that read nothing but 0 are made of. */
  double offset() {
    return layer.of(0);
  }

  /** What a neuron adds to w. */
  double factor(double in) {
    return bySign ? in : slope * in;
  }

  /** How far v φ(w x) may be from the line at most, for |x| up to this. */
  double remainder(double out, double in, double x) {
    double argument = Math.abs(in) * x;
    return cubic * Math.abs(out) * argument * argument * argument;
  }
}

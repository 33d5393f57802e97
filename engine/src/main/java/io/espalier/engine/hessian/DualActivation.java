package io.espalier.engine.hessian;

import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Tanh;

/** An element-wise non-linearity. */
final class DualActivation implements DualStage {
  private final Elementwise layer;
  private Dual inputs = Dual.zeros(0);
  private Dual outputs = Dual.zeros(0);

  DualActivation(Elementwise layer) {
    this.layer = layer;
  }

  @Override
  public Dual forward(Dual in) {
    inputs = in;
    outputs = Dual.zeros(in.size());
    for (int i = 0; i < in.size(); i++) {
      double x = in.value()[i];
      outputs.value()[i] = layer.of(x);
      outputs.tangent()[i] = layer.slope(x) * in.tangent()[i];
    }
    return outputs;
  }

  @Override
  public Dual backward(Dual slopes) {
    Dual back = Dual.zeros(slopes.size());
    for (int i = 0; i < slopes.size(); i++) {
      double slope = layer.slope(inputs.value()[i]);
      back.value()[i] = slope * slopes.value()[i];
      back.tangent()[i] = slope * slopes.tangent()[i] + turn(i) * slopes.value()[i];
    }
    return back;
  }

  /** How fast the derivative moves. */
  private double turn(int i) {
    return layer instanceof Tanh
        // (1 − y²)˙ in this order, which earlier scores were computed in.
        ? -2 * outputs.value()[i] * outputs.tangent()[i]
        : layer.bend(inputs.value()[i]) * inputs.tangent()[i];
  }
}

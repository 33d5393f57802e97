package io.espalier.engine.hessian;

import io.espalier.model.Layer;

/** An element-wise non-linearity. */
final class ActivationStage implements DualStage {
  private final Layer.Activation.Kind kind;
  private Dual outputs = Dual.zeros(0);

  ActivationStage(Layer.Activation.Kind kind) {
    this.kind = kind;
  }

  @Override
  public Dual forward(Dual in) {
    outputs = Dual.zeros(in.size());
    for (int i = 0; i < in.size(); i++) {
      double x = in.value()[i];
      double y =
          switch (kind) {
            case RELU -> Math.max(x, 0);
            case RELU6 -> Math.min(Math.max(x, 0), 6);
            case TANH -> StrictMath.tanh(x);
          };
      outputs.value()[i] = y;
      outputs.tangent()[i] = slope(y) * in.tangent()[i];
    }
    return outputs;
  }

  @Override
  public Dual backward(Dual slopes) {
    Dual back = Dual.zeros(slopes.size());
    for (int i = 0; i < slopes.size(); i++) {
      double y = outputs.value()[i];
      double slope = slope(y);
      double bend = bend(y) * outputs.tangent()[i];
      back.value()[i] = slope * slopes.value()[i];
      back.tangent()[i] = slope * slopes.tangent()[i] + bend * slopes.value()[i];
    }
    return back;
  }

  /** The derivative, as a function of what comes out. */
  private double slope(double y) {
    return switch (kind) {
      case RELU -> y > 0 ? 1 : 0;
      case RELU6 -> y > 0 && y < 6 ? 1 : 0;
      case TANH -> 1 - y * y;
    };
  }

  /** The derivative of {@link #slope}; on a side of a kink there is none. */
  private double bend(double y) {
    return switch (kind) {
      case RELU, RELU6 -> 0;
      case TANH -> -2 * y;
    };
  }
}

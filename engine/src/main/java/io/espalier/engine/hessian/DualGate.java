package io.espalier.engine.hessian;

/** A factor for all values, or one for each channel: products, whose parts all move. */
final class DualGate implements DualStage {
  private final DualParameter factors;
  private Dual inputs = Dual.zeros(0);

  DualGate(DualParameter factors) {
    this.factors = factors;
  }

  @Override
  public Dual forward(Dual in) {
    inputs = in;
    return gated(in);
  }

  @Override
  public Dual backward(Dual slopes) {
    int each = slopes.size() / factors.at().size();
    Dual gradient = factors.gradient();
    for (int i = 0; i < slopes.size(); i++) {
      double x = inputs.value()[i];
      gradient.value()[i / each] += slopes.value()[i] * x;
      gradient.tangent()[i / each] +=
          slopes.tangent()[i] * x + slopes.value()[i] * inputs.tangent()[i];
    }
    return gated(slopes);
  }

  private Dual gated(Dual of) {
    int each = of.size() / factors.at().size();
    Dual product = Dual.zeros(of.size());
    for (int i = 0; i < of.size(); i++) {
      double factor = factors.at().value()[i / each];
      double moving = factors.at().tangent()[i / each];
      product.value()[i] = factor * of.value()[i];
      product.tangent()[i] = moving * of.value()[i] + factor * of.tangent()[i];
    }
    return product;
  }
}

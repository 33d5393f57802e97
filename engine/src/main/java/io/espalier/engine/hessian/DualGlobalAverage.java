package io.espalier.engine.hessian;

/** Means over all positions of a channel. */
final class DualGlobalAverage implements DualStage {
  private final int area;

  DualGlobalAverage(Image in) {
    this.area = in.area();
  }

  @Override
  public Dual forward(Dual in) {
    Dual out = Dual.zeros(in.size() / area);
    for (int i = 0; i < in.size(); i++) {
      out.value()[i / area] += in.value()[i] / area;
      out.tangent()[i / area] += in.tangent()[i] / area;
    }
    return out;
  }

  @Override
  public Dual backward(Dual slopes) {
    Dual back = Dual.zeros(slopes.size() * area);
    for (int i = 0; i < back.size(); i++) {
      back.value()[i] = slopes.value()[i / area] / area;
      back.tangent()[i] = slopes.tangent()[i / area] / area;
    }
    return back;
  }
}

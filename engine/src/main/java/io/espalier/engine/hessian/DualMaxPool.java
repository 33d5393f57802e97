package io.espalier.engine.hessian;

import io.espalier.model.layer.MaxPool;

/** Maxima over windows: which value of a window it is, of equals the first, the values decide. */
final class DualMaxPool implements DualStage {
  private final MaxPool layer;
  private final Image in;
  private final Image out;
  private int[] chosen = {};
  private int inputs;

  DualMaxPool(MaxPool layer, Image in, Image out) {
    this.layer = layer;
    this.in = in;
    this.out = out;
  }

  @Override
  public Dual forward(Dual x) {
    inputs = x.size();
    int images = x.size() / in.area();
    Dual y = Dual.zeros(images * out.area());
    chosen = new int[y.size()];
    for (int i = 0; i < chosen.length; i++) {
      int image = i / out.area() * in.area();
      int place = i % out.area();
      int top = place / out.width() * layer.step();
      int left = place % out.width() * layer.step();
      int largest = image + top * in.width() + left;
      for (int k = 1; k < layer.size() * layer.size(); k++) {
        int other = image + (top + k / layer.size()) * in.width() + left + k % layer.size();
        largest = x.value()[other] > x.value()[largest] ? other : largest;
      }
      chosen[i] = largest;
      y.value()[i] = x.value()[largest];
      y.tangent()[i] = x.tangent()[largest];
    }
    return y;
  }

  @Override
  public Dual backward(Dual slopes) {
    Dual back = Dual.zeros(inputs);
    for (int i = 0; i < chosen.length; i++) {
      back.value()[chosen[i]] += slopes.value()[i];
      back.tangent()[chosen[i]] += slopes.tangent()[i];
    }
    return back;
  }
}

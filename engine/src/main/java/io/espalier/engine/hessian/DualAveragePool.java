package io.espalier.engine.hessian;

import io.espalier.model.layer.AveragePool;

/** Means over windows. */
final class DualAveragePool implements DualStage {
  private final AveragePool layer;
  private final Image in;
  private final Image out;
  private int inputs;

  DualAveragePool(AveragePool layer, Image in, Image out) {
    this.layer = layer;
    this.in = in;
    this.out = out;
  }

  @Override
  public Dual forward(Dual x) {
    inputs = x.size();
    Dual y = Dual.zeros(x.size() / in.area() * out.area());
    int count = layer.size() * layer.size();
    for (int i = 0; i < y.size(); i++) {
      for (int k = 0; k < count; k++) {
        y.value()[i] += x.value()[place(i, k)] / count;
        y.tangent()[i] += x.tangent()[place(i, k)] / count;
      }
    }
    return y;
  }

  @Override
  public Dual backward(Dual slopes) {
    Dual back = Dual.zeros(inputs);
    int count = layer.size() * layer.size();
    for (int i = 0; i < slopes.size(); i++) {
      for (int k = 0; k < count; k++) {
        back.value()[place(i, k)] += slopes.value()[i] / count;
        back.tangent()[place(i, k)] += slopes.tangent()[i] / count;
      }
    }
    return back;
  }

  /** Where a value of a window is among the inputs. */
  private int place(int output, int value) {
    int image = output / out.area() * in.area();
    int window = output % out.area();
    int top = window / out.width() * layer.step() + value / layer.size();
    int left = window % out.width() * layer.step() + value % layer.size();
    return image + top * in.width() + left;
  }
}

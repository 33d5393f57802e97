package io.espalier.engine.hessian;

/** {@code [C, examples, H·W]} to {@code [C·H·W, examples]}. */
final class DualFlatten implements DualStage {
  private final Image in;

  DualFlatten(Image in) {
    this.in = in;
  }

  @Override
  public Dual forward(Dual x) {
    int examples = x.size() / in.size();
    return new Dual(
        swapped(x.value(), examples, in.area()), swapped(x.tangent(), examples, in.area()));
  }

  @Override
  public Dual backward(Dual slopes) {
    int examples = slopes.size() / in.size();
    return new Dual(
        swapped(slopes.value(), in.area(), examples),
        swapped(slopes.tangent(), in.area(), examples));
  }

  /** {@code [C, rows, columns]} to {@code [C, columns, rows]}. */
  private double[] swapped(double[] from, int rows, int columns) {
    double[] to = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      int channel = i / (rows * columns);
      int row = i / columns % rows;
      to[(channel * columns + i % columns) * rows + row] = from[i];
    }
    return to;
  }
}

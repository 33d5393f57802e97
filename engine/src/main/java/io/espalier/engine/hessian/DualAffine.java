package io.espalier.engine.hessian;

import io.espalier.model.layer.ConvShape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A convolution or, over images of one position, a dense layer, as products of matrices. */
final class DualAffine implements DualStage {
  /** Values of windows in memory at once, unless one example or as many columns have more. */
  private static final int WINDOW_VALUES = 1 << 17;

  private static final int COLUMNS = 256;

  private final ConvShape layer;
  private final Windows windows;
  private final DualParameter weight;
  private final @Nullable DualParameter bias;
  private final Image in;
  private final Image out;
  private final Scratch scratch;
  private Dual inputs = Dual.zeros(0);

  DualAffine(
      ConvShape layer,
      Image in,
      Image out,
      DualParameter weight,
      @Nullable DualParameter bias,
      Scratch scratch) {
    this.scratch = scratch;
    this.layer = layer;
    this.windows = new Windows(layer, in, out);
    this.weight = weight;
    this.bias = bias;
    this.in = in;
    this.out = out;
  }

  @Override
  public Dual forward(Dual x) {
    inputs = x;
    int examples = x.size() / in.size();
    Dual y = Dual.zeros(out.size() * examples);
    int row = out.area() * examples;
    if (bias != null) {
      for (int i = 0; i < y.size(); i++) {
        y.value()[i] = bias.at().value()[i / row];
        y.tangent()[i] = bias.at().tangent()[i / row];
      }
    }
    each(
        examples,
        (group, first, count) -> {
          Matrix values = windows(0, x.value(), group, first, count);
          Matrix tangents = windows(1, x.tangent(), group, first, count);
          rows(y.value(), examples, group, first, count).addProduct(weights(false, group), values);
          Matrix moving = rows(y.tangent(), examples, group, first, count);
          moving.addProduct(weights(true, group), values);
          moving.addProduct(weights(false, group), tangents);
        });
    return y;
  }

  @Override
  public Dual backward(Dual slopes) {
    int examples = inputs.size() / in.size();
    int row = out.area() * examples;
    if (bias != null) {
      for (int i = 0; i < slopes.size(); i++) {
        bias.gradient().value()[i / row] += slopes.value()[i];
        bias.gradient().tangent()[i / row] += slopes.tangent()[i];
      }
    }
    Dual back = Dual.zeros(inputs.size());
    List<Matrix> values = transposed(weight.at().value());
    List<Matrix> tangents = transposed(weight.at().tangent());
    each(
        examples,
        (group, first, count) -> {
          Matrix slope = rows(slopes.value(), examples, group, first, count);
          Matrix moving = rows(slopes.tangent(), examples, group, first, count);
          differentiateWeights(slope, moving, group, first, count);
          Matrix byInput = scratch.zeros(1, windows.size(), count * out.area());
          byInput.addProduct(values.get(group), slope);
          windows.add(byInput, back.value(), group, first, count);
          byInput = scratch.zeros(1, windows.size(), count * out.area());
          byInput.addProduct(values.get(group), moving);
          byInput.addProduct(tangents.get(group), slope);
          windows.add(byInput, back.tangent(), group, first, count);
        });
    return back;
  }

  private void differentiateWeights(Matrix slope, Matrix moving, int group, int first, int count) {
    Matrix values = transposed(windows(0, inputs.value(), group, first, count));
    filters(weight.gradient().value(), group).addProduct(slope, values);
    Matrix product = filters(weight.gradient().tangent(), group);
    product.addProduct(moving, values);
    product.addProduct(slope, transposed(windows(0, inputs.tangent(), group, first, count)));
  }

  private Matrix windows(int slot, double[] of, int group, int first, int count) {
    Matrix columns = scratch.zeros(slot, windows.size(), count * out.area());
    windows.read(of, columns, group, first, count);
    return columns;
  }

  private Matrix transposed(Matrix columns) {
    Matrix transposed = scratch.zeros(1, columns.columns(), columns.rows());
    transposed.setTransposed(columns);
    return transposed;
  }

  /** The filters of every group, {@code [values of a window, out / groups]}. */
  private List<Matrix> transposed(double[] of) {
    List<Matrix> groups = new ArrayList<>();
    for (int group = 0; group < layer.groups(); group++) {
      Matrix filters = filters(of, group);
      Matrix transposed =
          Matrix.of(
              new double[filters.rows() * filters.columns()], filters.columns(), filters.rows());
      transposed.setTransposed(filters);
      groups.add(transposed);
    }
    return groups;
  }

  private Matrix weights(boolean tangents, int group) {
    return filters(tangents ? weight.at().tangent() : weight.at().value(), group);
  }

  /** The filters of one group, {@code [out / groups, values of a window]}. */
  private Matrix filters(double[] of, int group) {
    int filters = layer.out() / layer.groups();
    int offset = group * filters * windows.size();
    return new Matrix(of, offset, filters, windows.size(), windows.size());
  }

  /** What some examples have in the channels of one group. */
  private Matrix rows(double[] of, int examples, int group, int first, int count) {
    int filters = layer.out() / layer.groups();
    int row = out.area() * examples;
    int offset = group * filters * row + first * out.area();
    return new Matrix(of, offset, filters, count * out.area(), row);
  }

  private void each(int examples, Part part) {
    int atOnce =
        Math.max(Math.max(1, COLUMNS / out.area()), WINDOW_VALUES / (windows.size() * out.area()));
    for (int group = 0; group < layer.groups(); group++) {
      for (int first = 0; first < examples; first += atOnce) {
        part.of(group, first, Math.min(atOnce, examples - first));
      }
    }
  }

  /** A group of channels, and some of the examples. */
  private interface Part {
    void of(int group, int first, int count);
  }
}

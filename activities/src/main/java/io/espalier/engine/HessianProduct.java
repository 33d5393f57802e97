package io.espalier.engine;

import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Products of the Hessian of the mean loss with a direction, by a central difference of two
 * gradients: {@code H v ≈ |v| (∇L(θ + ε v/|v|) − ∇L(θ − ε v/|v|)) / 2ε}, ε = 10⁻³. At that step the
 * result is within 10⁻⁴ of one in double precision; at 10⁻² it is far off.
 */
public final class HessianProduct {
  private static final double STEP = 1e-3;

  private HessianProduct() {}

  /**
   * The product, for every parameter that the direction has.
   *
   * @param executor computes the gradients
   * @param parameters where the Hessian is taken, with the buffers; not written to
   * @param inputs {@code [count, C, H, W]} row-major
   * @param labels {@code [count]}
   * @param direction by parameter name; what it does not name is 0
   */
  public static SortedMap<String, Tensor> of(
      Executor executor,
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      float[] inputs,
      int[] labels,
      SortedMap<String, Tensor> direction) {
    double length = length(direction);
    SortedMap<String, Tensor> product = new TreeMap<>();
    if (length == 0) {
      direction.forEach((name, tensor) -> product.put(name, Tensor.zeros(tensor.shape())));
      return product;
    }
    double step = STEP / length;
    SortedMap<String, Tensor> above =
        gradients(executor, network, moved(parameters, direction, step), inputs, labels);
    SortedMap<String, Tensor> below =
        gradients(executor, network, moved(parameters, direction, -step), inputs, labels);
    direction.forEach(
        (name, tensor) -> {
          float[] plus = Tensors.get(above, name).data();
          float[] minus = Tensors.get(below, name).data();
          Tensor difference = Tensor.zeros(tensor.shape());
          for (int i = 0; i < plus.length; i++) {
            difference.data()[i] = (float) (((double) plus[i] - minus[i]) / (2 * step));
          }
          product.put(name, difference);
        });
    return product;
  }

  private static double length(SortedMap<String, Tensor> direction) {
    double squares = 0;
    for (Tensor tensor : direction.values()) {
      for (float value : tensor.data()) {
        squares += (double) value * value;
      }
    }
    return Math.sqrt(squares);
  }

  private static SortedMap<String, Tensor> moved(
      SortedMap<String, Tensor> parameters, SortedMap<String, Tensor> direction, double step) {
    SortedMap<String, Tensor> moved = new TreeMap<>(parameters);
    direction.forEach(
        (name, tensor) -> {
          Tensor copy = Tensors.get(parameters, name).copy();
          for (int i = 0; i < copy.data().length; i++) {
            copy.data()[i] = (float) (copy.data()[i] + step * tensor.data()[i]);
          }
          moved.put(name, copy);
        });
    return moved;
  }

  private static SortedMap<String, Tensor> gradients(
      Executor executor,
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      float[] inputs,
      int[] labels) {
    TrainingState state = TrainingState.fresh(parameters, null);
    try (Session session = executor.open(network, state, Optimizer.NONE)) {
      return session.gradients(inputs, labels);
    }
  }
}

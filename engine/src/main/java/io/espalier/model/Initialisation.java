package io.espalier.model;

import io.espalier.model.layer.NetworkTensor;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Draws the weights that a network begins with: a function of the random source alone. */
public final class Initialisation {
  private Initialisation() {}

  /**
   * All parameters and buffers by name. The {@code i}-th weight of a tensor of a dense layer or a
   * convolution, in row-major order, is the {@code i}-th normal number of the source at the
   * tensor's name, so no layer's draw depends on another layer. Biases are +0.0; a batch norm
   * begins with γ = 1, β = 0, mean 0 and variance 1.
   */
  public static SortedMap<String, Tensor> weights(NetworkSpec network, RandomSource random) {
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    for (NetworkTensor described : network.tensors().values()) {
      Tensor tensor = Tensor.zeros(described.shape());
      switch (described.role()) {
        case WEIGHT -> {
          double deviation = deviation(network.initialiser(), tensor.shape());
          draw(tensor.data(), deviation, random.at(described.name()));
        }
        case SCALE, RUNNING_VARIANCE -> Arrays.fill(tensor.data(), 1f);
        case BIAS, SHIFT, RUNNING_MEAN -> {}
      }
      parameters.put(described.name(), tensor);
    }
    return parameters;
  }

  private static void draw(float[] data, double deviation, RandomSource random) {
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) (deviation * random.normal(i));
    }
  }

  /** Standard deviation for weights {@code [out, in]} or {@code [out, in, kH, kW]}. */
  private static double deviation(Initialiser initialiser, int[] shape) {
    double positions = 1;
    for (int i = 2; i < shape.length; i++) {
      positions *= shape[i];
    }
    double fanIn = shape[1] * positions;
    double fanOut = shape[0] * positions;
    return switch (initialiser) {
      case GLOROT_NORMAL -> Math.sqrt(2 / (fanIn + fanOut));
      case KAIMING_NORMAL -> Math.sqrt(2 / fanIn);
    };
  }
}

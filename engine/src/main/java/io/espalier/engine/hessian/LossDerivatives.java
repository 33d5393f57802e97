package io.espalier.engine.hessian;

import io.espalier.catalog.UnfitLayer;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The mean loss over some examples and its exact first and second derivatives at some parameters,
 * whatever the executor: in double precision, a batch norm as in training. Every call makes a pass
 * over the network, which costs about as much as a few training steps on the same examples.
 */
public final class LossDerivatives {
  private final NetworkSpec network;
  private final SortedMap<String, Tensor> parameters;
  private final Dual inputs;
  private final DualCrossEntropy loss;
  private Runnable before = () -> {};

  /**
   * The mean softmax cross-entropy.
   *
   * @param parameters all of the network's; buffers may be among them; not written to
   * @param inputs {@code [count, C, H, W]} row-major
   * @param labels {@code [count]}, at least one
   */
  public LossDerivatives(
      NetworkSpec network, SortedMap<String, Tensor> parameters, float[] inputs, int[] labels) {
    this(network, parameters, inputs, labels, 0);
  }

  /**
   * The same with label smoothing.
   *
   * @param smoothing ε, in [0, 1): see {@link io.espalier.objective.CrossEntropy}
   */
  public LossDerivatives(
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      float[] inputs,
      int[] labels,
      double smoothing) {
    if (labels.length == 0 || inputs.length != labels.length * network.inputSize()) {
      throw new IllegalArgumentException(
          "inputs: "
              + inputs.length
              + " values for "
              + labels.length
              + " labels (expected: at least one label, and "
              + network.inputSize()
              + " values for each)");
    }
    for (int label : labels) {
      if (label < 0 || label >= network.classes()) {
        throw new IllegalArgumentException(
            "label: " + label + " (expected: 0 to " + (network.classes() - 1) + ")");
      }
    }
    this.network = network;
    this.parameters = parameters;
    this.inputs = channelMajor(inputs, labels.length);
    this.loss = new DualCrossEntropy(labels.clone(), network.classes(), smoothing);
  }

  /**
   * Calls this before every layer of every pass, a pass of many examples being long: what it throws
   * ends the pass.
   */
  public LossDerivatives watched(Runnable watch) {
    before = watch;
    return this;
  }

  /** The first layer of a network whose second derivatives are not known. */
  public static Optional<UnfitLayer> unfit(NetworkSpec network) {
    return DualStages.unfit(network);
  }

  /** The mean loss, in nats. */
  public double loss() {
    Map<String, DualParameter> at = along(new TreeMap<>());
    return loss.loss(stages(at).forward(inputs));
  }

  /** The gradient of the mean loss, for every parameter. */
  public SortedMap<String, Tensor> gradient() {
    Map<String, DualParameter> at = along(new TreeMap<>());
    pass(at);
    SortedMap<String, Tensor> gradient = new TreeMap<>();
    at.forEach((name, parameter) -> gradient.put(name, tensor(name, parameter.gradient().value())));
    return gradient;
  }

  /**
   * The Hessian of the mean loss times a direction, for every parameter that the direction has.
   *
   * @param direction by parameter name; what it does not name is 0
   * @throws IllegalArgumentException when it names what is no parameter, or has another shape
   */
  public SortedMap<String, Tensor> hessianTimes(SortedMap<String, Tensor> direction) {
    Map<String, DualParameter> at = along(direction);
    pass(at);
    SortedMap<String, Tensor> product = new TreeMap<>();
    at.forEach(
        (name, parameter) -> {
          if (direction.containsKey(name)) {
            product.put(name, tensor(name, parameter.gradient().tangent()));
          }
        });
    return product;
  }

  private void pass(Map<String, DualParameter> at) {
    DualNetwork stages = stages(at);
    stages.backward(loss.backward(stages.forward(inputs)));
  }

  private DualNetwork stages(Map<String, DualParameter> at) {
    return new DualNetwork(network.graph(), at, before);
  }

  private Map<String, DualParameter> along(SortedMap<String, Tensor> direction) {
    SortedMap<String, int[]> shapes = network.parameterShapes();
    direction.forEach(
        (name, tensor) -> {
          int[] shape = shapes.get(name);
          if (shape == null || !Arrays.equals(shape, tensor.shape())) {
            throw new IllegalArgumentException(
                "direction: "
                    + name
                    + " "
                    + Arrays.toString(tensor.shape())
                    + " (expected: "
                    + (shape == null
                        ? "one of " + shapes.keySet()
                        : "the shape " + Arrays.toString(shape))
                    + ")");
          }
        });
    Map<String, DualParameter> at = new TreeMap<>();
    shapes.forEach(
        (name, shape) -> {
          Tensor tangent = direction.containsKey(name) ? direction.get(name) : Tensor.zeros(shape);
          at.put(name, new DualParameter(Dual.of(Tensors.get(parameters, name), tangent)));
        });
    return at;
  }

  private Tensor tensor(String name, double[] values) {
    Tensor tensor = Tensor.zeros(Tensors.get(parameters, name).shape());
    for (int i = 0; i < values.length; i++) {
      tensor.data()[i] = (float) values[i];
    }
    return tensor;
  }

  private Dual channelMajor(float[] examples, int count) {
    int channels = network.inputShape().get(0);
    int area = network.inputSize() / channels;
    Dual to = Dual.zeros(examples.length);
    for (int e = 0; e < count; e++) {
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < area; i++) {
          to.value()[(c * count + e) * area + i] = examples[(e * channels + c) * area + i];
        }
      }
    }
    return to;
  }
}

package io.espalier.model;

import io.espalier.catalog.UnfitLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A network in plain Java: executors build their own form of it. The last layer gives logits; the
 * loss is the mean softmax cross-entropy over the batch. Its layers fit each other: a specification
 * that does not is refused.
 *
 * @param name its name in the catalog
 * @param inputShape {@code [channels, height, width]}
 * @param classes number of logits
 * @param layers in the order the data takes
 * @param initialiser how the weights of dense layers and convolutions begin; biases begin at 0, a
 *     batch norm as the identity
 */
public record NetworkSpec(
    String name,
    List<Integer> inputShape,
    int classes,
    List<Layer> layers,
    Initialiser initialiser) {
  private static final long FIXED_TRAINER_BYTES = 32L << 20;

  /**
   * Checks that the layers fit.
   *
   * @throws IllegalArgumentException naming the first layer that does not, and why
   */
  public NetworkSpec {
    inputShape = List.copyOf(inputShape);
    layers = List.copyOf(layers);
    ShapeCheck.of(name, inputShape, layers).requireLogits(classes);
  }

  /** The same network with another initialiser. */
  public NetworkSpec with(Initialiser other) {
    return new NetworkSpec(name, inputShape, classes, layers, other);
  }

  /** All tensors that make up a state of the network, by name: parameters and buffers. */
  public SortedMap<String, NetworkTensor> tensors() {
    return ShapeCheck.of(name, inputShape, layers).tensors();
  }

  /** Shapes of all trainable parameters by name: {@code fc1.weight}, {@code fc1.bias} and so on. */
  public SortedMap<String, int[]> parameterShapes() {
    return shapes(tensor -> !tensor.role().isBuffer());
  }

  /** Shapes of the weights of dense layers and convolutions by name. */
  public SortedMap<String, int[]> weightShapes() {
    return shapes(tensor -> tensor.role() == NetworkTensor.Role.WEIGHT);
  }

  /**
   * Shapes of all buffers by name: what the forward pass of a training moves, no optimizer and no
   * mask touches, and a state of the network holds beside the parameters.
   */
  public SortedMap<String, int[]> bufferShapes() {
    return shapes(tensor -> tensor.role().isBuffer());
  }

  /**
   * Shapes of what dense layers, convolutions and batch norms give for one example, by the layer's
   * name: {@code [units]} or {@code [C, H, W]}.
   */
  public SortedMap<String, int[]> outputShapes() {
    return new TreeMap<>(ShapeCheck.of(name, inputShape, layers).outputs());
  }

  /** All layers in the order the data takes, those inside of a {@link Layer.Residual} behind it. */
  public List<Layer> everyLayer() {
    List<Layer> every = new ArrayList<>();
    collect(layers, every);
    return every;
  }

  /**
   * The first layer that something cannot pass through.
   *
   * @param why says of a layer what keeps it from passing; empty where nothing does
   */
  public Optional<UnfitLayer> firstUnfit(Function<Layer, Optional<String>> why) {
    for (int i = 0; i < layers.size(); i++) {
      List<Layer> within = new ArrayList<>();
      collect(List.of(layers.get(i)), within);
      for (Layer layer : within) {
        Optional<String> cause = why.apply(layer);
        if (cause.isPresent()) {
          return Optional.of(new UnfitLayer(i, layer.label(), cause.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** Names of dense layers, convolutions and batch norms, in the order the data takes. */
  public List<String> layerNames() {
    return everyLayer().stream().flatMap(layer -> layer.prefix().stream()).toList();
  }

  /** Values of the largest array that one example becomes on its way, the input included. */
  public int largestActivation() {
    return ShapeCheck.of(name, inputShape, layers).largest();
  }

  /**
   * Bytes that one trainer needs, data apart: the activations of a batch and their gradients, and
   * of every parameter the value, the gradient, two optimizer slots, the start, the best ones so
   * far and what a checkpoint copies of them.
   *
   * @param batch examples at a time
   */
  public long trainerBytes(int batch) {
    ShapeCheck check = ShapeCheck.of(name, inputShape, layers);
    long parameters =
        check.tensors().values().stream()
            .mapToLong(tensor -> Arrays.stream(tensor.shape()).reduce(1, Math::multiplyExact))
            .sum();
    return 4 * (10 * parameters + 2 * check.values() * batch) + FIXED_TRAINER_BYTES;
  }

  /** Whether it has no layers but fully connected ones and activations. */
  public boolean fullyConnected() {
    return layers.stream()
        .allMatch(
            layer ->
                layer instanceof Layer.Flatten
                    || layer instanceof Layer.Dense
                    || layer instanceof Layer.Activation);
  }

  /** Values of one input example. */
  public int inputSize() {
    return inputShape.stream().reduce(1, Math::multiplyExact);
  }

  private SortedMap<String, int[]> shapes(Predicate<NetworkTensor> wanted) {
    SortedMap<String, int[]> shapes = new TreeMap<>();
    tensors()
        .forEach(
            (key, tensor) -> {
              if (wanted.test(tensor)) {
                shapes.put(key, tensor.shape());
              }
            });
    return shapes;
  }

  private static void collect(List<Layer> layers, List<Layer> every) {
    for (Layer layer : layers) {
      every.add(layer);
      if (layer instanceof Layer.Residual residual) {
        collect(residual.body(), every);
        collect(residual.shortcut(), every);
      }
    }
  }
}

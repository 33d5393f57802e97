package io.espalier.model;

import io.espalier.catalog.UnfitLayer;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Dropout;
import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Gate;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.model.layer.Residual;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A network in plain Java: executors build their own form of its {@link #graph}. The last layer
 * gives logits. Its layers fit each other: a specification that does not is refused.
 *
 * @param name its name in the catalog
 * @param inputShape {@code [channels, height, width]}
 * @param classes number of logits
 * @param layers in the order the data takes; those with tensors have a name
 * @param initialiser how weights begin; how all other tensors begin, their role says
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
    Graph.of(name, inputShape, layers).requireLogits(classes);
  }

  /** The same network with another initialiser. */
  public NetworkSpec with(Initialiser other) {
    return new NetworkSpec(name, inputShape, classes, layers, other);
  }

  /** The same network with other layers, those within residuals included. */
  public NetworkSpec with(UnaryOperator<Layer> other) {
    List<Layer> changed = layers.stream().map(layer -> changed(layer, other)).toList();
    return new NetworkSpec(name, inputShape, classes, changed, initialiser);
  }

  private static Layer changed(Layer layer, UnaryOperator<Layer> other) {
    return layer instanceof Residual residual
        ? residual.with(inner -> changed(inner, other))
        : other.apply(layer);
  }

  /** The layers as nodes with inputs. */
  public Graph graph() {
    return Graph.of(name, inputShape, layers);
  }

  /** All tensors that make up a state of the network, by name: parameters and buffers. */
  public SortedMap<String, NetworkTensor> tensors() {
    return graph().tensors();
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
   * Shapes of what layers with tensors give for one example, by the layer's name: {@code [units]}
   * or {@code [C, H, W]}.
   */
  public SortedMap<String, int[]> outputShapes() {
    SortedMap<String, int[]> shapes = new TreeMap<>();
    for (Graph.Node node : graph().nodes()) {
      String layer = node.layer().name();
      if (layer != null) {
        shapes.put(layer, node.out().clone());
      }
    }
    return shapes;
  }

  /** Names of the layers with tensors, in the order the data takes, a body before its shortcut. */
  public List<String> layerNames() {
    return graph().nodes().stream()
        .flatMap(node -> Optional.ofNullable(node.layer().name()).stream())
        .toList();
  }

  /**
   * The first layer that something cannot pass through.
   *
   * @param why says of a layer what keeps it from passing; empty where nothing does
   */
  public Optional<UnfitLayer> firstUnfit(Function<Layer, Optional<String>> why) {
    for (Graph.Node node : graph().nodes()) {
      Optional<String> cause = why.apply(node.layer());
      if (cause.isPresent()) {
        return Optional.of(new UnfitLayer(node.place(), node.layer().label(), cause.get()));
      }
    }
    return Optional.empty();
  }

  /** Values of the largest array that one example becomes on its way, the input included. */
  public int largestActivation() {
    Graph graph = graph();
    return IntStream.range(0, graph.values()).map(i -> size(graph.shape(i))).max().orElse(0);
  }

  /**
   * Bytes that one trainer needs, data apart: the activations of a batch and their gradients, and
   * of every parameter the value, the gradient, two optimizer slots, the start, the best ones so
   * far and what a checkpoint copies of them.
   *
   * @param batch examples at a time
   */
  public long trainerBytes(int batch) {
    Graph graph = graph();
    long parameters =
        graph.tensors().values().stream().mapToLong(tensor -> size(tensor.shape())).sum();
    long values = IntStream.range(0, graph.values()).mapToLong(i -> size(graph.shape(i))).sum();
    return 4 * (10 * parameters + 2 * values * batch) + FIXED_TRAINER_BYTES;
  }

  /** Whether no layer of it looks at images: dense layers, and what works value by value. */
  public boolean fullyConnected() {
    return layers.stream()
        .allMatch(
            layer ->
                layer instanceof Flatten
                    || layer instanceof Dense
                    || layer instanceof Elementwise
                    || layer instanceof Dropout
                    || layer instanceof Gate);
  }

  /** Whether its layers draw random numbers while they train. */
  public boolean drawsRandomly() {
    return graph().nodes().stream().anyMatch(node -> node.layer().drawsRandomly());
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

  private static int size(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}

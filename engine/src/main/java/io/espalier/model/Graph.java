package io.espalier.model;

import io.espalier.catalog.LayerGroup;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.model.layer.Residual;
import io.espalier.model.layer.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network as executors see it: nodes in an order in which everything is made before it is read.
 * Value 0 is the network's input, node {@code i} makes value {@code i + 1}, the last value is the
 * logits. Immutable.
 */
public final class Graph {
  private static final Pattern LAYER_NAME = Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)*");

  private final String network;
  private final List<Node> nodes = new ArrayList<>();
  private final List<int[]> shapes = new ArrayList<>();
  private final List<List<Integer>> readers = new ArrayList<>();
  private final SortedMap<String, NetworkTensor> tensors = new TreeMap<>();

  /**
   * One layer and the values that it reads.
   *
   * @param layer no {@link Residual}, whose layers are nodes themselves
   * @param inputs the values, one for each of {@link #inputNames}
   * @param in the shape of the first of them
   * @param out the shape of what it makes
   * @param tensors its parameters and buffers
   * @param place index among the network's layers of the one that it is, or is within
   * @param shortcut whether it lies on the shorter way past the body of a residual
   */
  public record Node(
      Layer layer,
      List<Integer> inputs,
      int[] in,
      int[] out,
      List<NetworkTensor> tensors,
      int place,
      boolean shortcut) {
    /** What its inputs are called. */
    public List<String> inputNames() {
      return layer instanceof Sum ? Sum.INPUTS : List.of("input");
    }

    /** Its first input. */
    public int input() {
      return inputs.get(0);
    }
  }

  /** The sum of two values of one shape: where the two ways of a residual meet. */
  public record Sum() implements Layer {
    /** What its inputs are called. */
    static final List<String> INPUTS = List.of("body", "shortcut");

    @Override
    public int[] after(int[] in) {
      return in;
    }

    @Override
    public Units passing() {
      return Units.ADDED;
    }
  }

  /**
   * What it gets. Stands where a way through a residual begins with another residual: gradients are
   * then added in the order in which the residuals are nested.
   */
  public record Pass() implements Layer {
    @Override
    public int[] after(int[] in) {
      return in;
    }

    @Override
    public Units passing() {
      return Units.APART;
    }
  }

  private Graph(String network, int[] input) {
    this.network = network;
    value(input);
  }

  /**
   * The graph of layers in a row.
   *
   * @param inputShape {@code [channels, height, width]}
   * @throws IllegalArgumentException naming the first layer that does not fit, and why
   */
  static Graph of(String network, List<Integer> inputShape, List<Layer> layers) {
    int[] input = inputShape.stream().mapToInt(Integer::intValue).toArray();
    if (input.length != 3 || Arrays.stream(input).anyMatch(side -> side < 1)) {
      throw new IllegalArgumentException(
          network + ": input shape " + inputShape + " (expected: [channels, height, width] >= 1)");
    }
    Graph graph = new Graph(network, input);
    int value = 0;
    for (int i = 0; i < layers.size(); i++) {
      value = graph.pass(layers.get(i), value, i, i, false);
    }
    return graph;
  }

  /** All nodes, in an order in which everything is made before it is read. */
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** Number of values, the input included. */
  public int values() {
    return shapes.size();
  }

  /** The shape of a value. */
  public int[] shape(int value) {
    return shapes.get(value).clone();
  }

  /** The nodes that read a value, ascending. */
  public List<Integer> readers(int value) {
    return Collections.unmodifiableList(readers.get(value));
  }

  /** The layer that reads what a node makes, where it is the only one that does; or null. */
  public @Nullable Layer follower(int node) {
    List<Integer> all = readers.get(node + 1);
    return all.size() == 1 ? nodes.get(all.get(0)).layer() : null;
  }

  /**
   * The layer whose activations a node makes; null where it makes none's. A layer's activations
   * stand after the non-linearity that directly follows it, where one does.
   */
  public @Nullable String activationsOf(int node) {
    Node at = nodes.get(node);
    if (!(at.layer() instanceof Elementwise)) {
      return follower(node) instanceof Elementwise ? null : at.layer().name();
    }
    boolean direct = at.input() > 0 && readers.get(at.input()).size() == 1;
    return direct ? nodes.get(at.input() - 1).layer().name() : null;
  }

  /** All tensors by name. */
  SortedMap<String, NetworkTensor> tensors() {
    return Collections.unmodifiableSortedMap(tensors);
  }

  /** Refuses a network that ends in anything but this many values of a dense layer. */
  void requireLogits(int classes) {
    int[] last = shapes.get(shapes.size() - 1);
    boolean dense = !nodes.isEmpty() && nodes.get(nodes.size() - 1).layer() instanceof Dense;
    if (!dense || last.length != 1 || last[0] != classes) {
      throw new IllegalArgumentException(
          network
              + ": ends with "
              + Arrays.toString(last)
              + " (expected: a dense layer of "
              + classes
              + " logits)");
    }
  }

  private int value(int[] shape) {
    shapes.add(shape);
    readers.add(new ArrayList<>());
    return shapes.size() - 1;
  }

  /** Adds a layer; the value that it makes. */
  private int pass(Layer layer, int input, int index, int place, boolean shortcut) {
    String where =
        network
            + ": layer "
            + (layer.name() == null ? index + " (" + layer.kind() + ")" : layer.name());
    if (layer instanceof Residual residual) {
      int body = way(residual.longer(), input, place, shortcut);
      int past = way(residual.shorter(), input, place, true);
      fit(where, () -> residual.after(shapes.get(input)));
      return node(new Sum(), List.of(body, past), shapes.get(body), List.of(), place, shortcut);
    }
    int[] in = shapes.get(input);
    int[] out = fit(where, () -> layer.after(in));
    List<NetworkTensor> own = layer.tensors(in);
    requireNames(where, layer, own);
    own.forEach(tensor -> tensors.put(tensor.name(), tensor));
    return node(layer, List.of(input), out, own, place, shortcut);
  }

  private int way(List<Layer> layers, int input, int place, boolean shortcut) {
    int value = input;
    for (int i = 0; i < layers.size(); i++) {
      if (i == 0 && layers.get(i) instanceof Residual) {
        value = node(new Pass(), List.of(value), shapes.get(value), List.of(), place, shortcut);
      }
      value = pass(layers.get(i), value, i, place, shortcut);
    }
    return value;
  }

  private int node(
      Layer layer,
      List<Integer> inputs,
      int[] out,
      List<NetworkTensor> own,
      int place,
      boolean shortcut) {
    inputs.forEach(input -> readers.get(input).add(nodes.size()));
    nodes.add(new Node(layer, inputs, shapes.get(inputs.get(0)), out, own, place, shortcut));
    return value(out);
  }

  private void requireNames(String where, Layer layer, List<NetworkTensor> own) {
    String name = layer.name();
    if (name == null) {
      if (!own.isEmpty()) {
        throw new IllegalArgumentException(where + ": no name (expected: one, for its tensors)");
      }
      return;
    }
    if (!LAYER_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          network + ": layer name '" + name + "' (expected: " + LAYER_NAME + ")");
    }
    if (LayerGroup.isName(name)) {
      throw new IllegalArgumentException(
          network + ": layer name '" + name + "' (expected: no name of a group of layers)");
    }
    for (NetworkTensor tensor : own) {
      if (!tensor.name().startsWith(name + ".") || tensor.name().length() < name.length() + 2) {
        throw new IllegalArgumentException(
            where + ": tensor " + tensor.name() + " (expected: a name after " + name + ".)");
      }
    }
    if (nodes.stream().anyMatch(node -> name.equals(node.layer().name()))) {
      throw new IllegalArgumentException(network + ": two layers named " + name);
    }
  }

  private static int[] fit(String where, Supplier<int[]> after) {
    try {
      return after.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }
}

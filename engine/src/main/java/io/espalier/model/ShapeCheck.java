package io.espalier.model;

import io.espalier.catalog.LayerGroup;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Follows the data through a network's layers and refuses the first layer that does not fit. */
final class ShapeCheck {
  private static final Pattern LAYER_NAME = Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)*");

  private final String network;
  private final SortedMap<String, NetworkTensor> tensors = new TreeMap<>();
  private final SortedMap<String, int[]> outputs = new TreeMap<>();
  private int[] shape;
  private int largest;
  private long values;
  private boolean logits;

  private ShapeCheck(String network, int[] inputShape) {
    this.network = network;
    this.shape = inputShape;
  }

  /** Follows {@code [channels, height, width]} through the layers. */
  static ShapeCheck of(String network, List<Integer> inputShape, List<Layer> layers) {
    int[] input = inputShape.stream().mapToInt(Integer::intValue).toArray();
    if (input.length != 3 || Arrays.stream(input).anyMatch(side -> side < 1)) {
      throw new IllegalArgumentException(
          network + ": input shape " + inputShape + " (expected: [channels, height, width] >= 1)");
    }
    ShapeCheck check = new ShapeCheck(network, input);
    check.measure();
    check.pass(layers);
    return check;
  }

  /**
   * The shape behind one layer.
   *
   * @param shape in front of it, {@code [values]} or {@code [C, H, W]}
   * @throws IllegalArgumentException when it does not fit
   */
  static int[] after(String network, int[] shape, Layer layer) {
    ShapeCheck check = new ShapeCheck(network, shape);
    check.pass(List.of(layer));
    return check.shape;
  }

  /** The shape behind the last layer. */
  int[] shape() {
    return shape.clone();
  }

  /** All tensors by name. */
  SortedMap<String, NetworkTensor> tensors() {
    return tensors;
  }

  /** The shape behind every layer that has a name. */
  SortedMap<String, int[]> outputs() {
    return outputs;
  }

  /** Values of the largest array between two layers. */
  int largest() {
    return largest;
  }

  /** Values of all arrays between two layers. */
  long values() {
    return values;
  }

  /** Refuses a network that ends in anything but this many values of a dense layer. */
  void requireLogits(int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException(network + ": classes " + classes + " (expected: >= 2)");
    }
    if (!logits || shape[0] != classes) {
      throw new IllegalArgumentException(
          network
              + ": ends with "
              + Arrays.toString(shape)
              + " (expected: a dense layer of "
              + classes
              + " logits)");
    }
  }

  private void measure() {
    int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    largest = Math.max(largest, size);
    values += size;
  }

  private void pass(List<Layer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      logits = layer instanceof Layer.Dense;
      pass(i, layer);
      measure();
    }
  }

  private void pass(int index, Layer layer) {
    if (layer instanceof Layer.Dense dense) {
      dense(dense);
    } else if (layer instanceof Layer.Conv conv) {
      conv(conv);
    } else if (layer instanceof Layer.BatchNorm norm) {
      batchNorm(norm);
    } else if (layer instanceof Layer.MaxPool pool) {
      String where = at(index, "MaxPool");
      requireSides(where, pool.size(), pool.stride());
      requireImage(where);
      shape = slide(where, shape[0], pool.size(), pool.stride(), 0);
    } else if (layer instanceof Layer.GlobalAveragePool) {
      requireImage(at(index, "GlobalAveragePool"));
      shape = new int[] {shape[0]};
    } else if (layer instanceof Layer.Flatten) {
      requireImage(at(index, "Flatten"));
      shape = new int[] {Math.multiplyExact(Math.multiplyExact(shape[0], shape[1]), shape[2])};
    } else if (layer instanceof Layer.Residual residual) {
      residual(at(index, "Residual"), residual);
    } else {
      shape = layer.after(shape);
    }
  }

  private void dense(Layer.Dense dense) {
    String where = named(dense.name());
    requireSides(where, dense.in(), dense.out());
    if (shape.length == 3) {
      throw misfit(where, "one dimension: put flatten in front of it");
    }
    if (shape[0] != dense.in()) {
      throw misfit(where, "[" + dense.in() + "]");
    }
    add(dense.name() + ".weight", NetworkTensor.Role.WEIGHT, dense.out(), dense.in());
    add(dense.name() + ".bias", NetworkTensor.Role.BIAS, dense.out());
    shape = new int[] {dense.out()};
    outputs.put(dense.name(), shape);
  }

  private void conv(Layer.Conv conv) {
    String where = named(conv.name());
    requireSides(where, conv.in(), conv.out(), conv.kernel(), conv.stride(), conv.groups());
    if (conv.padding() < 0 || conv.padding() >= conv.kernel()) {
      throw new IllegalArgumentException(
          where + ": padding " + conv.padding() + " (expected: 0 to kernel - 1)");
    }
    if (conv.groups() != 1 && (conv.groups() != conv.in() || conv.out() != conv.in())) {
      throw new IllegalArgumentException(
          where
              + ": groups "
              + conv.groups()
              + " of "
              + conv.in()
              + " to "
              + conv.out()
              + " channels (expected: 1, or as many as both)");
    }
    requireImage(where);
    if (shape[0] != conv.in()) {
      throw misfit(where, "[" + conv.in() + ", height, width]");
    }
    add(
        conv.name() + ".weight",
        NetworkTensor.Role.WEIGHT,
        conv.out(),
        conv.in() / conv.groups(),
        conv.kernel(),
        conv.kernel());
    if (conv.bias()) {
      add(conv.name() + ".bias", NetworkTensor.Role.BIAS, conv.out());
    }
    shape = slide(where, conv.out(), conv.kernel(), conv.stride(), conv.padding());
    outputs.put(conv.name(), shape);
  }

  private void batchNorm(Layer.BatchNorm norm) {
    String where = named(norm.name());
    requireSides(where, norm.channels());
    requireImage(where);
    if (shape[0] != norm.channels()) {
      throw misfit(where, "[" + norm.channels() + ", height, width]");
    }
    add(norm.name() + ".weight", NetworkTensor.Role.SCALE, norm.channels());
    add(norm.name() + ".bias", NetworkTensor.Role.SHIFT, norm.channels());
    add(norm.name() + ".running_mean", NetworkTensor.Role.RUNNING_MEAN, norm.channels());
    add(norm.name() + ".running_var", NetworkTensor.Role.RUNNING_VARIANCE, norm.channels());
    outputs.put(norm.name(), shape);
  }

  private void residual(String where, Layer.Residual residual) {
    if (residual.body().isEmpty()) {
      throw new IllegalArgumentException(where + ": no body (expected: at least one layer)");
    }
    int[] input = shape;
    pass(residual.body());
    int[] sum = shape;
    shape = input;
    pass(residual.shortcut());
    if (!Arrays.equals(shape, sum)) {
      throw new IllegalArgumentException(
          where
              + ": the body gives "
              + Arrays.toString(sum)
              + ", the shortcut "
              + Arrays.toString(shape)
              + " (expected: equal shapes)");
    }
    logits = false;
  }

  private void add(String name, NetworkTensor.Role role, int... sides) {
    tensors.put(name, new NetworkTensor(name, sides, role));
  }

  private void requireImage(String where) {
    if (shape.length != 3) {
      throw misfit(where, "[channels, height, width]");
    }
  }

  private int[] slide(String where, int channels, int window, int stride, int padding) {
    int height = shape[1] + 2 * padding - window;
    int width = shape[2] + 2 * padding - window;
    if (height < 0 || width < 0) {
      throw misfit(where, "height and width >= " + (window - 2 * padding));
    }
    return new int[] {channels, height / stride + 1, width / stride + 1};
  }

  private String named(String name) {
    if (!LAYER_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          network + ": layer name '" + name + "' (expected: " + LAYER_NAME + ")");
    }
    if (LayerGroup.isName(name)) {
      throw new IllegalArgumentException(
          network + ": layer name '" + name + "' (expected: no name of a group of layers)");
    }
    if (tensors.containsKey(name + ".weight")) {
      throw new IllegalArgumentException(network + ": two layers named " + name);
    }
    return network + ": layer " + name;
  }

  private String at(int index, String kind) {
    return network + ": layer " + index + " (" + kind + ")";
  }

  private IllegalArgumentException misfit(String where, String expected) {
    return new IllegalArgumentException(
        where + ": gets " + Arrays.toString(shape) + " (expected: " + expected + ")");
  }

  private static void requireSides(String where, int... sides) {
    for (int side : sides) {
      if (side < 1) {
        throw new IllegalArgumentException(where + ": size " + side + " (expected: >= 1)");
      }
    }
  }
}

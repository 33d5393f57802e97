package io.espalier.model;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Follows the data through a network's layers and refuses the first layer that does not fit. */
final class ShapeCheck {
  private static final Pattern LAYER_NAME = Pattern.compile("[a-z][a-z0-9_-]*");

  private final String network;
  private final SortedMap<String, int[]> parameters = new TreeMap<>();
  private int[] shape;
  private int largest;
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
    for (int i = 0; i < layers.size(); i++) {
      check.measure();
      check.pass(i, layers.get(i));
    }
    check.measure();
    return check;
  }

  /** Shapes of all parameters by name. */
  SortedMap<String, int[]> parameters() {
    return parameters;
  }

  /** Values of the largest array between two layers. */
  int largest() {
    return largest;
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
    largest = Math.max(largest, Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }

  private void pass(int index, Layer layer) {
    logits = layer instanceof Layer.Dense;
    if (layer instanceof Layer.Dense dense) {
      String where = named(dense.name());
      requireSides(where, dense.in(), dense.out());
      if (shape.length != 1 || shape[0] != dense.in()) {
        throw misfit(where, "[" + dense.in() + "]" + (shape.length == 3 ? " after a Flatten" : ""));
      }
      parameters.put(dense.name() + ".weight", new int[] {dense.out(), dense.in()});
      parameters.put(dense.name() + ".bias", new int[] {dense.out()});
      shape = new int[] {dense.out()};
    } else if (layer instanceof Layer.Conv conv) {
      String where = named(conv.name());
      requireSides(where, conv.in(), conv.out(), conv.kernel(), conv.stride());
      if (conv.padding() < 0 || conv.padding() >= conv.kernel()) {
        throw new IllegalArgumentException(
            where + ": padding " + conv.padding() + " (expected: 0 to kernel - 1)");
      }
      if (shape.length != 3 || shape[0] != conv.in()) {
        throw misfit(where, "[" + conv.in() + ", height, width]");
      }
      parameters.put(
          conv.name() + ".weight", new int[] {conv.out(), conv.in(), conv.kernel(), conv.kernel()});
      parameters.put(conv.name() + ".bias", new int[] {conv.out()});
      shape = slide(where, conv.out(), conv.kernel(), conv.stride(), conv.padding());
    } else if (layer instanceof Layer.MaxPool pool) {
      String where = at(index, "MaxPool");
      requireSides(where, pool.size(), pool.stride());
      if (shape.length != 3) {
        throw misfit(where, "[channels, height, width]");
      }
      shape = slide(where, shape[0], pool.size(), pool.stride(), 0);
    } else if (layer instanceof Layer.Flatten) {
      if (shape.length != 3) {
        throw misfit(at(index, "Flatten"), "[channels, height, width]");
      }
      shape = new int[] {Math.multiplyExact(Math.multiplyExact(shape[0], shape[1]), shape[2])};
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
    if (parameters.containsKey(name + ".weight")) {
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

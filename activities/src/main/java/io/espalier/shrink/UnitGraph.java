package io.espalier.shrink;

import io.espalier.mask.Mask;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.model.layer.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which units of a network read which, under a mask. A unit is a channel or a neuron; units lie on
 * wires, the places between two layers. A layer that keeps its units apart (activations, pools, a
 * flatten) needs no wire of its own. Wire 0 carries the input, the last one the logits.
 */
final class UnitGraph {
  /** A layer that leads from one wire to another, in the order the data takes. */
  sealed interface Step {
    /** The wire it writes. */
    int to();
  }

  /**
   * A layer with weights.
   *
   * @param layer its name
   * @param columns inputs of its weight tensor, {@code [out, columns, …]}
   * @param filtered whether every unit comes from that of the same number alone
   * @param connected whether output {@code o} has a kept weight on unit {@code i} of the wire it
   *     reads: index {@code o · width + i}
   */
  record Link(String layer, int columns, boolean filtered, int from, int to, boolean[] connected)
      implements Step {}

  /**
   * A layer that scales every unit by itself, such as a batch norm.
   *
   * @param layer its name
   * @param values of its tensors, the same number for every unit
   */
  record Norm(String layer, int values, int from, int to) implements Step {}

  /** The end of a residual. */
  record Sum(int body, int shortcut, int to) implements Step {}

  private final @Nullable Mask mask;
  private final List<Step> steps = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();

  /** Layers with tensors that have nothing of single units, by the number of values. */
  private final List<NetworkTensor> whole = new ArrayList<>();

  private UnitGraph(@Nullable Mask mask) {
    this.mask = mask;
  }

  /**
   * The graph of a network.
   *
   * @throws IllegalArgumentException naming a layer through which units pass in an unknown way
   */
  static UnitGraph of(NetworkSpec network, @Nullable Mask mask) {
    UnitGraph units = new UnitGraph(mask);
    Graph graph = network.graph();
    int[] wires = new int[graph.values()];
    wires[0] = units.wire(network.inputShape().get(0));
    for (int i = 0; i < graph.nodes().size(); i++) {
      wires[i + 1] = units.pass(graph.nodes().get(i), wires);
    }
    return units;
  }

  /** The layers that wires are for, in the order the data takes. */
  List<Step> steps() {
    return steps;
  }

  /** Tensors that no unit has a part of: they stay as they are. */
  List<NetworkTensor> whole() {
    return whole;
  }

  /** Number of wires. */
  int wires() {
    return widths.size();
  }

  /** Number of units on a wire. */
  int width(int wire) {
    return widths.get(wire);
  }

  private int wire(int width) {
    widths.add(width);
    return widths.size() - 1;
  }

  private int pass(Graph.Node node, int[] wires) {
    int from = wires[node.input()];
    Units passing = node.layer().passing();
    switch (passing) {
      case APART -> {
        whole.addAll(node.tensors());
        return from;
      }
      case SCALED -> {
        int to = wire(width(from));
        steps.add(new Norm(name(node), node.tensors().get(0).shape()[0], from, to));
        return to;
      }
      case WEIGHTED, FILTERED -> {
        NetworkTensor weight =
            node.tensors().stream()
                .filter(tensor -> tensor.role() == NetworkTensor.Role.WEIGHT)
                .findFirst()
                .orElseThrow();
        boolean filtered = passing == Units.FILTERED;
        boolean[] connected = connected(weight, width(from), filtered);
        int to = wire(weight.shape()[0]);
        steps.add(new Link(name(node), weight.shape()[1], filtered, from, to, connected));
        return to;
      }
      case ADDED -> {
        int to = wire(width(from));
        steps.add(new Sum(from, wires[node.inputs().get(1)], to));
        return to;
      }
      case UNKNOWN -> {}
    }
    throw new IllegalArgumentException(
        "layer " + node.layer().label() + ": it is not known how units pass through it");
  }

  private static String name(Graph.Node node) {
    return Objects.requireNonNull(node.layer().name());
  }

  /**
   * Which units a row of weights reads. After a flatten every unit has as many inputs as it had
   * positions, one after the other; a filter of its own reads the unit of its number.
   */
  private boolean[] connected(NetworkTensor weight, int width, boolean filtered) {
    boolean @Nullable [] kept = mask == null ? null : mask.of(weight.name());
    int rows = weight.shape()[0];
    int size = Arrays.stream(weight.shape()).skip(1).reduce(1, Math::multiplyExact);
    int each = filtered ? size : size / width;
    boolean[] connected = new boolean[rows * width];
    for (int o = 0; o < rows; o++) {
      for (int i = filtered ? o : 0; i < (filtered ? o + 1 : width); i++) {
        int first = o * size + (filtered ? 0 : i * each);
        connected[o * width + i] = any(kept, first, first + each);
      }
    }
    return connected;
  }

  private static boolean any(boolean @Nullable [] kept, int from, int to) {
    for (int i = from; kept != null && i < to; i++) {
      if (kept[i]) {
        return true;
      }
    }
    return kept == null;
  }
}

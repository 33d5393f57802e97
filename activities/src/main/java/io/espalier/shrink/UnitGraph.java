package io.espalier.shrink;

import io.espalier.mask.Mask;
import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import io.espalier.model.Units;
import java.util.ArrayList;
import java.util.List;
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
   * A dense layer or a convolution.
   *
   * @param connected whether output {@code o} has a kept weight on unit {@code i} of the wire it
   *     reads: index {@code o · width + i}
   */
  record Link(Layer layer, int from, int to, boolean[] connected) implements Step {}

  /** A batch norm. */
  record Norm(Layer.BatchNorm layer, int from, int to) implements Step {}

  /** The end of a residual. */
  record Sum(int body, int shortcut, int to) implements Step {}

  private final @Nullable Mask mask;
  private final List<Step> steps = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();

  private UnitGraph(@Nullable Mask mask) {
    this.mask = mask;
  }

  /** The graph of a network. */
  static UnitGraph of(NetworkSpec network, @Nullable Mask mask) {
    UnitGraph graph = new UnitGraph(mask);
    graph.pass(network.layers(), graph.wire(network.inputShape().get(0)));
    return graph;
  }

  /** The layers that wires are for, in the order the data takes. */
  List<Step> steps() {
    return steps;
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

  private int pass(List<Layer> layers, int input) {
    int wire = input;
    for (Layer layer : layers) {
      if (layer instanceof Layer.Conv conv) {
        wire = link(conv, wire, conv.out(), connected(conv, width(wire)));
      } else if (layer instanceof Layer.Dense dense) {
        wire = link(dense, wire, dense.out(), connected(dense, width(wire)));
      } else if (layer instanceof Layer.BatchNorm norm) {
        int to = wire(norm.channels());
        steps.add(new Norm(norm, wire, to));
        wire = to;
      } else if (layer instanceof Layer.Residual residual) {
        int body = pass(residual.body(), wire);
        int shortcut = pass(residual.shortcut(), wire);
        wire = wire(width(body));
        steps.add(new Sum(body, shortcut, wire));
      } else if (layer.units() != Units.APART) {
        throw new IllegalArgumentException(
            "layer " + layer.label() + ": it is not known how units pass through it");
      }
    }
    return wire;
  }

  private int link(Layer layer, int from, int out, boolean[] connected) {
    int to = wire(out);
    steps.add(new Link(layer, from, to, connected));
    return to;
  }

  private boolean[] connected(Layer.Conv conv, int width) {
    boolean[] connected = new boolean[conv.out() * width];
    boolean[] kept = kept(conv.name());
    int columns = conv.in() / conv.groups();
    int window = conv.kernel() * conv.kernel();
    for (int o = 0; o < conv.out(); o++) {
      // The filters of a depthwise convolution read the channel of their own number.
      int first = conv.groups() == 1 ? 0 : o;
      for (int i = 0; i < columns; i++) {
        int weights = (o * columns + i) * window;
        connected[o * width + first + i] = any(kept, weights, weights + window);
      }
    }
    return connected;
  }

  /** Behind a flatten every unit has as many inputs as it had positions, one after the other. */
  private boolean[] connected(Layer.Dense dense, int width) {
    boolean[] connected = new boolean[dense.out() * width];
    boolean[] kept = kept(dense.name());
    int positions = dense.in() / width;
    for (int i = 0; i < connected.length; i++) {
      connected[i] = any(kept, i * positions, (i + 1) * positions);
    }
    return connected;
  }

  private boolean @Nullable [] kept(String layer) {
    return mask == null ? null : mask.of(layer + ".weight");
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

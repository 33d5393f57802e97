package io.espalier.model;

import io.espalier.catalog.setting.Named;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.model.layer.Units;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A network at other widths. Layers of equal width stay of equal width, so that the sums of
 * residual blocks still fit; all widths shrink by about one factor and are rounded so that the
 * number of parameters comes within 1 % of what is asked for.
 */
final class Narrowing {
  /** Neighbours of a rounded width that are tried on each side. */
  private static final int NEIGHBOURS = 2;

  /** Widths, widest first, whose neighbours are tried; the narrowest of all is fitted to them. */
  private static final int TRIED = 3;

  private static final double TOLERANCE = 0.01;

  private final NetworkSpec whole;
  private final long wanted;

  /** Width of every layer that is narrowed, by name. */
  private final Map<String, Integer> layers = new HashMap<>();

  /** Their different widths, widest first. */
  private final int[] widths;

  private double factor;
  private double least = Double.POSITIVE_INFINITY;
  private int[] best = {};

  private Narrowing(NetworkSpec whole, long wanted) {
    this.whole = whole;
    this.wanted = wanted;
    String output = "";
    for (Graph.Node node : whole.graph().nodes()) {
      String name = node.layer().name();
      if (node.layer().passing() == Units.WEIGHTED && name != null) {
        layers.put(name, units(node));
        output = name;
      }
    }
    layers.remove(output);
    this.widths =
        new TreeSet<>(layers.values())
            .descendingSet().stream().mapToInt(Integer::intValue).toArray();
  }

  private static int units(Graph.Node node) {
    return node.tensors().stream()
        .filter(tensor -> tensor.role() == NetworkTensor.Role.WEIGHT)
        .mapToInt(tensor -> tensor.shape()[0])
        .findFirst()
        .orElseThrow();
  }

  /**
   * The layers of the narrower network.
   *
   * @param parameters trainable ones that it should have
   * @throws IllegalArgumentException saying what there is instead
   */
  static List<Named> of(NetworkSpec network, long parameters) {
    Narrowing narrowing = new Narrowing(network, parameters);
    NetworkSpec narrow = narrowing.find();
    return narrow.layers().stream().map(layer -> new Named(layer.kind(), (Record) layer)).toList();
  }

  private NetworkSpec find() {
    if (widths.length == 0) {
      throw fail("no layer but the last has a width of its own");
    }
    long all = parameters(widths);
    if (wanted > all * (1 + TOLERANCE)) {
      throw fail("at full width it has " + all);
    }
    // The largest factor that does not give too many, to the last bit that matters.
    double low = 0;
    double high = 1;
    for (int i = 0; i < 40; i++) {
      double middle = (low + high) / 2;
      if (parameters(scaled(middle)) <= wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    factor = high;
    consider(scaled(high));
    consider(scaled(low));
    if (least == Double.POSITIVE_INFINITY) {
      vary(scaled(high), 0);
    }
    if (least == Double.POSITIVE_INFINITY) {
      throw fail(
          "nearest are %d and %d".formatted(parameters(scaled(low)), parameters(scaled(high))));
    }
    return narrow(best);
  }

  /** Tries neighbours of the widths from an index on, and fits the narrowest to each of them. */
  private void vary(int[] base, int index) {
    if (index == Math.min(TRIED, widths.length - 1)) {
      fit(base.clone());
      return;
    }
    for (int change = -NEIGHBOURS; change <= NEIGHBOURS; change++) {
      int width = base[index] + change;
      if (width >= 1 && width <= widths[index]) {
        int[] other = base.clone();
        other[index] = width;
        vary(other, index + 1);
      }
    }
  }

  /** The narrowest width with which there are just enough parameters, and the one below it. */
  private void fit(int[] candidate) {
    int last = candidate.length - 1;
    int low = 1;
    int high = widths[last];
    while (low < high) {
      int middle = (low + high) >>> 1;
      candidate[last] = middle;
      if (parameters(candidate) < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    candidate[last] = low;
    consider(candidate.clone());
    candidate[last] = Math.max(1, low - 1);
    consider(candidate.clone());
  }

  /** Takes a candidate that is near enough, and nearer to one factor than those before. */
  private void consider(int[] candidate) {
    if (Math.abs(parameters(candidate) - wanted) > TOLERANCE * wanted) {
      return;
    }
    double cost = 0;
    for (int i = 0; i < widths.length; i++) {
      cost += Math.abs(StrictMath.log(candidate[i] / (factor * widths[i])));
    }
    if (cost < least) {
      least = cost;
      best = candidate;
    }
  }

  private int[] scaled(double by) {
    return Arrays.stream(widths).map(width -> (int) Math.max(1, Math.rint(by * width))).toArray();
  }

  private long parameters(int[] candidate) {
    return narrow(candidate).parameterShapes().values().stream()
        .mapToLong(shape -> Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact))
        .sum();
  }

  private NetworkSpec narrow(int[] candidate) {
    return whole.with(
        layer -> {
          Integer width = layer.name() == null ? null : layers.get(layer.name());
          return width == null ? layer : layer.withUnits(candidate[index(width)]);
        });
  }

  private int index(int width) {
    int index = 0;
    while (widths[index] != width) {
      index++;
    }
    return index;
  }

  private IllegalArgumentException fail(String there) {
    return new IllegalArgumentException(
        "%s with %d parameters: %s".formatted(whole.name(), wanted, there));
  }
}

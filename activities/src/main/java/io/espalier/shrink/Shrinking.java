package io.espalier.shrink;

import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a smaller network has of a network, and the way between the two. A unit (a filter, a neuron)
 * goes with everything that is its own: the weights that enter it, its bias, its batch norm, and
 * the weights of later layers that read it (Li et al. 2017, section 3). Units that a residual adds
 * go together or stay, and so do a channel and its filter of a depthwise convolution.
 *
 * <p>The smaller network computes what the original computes with its mask and {@link #silence}d
 * parameters. Immutable.
 */
public final class Shrinking {
  private final SortedMap<String, NetworkTensor> tensors;
  private final SortedMap<String, LayerUnits> layers;
  private final NetworkSpec network;

  /**
   * The way from a network to what is left of its layers.
   *
   * @throws IllegalArgumentException naming a layer of which nothing would be left
   */
  Shrinking(NetworkSpec original, SortedMap<String, LayerUnits> layers) {
    requireFit(original.tensors(), layers);
    layers.forEach(
        (name, units) -> {
          if (units.keptOutputs() == 0) {
            throw new IllegalArgumentException(
                "shrink: nothing would be left of layer "
                    + name
                    + " (expected: at least one unit). Prune less in this round or run fewer"
                    + " rounds, give the layer a smaller fraction of its own (scope: layer, fractions),"
                    + " or add the layer to ignore");
          }
        });
    this.tensors = original.tensors();
    this.layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
    this.network = SmallerNetwork.of(original, layers);
  }

  /**
   * Removes every unit that nothing enters any more under a mask, or that nothing reads.
   *
   * @throws IllegalArgumentException naming a layer of which nothing would be left
   */
  public static Shrinking of(NetworkSpec network, Mask mask) {
    UnitGraph graph = UnitGraph.of(network, mask);
    RemovableUnits removable = new RemovableUnits(graph);
    SortedMap<String, LayerUnits> layers = new TreeMap<>();
    for (UnitGraph.Step step : graph.steps()) {
      boolean[] outputs = removable.kept(step.to());
      if (step instanceof UnitGraph.Norm norm) {
        boolean[] values = repeat(outputs, norm.values());
        layers.put(norm.layer(), new LayerUnits(values, values));
      } else if (step instanceof UnitGraph.Link link) {
        boolean[] read = removable.kept(link.from());
        layers.put(
            link.layer(),
            new LayerUnits(outputs, link.filtered() ? read : repeat(read, link.columns())));
      }
    }
    for (NetworkTensor tensor : graph.whole()) {
      boolean[] all = new boolean[tensor.shape()[0]];
      Arrays.fill(all, true);
      layers.put(layerOf(tensor.name()), new LayerUnits(all, all));
    }
    return new Shrinking(network, layers);
  }

  /** The smaller network; its layers and tensors have the names of the original. */
  public NetworkSpec network() {
    return network;
  }

  /** What stays of each layer with tensors, by name. */
  SortedMap<String, LayerUnits> layers() {
    return layers;
  }

  /**
   * The smaller network's tensors, bit for bit as they are in the original.
   *
   * @param whole by the name of a tensor of the original, or that and a slot: {@code fc1.weight/m}
   */
  public SortedMap<String, Tensor> shrink(SortedMap<String, Tensor> whole) {
    SortedMap<String, Tensor> smaller = new TreeMap<>();
    whole.forEach(
        (name, tensor) -> {
          int[] places = places(name, tensor.shape());
          float[] data = new float[places.length];
          for (int i = 0; i < places.length; i++) {
            data[i] = tensor.data()[places[i]];
          }
          smaller.put(name, new Tensor(units(name).shape(tensor.shape()), data));
        });
    return smaller;
  }

  /**
   * The smaller network's mask. It still prunes what is pruned and had to stay, such as a filter
   * whose outputs are added to those of another.
   */
  public Mask shrink(Mask mask) {
    SortedMap<String, int[]> shapes = new TreeMap<>();
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    for (String name : mask.names()) {
      int[] places = places(name, mask.shape(name));
      boolean[] flags = new boolean[places.length];
      for (int i = 0; i < places.length; i++) {
        flags[i] = mask.flags(name)[places[i]];
      }
      shapes.put(name, units(name).shape(mask.shape(name)));
      kept.put(name, flags);
    }
    return new Mask(shapes, kept);
  }

  /**
   * The way back: tensors of the original in which those of the smaller network have their places
   * again, bit for bit.
   *
   * @param smaller under names as for {@link #shrink(SortedMap)}
   * @param around what the smaller network does not have; null for +0.0 all around
   */
  public SortedMap<String, Tensor> restore(
      SortedMap<String, Tensor> smaller, @Nullable SortedMap<String, Tensor> around) {
    SortedMap<String, Tensor> restored = new TreeMap<>();
    smaller.forEach(
        (name, tensor) -> {
          int[] shape = described(name).shape();
          Tensor whole = around == null ? Tensor.zeros(shape) : Tensors.get(around, name).copy();
          int[] places = places(name, whole.shape());
          for (int i = 0; i < places.length; i++) {
            whole.data()[places[i]] = tensor.data()[i];
          }
          restored.put(name, whole);
        });
    return restored;
  }

  /**
   * Stores +0.0 in the bias, the shift and the running mean of every unit that goes: as no weight
   * enters it, it then gives 0, after a batch norm and an activation too.
   *
   * @param parameters of the original; written to
   */
  public void silence(SortedMap<String, Tensor> parameters) {
    layers.forEach((layer, units) -> units.silence(layer, parameters));
  }

  /** Number of units that each dense layer and convolution keeps, by layer. */
  public SortedMap<String, Integer> units() {
    SortedMap<String, Integer> units = new TreeMap<>();
    network.weightShapes().forEach((name, shape) -> units.put(layerOf(name), shape[0]));
    return units;
  }

  /**
   * The row-major places in a tensor of the original of what the smaller network has of it, in the
   * order of the latter.
   */
  public int[] places(String name) {
    return places(name, described(name).shape());
  }

  private int[] places(String name, int[] shape) {
    int[] expected = described(name).shape();
    if (!Arrays.equals(shape, expected)) {
      throw new IllegalArgumentException(
          "shrink: shape of "
              + name
              + " "
              + Arrays.toString(shape)
              + " (expected: "
              + Arrays.toString(expected)
              + ")");
    }
    return units(name).places(shape);
  }

  private NetworkTensor described(String name) {
    int slot = name.indexOf('/');
    NetworkTensor tensor = tensors.get(slot < 0 ? name : name.substring(0, slot));
    if (tensor == null) {
      throw new IllegalArgumentException(
          "tensor: " + name + " (expected one of: " + tensors.keySet() + ")");
    }
    return tensor;
  }

  /** What stays of the layer that a tensor belongs to. */
  private LayerUnits units(String name) {
    return Objects.requireNonNull(layers.get(layerOf(described(name).name())), name);
  }

  private static String layerOf(String tensor) {
    return tensor.substring(0, tensor.lastIndexOf('.'));
  }

  private static void requireFit(
      SortedMap<String, NetworkTensor> tensors, SortedMap<String, LayerUnits> layers) {
    for (NetworkTensor tensor : tensors.values()) {
      LayerUnits units = layers.get(layerOf(tensor.name()));
      if (units == null || units.outputs().length != tensor.shape()[0]) {
        throw new IllegalArgumentException(
            "shrinking: of other layers than those of this network, at " + tensor.name());
      }
    }
  }

  private static boolean[] repeat(boolean[] units, int inputs) {
    boolean[] repeated = new boolean[inputs];
    int positions = inputs / units.length;
    for (int i = 0; i < inputs; i++) {
      repeated[i] = units[i / positions];
    }
    return repeated;
  }
}

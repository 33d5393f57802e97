package io.espalier.mask;

import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small masks and network shapes for tests, written down by hand. */
public final class Masks {
  private Masks() {}

  /** A mask of one tensor {@code fc1.weight [1, n]}: {@code x} is kept, {@code .} is pruned. */
  public static Mask of(String flags) {
    return of(Map.of("fc1.weight", new int[] {1, flags.length()}), Map.of("fc1.weight", flags));
  }

  /** A mask of several tensors. */
  public static Mask of(Map<String, int[]> shapes, Map<String, String> flags) {
    Map<String, boolean[]> kept = new TreeMap<>();
    flags.forEach((name, text) -> kept.put(name, flags(text)));
    return new Mask(shapes, kept);
  }

  private static boolean[] flags(String text) {
    boolean[] flags = new boolean[text.length()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = text.charAt(i) == 'x';
    }
    return flags;
  }

  /** LeNet-300-100: 266,200 weights. */
  public static NetworkDescriptor lenet300() {
    return network(
        new LayerShape("fc1", "dense", List.of(300, 784), 300, false),
        new LayerShape("fc2", "dense", List.of(100, 300), 100, false),
        new LayerShape("fc3", "dense", List.of(10, 100), 10, true));
  }

  /** Conv-2 of Frankle and Carbin: 4,300,992 weights. */
  public static NetworkDescriptor conv2() {
    return network(
        new LayerShape("conv1", "conv", List.of(64, 3, 3, 3), 64, false),
        new LayerShape("conv2", "conv", List.of(64, 64, 3, 3), 64, false),
        new LayerShape("fc1", "dense", List.of(256, 16384), 256, false),
        new LayerShape("fc2", "dense", List.of(256, 256), 256, false),
        new LayerShape("fc3", "dense", List.of(10, 256), 10, true));
  }

  /** A network of nothing but these shapes. */
  public static NetworkDescriptor network(LayerShape... layers) {
    List<LayerShape> shapes = new ArrayList<>(List.of(layers));
    return new NetworkDescriptor() {
      @Override
      public String name() {
        return "shapes";
      }

      @Override
      public int version() {
        return 1;
      }

      @Override
      public String summary() {
        return "Shapes for tests.";
      }

      @Override
      public List<Integer> inputShape() {
        return List.of(1, 1, 1);
      }

      @Override
      public int classes() {
        return 10;
      }

      @Override
      public List<LayerShape> layers() {
        return shapes;
      }
    };
  }
}

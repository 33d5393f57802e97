package io.espalier.model;

import java.util.ArrayList;
import java.util.List;

/** The Conv networks of Frankle and Carbin 2019 for images of 3x32x32 in ten classes. */
final class ConvFamily {
  private static final Layer RELU = new Layer.Activation(Layer.Activation.Kind.RELU);

  private ConvFamily() {}

  /** For each width two convolutions and a pool, then dense 256-256-10. */
  static NetworkSpec pairs(String name, int... widths) {
    List<Layer> layers = new ArrayList<>();
    int channels = 3;
    int side = 32;
    int count = 0;
    for (int width : widths) {
      for (int i = 0; i < 2; i++) {
        layers.add(new Layer.Conv("conv" + ++count, channels, width, 3, 1, 1));
        layers.add(RELU);
        channels = width;
      }
      layers.add(new Layer.MaxPool(2, 2));
      side /= 2;
    }
    layers.add(new Layer.Flatten());
    layers.add(new Layer.Dense("fc1", channels * side * side, 256));
    layers.add(RELU);
    layers.add(new Layer.Dense("fc2", 256, 256));
    layers.add(RELU);
    layers.add(new Layer.Dense("fc3", 256, 10));
    return new NetworkSpec(name, List.of(3, 32, 32), 10, layers, Initialiser.GLOROT_NORMAL);
  }
}

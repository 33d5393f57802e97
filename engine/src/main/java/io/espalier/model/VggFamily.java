package io.espalier.model;

import java.util.ArrayList;
import java.util.List;

/**
 * VGG for images of 3x32x32 in ten classes, as the lottery-ticket papers use it: 3x3 convolutions
 * without bias, each with a batch norm; four pools of 2x2, the mean over the last 2x2 positions,
 * one dense layer.
 */
final class VggFamily {
  private static final int[] WIDTHS = {64, 128, 256, 512, 512};

  private VggFamily() {}

  /**
   * A network of this name.
   *
   * @param convolutions how many of each width 64, 128, 256, 512, 512
   */
  static NetworkSpec of(String name, int... convolutions) {
    List<Layer> layers = new ArrayList<>();
    int channels = 3;
    int count = 0;
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      if (stage > 0) {
        layers.add(new Layer.MaxPool(2, 2));
      }
      for (int i = 0; i < convolutions[stage]; i++) {
        count++;
        layers.add(Layer.Conv.withoutBias("conv" + count, channels, WIDTHS[stage], 3, 1, 1));
        layers.add(new Layer.BatchNorm("bn" + count, WIDTHS[stage]));
        layers.add(new Layer.Activation(Layer.Activation.Kind.RELU));
        channels = WIDTHS[stage];
      }
    }
    layers.add(new Layer.GlobalAveragePool());
    layers.add(new Layer.Dense("fc", channels, 10));
    return new NetworkSpec(name, List.of(3, 32, 32), 10, layers, Initialiser.KAIMING_NORMAL);
  }
}

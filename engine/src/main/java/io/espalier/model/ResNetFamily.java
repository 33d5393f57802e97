package io.espalier.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Residual networks of basic blocks for images of 3x32x32 in ten classes. Every convolution is
 * without bias and has a batch norm behind it. The first block of every stage but the first halves
 * the sides; its shortcut is a 1x1 convolution, as in the lottery-ticket papers (He et al. 2016,
 * option B). Tensors have the names that torchvision gives them.
 */
final class ResNetFamily {
  private static final Layer RELU = new Layer.Activation(Layer.Activation.Kind.RELU);

  private ResNetFamily() {}

  /** Three stages of 16, 32 and 64 channels: 6 · blocks + 2 layers. */
  static NetworkSpec narrow(String name, int blocks) {
    return network(name, blocks, 16, 32, 64);
  }

  /** Four stages of 64 to 512 channels. */
  static NetworkSpec wide(String name, int blocks) {
    return network(name, blocks, 64, 128, 256, 512);
  }

  private static NetworkSpec network(String name, int blocks, int... widths) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Layer.Conv.withoutBias("conv1", 3, widths[0], 3, 1, 1));
    layers.add(new Layer.BatchNorm("bn1", widths[0]));
    layers.add(RELU);
    int channels = widths[0];
    for (int stage = 0; stage < widths.length; stage++) {
      for (int block = 0; block < blocks; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String prefix = "layer" + (stage + 1) + "." + block + ".";
        layers.add(block(prefix, channels, widths[stage], stride));
        layers.add(RELU);
        channels = widths[stage];
      }
    }
    layers.add(new Layer.GlobalAveragePool());
    layers.add(new Layer.Dense("fc", channels, 10));
    return new NetworkSpec(name, List.of(3, 32, 32), 10, layers, Initialiser.KAIMING_NORMAL);
  }

  private static Layer block(String prefix, int in, int out, int stride) {
    List<Layer> body =
        List.of(
            Layer.Conv.withoutBias(prefix + "conv1", in, out, 3, stride, 1),
            new Layer.BatchNorm(prefix + "bn1", out),
            RELU,
            Layer.Conv.withoutBias(prefix + "conv2", out, out, 3, 1, 1),
            new Layer.BatchNorm(prefix + "bn2", out));
    List<Layer> shortcut =
        stride == 1 && in == out
            ? List.of()
            : List.of(
                Layer.Conv.withoutBias(prefix + "downsample.0", in, out, 1, stride, 0),
                new Layer.BatchNorm(prefix + "downsample.1", out));
    return new Layer.Residual(body, shortcut);
  }
}

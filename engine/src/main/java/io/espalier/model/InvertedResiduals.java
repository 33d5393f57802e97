package io.espalier.model;

import java.util.ArrayList;
import java.util.List;

/**
 * MobileNetV2's blocks (Sandler et al. 2018, table 2) for images of 3x32x32 in ten classes: the
 * stem and the second stage keep the sides, so that 4x4 positions are left at the end. A block that
 * keeps the sides is residual; where its width changes, the shortcut is a 1x1 convolution with
 * batch norm.
 */
final class InvertedResiduals {
  private static final Layer RELU6 = new Layer.Activation(Layer.Activation.Kind.RELU6);

  /** Expansion, channels, blocks and first stride of every stage. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 1},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1},
  };

  private InvertedResiduals() {}

  static NetworkSpec network(String name) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Layer.Conv.withoutBias("conv1", 3, 32, 3, 1, 1));
    layers.add(new Layer.BatchNorm("bn1", 32));
    layers.add(RELU6);
    int channels = 32;
    int block = 0;
    for (int[] stage : STAGES) {
      for (int i = 0; i < stage[2]; i++) {
        int stride = i == 0 ? stage[3] : 1;
        add(layers, "layers." + block + ".", channels, stage[1], stage[0], stride);
        channels = stage[1];
        block++;
      }
    }
    layers.add(Layer.Conv.withoutBias("conv2", channels, 1280, 1, 1, 0));
    layers.add(new Layer.BatchNorm("bn2", 1280));
    layers.add(RELU6);
    layers.add(new Layer.GlobalAveragePool());
    layers.add(new Layer.Dense("fc", 1280, 10));
    return new NetworkSpec(name, List.of(3, 32, 32), 10, layers, Initialiser.KAIMING_NORMAL);
  }

  /** A block; the last of its convolutions has no non-linearity behind it. */
  private static void add(
      List<Layer> layers, String prefix, int in, int out, int expansion, int stride) {
    int inner = in * expansion;
    List<Layer> body =
        List.of(
            Layer.Conv.withoutBias(prefix + "conv1", in, inner, 1, 1, 0),
            new Layer.BatchNorm(prefix + "bn1", inner),
            RELU6,
            Layer.Conv.depthwise(prefix + "conv2", inner, 3, stride, 1),
            new Layer.BatchNorm(prefix + "bn2", inner),
            RELU6,
            Layer.Conv.withoutBias(prefix + "conv3", inner, out, 1, 1, 0),
            new Layer.BatchNorm(prefix + "bn3", out));
    if (stride > 1) {
      layers.addAll(body);
    } else if (in == out) {
      layers.add(new Layer.Residual(body, List.of()));
    } else {
      layers.add(
          new Layer.Residual(
              body,
              List.of(
                  Layer.Conv.withoutBias(prefix + "downsample.0", in, out, 1, 1, 0),
                  new Layer.BatchNorm(prefix + "downsample.1", out))));
    }
  }
}

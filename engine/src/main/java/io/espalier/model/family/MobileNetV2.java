package io.espalier.model.family;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.Relu6;
import io.espalier.model.layer.Residual;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNetV2 with a stem for CIFAR (Sandler et al. 2018, table 2) for images of 3x32x32 in ten
 * classes: the stem and the second stage keep the sides, so that 4x4 positions are left at the end.
 * A block that keeps the sides is residual; where its width changes, the shortcut is a 1x1
 * convolution with batch norm. 2,296,922 parameters, 2,261,824 weights.
 */
@AutoService(Descriptor.class)
public final class MobileNetV2 extends CatalogNetwork {
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

  /** For the catalog. */
  public MobileNetV2() {
    super(
        network("mobilenet-v2"),
        "Inverted residuals with depthwise convolutions, 17 blocks, for images of 3x32x32.");
  }

  private static NetworkSpec network(String name) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv(32, 3, 1, 1, false, "conv1"));
    layers.add(new BatchNorm("bn1"));
    layers.add(new Relu6());
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
    layers.add(new Conv(1280, 1, 1, 0, false, "conv2"));
    layers.add(new BatchNorm("bn2"));
    layers.add(new Relu6());
    layers.add(new GlobalAveragePool());
    layers.add(new Dense(10, "fc"));
    return new NetworkSpec(name, List.of(3, 32, 32), 10, layers, Initialiser.KAIMING_NORMAL);
  }

  /** A block; the last of its convolutions has no non-linearity after it. */
  private static void add(
      List<Layer> layers, String prefix, int in, int out, int expansion, int stride) {
    int inner = in * expansion;
    List<Layer> body =
        List.of(
            new Conv(inner, 1, 1, 0, false, prefix + "conv1"),
            new BatchNorm(prefix + "bn1"),
            new Relu6(),
            new DepthwiseConv(3, stride, 1, false, prefix + "conv2"),
            new BatchNorm(prefix + "bn2"),
            new Relu6(),
            new Conv(out, 1, 1, 0, false, prefix + "conv3"),
            new BatchNorm(prefix + "bn3"));
    if (stride > 1) {
      layers.addAll(body);
    } else if (in == out) {
      layers.add(Residual.of(body, List.of()));
    } else {
      layers.add(
          Residual.of(
              body,
              List.of(
                  new Conv(out, 1, 1, 0, false, prefix + "downsample.0"),
                  new BatchNorm(prefix + "downsample.1"))));
    }
  }
}

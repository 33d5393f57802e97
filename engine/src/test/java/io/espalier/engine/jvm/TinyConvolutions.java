package io.espalier.engine.jvm;

import io.espalier.model.Initialiser;
import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import java.util.List;

/** Networks of convolutions, as small as they go. */
public final class TinyConvolutions {
  private static final Layer RELU = new Layer.Activation(Layer.Activation.Kind.RELU);

  private TinyConvolutions() {}

  /** The layers of LeNet-5: kernels of five, pools, three dense layers. Rows of 10 and 16. */
  static NetworkSpec lenet() {
    return new NetworkSpec(
        "tiny-lenet",
        List.of(1, 16, 20),
        4,
        List.of(
            new Layer.Conv("conv1", 1, 4, 5, 1, 2),
            RELU,
            new Layer.MaxPool(2, 2),
            new Layer.Conv("conv2", 4, 5, 5, 1, 0),
            RELU,
            new Layer.MaxPool(2, 2),
            new Layer.Flatten(),
            new Layer.Dense("fc1", 30, 9),
            RELU,
            new Layer.Dense("fc2", 9, 4)),
        Initialiser.KAIMING_NORMAL);
  }

  /** Strides of two and three, kernels of one, a pool that leaves an edge out, the mean. */
  static NetworkSpec strided() {
    return new NetworkSpec(
        "tiny-strided",
        List.of(3, 13, 11),
        4,
        List.of(
            new Layer.Conv("conv1", 3, 4, 3, 2, 1),
            new Layer.Activation(Layer.Activation.Kind.RELU6),
            new Layer.MaxPool(3, 2),
            RELU,
            Layer.Conv.withoutBias("conv2", 4, 5, 1, 1, 0),
            RELU,
            new Layer.Conv("conv3", 5, 6, 3, 3, 2),
            new Layer.GlobalAveragePool(),
            new Layer.Dense("fc", 6, 4)),
        Initialiser.KAIMING_NORMAL);
  }

  /** Batch norms and shortcuts of both kinds, as in a ResNet. */
  public static NetworkSpec residual() {
    return new NetworkSpec(
        "tiny-resnet",
        List.of(2, 6, 6),
        4,
        List.of(
            Layer.Conv.withoutBias("conv1", 2, 4, 3, 1, 1),
            new Layer.BatchNorm("bn1", 4),
            RELU,
            new Layer.Residual(
                List.of(
                    Layer.Conv.withoutBias("layer1.conv1", 4, 4, 3, 1, 1),
                    new Layer.BatchNorm("layer1.bn1", 4)),
                List.of()),
            RELU,
            new Layer.Residual(
                List.of(
                    Layer.Conv.withoutBias("layer2.conv1", 4, 6, 3, 2, 1),
                    new Layer.BatchNorm("layer2.bn1", 6)),
                List.of(
                    Layer.Conv.withoutBias("layer2.downsample.0", 4, 6, 1, 2, 0),
                    new Layer.BatchNorm("layer2.downsample.1", 6))),
            RELU,
            new Layer.GlobalAveragePool(),
            new Layer.Dense("fc", 6, 4)),
        Initialiser.KAIMING_NORMAL);
  }
}

package io.espalier.engine.jvm;

import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Relu6;
import io.espalier.model.layer.Residual;
import java.util.List;

/** Networks of convolutions, as small as they go. */
public final class TinyConvolutions {
  private static final Layer RELU = new Relu();

  private TinyConvolutions() {}

  /** The layers of LeNet-5: kernels of five, pools, three dense layers. Rows of 10 and 16. */
  static NetworkSpec lenet() {
    return new NetworkSpec(
        "tiny-lenet",
        List.of(1, 16, 20),
        4,
        List.of(
            new Conv(4, 5, 1, 2, true, "conv1"),
            RELU,
            new MaxPool(2, 2),
            new Conv(5, 5, 1, 0, true, "conv2"),
            RELU,
            new MaxPool(2, 2),
            new Flatten(),
            new Dense(9, "fc1"),
            RELU,
            new Dense(4, "fc2")),
        Initialiser.KAIMING_NORMAL);
  }

  /** Strides of two and three, kernels of one, a pool that leaves an edge out, the mean. */
  static NetworkSpec strided() {
    return new NetworkSpec(
        "tiny-strided",
        List.of(3, 13, 11),
        4,
        List.of(
            new Conv(4, 3, 2, 1, true, "conv1"),
            new Relu6(),
            new MaxPool(3, 2),
            RELU,
            new Conv(5, 1, 1, 0, false, "conv2"),
            RELU,
            new Conv(6, 3, 3, 2, true, "conv3"),
            new GlobalAveragePool(),
            new Dense(4, "fc")),
        Initialiser.KAIMING_NORMAL);
  }

  /** Batch norms and shortcuts of both kinds, as in a ResNet. */
  public static NetworkSpec residual() {
    return new NetworkSpec(
        "tiny-resnet",
        List.of(2, 6, 6),
        4,
        List.of(
            new Conv(4, 3, 1, 1, false, "conv1"),
            new BatchNorm("bn1"),
            RELU,
            Residual.of(
                List.of(new Conv(4, 3, 1, 1, false, "layer1.conv1"), new BatchNorm("layer1.bn1")),
                List.of()),
            RELU,
            Residual.of(
                List.of(new Conv(6, 3, 2, 1, false, "layer2.conv1"), new BatchNorm("layer2.bn1")),
                List.of(
                    new Conv(6, 1, 2, 0, false, "layer2.downsample.0"),
                    new BatchNorm("layer2.downsample.1"))),
            RELU,
            new GlobalAveragePool(),
            new Dense(4, "fc")),
        Initialiser.KAIMING_NORMAL);
  }
}

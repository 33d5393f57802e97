package io.espalier.model.family;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import java.util.List;

/**
 * LeNet-5 in the 20-50-500 form that pruning papers use (after Caffe's), with ReLU after every
 * layer but the last. 431,080 parameters, 430,500 weights.
 */
@AutoService(Descriptor.class)
public final class LeNet5 extends CatalogNetwork {
  /** For the catalog. */
  public LeNet5() {
    super(
        new NetworkSpec(
            "lenet-5",
            List.of(1, 28, 28),
            10,
            List.of(
                new Conv(20, 5, 1, 0, true, "conv1"),
                new Relu(),
                new MaxPool(2, 2),
                new Conv(50, 5, 1, 0, true, "conv2"),
                new Relu(),
                new MaxPool(2, 2),
                new Flatten(),
                new Dense(500, "fc1"),
                new Relu(),
                new Dense(10, "fc2")),
            Initialiser.GLOROT_NORMAL),
        "Two convolutions and two dense layers, 20-50-500-10, for images of 1x28x28.");
  }
}

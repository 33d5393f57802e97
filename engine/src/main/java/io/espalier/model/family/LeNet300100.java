package io.espalier.model.family;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Relu;
import java.util.List;

/**
 * LeNet-300-100, fully connected: LeCun et al. 1998; with Glorot normal weights and ReLU as in
 * Frankle and Carbin, "The Lottery Ticket Hypothesis" (2019). 266,610 parameters, 266,200 weights.
 */
@AutoService(Descriptor.class)
public final class LeNet300100 extends CatalogNetwork {
  /** For the catalog. */
  public LeNet300100() {
    super(
        new NetworkSpec(
            "lenet-300-100",
            List.of(1, 28, 28),
            10,
            List.of(
                new Flatten(),
                new Dense(300, "fc1"),
                new Relu(),
                new Dense(100, "fc2"),
                new Relu(),
                new Dense(10, "fc3")),
            Initialiser.GLOROT_NORMAL),
        "Fully connected, 784-300-100-10, for images of 1x28x28.");
  }
}

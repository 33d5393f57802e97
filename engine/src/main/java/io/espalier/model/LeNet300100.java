package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import java.util.List;

/**
 * LeNet-300-100, fully connected: LeCun et al. 1998; with Glorot normal weights and ReLU as in
 * Frankle and Carbin, "The Lottery Ticket Hypothesis" (2019). 266,610 parameters, 266,200 weights.
 */
@AutoService(Descriptor.class)
public final class LeNet300100 implements Network {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          "lenet-300-100",
          List.of(1, 28, 28),
          10,
          List.of(
              new Layer.Flatten(),
              new Layer.Dense("fc1", 784, 300),
              new Layer.Activation(Layer.Activation.Kind.RELU),
              new Layer.Dense("fc2", 300, 100),
              new Layer.Activation(Layer.Activation.Kind.RELU),
              new Layer.Dense("fc3", 100, 10)),
          Initialiser.GLOROT_NORMAL);

  @Override
  public NetworkSpec spec() {
    return SPEC;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Fully connected, 784-300-100-10, for images of 1x28x28.";
  }
}

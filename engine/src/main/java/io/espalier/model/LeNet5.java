package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import java.util.List;

/**
 * LeNet-5 in the 20-50-500 form that pruning papers use (after Caffe's), with ReLU behind every
 * layer but the last. 431,080 parameters, 430,500 weights.
 */
@AutoService(Descriptor.class)
public final class LeNet5 implements Network {
  private static final Layer RELU = new Layer.Activation(Layer.Activation.Kind.RELU);
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          "lenet-5",
          List.of(1, 28, 28),
          10,
          List.of(
              new Layer.Conv("conv1", 1, 20, 5, 1, 0),
              RELU,
              new Layer.MaxPool(2, 2),
              new Layer.Conv("conv2", 20, 50, 5, 1, 0),
              RELU,
              new Layer.MaxPool(2, 2),
              new Layer.Flatten(),
              new Layer.Dense("fc1", 800, 500),
              RELU,
              new Layer.Dense("fc2", 500, 10)),
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
    return "Two convolutions and two dense layers, 20-50-500-10, for images of 1x28x28.";
  }
}

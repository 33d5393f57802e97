package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import java.util.List;

/**
 * Conv-2: two convolutions, a pool and three dense layers, after VGG: Frankle and Carbin, "The
 * Lottery Ticket Hypothesis" (2019). 4,301,642 parameters, 4,300,992 weights.
 */
@AutoService(Descriptor.class)
public final class Conv2 implements Network {
  private static final Layer RELU = new Layer.Activation(Layer.Activation.Kind.RELU);
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          "conv-2",
          List.of(3, 32, 32),
          10,
          List.of(
              new Layer.Conv("conv1", 3, 64, 3, 1, 1),
              RELU,
              new Layer.Conv("conv2", 64, 64, 3, 1, 1),
              RELU,
              new Layer.MaxPool(2, 2),
              new Layer.Flatten(),
              new Layer.Dense("fc1", 16384, 256),
              RELU,
              new Layer.Dense("fc2", 256, 256),
              RELU,
              new Layer.Dense("fc3", 256, 10)),
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
    return "Two 3x3 convolutions of 64 filters, a pool, dense 256-256-10, for images of 3x32x32.";
  }
}

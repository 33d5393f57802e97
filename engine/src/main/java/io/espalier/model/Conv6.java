package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/**
 * Conv-6: three pairs of convolutions, each with a pool, and three dense layers, after VGG: Frankle
 * and Carbin, "The Lottery Ticket Hypothesis" (2019). 2,262,602 parameters, 2,261,184 weights.
 */
@AutoService(Descriptor.class)
public final class Conv6 implements Network {
  private static final NetworkSpec SPEC = ConvFamily.pairs("conv-6", 64, 128, 256);

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
    return "Six 3x3 convolutions of 64 to 256 filters, dense 256-256-10, for images of 3x32x32.";
  }
}

package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/**
 * Conv-4: two pairs of convolutions, each with a pool, and three dense layers, after VGG: Frankle
 * and Carbin, "The Lottery Ticket Hypothesis" (2019). 2,425,930 parameters, 2,425,024 weights.
 */
@AutoService(Descriptor.class)
public final class Conv4 implements Network {
  private static final NetworkSpec SPEC = ConvFamily.pairs("conv-4", 64, 128);

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
    return "Four 3x3 convolutions of 64 and 128 filters, dense 256-256-10, for images of 3x32x32.";
  }
}

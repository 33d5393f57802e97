package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/**
 * VGG-19 for CIFAR, with batch norm and one dense layer: Simonyan and Zisserman 2015, see {@link
 * VggFamily}. 20,035,018 parameters, 20,024,000 weights.
 */
@AutoService(Descriptor.class)
public final class Vgg19 implements Network {
  private static final NetworkSpec SPEC = VggFamily.of("vgg-19", 2, 2, 4, 4, 4);

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
    return "VGG of 16 convolutions with batch norm and one dense layer, for images of 3x32x32.";
  }
}

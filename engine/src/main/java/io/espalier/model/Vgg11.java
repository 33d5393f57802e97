package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/**
 * VGG-11 for CIFAR, with batch norm and one dense layer: Simonyan and Zisserman 2015, see {@link
 * VggFamily}. 9,228,362 parameters, 9,222,848 weights.
 */
@AutoService(Descriptor.class)
public final class Vgg11 implements Network {
  private static final NetworkSpec SPEC = VggFamily.of("vgg-11", 1, 1, 2, 2, 2);

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
    return "VGG of 8 convolutions with batch norm and one dense layer, for images of 3x32x32.";
  }
}

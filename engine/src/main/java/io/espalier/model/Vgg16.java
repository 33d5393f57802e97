package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/**
 * VGG-16 for CIFAR, with batch norm and one dense layer: Simonyan and Zisserman 2015, see {@link
 * VggFamily}. 14,724,042 parameters, 14,715,584 weights.
 */
@AutoService(Descriptor.class)
public final class Vgg16 implements Network {
  private static final NetworkSpec SPEC = VggFamily.of("vgg-16", 2, 2, 3, 3, 3);

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
    return "VGG of 13 convolutions with batch norm and one dense layer, for images of 3x32x32.";
  }
}

package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/**
 * ResNet-20 for CIFAR: He et al. 2016, section 4.2, with convolutions as shortcuts where the width
 * changes, see {@link ResNetFamily}. 272,474 parameters, 270,896 weights.
 */
@AutoService(Descriptor.class)
public final class ResNet20 implements Network {
  private static final NetworkSpec SPEC = ResNetFamily.narrow("resnet-20", 3);

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
    return "Residual network of 20 layers, widths 16, 32, 64, for images of 3x32x32.";
  }
}

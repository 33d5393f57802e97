package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/**
 * ResNet-32 for CIFAR: He et al. 2016, section 4.2, with convolutions as shortcuts where the width
 * changes, see {@link ResNetFamily}. 466,906 parameters, 464,432 weights.
 */
@AutoService(Descriptor.class)
public final class ResNet32 implements Network {
  private static final NetworkSpec SPEC = ResNetFamily.narrow("resnet-32", 5);

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
    return "Residual network of 32 layers, widths 16, 32, 64, for images of 3x32x32.";
  }
}

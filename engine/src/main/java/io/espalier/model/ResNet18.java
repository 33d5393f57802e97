package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/**
 * ResNet-18 with a stem for CIFAR, a 3x3 convolution without a pool: He et al. 2016, see {@link
 * ResNetFamily}. 11,173,962 parameters, 11,164,352 weights.
 */
@AutoService(Descriptor.class)
public final class ResNet18 implements Network {
  private static final NetworkSpec SPEC = ResNetFamily.wide("resnet-18", 2);

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
    return "Residual network of 18 layers, widths 64 to 512, for images of 3x32x32.";
  }
}

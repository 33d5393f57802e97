package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;

/**
 * MobileNetV2 with a stem for CIFAR: Sandler et al. 2018, see {@link InvertedResiduals}. 2,296,922
 * parameters, 2,261,824 weights.
 */
@AutoService(Descriptor.class)
public final class MobileNetV2 implements Network {
  private static final NetworkSpec SPEC = InvertedResiduals.network("mobilenet-v2");

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
    return "Inverted residuals with depthwise convolutions, 17 blocks, for images of 3x32x32.";
  }
}

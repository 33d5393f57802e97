package io.espalier.model.family;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import java.util.ArrayList;
import java.util.List;

/**
 * The Conv networks after VGG for images of 3x32x32 in ten classes: Frankle and Carbin, "The
 * Lottery Ticket Hypothesis" (2019).
 */
public final class ConvNetworks {
  private ConvNetworks() {}

  /** Two convolutions. 4,301,642 parameters, 4,300,992 weights. */
  @AutoService(Descriptor.class)
  public static final class Conv2 extends CatalogNetwork {
    /** For the catalog. */
    public Conv2() {
      super(
          pairs("conv-2", 64),
          "Two 3x3 convolutions of 64 filters, a pool, dense 256-256-10, for images of 3x32x32.");
    }
  }

  /** Two pairs of convolutions. 2,425,930 parameters, 2,425,024 weights. */
  @AutoService(Descriptor.class)
  public static final class Conv4 extends CatalogNetwork {
    /** For the catalog. */
    public Conv4() {
      super(
          pairs("conv-4", 64, 128),
          "Four 3x3 convolutions of 64 and 128 filters, dense 256-256-10, for images of 3x32x32.");
    }
  }

  /** Three pairs of convolutions. 2,262,602 parameters, 2,261,184 weights. */
  @AutoService(Descriptor.class)
  public static final class Conv6 extends CatalogNetwork {
    /** For the catalog. */
    public Conv6() {
      super(
          pairs("conv-6", 64, 128, 256),
          "Six 3x3 convolutions of 64 to 256 filters, dense 256-256-10, for images of 3x32x32.");
    }
  }

  /** For each width two convolutions and a pool, then dense 256-256-10. */
  private static NetworkSpec pairs(String name, int... widths) {
    List<Layer> layers = new ArrayList<>();
    int count = 0;
    for (int width : widths) {
      for (int i = 0; i < 2; i++) {
        layers.add(new Conv(width, 3, 1, 1, true, "conv" + ++count));
        layers.add(new Relu());
      }
      layers.add(new MaxPool(2, 2));
    }
    layers.add(new Flatten());
    layers.add(new Dense(256, "fc1"));
    layers.add(new Relu());
    layers.add(new Dense(256, "fc2"));
    layers.add(new Relu());
    layers.add(new Dense(10, "fc3"));
    return new NetworkSpec(name, List.of(3, 32, 32), 10, layers, Initialiser.GLOROT_NORMAL);
  }
}

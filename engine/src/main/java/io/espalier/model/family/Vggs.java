package io.espalier.model.family;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG for images of 3x32x32 in ten classes (Simonyan and Zisserman 2015), as the lottery-ticket
 * papers use it: 3x3 convolutions without bias, each with a batch norm; four pools of 2x2, the mean
 * over the last 2x2 positions, one dense layer.
 */
public final class Vggs {
  private static final int[] WIDTHS = {64, 128, 256, 512, 512};

  private Vggs() {}

  /** 8 convolutions. 9,228,362 parameters, 9,222,848 weights. */
  @AutoService(Descriptor.class)
  public static final class Vgg11 extends CatalogNetwork {
    /** For the catalog. */
    public Vgg11() {
      super(
          network("vgg-11", 1, 1, 2, 2, 2),
          "VGG of 8 convolutions with batch norm and one dense layer, for images of 3x32x32.");
    }
  }

  /** 13 convolutions. 14,724,042 parameters, 14,715,584 weights. */
  @AutoService(Descriptor.class)
  public static final class Vgg16 extends CatalogNetwork {
    /** For the catalog. */
    public Vgg16() {
      super(
          network("vgg-16", 2, 2, 3, 3, 3),
          "VGG of 13 convolutions with batch norm and one dense layer, for images of 3x32x32.");
    }
  }

  /** 16 convolutions. 20,035,018 parameters, 20,024,000 weights. */
  @AutoService(Descriptor.class)
  public static final class Vgg19 extends CatalogNetwork {
    /** For the catalog. */
    public Vgg19() {
      super(
          network("vgg-19", 2, 2, 4, 4, 4),
          "VGG of 16 convolutions with batch norm and one dense layer, for images of 3x32x32.");
    }
  }

  /**
   * A network of this name.
   *
   * @param convolutions how many of each width 64, 128, 256, 512, 512
   */
  private static NetworkSpec network(String name, int... convolutions) {
    List<Layer> layers = new ArrayList<>();
    int count = 0;
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      if (stage > 0) {
        layers.add(new MaxPool(2, 2));
      }
      for (int i = 0; i < convolutions[stage]; i++) {
        count++;
        layers.add(new Conv(WIDTHS[stage], 3, 1, 1, false, "conv" + count));
        layers.add(new BatchNorm("bn" + count));
        layers.add(new Relu());
      }
    }
    layers.add(new GlobalAveragePool());
    layers.add(new Dense(10, "fc"));
    return new NetworkSpec(name, List.of(3, 32, 32), 10, layers, Initialiser.KAIMING_NORMAL);
  }
}

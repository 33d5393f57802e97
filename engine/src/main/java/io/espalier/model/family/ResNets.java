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
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Residual;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual networks of basic blocks for images of 3x32x32 in ten classes: He et al. 2016, those of
 * three stages in section 4.2. Every convolution is without bias and has a batch norm after it. The
 * first block of every stage but the first halves the sides; its shortcut is a 1x1 convolution, as
 * in the lottery-ticket papers (option B). Tensors have the names that torchvision gives them.
 */
public final class ResNets {
  private ResNets() {}

  /** 6 · 3 + 2 layers. 272,474 parameters, 270,896 weights. */
  @AutoService(Descriptor.class)
  public static final class ResNet20 extends CatalogNetwork {
    /** For the catalog. */
    public ResNet20() {
      super(
          network("resnet-20", 3, 16, 32, 64),
          "Residual network of 20 layers, widths 16, 32, 64, for images of 3x32x32.");
    }
  }

  /** 6 · 5 + 2 layers. 466,906 parameters, 464,432 weights. */
  @AutoService(Descriptor.class)
  public static final class ResNet32 extends CatalogNetwork {
    /** For the catalog. */
    public ResNet32() {
      super(
          network("resnet-32", 5, 16, 32, 64),
          "Residual network of 32 layers, widths 16, 32, 64, for images of 3x32x32.");
    }
  }

  /** 6 · 7 + 2 layers. 661,338 parameters, 657,968 weights. */
  @AutoService(Descriptor.class)
  public static final class ResNet44 extends CatalogNetwork {
    /** For the catalog. */
    public ResNet44() {
      super(
          network("resnet-44", 7, 16, 32, 64),
          "Residual network of 44 layers, widths 16, 32, 64, for images of 3x32x32.");
    }
  }

  /** 6 · 9 + 2 layers. 855,770 parameters, 851,504 weights. */
  @AutoService(Descriptor.class)
  public static final class ResNet56 extends CatalogNetwork {
    /** For the catalog. */
    public ResNet56() {
      super(
          network("resnet-56", 9, 16, 32, 64),
          "Residual network of 56 layers, widths 16, 32, 64, for images of 3x32x32.");
    }
  }

  /**
   * Four stages of two blocks after a 3x3 convolution without a pool. 11,173,962 parameters,
   * 11,164,352 weights.
   */
  @AutoService(Descriptor.class)
  public static final class ResNet18 extends CatalogNetwork {
    /** For the catalog. */
    public ResNet18() {
      super(
          network("resnet-18", 2, 64, 128, 256, 512),
          "Residual network of 18 layers, widths 64 to 512, for images of 3x32x32.");
    }
  }

  /**
   * A network of as many stages as widths.
   *
   * @param blocks in each of them
   */
  private static NetworkSpec network(String name, int blocks, int... widths) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv(widths[0], 3, 1, 1, false, "conv1"));
    layers.add(new BatchNorm("bn1"));
    layers.add(new Relu());
    int channels = widths[0];
    for (int stage = 0; stage < widths.length; stage++) {
      for (int block = 0; block < blocks; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String prefix = "layer" + (stage + 1) + "." + block + ".";
        layers.add(block(prefix, channels, widths[stage], stride));
        layers.add(new Relu());
        channels = widths[stage];
      }
    }
    layers.add(new GlobalAveragePool());
    layers.add(new Dense(10, "fc"));
    return new NetworkSpec(name, List.of(3, 32, 32), 10, layers, Initialiser.KAIMING_NORMAL);
  }

  private static Layer block(String prefix, int in, int out, int stride) {
    List<Layer> body =
        List.of(
            new Conv(out, 3, stride, 1, false, prefix + "conv1"),
            new BatchNorm(prefix + "bn1"),
            new Relu(),
            new Conv(out, 3, 1, 1, false, prefix + "conv2"),
            new BatchNorm(prefix + "bn2"));
    List<Layer> shortcut =
        stride == 1 && in == out
            ? List.of()
            : List.of(
                new Conv(out, 1, stride, 0, false, prefix + "downsample.0"),
                new BatchNorm(prefix + "downsample.1"));
    return Residual.of(body, shortcut);
  }
}

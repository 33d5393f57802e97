package io.espalier.experiment;

import io.espalier.catalog.DataSetDescriptor;
import io.espalier.experiment.read.Field;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a described network as the text that {@link io.espalier.catalog.DescribedNetworks} reads,
 * which stands in plans and step keys: equal networks give equal text.
 */
final class NetworkText {
  private int dense;
  private int convolutions;
  private int norms;

  private NetworkText() {}

  /** A network for the examples and classes of a data set. */
  static String of(DataSetDescriptor data, List<LayerConfig> layers) {
    String shape = data.shape().stream().map(String::valueOf).collect(Collectors.joining(","));
    return "layers(input("
        + shape
        + "),"
        + data.classes()
        + (layers.isEmpty() ? "" : "," + new NetworkText().layers(layers))
        + ")";
  }

  private String layers(List<LayerConfig> layers) {
    return layers.stream().map(this::layer).collect(Collectors.joining(","));
  }

  private String layer(LayerConfig layer) {
    if (layer instanceof LayerConfig.Dense it) {
      return "dense(" + name(it.name(), "fc", ++dense) + "," + it.units() + ")";
    }
    if (layer instanceof LayerConfig.Conv it) {
      String name = name(it.name(), "conv", ++convolutions);
      int padding = LayerConfig.padding(it.padding(), it.kernel());
      return "conv(%s,%d,%d,%d,%d,%s)"
          .formatted(name, it.filters(), it.kernel(), it.stride(), padding, bias(it.bias()));
    }
    if (layer instanceof LayerConfig.DepthwiseConv it) {
      String name = name(it.name(), "conv", ++convolutions);
      int padding = LayerConfig.padding(it.padding(), it.kernel());
      return "depthwise_conv(%s,%d,%d,%d,%s)"
          .formatted(name, it.kernel(), it.stride(), padding, bias(it.bias()));
    }
    if (layer instanceof LayerConfig.BatchNorm it) {
      return "batch_norm(" + name(it.name(), "bn", ++norms) + ")";
    }
    if (layer instanceof LayerConfig.MaxPool it) {
      return "max_pool(" + it.size() + "," + (it.stride() == null ? it.size() : it.stride()) + ")";
    }
    if (layer instanceof LayerConfig.Residual it) {
      return "residual(body(" + layers(it.body()) + "),shortcut(" + layers(it.shortcut()) + "))";
    }
    return Field.choice(layer.getClass());
  }

  private static String name(@Nullable String given, String kind, int number) {
    return given == null ? kind + number : given;
  }

  private static String bias(boolean bias) {
    return bias ? "bias" : "no_bias";
  }
}

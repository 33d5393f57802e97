package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.NetworkDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the networks that experiment files describe by their layers. What a layer takes in follows
 * from the layers before it; weights are Kaiming normal.
 */
@AutoService(Descriptor.class)
public final class DescribedNetwork implements DescribedNetworks {
  @Override
  public String name() {
    return "layers";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Networks that an experiment file describes by their layers.";
  }

  @Override
  public NetworkDescriptor network(String text) {
    LayerText root = LayerText.parse(text);
    List<Integer> input = root.part(0).parts().stream().map(LayerText::number).toList();
    int classes = root.part(1).number();
    List<LayerText> described = root.parts().subList(2, root.parts().size());
    List<Layer> layers = new ArrayList<>();
    ShapeCheck check = ShapeCheck.of("model", input, List.of());
    for (int i = 0; i < described.size(); i++) {
      try {
        layers.add(layer(described.get(i), check.shape()));
        check = ShapeCheck.of("model", input, layers);
      } catch (IllegalArgumentException e) {
        throw new MisfitException(i, String.valueOf(e.getMessage()));
      }
    }
    try {
      check.requireLogits(classes);
    } catch (IllegalArgumentException e) {
      throw new MisfitException(described.size(), String.valueOf(e.getMessage()));
    }
    return new Described(
        version(), new NetworkSpec(text, input, classes, layers, Initialiser.KAIMING_NORMAL));
  }

  /**
   * One layer.
   *
   * @param in shape of what it gets, {@code [values]} or {@code [C, H, W]}
   */
  private static Layer layer(LayerText text, int[] in) {
    return switch (text.word()) {
      case "dense" -> new Layer.Dense(text.part(0).word(), in[0], text.part(1).number());
      case "conv" ->
          new Layer.Conv(
              text.part(0).word(),
              in[0],
              text.part(1).number(),
              text.part(2).number(),
              text.part(3).number(),
              text.part(4).number(),
              1,
              bias(text.part(5)));
      case "depthwise_conv" ->
          new Layer.Conv(
              text.part(0).word(),
              in[0],
              in[0],
              text.part(1).number(),
              text.part(2).number(),
              text.part(3).number(),
              in[0],
              bias(text.part(4)));
      case "batch_norm" -> new Layer.BatchNorm(text.part(0).word(), in[0]);
      case "max_pool" -> new Layer.MaxPool(text.part(0).number(), text.part(1).number());
      case "global_average_pool" -> new Layer.GlobalAveragePool();
      case "flatten" -> new Layer.Flatten();
      case "relu" -> new Layer.Activation(Layer.Activation.Kind.RELU);
      case "relu6" -> new Layer.Activation(Layer.Activation.Kind.RELU6);
      case "tanh" -> new Layer.Activation(Layer.Activation.Kind.TANH);
      case "residual" ->
          new Layer.Residual(layers(text.part(0).parts(), in), layers(text.part(1).parts(), in));
      default -> throw new IllegalArgumentException("layer: " + text.word());
    };
  }

  private static List<Layer> layers(List<LayerText> texts, int[] in) {
    List<Layer> layers = new ArrayList<>();
    int[] shape = in;
    for (LayerText text : texts) {
      Layer layer = layer(text, shape);
      layers.add(layer);
      shape = ShapeCheck.after("model", shape, layer);
    }
    return layers;
  }

  private static boolean bias(LayerText text) {
    return text.word().equals("bias");
  }

  private record Described(int version, NetworkSpec spec) implements Network {
    @Override
    public String summary() {
      return "A network described in an experiment file.";
    }
  }
}

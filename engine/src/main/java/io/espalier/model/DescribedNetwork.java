package io.espalier.model;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.KnownFault;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Relu6;
import io.espalier.model.layer.Residual;
import io.espalier.model.layer.Tanh;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Builds the networks that experiment files describe by their layers. What a layer takes in follows
 * from the layers before it; weights are Kaiming normal.
 */
@AutoService(Descriptor.class)
public final class DescribedNetwork implements DescribedNetworks {
  @Override
  public String name() {
    return NAME;
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
  public String text(List<Integer> inputShape, int classes, List<Named> layers, Catalog catalog) {
    String shape = inputShape.stream().map(String::valueOf).collect(Collectors.joining(","));
    String text = new LayerCodec(catalog).write(layers);
    return "layers(input(" + shape + ")," + classes + (text.isEmpty() ? "" : "," + text) + ")";
  }

  @Override
  public SortedSet<String> kinds(String text) {
    SortedSet<String> kinds = new TreeSet<>();
    try {
      LayerText root = LayerText.parse(text);
      // After the input and the number of classes.
      LayerCodec.kinds(root.parts().stream().skip(2).toList(), kinds);
    } catch (IllegalArgumentException broken) {
      return kinds; // refused where the network is built
    }
    return kinds;
  }

  @Override
  public NetworkDescriptor network(String text, Catalog catalog) {
    LayerText root = LayerText.parse(text);
    List<Integer> input =
        root.part(0).parts().stream().map(side -> Math.toIntExact(side.whole())).toList();
    int classes = Math.toIntExact(root.part(1).whole());
    List<LayerText> described = root.parts().subList(2, root.parts().size());
    LayerCodec codec = new LayerCodec(catalog);
    List<Layer> layers = new ArrayList<>();
    Graph graph = Graph.of("model", input, List.of());
    for (int i = 0; i < described.size(); i++) {
      try {
        layers.add(codec.read(described.get(i)));
        graph = Graph.of("model", input, layers);
      } catch (IllegalArgumentException e) {
        throw new MisfitException(i, String.valueOf(e.getMessage()));
      }
    }
    try {
      graph.requireLogits(classes);
    } catch (IllegalArgumentException e) {
      throw new MisfitException(described.size(), String.valueOf(e.getMessage()));
    }
    return new Described(
        twoInARow(layers) ? 2 : version(),
        new NetworkSpec(text, input, classes, layers, Initialiser.KAIMING_NORMAL));
  }

  /** Whether a ReLU, ReLU6 or tanh follows another directly: see the fault of version 1. */
  private static boolean twoInARow(List<Layer> layers) {
    boolean before = false;
    for (Layer layer : layers) {
      boolean now = layer instanceof Relu || layer instanceof Relu6 || layer instanceof Tanh;
      if (now && before) {
        return true;
      }
      if (layer instanceof Residual residual
          && (twoInARow(residual.longer()) || twoInARow(residual.shorter()))) {
        return true;
      }
      before = now;
    }
    return false;
  }

  /** Version 2 only where version 1 had a fault, so that all other networks keep their steps. */
  private record Described(int version, NetworkSpec spec) implements Network {
    @Override
    public List<KnownFault> knownFaults() {
      return version == 1
          ? List.of()
          : List.of(
              new KnownFault(
                  1,
                  "the executor jvm took wrong gradients through two non-linearities in a row, such"
                      + " as tanh and then relu: trainings on it went another way"));
    }

    @Override
    public String summary() {
      return "A network described in an experiment file.";
    }
  }
}

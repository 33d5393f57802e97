package io.espalier.unit;

import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.Trace;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Gate;
import io.espalier.model.layer.Layer;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network that is cut behind one of its layers, so that whoever changes one unit of the layer
 * again and again passes only the rest. What the layer gives stands at the cut before any
 * non-linearity.
 *
 * <p>Only a layer in the network's row can be cut behind: from within a residual two ways lead on.
 *
 * @param probed the network with gates of 1 around the layer, between which values can be read
 * @param rest what follows the cut; its input is {@code [C, H, W]}, or {@code [units, 1, 1]}
 * @param last name of the last layer before the cut
 */
public record LayerCut(NetworkSpec probed, NetworkSpec rest, String last) {
  private static final String BEFORE = "before-the-cut";
  private static final String BEHIND = "behind-the-cut";

  /**
   * The network cut behind a layer.
   *
   * @param layer name of a dense layer or a convolution
   * @param norm whether a batch norm that directly follows the layer stands before the cut
   * @return empty where the layer lies in a residual, or gives the logits
   */
  public static Optional<LayerCut> behind(NetworkSpec network, String layer, boolean norm) {
    List<Layer> layers = network.layers();
    for (int at = 0; at < layers.size() - 1; at++) {
      if (layer.equals(layers.get(at).name())) {
        boolean covered = norm && layers.get(at + 1) instanceof BatchNorm;
        return Optional.of(of(network, at, covered ? at + 1 : at));
      }
    }
    return Optional.empty();
  }

  private static LayerCut of(NetworkSpec network, int from, int to) {
    List<Layer> layers = network.layers();
    String last = layers.get(to).label();
    int[] shape = network.outputShapes().get(layers.get(to).name());
    if (shape == null) {
      throw new IllegalArgumentException(last + ": no layer with an output of its own");
    }
    List<Layer> probed = new ArrayList<>(layers.subList(0, from));
    probed.add(new Gate(Gate.Per.CHANNEL, BEFORE));
    probed.addAll(layers.subList(from, to + 1));
    probed.add(new Gate(Gate.Per.CHANNEL, BEHIND));
    probed.addAll(layers.subList(to + 1, layers.size()));
    List<Layer> rest = new ArrayList<>();
    if (shape.length == 1) {
      rest.add(new Flatten());
    }
    rest.addAll(layers.subList(to + 1, layers.size()));
    List<Integer> image = new ArrayList<>(Arrays.stream(shape).boxed().toList());
    while (image.size() < 3) {
      image.add(1);
    }
    String name = network.name() + " behind " + last;
    return new LayerCut(
        new NetworkSpec(
            network.name() + " probed",
            network.inputShape(),
            network.classes(),
            probed,
            network.initialiser()),
        new NetworkSpec(name, image, network.classes(), rest, network.initialiser()),
        String.valueOf(layers.get(to).name()));
  }

  /**
   * What passes the cut.
   *
   * @param entering what the layer reads, {@code [count, …]} row-major
   * @param leaving what it gives at the cut, {@code [count, …]} row-major
   */
  public record Values(float[] entering, float[] leaving) {}

  /** Whether the layer is a dense one, so that {@link Values#entering} are rows of its inputs. */
  public boolean dense() {
    return probed.layers().stream()
        .anyMatch(layer -> layer instanceof Dense && last.equals(layer.name()));
  }

  /**
   * What examples are at the cut; a batch norm normalises by its running statistics.
   *
   * @param parameters of the whole network; not written to
   * @param inputs {@code [count, C, H, W]} row-major
   * @param labels {@code [count]}
   */
  public Values values(
      Executor executor, SortedMap<String, Tensor> parameters, float[] inputs, int[] labels) {
    SortedMap<String, Tensor> all = new TreeMap<>(parameters);
    probed
        .parameterShapes()
        .forEach((name, shape) -> all.computeIfAbsent(name, gate -> ones(shape)));
    try (Session session = open(executor, probed, all)) {
      Trace trace =
          session.trace(inputs, labels.length, Readout.loss(labels), Set.of(BEFORE, last));
      return new Values(
          Tensors.get(trace.activations(), BEFORE).data(),
          Tensors.get(trace.activations(), last).data());
    }
  }

  /** Opens what follows the cut; to be closed. */
  public Session open(Executor executor, SortedMap<String, Tensor> parameters) {
    SortedMap<String, Tensor> own = new TreeMap<>(parameters);
    own.keySet().retainAll(rest.tensors().keySet());
    return open(executor, rest, own);
  }

  private static Session open(
      Executor executor, NetworkSpec network, SortedMap<String, Tensor> parameters) {
    return executor.open(network, TrainingState.fresh(parameters, null), Optimizer.NONE);
  }

  private static Tensor ones(int[] shape) {
    Tensor ones = Tensor.zeros(shape);
    Arrays.fill(ones.data(), 1f);
    return ones;
  }
}

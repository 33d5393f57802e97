package io.espalier.engine.onednn;

import io.espalier.engine.LayerMakers;
import io.espalier.engine.flat.Tracing;
import io.espalier.model.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Layers one behind the other. */
final class Chain implements Node {
  /**
   * Makes the node of a layer.
   *
   * @param <L> its kind
   */
  interface Maker<L extends Layer> {
    /**
     * Plans it.
     *
     * @param relu whether a ReLU directly follows, for a node that takes it along
     */
    Node make(Planning planning, L layer, boolean relu, Value input);

    /** The same for any layer of this kind. */
    static <L extends Layer> Maker<Layer> of(Class<L> type, Maker<L> maker) {
      return (planning, layer, relu, input) -> maker.make(planning, type.cast(layer), relu, input);
    }
  }

  private static final Set<Class<? extends Layer>> TAKES_RELU =
      Set.of(Layer.Conv.class, Layer.BatchNorm.class, Layer.Dense.class, Layer.Residual.class);

  private static final LayerMakers<Maker<Layer>> MAKERS =
      new LayerMakers<>(
          "oneDNN, as it is used here, cannot run this kind of layer",
          Map.of(
              Layer.Conv.class,
                  Maker.of(
                      Layer.Conv.class,
                      (planning, conv, relu, input) ->
                          new WeightedNode(planning, new Convolution(conv, input), relu, input)),
              Layer.BatchNorm.class, Maker.of(Layer.BatchNorm.class, NormNode::new),
              Layer.Dense.class,
                  Maker.of(
                      Layer.Dense.class,
                      (planning, dense, relu, input) ->
                          new WeightedNode(planning, new InnerProduct(dense, input), relu, input)),
              Layer.Residual.class, Maker.of(Layer.Residual.class, ResidualNode::new),
              Layer.MaxPool.class,
                  Maker.of(
                      Layer.MaxPool.class,
                      (planning, pool, relu, input) -> PoolNode.max(planning, pool, input)),
              Layer.GlobalAveragePool.class,
                  Maker.of(
                      Layer.GlobalAveragePool.class,
                      (planning, pool, relu, input) -> PoolNode.mean(planning, input)),
              Layer.Activation.class,
                  Maker.of(
                      Layer.Activation.class,
                      (planning, activation, relu, input) ->
                          new ActivationNode(planning, Activations.of(activation), input)),
              Layer.Flatten.class,
                  Maker.of(
                      Layer.Flatten.class,
                      (planning, flatten, relu, input) -> new FlattenNode(planning, input))));

  private final Planning planning;
  private final List<Node> nodes = new ArrayList<>();
  private final List<@Nullable String> names = new ArrayList<>();
  private final Value input;
  private Value output;

  Chain(Planning planning, List<Layer> layers, Value input) {
    this.planning = planning;
    this.input = input;
    this.output = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      boolean relu =
          TAKES_RELU.contains(layer.getClass())
              && i + 1 < layers.size()
              && isRelu(layers.get(i + 1));
      Layer next = i + 1 < layers.size() ? layers.get(i + 1) : null;
      boolean small = next instanceof Layer.Dense dense && dense.out() <= input.batch();
      // A dense layer takes an image as it is, but then its weights are laid out like that image at
      // every step; where it has more units than there are examples, the image is smaller.
      if (!(layer instanceof Layer.Flatten) || !small) {
        add(MAKERS.of(layer).make(planning, layer, relu, output));
      }
      // Some take the ReLU behind them along.
      i += relu ? 1 : 0;
      if (names.size() < nodes.size()) {
        names.add(Tracing.behind(layers, i));
      }
    }
  }

  /** The kinds of layers that there are nodes for. */
  static LayerMakers<Maker<Layer>> makers() {
    return MAKERS;
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    Gradient at = gradient;
    Value behind = output;
    for (int i = nodes.size() - 1; i >= 0 && behind.learned(); i--) {
      String name = names.get(i);
      if (name != null) {
        planning.trace(name, behind, at);
      }
      at = nodes.get(i).backward(at);
      behind = i == 0 ? input : nodes.get(i - 1).output();
    }
    return at;
  }

  private void add(Node node) {
    nodes.add(node);
    output = node.output();
  }

  private static boolean isRelu(Layer layer) {
    return layer instanceof Layer.Activation activation
        && activation.function() == Layer.Activation.Kind.RELU;
  }
}

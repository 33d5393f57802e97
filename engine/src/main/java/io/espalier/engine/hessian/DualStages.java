package io.espalier.engine.hessian;

import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.LayerMakers;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.AveragePool;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.ConvShape;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.Dropout;
import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Gate;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.MaxPool;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the stages of a network's nodes. */
final class DualStages {
  private static final LayerMakers<Maker<Layer>> MAKERS =
      new LayerMakers<>(
          "no second derivatives are known of this kind of layer",
          Map.ofEntries(
              entry(
                  Dense.class,
                  (factory, dense, node) ->
                      factory.affine(
                          new ConvShape(name(dense), node.in()[0], dense.units(), 1, 1, 0, 1, true),
                          node)),
              entry(
                  Conv.class, (factory, conv, node) -> factory.affine(conv.at(node.in()[0]), node)),
              entry(
                  DepthwiseConv.class,
                  (factory, conv, node) -> factory.affine(conv.at(node.in()[0]), node)),
              entry(
                  BatchNorm.class,
                  (factory, norm, node) ->
                      new DualNorm(
                          node.in()[0],
                          factory.parameter(name(norm) + ".weight"),
                          factory.parameter(name(norm) + ".bias"))),
              entry(
                  MaxPool.class,
                  (factory, pool, node) ->
                      new DualMaxPool(pool, Image.of(node.in()), Image.of(node.out()))),
              entry(
                  AveragePool.class,
                  (factory, pool, node) ->
                      new DualAveragePool(pool, Image.of(node.in()), Image.of(node.out()))),
              entry(
                  GlobalAveragePool.class,
                  (factory, pool, node) -> new DualGlobalAverage(Image.of(node.in()))),
              entry(
                  Flatten.class, (factory, flatten, node) -> new DualFlatten(Image.of(node.in()))),
              entry(
                  Gate.class,
                  (factory, gate, node) -> new DualGate(factory.parameter(name(gate) + ".weight"))),
              // Outside of a training it drops nothing.
              entry(Dropout.class, (factory, dropout, node) -> new UnchangedStage()),
              entry(Graph.Pass.class, (factory, pass, node) -> new UnchangedStage()),
              // Its inputs are added before they come to it.
              entry(Graph.Sum.class, (factory, sum, node) -> new UnchangedStage())));

  private final Map<String, DualParameter> parameters;
  private final Scratch scratch = new Scratch();

  DualStages(Map<String, DualParameter> parameters) {
    this.parameters = parameters;
  }

  /** The first layer of a network whose second derivatives are not known. */
  static Optional<UnfitLayer> unfit(NetworkSpec network) {
    return MAKERS.unfit(network, Elementwise.class::isInstance);
  }

  /**
   * The stage of a node.
   *
   * @throws IllegalArgumentException naming the layer when its second derivatives are not known
   */
  DualStage stage(Graph.Node node) {
    return node.layer() instanceof Elementwise elementwise
        ? new DualActivation(elementwise)
        : MAKERS.of(node.layer()).make(this, node.layer(), node);
  }

  private interface Maker<L extends Layer> {
    DualStage make(DualStages factory, L layer, Graph.Node node);
  }

  private static <L extends Layer> Map.Entry<Class<? extends Layer>, Maker<Layer>> entry(
      Class<L> type, Maker<L> maker) {
    return Map.entry(type, (factory, layer, node) -> maker.make(factory, type.cast(layer), node));
  }

  /** What it gets. */
  private record UnchangedStage() implements DualStage {
    @Override
    public Dual forward(Dual in) {
      return in;
    }

    @Override
    public Dual backward(Dual slopes) {
      return slopes;
    }
  }

  private DualStage affine(ConvShape conv, Graph.Node node) {
    @Nullable DualParameter bias = conv.bias() ? parameter(conv.name() + ".bias") : null;
    DualParameter weight = parameter(conv.name() + ".weight");
    return new DualAffine(conv, Image.of(node.in()), Image.of(node.out()), weight, bias, scratch);
  }

  private static String name(Layer layer) {
    return Objects.requireNonNull(layer.name());
  }

  private DualParameter parameter(String name) {
    DualParameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "parameter: " + name + " is missing (expected: all of the network's)");
    }
    return parameter;
  }
}

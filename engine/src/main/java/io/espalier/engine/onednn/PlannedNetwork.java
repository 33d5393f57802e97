package io.espalier.engine.onednn;

import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.LayerMakers;
import io.espalier.engine.onednn.library.Blob;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.AveragePool;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.Dropout;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Gate;
import io.espalier.model.layer.Gelu;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.LeakyRelu;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Relu6;
import io.espalier.model.layer.Sigmoid;
import io.espalier.model.layer.Tanh;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The nodes of a network in a program: their forward operations are planned when it is made. */
final class PlannedNetwork {
  private static final Set<Class<? extends Layer>> TAKES_RELU =
      Set.of(Conv.class, DepthwiseConv.class, BatchNorm.class, Dense.class, Graph.Sum.class);

  private static final LayerMakers<Maker<Layer>> MAKERS =
      new LayerMakers<>(
          "oneDNN, as it is used here, cannot run this kind of layer",
          Map.ofEntries(
              entry(
                  Conv.class,
                  (planning, conv, at) ->
                      weighted(planning, new Convolution(conv.at(at.channels()), at.input()), at)),
              entry(
                  DepthwiseConv.class,
                  (planning, conv, at) ->
                      weighted(planning, new Convolution(conv.at(at.channels()), at.input()), at)),
              entry(
                  Dense.class,
                  (planning, dense, at) ->
                      weighted(planning, new InnerProduct(dense, at.input()), at)),
              entry(
                  BatchNorm.class,
                  (planning, norm, at) ->
                      new NormNode(
                          planning, Objects.requireNonNull(norm.name()), at.relu(), at.input())),
              entry(
                  MaxPool.class, (planning, pool, at) -> PoolNode.max(planning, pool, at.input())),
              entry(
                  AveragePool.class,
                  (planning, pool, at) -> PoolNode.average(planning, pool, at.input())),
              entry(
                  GlobalAveragePool.class,
                  (planning, pool, at) -> PoolNode.mean(planning, at.input())),
              entry(
                  Relu.class, (planning, layer, at) -> activation(planning, Activations.RELU, at)),
              entry(
                  Relu6.class,
                  (planning, layer, at) -> activation(planning, Activations.RELU6, at)),
              entry(
                  Tanh.class, (planning, layer, at) -> activation(planning, Activations.TANH, at)),
              entry(
                  Sigmoid.class,
                  (planning, layer, at) -> activation(planning, Activations.SIGMOID, at)),
              entry(
                  LeakyRelu.class,
                  (planning, layer, at) ->
                      activation(planning, Activations.leaky(layer.slope()), at)),
              entry(
                  Gelu.class, (planning, layer, at) -> activation(planning, Activations.GELU, at)),
              entry(
                  Flatten.class, (planning, flatten, at) -> new FlattenNode(planning, at.input())),
              entry(Gate.class, (planning, gate, at) -> new GateNode(planning, gate, at.input())),
              entry(
                  Dropout.class,
                  (planning, dropout, at) ->
                      new DropoutNode(planning, dropout, at.index(), at.input()))));

  private final Planning planning;
  private final Graph graph;
  private final Value[] values;
  private final List<Step> steps = new ArrayList<>();

  private interface Maker<L extends Layer> {
    LayerNode make(Planning planning, L layer, At at);
  }

  /**
   * Where a layer stands.
   *
   * @param relu whether a ReLU directly follows that the node takes along
   */
  private record At(int index, Graph.Node node, boolean relu, Value input) {
    int channels() {
      return node.in()[0];
    }
  }

  /**
   * A planned node.
   *
   * @param layer null for a sum, and for what passes a value on
   * @param sum null for anything else
   * @param from the values that it reads
   * @param to the value that it makes
   * @param traced the layer whose activations it makes, null for none
   */
  private record Step(
      @Nullable LayerNode layer,
      @Nullable SumNode sum,
      List<Integer> from,
      int to,
      @Nullable String traced) {}

  PlannedNetwork(Planning planning, Graph graph, Value input) {
    this.planning = planning;
    this.graph = graph;
    this.values = new Value[graph.values()];
    values[0] = input;
    for (int i = 0; i < graph.nodes().size(); i++) {
      Graph.Node node = graph.nodes().get(i);
      // Some take the ReLU after them along.
      if (!(node.layer() instanceof Relu && takesRelu(node.input() - 1))) {
        boolean relu = takesRelu(i);
        plan(i, node, relu, relu ? graph.readers(i + 1).get(0) : i);
      }
    }
  }

  /** The first layer of a network that there is no node for. */
  static Optional<UnfitLayer> unfit(NetworkSpec network) {
    return MAKERS.unfit(
        network, layer -> layer instanceof Graph.Sum || layer instanceof Graph.Pass);
  }

  /** The logits. */
  Value output() {
    return values[values.length - 1];
  }

  /**
   * Plans the backward operations.
   *
   * @param last the gradient at the logits
   * @return that at the inputs; meaningless where they are not learned
   */
  Gradient backward(Gradient last) {
    @Nullable Gradient[] table = new @Nullable Gradient[values.length];
    table[values.length - 1] = last;
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      if (!values[step.to()].learned()) {
        continue;
      }
      Gradient whole = Objects.requireNonNull(table[step.to()], "a gradient");
      table[step.to()] = null;
      if (step.traced() != null) {
        planning.trace(step.traced(), values[step.to()], whole);
      }
      Gradient at = handed(table, whole);
      if (step.sum() != null) {
        Gradient both = step.sum().backward(at);
        int other = step.from().get(1);
        Blob past = planning.reordered(both.blob(), values[other].blob().layout());
        give(table, other, past == both.blob() ? both : new Gradient(past, true));
        give(table, step.from().get(0), both);
      } else {
        give(table, step.from().get(0), step.layer() == null ? at : step.layer().backward(at));
      }
    }
    Gradient first = table[0];
    return first == null ? last : first;
  }

  /** A gradient that may be overwritten unless another value has the same. */
  private static Gradient handed(@Nullable Gradient[] table, Gradient gradient) {
    boolean shared =
        IntStream.range(0, table.length)
            .mapToObj(value -> table[value])
            .anyMatch(other -> other != null && other.blob() == gradient.blob());
    return new Gradient(gradient.blob(), gradient.owned() && !shared);
  }

  private void give(@Nullable Gradient[] table, int value, Gradient gradient) {
    if (!values[value].learned()) {
      return;
    }
    Gradient known = table[value];
    if (known == null) {
      table[value] = gradient;
      return;
    }
    if (known.blob() == gradient.blob()) {
      throw new IllegalStateException("a residual block whose ways are both empty");
    }
    table[value] = null;
    Gradient one = handed(table, gradient);
    Gradient other = handed(table, known);
    Blob sum = one.owned() ? one.blob() : planning.take(values[value].blob().layout());
    planning.sum(one.blob(), other.blob(), sum, false);
    planning.release(other);
    table[value] = new Gradient(sum, true);
  }

  private void plan(int index, Graph.Node node, boolean relu, int last) {
    Value input = values[node.input()];
    String traced = graph.activationsOf(last);
    if (node.layer() instanceof Graph.Sum) {
      SumNode sum = new SumNode(planning, input, values[node.inputs().get(1)], relu);
      add(new Step(null, sum, node.inputs(), last + 1, traced), sum.output());
    } else if (passes(index, node, input)) {
      add(new Step(null, null, node.inputs(), last + 1, traced), input);
    } else {
      At at = new At(index, node, relu, input);
      LayerNode made = MAKERS.of(node.layer()).make(planning, node.layer(), at);
      add(new Step(made, null, node.inputs(), last + 1, traced), made.output());
    }
  }

  private void add(Step step, Value output) {
    steps.add(step);
    values[step.to()] = output;
  }

  /** Whether a node hands its value on. */
  private boolean passes(int index, Graph.Node node, Value input) {
    if (node.layer() instanceof Dropout) {
      return !planning.training();
    }
    // A dense layer takes an image as it is, but then its weights are laid out like that image at
    // every step; where it has more units than there are examples, the image is smaller.
    return node.layer() instanceof Graph.Pass
        || (node.layer() instanceof Flatten
            && graph.follower(index) instanceof Dense dense
            && dense.units() <= input.batch());
  }

  private boolean takesRelu(int node) {
    return node >= 0
        && TAKES_RELU.contains(graph.nodes().get(node).layer().getClass())
        && graph.follower(node) instanceof Relu;
  }

  private static <L extends Layer> Map.Entry<Class<? extends Layer>, Maker<Layer>> entry(
      Class<L> type, Maker<L> maker) {
    return Map.entry(type, (planning, layer, at) -> maker.make(planning, type.cast(layer), at));
  }

  private static LayerNode weighted(Planning planning, WeightedLayer layer, At at) {
    return new WeightedNode(planning, layer, at.relu(), at.input());
  }

  private static LayerNode activation(Planning planning, Activations kind, At at) {
    return new ActivationNode(planning, kind, at.input());
  }
}

package io.espalier.engine.dl4j;

import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.LayerMakers;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.AveragePool;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.ConvShape;
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
import io.espalier.model.layer.NetworkTensor;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Relu6;
import io.espalier.model.layer.Sigmoid;
import io.espalier.model.layer.Tanh;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Builds DL4J's form of a network: its layers over views of flat arrays. */
final class NativeStages {
  private static final LayerMakers<Maker<Layer>> MAKERS =
      new LayerMakers<>(
          "the executors dl4j-cpu and dl4j-cuda cannot run this kind of layer",
          Map.ofEntries(
              entry(Dense.class, (all, dense, at) -> all.dense(dense, at)),
              entry(Conv.class, (all, conv, at) -> all.conv(conv.at(at.channels()), at)),
              entry(DepthwiseConv.class, (all, conv, at) -> all.depthwise(conv.at(at.channels()))),
              entry(BatchNorm.class, (all, norm, at) -> all.batchNorm(at)),
              entry(Relu.class, (all, layer, at) -> Dl4jLayers.activation(new ActivationReLU())),
              entry(Relu6.class, (all, layer, at) -> Dl4jLayers.activation(new ActivationReLU6())),
              entry(Tanh.class, (all, layer, at) -> Dl4jLayers.activation(new ActivationTanH())),
              entry(
                  Sigmoid.class,
                  (all, layer, at) -> Dl4jLayers.activation(new ActivationSigmoid())),
              entry(
                  LeakyRelu.class,
                  (all, layer, at) -> Dl4jLayers.activation(new ActivationLReLU(layer.slope()))),
              entry(Gelu.class, (all, layer, at) -> new NativeGelu()),
              entry(
                  MaxPool.class,
                  (all, pool, at) -> Dl4jLayers.pool(PoolingType.MAX, pool.size(), pool.step())),
              entry(
                  AveragePool.class,
                  (all, pool, at) -> Dl4jLayers.pool(PoolingType.AVG, pool.size(), pool.step())),
              entry(GlobalAveragePool.class, (all, pool, at) -> new NativeStage.GlobalAverage()),
              entry(Flatten.class, (all, flatten, at) -> new NativeStage.Flatten()),
              entry(Graph.Pass.class, (all, pass, at) -> new NativeStage.Unchanged()),
              entry(
                  Dropout.class,
                  (all, dropout, at) ->
                      new NativeDropout(dropout, at.index(), all.draws, all.copies)),
              entry(Gate.class, (all, gate, at) -> all.gate(gate, at))));

  private final boolean copies;
  private final INDArray parameters;
  private final INDArray gradients;
  private final Recorder recorder;
  private final Draws draws;
  private final List<NativeNorm> norms = new ArrayList<>();
  private long offset;

  /**
   * Builds over these arrays.
   *
   * @param copies whether stages copy what plain Java reads and writes
   * @param parameters flat, read by the layers
   * @param gradients flat, written by the layers
   * @param recorder is shown what passes
   * @param draws what layers draw from
   */
  NativeStages(
      boolean copies, INDArray parameters, INDArray gradients, Recorder recorder, Draws draws) {
    this.copies = copies;
    this.parameters = parameters;
    this.gradients = gradients;
    this.recorder = recorder;
    this.draws = draws;
  }

  /** The first layer of a network that there is no stage for. */
  static Optional<UnfitLayer> unfit(NetworkSpec network) {
    return MAKERS.unfit(network, Graph.Sum.class::isInstance);
  }

  private interface Maker<L extends Layer> {
    NativeStage make(NativeStages all, L layer, At at);
  }

  /**
   * Where a layer stands.
   *
   * @param relu whether a ReLU directly follows that the stage takes along
   * @param first whether no parameter lies before it
   */
  private record At(int index, Graph.Node node, boolean relu, boolean first) {
    int channels() {
      return node.in()[0];
    }
  }

  private static <L extends Layer> Map.Entry<Class<? extends Layer>, Maker<Layer>> entry(
      Class<L> type, Maker<L> maker) {
    return Map.entry(type, (all, layer, at) -> maker.make(all, type.cast(layer), at));
  }

  /**
   * The order in which DL4J's layers lay their parameters out: a convolution's bias comes first.
   * Each tensor is row-major there as it is here: dense weights are column-major {@code [in, out]}
   * in DL4J's words.
   */
  static FlatLayout layout(NetworkSpec network) {
    List<String> order = new ArrayList<>();
    for (Graph.Node node : network.graph().nodes()) {
      List<String> own =
          new ArrayList<>(
              node.tensors().stream()
                  .filter(tensor -> !tensor.role().isBuffer())
                  .map(NetworkTensor::name)
                  .toList());
      if (node.layer() instanceof Conv || node.layer() instanceof DepthwiseConv) {
        Collections.reverse(own);
      }
      order.addAll(own);
    }
    return new FlatLayout(order, network.parameterShapes());
  }

  /** The steps of a network, in the order of its nodes. To be called once. */
  List<NativeStep> steps(Graph graph) {
    boolean[] learned = NativeStep.learned(graph);
    List<NativeStep> steps = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      Graph.Node node = graph.nodes().get(i);
      if (node.layer() instanceof Graph.Sum) {
        steps.add(new NativeStep(null, node.inputs(), i + 1));
        continue;
      }
      if (node.layer() instanceof Relu && takesRelu(graph, node.input() - 1)) {
        continue; // part of the stage before it
      }
      // The ReLU after these is part of the layer: one pass over the activations less.
      boolean relu = takesRelu(graph, i);
      int last = relu ? graph.readers(i + 1).get(0) : i;
      At at = new At(i, node, relu, !learned[node.input()]);
      NativeStage stage = MAKERS.of(node.layer()).make(this, node.layer(), at);
      String traced = graph.activationsOf(last);
      steps.add(
          new NativeStep(
              traced == null ? stage : new TracedNativeStage(traced, stage, recorder),
              node.inputs(),
              last + 1));
    }
    return steps;
  }

  /** Whether a node is a layer with a ReLU directly after it that is part of it. */
  private static boolean takesRelu(Graph graph, int node) {
    return node >= 0
        && (graph.nodes().get(node).layer() instanceof Dense
            || graph.nodes().get(node).layer() instanceof Conv)
        && graph.follower(node) instanceof Relu;
  }

  /** The batch norms of all stages built, in the order in which they were built. */
  List<NativeNorm> norms() {
    return norms;
  }

  private NativeStage batchNorm(At at) {
    int channels = at.channels();
    NativeNorm stage =
        new NativeNorm(
            copies,
            take(parameters, 0, channels),
            take(parameters, channels, channels),
            take(gradients, 0, channels),
            take(gradients, channels, channels));
    offset += 2L * channels;
    norms.add(stage);
    return stage;
  }

  private NativeStage gate(Gate gate, At at) {
    int factors = gate.per() == Gate.Per.LAYER ? 1 : at.channels();
    NativeStage stage =
        new NativeGate(gate, take(parameters, 0, factors), take(gradients, 0, factors));
    offset += factors;
    return stage;
  }

  private NativeStage depthwise(ConvShape conv) {
    long[] shape = {1, conv.in(), conv.kernel(), conv.kernel()};
    long biases = conv.bias() ? conv.out() : 0;
    long weights = (long) conv.in() * conv.kernel() * conv.kernel();
    NativeStage stage =
        new NativeDepthwise(
            conv,
            take(parameters, biases, weights).reshape('c', shape),
            take(gradients, biases, weights).reshape('c', shape),
            conv.bias() ? take(parameters, 0, biases) : null,
            conv.bias() ? take(gradients, 0, biases) : null);
    offset += biases + weights;
    return stage;
  }

  private NativeStage dense(Dense dense, At at) {
    NeuralNetConfiguration configuration =
        Dl4jLayers.configuration(Dl4jLayers.dense(at.channels(), dense.units(), at.relu()));
    return over(configuration, new ReusingDense(configuration, at.first(), recorder));
  }

  private NativeStage conv(ConvShape conv, At at) {
    NeuralNetConfiguration configuration =
        Dl4jLayers.configuration(Dl4jLayers.convolution(conv, at.relu()));
    return over(configuration, new ReusingConvolution(configuration));
  }

  private NativeStage over(NeuralNetConfiguration configuration, BaseLayer<?> built) {
    long size = configuration.getLayer().initializer().numParams(configuration);
    INDArray view = take(parameters, 0, size);
    built.setParamsViewArray(view);
    built.setParamTable(configuration.getLayer().initializer().init(configuration, view, false));
    built.setBackpropGradientsViewArray(take(gradients, 0, size));
    offset += size;
    return new NativeStage.OfLayer(built);
  }

  private INDArray take(INDArray flat, long from, long size) {
    return flat.get(NDArrayIndex.interval(offset + from, offset + from + size));
  }
}

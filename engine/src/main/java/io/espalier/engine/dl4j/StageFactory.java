package io.espalier.engine.dl4j;

import io.espalier.engine.LayerMakers;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.Tracing;
import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Builds DL4J's form of a network: its layers over views of flat arrays. */
final class StageFactory {
  private static final LayerMakers<Maker<Layer>> MAKERS =
      new LayerMakers<>(
          "the executors dl4j-cpu and dl4j-cuda cannot run this kind of layer",
          Map.of(
              Layer.Dense.class, Maker.of(Layer.Dense.class, StageFactory::ofLayer),
              Layer.Conv.class, Maker.of(Layer.Conv.class, StageFactory::conv),
              Layer.BatchNorm.class, Maker.of(Layer.BatchNorm.class, StageFactory::batchNorm),
              Layer.Activation.class,
                  Maker.of(
                      Layer.Activation.class,
                      (factory, layer, relu) ->
                          Dl4jLayers.withoutParameters(Dl4jLayers.activation(layer))),
              Layer.MaxPool.class,
                  Maker.of(
                      Layer.MaxPool.class,
                      (factory, layer, relu) ->
                          Dl4jLayers.withoutParameters(Dl4jLayers.maxPool(layer))),
              Layer.GlobalAveragePool.class,
                  Maker.of(
                      Layer.GlobalAveragePool.class,
                      (factory, layer, relu) -> new Stage.GlobalAverage()),
              Layer.Flatten.class,
                  Maker.of(Layer.Flatten.class, (factory, layer, relu) -> new Stage.Flatten()),
              Layer.Residual.class, Maker.of(Layer.Residual.class, StageFactory::residual)));

  private final boolean copies;
  private final INDArray parameters;
  private final INDArray gradients;
  private final Recorder recorder;
  private final List<BatchNormStage> norms = new ArrayList<>();
  private long offset;

  /**
   * Builds over these arrays.
   *
   * @param copies whether batch norms copy their statistics for plain Java
   * @param parameters flat, read by the layers
   * @param gradients flat, written by the layers
   * @param recorder is shown what passes
   */
  StageFactory(boolean copies, INDArray parameters, INDArray gradients, Recorder recorder) {
    this.copies = copies;
    this.parameters = parameters;
    this.gradients = gradients;
    this.recorder = recorder;
  }

  /**
   * The order in which DL4J's layers lay their parameters out. Each tensor is row-major there as it
   * is here: dense weights are column-major {@code [in, out]} in DL4J's words.
   */
  static FlatLayout layout(NetworkSpec network) {
    List<String> order = new ArrayList<>();
    for (Layer layer : network.everyLayer()) {
      if (layer instanceof Layer.Dense dense) {
        order.add(dense.name() + ".weight");
        order.add(dense.name() + ".bias");
      } else if (layer instanceof Layer.Conv conv) {
        if (conv.bias()) {
          order.add(conv.name() + ".bias");
        }
        order.add(conv.name() + ".weight");
      } else if (layer instanceof Layer.BatchNorm norm) {
        order.add(norm.name() + ".weight");
        order.add(norm.name() + ".bias");
      }
    }
    return new FlatLayout(order, network.parameterShapes());
  }

  /** The stages of these layers, in the order the data takes. Layers are to be given in order. */
  List<Stage> stages(List<Layer> layers) {
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      // The ReLU behind these is part of the layer: one pass over the activations less.
      boolean relu = takesRelu(layer) && isRelu(i + 1 < layers.size() ? layers.get(i + 1) : null);
      i += relu ? 1 : 0;
      stages.add(recorded(layers, i, MAKERS.of(layer).make(this, layer, relu)));
    }
    return stages;
  }

  /** The batch norms of all stages built, in the order in which they were built. */
  List<BatchNormStage> norms() {
    return norms;
  }

  private Stage recorded(List<Layer> layers, int index, Stage stage) {
    String name = Tracing.behind(layers, index);
    return name == null ? stage : new RecordedStage(name, stage, recorder);
  }

  /** The kinds of layers that there are stages for. */
  static LayerMakers<Maker<Layer>> makers() {
    return MAKERS;
  }

  /**
   * Makes the stage of a layer.
   *
   * @param <L> its kind
   */
  interface Maker<L extends Layer> {
    /**
     * Makes it.
     *
     * @param relu whether a ReLU directly follows, for a stage that takes it along
     */
    Stage make(StageFactory factory, L layer, boolean relu);

    /** The same for any layer of this kind. */
    static <L extends Layer> Maker<Layer> of(Class<L> type, Maker<L> maker) {
      return (factory, layer, relu) -> maker.make(factory, type.cast(layer), relu);
    }
  }

  private Stage residual(Layer.Residual residual, boolean relu) {
    return new ResidualStage(stages(residual.body()), stages(residual.shortcut()));
  }

  private Stage conv(Layer.Conv conv, boolean relu) {
    return conv.groups() == 1 ? ofLayer(conv, relu) : depthwise(conv);
  }

  private Stage batchNorm(Layer.BatchNorm norm, boolean relu) {
    int channels = norm.channels();
    BatchNormStage stage =
        new BatchNormStage(
            copies,
            take(parameters, 0, channels),
            take(parameters, channels, channels),
            take(gradients, 0, channels),
            take(gradients, channels, channels));
    offset += 2L * channels;
    norms.add(stage);
    return stage;
  }

  private Stage depthwise(Layer.Conv conv) {
    long[] shape = {1, conv.in(), conv.kernel(), conv.kernel()};
    long biases = conv.bias() ? conv.out() : 0;
    long weights = (long) conv.in() * conv.kernel() * conv.kernel();
    Stage stage =
        new DepthwiseStage(
            conv,
            take(parameters, biases, weights).reshape('c', shape),
            take(gradients, biases, weights).reshape('c', shape),
            conv.bias() ? take(parameters, 0, biases) : null,
            conv.bias() ? take(gradients, 0, biases) : null);
    offset += biases + weights;
    return stage;
  }

  private Stage ofLayer(Layer layer, boolean relu) {
    NeuralNetConfiguration configuration =
        layer instanceof Layer.Dense dense
            ? Dl4jLayers.configuration(Dl4jLayers.dense(dense, relu))
            : Dl4jLayers.configuration(Dl4jLayers.convolution((Layer.Conv) layer, relu));
    long size = configuration.getLayer().initializer().numParams(configuration);
    BaseLayer<?> built =
        layer instanceof Layer.Dense
            ? new ReusingDense(configuration, offset == 0, recorder)
            : new ReusingConvolution(configuration);
    INDArray view = take(parameters, 0, size);
    built.setParamsViewArray(view);
    built.setParamTable(configuration.getLayer().initializer().init(configuration, view, false));
    built.setBackpropGradientsViewArray(take(gradients, 0, size));
    offset += size;
    return new Stage.OfLayer(built);
  }

  private INDArray take(INDArray flat, long from, long size) {
    return flat.get(NDArrayIndex.interval(offset + from, offset + from + size));
  }

  private static boolean takesRelu(Layer layer) {
    return layer instanceof Layer.Dense || (layer instanceof Layer.Conv conv && conv.groups() == 1);
  }

  private static boolean isRelu(@Nullable Layer layer) {
    return layer instanceof Layer.Activation activation
        && activation.function() == Layer.Activation.Kind.RELU;
  }
}

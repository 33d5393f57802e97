package io.espalier.engine.dl4j;

import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.Tracing;
import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Builds DL4J's form of a network: its layers over views of flat arrays. */
final class StageFactory {
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
      if (layer instanceof Layer.Dense
          || (layer instanceof Layer.Conv conv && conv.groups() == 1)) {
        // The ReLU behind it is part of the layer: one pass over the activations less.
        boolean relu = isRelu(i + 1 < layers.size() ? layers.get(i + 1) : null);
        i += relu ? 1 : 0;
        stages.add(recorded(layers, i, ofLayer(layer, relu)));
      } else {
        stages.add(recorded(layers, i, stage(layer)));
      }
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

  private Stage stage(Layer layer) {
    if (layer instanceof Layer.MaxPool pool) {
      return Dl4jLayers.withoutParameters(Dl4jLayers.maxPool(pool));
    }
    if (layer instanceof Layer.Activation activation) {
      return Dl4jLayers.withoutParameters(Dl4jLayers.activation(activation));
    }
    if (layer instanceof Layer.GlobalAveragePool) {
      return new Stage.GlobalAverage();
    }
    if (layer instanceof Layer.Residual residual) {
      return new ResidualStage(stages(residual.body()), stages(residual.shortcut()));
    }
    if (layer instanceof Layer.Conv conv) {
      return depthwise(conv);
    }
    if (layer instanceof Layer.BatchNorm norm) {
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
    return new Stage.Flatten();
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

  private static boolean isRelu(@Nullable Layer layer) {
    return layer instanceof Layer.Activation activation
        && activation.kind() == Layer.Activation.Kind.RELU;
  }
}

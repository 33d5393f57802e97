package io.espalier.engine.dl4j;

import io.espalier.engine.flat.FlatLayout;
import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Builds DL4J's form of a network: its layers over views of two flat arrays. */
final class StageFactory {
  private StageFactory() {}

  /** Whether all layers of a network are known here. */
  static boolean builds(NetworkSpec network) {
    return network.layers().stream()
        .allMatch(
            layer ->
                layer instanceof Layer.Conv conv
                    ? conv.groups() == 1 && conv.bias()
                    : !(layer instanceof Layer.BatchNorm
                        || layer instanceof Layer.GlobalAveragePool
                        || layer instanceof Layer.Residual));
  }

  /**
   * The order in which DL4J's layers lay their parameters out. Each tensor is row-major there as it
   * is here: dense weights are column-major {@code [in, out]} in DL4J's words.
   */
  static FlatLayout layout(NetworkSpec network) {
    List<String> order = new ArrayList<>();
    for (Layer layer : network.layers()) {
      if (layer instanceof Layer.Dense dense) {
        order.add(dense.name() + ".weight");
        order.add(dense.name() + ".bias");
      } else if (layer instanceof Layer.Conv conv) {
        order.add(conv.name() + ".bias");
        order.add(conv.name() + ".weight");
      }
    }
    return new FlatLayout(order, network.parameterShapes());
  }

  /**
   * The network's stages, in the order the data takes.
   *
   * @param parameters flat, read by the layers
   * @param gradients flat, written by the layers
   */
  static List<Stage> stages(NetworkSpec network, INDArray parameters, INDArray gradients) {
    List<Stage> stages = new ArrayList<>();
    List<Layer> layers = network.layers();
    long offset = 0;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Layer next = i + 1 < layers.size() ? layers.get(i + 1) : null;
      if (layer instanceof Layer.Flatten) {
        stages.add(new Stage.Flatten());
      } else if (layer instanceof Layer.MaxPool pool) {
        stages.add(withoutParameters(maxPool(pool)));
      } else if (layer instanceof Layer.Activation activation) {
        stages.add(
            withoutParameters(
                new ActivationLayer.Builder().activation(function(activation)).build()));
      } else {
        boolean relu = isRelu(next);
        NeuralNetConfiguration configuration =
            layer instanceof Layer.Dense dense
                ? configuration(dense(dense, relu))
                : configuration(convolution((Layer.Conv) layer, relu));
        long end = offset + configuration.getLayer().initializer().numParams(configuration);
        BaseLayer<?> built =
            layer instanceof Layer.Dense
                ? new ReusingDense(configuration, offset == 0)
                : new ReusingConvolution(configuration);
        INDArray view = parameters.get(NDArrayIndex.interval(offset, end));
        built.setParamsViewArray(view);
        built.setParamTable(
            configuration.getLayer().initializer().init(configuration, view, false));
        built.setBackpropGradientsViewArray(gradients.get(NDArrayIndex.interval(offset, end)));
        stages.add(new Stage.OfLayer(built));
        offset = end;
        // The ReLU behind it is part of the layer: one pass over the activations less.
        i += relu ? 1 : 0;
      }
    }
    return stages;
  }

  private static boolean isRelu(@Nullable Layer layer) {
    return layer instanceof Layer.Activation activation
        && activation.kind() == Layer.Activation.Kind.RELU;
  }

  private static DenseLayer dense(Layer.Dense dense, boolean relu) {
    return new DenseLayer.Builder()
        .nIn(dense.in())
        .nOut(dense.out())
        .activation(relu ? Activation.RELU : Activation.IDENTITY)
        .build();
  }

  private static ConvolutionLayer convolution(Layer.Conv conv, boolean relu) {
    return new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
        .nIn(conv.in())
        .nOut(conv.out())
        .stride(conv.stride(), conv.stride())
        .padding(conv.padding(), conv.padding())
        .convolutionMode(ConvolutionMode.Truncate)
        // A silent change of kernels would be a silent change of bits.
        .helperAllowFallback(false)
        .activation(relu ? Activation.RELU : Activation.IDENTITY)
        .build();
  }

  private static SubsamplingLayer maxPool(Layer.MaxPool pool) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(pool.size(), pool.size())
        .stride(pool.stride(), pool.stride())
        .convolutionMode(ConvolutionMode.Truncate)
        .helperAllowFallback(false)
        .build();
  }

  private static Activation function(Layer.Activation activation) {
    return switch (activation.kind()) {
      case RELU -> Activation.RELU;
      case RELU6 -> Activation.RELU6;
      case TANH -> Activation.TANH;
    };
  }

  private static Stage withoutParameters(org.deeplearning4j.nn.conf.layers.Layer layer) {
    NeuralNetConfiguration configuration = configuration(layer);
    return new Stage.OfLayer(
        configuration.getLayer().instantiate(configuration, null, 0, null, false, DataType.FLOAT));
  }

  private static NeuralNetConfiguration configuration(
      org.deeplearning4j.nn.conf.layers.Layer layer) {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .list(layer)
        .validateOutputLayerConfig(false)
        .build()
        .getConf(0);
  }
}

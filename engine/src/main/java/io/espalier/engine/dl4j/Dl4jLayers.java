package io.espalier.engine.dl4j;

import io.espalier.model.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** Layers in DL4J's words. */
final class Dl4jLayers {
  private Dl4jLayers() {}

  static ActivationLayer activation(Layer.Activation activation) {
    return new ActivationLayer.Builder().activation(function(activation)).build();
  }

  static DenseLayer dense(Layer.Dense dense, boolean relu) {
    return new DenseLayer.Builder()
        .nIn(dense.in())
        .nOut(dense.out())
        .activation(relu ? Activation.RELU : Activation.IDENTITY)
        .build();
  }

  static ConvolutionLayer convolution(Layer.Conv conv, boolean relu) {
    return new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
        .nIn(conv.in())
        .nOut(conv.out())
        .hasBias(conv.bias())
        .stride(conv.stride(), conv.stride())
        .padding(conv.padding(), conv.padding())
        .convolutionMode(ConvolutionMode.Truncate)
        // A silent change of kernels would be a silent change of bits.
        .helperAllowFallback(false)
        .activation(relu ? Activation.RELU : Activation.IDENTITY)
        .build();
  }

  static SubsamplingLayer maxPool(Layer.MaxPool pool) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(pool.size(), pool.size())
        .stride(pool.stride(), pool.stride())
        .convolutionMode(ConvolutionMode.Truncate)
        .helperAllowFallback(false)
        .build();
  }

  /** DL4J's name of it. */
  static Activation function(Layer.Activation activation) {
    return switch (activation.function()) {
      case RELU -> Activation.RELU;
      case RELU6 -> Activation.RELU6;
      case TANH -> Activation.TANH;
    };
  }

  /** The stage of a layer that has none. */
  static Stage withoutParameters(org.deeplearning4j.nn.conf.layers.Layer layer) {
    NeuralNetConfiguration configuration = configuration(layer);
    return new Stage.OfLayer(
        configuration.getLayer().instantiate(configuration, null, 0, null, false, DataType.FLOAT));
  }

  /** What a layer is built from. */
  static NeuralNetConfiguration configuration(org.deeplearning4j.nn.conf.layers.Layer layer) {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .list(layer)
        .validateOutputLayerConfig(false)
        .build()
        .getConf(0);
  }
}

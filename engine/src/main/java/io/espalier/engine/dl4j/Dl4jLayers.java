package io.espalier.engine.dl4j;

import io.espalier.model.layer.ConvShape;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;

/** Layers in DL4J's words. */
final class Dl4jLayers {
  private Dl4jLayers() {}

  static NativeStage activation(IActivation function) {
    return withoutParameters(new ActivationLayer.Builder().activation(function).build());
  }

  static DenseLayer dense(int in, int out, boolean relu) {
    return new DenseLayer.Builder()
        .nIn(in)
        .nOut(out)
        .activation(relu ? Activation.RELU : Activation.IDENTITY)
        .build();
  }

  static ConvolutionLayer convolution(ConvShape conv, boolean relu) {
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

  static NativeStage pool(SubsamplingLayer.PoolingType type, int size, int stride) {
    return withoutParameters(
        new SubsamplingLayer.Builder(type)
            .kernelSize(size, size)
            .stride(stride, stride)
            .convolutionMode(ConvolutionMode.Truncate)
            .helperAllowFallback(false)
            .build());
  }

  /** The stage of a layer that has no parameters. */
  private static NativeStage withoutParameters(Layer layer) {
    NeuralNetConfiguration configuration = configuration(layer);
    return new NativeStage.OfLayer(
        configuration.getLayer().instantiate(configuration, null, 0, null, false, DataType.FLOAT));
  }

  /** What a layer is built from. */
  static NeuralNetConfiguration configuration(Layer layer) {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .list(layer)
        .validateOutputLayerConfig(false)
        .build()
        .getConf(0);
  }
}

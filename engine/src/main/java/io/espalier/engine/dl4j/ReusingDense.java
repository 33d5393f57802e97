package io.espalier.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's dense layer without two of its five matrix products a step: the output of the forward pass
 * is kept for the backward pass instead of being computed again, and the first layer of a network
 * computes no gradient of its input where nobody asks for it. Right for ReLU, whose derivative is
 * the same at its input and at its output, and for the identity.
 */
final class ReusingDense extends DenseLayer {
  private final boolean first;
  private final Recorder recorder;
  private @Nullable INDArray output;

  ReusingDense(NeuralNetConfiguration configuration, boolean first, Recorder recorder) {
    super(configuration, DataType.FLOAT);
    this.first = first;
    this.recorder = recorder;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    output = null;
    INDArray activation = super.activate(training, workspaces);
    output = activation;
    return activation;
  }

  @Override
  protected Pair<INDArray, INDArray> preOutputWithPreNorm(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
    return forBackprop && output != null
        ? new Pair<>(output, output)
        : super.preOutputWithPreNorm(training, forBackprop, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (!first || output == null || recorder.isActive()) {
      return super.backpropGradient(epsilon, workspaces);
    }
    INDArray delta = layerConf().getActivationFn().backprop(output, epsilon).getFirst();
    delta.sum(gradientViews.get(DefaultParamInitializer.BIAS_KEY), 0);
    INDArray weightGradient = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    Nd4j.gemm(input, delta, weightGradient, true, false, 1.0, 0.0);
    return new Pair<>(new DefaultGradient(), delta);
  }
}

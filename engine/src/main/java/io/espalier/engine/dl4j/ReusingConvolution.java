package io.espalier.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's convolution that keeps the output of the forward pass for the backward pass instead of
 * computing it again. Right for ReLU, whose derivative is the same at its input and at its output,
 * and for the identity.
 */
final class ReusingConvolution extends ConvolutionLayer {
  private @Nullable INDArray output;

  ReusingConvolution(NeuralNetConfiguration configuration) {
    super(configuration, DataType.FLOAT);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    output = null;
    INDArray activation = super.activate(training, workspaces);
    output = activation;
    return activation;
  }

  @Override
  protected Pair<INDArray, @Nullable INDArray> preOutput(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
    return forBackprop && output != null
        ? new Pair<>(output, null)
        : super.preOutput(training, forBackprop, workspaces);
  }
}

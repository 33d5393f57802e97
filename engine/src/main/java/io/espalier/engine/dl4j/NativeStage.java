package io.espalier.engine.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One step of the forward and the backward pass. */
interface NativeStage {
  /** From {@code [batch, …]} to {@code [batch, …]}. */
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces);

  /** From the loss's gradient at the output of the last forward pass to that at its input. */
  INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces);

  /** Frees what outlives a pass. */
  default void close() {}

  /** What it gets. */
  record Unchanged() implements NativeStage {
    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
      return input;
    }

    @Override
    public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
      return gradient;
    }
  }

  /** A layer of DL4J; its parameters' gradients go to the view it was given. */
  record OfLayer(Layer layer) implements NativeStage {
    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
      return layer.activate(input, training, workspaces);
    }

    @Override
    public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
      return layer.backpropGradient(gradient, workspaces).getSecond();
    }
  }

  /** {@code [batch, C, H, W]} to {@code [batch, C·H·W]}: views, nothing is copied. */
  final class Flatten implements NativeStage {
    private long[] inputShape = {};

    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
      inputShape = input.shape();
      return input.reshape('c', input.size(0), input.length() / input.size(0));
    }

    @Override
    public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
      return gradient.reshape('c', inputShape);
    }
  }

  /** {@code [batch, C, H, W]} to {@code [batch, C]}: the mean over all positions. */
  final class GlobalAverage implements NativeStage {
    private long[] inputShape = {};

    @Override
    public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
      inputShape = input.shape();
      return input.mean(2, 3);
    }

    @Override
    public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
      long positions = inputShape[2] * inputShape[3];
      INDArray each = gradient.div(positions).reshape('c', inputShape[0], inputShape[1], 1, 1);
      return each.broadcast(Nd4j.create(DataType.FLOAT, inputShape));
    }
  }
}

package io.espalier.engine.dl4j;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A stage after which the activations of a layer are known. */
record TracedNativeStage(String layer, NativeStage stage, Recorder recorder)
    implements NativeStage {
  @Override
  public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    INDArray output = stage.forward(input, training, workspaces);
    recorder.activations(layer, output);
    return output;
  }

  @Override
  public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
    recorder.gradients(layer, gradient);
    return stage.backward(gradient, workspaces);
  }

  @Override
  public void close() {
    stage.close();
  }
}

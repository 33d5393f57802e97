package io.espalier.engine.dl4j;

import java.util.List;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sum of two ways.
 *
 * @param shortcut empty for the input as it is
 */
record ResidualStage(List<Stage> body, List<Stage> shortcut) implements Stage {
  @Override
  public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    // A copy, since layers may work in place.
    INDArray past = input.dup('c');
    for (Stage stage : shortcut) {
      past = stage.forward(past, training, workspaces);
    }
    INDArray through = input;
    for (Stage stage : body) {
      through = stage.forward(through, training, workspaces);
    }
    return through.add(past);
  }

  @Override
  public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
    INDArray past = gradient.dup('c');
    for (int i = shortcut.size() - 1; i >= 0; i--) {
      past = shortcut.get(i).backward(past, workspaces);
    }
    INDArray through = gradient;
    for (int i = body.size() - 1; i >= 0; i--) {
      through = body.get(i).backward(through, workspaces);
    }
    return through.add(past);
  }
}

package io.espalier.engine.dl4j;

import io.espalier.model.layer.Gelu;
import java.util.Objects;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The tanh form of {@link Gelu}, in ND4J's operations. */
final class NativeGelu implements NativeStage {
  private @Nullable INDArray inputs;

  @Override
  public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    inputs = input;
    return bent(input).addi(1).muli(input).muli(0.5);
  }

  /** 0.5 (1 + t) + 0.5 x (1 − t²) √(2/π) (1 + 3 · 0.044715 x²) with the tangent t. */
  @Override
  public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
    INDArray x = Objects.requireNonNull(inputs, "forward");
    INDArray t = bent(x);
    INDArray rise = x.mul(x).muli(3 * Gelu.CUBE).addi(1).muli(Gelu.ROOT);
    INDArray slope = t.mul(t).rsubi(1).muli(x).muli(rise).addi(t).addi(1).muli(0.5);
    return slope.muli(gradient);
  }

  /** tanh(√(2/π) (x + 0.044715 x³)). */
  private static INDArray bent(INDArray x) {
    INDArray inner = x.mul(x).muli(Gelu.CUBE).addi(1).muli(x).muli(Gelu.ROOT);
    return Transforms.tanh(inner, false);
  }
}

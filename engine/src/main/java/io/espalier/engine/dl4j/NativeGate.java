package io.espalier.engine.dl4j;

import io.espalier.model.layer.Gate;
import java.util.Objects;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.factory.Nd4j;

/** A factor for all values, or one for each channel, see {@link Gate}. */
final class NativeGate implements NativeStage {
  private final Gate layer;
  private final INDArray factors;
  private final INDArray gradients;
  private @Nullable INDArray inputs;

  /** A gate over views {@code [1]} or {@code [channels]}. */
  NativeGate(Gate layer, INDArray factors, INDArray gradients) {
    this.layer = layer;
    this.factors = factors;
    this.gradients = gradients;
  }

  @Override
  public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    inputs = input;
    return gated(input);
  }

  @Override
  public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
    INDArray products = gradient.mul(Objects.requireNonNull(inputs, "forward"));
    if (layer.per() == Gate.Per.LAYER) {
      gradients.assign(products.sum());
    } else {
      gradients.assign(products.rank() == 4 ? products.sum(0, 2, 3) : products.sum(0));
    }
    return gated(gradient);
  }

  private INDArray gated(INDArray values) {
    if (layer.per() == Gate.Per.LAYER) {
      return values.mul(factors.getFloat(0));
    }
    INDArray product = values.dup('c');
    Nd4j.exec(new BroadcastMulOp(product, factors, product, 1));
    return product;
  }
}

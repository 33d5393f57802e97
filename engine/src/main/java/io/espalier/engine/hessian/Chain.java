package io.espalier.engine.hessian;

import java.util.List;

/** Layers one after the other; none at all is the identity. */
record Chain(List<DualStage> stages) implements DualStage {
  Chain {
    stages = List.copyOf(stages);
  }

  @Override
  public Dual forward(Dual in) {
    Dual data = in;
    for (DualStage stage : stages) {
      data = stage.forward(data);
    }
    return data;
  }

  @Override
  public Dual backward(Dual slopes) {
    Dual data = slopes;
    for (int i = stages.size() - 1; i >= 0; i--) {
      data = stages.get(i).backward(data);
    }
    return data;
  }
}

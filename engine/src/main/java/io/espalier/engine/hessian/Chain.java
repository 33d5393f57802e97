package io.espalier.engine.hessian;

import java.util.List;

/**
 * Layers one after the other; none at all is the identity.
 *
 * @param before called before each of them, both ways; what it throws ends the pass
 */
record Chain(List<DualStage> stages, Runnable before) implements DualStage {
  Chain {
    stages = List.copyOf(stages);
  }

  @Override
  public Dual forward(Dual in) {
    Dual data = in;
    for (DualStage stage : stages) {
      before.run();
      data = stage.forward(data);
    }
    return data;
  }

  @Override
  public Dual backward(Dual slopes) {
    Dual data = slopes;
    for (int i = stages.size() - 1; i >= 0; i--) {
      before.run();
      data = stages.get(i).backward(data);
    }
    return data;
  }
}

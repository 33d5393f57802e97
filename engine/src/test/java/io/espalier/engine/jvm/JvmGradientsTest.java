package io.espalier.engine.jvm;

import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.dl4j.Dl4jGradientsTest;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/** The kernels are held to the same differences. */
class JvmGradientsTest extends Dl4jGradientsTest {
  @Override
  protected Session open(NetworkSpec spec, SortedMap<String, Tensor> weights) {
    return new JvmExecutor().open(spec, TrainingState.fresh(weights, null), Optimizer.NONE);
  }
}

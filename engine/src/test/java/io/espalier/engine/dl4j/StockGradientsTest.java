package io.espalier.engine.dl4j;

import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/** The same for DL4J's own layers, which the executor no longer chooses for convolutions. */
class StockGradientsTest extends Dl4jGradientsTest {
  @Override
  protected Session open(NetworkSpec spec, SortedMap<String, Tensor> weights) {
    return Dl4jExecutor.openStock(spec, TrainingState.fresh(weights, null), Optimizer.NONE);
  }
}

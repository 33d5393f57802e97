package io.espalier.importance;

import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Point;
import io.espalier.engine.Session;
import io.espalier.engine.Statistics;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.objective.CrossEntropy;
import io.espalier.tensor.Tensor;
import io.espalier.unit.LayerCut;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the mean loss of a batch when units of some layers that go together give 0. Behind a
 * layer in the network's row only what follows it is passed for each unit.
 */
final class UnitLosses implements AutoCloseable {
  private final Executor executor;
  private final NetworkSpec network;
  private final SortedMap<String, Tensor> parameters;
  private final List<String> weights;
  private final @Nullable LayerCut cut;
  private final Session session;

  /**
   * The changes for the units of a layer, or of layers that are tied.
   *
   * @param weights names of their weight tensors
   */
  UnitLosses(
      Executor executor,
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      List<String> weights) {
    this.executor = executor;
    this.network = network;
    this.parameters = parameters;
    this.weights = weights;
    String first = weights.get(0);
    this.cut =
        weights.size() > 1
            ? null
            : LayerCut.behind(network, first.substring(0, first.lastIndexOf('.')), true)
                .orElse(null);
    this.session =
        cut == null
            ? executor.open(network, TrainingState.fresh(parameters, null), Optimizer.NONE)
            : cut.open(executor, parameters);
  }

  /**
   * Mean loss without each unit less the mean loss with it.
   *
   * @param alive units that are looked at; all others change nothing
   * @param inputs {@code [count, C, H, W]} row-major
   * @param afterUnit called after each unit
   */
  double[] changes(boolean[] alive, float[] inputs, int[] labels, Runnable afterUnit) {
    double[] changes = new double[alive.length];
    float[] leaving =
        cut == null ? inputs : cut.values(executor, parameters, inputs, labels).leaving();
    double with = loss(session.predict(leaving, labels.length), labels);
    for (int unit = 0; unit < alive.length; unit++) {
      if (alive[unit]) {
        float[] logits =
            cut == null
                ? without(unit, inputs, labels.length)
                : session.predict(
                    without(leaving, labels.length, alive.length, unit), labels.length);
        changes[unit] = loss(logits, labels) - with;
        afterUnit.run();
      }
    }
    return changes;
  }

  private float[] without(int unit, float[] inputs, int count) {
    SortedMap<String, Tensor> silenced = Silenced.unit(network, parameters, weights, unit);
    return session.forward(new Point(silenced, inputs, count, Statistics.RUNNING)).logits();
  }

  private static float[] without(float[] leaving, int count, int units, int unit) {
    float[] silenced = leaving.clone();
    int area = leaving.length / (count * units);
    for (int n = 0; n < count; n++) {
      int from = (n * units + unit) * area;
      Arrays.fill(silenced, from, from + area, 0f);
    }
    return silenced;
  }

  private static double loss(float[] logits, int[] labels) {
    double sum = 0;
    for (double loss : CrossEntropy.PLAIN.losses(logits, labels)) {
      sum += loss;
    }
    return sum / labels.length;
  }

  @Override
  public void close() {
    session.close();
  }
}

package io.espalier.score.path;

import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.score.ScoreContext;
import io.espalier.score.ScoringBatch;
import io.espalier.unit.LayerCut;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The path of a unit of a dense layer. What the unit gives before its non-linearity is linear in
 * its parameters, so that scaling them is scaling that value z, and the gradient by the parameters
 * is Σ ∂L/∂z · x over the inputs x: only what follows the layer is passed, many positions at once.
 */
final class DensePath extends LayerPath {
  /** What a batch of examples is at the cut. */
  private record Seen(LayerCut.Values values, int[] labels) {}

  /** Examples that pass together, so that memory does not grow with the steps. */
  private static final int AT_ONCE = 2048;

  private final double[] positions;
  private final List<Seen> batches = new ArrayList<>();
  private final Session rest;
  private final int examples;

  DensePath(ScoreContext context, String weight, double[] positions, LayerCut cut) {
    super(context, weight);
    this.positions = positions;
    int count = 0;
    for (ScoringBatch batch : context.batches()) {
      batches.add(
          new Seen(
              cut.values(context.executor(), context.parameters(), batch.inputs(), batch.labels()),
              batch.labels()));
      count += batch.labels().length;
    }
    this.examples = count;
    this.rest = cut.open(context.executor(), context.parameters());
  }

  @Override
  double[][] gradients(int unit) {
    double[][] gradients = new double[positions.length][size()];
    for (Seen seen : batches) {
      int each = Math.max(1, AT_ONCE / seen.labels().length);
      for (int from = 0; from < positions.length; from += each) {
        add(seen, unit, from, Math.min(from + each, positions.length), gradients);
      }
    }
    return gradients;
  }

  private void add(Seen seen, int unit, int from, int to, double[][] gradients) {
    int count = seen.labels().length;
    int units = seen.values().leaving().length / count;
    float[] entering = seen.values().entering();
    float[] slopes = slopes(seen, unit, from, to);
    for (int s = from; s < to; s++) {
      double[] gradient = gradients[s];
      for (int n = 0; n < count; n++) {
        double slope = slopes[((s - from) * count + n) * units + unit] / (double) examples;
        for (int i = 0; slope != 0 && i < entering(); i++) {
          gradient[i] += slope * entering[n * entering() + i];
        }
        if (hasBias()) {
          gradient[entering()] += slope;
        }
      }
    }
  }

  /**
   * Derivatives of each example's loss by what the layer gives at some positions, {@code [to −
   * from, count, units]}.
   */
  private float[] slopes(Seen seen, int unit, int from, int to) {
    float[] leaving = seen.values().leaving();
    int count = seen.labels().length;
    int units = leaving.length / count;
    float[] path = new float[(to - from) * leaving.length];
    int[] labels = new int[(to - from) * count];
    for (int s = 0; s < to - from; s++) {
      System.arraycopy(leaving, 0, path, s * leaving.length, leaving.length);
      System.arraycopy(seen.labels(), 0, labels, s * count, count);
      for (int n = 0; n < count; n++) {
        path[s * leaving.length + n * units + unit] =
            (float) (positions[from + s] * leaving[n * units + unit]);
      }
    }
    return rest.trace(path, labels.length, Readout.loss(labels), Set.of()).inputGradients().data();
  }

  @Override
  public void close() {
    rest.close();
  }
}

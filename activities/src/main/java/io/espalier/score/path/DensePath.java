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
 * is Σ ∂L/∂z · x over the inputs x: only what follows the layer is passed, all positions of a batch
 * at once.
 */
final class DensePath extends LayerPath {
  /** What a batch of examples is at the cut. */
  private record Seen(LayerCut.Values values, int[] labels) {}

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
      int count = seen.labels().length;
      float[] entering = seen.values().entering();
      float[] slopes = slopes(seen, unit);
      int units = seen.values().leaving().length / count;
      for (int s = 0; s < positions.length; s++) {
        double[] gradient = gradients[s];
        for (int n = 0; n < count; n++) {
          double slope = slopes[(s * count + n) * units + unit] / (double) examples;
          if (slope == 0) {
            continue;
          }
          for (int i = 0; i < entering(); i++) {
            gradient[i] += slope * entering[n * entering() + i];
          }
          if (hasBias()) {
            gradient[entering()] += slope;
          }
        }
      }
    }
    return gradients;
  }

  /**
   * Derivatives of each example's loss by what the layer gives, {@code [positions, count, units]}.
   */
  private float[] slopes(Seen seen, int unit) {
    float[] leaving = seen.values().leaving();
    int count = seen.labels().length;
    int units = leaving.length / count;
    float[] path = new float[positions.length * leaving.length];
    int[] labels = new int[positions.length * count];
    for (int s = 0; s < positions.length; s++) {
      System.arraycopy(leaving, 0, path, s * leaving.length, leaving.length);
      System.arraycopy(seen.labels(), 0, labels, s * count, count);
      for (int n = 0; n < count; n++) {
        path[s * leaving.length + n * units + unit] =
            (float) (positions[s] * leaving[n * units + unit]);
      }
    }
    return rest.trace(path, labels.length, Readout.loss(labels), Set.of()).inputGradients().data();
  }

  @Override
  public void close() {
    rest.close();
  }
}

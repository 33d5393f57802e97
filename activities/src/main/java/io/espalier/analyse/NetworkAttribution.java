package io.espalier.analyse;

import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Integrated gradients of an open network, one example at a time. */
final class NetworkAttribution {
  /** Fixed, since the size of a matrix product may decide about its last bits. */
  private static final int CHUNK = 50;

  private final Session session;
  private final Quadrature rule;
  private final float[] baseline;
  private final boolean probability;

  /**
   * Attributions by a rule.
   *
   * @param baseline where every path begins, {@code [C, H, W]}
   * @param output {@code logit} or {@code probability}
   */
  NetworkAttribution(Session session, Quadrature rule, float[] baseline, String output) {
    this.session = session;
    this.rule = rule;
    this.baseline = baseline;
    this.probability = output.equals("probability");
  }

  /**
   * What was found of one example.
   *
   * @param inputs the example
   * @param attributions one an input
   * @param change of the output from the baseline to the example
   */
  record Of(float[] inputs, double[] attributions, double change) {
    /** How far the attributions are from adding up to the change. */
    double residual() {
      return Arrays.stream(attributions).sum() - change;
    }
  }

  /** Attributions of the output for a class; the points of its path go through in batches. */
  Of of(float[] example, int c) {
    int size = example.length;
    double[] sums = new double[size];
    List<Quadrature.Point> points = rule.points();
    for (int from = 0; from < points.size(); from += CHUNK) {
      List<Quadrature.Point> part = points.subList(from, Math.min(from + CHUNK, points.size()));
      float[] path = new float[part.size() * size];
      for (int k = 0; k < part.size(); k++) {
        double alpha = part.get(k).position();
        for (int i = 0; i < size; i++) {
          path[k * size + i] = (float) (baseline[i] + alpha * (example[i] - (double) baseline[i]));
        }
      }
      float[] slopes = gradients(path, part.size(), c);
      for (int k = 0; k < part.size(); k++) {
        for (int i = 0; i < size; i++) {
          sums[i] += part.get(k).weight() * slopes[k * size + i];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      sums[i] *= example[i] - (double) baseline[i];
    }
    return new Of(example, sums, output(example, c) - output(baseline, c));
  }

  private float[] gradients(float[] inputs, int count, int c) {
    return session.trace(inputs, count, readout(count, c), Set.of()).inputGradients().data();
  }

  private double output(float[] input, int c) {
    return session.trace(input, 1, readout(1, c), Set.of()).readouts()[0];
  }

  private Readout readout(int count, int c) {
    int[] classes = new int[count];
    Arrays.fill(classes, c);
    return probability ? Readout.probability(classes) : Readout.logit(classes);
  }
}

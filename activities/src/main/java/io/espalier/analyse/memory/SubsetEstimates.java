package io.espalier.analyse.memory;

import java.util.BitSet;
import java.util.List;

/**
 * Feldman and Zhang's (2020) estimates from k trainings on random subsets of m of n examples: of an
 * example i and anything that a trained network is right or wrong about, the difference of the
 * parts of the trainings with i and without i that are right. An example that all trainings or none
 * had has no estimate: NaN, which is not 0.
 */
final class SubsetEstimates {
  private final int trainings;
  private final BitSet[] drawn;
  private final BitSet[] train;
  private final BitSet[] test;

  SubsetEstimates(SubsetOutcomes outcomes) {
    this.trainings = outcomes.drawn().size();
    this.drawn = columns(outcomes.drawn());
    this.train = columns(outcomes.train());
    this.test = columns(outcomes.test());
  }

  private static BitSet[] columns(List<boolean[]> rows) {
    BitSet[] columns = new BitSet[rows.get(0).length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new BitSet(rows.size());
      for (int k = 0; k < rows.size(); k++) {
        columns[i].set(k, rows.get(k)[i]);
      }
    }
    return columns;
  }

  /** Number of training examples. */
  int examples() {
    return drawn.length;
  }

  /** Number of test examples. */
  int testExamples() {
    return test.length;
  }

  /** mem(i): how much more often training example i is right where it was trained on. */
  double memorisation(int i) {
    return difference(i, train[i]);
  }

  /** infl(i, j): how much more often test example j is right where i was trained on. */
  double influence(int i, int j) {
    return difference(i, test[j]);
  }

  private double difference(int i, BitSet right) {
    int with = drawn[i].cardinality();
    int without = trainings - with;
    if (with == 0 || without == 0) {
      return Double.NaN;
    }
    BitSet both = (BitSet) right.clone();
    both.and(drawn[i]);
    int among = both.cardinality();
    return (double) among / with - (double) (right.cardinality() - among) / without;
  }

  /**
   * A bound of the expected squared error of such an estimate, 1 / (p k) + 1 / ((1 − p) k) + e^{−p
   * k / 16} / 2 with p = min(m / n, 1 − m / n).
   *
   * @param part m / n
   */
  static double errorBound(double part, int trainings) {
    double p = Math.min(part, 1 - part);
    return 1 / (p * trainings)
        + 1 / ((1 - p) * trainings)
        + StrictMath.exp(-p * trainings / 16) / 2;
  }

  /** m / n of the first training. */
  double part() {
    int sum = 0;
    for (BitSet one : drawn) {
      sum += one.get(0) ? 1 : 0;
    }
    return (double) sum / drawn.length;
  }

  /** k. */
  int trainings() {
    return trainings;
  }
}

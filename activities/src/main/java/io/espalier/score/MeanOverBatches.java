package io.espalier.score;

import io.espalier.tensor.Tensor;
import java.util.SortedMap;
import java.util.TreeMap;

/** A mean over examples, from the means over batches of them, added up in doubles. */
final class MeanOverBatches {
  private final SortedMap<String, double[]> sums = new TreeMap<>();
  private final SortedMap<String, int[]> shapes = new TreeMap<>();
  private int examples;

  /**
   * Adds a batch.
   *
   * @param means over it, of the same names and shapes every time
   * @param count its examples
   */
  void add(SortedMap<String, Tensor> means, int count) {
    means.forEach(
        (name, mean) -> {
          shapes.put(name, mean.shape());
          double[] sum = sums.computeIfAbsent(name, unseen -> new double[mean.data().length]);
          for (int i = 0; i < sum.length; i++) {
            sum[i] += (double) mean.data()[i] * count;
          }
        });
    examples += count;
  }

  /** The mean over all of them. */
  SortedMap<String, Tensor> get() {
    SortedMap<String, Tensor> means = new TreeMap<>();
    shapes.forEach(
        (name, shape) -> {
          Tensor mean = Tensor.zeros(shape);
          double[] sum = sums.getOrDefault(name, new double[0]);
          for (int i = 0; i < sum.length; i++) {
            mean.data()[i] = (float) (sum[i] / examples);
          }
          means.put(name, mean);
        });
    return means;
  }
}

package io.espalier.analyse.memory;

import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What memorised training examples bear on, as a safetensors file.
 *
 * @param memorisation mem(i) of each training example, NaN where there is no estimate, {@code [n]}
 * @param largest of each test example the largest influence of a memorised training example of its
 *     class, NaN where its class has none, {@code [examples]}
 * @param pairs memorised training examples with the test examples of their class that they bear on
 */
record Influence(float[] memorisation, float[] largest, List<Pair> pairs) {
  /** A training and a test example of one class. */
  record Pair(int train, int test, float influence) {}

  Influence {
    pairs = List.copyOf(pairs);
  }

  /**
   * Puts estimates together.
   *
   * @param memorised least mem(i) of an example that counts
   * @param influential least infl(i, j) of a pair
   */
  static Influence of(
      SubsetEstimates estimates,
      int[] trainLabels,
      int[] testLabels,
      double memorised,
      double influential) {
    float[] memorisation = new float[estimates.examples()];
    float[] largest = new float[estimates.testExamples()];
    Arrays.fill(largest, Float.NaN);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < memorisation.length; i++) {
      memorisation[i] = (float) estimates.memorisation(i);
      if (!(estimates.memorisation(i) >= memorised)) {
        continue;
      }
      for (int j = 0; j < largest.length; j++) {
        if (testLabels[j] != trainLabels[i]) {
          continue;
        }
        double influence = estimates.influence(i, j);
        if (Float.isNaN(largest[j]) || influence > largest[j]) {
          largest[j] = (float) influence;
        }
        if (influence >= influential) {
          pairs.add(new Pair(i, j, (float) influence));
        }
      }
    }
    return new Influence(memorisation, largest, pairs);
  }

  void writeTo(OutputStream out) throws IOException {
    float[] flat = new float[3 * pairs.size()];
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      flat[3 * i] = pair.train();
      flat[3 * i + 1] = pair.test();
      flat[3 * i + 2] = pair.influence();
    }
    Safetensors.write(
        out,
        Map.of(
            "memorisation", row(memorisation),
            "largest", row(largest),
            "pairs", new Tensor(new int[] {pairs.size(), 3}, flat)));
  }

  private static Tensor row(float[] values) {
    return new Tensor(new int[] {values.length}, values);
  }

  static Influence read(byte[] bytes) {
    SortedMap<String, Tensor> tensors = Safetensors.read(bytes);
    float[] flat = Tensors.get(tensors, "pairs").data();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < flat.length; i += 3) {
      pairs.add(new Pair((int) flat[i], (int) flat[i + 1], flat[i + 2]));
    }
    return new Influence(
        Tensors.get(tensors, "memorisation").data(), Tensors.get(tensors, "largest").data(), pairs);
  }
}

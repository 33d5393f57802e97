package io.espalier.objective;

import java.util.Arrays;

/**
 * The examples that a {@link Loss} is of, as the network has seen them: augmented and in the order
 * of the batch. Its arrays may be longer than that; neither is to be written to.
 *
 * @param inputs {@code [≥ first + count, inputSize]} row-major; empty where only labels are known
 * @param labels {@code [≥ first + count]}, 0 … classes − 1
 * @param first index of the first example in both
 * @param count number of examples
 * @param inputSize values of one example
 * @param classes number of classes
 */
public record LossBatch(
    float[] inputs, int[] labels, int first, int count, int inputSize, int classes) {
  /** Examples of which only the labels are known. */
  public static LossBatch ofLabels(int[] labels, int first, int count, int classes) {
    return new LossBatch(new float[0], labels, first, count, 0, classes);
  }

  /**
   * The class of an example.
   *
   * @param example from 0, the example {@code first}
   * @throws IllegalArgumentException when there is no such class
   */
  public int label(int example) {
    int label = labels[first + example];
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "label: " + label + " (expected: 0 to " + (classes - 1) + ")");
    }
    return label;
  }

  /** Inputs that begin with the first example: the array itself where they do. */
  public float[] fromFirst() {
    return first == 0
        ? inputs
        : Arrays.copyOfRange(inputs, first * inputSize, (first + count) * inputSize);
  }
}

package io.espalier.data.split;

import io.espalier.data.Examples;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Some examples of a data set, by position from 0: shares the bytes and turns them into floats
 * where they are used. Immutable.
 */
public final class Subset {
  private final Examples examples;
  private final int[] indices;
  private final InputValues values;
  private final Map<Integer, Integer> labels;

  /**
   * The examples as they are, in [0, 1].
   *
   * @param indices positions in {@code examples}, in the order of this subset
   */
  public Subset(Examples examples, int[] indices) {
    this(examples, indices, InputValues.of(null), Map.of());
  }

  /**
   * @param indices positions in {@code examples}, in the order of this subset
   * @param labels classes that differ from those of {@code examples}, by position there
   */
  Subset(Examples examples, int[] indices, InputValues values, Map<Integer, Integer> labels) {
    this.examples = examples;
    this.indices = indices.clone();
    this.values = values;
    this.labels = Map.copyOf(labels);
  }

  /** The first examples of this, all where there are no more. */
  public Subset first(int count) {
    return count >= indices.length
        ? this
        : new Subset(examples, Arrays.copyOf(indices, count), values, labels);
  }

  /** The examples at some positions of this, in that order. */
  public Subset at(int[] positions) {
    int[] chosen = new int[positions.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = indices[positions[i]];
    }
    return new Subset(examples, chosen, values, labels);
  }

  /** What becomes of a pixel. */
  public interface PixelChange {
    /**
     * The new value.
     *
     * @param position of the example in this subset
     * @param pixel in {@code [C, H, W]} row-major
     * @param value 0 to 255
     * @return 0 to 255
     */
    int of(int position, int pixel, int value);
  }

  /** The same examples with other pixels; what a network sees of them follows from those. */
  public Subset changed(PixelChange change) {
    int size = examples.pixelsPerExample();
    byte[] pixels = new byte[Math.multiplyExact(count(), size)];
    byte[] own = new byte[count()];
    Map<Integer, Integer> given = new HashMap<>();
    for (int i = 0; i < count(); i++) {
      own[i] = (byte) trueLabel(i);
      if (label(i) != trueLabel(i)) {
        given.put(i, label(i));
      }
      for (int p = 0; p < size; p++) {
        int value = examples.pixels()[indices[i] * size + p] & 0xff;
        pixels[i * size + p] = (byte) change.of(i, p, value);
      }
    }
    int[] all = IntStream.range(0, count()).toArray();
    return new Subset(new Examples(examples.shape(), pixels, own), all, values, given);
  }

  /** Number of examples. */
  public int count() {
    return indices.length;
  }

  /** Values of one example. */
  public int pixelsPerExample() {
    return examples.pixelsPerExample();
  }

  /** Class of the example at a position. */
  public int label(int position) {
    int index = indices[position];
    Integer changed = labels.isEmpty() ? null : labels.get(index);
    return changed == null ? examples.labels()[index] & 0xff : changed;
  }

  /** Class that the data set itself gives the example at a position, changed or not. */
  public int trueLabel(int position) {
    return examples.labels()[indices[position]] & 0xff;
  }

  /**
   * Copies the example at a position into a batch.
   *
   * @param inputs {@code [batch, C, H, W]} row-major
   * @param slot its place in the batch, from 0
   */
  public void copy(int position, float[] inputs, int slot) {
    values.write(examples, indices[position], inputs, slot * examples.pixelsPerExample());
  }

  /** As {@link #copy(int, float[], int)}, moved and turned. */
  void copy(int position, Augmentation.Move move, float[] inputs, int slot) {
    values.write(examples, indices[position], move, inputs, slot * examples.pixelsPerExample());
  }

  /** Place in the data set's file of the example at a position. */
  public int index(int position) {
    return indices[position];
  }

  /** Examples from a position on, {@code [count, C, H, W]} row-major. */
  public float[] inputs(int from, int count) {
    float[] inputs = new float[count * examples.pixelsPerExample()];
    for (int i = 0; i < count; i++) {
      copy(from + i, inputs, i);
    }
    return inputs;
  }

  /** Classes of examples from a position on. */
  public int[] labels(int from, int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = label(from + i);
    }
    return labels;
  }
}

package io.espalier.bench.kernels;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Drawn values and masks; the same ones every time. */
final class Drawn {
  private Drawn() {}

  /** Values within −0.5 … 0.5. */
  static float[] values(int count) {
    Random random = new Random(1);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** All of them: 0 … count − 1. */
  static int[] all(int count) {
    return IntStream.range(0, count).toArray();
  }

  /** Survivors of a mask: of row {@code r} the columns from {@code starts[r]} on, ascending. */
  record Rows(int[] starts, int[] columns) {}

  /** A mask that keeps the same number of columns in every row. */
  static Rows survivors(int rows, int columns, double density) {
    Random random = new Random(2);
    int kept = (int) Math.max(1, Math.round(density * columns));
    int[] starts = new int[rows + 1];
    int[] survivors = new int[Math.multiplyExact(rows, kept)];
    int[] order = all(columns);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < kept; i++) {
        int other = i + random.nextInt(columns - i);
        int swapped = order[i];
        order[i] = order[other];
        order[other] = swapped;
      }
      int[] some = Arrays.copyOf(order, kept);
      Arrays.sort(some);
      System.arraycopy(some, 0, survivors, row * kept, kept);
      starts[row + 1] = starts[row] + kept;
    }
    return new Rows(starts, survivors);
  }
}

package io.espalier.engine.jvm.layer;

import java.util.Arrays;

/**
 * Where the surviving weights of a matrix lie: compressed sparse rows.
 *
 * @param starts {@code [rows + 1]}: row {@code r} has the weights {@code starts[r]} to {@code
 *     starts[r + 1]}
 * @param columns the column of each weight, ascending within a row
 * @param source where each weight stands in the matrix that this one is the transpose of; its own
 *     index otherwise
 */
record SurvivorRows(int[] starts, int[] columns, int[] source) {
  /** Columns whose activations, 64 lanes of them, take half of a first cache of 48 KB. */
  private static final int LEAST_STRETCH = 96;

  /** Weights of a piece, on average. */
  private static final long LEAST_PIECE = 20;

  /** The survivors of a mask {@code [rows, columns]}, in row-major order. */
  static SurvivorRows of(boolean[] kept, int rows, int columns) {
    int[] starts = new int[rows + 1];
    int[] all = new int[kept.length];
    int count = 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        if (kept[r * columns + c]) {
          all[count++] = c;
        }
      }
      starts[r + 1] = count;
    }
    int[] source = new int[count];
    for (int k = 0; k < count; k++) {
      source[k] = k;
    }
    return new SurvivorRows(starts, Arrays.copyOf(all, count), source);
  }

  /**
   * The transpose.
   *
   * @param width number of this matrix's columns
   */
  SurvivorRows transposed(int width) {
    int[] begins = new int[width + 1];
    for (int column : columns) {
      begins[column + 1]++;
    }
    for (int c = 0; c < width; c++) {
      begins[c + 1] += begins[c];
    }
    int[] next = begins.clone();
    int[] from = new int[columns.length];
    int[] rowOf = new int[columns.length];
    for (int r = 0; r < starts.length - 1; r++) {
      for (int k = starts[r]; k < starts[r + 1]; k++) {
        int at = next[columns[k]]++;
        rowOf[at] = r;
        from[at] = k;
      }
    }
    return new SurvivorRows(begins, rowOf, from);
  }

  /**
   * The weights of some rows in pieces, triples of row, first and one after the last weight: one
   * stretch of columns after the other, and in each of them row by row. The activations of a
   * stretch then stay in the first cache; a row's weights keep their order.
   *
   * @param width number of columns
   */
  int[] pieces(int[] rows, int width) {
    int stretch = stretch(rows, width);
    int[] next = starts.clone();
    int[] pieces = new int[3 * rows.length * ((width + stretch - 1) / stretch)];
    int size = 0;
    for (int end = stretch; end < width + stretch; end += stretch) {
      for (int row : rows) {
        int from = next[row];
        int to = from;
        while (to < starts[row + 1] && columns[to] < end) {
          to++;
        }
        next[row] = to;
        if (to > from) {
          pieces[size++] = row;
          pieces[size++] = from;
          pieces[size++] = to;
        }
      }
    }
    return Arrays.copyOf(pieces, size);
  }

  /** Columns of a stretch: enough that reading and writing a row's sums is little beside them. */
  private int stretch(int[] rows, int width) {
    long weights = Math.max(1, columns.length);
    return (int) Math.max(LEAST_STRETCH, LEAST_PIECE * rows.length * (long) width / weights);
  }
}

package io.espalier.data.split;

import io.espalier.data.Examples;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of an example into the numbers that a network sees. Immutable. */
final class InputValues {
  /** What a byte becomes, {@code [channels][256]}; one row where all channels are alike. */
  private final float[][] tables;

  private final boolean unitLength;

  private InputValues(float[][] tables, boolean unitLength) {
    this.tables = tables;
    this.unitLength = unitLength;
  }

  /**
   * The values under a normalisation.
   *
   * @param normalisation null for b / 255
   */
  static InputValues of(@Nullable Normalisation normalisation) {
    List<Double> mean = normalisation == null ? null : normalisation.mean();
    List<Double> sd = normalisation == null ? null : normalisation.sd();
    if (mean == null || sd == null) {
      return new InputValues(new float[][] {table(0, 1)}, normalisation != null);
    }
    float[][] tables = new float[mean.size()][];
    for (int channel = 0; channel < tables.length; channel++) {
      tables[channel] = table(mean.get(channel), sd.get(channel));
    }
    return new InputValues(tables, false);
  }

  private static float[] table(double mean, double sd) {
    float[] table = new float[256];
    for (int value = 0; value < table.length; value++) {
      // The plain table divides floats, as it always has: equal bits for files without normalise.
      table[value] = mean == 0 && sd == 1 ? value / 255f : (float) ((value / 255.0 - mean) / sd);
    }
    return table;
  }

  /**
   * Writes one example.
   *
   * @param to receives {@code [C, H, W]} row-major from index {@code at} on
   */
  void write(Examples examples, int example, float[] to, int at) {
    int size = examples.pixelsPerExample();
    int plane = size / examples.shape()[0];
    byte[] pixels = examples.pixels();
    int from = example * size;
    for (int first = 0; first < size; first += plane) {
      float[] table = tables[tables.length == 1 ? 0 : first / plane];
      for (int i = first; i < first + plane; i++) {
        to[at + i] = table[pixels[from + i] & 0xff];
      }
    }
    finish(to, at, size);
  }

  /**
   * Writes one example as a camera would see it that was moved; what it then sees beyond the image
   * is black.
   */
  void write(Examples examples, int example, Augmentation.Move move, float[] to, int at) {
    int size = examples.pixelsPerExample();
    int height = examples.shape()[1];
    int width = examples.shape()[2];
    int plane = height * width;
    byte[] pixels = examples.pixels();
    // Columns that still lie in the image.
    int left = Math.max(0, -move.right());
    int right = Math.min(width, width - move.right());
    int step = move.flip() ? -1 : 1;
    for (int row = 0; row < size / width; row++) {
      float[] table = tables[tables.length == 1 ? 0 : row / height];
      int first = at + row * width;
      int y = row % height + move.down();
      if (y < 0 || y >= height) {
        Arrays.fill(to, first, first + width, table[0]);
        continue;
      }
      int from = example * size + row / height * plane + y * width + move.right();
      int target = move.flip() ? first + width - 1 : first;
      for (int x = 0; x < width; x++, target += step) {
        to[target] = x >= left && x < right ? table[pixels[from + x] & 0xff] : table[0];
      }
    }
    finish(to, at, size);
  }

  private void finish(float[] to, int at, int size) {
    if (!unitLength) {
      return;
    }
    double squares = 0;
    for (int i = at; i < at + size; i++) {
      squares += (double) to[i] * to[i];
    }
    // A black image stays black.
    double scale = squares == 0 ? 1 : 1 / Math.sqrt(squares);
    for (int i = at; i < at + size; i++) {
      to[i] = (float) (to[i] * scale);
    }
  }
}

package io.espalier.construct;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The subsets that were found, in the order in which they are looked for: all that a construction
 * needs to be made again without a search.
 */
final class FoundSubsets {
  private long[] bits = new long[1024];
  private int[] redraws = new int[1024];
  private int size;

  /** How many there are. */
  int size() {
    return size;
  }

  /** The subset at an index. */
  long bits(int index) {
    return bits[index];
  }

  /** Which draw its values are of, 0 for the first. */
  int redraw(int index) {
    return redraws[index];
  }

  void add(long subset, int redraw) {
    if (size == bits.length) {
      bits = Arrays.copyOf(bits, 2 * size);
      redraws = Arrays.copyOf(redraws, 2 * size);
    }
    bits[size] = subset;
    redraws[size++] = redraw;
  }

  void writeTo(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(size);
    for (int i = 0; i < size; i++) {
      data.writeLong(bits[i]);
      data.writeInt(redraws[i]);
    }
    data.flush();
  }

  static FoundSubsets of(byte[] bytes) {
    FoundSubsets choices = new FoundSubsets();
    try (DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int size = data.readInt();
      for (int i = 0; i < size; i++) {
        choices.add(data.readLong(), data.readInt());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return choices;
  }
}

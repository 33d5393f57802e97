package io.espalier.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads IDX files of unsigned bytes, plain or gzip: two zero bytes, the type 0x08, the number of
 * dimensions, one big-endian 32-bit size a dimension, then the values in row-major order.
 */
public final class IdxFile {
  private static final int UNSIGNED_BYTE = 0x08;

  private IdxFile() {}

  /**
   * The sizes of the dimensions, as the header says them.
   *
   * @throws DataFormatException when the header is none
   */
  public static int[] sizes(Path file) throws IOException {
    try (DataInput in = DataInput.open(file)) {
      byte[] magic = new byte[4];
      in.readFully(magic);
      int got = ByteBuffer.wrap(magic).getInt();
      if (got >>> 8 != UNSIGNED_BYTE) {
        throw new DataFormatException(
            file, "IDX magic number", "0x0000080N", "0x%08x".formatted(got));
      }
      byte[] sizes = new byte[4 * (got & 0xff)];
      in.readFully(sizes);
      int[] found = new int[got & 0xff];
      ByteBuffer.wrap(sizes).asIntBuffer().get(found);
      return found;
    }
  }

  /**
   * The values of a file whose shape is known.
   *
   * @param shape what the header must say; its product is below 2^31
   * @throws DataFormatException when header, size or data are not as expected; the header is
   *     checked before memory is taken
   */
  public static byte[] read(Path file, int... shape) throws IOException {
    try (DataInput in = DataInput.open(file)) {
      byte[] magic = new byte[4];
      in.readFully(magic);
      int expected = UNSIGNED_BYTE << 8 | shape.length;
      int got = ByteBuffer.wrap(magic).getInt();
      if (got != expected) {
        throw new DataFormatException(
            file, "IDX magic number", "0x%08x".formatted(expected), "0x%08x".formatted(got));
      }
      byte[] sizes = new byte[4 * shape.length];
      in.readFully(sizes);
      int[] found = new int[shape.length];
      ByteBuffer.wrap(sizes).asIntBuffer().get(found);
      if (!Arrays.equals(found, shape)) {
        throw new DataFormatException(
            file, "IDX dimensions", Arrays.toString(shape), unsigned(found));
      }
      int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      in.expectTotal(4L + sizes.length + count);
      byte[] values = new byte[count];
      in.readFully(values);
      in.expectEnd();
      return values;
    }
  }

  /**
   * Labels of a file: one dimension, each below {@code classes}.
   *
   * @throws DataFormatException as {@link #read}, and at the first label out of range
   */
  public static byte[] labels(Path file, int count, int classes) throws IOException {
    byte[] labels = read(file, count);
    for (int i = 0; i < count; i++) {
      if ((labels[i] & 0xff) >= classes) {
        throw new DataFormatException(
            file, "label " + i, "0 to " + (classes - 1), labels[i] & 0xff);
      }
    }
    return labels;
  }

  private static String unsigned(int[] sizes) {
    return Arrays.toString(Arrays.stream(sizes).mapToLong(Integer::toUnsignedLong).toArray());
  }
}

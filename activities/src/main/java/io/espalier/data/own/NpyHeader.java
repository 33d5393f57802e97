package io.espalier.data.own;

import io.espalier.data.DataFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy array file (format 1.0 or 2.0): unsigned bytes, little-endian 32-bit floats
 * or 64-bit whole numbers, in C order.
 *
 * @param type {@code u1}, {@code f4} or {@code i8}
 * @param shape sizes, all at least 1
 * @param headerBytes bytes before the values
 */
record NpyHeader(String type, int[] shape, int headerBytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_TEXT = 4096;
  private static final Pattern TEXT =
      Pattern.compile(
          "\\{'descr': '(?:[|<](u1)|<(f4)|<(i8))', 'fortran_order': False, "
              + "'shape': \\(([0-9]{1,9}(?:, [0-9]{1,9}){0,3}),?\\),? ?\\} *\n");

  /**
   * Reads a header, and no byte more.
   *
   * @param what the array's name, for errors
   */
  static NpyHeader read(InputStream in, Path file, String what) throws IOException {
    byte[] start = in.readNBytes(8);
    boolean second = start.length == 8 && start[6] == 2;
    if (start.length < 8
        || !Arrays.equals(Arrays.copyOf(start, 6), MAGIC)
        || start[7] != 0
        || (start[6] != 1 && !second)) {
      throw new DataFormatException(
          file, what, "a NumPy array of format 1.0 or 2.0", "another file");
    }
    byte[] length = in.readNBytes(second ? 4 : 2);
    long size = 0;
    for (int i = length.length - 1; i >= 0; i--) {
      size = (size << 8) | (length[i] & 0xff);
    }
    if (length.length != (second ? 4 : 2) || size > MAX_TEXT) {
      throw new DataFormatException(
          file, what + ": header", "at most " + MAX_TEXT + " bytes", size + " bytes");
    }
    byte[] text = in.readNBytes((int) size);
    Matcher matcher = TEXT.matcher(new String(text, StandardCharsets.ISO_8859_1));
    if (text.length != size || !matcher.matches()) {
      throw new DataFormatException(
          file,
          what + ": header",
          "dtype uint8, float32 or int64, little-endian, C order, 1 to 4 dimensions",
          new String(text, StandardCharsets.ISO_8859_1).strip());
    }
    int[] shape = Arrays.stream(matcher.group(4).split(", ")).mapToInt(Integer::parseInt).toArray();
    String type = matcher.group(1) != null ? "u1" : matcher.group(2) != null ? "f4" : "i8";
    return new NpyHeader(type, shape, 8 + length.length + text.length);
  }

  /** Bytes of one value. */
  int valueBytes() {
    return switch (type) {
      case "u1" -> 1;
      case "f4" -> 4;
      default -> 8;
    };
  }

  /** Number of values; shapes of four sizes below 10⁹ may not fit a long, and are refused then. */
  long values(Path file, String what) throws IOException {
    long count = 1;
    for (int size : shape) {
      if (size < 1 || count > Integer.MAX_VALUE / size) {
        throw new DataFormatException(
            file, what + ": shape", "1 to 2147483647 values", Arrays.toString(shape));
      }
      count *= size;
    }
    return count;
  }
}

package io.espalier.data.own;

import io.espalier.data.DataFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy array file (format 1.0 or 2.0): booleans, whole numbers of 8 to 64 bits or
 * floats of 16 to 64, of either byte order, in C order.
 *
 * @param kind {@code b}, {@code u}, {@code i} or {@code f}
 * @param valueBytes bytes of one value
 * @param order of the bytes of a value
 * @param shape sizes, all at least 1
 * @param headerBytes bytes before the values
 */
record NpyHeader(char kind, int valueBytes, ByteOrder order, int[] shape, int headerBytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_TEXT = 4096;
  private static final Set<String> TYPES =
      Set.of("b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8");
  private static final Pattern TEXT =
      Pattern.compile(
          "\\{'descr': '([|<>])([buif])([1248])', 'fortran_order': False, "
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
    if (text.length != size || !matcher.matches() || !TYPES.contains(type(matcher))) {
      throw new DataFormatException(
          file,
          what + ": header",
          "dtype bool, int8 to int64, uint8 to uint64, or float16 to float64,"
              + " C order, 1 to 4 dimensions",
          new String(text, StandardCharsets.ISO_8859_1).strip());
    }
    int[] shape = Arrays.stream(matcher.group(4).split(", ")).mapToInt(Integer::parseInt).toArray();
    return new NpyHeader(
        matcher.group(2).charAt(0),
        Integer.parseInt(matcher.group(3)),
        matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        shape,
        8 + length.length + text.length);
  }

  private static String type(Matcher matcher) {
    return matcher.group(2) + matcher.group(3);
  }

  /** NumPy's name of the type, such as {@code uint8}. */
  String type() {
    return switch (kind) {
      case 'b' -> "bool";
      case 'u' -> "uint" + 8 * valueBytes;
      case 'i' -> "int" + 8 * valueBytes;
      default -> "float" + 8 * valueBytes;
    };
  }

  /** The next value of a buffer in this order; of whole numbers, those to 2⁵³ are exact. */
  double next(ByteBuffer in) {
    return switch (kind) {
      case 'f' ->
          switch (valueBytes) {
            case 2 -> half(in.getShort());
            case 4 -> in.getFloat();
            default -> in.getDouble();
          };
      case 'i' ->
          switch (valueBytes) {
            case 1 -> in.get();
            case 2 -> in.getShort();
            case 4 -> in.getInt();
            default -> in.getLong();
          };
      default ->
          switch (valueBytes) {
            case 1 -> in.get() & 0xff;
            case 2 -> in.getShort() & 0xffff;
            case 4 -> in.getInt() & 0xffffffffL;
            default -> unsigned(in.getLong());
          };
    };
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (bits >>> 1) * 2.0;
  }

  /** A float of 16 bits: a sign, five bits of exponent, ten of fraction (IEEE 754). */
  private static double half(short bits) {
    int exponent = (bits >> 10) & 31;
    int fraction = bits & 1023;
    double size =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return bits < 0 ? -size : size;
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

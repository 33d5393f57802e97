package io.espalier.data.own;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bytes of NumPy's files for tests, honest and not. */
final class NpzMaker {
  private NpzMaker() {}

  /** An archive with sums and sizes after the members. */
  static byte[] npz(Map<String, byte[]> arrays) throws IOException {
    return npz(arrays, ZipEntry.DEFLATED);
  }

  /** An archive of {@link ZipEntry#DEFLATED} or, with sums before them, STORED members. */
  static byte[] npz(Map<String, byte[]> arrays, int method) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        CRC32 sum = new CRC32();
        sum.update(array.getValue());
        entry.setMethod(method);
        entry.setComment("an array");
        entry.setCrc(sum.getValue());
        entry.setSize(array.getValue().length);
        zip.putNextEntry(entry);
        zip.write(array.getValue());
        zip.closeEntry();
      }
      zip.setComment("a data set");
    }
    return bytes.toByteArray();
  }

  /** An array file of format 1.0. */
  static byte[] npy(String type, String shape, byte[] values) {
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    byte[] header =
        (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(10 + header.length + values.length);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.put((byte) header.length).put((byte) (header.length >> 8));
    return file.put(header).put(values).array();
  }

  /** Whole numbers of 64 bits. */
  static byte[] longs(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putLong(value);
    }
    return buffer.array();
  }

  /**
   * Numbers of any of NumPy's types.
   *
   * @param type such as {@code <f4}
   */
  static byte[] numbers(String type, double... values) {
    int bytes = type.charAt(2) - '0';
    ByteBuffer buffer = ByteBuffer.allocate(bytes * values.length);
    buffer.order(type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      boolean real = type.charAt(1) == 'f';
      switch (bytes) {
        case 1 -> buffer.put((byte) value);
        case 2 -> buffer.putShort(real ? half(value) : (short) value);
        case 4 -> {
          if (real) {
            buffer.putFloat((float) value);
          } else {
            buffer.putInt((int) (long) value);
          }
        }
        default -> {
          if (real) {
            buffer.putDouble(value);
          } else {
            buffer.putLong((long) value);
          }
        }
      }
    }
    return buffer.array();
  }

  /** The few halves that tests need. */
  private static short half(double value) {
    Map<Double, Integer> bits =
        Map.of(
            0.0,
            0,
            -0.0,
            0x8000,
            1.0,
            0x3c00,
            2.0,
            0x4000,
            0.5,
            0x3800,
            -1.0,
            0xbc00,
            256.0,
            0x5c00,
            Double.NaN,
            0x7e00,
            Double.POSITIVE_INFINITY,
            0x7c00);
    return bits.getOrDefault(value, 0x7e00).shortValue();
  }
}

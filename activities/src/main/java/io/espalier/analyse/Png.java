package io.espalier.analyse;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Writes pictures as PNG files without compression, so that the same picture has the same bytes on
 * every Java and every machine.
 */
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** The longest block that deflate stores as it is. */
  private static final int STORED = 65535;

  private Png() {}

  /**
   * A picture.
   *
   * @param colours {@code 0xRRGGBB}, row by row, {@code [height][width]}
   */
  static byte[] of(int[][] colours) {
    int height = colours.length;
    int width = colours[0].length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      out.write(SIGNATURE);
      chunk(out, "IHDR", header(width, height));
      chunk(out, "IDAT", stored(rows(colours, width)));
      chunk(out, "IEND", new byte[0]);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static byte[] header(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(width);
    out.writeInt(height);
    // 8 bits a channel, RGB, and the only compression, filter and order without interlacing.
    out.write(new byte[] {8, 2, 0, 0, 0});
    return bytes.toByteArray();
  }

  /** Each row with its filter, none, before it. */
  private static byte[] rows(int[][] colours, int width) {
    byte[] rows = new byte[colours.length * (1 + 3 * width)];
    int at = 0;
    for (int[] row : colours) {
      rows[at++] = 0;
      for (int colour : row) {
        rows[at++] = (byte) (colour >> 16);
        rows[at++] = (byte) (colour >> 8);
        rows[at++] = (byte) colour;
      }
    }
    return rows;
  }

  /** As a zlib stream of stored blocks. */
  private static byte[] stored(byte[] data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {0x78, 0x01});
    for (int from = 0; from < data.length; from += STORED) {
      int length = Math.min(STORED, data.length - from);
      out.writeByte(from + length == data.length ? 1 : 0);
      out.writeShort(Short.reverseBytes((short) length));
      out.writeShort(Short.reverseBytes((short) ~length));
      out.write(data, from, length);
    }
    Adler32 check = new Adler32();
    check.update(data);
    out.writeInt((int) check.getValue());
    return bytes.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream to, String type, byte[] data) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) check.getValue());
  }
}

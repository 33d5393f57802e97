package io.espalier.data.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes PNG files of every colour type, depth and order, and the samples that they must give. */
final class PngMaker {
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  /**
   * A file and what must come of it.
   *
   * @param samples {@code [3, height, width]}
   */
  record Made(String name, int height, int width, byte[] png, byte[] samples) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final int colour;
  private final int depth;
  private final boolean interlaced;
  private final boolean transparent;
  private final int height;
  private final int width;
  private final int channels;
  private final int[] values;
  private final byte[] palette;
  private final Random random;

  private PngMaker(
      int colour, int depth, boolean interlaced, boolean transparent, int height, int width) {
    this.colour = colour;
    this.depth = depth;
    this.interlaced = interlaced;
    this.transparent = transparent;
    this.height = height;
    this.width = width;
    this.channels = colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1;
    this.random = new Random(colour * 100L + depth);
    this.values = random.ints((long) height * width * channels, 0, 1 << depth).toArray();
    this.palette = new byte[colour == 3 ? 3 << depth : 0];
    random.nextBytes(palette);
  }

  /** Every colour type, depth and order, with and without {@code tRNS}, of a few sizes. */
  static List<Made> all() {
    int[][] types = {{0, 1, 2, 4, 8, 16}, {2, 8, 16}, {3, 1, 2, 4, 8}, {4, 8, 16}, {6, 8, 16}};
    List<Made> all = new ArrayList<>();
    for (int[] type : types) {
      for (int i = 1; i < type.length; i++) {
        all.add(new PngMaker(type[0], type[i], false, false, 5, 11).make());
        all.add(new PngMaker(type[0], type[i], true, false, 11, 13).make());
        all.add(new PngMaker(type[0], type[i], true, false, 2, 3).make());
        if (type[0] < 4) {
          all.add(new PngMaker(type[0], type[i], false, true, 1, 9).make());
        }
      }
    }
    return all;
  }

  private Made make() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PngChunks.SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) depth).put((byte) colour).putShort((short) 0);
    chunk(out, "IHDR", header.put((byte) (interlaced ? 1 : 0)).array());
    // A viewer that heeds it shows other values.
    chunk(out, "gAMA", ByteBuffer.allocate(4).putInt(100_000).array());
    if (colour == 3) {
      chunk(out, "PLTE", palette);
    }
    if (transparent) {
      chunk(out, "tRNS", new byte[colour == 3 ? 1 : 2 * channels]);
    }
    byte[] data = deflated();
    // In two chunks, as large pictures have it.
    chunk(out, "IDAT", java.util.Arrays.copyOf(data, data.length / 2));
    chunk(out, "IDAT", java.util.Arrays.copyOfRange(data, data.length / 2, data.length));
    chunk(out, "IEND", new byte[0]);
    String name =
        "png-%d-%d%s%s-%dx%d.png"
            .formatted(
                colour,
                depth,
                interlaced ? "-interlaced" : "",
                transparent ? "-trns" : "",
                height,
                width);
    return new Made(name, height, width, out.toByteArray(), samples());
  }

  private byte[] samples() {
    byte[] samples = new byte[3 * height * width];
    for (int pixel = 0; pixel < height * width; pixel++) {
      for (int i = 0; i < 3; i++) {
        int value = values[pixel * channels + (colour == 2 || colour == 6 ? i : 0)];
        samples[i * height * width + pixel] =
            colour == 3
                ? palette[3 * value + i]
                : (byte) (depth == 16 ? value >> 8 : value * 255 / ((1 << depth) - 1));
      }
    }
    return samples;
  }

  private byte[] deflated() {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int[] pass : interlaced ? PASSES : new int[][] {{0, 0, 1, 1}}) {
      byte[] before = null;
      for (int y = pass[1]; y < height && pass[0] < width; y += pass[3]) {
        byte[] row = packed(y, pass[0], pass[2]);
        filter(rows, row, before == null ? new byte[row.length] : before);
        before = row;
      }
    }
    Deflater deflater = new Deflater();
    deflater.setInput(rows.toByteArray());
    deflater.finish();
    byte[] data = new byte[2 * rows.size() + 100];
    int length = deflater.deflate(data);
    deflater.end();
    return java.util.Arrays.copyOf(data, length);
  }

  private byte[] packed(int y, int from, int step) {
    int pixels = (width - from + step - 1) / step;
    byte[] row = new byte[(pixels * channels * depth + 7) / 8];
    int bit = 0;
    for (int x = from; x < width; x += step) {
      for (int i = 0; i < channels; i++, bit += depth) {
        int value = values[(y * width + x) * channels + i];
        for (int b = 0; b < depth; b++) {
          int set = (value >> (depth - 1 - b)) & 1;
          row[(bit + b) / 8] |= (byte) (set << (7 - (bit + b) % 8));
        }
      }
    }
    return row;
  }

  private void filter(ByteArrayOutputStream out, byte[] row, byte[] before) {
    int filter = random.nextInt(5);
    int step = Math.max(1, channels * depth / 8);
    out.write(filter);
    for (int i = 0; i < row.length; i++) {
      int left = i < step ? 0 : row[i - step] & 0xff;
      int up = before[i] & 0xff;
      int corner = i < step ? 0 : before[i - step] & 0xff;
      int[] guesses = {0, left, up, (left + up) / 2, nearest(left, up, corner)};
      out.write(row[i] - guesses[filter]);
    }
  }

  private static int nearest(int left, int up, int corner) {
    int guess = left + up - corner;
    int best = left;
    for (int value : new int[] {up, corner}) {
      best = Math.abs(guess - value) < Math.abs(guess - best) ? value : best;
    }
    return best;
  }

  static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + content.length).putInt(content.length);
    chunk.put(type.getBytes(StandardCharsets.ISO_8859_1)).put(content);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, 4 + content.length);
    out.writeBytes(chunk.putInt((int) sum.getValue()).array());
  }
}

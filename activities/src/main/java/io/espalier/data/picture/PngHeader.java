package io.espalier.data.picture;

import io.espalier.data.DataFormatException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What {@code IHDR} says.
 *
 * @param depth bits of a sample: 1, 2, 4, 8 or 16
 * @param colour 0 grey, 2 red, green and blue, 3 palette, 4 grey and alpha, 6 colours and alpha
 */
record PngHeader(int width, int height, int depth, int colour, boolean interlaced) {
  static PngHeader of(Path file, byte[] content) throws DataFormatException {
    if (content.length != 13) {
      throw new DataFormatException(file, "IHDR", "13 bytes", content.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(content);
    int width = in.getInt();
    int height = in.getInt();
    int depth = in.get();
    int colour = in.get();
    if (width < 1 || height < 1) {
      throw new DataFormatException(
          file, "sides", ">= 1", Integer.toUnsignedLong(height) + " x " + (width & 0xffffffffL));
    }
    boolean legal =
        switch (colour) {
          case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case 2, 4, 6 -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!legal) {
      throw new DataFormatException(
          file, "colour type and depth", "those of PNG", colour + " with " + depth + " bits");
    }
    int compression = in.get();
    int filter = in.get();
    int interlace = in.get();
    if (compression != 0 || filter != 0 || interlace < 0 || interlace > 1) {
      throw new DataFormatException(
          file,
          "compression, filter, interlace",
          "0, 0, 0 or 1",
          compression + ", " + filter + ", " + interlace);
    }
    return new PngHeader(width, height, depth, colour, interlace == 1);
  }

  boolean hasPalette() {
    return colour == 3;
  }

  /** Samples of a pixel. */
  int channels() {
    return switch (colour) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  /** Bytes of a row of so many pixels, without its filter's byte. */
  int rowBytes(int pixels) {
    return (int) (((long) pixels * channels() * depth + 7) / 8);
  }

  /** Bytes from a sample to the one of the pixel before, for the filters; at least 1. */
  int pixelBytes() {
    return Math.max(1, channels() * depth / 8);
  }
}

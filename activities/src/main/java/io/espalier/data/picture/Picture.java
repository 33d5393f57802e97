package io.espalier.data.picture;

import io.espalier.data.DataFormatException;
import io.espalier.format.ForeignBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A PNG or JPEG file as red, green and blue samples, as Pillow's {@code Image.open(file)
 * .convert("RGB")} gives them: the file's own samples, whatever its colour profile; grey three
 * times, transparency left out, the upper eight bits of sixteen, the orientation that a camera
 * noted not applied.
 *
 * @param samples {@code [3, height, width]}, 0 … 255
 */
public record Picture(int height, int width, byte[] samples) {
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

  /** Decides, before memory is taken for the samples, whether a picture of this size is wanted. */
  public interface SizeCheck {
    /** Throws when it is not. */
    void accept(int height, int width) throws DataFormatException;
  }

  /** Whether bytes begin as a PNG or JPEG file does. */
  public static boolean isPicture(byte[] bytes) {
    return isPng(bytes) || isJpeg(bytes);
  }

  /**
   * Decodes a file.
   *
   * @param file for messages
   * @throws DataFormatException when it is of another format, cut off, or damaged in a way that the
   *     format shows: sums, lengths, end markers, whatever the decoder warns of
   */
  public static Picture read(Path file, byte[] bytes, SizeCheck size) throws IOException {
    if (isPng(bytes)) {
      return PngChunks.of(file, bytes).picture(size);
    }
    if (isJpeg(bytes)) {
      return JpegPicture.read(file, bytes, size);
    }
    throw new DataFormatException(file, "format", "PNG or JPEG", ForeignBytes.describe(bytes));
  }

  private static boolean isPng(byte[] bytes) {
    return startsWith(bytes, PngChunks.SIGNATURE);
  }

  private static boolean isJpeg(byte[] bytes) {
    return startsWith(bytes, JPEG);
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}

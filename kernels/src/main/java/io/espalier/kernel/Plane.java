package io.espalier.kernel;

/**
 * How to walk over images in a {@link Convolutions#pack packed} array, {@code [lanes / 16,
 * channels, height, width, 16]}: distances in values.
 *
 * @param block from one block of 16 lanes to the next
 * @param channel from one channel to the next
 * @param start of the first position
 * @param row from one row of positions to the next
 * @param step from one position of a row to the next
 */
public record Plane(int block, int channel, int start, int row, int step) {
  /**
   * Positions of an image.
   *
   * @param channels of the array
   * @param height of the array, borders included
   * @param width of the array, borders included
   * @param border where the first position is, from above and from the left
   * @param stride from position to position, downwards and to the right
   */
  public static Plane of(int channels, int height, int width, int border, int stride) {
    int line = Kernels.BLOCK * width;
    int image = Math.multiplyExact(line, height);
    return new Plane(
        Math.multiplyExact(image, channels),
        image,
        border * (line + Kernels.BLOCK),
        stride * line,
        stride * Kernels.BLOCK);
  }
}

package io.espalier.data.picture;

import io.espalier.data.DataFormatException;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG with the JDK's decoder, which gives the components as they are in the file; what
 * they mean is decided and computed here, in the arithmetic of the Independent JPEG Group's
 * library.
 */
final class JpegPicture {
  private static final int HALF = 1 << 15;

  private final JpegMarkers.Colours colours;
  private final int plane;
  private final byte[] samples;

  private JpegPicture(JpegMarkers.Colours colours, int plane) {
    this.colours = colours;
    this.plane = plane;
    this.samples = new byte[3 * plane];
  }

  static Picture read(Path file, byte[] bytes, Picture.SizeCheck size) throws DataFormatException {
    JpegMarkers markers = JpegMarkers.of(file, bytes);
    int height = markers.height();
    int width = markers.width();
    JpegMarkers.Colours colours = markers.colours(file);
    size.accept(height, width);
    Raster raster = decode(file, bytes);
    if (raster.getHeight() != height
        || raster.getWidth() != width
        || raster.getNumBands() != markers.components().length) {
      throw new DataFormatException(
          file,
          "image data",
          height + " x " + width,
          raster.getHeight() + " x " + raster.getWidth());
    }
    JpegPicture picture = new JpegPicture(colours, height * width);
    int bands = raster.getNumBands();
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        picture.put(row, x * bands, y * width + x);
      }
    }
    return new Picture(height, width, picture.samples);
  }

  private static Raster decode(Path file, byte[] bytes) throws DataFormatException {
    StringBuilder warnings = new StringBuilder();
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.addIIOReadWarningListener((from, warning) -> warnings.append(warning));
      reader.setInput(in, true, true);
      Raster raster = reader.readRaster(0, null);
      if (warnings.isEmpty()) {
        return raster;
      }
    } catch (IOException | RuntimeException e) {
      // The decoder answers broken files with all kinds of exceptions.
      warnings.append(e);
    } finally {
      reader.dispose();
    }
    throw new DataFormatException(file, "image data", "whole", "broken: " + warnings);
  }

  private void put(int[] row, int from, int at) {
    int first = row[from];
    switch (colours) {
      case GREY -> put(at, first, first, first);
      case RGB -> put(at, first, row[from + 1], row[from + 2]);
      case YCBCR ->
          put(
              at,
              red(first, row[from + 2]),
              green(first, row[from + 1], row[from + 2]),
              blue(first, row[from + 1]));
      case CMYK -> inks(at, first, row[from + 1], row[from + 2], row[from + 3]);
      case YCCK ->
          inks(
              at,
              255 - red(first, row[from + 2]),
              255 - green(first, row[from + 1], row[from + 2]),
              255 - blue(first, row[from + 1]),
              row[from + 3]);
    }
  }

  /** Inks as programs write them since Adobe's did: 255 is none. */
  private void inks(int at, int cyan, int magenta, int yellow, int black) {
    put(at, inked(cyan, black), inked(magenta, black), inked(yellow, black));
  }

  private static int inked(int ink, int black) {
    int product = (255 - ink) * black + 128;
    return black - (((product >> 8) + product) >> 8);
  }

  private void put(int at, int red, int green, int blue) {
    samples[at] = (byte) red;
    samples[plane + at] = (byte) green;
    samples[2 * plane + at] = (byte) blue;
  }

  private static int red(int luma, int cr) {
    return clamp(luma + ((fixed(1.40200) * (cr - 128) + HALF) >> 16));
  }

  private static int green(int luma, int cb, int cr) {
    int blueAndRed = -fixed(0.34414) * (cb - 128) - fixed(0.71414) * (cr - 128);
    return clamp(luma + ((blueAndRed + HALF) >> 16));
  }

  private static int blue(int luma, int cb) {
    return clamp(luma + ((fixed(1.77200) * (cb - 128) + HALF) >> 16));
  }

  private static int fixed(double factor) {
    return (int) (factor * 65536 + 0.5);
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}

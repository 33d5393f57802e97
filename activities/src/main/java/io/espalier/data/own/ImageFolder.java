package io.espalier.data.own;

import io.espalier.data.DataFormatException;
import io.espalier.data.Examples;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code train/CLASS/IMAGE} and {@code test/CLASS/IMAGE}, PNG or JPEG, all of one size. Files
 * and classes come in the order of their names; a class is its place among those of {@code train}.
 */
final class ImageFolder {
  private static final int MAX_SIDE = 4096;
  private static final long MAX_FILE_BYTES = 64 << 20;

  private final Path folder;
  private final List<String> classes;
  private final StringBuilder sources = new StringBuilder();

  ImageFolder(Path folder) throws IOException {
    this.folder = folder;
    this.classes = names(folder.resolve("train"));
    if (classes.isEmpty() || classes.size() > 256) {
      throw new DataFormatException(
          folder.resolve("train"), "classes", "1 to 256 folders", classes.size());
    }
  }

  /** Names of the classes. */
  List<String> classes() {
    return classes;
  }

  /** SHA-256 and path of every image read so far, one a line. */
  String sources() {
    return sources.toString();
  }

  /** The examples of {@code train} or {@code test}, {@code [3, H, W]}. */
  Examples read(String part) throws IOException {
    Path root = folder.resolve(part);
    for (String name : names(root)) {
      if (!classes.contains(name)) {
        throw new DataFormatException(root, "class", "one of train: " + classes, name);
      }
    }
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    int[] shape = null;
    for (int label = 0; label < classes.size(); label++) {
      Path inside = root.resolve(classes.get(label));
      for (String name : Files.isDirectory(inside) ? names(inside) : List.<String>of()) {
        BufferedImage image = image(inside.resolve(name), shape);
        shape = new int[] {3, image.getHeight(), image.getWidth()};
        if ((long) pixels.size() + 3L * shape[1] * shape[2] > Integer.MAX_VALUE - 8) {
          throw new DataFormatException(root, "images", "at most 2 GiB of pixels", "more");
        }
        append(image, pixels);
        labels.write(label);
      }
    }
    if (shape == null) {
      throw new DataFormatException(root, "images", "at least one", "none");
    }
    return new Examples(shape, pixels.toByteArray(), labels.toByteArray());
  }

  /** Reads an image whose size is checked before its pixels are unpacked. */
  private BufferedImage image(Path file, int @Nullable [] shape) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new DataFormatException(
          file, "size", "at most " + MAX_FILE_BYTES + " bytes", Files.size(file));
    }
    byte[] bytes = Files.readAllBytes(file);
    sources.append(sha256(bytes)).append("  ").append(folder.relativize(file)).append('\n');
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      ImageReader reader = readers.hasNext() ? readers.next() : null;
      String format = reader == null ? "" : reader.getFormatName().toLowerCase(Locale.ROOT);
      if (reader == null || !(format.equals("png") || format.equals("jpeg"))) {
        throw new DataFormatException(file, "format", "PNG or JPEG", "another one");
      }
      try {
        reader.setInput(in, true, true);
        int height = reader.getHeight(0);
        int width = reader.getWidth(0);
        if (height > MAX_SIDE || width > MAX_SIDE) {
          throw new DataFormatException(
              file, "sides", "at most " + MAX_SIDE + " pixels", height + " x " + width);
        }
        if (shape != null && (height != shape[1] || width != shape[2])) {
          throw new DataFormatException(
              file, "size", shape[1] + " x " + shape[2] + " as the first", height + " x " + width);
        }
        return reader.read(0);
      } catch (DataFormatException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        // Decoders answer broken files with all kinds of exceptions.
        throw new DataFormatException(file, "image", "whole", "broken: " + e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static void append(BufferedImage image, ByteArrayOutputStream pixels) {
    int[] colours =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    for (int shift = 16; shift >= 0; shift -= 8) {
      for (int colour : colours) {
        pixels.write(colour >>> shift);
      }
    }
  }

  /** The same examples with one channel, where red, green and blue agree in every pixel. */
  static boolean isGrey(Examples examples) {
    int plane = examples.pixelsPerExample() / 3;
    byte[] pixels = examples.pixels();
    for (int from = 0; from < pixels.length; from += 3 * plane) {
      boolean same =
          Arrays.equals(pixels, from, from + plane, pixels, from + plane, from + 2 * plane)
              && Arrays.equals(
                  pixels, from, from + plane, pixels, from + 2 * plane, from + 3 * plane);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** The first channel alone. */
  static Examples grey(Examples examples) {
    int plane = examples.pixelsPerExample() / 3;
    byte[] pixels = new byte[examples.pixels().length / 3];
    for (int i = 0; i < examples.count(); i++) {
      System.arraycopy(examples.pixels(), 3 * i * plane, pixels, i * plane, plane);
    }
    int[] shape = {1, examples.shape()[1], examples.shape()[2]};
    return new Examples(shape, pixels, examples.labels());
  }

  /** Names in a folder, hidden ones left out, in code point order. */
  private static List<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new DataFormatException(folder, "folder", "train/CLASS and test/CLASS", "none");
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return new ArrayList<>(
          inside
              .map(path -> path.getFileName().toString())
              .filter(name -> !name.startsWith("."))
              .sorted()
              .toList());
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

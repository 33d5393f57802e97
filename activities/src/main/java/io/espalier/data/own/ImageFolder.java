package io.espalier.data.own;

import io.espalier.data.DataFormatException;
import io.espalier.data.Examples;
import io.espalier.data.picture.Picture;
import io.espalier.digest.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code train/CLASS/IMAGE} and {@code test/CLASS/IMAGE}, PNG or JPEG, all of one size. Files
 * and classes come in the order of their names; a class is its place among those of {@code train}.
 */
final class ImageFolder {
  private static final int MAX_SIDE = 4096;
  private static final long MAX_FILE_BYTES = 64 << 20;
  private static final List<String> PARTS = List.of("train", "test");

  private final Path folder;
  private final List<String> classes;
  private final StringBuilder sources = new StringBuilder();

  ImageFolder(Path folder) throws IOException {
    this.folder = folder;
    this.classes = classes(folder.resolve("train"));
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

  /**
   * What lies beside the folders of the parts and of the classes and is no part of the data: files
   * of other kinds, and folders beside {@code train} and {@code test}. Hidden ones are not named.
   */
  static List<Path> strays(Path folder) throws IOException {
    List<Path> strays = new ArrayList<>();
    for (String name : names(folder)) {
      if (!PARTS.contains(name)) {
        strays.add(folder.resolve(name));
      }
    }
    for (String part : PARTS) {
      for (String name : names(folder.resolve(part))) {
        if (!Files.isDirectory(folder.resolve(part).resolve(name))) {
          strays.add(folder.resolve(part).resolve(name));
        }
      }
    }
    return strays;
  }

  /** The examples of {@code train} or {@code test}, {@code [3, H, W]}. */
  Examples read(String part) throws IOException {
    Path root = folder.resolve(part);
    for (String name : classes(root)) {
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
        Picture picture = picture(inside.resolve(name), shape);
        shape = new int[] {3, picture.height(), picture.width()};
        if ((long) pixels.size() + picture.samples().length > Integer.MAX_VALUE - 8) {
          throw new DataFormatException(root, "images", "at most 2 GiB of pixels", "more");
        }
        pixels.writeBytes(picture.samples());
        labels.write(label);
      }
    }
    if (shape == null) {
      throw new DataFormatException(root, "images", "at least one", "none");
    }
    return new Examples(shape, pixels.toByteArray(), labels.toByteArray());
  }

  /** Reads an image whose size is checked before its pixels are unpacked. */
  private Picture picture(Path file, int @Nullable [] shape) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DataFormatException(file, "image", "PNG or JPEG", "no file");
    }
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new DataFormatException(
          file, "size", "at most " + MAX_FILE_BYTES + " bytes", Files.size(file));
    }
    byte[] bytes = Files.readAllBytes(file);
    sources.append(Digest.of(bytes)).append("  ").append(folder.relativize(file)).append('\n');
    return Picture.read(
        file,
        bytes,
        (height, width) -> {
          if (height > MAX_SIDE || width > MAX_SIDE) {
            throw new DataFormatException(
                file, "sides", "at most " + MAX_SIDE + " pixels", height + " x " + width);
          }
          if (shape != null && (height != shape[1] || width != shape[2])) {
            String first = shape[1] + " x " + shape[2] + " as the first";
            throw new DataFormatException(file, "size", first, height + " x " + width);
          }
        });
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

  /**
   * The folders in a folder of classes.
   *
   * @throws DataFormatException when an image lies beside them: it would be left out
   */
  private static List<String> classes(Path root) throws IOException {
    List<String> classes = new ArrayList<>();
    for (String name : names(root)) {
      Path path = root.resolve(name);
      if (Files.isDirectory(path)) {
        classes.add(name);
      } else if (Files.isRegularFile(path) && isPicture(path)) {
        throw new DataFormatException(
            path, "place", "in the folder of its class", "beside the classes");
      }
    }
    return classes;
  }

  private static boolean isPicture(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Picture.isPicture(in.readNBytes(8));
    }
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
}

package io.espalier.data.own;

import io.espalier.data.DataFormatException;
import io.espalier.data.Examples;
import io.espalier.format.ForeignBytes;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads a data set out of a {@code .npz} file: arrays {@code x_train}, {@code y_train}, {@code
 * x_test} and {@code y_test}, as NumPy's {@code savez} writes them. Images are {@code [n, H, W]},
 * {@code [n, H, W, C]} or {@code [n, C, H, W]} with 1 or 3 channels, whole numbers from 0 to 255 or
 * floats from 0 to 1; labels are {@code [n]} or {@code [n, 1]}, whole numbers from 0 to 255 of any
 * type. Sums, sizes and headers of the archive must agree.
 */
final class NpzFile {
  /** Deflate cannot do better, RFC 1951. */
  private static final long MAX_INFLATION = 1032;

  private final Path path;

  NpzFile(Path path) {
    this.path = path;
  }

  /** One array: floats are rounded to bytes. */
  private record Values(int[] shape, byte[] bytes) {}

  /** The examples of {@code train} or {@code test}. */
  Examples read(String part) throws IOException {
    byte[] start = ForeignBytes.start(path);
    if (start.length < 2 || start[0] != 'P' || start[1] != 'K') {
      throw new DataFormatException(
          path, "format", "a .npz file (zip), or a folder", ForeignBytes.describe(start));
    }
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ZipHeaders.requireAgreement(path, zip);
      Values images = channelsFirst(values(zip, "x_" + part, true), "x_" + part);
      Values labels = values(zip, "y_" + part, false);
      int[] found = labels.shape();
      boolean each = found.length == 1 || (found.length == 2 && found[1] == 1);
      if (!each || found[0] != images.shape()[0]) {
        int count = images.shape()[0];
        throw new DataFormatException(
            path,
            "y_" + part + ": shape",
            "[%d] or [%d, 1], a class for each of x_%s; `y.argmax(1)` makes one of one-hot rows"
                .formatted(count, count, part),
            Arrays.toString(found));
      }
      return new Examples(Arrays.copyOfRange(images.shape(), 1, 4), images.bytes(), labels.bytes());
    } catch (ZipException | EOFException e) {
      throw new DataFormatException(path, "zip", "a whole file", "broken: " + e.getMessage());
    }
  }

  private Values values(ZipFile zip, String name, boolean image) throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      throw new DataFormatException(
          path, "arrays", "x_train, y_train, x_test, y_test", "no " + name);
    }
    try (CheckedInputStream in =
        new CheckedInputStream(
            new BufferedInputStream(zip.getInputStream(entry), 1 << 16), new CRC32())) {
      NpyHeader header = NpyHeader.read(in, path, name);
      long count = header.values(path, name);
      long total = header.headerBytes() + count * header.valueBytes();
      // What the archive says of itself is checked before memory is taken for it.
      if (entry.getSize() != total || entry.getCompressedSize() * MAX_INFLATION + 1024 < total) {
        throw new DataFormatException(
            path, name + ": size", total + " bytes", entry.getSize() + " bytes");
      }
      byte[] bytes = new byte[(int) count];
      convert(in, header, image, bytes, name);
      if (in.read() >= 0) {
        throw new DataFormatException(path, name + ": size", total + " bytes", "more");
      }
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw new DataFormatException(
            path,
            name + ": CRC-32",
            "%08x".formatted(entry.getCrc()),
            "%08x".formatted(in.getChecksum().getValue()));
      }
      return new Values(header.shape(), bytes);
    } catch (EOFException e) {
      throw new DataFormatException(path, name, "whole", "cut off");
    }
  }

  private void convert(InputStream in, NpyHeader header, boolean image, byte[] bytes, String name)
      throws IOException {
    if (image && header.kind() == 'b') {
      throw new DataFormatException(
          path, name + ": dtype", "whole numbers from 0 to 255, or floats from 0 to 1", "bool");
    }
    int width = header.valueBytes();
    byte[] chunk = new byte[width * 4096];
    for (int done = 0; done < bytes.length; ) {
      int values = Math.min(4096, bytes.length - done);
      if (in.readNBytes(chunk, 0, values * width) < values * width) {
        throw new EOFException();
      }
      ByteBuffer buffer = ByteBuffer.wrap(chunk).order(header.order());
      for (int i = 0; i < values; i++) {
        double value = header.next(buffer);
        bytes[done++] =
            (byte) (image && header.kind() == 'f' ? share(value, name) : whole(value, name));
      }
    }
  }

  private int share(double value, String name) throws IOException {
    if (!(value >= 0 && value <= 1)) {
      throw new DataFormatException(path, name + ": value", "0 to 1 for floats", value);
    }
    return Math.round((float) value * 255);
  }

  private int whole(double value, String name) throws IOException {
    if (!(value >= 0 && value <= 255 && value == Math.rint(value))) {
      boolean exact = value == Math.rint(value) && Math.abs(value) < 1L << 53;
      throw new DataFormatException(
          path, name + ": value", "0 to 255, whole", exact ? (Object) (long) value : value);
    }
    return (int) value;
  }

  private Values channelsFirst(Values values, String name) throws IOException {
    int[] shape = values.shape();
    byte[] bytes = values.bytes();
    if (shape.length == 3) {
      return new Values(new int[] {shape[0], 1, shape[1], shape[2]}, bytes);
    }
    if (shape.length == 4 && (shape[3] == 1 || shape[3] == 3)) {
      int channels = shape[3];
      int plane = shape[1] * shape[2];
      byte[] turned = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        int example = i / (plane * channels);
        int pixel = i / channels % plane;
        turned[(example * channels + i % channels) * plane + pixel] = bytes[i];
      }
      return new Values(new int[] {shape[0], channels, shape[1], shape[2]}, turned);
    }
    if (shape.length == 4 && (shape[1] == 1 || shape[1] == 3)) {
      return new Values(shape, bytes);
    }
    throw new DataFormatException(
        path,
        name + ": shape",
        "[n, H, W], [n, H, W, C] or [n, C, H, W] with 1 or 3 channels",
        Arrays.toString(shape));
  }
}

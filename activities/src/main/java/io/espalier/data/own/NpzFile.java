package io.espalier.data.own;

import io.espalier.data.DataFormatException;
import io.espalier.data.Examples;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads a data set out of a {@code .npz} file: arrays {@code x_train}, {@code y_train}, {@code
 * x_test} and {@code y_test}, as NumPy's {@code savez} writes them. Images are {@code [n, H, W]},
 * {@code [n, H, W, C]} or {@code [n, C, H, W]} with 1 or 3 channels, bytes or floats from 0 to 1;
 * labels are whole numbers from 0.
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
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Values images = values(zip, "x_" + part, true);
      Values labels = values(zip, "y_" + part, false);
      if (labels.shape().length != 1 || labels.shape()[0] != images.shape()[0]) {
        throw new DataFormatException(
            path,
            "y_" + part + ": shape",
            "[" + images.shape()[0] + "]",
            Arrays.toString(labels.shape()));
      }
      return new Examples(Arrays.copyOfRange(images.shape(), 1, 4), images.bytes(), labels.bytes());
    } catch (ZipException e) {
      throw new DataFormatException(
          path, "zip", "a whole .npz file, or a folder of images", "broken: " + e.getMessage());
    }
  }

  private Values values(ZipFile zip, String name, boolean image) throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      throw new DataFormatException(
          path, "arrays", "x_train, y_train, x_test, y_test", "no " + name);
    }
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry), 1 << 16)) {
      NpyHeader header = NpyHeader.read(in, path, name);
      long count = header.values(path, name);
      long total = header.headerBytes() + count * header.valueBytes();
      // What the archive says of itself is checked before memory is taken for it.
      if (entry.getSize() != total || entry.getCompressedSize() * MAX_INFLATION + 1024 < total) {
        throw new DataFormatException(
            path, name + ": size", total + " bytes", entry.getSize() + " bytes");
      }
      byte[] bytes = new byte[(int) count];
      convert(in, header.type(), bytes, name);
      if (in.read() >= 0) {
        throw new DataFormatException(path, name + ": size", total + " bytes", "more");
      }
      return image ? channelsFirst(header.shape(), bytes, name) : new Values(header.shape(), bytes);
    } catch (EOFException e) {
      throw new DataFormatException(path, name, "whole", "cut off");
    }
  }

  private void convert(InputStream in, String type, byte[] bytes, String name) throws IOException {
    int width = type.equals("u1") ? 1 : type.equals("f4") ? 4 : 8;
    byte[] chunk = new byte[width * 4096];
    for (int done = 0; done < bytes.length; ) {
      int values = Math.min(4096, bytes.length - done);
      if (in.readNBytes(chunk, 0, values * width) < values * width) {
        throw new EOFException();
      }
      ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < values; i++) {
        bytes[done++] = (byte) one(buffer, type, name);
      }
    }
  }

  private int one(ByteBuffer buffer, String type, String name) throws IOException {
    if (type.equals("u1")) {
      return buffer.get() & 0xff;
    }
    if (type.equals("f4")) {
      float value = buffer.getFloat();
      if (!(value >= 0 && value <= 1)) {
        throw new DataFormatException(path, name + ": value", "0 to 1 for floats", value);
      }
      return Math.round(value * 255);
    }
    long value = buffer.getLong();
    if (value < 0 || value > 255) {
      throw new DataFormatException(path, name + ": value", "0 to 255", value);
    }
    return (int) value;
  }

  private Values channelsFirst(int[] shape, byte[] bytes, String name) throws IOException {
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

package io.espalier.engine.hessian;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads NumPy archives of little-endian 64-bit numbers in C order, whole ones as doubles too. */
final class Npz {
  private static final int HEADER_LENGTH_AT = 8;

  private Npz() {}

  /** All arrays of a test resource by name, row-major. */
  static SortedMap<String, double[]> read(String resource) {
    SortedMap<String, double[]> arrays = new TreeMap<>();
    try (InputStream in = Npz.class.getResourceAsStream(resource);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        arrays.put(entry.getName().replaceFirst("\\.npy$", ""), values(zip.readAllBytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return arrays;
  }

  private static double[] values(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int start = HEADER_LENGTH_AT + 2 + bytes.getShort(HEADER_LENGTH_AT);
    String header = new String(file, 0, start, StandardCharsets.ISO_8859_1);
    if (!header.contains("'fortran_order': False")) {
      throw new IllegalArgumentException(header);
    }
    boolean whole = header.contains("'<i8'");
    if (!whole && !header.contains("'<f8'")) {
      throw new IllegalArgumentException(header);
    }
    double[] values = new double[(file.length - start) / Double.BYTES];
    for (int i = 0; i < values.length; i++) {
      int at = start + i * Double.BYTES;
      values[i] = whole ? bytes.getLong(at) : bytes.getDouble(at);
    }
    return values;
  }
}

package io.espalier.store.artifact;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** What a file's bytes hash to. */
public record HashedFile(String sha256, long sizeBytes) {
  /** Reads a file through, in {@code java.io}, which no interrupt closes. */
  public static HashedFile of(Path file) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      return of(in);
    }
  }

  /** Reads a stream to its end. */
  public static HashedFile of(InputStream in) throws IOException {
    HashingOutput hashed = new HashingOutput(OutputStream.nullOutputStream(), Long.MAX_VALUE);
    transfer(in, hashed);
    return new HashedFile(hashed.hex(), hashed.count());
  }

  /** Copies a file, in {@code java.io}, which no interrupt closes. */
  static void transfer(Path file, OutputStream out) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      transfer(in, out);
    }
  }

  private static void transfer(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
    }
  }
}

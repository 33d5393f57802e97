package io.espalier.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes as a file, for readers that take one; the same file each time. */
public final class FuzzedFile {
  private static final Path FILE = made();

  private FuzzedFile() {}

  private static Path made() {
    try {
      Path file = Files.createTempFile("espalier-fuzz", ".bin");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file, with these bytes. */
  public static Path of(byte[] bytes) throws IOException {
    return Files.write(FILE, bytes);
  }
}

package io.espalier.data;

import java.io.IOException;
import java.nio.file.Path;

/** A data file does not hold what it should: cut off, too long, or lying about itself. */
public final class DataFormatException extends IOException {
  /**
   * Says what is wrong with a file.
   *
   * @param what the part that is wrong, such as {@code magic number}
   * @param expected what it should be
   * @param got what was found
   */
  public DataFormatException(Path file, String what, Object expected, Object got) {
    super(file + ": " + what + ": " + got + " (expected: " + expected + ")");
  }
}

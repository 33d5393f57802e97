package io.espalier.cli.server;

import io.espalier.digest.Digest;
import java.io.IOException;
import java.nio.file.Path;

/** Tells the stores of one machine apart where they share a Temporal server. */
public final class Scopes {
  private static final int DIGITS = 12;

  private Scopes() {}

  /** A short name for a home folder: the same one each time, another for another folder. */
  public static String of(Path home) {
    return Digest.of(real(home).toString()).substring(0, DIGITS);
  }

  private static Path real(Path home) {
    try {
      return home.toRealPath();
    } catch (IOException e) {
      return home.toAbsolutePath().normalize();
    }
  }
}

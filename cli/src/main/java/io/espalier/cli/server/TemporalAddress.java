package io.espalier.cli.server;

import io.espalier.store.place.TlsFiles;
import org.jspecify.annotations.Nullable;

/**
 * A Temporal server that is there already.
 *
 * @param target {@code HOST:PORT}
 * @param namespace of that server, made where it is missing
 * @param tls null where the connection is not encrypted
 */
public record TemporalAddress(String target, String namespace, @Nullable TlsFiles tls) {
  /** Refuses what is no address. */
  public TemporalAddress {
    if (!target.matches("[^:/\\s]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}")) {
      throw new IllegalArgumentException("temporal: " + target + " (expected: HOST:PORT)");
    }
    if (!namespace.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}")) {
      throw new IllegalArgumentException(
          "namespace: " + namespace + " (expected: letters, digits, ., _ and -, at least 2)");
    }
  }

  /** The namespace of a new server, without encryption: what {@code --temporal} names. */
  public static TemporalAddress plain(String target) {
    return new TemporalAddress(target, "default", null);
  }
}

package io.espalier.cli.server;

/** No Temporal server answers at the given address. */
public final class TemporalUnreachableException extends RuntimeException {
  /** Says where, and what to do. */
  public TemporalUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}

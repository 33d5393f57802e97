package io.espalier.store;

/** The disk is full, or the database or bucket is away: wait and try again, no try is used. */
public final class StoreUnavailableException extends RuntimeException {
  /** Says what was being done. */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

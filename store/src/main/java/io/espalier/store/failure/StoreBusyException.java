package io.espalier.store.failure;

/** Another process owns the store. */
public final class StoreBusyException extends RuntimeException {
  /** Says which store and what to do. */
  public StoreBusyException(String message) {
    super(message);
  }
}

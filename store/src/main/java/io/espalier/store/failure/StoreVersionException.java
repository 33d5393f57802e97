package io.espalier.store.failure;

/** The tables of the store are older or newer than this program knows. */
public final class StoreVersionException extends RuntimeException {
  /** Says both versions and what to do. */
  public StoreVersionException(String message) {
    super(message);
  }
}

package io.espalier.store.failure;

/** There is no store in the folder that was named. */
public final class StoreMissingException extends RuntimeException {
  /** Says where and what to do. */
  public StoreMissingException(String message) {
    super(message);
  }
}

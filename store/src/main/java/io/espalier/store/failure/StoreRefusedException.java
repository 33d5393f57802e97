package io.espalier.store.failure;

/** The database answers, but refuses this user, its password or its certificate: tell a person. */
public final class StoreRefusedException extends RuntimeException {
  /** Says who is refused, and what the database says of it. */
  public StoreRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}

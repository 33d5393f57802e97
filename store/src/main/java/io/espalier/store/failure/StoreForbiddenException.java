package io.espalier.store.failure;

/** The database's user may not do what was asked: another user is needed, and trying again is not. */
public final class StoreForbiddenException extends RuntimeException {
  /** Says what was refused. */
  public StoreForbiddenException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.espalier.store.step;

/** Another attempt has taken the step; nothing was written. */
public final class ClaimLostException extends RuntimeException {
  /** Says which step and fence. */
  public ClaimLostException(String message) {
    super(message);
  }
}

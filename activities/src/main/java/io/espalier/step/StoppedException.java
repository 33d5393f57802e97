package io.espalier.step;

/** The task was asked to stop (cancel, shutdown, continue-as-new) and did; no try is used. */
public final class StoppedException extends RuntimeException {
  /** Says why. */
  public StoppedException(String message) {
    super(message);
  }
}

package io.espalier.step;

/** The operator asks that its task be marked skipped. */
public final class SkipTaskException extends RuntimeException {
  /** Says why. */
  public SkipTaskException(String message) {
    super(message);
  }
}

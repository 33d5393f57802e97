package io.espalier.step;

/** Trying again cannot help: the task fails whatever tries are left. */
public final class FatalTaskException extends RuntimeException {
  /** Says why. */
  public FatalTaskException(String message) {
    super(message);
  }
}

package io.espalier.step;

/** Trying again cannot help: the task fails whatever tries are left. */
public final class FatalTaskException extends RuntimeException {
  /** Says why. */
  public FatalTaskException(String message) {
    super(message);
  }

  /** An argument was refused: its message becomes this one's. */
  public FatalTaskException(IllegalArgumentException refused) {
    super(refused.getMessage(), refused);
  }
}

package io.espalier.store.question;

/** A question that cannot be answered as it stands; says why in one line. */
public final class RefusedQuestionException extends IllegalArgumentException {
  /** Says why. */
  public RefusedQuestionException(String message) {
    super(message);
  }
}

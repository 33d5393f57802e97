package io.espalier.service.refusal;

/** A value of the question is missing or is not of the form that it must have. */
public final class InvalidQuestionException extends ServiceException {
  private final String argument;

  /**
   * Says which value, what was given and what was expected.
   *
   * @param argument name of the value
   */
  public InvalidQuestionException(String argument, String message) {
    super(message);
    this.argument = argument;
  }

  /** Name of the value. */
  public String argument() {
    return argument;
  }
}

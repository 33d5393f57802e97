package io.espalier.judge;

/** Something that a comparison needs is not there; the message names it. */
final class MissingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingException(String what) {
    super(what);
  }

  /** What is missing. */
  String what() {
    return String.valueOf(getMessage());
  }
}

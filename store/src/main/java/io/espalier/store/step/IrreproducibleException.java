package io.espalier.store.step;

/** A reopened step gave other bytes than it had recorded; it stays closed as IRREPRODUCIBLE. */
public final class IrreproducibleException extends RuntimeException {
  /** Says which output, the recorded digest and the new one. */
  public IrreproducibleException(String message) {
    super(message);
  }
}

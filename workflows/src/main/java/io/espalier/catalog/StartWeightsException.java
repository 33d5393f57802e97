package io.espalier.catalog;

/** A file whose tensors a network cannot begin with. */
public final class StartWeightsException extends IllegalArgumentException {
  private final boolean inTheNames;
  private final String found;
  private final String expected;

  /**
   * Says what is there and what should be.
   *
   * @param inTheNames whether the names given for its tensors are wrong, rather than the file
   */
  public StartWeightsException(boolean inTheNames, String found, String expected) {
    super((inTheNames ? "tensors: " : "start_weights: ") + found + " (expected: " + expected + ")");
    this.inTheNames = inTheNames;
    this.found = found;
    this.expected = expected;
  }

  /** Whether the names given for its tensors are wrong, rather than the file. */
  public boolean inTheNames() {
    return inTheNames;
  }

  /** What is there. */
  public String found() {
    return found;
  }

  /** What should be. */
  public String expected() {
    return expected;
  }
}

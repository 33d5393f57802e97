package io.espalier.store.failure;

/**
 * The place that is to hold a store's artifacts is not that store's: another store has it, or it
 * holds none of them, as a folder does that is not mounted. Nothing was changed.
 */
public final class StoreMisplacedException extends RuntimeException {
  private final String found;
  private final String mend;

  /**
   * Says what is wrong.
   *
   * @param found what lies there, in a sentence without its full stop
   * @param mend what a person should do
   */
  public StoreMisplacedException(String found, String mend) {
    super(found + ": " + mend);
    this.found = found;
    this.mend = mend;
  }

  /** What lies there. */
  public String found() {
    return found;
  }

  /** What a person should do. */
  public String mend() {
    return mend;
  }
}

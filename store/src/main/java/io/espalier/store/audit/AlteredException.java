package io.espalier.store.audit;

/** Rows of the store do not say what its audit chains recorded; nothing is built on them. */
public final class AlteredException extends RuntimeException {
  /** Says which row; the message is completed by what to do. */
  public AlteredException(String difference) {
    super(
        difference
            + "; rows were changed after they were recorded, and nothing is computed from them:"
            + " `espalier verify` names every one");
  }
}

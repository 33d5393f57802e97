package io.espalier.store.sql.journal;

/** A journal that does not say what it said. */
public final class JournalDamagedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is wrong and where. */
  public JournalDamagedException(String message) {
    super(message);
  }
}

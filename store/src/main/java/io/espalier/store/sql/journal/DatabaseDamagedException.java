package io.espalier.store.sql.journal;

import org.jspecify.annotations.Nullable;

/** A database that does not hold what its journal says it does. */
public final class DatabaseDamagedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public DatabaseDamagedException(String message) {
    this(message, null);
  }

  /** What is wrong, and what showed it. */
  public DatabaseDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

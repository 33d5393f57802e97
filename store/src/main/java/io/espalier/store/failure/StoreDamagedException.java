package io.espalier.store.failure;

import org.jspecify.annotations.Nullable;

/** The store's database cannot be used any more, or not by this process: start it again. */
public final class StoreDamagedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong and which command goes on. */
  public StoreDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

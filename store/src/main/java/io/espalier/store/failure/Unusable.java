package io.espalier.store.failure;

import java.util.function.Consumer;

/** What this process does when a store that it has open cannot be used any more. */
public final class Unusable {
  private static volatile Consumer<StoreDamagedException> then = e -> {};

  private Unusable() {}

  /**
   * Sets it; unless it is set, the exception alone says so. No later call to the store will do
   * better, and closing it may wait for ever, so a command says what happened and ends at once.
   */
  public static void then(Consumer<StoreDamagedException> action) {
    then = action;
  }

  /** It has happened. */
  public static void tell(StoreDamagedException e) {
    then.accept(e);
  }
}

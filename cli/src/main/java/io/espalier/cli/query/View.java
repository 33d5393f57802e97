package io.espalier.cli.query;

import io.espalier.cli.answer.StatusAnswer;
import io.espalier.store.Store;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a query may look at.
 *
 * @param home the store's folder
 * @param owner the process that owns the store, null while none does
 */
public record View(Path home, Store store, StatusAnswer.@Nullable Owner owner, Live live) {
  /** A store that nobody owns. */
  public static View idle(Path home, Store store) {
    return new View(home, store, null, Live.NONE);
  }
}

package io.espalier.cli.order;

import io.espalier.store.Store;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * Work that may write to a store. The process that owns the store does it when it is asked over its
 * loopback API with {@code POST /v1/NAME}; without an owner the asking process does it itself.
 *
 * @param name its name in the API
 * @param type class of the answer
 * @param work does it, given the store's folder
 */
public record Order<T>(String name, Class<T> type, BiFunction<Path, Store, T> work) {
  /** Does the work. */
  public T carryOut(Path home, Store store) {
    return work.apply(home, store);
  }
}

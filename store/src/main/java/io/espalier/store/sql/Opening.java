package io.espalier.store.sql;

import io.espalier.store.Store;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.database.Engine;
import io.espalier.store.thread.PrivateThreads;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;

/**
 * What opening a store takes on either database, on the store's own threads from the first step.
 */
final class Opening {
  /** The longest wait for a database. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private Opening() {}

  interface Steps<T> {
    T run() throws SQLException, IOException;
  }

  /** Closes the engine again when a later step of opening fails. */
  static <T> T opened(Engine engine, Steps<T> steps) {
    boolean done = false;
    try {
      T result = steps.run();
      done = true;
      return result;
    } catch (SQLException | IOException e) {
      throw new StoreUnavailableException("opening the store failed: " + e.getMessage(), e);
    } finally {
      if (!done) {
        engine.close();
      }
    }
  }

  static Store onPrivateThreads(int size, Function<PrivateThreads, Store> steps) {
    PrivateThreads threads = new PrivateThreads("espalier-store", size);
    boolean done = false;
    try {
      Store store = threads.call(() -> steps.apply(threads));
      done = true;
      return store;
    } finally {
      if (!done) {
        threads.close();
      }
    }
  }
}

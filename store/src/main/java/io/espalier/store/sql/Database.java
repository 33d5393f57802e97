package io.espalier.store.sql;

import io.espalier.store.StoreUnavailableException;
import io.espalier.store.thread.PrivateThreads;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The way to the database: every call on a private thread, every write one transaction that is
 * durable before the call returns. Thread-safe.
 */
final class Database implements AutoCloseable {
  private static final int TRIES = 20;

  private final Engine engine;
  private final PrivateThreads threads;
  private final Jdbi jdbi;

  Database(Engine engine, PrivateThreads threads) {
    this.engine = engine;
    this.threads = threads;
    this.jdbi = Jdbi.create(engine);
    jdbi.registerArrayType(Long.class, "bigint");
    jdbi.registerArrayType(String.class, "varchar");
  }

  Engine engine() {
    return engine;
  }

  PrivateThreads threads() {
    return threads;
  }

  /** Reads, in one snapshot. */
  <T extends @Nullable Object> T read(Function<Handle, T> work) {
    return threads.call(
        () ->
            guarded(
                () -> {
                  try (Handle handle = jdbi.open()) {
                    return handle.inTransaction(
                        TransactionIsolationLevel.REPEATABLE_READ, work::apply);
                  }
                }));
  }

  /**
   * Runs one transaction and makes it durable. Run again when it met another one, so the work must
   * leave nothing behind but rows.
   *
   * @throws StoreUnavailableException when the database is away; whether the transaction was
   *     committed is then not known
   */
  <T extends @Nullable Object> T write(Function<Handle, T> work) {
    if (engine.readOnly()) {
      throw new IllegalStateException("the store was opened for reading only");
    }
    return threads.call(() -> guarded(() -> committed(work)));
  }

  /**
   * As {@link #write}, and again when the database went away: for work that finds out by itself
   * whether it had been done.
   */
  <T extends @Nullable Object> T writeUntilKnown(Function<Handle, T> work) {
    return threads.call(
        () -> {
          for (int tried = 1; ; tried++) {
            try {
              return write(work);
            } catch (StoreUnavailableException e) {
              if (tried == 3) {
                throw e;
              }
              pause(20 * tried);
            }
          }
        });
  }

  private <T extends @Nullable Object> T committed(Function<Handle, T> work) {
    for (int tried = 1; ; tried++) {
      try (Handle handle = jdbi.open()) {
        T result = handle.inTransaction(TransactionIsolationLevel.READ_COMMITTED, work::apply);
        engine.makeDurable(handle);
        return result;
      } catch (RuntimeException e) {
        if (tried == TRIES || !SqlErrors.again(e)) {
          throw e;
        }
        pause(tried);
      }
    }
  }

  private <T extends @Nullable Object> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (SqlErrors.away(e)) {
        engine.recover();
      }
      throw SqlErrors.translated(e);
    }
  }

  private static void pause(int tried) {
    try {
      Thread.sleep(Math.min(200, tried * 5L));
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts these threads", e);
    }
  }

  @Override
  public void close() {
    threads.call(
        () -> {
          engine.close();
          return true;
        });
    threads.close();
  }
}

package io.espalier.store.sql.database;

import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.failure.Unusable;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import io.espalier.store.thread.PrivateThreads;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The way to the database: every call on a private thread, every write one transaction that is
 * durable before the call returns. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final int TRIES = 20;

  /** The longest that a transaction may take with all that it waits for. */
  public static final int LIMIT_SECONDS = 180;

  private final Engine engine;
  private final PrivateThreads threads;
  private final Jdbi jdbi;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final int limitSeconds;
  private volatile boolean opened;

  public Database(Engine engine, PrivateThreads threads) {
    this(engine, threads, LIMIT_SECONDS);
  }

  public Database(Engine engine, PrivateThreads threads, int limitSeconds) {
    this.limitSeconds = limitSeconds;
    this.engine = engine;
    this.threads = threads;
    this.jdbi = Jdbi.create(engine);
    // Bound as arrays, not by bindArray, which looks its element type up by reflection each time.
    jdbi.registerArrayType(Long.class, "bigint");
    jdbi.registerArrayType(String.class, "varchar");
  }

  public Engine engine() {
    return engine;
  }

  /** From now on a database that is damaged or does not answer cannot be mended by opening it. */
  public void opened() {
    opened = true;
  }

  PrivateThreads threads() {
    return threads;
  }

  /**
   * Reads; each statement sees what is committed when it begins. Done again where a connection of a
   * shared store turns out broken, so the work must leave nothing behind.
   */
  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    return threads.call(() -> guarded(() -> reading(work)));
  }

  private <T extends @Nullable Object> T reading(Function<Handle, T> work) {
    try (Handle handle = jdbi.open()) {
      return work.apply(handle);
    } catch (ConnectionException away) {
      throw away;
    } catch (RuntimeException e) {
      if (!engine.shared() || !SqlErrors.away(e)) {
        throw e;
      }
    }
    // The connection is from before the database went away, which may be back by now.
    engine.recover();
    try (Handle handle = jdbi.open()) {
      return work.apply(handle);
    }
  }

  /** Whether an error is the database's own, not that of the statement it was given. */
  public static boolean broken(SQLException error) {
    return SqlErrors.awayOrDamaged(error);
  }

  /** What is done with a connection. */
  public interface Asked<T> {
    /** Does it. */
    T on(Connection connection) throws SQLException;
  }

  /**
   * Does something on a connection that can read the tables and nothing else.
   *
   * @param seconds after which a statement is stopped
   */
  @SuppressWarnings("try") // The first connection is only held.
  public <T> T ask(int seconds, Asked<T> work) {
    return threads.call(
        () ->
            guarded(
                () -> {
                  // Where it is a file, the connection beside keeps it open as it is.
                  try (Connection beside = engine.openConnection();
                      Connection connection = engine.openAskingConnection(seconds)) {
                    return work.on(connection);
                  } catch (SQLException e) {
                    throw new UnableToExecuteStatementException(e, null);
                  }
                }));
  }

  /** Reads, with all statements in one snapshot. */
  public <T extends @Nullable Object> T snapshot(Function<Handle, T> work) {
    return read(
        handle -> handle.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work::apply));
  }

  /**
   * Runs one transaction and makes it durable. Run again when it met another one, so the work must
   * leave nothing behind but rows.
   *
   * @throws StoreUnavailableException when the database is away; whether the transaction was
   *     committed is then not known
   */
  public <T extends @Nullable Object> T write(Function<Handle, T> work) {
    return write(work, true);
  }

  /**
   * As {@link #write}, but what one process owns becomes durable with the next write only. For what
   * is reported to no caller and a later owner does again: everything that builds on it is written
   * later, and is therefore never durable without it.
   */
  public <T extends @Nullable Object> T writeAhead(Function<Handle, T> work) {
    return write(work, false);
  }

  private <T extends @Nullable Object> T write(Function<Handle, T> work, boolean durable) {
    if (engine.readOnly()) {
      throw new IllegalStateException("the store was opened for reading only");
    }
    try {
      return threads.call(() -> guarded(() -> committed(work, durable)), limitSeconds);
    } catch (TimeoutException e) {
      throw unusable(
          new StoreDamagedException(
              "the database did not finish a transaction within "
                  + limitSeconds
                  + " s: "
                  + engine.whenStuck(),
              e));
    }
  }

  /** Makes durable what was written ahead. */
  public void makeDurable() {
    threads.call(
        () ->
            guarded(
                () -> {
                  engine.makeDurable();
                  return true;
                }));
  }

  /** As {@link Engine#readThrough}. */
  public @Nullable String readThrough() {
    return threads.call(() -> guarded(engine::readThrough));
  }

  /**
   * As {@link #write}, and again when the database went away: for work that finds out by itself
   * whether it had been done.
   */
  public <T extends @Nullable Object> T writeUntilKnown(Function<Handle, T> work) {
    return threads.call(
        () -> {
          for (int tried = 1; ; tried++) {
            try {
              return write(work);
            } catch (StoreUnavailableException e) {
              if (tried == 3) {
                throw e;
              }
              PrivateThreads.pause(tried * 100);
            }
          }
        });
  }

  private <T extends @Nullable Object> T committed(Function<Handle, T> work, boolean durable) {
    for (int tried = 1; ; tried++) {
      try {
        return engine.write(jdbi, work, durable);
      } catch (RuntimeException e) {
        if (tried == TRIES || !SqlErrors.again(e)) {
          throw e;
        }
        PrivateThreads.pause(Math.min(100, tried * 5));
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
      RuntimeException translated = SqlErrors.translated(e);
      throw translated instanceof DatabaseDamagedException damaged && opened
          ? unusable(engine.damaged(damaged))
          : translated;
    }
  }

  /** No later call can do better, so whoever runs this process decides how it ends. */
  private static StoreDamagedException unusable(StoreDamagedException e) {
    Unusable.tell(e);
    return e;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      threads.close(engine::close);
    }
  }
}

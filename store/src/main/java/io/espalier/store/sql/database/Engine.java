package io.espalier.store.sql.database;

import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What differs between the databases beneath the one SQL set. */
public interface Engine extends ConnectionFactory, AutoCloseable {
  /** A connection; closing it gives it back. */
  @Override
  Connection openConnection() throws SQLException;

  /**
   * A connection that can read the tables and do nothing else, for statements that a person wrote;
   * it is in a transaction.
   *
   * @param seconds after which the database stops a statement, where it can; a driver's own limit
   *     is a message beside, which a server misses that has not begun with the statement
   */
  Connection openAskingConnection(int seconds) throws SQLException;

  /**
   * Runs one transaction.
   *
   * @param durable whether it has to outlive a kill and a power cut once this returns; what is not
   *     becomes so with the next one that is
   */
  <T extends @Nullable Object> T write(Jdbi jdbi, Function<Handle, T> work, boolean durable);

  /** Makes durable what was committed so far. */
  void makeDurable();

  /**
   * The epoch of this owner where one process owns the database (H2), 0 where claims are leases by
   * the database's clock (PostgreSQL).
   */
  long epoch();

  /** Whether nothing may be written. */
  boolean readOnly();

  /** Whether other processes may use the database too. */
  default boolean shared() {
    return epoch() == 0 && !readOnly();
  }

  /** Puts aside connections that are broken, after an error that says the database was away. */
  void recover();

  /**
   * Reads the database and the journal through, where one process owns them; returns what is wrong
   * with the journal, null for nothing.
   *
   * @throws DatabaseDamagedException when the database cannot be read
   */
  @Nullable String readThrough();

  /** What to say of a database that turns out damaged while it is open. */
  StoreDamagedException damaged(DatabaseDamagedException e);

  /** What a person can do when a transaction does not end. */
  String whenStuck();

  @Override
  void close();
}

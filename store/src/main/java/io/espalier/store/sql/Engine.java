package io.espalier.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;

/** What differs between the databases beneath the one SQL set. */
interface Engine extends ConnectionFactory, AutoCloseable {
  /** A connection; closing it gives it back. */
  @Override
  Connection openConnection() throws SQLException;

  /** Makes what this connection has committed durable, before anybody is told of it. */
  void makeDurable(Handle handle);

  /**
   * The epoch of this owner where one process owns the database (H2), 0 where claims are leases by
   * the database's clock (PostgreSQL).
   */
  long epoch();

  /** Whether nothing may be written. */
  boolean readOnly();

  /** Puts aside connections that are broken, after an error that says the database was away. */
  void recover();

  @Override
  void close();
}

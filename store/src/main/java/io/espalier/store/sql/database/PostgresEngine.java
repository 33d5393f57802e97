package io.espalier.store.sql.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.espalier.fault.Failpoint;
import io.espalier.migrations.Migrations;
import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.place.DatabaseAddress;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database; its clock decides about leases and its commits are durable. */
public final class PostgresEngine implements Engine {
  private static final String FOR_WRITING = "SET synchronous_commit TO on";
  private static final String FOR_READING = "SET default_transaction_read_only TO on";

  private final HikariDataSource pool;
  private final boolean readOnly;

  /**
   * Connects.
   *
   * @param connections the most at one time
   * @param readOnly whether the database is to refuse every change
   * @param patience how long a database that is away is waited for
   * @throws io.espalier.store.failure.StoreUnavailableException when it does not come
   * @throws io.espalier.store.failure.StoreRefusedException when it refuses this user, or there is
   *     no such database
   */
  public PostgresEngine(
      DatabaseAddress address, int connections, boolean readOnly, Duration patience) {
    this.readOnly = readOnly;
    Properties properties = PostgresConnection.properties(address);
    // The pool would try a wrong password for as long as a database that is away.
    try {
      PostgresConnection.open(address, properties, patience).close();
      HikariConfig config = new HikariConfig();
      config.setPoolName("espalier-store");
      config.setJdbcUrl(address.url());
      config.setDataSourceProperties(properties);
      config.setMaximumPoolSize(connections);
      config.setMinimumIdle(1);
      config.setConnectionTimeout(10_000);
      config.setConnectionInitSql(readOnly ? FOR_READING : FOR_WRITING);
      config.setInitializationFailTimeout(-1);
      pool = new HikariDataSource(config);
    } catch (SQLException e) {
      throw PostgresConnection.failure(address, e);
    }
  }

  /**
   * Brings the tables to this program's version where they are older; others may do so just now.
   *
   * @throws io.espalier.store.failure.StoreVersionException when they are newer
   */
  public void migrate() throws SQLException {
    int version = version();
    Schema.refuseNewer(version);
    if (version < Migrations.LATEST) {
      try {
        Schema.migrate(pool);
      } catch (RuntimeException e) {
        throw SqlErrors.translated(e);
      }
    }
  }

  /** As {@link Schema#version}. */
  public int version() throws SQLException {
    try (Connection connection = openConnection()) {
      return Schema.version(connection);
    }
  }

  @Override
  public Connection openConnection() throws SQLException {
    return pool.getConnection();
  }

  /** What its role may read; the transaction is to be read-only. */
  @Override
  public Connection openAskingConnection(int seconds) throws SQLException {
    Connection connection = pool.getConnection();
    try (Statement limit = connection.createStatement()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      limit.execute("SET LOCAL statement_timeout = '" + seconds + "s'");
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public <T extends @Nullable Object> T write(
      Jdbi jdbi, Function<Handle, T> work, boolean durable) {
    try (Handle handle = jdbi.open()) {
      T result =
          handle.inTransaction(
              inside -> {
                T made = work.apply(inside);
                Failpoint.TRANSACTION_DONE.reach();
                return made;
              });
      Failpoint.TRANSACTION_DURABLE.reach();
      return result;
    }
  }

  @Override
  public void makeDurable() {}

  @Override
  public long epoch() {
    return 0;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public boolean shared() {
    return true;
  }

  /** Each of the others would answer the next try with the same error. */
  @Override
  public void recover() {
    HikariPoolMXBean connections = pool.getHikariPoolMXBean();
    if (connections != null) {
      connections.softEvictConnections();
    }
  }

  @Override
  public @Nullable String readThrough() {
    return null;
  }

  @Override
  public StoreDamagedException damaged(DatabaseDamagedException e) {
    return new StoreDamagedException("the database is damaged (" + e.getMessage() + ")", e);
  }

  @Override
  public String whenStuck() {
    return "look at what it waits for (pg_stat_activity), then start the command again";
  }

  @Override
  public void close() {
    pool.close();
  }
}

package io.espalier.store.sql.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.espalier.fault.Failpoint;
import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database; its clock decides about leases and its commits are durable. */
public final class PostgresEngine implements Engine {
  private final HikariDataSource pool;

  public PostgresEngine(
      String jdbcUrl, @Nullable String user, @Nullable String password, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("espalier-store");
    config.setJdbcUrl(jdbcUrl);
    if (user != null) {
      config.setUsername(user);
    }
    if (password != null) {
      config.setPassword(password);
    }
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(10_000);
    config.setConnectionInitSql("SET synchronous_commit TO on");
    config.setInitializationFailTimeout(10_000);
    pool = new HikariDataSource(config);
  }

  public DataSource source() {
    return pool;
  }

  @Override
  public Connection openConnection() throws SQLException {
    return pool.getConnection();
  }

  /** What its role may read; the transaction is to be read-only. */
  @Override
  public Connection openAskingConnection() throws SQLException {
    return pool.getConnection();
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
    return false;
  }

  @Override
  public void recover() {}

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

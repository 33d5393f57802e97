package io.espalier.store.sql;

import io.espalier.store.StoreBusyException;
import io.espalier.store.StoreUnavailableException;
import io.espalier.store.thread.PrivateThreads;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;

/**
 * A store file, open in this process. H2's own small pool has no threads of its own, so nothing
 * here is ever interrupted.
 */
final class H2Engine implements Engine {
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  private final Path home;
  private final boolean readOnly;
  private final JdbcDataSource source = new JdbcDataSource();
  private final Durability durability = new Durability();
  private volatile JdbcConnectionPool pool;
  private volatile long epoch;
  private volatile boolean lost;

  private H2Engine(Path home, boolean readOnly, int connections) {
    this.home = home;
    this.readOnly = readOnly;
    source.setURL(readOnly ? H2Url.reader(home) : H2Url.owner(home));
    source.setUser("espalier");
    source.setPassword("");
    pool = newPool(connections);
  }

  /**
   * Opens the file, waiting a while for another process to close it.
   *
   * @throws StoreBusyException when it stays open there
   */
  static H2Engine open(Path home, boolean readOnly, int connections, Duration patience) {
    Path key = home.toAbsolutePath().normalize();
    H2Engine engine = new H2Engine(key, readOnly, connections);
    long deadline = System.nanoTime() + patience.toNanos();
    while (!engine.tryOpen(key)) {
      if (System.nanoTime() > deadline) {
        throw new StoreBusyException(
            "the store in "
                + home
                + " is in use by another command (waited "
                + patience.toSeconds()
                + " s): wait for it, stop it, or choose another folder with --home");
      }
      PrivateThreads.pause(50);
    }
    return engine;
  }

  /** H2 would let a second opener of this process share the database; here it has to wait. */
  private boolean tryOpen(Path key) {
    if (!OPEN_HERE.add(key)) {
      return false;
    }
    boolean opened = false;
    try (Connection connection = pool.getConnection()) {
      opened = connection.isValid(0);
      return opened;
    } catch (SQLException e) {
      if (e.getErrorCode() == SqlErrors.H2_IN_USE) {
        return false;
      }
      if (SqlErrors.away(e)) {
        throw new StoreUnavailableException("opening the store in " + home + " failed: " + e, e);
      }
      throw new IllegalStateException(
          "the store in "
              + home
              + " cannot be opened ("
              + e.getMessage()
              + "): copies made before migrations are in "
              + home.resolve("backups"),
          e);
    } finally {
      if (!opened) {
        OPEN_HERE.remove(key);
      }
    }
  }

  /** The pool as a data source. */
  DataSource source() {
    return pool;
  }

  private JdbcConnectionPool newPool(int connections) {
    JdbcConnectionPool fresh = JdbcConnectionPool.create(source);
    fresh.setMaxConnections(connections);
    return fresh;
  }

  /** Claims made before this number was taken are void. */
  void epoch(long newEpoch) {
    epoch = newEpoch;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public Connection openConnection() throws SQLException {
    if (lost) {
      throw new StoreBusyException(
          "another command took the store in " + home + ": start this one again");
    }
    return pool.getConnection();
  }

  @Override
  public void makeDurable(Handle handle) {
    durability.await(() -> handle.execute("CHECKPOINT SYNC"));
  }

  /**
   * After a full disk H2 has closed the file and let go of its lock. It is opened again by the next
   * call, unless another process has been its owner meanwhile.
   */
  @Override
  public synchronized void recover() {
    int connections = pool.getMaxConnections();
    pool.dispose();
    pool = newPool(connections);
    if (epoch == 0) {
      return;
    }
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT MAX(epoch) FROM store_owner")) {
      lost = rows.next() && rows.getLong(1) != epoch;
    } catch (SQLException e) {
      // Still away: the next call comes here again.
      return;
    }
  }

  @Override
  public void close() {
    pool.dispose();
    OPEN_HERE.remove(home);
  }
}

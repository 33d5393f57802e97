package io.espalier.store.sql.database;

import io.espalier.store.artifact.Disk;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import io.espalier.store.sql.journal.Snapshot;
import io.espalier.store.thread.PrivateThreads;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * A store file, open in this process. H2's own small pool has no threads of its own, so nothing
 * here is ever interrupted.
 */
public final class H2Engine implements Engine {
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  private final Path home;
  private final boolean readOnly;
  private final JdbcDataSource source = new JdbcDataSource();
  private final JournaledWrites writes;
  private volatile JdbcConnectionPool pool;
  private volatile long epoch;
  private volatile boolean lost;

  private H2Engine(Path home, Disk disk, boolean readOnly, int connections) {
    this.home = home;
    this.writes = new JournaledWrites(home, disk, this);
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
   * @throws DatabaseDamagedException when H2 cannot read it
   */
  public static H2Engine open(
      Path home, Disk disk, boolean readOnly, int connections, Duration patience) {
    Path key = home.toAbsolutePath().normalize();
    H2Engine engine = new H2Engine(key, disk, readOnly, connections);
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
      throw new DatabaseDamagedException("it cannot be opened: " + SqlErrors.first(e), e);
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
  public void epoch(long newEpoch) {
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

  /** As the user who may only read; the settings are those of whoever opened the file. */
  @Override
  public Connection openAskingConnection(int seconds) throws SQLException {
    JdbcDataSource asking = new JdbcDataSource();
    asking.setURL(H2Url.beside(home));
    asking.setUser(H2Asker.USER);
    asking.setPassword("");
    Connection connection = asking.getConnection();
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    return connection;
  }

  /** What changes the database, once it has been brought together with its journal. */
  public JournaledWrites writes() {
    return writes;
  }

  @Override
  public <T extends @Nullable Object> T write(
      Jdbi jdbi, Function<Handle, T> work, boolean durable) {
    return writes.write(jdbi, work, durable);
  }

  @Override
  public void makeDurable() {
    writes.makeDurable();
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
    writes.interrupted();
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
  public @Nullable String readThrough() {
    try (Connection connection = openConnection()) {
      Snapshot.readThrough(connection);
    } catch (SQLException e) {
      throw SqlErrors.translated(new UnableToExecuteStatementException(e, null));
    }
    return writes.journalFault();
  }

  @Override
  public StoreDamagedException damaged(DatabaseDamagedException e) {
    return LostDatabase.damaged(home, e);
  }

  @Override
  public String whenStuck() {
    return LostDatabase.whenStuck(home);
  }

  @Override
  public void close() {
    writes.close(!lost);
    pool.dispose();
    OPEN_HERE.remove(home);
  }
}

package io.espalier.store.sql;

import io.espalier.migrations.Migrations;
import io.espalier.store.StoreBusyException;
import io.espalier.store.StoreDamagedException;
import io.espalier.store.StoreUnavailableException;
import io.espalier.store.artifact.Disk;
import io.espalier.store.sql.journal.Attached;
import io.espalier.store.sql.journal.Changes;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import io.espalier.store.sql.journal.Head;
import io.espalier.store.sql.journal.Journal;
import io.espalier.store.sql.journal.JournalDamagedException;
import io.espalier.store.sql.journal.Replay;
import io.espalier.store.sql.journal.RowTrigger;
import io.espalier.store.sql.journal.Snapshot;
import io.espalier.store.thread.PrivateThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store file, open in this process. H2's own small pool has no threads of its own, so nothing
 * here is ever interrupted.
 *
 * <p>One transaction at a time changes the database: H2 writes its tables and indexes one by one,
 * so a kill while two transactions go on leaves halves of them. Each transaction is in the journal
 * before it is in the database, and durable once the journal's file is forced; transactions that
 * wait for that at the same time share it.
 */
final class H2Engine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(H2Engine.class);
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  /** How often the database's own file is forced, so that little of it depends on the journal. */
  private static final long SYNCHRONISE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path home;
  private final boolean readOnly;
  private final JdbcDataSource source = new JdbcDataSource();
  private final Disk disk;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile @Nullable Journal journal;
  private boolean uncertain;
  private long synchronised = System.nanoTime();
  private volatile JdbcConnectionPool pool;
  private volatile long epoch;
  private volatile boolean lost;

  private H2Engine(Path home, Disk disk, boolean readOnly, int connections) {
    this.home = home;
    this.disk = disk;
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
  static H2Engine open(Path home, Disk disk, boolean readOnly, int connections, Duration patience) {
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

  /**
   * Brings the database together with its journal, from when on it may be written; returns why the
   * journal was begun anew, null where it goes on.
   *
   * @throws DatabaseDamagedException when the database does not hold what the journal says
   */
  @Nullable String attach(Connection connection, int version) throws SQLException, IOException {
    closeJournal();
    Attached attached = Attached.to(disk, home, connection, version);
    RowTrigger.install(connection);
    journal = attached.journal();
    uncertain = false;
    return attached.begun();
  }

  /** Begins the journal anew: the tables are others than it knows. */
  void attachAnew(Connection connection, int version, String why) throws SQLException, IOException {
    closeJournal();
    Attached attached = Snapshot.begin(disk, home, connection, version, why);
    RowTrigger.install(connection);
    journal = attached.journal();
    uncertain = false;
  }

  /** Begins the journal anew from the database, which is whole. */
  void attachAnew(String why) throws SQLException, IOException {
    try (Connection connection = openConnection()) {
      attachAnew(connection, Migrations.LATEST, why);
    }
  }

  private void closeJournal() throws IOException {
    Journal open = journal;
    if (open != null) {
      open.close();
      journal = null;
    }
  }

  @Override
  public <T extends @Nullable Object> T write(
      Jdbi jdbi, Function<Handle, T> work, boolean durable) {
    Journal into;
    long seq;
    T result;
    if (writing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction within a transaction");
    }
    writing.lock();
    try {
      into = writable();
      result = transaction(jdbi, into, work);
      seq = into.end().seq();
    } finally {
      writing.unlock();
    }
    if (durable) {
      force(into, seq);
    }
    return result;
  }

  /** The journal, brought together with the database again where a commit was lost half-way. */
  private Journal writable() {
    Journal open = journal;
    if (open != null && !uncertain && !open.suspect()) {
      return open;
    }
    try (Connection connection = openConnection()) {
      if (open != null && open.suspect()) {
        attachAnew("forcing the one before failed");
      } else {
        attach(connection, Migrations.LATEST);
      }
    } catch (SQLException | IOException e) {
      throw new StoreUnavailableException("opening the journal in " + home + " failed: " + e, e);
    }
    return Objects.requireNonNull(journal);
  }

  private <T extends @Nullable Object> T transaction(
      Jdbi jdbi, Journal into, Function<Handle, T> work) {
    Changes changes = Changes.begin();
    try (Handle handle = jdbi.open()) {
      T result =
          handle.inTransaction(
              inside -> {
                T made = work.apply(inside);
                record(into, changes, inside);
                return made;
              });
      uncertain = false;
      if (System.nanoTime() - synchronised > SYNCHRONISE_NANOS) {
        Snapshot.synchronise(handle.getConnection());
        synchronised = System.nanoTime();
      }
      return result;
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, null);
    } finally {
      Changes.end();
    }
  }

  private void record(Journal into, Changes changes, Handle handle) {
    if (changes.isEmpty()) {
      return;
    }
    Journal.Line line = into.of(changes);
    try {
      Head.write(handle.getConnection(), line.position());
      into.add(line);
      // From here to the end of the commit the journal may be ahead of the database.
      uncertain = true;
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, null);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void force(Journal open, long seq) {
    try {
      open.force(seq);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private StoreUnavailableException failed(IOException e) {
    return new StoreUnavailableException(
        "writing the journal in " + home + " failed: " + e.getMessage(), e);
  }

  @Override
  public void makeDurable() {
    Journal open = journal;
    if (open != null) {
      force(open, open.end().seq());
    }
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
    markUncertain();
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

  private void markUncertain() {
    writing.lock();
    try {
      uncertain = true;
    } finally {
      writing.unlock();
    }
  }

  @Override
  public @Nullable String readThrough() {
    Path file = Journal.file(home);
    try (Connection connection = openConnection()) {
      Snapshot.readThrough(connection);
    } catch (SQLException e) {
      throw SqlErrors.translated(new UnableToExecuteStatementException(e, null));
    }
    try {
      Journal open = journal;
      long seq = open == null ? 0 : open.end().seq();
      long last = Replay.last(file).position().seq();
      return last >= seq ? null : "the journal " + file + " ends at record " + last + " of " + seq;
    } catch (IOException e) {
      return "the journal " + file + " cannot be read: " + e.getMessage();
    } catch (JournalDamagedException e) {
      return e.getMessage();
    }
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
    writing.lock();
    try {
      closeInOrder();
    } finally {
      writing.unlock();
    }
    pool.dispose();
    OPEN_HERE.remove(home);
  }

  /** So that the next owner need not look at the rows; where it fails, it will. */
  private void closeInOrder() {
    Journal open = journal;
    if (open == null) {
      return;
    }
    try (open) {
      if (!uncertain && !open.suspect() && !lost) {
        try (Connection connection = pool.getConnection()) {
          Journal.Line line = open.ofClose();
          open.add(line);
          Head.write(connection, line.position());
          open.force(line.position().seq());
          Snapshot.synchronise(connection);
        }
      }
    } catch (SQLException | IOException e) {
      LOG.warn("closing the store in {} in order failed", home, e);
    }
  }
}

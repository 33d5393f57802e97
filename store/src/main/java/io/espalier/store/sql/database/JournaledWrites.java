package io.espalier.store.sql.database;

import io.espalier.fault.Failpoint;
import io.espalier.migrations.Migrations;
import io.espalier.store.artifact.Disk;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.journal.Attached;
import io.espalier.store.sql.journal.Changes;
import io.espalier.store.sql.journal.Head;
import io.espalier.store.sql.journal.Journal;
import io.espalier.store.sql.journal.JournalDamagedException;
import io.espalier.store.sql.journal.Replay;
import io.espalier.store.sql.journal.RowTrigger;
import io.espalier.store.sql.journal.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes an H2 database, one transaction at a time: H2 writes its tables and indexes one by one,
 * so a kill while two transactions go on leaves halves of them. Each transaction is in the journal
 * before it is in the database, and durable once the journal's file is forced; transactions that
 * wait for that at the same time share it.
 */
public final class JournaledWrites {
  private static final Logger LOG = LoggerFactory.getLogger(JournaledWrites.class);

  /** How often the database's own file is forced, so that little of it depends on the journal. */
  private static final long SYNCHRONISE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path home;
  private final Disk disk;
  private final ConnectionFactory connections;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile @Nullable Journal journal;
  private boolean uncertain;
  private long synchronised = System.nanoTime();

  JournaledWrites(Path home, Disk disk, ConnectionFactory connections) {
    this.home = home;
    this.disk = disk;
    this.connections = connections;
  }

  /**
   * Brings the database together with its journal, from when on it may be written; returns why the
   * journal was begun anew, null where it goes on.
   *
   * @throws io.espalier.store.sql.journal.DatabaseDamagedException when the database does not hold
   *     what the journal says
   */
  @Nullable String attach(Connection connection, int version) throws SQLException, IOException {
    closeJournal();
    Attached attached = Attached.to(disk, home, connection, version);
    RowTrigger.install(connection);
    H2Asker.install(connection);
    journal = attached.journal();
    uncertain = false;
    return attached.begun();
  }

  /** Begins the journal anew: the tables are others than it knows. */
  void attachAnew(Connection connection, int version, String why) throws SQLException, IOException {
    closeJournal();
    Attached attached = Snapshot.begin(disk, home, connection, version, why);
    RowTrigger.install(connection);
    H2Asker.install(connection);
    journal = attached.journal();
    uncertain = false;
  }

  /** Begins the journal anew from the database, which is whole. */
  public void attachAnew(String why) throws SQLException, IOException {
    try (Connection connection = connections.openConnection()) {
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

  /** As {@link Engine#write}. */
  <T extends @Nullable Object> T write(Jdbi jdbi, Function<Handle, T> work, boolean durable) {
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
      Failpoint.TRANSACTION_DURABLE.reach();
    }
    return result;
  }

  /** The journal, brought together with the database again where a commit was lost half-way. */
  private Journal writable() {
    Journal open = journal;
    if (open != null && !uncertain && !open.suspect()) {
      return open;
    }
    try (Connection connection = connections.openConnection()) {
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
                Failpoint.TRANSACTION_DONE.reach();
                record(into, changes, inside);
                return made;
              });
      uncertain = false;
      Failpoint.TRANSACTION_COMMITTED.reach();
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
      Failpoint.TRANSACTION_JOURNALED.reach();
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

  /** As {@link Engine#makeDurable}. */
  void makeDurable() {
    Journal open = journal;
    if (open != null) {
      force(open, open.end().seq());
    }
  }

  /** The database went away: the next transaction first looks what of the last ones it holds. */
  void interrupted() {
    writing.lock();
    try {
      uncertain = true;
    } finally {
      writing.unlock();
    }
  }

  /** Reads the journal through; returns what is wrong with it, null for nothing. */
  @Nullable String journalFault() {
    Path file = Journal.file(home);
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

  /**
   * Ends the journal.
   *
   * @param whole whether the database is this process's still; then the next owner is told that it
   *     need not look at the rows
   */
  void close(boolean whole) {
    writing.lock();
    try {
      Journal open = journal;
      if (open != null) {
        close(open, whole && !uncertain && !open.suspect());
      }
    } finally {
      writing.unlock();
    }
  }

  private void close(Journal open, boolean inOrder) {
    try (open) {
      if (inOrder) {
        try (Connection connection = connections.openConnection()) {
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

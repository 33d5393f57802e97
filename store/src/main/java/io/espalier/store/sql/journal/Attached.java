package io.espalier.store.sql.journal;

import io.espalier.store.artifact.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A database brought together with its journal.
 *
 * @param journal open after its last record
 * @param begun why the journal was begun anew, null where it goes on
 */
public record Attached(Journal journal, @Nullable String begun) {
  /**
   * Has the database hold all that the journal says. A kill leaves the journal ahead of the
   * database, never behind it by anything that was acknowledged; after an end that was none, the
   * rows that the last records changed are held against them.
   *
   * @throws DatabaseDamagedException when the database does not hold what it should
   * @throws JournalDamagedException when the records that the database lacks cannot be read, or
   *     belong to another database
   */
  public static Attached to(Disk disk, Path home, Connection connection, int version)
      throws SQLException, IOException {
    JournalPosition head = Head.read(connection);
    Path file = Journal.file(home);
    if (head == null) {
      throw new DatabaseDamagedException("it does not know of the journal beside it");
    }
    if (!Journal.exists(home)) {
      return Snapshot.begin(disk, home, connection, version, "the file " + file + " was missing");
    }
    JournalPosition from = head;
    try (JournalReader reader = new JournalReader(file)) {
      JournalRecord first = reader.next();
      if (first == null) {
        return Snapshot.begin(disk, home, connection, version, "the file " + file + " was empty");
      }
      if (first.version() != version) {
        return Snapshot.begin(
            disk, home, connection, version, "its tables became those of version " + version);
      }
      if (!first.position().journal().equals(head.journal())) {
        requireSuccessor(file, first, head);
        from = first.position();
      }
    }
    return caughtUp(disk, home, connection, version, from, from.equals(head));
  }

  /**
   * Whether the journal holds records that the database lacks; nothing is changed. A journal that
   * cannot be read says nothing here: the next owner looks at it.
   */
  public static boolean behind(Path home, Connection connection) throws SQLException {
    JournalPosition head = Head.read(connection);
    if (head == null || !Journal.exists(home)) {
      return false;
    }
    try (JournalReader reader = new JournalReader(Journal.file(home), head)) {
      return at(reader, head) != null && reader.next() != null;
    } catch (IOException | JournalDamagedException e) {
      return false;
    }
  }

  /** A journal that was begun anew from this very state; the database was not told any more. */
  private static void requireSuccessor(Path file, JournalRecord first, JournalPosition head) {
    boolean successor =
        head.journal().equals(first.body().path("from").path("journal").asText())
            && head.hash().equals(first.body().path("from").path("hash").asText());
    if (!successor) {
      throw new JournalDamagedException(
          "the journal "
              + file
              + " is not the one that the database was written with: to go by the journal, run"
              + " `espalier store rebuild`; to go by the database, move the journal out of the"
              + " folder");
    }
  }

  private static Attached caughtUp(
      Disk disk, Path home, Connection connection, int version, JournalPosition from, boolean same)
      throws SQLException, IOException {
    Path file = Journal.file(home);
    JournalRecord last;
    boolean behind = false;
    boolean inBase = !same;
    try (JournalReader reader = new JournalReader(file, from);
        RowWriter rows = new RowWriter(connection)) {
      JournalRecord record = at(reader, from);
      if (record == null) {
        // Only what was never acknowledged can be in the database and not in the journal.
        return Snapshot.begin(
            disk, home, connection, version, "the file " + file + " ended before the database did");
      }
      last = record;
      connection.setAutoCommit(false);
      for (JournalRecord next = next(reader, file, from);
          next != null;
          next = next(reader, file, from)) {
        last = next;
        inBase &= next.body().has("base");
        if (!inBase) {
          apply(rows, next);
          behind = true;
        }
      }
      if (!same || behind) {
        Head.write(connection, last.position());
      }
      connection.commit();
      if (behind) {
        rows.renumber();
      }
    } finally {
      // Nothing of it where it did not come to an end.
      connection.rollback();
      connection.setAutoCommit(true);
    }
    if (!last.closed()) {
      TailCheck.check(connection, file, last.end());
    }
    return new Attached(Journal.open(disk, file, last.position(), last.end()), null);
  }

  private static @Nullable JournalRecord next(JournalReader reader, Path file, JournalPosition from)
      throws IOException {
    try {
      return reader.next();
    } catch (JournalDamagedException e) {
      throw new JournalDamagedException(
          e.getMessage()
              + "; the database holds everything up to record "
              + from.seq()
              + ": to go on from there, move "
              + file
              + " out of the folder");
    }
  }

  /** The record that the database names, null where the file does not hold it. */
  private static @Nullable JournalRecord at(JournalReader reader, JournalPosition from)
      throws IOException {
    try {
      JournalRecord record = reader.next();
      return record != null && record.position().equals(from) ? record : null;
    } catch (JournalDamagedException e) {
      return null;
    }
  }

  private static void apply(RowWriter rows, JournalRecord record) throws SQLException {
    try {
      for (var change : record.changes()) {
        rows.apply(change);
      }
    } catch (SQLException e) {
      throw new DatabaseDamagedException(
          "record " + record.position().seq() + " of the journal does not fit: " + e.getMessage(),
          e);
    }
  }
}

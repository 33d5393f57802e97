package io.espalier.store.sql.journal;

import io.espalier.store.artifact.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A whole journal, held from its first record to its last, to be put into an empty database. */
public final class Replay implements AutoCloseable {
  private static final int RECORDS = 1000;

  private final Path file;
  private final Journal journal;
  private final int version;

  private Replay(Path file, Journal journal, int version) {
    this.file = file;
    this.journal = journal;
    this.version = version;
  }

  /**
   * Reads the journal through, holding each record against its hash, and keeps others out of it.
   *
   * @throws JournalDamagedException when a record is not what was written
   */
  public static Replay open(Disk disk, Path home) throws IOException {
    Path file = Journal.file(home);
    int version;
    try (JournalReader reader = new JournalReader(file)) {
      JournalRecord first = reader.next();
      version = first == null ? 0 : first.version();
    }
    JournalRecord last = last(file);
    return new Replay(file, Journal.open(disk, file, last.position(), last.end()), version);
  }

  /**
   * The last record of a journal, which is read through.
   *
   * @throws JournalDamagedException when a record is not what was written
   */
  public static JournalRecord last(Path file) throws IOException {
    JournalRecord last = null;
    try (JournalReader reader = new JournalReader(file)) {
      for (JournalRecord next = reader.next(); next != null; next = reader.next()) {
        last = next;
      }
    }
    if (last == null) {
      throw new JournalDamagedException("the journal " + file + " is empty");
    }
    return last;
  }

  /** Version that the tables must have. */
  public int version() {
    return version;
  }

  /** Fills the empty tables; returns the number of records. */
  public long into(Connection connection) throws SQLException, IOException {
    long records = 0;
    try (Statement statement = connection.createStatement();
        JournalReader reader = new JournalReader(file);
        RowWriter rows = new RowWriter(connection)) {
      // RowWriter refer to rows that come later: an update may have pointed them there.
      statement.execute("SET REFERENTIAL_INTEGRITY FALSE");
      connection.setAutoCommit(false);
      for (JournalRecord next = reader.next(); next != null; next = reader.next()) {
        for (var change : next.changes()) {
          rows.apply(change);
        }
        if (++records % RECORDS == 0) {
          connection.commit();
        }
      }
      Head.write(connection, journal.end());
      connection.commit();
      rows.renumber();
      statement.execute("SET REFERENTIAL_INTEGRITY TRUE");
    } finally {
      connection.setAutoCommit(true);
    }
    return records;
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}

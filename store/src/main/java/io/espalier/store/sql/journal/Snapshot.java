package io.espalier.store.sql.journal;

import io.espalier.store.artifact.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Begins a journal with all rows that a database holds. */
public final class Snapshot {
  private static final int ROWS = 500;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private Snapshot() {}

  /**
   * Writes the file beside its place, has it there whole or not at all, and tells the database. A
   * journal that lies there is put aside into {@code backups}.
   *
   * @param why the journal is begun, for people
   */
  public static Attached begin(Disk disk, Path home, Connection connection, int version, String why)
      throws SQLException, IOException {
    Path file = Journal.file(home);
    Path part = file.resolveSibling(Journal.FILE + ".part");
    Journal journal = Journal.begin(disk, part, version, Head.read(connection));
    boolean done = false;
    try {
      for (JournaledTable table : JournaledTable.all(connection).values()) {
        rows(journal, connection, table);
      }
      journal.force(journal.end().seq());
      putAside(disk, file, "replaced");
      disk.move(part, file);
      disk.forceFolder(home);
      Head.write(connection, journal.end());
      synchronise(connection);
      done = true;
    } finally {
      if (!done) {
        journal.close();
      }
    }
    return new Attached(journal, why);
  }

  private static void rows(Journal journal, Connection connection, JournaledTable table)
      throws SQLException, IOException {
    Changes changes = new Changes();
    int count = 0;
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT " + String.join(", ", table.columns()) + " FROM " + table.name())) {
      Object[] row = new Object[table.columns().size()];
      while (rows.next()) {
        for (int i = 0; i < row.length; i++) {
          row[i] = rows.getObject(i + 1);
        }
        changes.insert(table, row);
        if (++count % ROWS == 0) {
          journal.base(changes);
          changes.clear();
        }
      }
    }
    if (!changes.isEmpty()) {
      journal.base(changes);
    }
  }

  /** Reads every row of every table, so that what cannot be read is found. */
  public static void readThrough(Connection connection) throws SQLException {
    for (JournaledTable table : JournaledTable.all(connection).values()) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT * FROM " + table.name())) {
        int columns = table.columns().size();
        while (rows.next()) {
          for (int i = 1; i <= columns; i++) {
            rows.getObject(i);
          }
        }
      }
    }
  }

  /**
   * Moves a file of the store into {@code backups}, where there is one; returns where it lies.
   *
   * @param as what it is there
   */
  public static @Nullable Path putAside(Disk disk, Path file, String as) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    Path folder = Files.createDirectories(file.resolveSibling("backups"));
    Path place = folder.resolve(as + "-" + DATE.format(Instant.now()) + "-" + file.getFileName());
    disk.move(file, place);
    return place;
  }

  /** Has H2 write all that it holds, and the disk keep it. */
  public static void synchronise(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
  }
}

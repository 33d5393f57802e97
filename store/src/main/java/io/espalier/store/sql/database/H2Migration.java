package io.espalier.store.sql.database;

import io.espalier.migrations.Migrations;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import io.espalier.store.sql.journal.Head;
import io.espalier.store.sql.journal.Journal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Brings the tables of a store file to this program's version. */
public final class H2Migration {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'");

  /** The first version of the tables that know of a journal. */
  private static final int JOURNAL_SINCE = 2;

  private H2Migration() {}

  /** As {@link #run(H2Engine, Path, int)} with the latest version there is. */
  public static @Nullable String run(H2Engine engine, Path home) throws SQLException, IOException {
    return run(engine, home, Migrations.LATEST);
  }

  /**
   * Has the tables at the version and the journal with them; returns why the journal of a store
   * that had one was begun anew, null where it goes on. A store that holds something is copied
   * before it is migrated: definitions cannot be rolled back here. A first migration that was
   * killed leaves tables without a version; nothing was ever stored in them, so they are made
   * again.
   */
  public static @Nullable String run(H2Engine engine, Path home, int latest)
      throws SQLException, IOException {
    String begun = null;
    int version;
    try (Connection connection = engine.openConnection();
        Statement statement = connection.createStatement()) {
      version = Schema.version(connection);
      Schema.refuseNewer(version);
      boolean journaled = version >= JOURNAL_SINCE && Head.read(connection) != null;
      if (!journaled && Journal.exists(home)) {
        // H2 goes back to what it can read of a damaged file, to an empty database if need be.
        throw new DatabaseDamagedException("it does not know of the journal beside it");
      }
      if (journaled) {
        begun = engine.writes().attach(connection, version);
      }
      if (version == latest && journaled) {
        return begun;
      }
      if (version == 0) {
        statement.execute("DROP ALL OBJECTS");
      } else if (version > 0 && version < latest) {
        backUp(connection, home, version);
      }
    }
    if (version != latest) {
      Schema.migrate(engine.source());
    }
    try (Connection connection = engine.openConnection()) {
      engine
          .writes()
          .attachAnew(connection, latest, "its tables became those of version " + latest);
    }
    return begun;
  }

  private static void backUp(Connection connection, Path home, int version)
      throws SQLException, IOException {
    Path folder = Files.createDirectories(home.toAbsolutePath().resolve("backups"));
    String date = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
    Path file = folder.resolve("store-v" + version + "-" + date + ".zip");
    try (var statement = connection.prepareStatement("BACKUP TO ?")) {
      statement.setString(1, file.toString());
      statement.execute();
    }
    try (RandomAccessFile written = new RandomAccessFile(file.toFile(), "rw")) {
      written.getFD().sync();
    }
  }
}

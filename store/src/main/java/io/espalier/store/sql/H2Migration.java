package io.espalier.store.sql;

import io.espalier.migrations.Migrations;
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

/** Brings the tables of a store file to this program's version. */
final class H2Migration {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'");

  private H2Migration() {}

  /** As {@link #run(H2Engine, Path, int)} with the latest version there is. */
  static void run(H2Engine engine, Path home) throws SQLException, IOException {
    run(engine, home, Migrations.LATEST);
  }

  /**
   * Migrates unless the tables have the version. A store that holds something is copied first:
   * definitions cannot be rolled back here. A first migration that was killed leaves tables without
   * a version; nothing was ever stored in them, so they are made again.
   */
  static void run(H2Engine engine, Path home, int latest) throws SQLException, IOException {
    try (Connection connection = engine.openConnection();
        Statement statement = connection.createStatement()) {
      int version = Schema.version(connection);
      Schema.refuseNewer(version);
      if (version == latest) {
        return;
      }
      if (version == 0) {
        statement.execute("DROP ALL OBJECTS");
      } else if (version > 0) {
        backUp(connection, home, version);
      }
    }
    Schema.migrate(engine.source());
    try (Connection connection = engine.openConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
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

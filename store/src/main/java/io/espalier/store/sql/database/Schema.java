package io.espalier.store.sql.database;

import io.espalier.migrations.Migrations;
import io.espalier.store.failure.StoreVersionException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables to this program's version, or says why not. */
public final class Schema {
  private static final String HAS_HISTORY =
      "SELECT COUNT(*) FROM information_schema.tables"
          + " WHERE table_schema = CURRENT_SCHEMA AND table_name = 'flyway_schema_history'";
  private static final String VERSION =
      "SELECT COALESCE(MAX(CAST(\"version\" AS INT)), 0) FROM \"flyway_schema_history\""
          + " WHERE \"version\" IS NOT NULL AND \"success\"";

  private Schema() {}

  /** Version of the tables; 0 where the first migration never ended, −1 in an empty database. */
  public static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return number(statement, HAS_HISTORY) == 0 ? -1 : number(statement, VERSION);
    }
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  /**
   * Refuses tables that are newer than this program.
   *
   * @throws StoreVersionException when they are
   */
  public static void refuseNewer(int version) {
    if (version > Migrations.LATEST) {
      throw new StoreVersionException(
          "the store has tables of version "
              + version
              + ", this program knows up to "
              + Migrations.LATEST
              + ": use the newer program that made it, or another folder with --home");
    }
  }

  /**
   * Refuses any version but this program's.
   *
   * @throws StoreVersionException when it differs
   */
  public static void requireLatest(int version) {
    refuseNewer(version);
    if (version < Migrations.LATEST) {
      throw new StoreVersionException(
          "the store has tables of version "
              + Math.max(0, version)
              + ", this program needs "
              + Migrations.LATEST
              + ": run a command that writes, such as fsck, once, and it will be migrated");
    }
  }

  /** Runs the migrations that are missing. */
  public static void migrate(DataSource source) {
    migrate(source, Migrations.LATEST);
  }

  /** Runs the migrations that are missing up to a version. */
  public static void migrate(DataSource source, int version) {
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .target(Integer.toString(version))
        .locations(Migrations.LOCATION)
        .loggers("slf4j")
        .load()
        .migrate();
  }
}

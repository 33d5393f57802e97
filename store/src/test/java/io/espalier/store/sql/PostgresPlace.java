package io.espalier.store.sql;

import io.espalier.migrations.Roles;
import io.espalier.parts.RealParts;
import io.espalier.store.Store;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Disk;
import io.espalier.store.artifact.FolderBlobs;
import io.espalier.store.place.DatabaseAddress;
import io.espalier.store.thread.PrivateThreads;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A schema of this test run in the database that {@code ESPALIER_TEST_POSTGRES} names (a JDBC URL
 * with a user); emptied before every test, dropped at the end.
 */
final class PostgresPlace implements Place {
  private static final String SCHEMA = "t" + UUID.randomUUID().toString().replace("-", "");
  private static final String EMPTY =
      "TRUNCATE experiment, artifact, attempt_log, artifact_pin, run, step, task, runtime, attempt,"
          + " step_io, checkpoint, measurement, metric_series, metric_point, audit_head,"
          + " audit_event, store_owner, worker RESTART IDENTITY CASCADE";

  private static boolean made;
  private static boolean granted;

  private final @Nullable String role;
  private boolean begun;

  /** Opened by the user who owns the tables. */
  PostgresPlace() {
    this(null);
  }

  /**
   * Opened as one of the roles that {@link Roles} makes, under names of this test run.
   *
   * @param role {@code worker} or {@code reader}; null for the owner
   */
  PostgresPlace(@Nullable String role) {
    this.role = role;
  }

  /** Skips the test where there is no PostgreSQL, or fails it where that is asked for. */
  private static String url() {
    String url = RealParts.named("ESPALIER_TEST_POSTGRES", "a JDBC URL with a user");
    return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA;
  }

  @Override
  public Store open(Path folder, Disk disk) {
    return open(threads -> new FolderBlobs(folder, disk, threads));
  }

  /** Opens the store with another place for artifacts. */
  Store open(Function<PrivateThreads, Blobs> artifacts) {
    String url = url();
    if (!begun) {
      begin();
    }
    if (role == null) {
      return open(url, artifacts);
    }
    grant(artifacts);
    return open(as(role), artifacts);
  }

  /** Opens it at an address, such as {@link #as}. */
  static Store open(String url, Function<PrivateThreads, Blobs> artifacts) {
    return PostgresOpening.open(new DatabaseAddress(url, null, null, null), artifacts);
  }

  /** The address at which every connection has one of the roles. */
  static String as(String role) {
    return url() + "&options=-c%20role%3D" + SCHEMA + "_" + role;
  }

  private static void grant(Function<PrivateThreads, Blobs> artifacts) {
    synchronized (PostgresPlace.class) {
      if (!granted) {
        open(url(), artifacts).close();
        execute(Roles.sql(SCHEMA).replace("espalier_", SCHEMA + "_"));
        granted = true;
      }
    }
  }

  private void begin() {
    synchronized (PostgresPlace.class) {
      if (made) {
        execute(EMPTY);
      } else {
        execute("CREATE SCHEMA " + SCHEMA);
        Runtime.getRuntime().addShutdownHook(new Thread(PostgresPlace::drop));
        made = true;
      }
    }
    begun = true;
  }

  @Override
  public boolean shared() {
    return true;
  }

  private static void drop() {
    execute("DROP SCHEMA " + SCHEMA + " CASCADE");
    if (granted) {
      for (String name : List.of("owner", "worker", "reader")) {
        execute("DROP ROLE " + SCHEMA + "_" + name);
      }
    }
  }

  private static void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

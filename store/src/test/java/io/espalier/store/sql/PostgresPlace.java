package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A schema of this test run in the database that {@code ESPALIER_TEST_POSTGRES} names (a JDBC URL
 * with a user); emptied before every test, dropped at the end.
 */
final class PostgresPlace implements Place {
  private static final @Nullable String URL = System.getenv("ESPALIER_TEST_POSTGRES");
  private static final boolean REQUIRED =
      "true".equals(System.getenv("ESPALIER_REQUIRE_REAL_PARTS"));
  private static final String SCHEMA = "t" + UUID.randomUUID().toString().replace("-", "");
  private static final String EMPTY =
      "TRUNCATE experiment, artifact, attempt_log, artifact_pin, run, step, task, runtime, attempt, step_io,"
          + " checkpoint, measurement, metric_series, metric_point, audit_head, audit_event, store_owner,"
          + " worker"
          + " RESTART IDENTITY CASCADE";

  private static boolean made;

  private boolean begun;

  /** Skips the test where there is no PostgreSQL, or fails it where that is asked for. */
  private static String url() {
    if (URL == null && REQUIRED) {
      fail("PostgreSQL is required here: set ESPALIER_TEST_POSTGRES to a JDBC URL with a user");
    }
    assumeTrue(URL != null, "no PostgreSQL: ESPALIER_TEST_POSTGRES is not set");
    String url = String.valueOf(URL);
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
    return Opening.postgres(new DatabaseAddress(url, null, null, null), artifacts);
  }

  private void begin() {
    synchronized (PostgresPlace.class) {
      if (made) {
        execute(EMPTY);
      } else {
        execute("CREATE SCHEMA " + SCHEMA);
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> execute("DROP SCHEMA " + SCHEMA + " CASCADE")));
        made = true;
      }
    }
    begun = true;
  }

  @Override
  public boolean shared() {
    return true;
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

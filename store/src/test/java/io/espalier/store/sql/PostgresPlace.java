package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.store.Store;
import io.espalier.store.Stores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A schema of its own in the database that {@code ESPALIER_TEST_POSTGRES} names. */
final class PostgresPlace implements Place {
  private static final @Nullable String URL = System.getenv("ESPALIER_TEST_POSTGRES");
  private static final boolean REQUIRED =
      "true".equals(System.getenv("ESPALIER_REQUIRE_REAL_PARTS"));

  private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");
  private boolean made;

  /** Skips the test where there is no PostgreSQL, or fails it where that is asked for. */
  private static String url() {
    if (URL == null && REQUIRED) {
      fail("PostgreSQL is required here: set ESPALIER_TEST_POSTGRES to a JDBC URL with a user");
    }
    assumeTrue(URL != null, "no PostgreSQL: ESPALIER_TEST_POSTGRES is not set");
    return String.valueOf(URL);
  }

  @Override
  public Store open(Path folder) {
    String url = url();
    if (!made) {
      execute("CREATE SCHEMA " + schema);
      made = true;
    }
    String separator = url.contains("?") ? "&" : "?";
    return Stores.postgres(url + separator + "currentSchema=" + schema, null, null, folder);
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public void forget() {
    if (made) {
      execute("DROP SCHEMA " + schema + " CASCADE");
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

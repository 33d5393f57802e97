package io.espalier.cli.environment;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schema of one test in the database that {@code ESPALIER_TEST_POSTGRES} names, a JDBC URL with a
 * user; dropped when it is closed.
 */
public final class TestDatabase implements AutoCloseable {
  private static final @Nullable String URL = System.getenv("ESPALIER_TEST_POSTGRES");

  private final String url = url();
  private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");

  /** Makes it; skips the test where there is no PostgreSQL, or fails it where one is required. */
  public TestDatabase() {
    execute("CREATE SCHEMA " + schema);
  }

  private static String url() {
    if (URL == null && "true".equals(System.getenv("ESPALIER_REQUIRE_REAL_PARTS"))) {
      fail("PostgreSQL is required here: set ESPALIER_TEST_POSTGRES to a JDBC URL with a user");
    }
    assumeTrue(URL != null, "no PostgreSQL: ESPALIER_TEST_POSTGRES is not set");
    return String.valueOf(URL);
  }

  /** Its name. */
  public String schema() {
    return schema;
  }

  /** Its JDBC URL. */
  public String inSchema() {
    return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
  }

  /** Writes an environment file for it, with artifacts in a folder beside the file. */
  public Path file(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("environment.yaml"),
        """
        database: {url: "%s"}
        artifacts: {folder: objects}
        """
            .formatted(inSchema()));
  }

  /** Runs a statement in the schema. */
  public void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(inSchema());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    execute("DROP SCHEMA " + schema + " CASCADE");
  }
}

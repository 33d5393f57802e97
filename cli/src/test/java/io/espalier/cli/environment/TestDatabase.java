package io.espalier.cli.environment;

import io.espalier.parts.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A schema of one test in the database that {@code ESPALIER_TEST_POSTGRES} names, a JDBC URL with a
 * user; dropped when it is closed.
 */
public final class TestDatabase implements AutoCloseable {

  private final String url;
  private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");

  /** Makes it; skips the test where there is no PostgreSQL, or fails it where one is required. */
  public TestDatabase() {
    this(url());
  }

  /** Makes it in another database, whose JDBC URL has a user. */
  public TestDatabase(String url) {
    this.url = url;
    execute("CREATE SCHEMA " + schema);
  }

  private static String url() {
    return RealParts.named("ESPALIER_TEST_POSTGRES", "a JDBC URL with a user");
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

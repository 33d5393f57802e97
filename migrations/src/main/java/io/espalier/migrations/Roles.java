package io.espalier.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The roles of a store in PostgreSQL: owner, worker and reader. */
public final class Roles {
  private Roles() {}

  /**
   * The SQL that makes them and gives each what it needs; it can be run again.
   *
   * @param schema where the tables are
   */
  public static String sql(String schema) {
    String quoted = "\"" + schema.replace("\"", "\"\"") + "\"";
    try (InputStream in = Roles.class.getResourceAsStream("roles.sql")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("\"public\"", quoted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

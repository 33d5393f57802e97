package io.espalier.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A view that questions in SQL are asked of, as {@code views.txt} beside the migrations describes
 * it.
 *
 * @param name its name in SQL
 * @param text one sentence about a row of it
 * @param columns in the order of {@code SELECT *}
 */
public record SqlView(String name, String text, List<Column> columns) {
  public SqlView {
    columns = List.copyOf(columns);
  }

  /**
   * A column of a view.
   *
   * @param name its name in SQL
   * @param text what it holds
   */
  public record Column(String name, String text) {}

  /** All views, the most asked one first. */
  public static List<SqlView> all() {
    List<SqlView> views = new ArrayList<>();
    String name = "";
    String text = "";
    List<Column> columns = new ArrayList<>();
    for (String line : described().lines().toList()) {
      int colon = line.indexOf(": ");
      if (line.startsWith("  ")) {
        columns.add(new Column(line.substring(2, colon), line.substring(colon + 2)));
        continue;
      }
      if (!columns.isEmpty()) {
        views.add(new SqlView(name, text, columns));
        columns.clear();
      }
      name = line.substring(0, colon);
      text = line.substring(colon + 2);
    }
    views.add(new SqlView(name, text, columns));
    return views;
  }

  private static String described() {
    try (InputStream in = SqlView.class.getResourceAsStream("views.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

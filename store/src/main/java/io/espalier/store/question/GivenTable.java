package io.espalier.store.question;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table that is no part of the store: it is given with a question, which asks it by its name like
 * any other.
 *
 * @param name in lowercase
 * @param columns in the order of {@code SELECT *}
 * @param rows a value a column, of the column's type or null; only fetched where a question names
 *     the table
 */
public record GivenTable(
    String name, List<Column> columns, Supplier<List<List<@Nullable Object>>> rows) {
  /** What a column holds. */
  public enum Type {
    TEXT,
    /** A {@link Long} or {@link Integer}. */
    WHOLE,
    /** A {@link Double}, finite. */
    NUMBER
  }

  /** A column. */
  public record Column(String name, Type type) {}
}

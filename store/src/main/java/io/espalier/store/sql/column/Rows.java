package io.espalier.store.sql.column;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reading and binding of columns that may be null. */
public final class Rows {
  private Rows() {}

  public static Instant instant(ResultSet rows, String column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant();
  }

  public static @Nullable Instant instantOrNull(ResultSet rows, String column) throws SQLException {
    OffsetDateTime at = rows.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  public static @Nullable Integer intOrNull(ResultSet rows, String column) throws SQLException {
    return rows.getObject(column, Integer.class);
  }

  public static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  /** A constant that is stored by its name. */
  public static <E extends Enum<E>> E constant(ResultSet rows, String column, Class<E> type)
      throws SQLException {
    return Enum.valueOf(type, rows.getString(column));
  }

  /** As {@link #constant}, null for SQL's NULL. */
  public static <E extends Enum<E>> @Nullable E constantOrNull(
      ResultSet rows, String column, Class<E> type) throws SQLException {
    return rows.getString(column) == null ? null : constant(rows, column, type);
  }
}

package io.espalier.store.sql.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes of rows in one transaction, in their order. What one thread does to the database between
 * {@link #begin} and {@link #end} is gathered by {@link RowTrigger}.
 */
public final class Changes {
  private static final ThreadLocal<Changes> CURRENT = new ThreadLocal<>();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ArrayNode list = JSON.arrayNode();

  /** Gathers from now on what this thread changes. */
  public static Changes begin() {
    Changes changes = new Changes();
    CURRENT.set(changes);
    return changes;
  }

  /** Gathers no more. */
  public static void end() {
    CURRENT.remove();
  }

  /** What this thread gathers, null where it does not. */
  static @Nullable Changes current() {
    return CURRENT.get();
  }

  /** Forgets what was gathered: the transaction begins again. */
  public void clear() {
    list.removeAll();
  }

  /** Whether nothing has changed. */
  public boolean isEmpty() {
    return list.isEmpty();
  }

  ArrayNode list() {
    return list;
  }

  /** A row that was not there; values in the order of the table's columns. */
  void insert(JournaledTable table, Object[] row) {
    ObjectNode change = list.addObject().put("insert", table.name());
    ObjectNode values = change.putObject("row");
    for (int i = 0; i < row.length; i++) {
      values.set(table.columns().get(i), json(row[i]));
    }
  }

  /** A row with other values than before; nothing where they are the same. */
  void update(JournaledTable table, Object[] old, Object[] row) {
    ObjectNode values = JSON.objectNode();
    for (int i = 0; i < row.length; i++) {
      if (!Objects.equals(old[i], row[i])) {
        values.set(table.columns().get(i), json(row[i]));
      }
    }
    if (!values.isEmpty()) {
      ObjectNode change = list.addObject().put("update", table.name());
      change.set("key", key(table, old));
      change.set("row", values);
    }
  }

  /** A row that is no longer there. */
  void delete(JournaledTable table, Object[] old) {
    list.addObject().put("delete", table.name()).set("key", key(table, old));
  }

  private static ObjectNode key(JournaledTable table, Object[] row) {
    ObjectNode key = JSON.objectNode();
    Collection<String> columns = table.key();
    columns.forEach(column -> key.set(column, json(row[table.columns().indexOf(column)])));
    return key;
  }

  /** A value of a column; times are written in UTC, numbers that are none by their names. */
  static JsonNode json(@Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value instanceof String text) {
      return JSON.textNode(text);
    }
    if (value instanceof Long number) {
      return JSON.numberNode(number.longValue());
    }
    if (value instanceof Integer number) {
      return JSON.numberNode(number.intValue());
    }
    if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    }
    if (value instanceof Double number) {
      return Double.isFinite(number) ? JSON.numberNode(number) : JSON.textNode(number.toString());
    }
    if (value instanceof OffsetDateTime at) {
      return JSON.textNode(at.toInstant().toString());
    }
    throw new IllegalStateException(
        "a column of type " + value.getClass() + " (expected: one that the journal can write)");
  }
}

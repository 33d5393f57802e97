package io.espalier.store.sql.check;

import io.espalier.store.sql.audit.Fields;
import io.espalier.store.sql.audit.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What differs, one sentence each. */
final class Problems {
  private static final int SHOWN = 100;

  private final List<String> found = new ArrayList<>();

  List<String> found() {
    return found;
  }

  void add(String problem) {
    found.add(problem);
  }

  /** Notes a column of a row that is not what an entry recorded. */
  void compare(String row, String column, @Nullable Object is, @Nullable Object recorded, Said by) {
    if (!Objects.equals(is, recorded)) {
      differs(row, column, is, shown(recorded), by);
    }
  }

  /** As {@link #compare}, of a text that the entry holds the SHA-256 of. */
  void compareDigest(
      String row, String column, @Nullable String is, @Nullable String recorded, Said by) {
    if (!Objects.equals(is == null ? null : Fields.of(is), recorded)) {
      differs(row, column, is, "a text of SHA-256 " + recorded, by);
    }
  }

  private void differs(String row, String column, @Nullable Object is, String recorded, Said by) {
    add(
        row
            + ": "
            + column
            + ": "
            + shown(is)
            + " (recorded: "
            + recorded
            + ", by "
            + by.entry().name()
            + ")");
  }

  /** Notes a column that has a value where nothing gave it one. */
  void requireNone(String row, String column, @Nullable Object is) {
    if (is != null) {
      add(row + ": " + column + ": " + shown(is) + " (expected: none, no entry gave it one)");
    }
  }

  /** A value, no longer than a line can hold. */
  static String shown(@Nullable Object value) {
    String text = value == null ? "none" : value.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
